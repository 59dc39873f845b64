"""Controls of AWS::Neptune::DBCluster."""

import pytest

from posturewatch.controls.neptune import db_cluster as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.neptune.db_cluster import DBCluster

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.storage_encrypted, DBCluster(storage_encrypted=True), PASSED),
    (controls.storage_encrypted, DBCluster(), FAILED),
    (controls.backups_kept, DBCluster(backup_retention=7), PASSED),
    (controls.backups_kept, DBCluster(backup_retention=6), FAILED),
    (controls.deletion_protected, DBCluster(deletion_protection=True), PASSED),
    (controls.deletion_protected, DBCluster(), FAILED),
    (controls.multi_az_enabled, DBCluster(multi_az=True), PASSED),
    (controls.multi_az_enabled, DBCluster(), FAILED),
    (controls.audit_log_exported, DBCluster(log_exports=("audit",)), PASSED),
    (controls.audit_log_exported, DBCluster(log_exports=("slowquery",)), FAILED),
    (controls.iam_authentication_enabled, DBCluster(iam_authentication=True), PASSED),
    (controls.iam_authentication_enabled, DBCluster(), FAILED),
    (controls.tags_copied_to_snapshots, DBCluster(copy_tags=True), PASSED),
    (controls.tags_copied_to_snapshots, DBCluster(), FAILED),
    (controls.owner_tagged, DBCluster(tags={"team": "payments"}), PASSED),
    (controls.owner_tagged, DBCluster(tags={"Name": "shop"}), FAILED),
]


@pytest.mark.parametrize(("ask", "cluster", "status"), CASES)
def test_verdict(ask, cluster, status):
    assert ask(cluster).status is status


@pytest.mark.parametrize(
    ("ask", "hidden"),
    [
        (controls.storage_encrypted, "storage_encrypted"),
        (controls.backups_kept, "backup_retention"),
        (controls.deletion_protected, "deletion_protection"),
        (controls.multi_az_enabled, "multi_az"),
        (controls.audit_log_exported, "log_exports"),
        (controls.iam_authentication_enabled, "iam_authentication"),
        (controls.tags_copied_to_snapshots, "copy_tags"),
        (controls.owner_tagged, "tags"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    with pytest.raises(UnknownValue, match=hidden):
        ask(DBCluster(unknown={hidden: "denied"}))
