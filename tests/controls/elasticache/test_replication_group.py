"""Controls of AWS::ElastiCache::ReplicationGroup."""

import pytest

from posturewatch.controls.elasticache import replication_group as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.elasticache.replication_group import ReplicationGroup

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.encrypted_at_rest, ReplicationGroup(at_rest_encryption=True), PASSED),
    (controls.encrypted_at_rest, ReplicationGroup(), FAILED),
    (controls.tls_required, ReplicationGroup(transit_encryption=True), PASSED),
    (
        controls.tls_required,
        ReplicationGroup(transit_encryption=True, transit_mode="preferred"),
        FAILED,
    ),
    (controls.tls_required, ReplicationGroup(), FAILED),
    (
        controls.authentication_required,
        ReplicationGroup(user_groups=("app",), unknown={"auth_token": "later"}),
        PASSED,
    ),
    (controls.authentication_required, ReplicationGroup(auth_token=True), PASSED),
    (controls.authentication_required, ReplicationGroup(), FAILED),
    (controls.auth_token_not_written, ReplicationGroup(), PASSED),
    (controls.auth_token_not_written, ReplicationGroup(auth_token_held="plain text"), FAILED),
    (controls.failover_automatic, ReplicationGroup(automatic_failover=True), PASSED),
    (controls.failover_automatic, ReplicationGroup(), FAILED),
    (controls.multi_az_enabled, ReplicationGroup(multi_az=True), PASSED),
    (controls.multi_az_enabled, ReplicationGroup(), FAILED),
    (controls.backups_enabled, ReplicationGroup(snapshot_retention=1), PASSED),
    (controls.backups_enabled, ReplicationGroup(snapshot_retention=0), FAILED),
    (controls.minor_upgrades_automatic, ReplicationGroup(auto_minor_version_upgrade=True), PASSED),
    (controls.minor_upgrades_automatic, ReplicationGroup(), FAILED),
    (controls.owner_tagged, ReplicationGroup(tags={"team": "payments"}), PASSED),
    (controls.owner_tagged, ReplicationGroup(tags={"Name": "shop"}), FAILED),
]


@pytest.mark.parametrize(("ask", "group", "status"), CASES)
def test_verdict(ask, group, status):
    assert ask(group).status is status


@pytest.mark.parametrize(
    ("ask", "hidden"),
    [
        (controls.encrypted_at_rest, "at_rest_encryption"),
        (controls.tls_required, "transit_encryption"),
        (controls.authentication_required, "user_groups"),
        (controls.auth_token_not_written, "auth_token_held"),
        (controls.failover_automatic, "automatic_failover"),
        (controls.multi_az_enabled, "multi_az"),
        (controls.backups_enabled, "snapshot_retention"),
        (controls.minor_upgrades_automatic, "auto_minor_version_upgrade"),
        (controls.owner_tagged, "tags"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    with pytest.raises(UnknownValue, match=hidden):
        ask(ReplicationGroup(unknown={hidden: "denied"}))
