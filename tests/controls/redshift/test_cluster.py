"""Controls of AWS::Redshift::Cluster."""

import pytest

from posturewatch.controls.redshift import cluster as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.redshift.cluster import Cluster

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.public_access_disabled, Cluster(), PASSED),
    (controls.public_access_disabled, Cluster(publicly_accessible=True), FAILED),
    (controls.encrypted, Cluster(encrypted=True), PASSED),
    (controls.encrypted, Cluster(), FAILED),
    (controls.tls_required, Cluster(require_ssl=True), PASSED),
    (controls.tls_required, Cluster(), FAILED),
    (controls.snapshots_automatic, Cluster(snapshot_retention=1), PASSED),
    (controls.snapshots_automatic, Cluster(snapshot_retention=0), FAILED),
    (controls.snapshots_kept, Cluster(snapshot_retention=7), PASSED),
    (controls.snapshots_kept, Cluster(snapshot_retention=6), FAILED),
    (controls.audit_logging_enabled, Cluster(logging=True), PASSED),
    (controls.audit_logging_enabled, Cluster(), FAILED),
    (controls.version_upgrades_allowed, Cluster(allow_version_upgrade=True), PASSED),
    (controls.version_upgrades_allowed, Cluster(allow_version_upgrade=False), FAILED),
    (controls.enhanced_vpc_routing_enabled, Cluster(enhanced_vpc_routing=True), PASSED),
    (controls.enhanced_vpc_routing_enabled, Cluster(), FAILED),
    (controls.multi_az_enabled, Cluster(multi_az=True), PASSED),
    (controls.multi_az_enabled, Cluster(), FAILED),
    (controls.master_user_name_changed, Cluster(master_user_name="keeper"), PASSED),
    (controls.master_user_name_changed, Cluster(master_user_name="awsuser"), FAILED),
    (controls.master_password_not_written, Cluster(), PASSED),
    (controls.master_password_not_written, Cluster(master_password_held="plain text"), FAILED),
    (controls.owner_tagged, Cluster(tags={"team": "payments"}), PASSED),
    (controls.owner_tagged, Cluster(tags={"Name": "shop"}), FAILED),
]


@pytest.mark.parametrize(("ask", "cluster", "status"), CASES)
def test_verdict(ask, cluster, status):
    assert ask(cluster).status is status


@pytest.mark.parametrize(
    ("ask", "hidden"),
    [
        (controls.public_access_disabled, "publicly_accessible"),
        (controls.encrypted, "encrypted"),
        (controls.tls_required, "require_ssl"),
        (controls.snapshots_automatic, "snapshot_retention"),
        (controls.snapshots_kept, "snapshot_retention"),
        (controls.audit_logging_enabled, "logging"),
        (controls.version_upgrades_allowed, "allow_version_upgrade"),
        (controls.enhanced_vpc_routing_enabled, "enhanced_vpc_routing"),
        (controls.multi_az_enabled, "multi_az"),
        (controls.master_user_name_changed, "master_user_name"),
        (controls.master_password_not_written, "master_password_held"),
        (controls.owner_tagged, "tags"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    with pytest.raises(UnknownValue, match=hidden):
        ask(Cluster(unknown={hidden: "denied"}))
