"""Verdicts of the controls of parameter groups of database instances."""

import pytest

from posturewatch.controls.rds import db_parameter_group as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.verdict import Status
from posturewatch.resources.rds.db_parameter_group import DBParameterGroup

PASSED, FAILED, WARNING = Status.PASSED, Status.FAILED, Status.WARNING
SSL, SECURE = "rds.force_ssl", "require_secure_transport"
CONNECTIONS = {"log_connections": "1", "log_disconnections": "1"}


def group(family, defaults=None, **chosen):
    return DBParameterGroup(family=family, chosen=chosen, defaults=defaults or {})


def default(family, defaults):
    key = ResourceKey("123456789012", "eu-west-1", DBParameterGroup.type, f"default.{family}")
    return DBParameterGroup(key=key, family=family, defaults=defaults)


TLS = [
    (group("postgres16"), PASSED),
    (group("postgres16", **{SSL: "0"}), FAILED),
    (group("postgres14"), FAILED),
    (group("postgres14", **{SSL: "1"}), PASSED),
    (group("postgres14", {SSL: "1"}), PASSED),
    (group("postgres16", {SSL: "0"}), FAILED),
    (group("postgres16", {SSL: "1"}, **{SSL: "0"}), FAILED),
    (group("mysql8.0"), FAILED),
    (group("mysql8.4", **{SECURE: "on"}), PASSED),
    (group("mysql9.7"), PASSED),
    (group("mariadb10.11"), FAILED),
    (group("mariadb11.8"), PASSED),
    (group("sqlserver-se-15.0"), FAILED),
    (group("sqlserver-se-15.0", **{SSL: "1"}), PASSED),
    (group("oracle-ee-19"), PASSED),
    # Instances of Aurora have what their cluster's group says, unless their own says more.
    (group("aurora-postgresql15"), PASSED),
    (group("aurora-mysql8.0", **{SECURE: "off"}), FAILED),
    (default("postgres16", {SSL: "1"}), PASSED),
    (default("postgres14", {SSL: "0"}), WARNING),
]
OLD_TLS = [
    (group("postgres16"), PASSED),
    (group("postgres16", ssl_min_protocol_version="tlsv1.1"), FAILED),
    (group("postgres16", ssl_min_protocol_version="tlsv1.3"), PASSED),
    (group("mysql8.0"), PASSED),
    (group("mysql8.0", tls_version="tlsv1.1,tlsv1.2"), FAILED),
    (group("mysql8.0", tls_version="tlsv1.2, tlsv1.3"), PASSED),
    (group("mysql5.7"), FAILED),
    (group("mariadb10.11", {"tls_version": "tlsv1.2,tlsv1.3"}), PASSED),
    (group("sqlserver-ee-16.0"), FAILED),
    (group("sqlserver-ee-16.0", **{"rds.tls10": "disabled"}), FAILED),
    (group("sqlserver-ee-16.0", **{"rds.tls10": "disabled", "rds.tls11": "disabled"}), PASSED),
    (group("aurora-mysql5.7"), PASSED),
    (group("db2-se-11.5"), PASSED),
    (default("mysql5.7", {}), WARNING),
]
LOGS = [
    (group("postgres16"), FAILED),
    (group("postgres16", log_connections="1"), FAILED),
    (group("postgres16", **CONNECTIONS), PASSED),
    (group("postgres18", log_connections="all", log_disconnections="on"), PASSED),
    (group("aurora-postgresql16"), PASSED),
    (group("mysql8.0"), PASSED),
    (default("postgres16", {"log_connections": "0"}), WARNING),
]
OWNERS = [
    (DBParameterGroup(tags={"team": "web"}), PASSED),
    (DBParameterGroup(), FAILED),
    (default("postgres16", {}), PASSED),
]
CASES = [
    *((controls.tls_required, *case) for case in TLS),
    *((controls.old_tls_refused, *case) for case in OLD_TLS),
    *((controls.connections_logged, *case) for case in LOGS),
    *((controls.owner_tagged, *case) for case in OWNERS),
]


@pytest.mark.parametrize(("control", "parameters", "expected"), CASES)
def test_verdict(control, parameters, expected):
    assert control(parameters).status is expected


def test_what_nobody_tells_is_unknown():
    with pytest.raises(UnknownValue):
        controls.old_tls_refused(group("mariadb10.11"))
    unread = DBParameterGroup(family="postgres16", unknown={"chosen": "AccessDenied"})
    for control in (controls.tls_required, controls.connections_logged):
        with pytest.raises(UnknownValue):
            control(unread)
