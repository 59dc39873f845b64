"""Verdicts of the controls of parameter groups of database clusters."""

import pytest

from posturewatch.controls.rds import db_cluster_parameter_group as controls
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.verdict import Status
from posturewatch.resources.rds.db_cluster_parameter_group import DBClusterParameterGroup

PASSED, FAILED, WARNING = Status.PASSED, Status.FAILED, Status.WARNING
SECURE = "require_secure_transport"
KEY = ResourceKey("123456789012", "eu-west-1", DBClusterParameterGroup.type, "default.docdb5.0")
DEFAULT = DBClusterParameterGroup(key=KEY, family="docdb5.0")


def cluster(family, **chosen):
    return DBClusterParameterGroup(family=family, chosen=chosen)


TLS = [
    (cluster("aurora-postgresql16"), FAILED),
    (cluster("aurora-postgresql17"), PASSED),
    (cluster("aurora-mysql8.0"), FAILED),
    (cluster("aurora-mysql8.0", **{SECURE: "on"}), PASSED),
    (cluster("docdb5.0"), PASSED),
    (cluster("docdb5.0", tls="disabled"), FAILED),
    (cluster("neptune1.3"), PASSED),
    (cluster("neptune1.3", neptune_enforce_ssl="0"), FAILED),
]
OLD_TLS = [
    (cluster("docdb5.0"), FAILED),
    (cluster("docdb5.0", tls="tls1.2+"), PASSED),
    (cluster("aurora-mysql8.0"), PASSED),
    (cluster("aurora-postgresql16", ssl_min_protocol_version="tlsv1"), FAILED),
]
LOGS = [
    (cluster("aurora-postgresql16"), FAILED),
    (cluster("aurora-mysql8.0", server_audit_logging="1"), PASSED),
    (cluster("aurora-mysql8.0"), FAILED),
    (cluster("docdb5.0", audit_logs="enabled"), PASSED),
    (cluster("docdb5.0", audit_logs="disabled"), FAILED),
    (cluster("neptune1.3", neptune_enable_audit_log="1"), PASSED),
]
CASES = [
    *((controls.tls_required, *case) for case in TLS),
    *((controls.old_tls_refused, *case) for case in OLD_TLS),
    *((controls.connections_logged, *case) for case in LOGS),
    (controls.tls_required, DEFAULT, PASSED),
    (controls.connections_logged, DEFAULT, WARNING),
    (controls.owner_tagged, DEFAULT, PASSED),
    (controls.owner_tagged, DBClusterParameterGroup(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, DBClusterParameterGroup(), FAILED),
]


@pytest.mark.parametrize(("control", "parameters", "expected"), CASES)
def test_verdict(control, parameters, expected):
    assert control(parameters).status is expected
