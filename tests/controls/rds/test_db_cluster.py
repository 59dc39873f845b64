"""Controls of AWS::RDS::DBCluster."""

import pytest

from posturewatch.controls.rds import db_cluster as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.rds.db_cluster import DBCluster
from posturewatch.resources.rds.master_user import MasterUser

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.storage_encrypted, DBCluster(storage_encrypted=True), PASSED),
    (controls.storage_encrypted, DBCluster(), FAILED),
    (controls.public_access_disabled, DBCluster(), PASSED),
    (controls.public_access_disabled, DBCluster(publicly_accessible=True), FAILED),
    (controls.deletion_protected, DBCluster(deletion_protection=True), PASSED),
    (controls.deletion_protected, DBCluster(), FAILED),
    (controls.backups_kept, DBCluster(backup_retention=7), PASSED),
    (controls.backups_kept, DBCluster(backup_retention=6), FAILED),
    (controls.multi_az_enabled, DBCluster(multi_az=True), PASSED),
    (controls.multi_az_enabled, DBCluster(mode="serverless"), PASSED),
    (controls.multi_az_enabled, DBCluster(), FAILED),
    (controls.iam_authentication_enabled, DBCluster(iam_authentication=True), PASSED),
    (controls.iam_authentication_enabled, DBCluster(mode="serverless"), PASSED),
    (controls.iam_authentication_enabled, DBCluster(), FAILED),
    (controls.tags_copied_to_snapshots, DBCluster(copy_tags=True), PASSED),
    (controls.tags_copied_to_snapshots, DBCluster(), FAILED),
    (controls.logs_exported, DBCluster(log_exports=("audit",)), PASSED),
    (controls.logs_exported, DBCluster(), FAILED),
    (controls.audit_log_exported, DBCluster(engine="aurora-mysql", log_exports=("audit",)), PASSED),
    (controls.audit_log_exported, DBCluster(engine="aurora-postgresql"), PASSED),
    (controls.audit_log_exported, DBCluster(engine="aurora-mysql", log_exports=("error",)), FAILED),
    (
        controls.minor_upgrades_automatic,
        DBCluster(engine="mysql", auto_minor_version_upgrade=True),
        PASSED,
    ),
    (controls.minor_upgrades_automatic, DBCluster(engine="aurora-mysql"), PASSED),
    (controls.minor_upgrades_automatic, DBCluster(engine="mysql"), FAILED),
    (
        controls.backtracking_enabled,
        DBCluster(engine="aurora-mysql", backtrack_window=3600),
        PASSED,
    ),
    (controls.backtracking_enabled, DBCluster(engine="aurora-postgresql"), PASSED),
    (controls.backtracking_enabled, DBCluster(engine="aurora-mysql"), FAILED),
    (controls.default_port_changed, DBCluster(engine="aurora-mysql", port=13306), PASSED),
    (controls.default_port_changed, DBCluster(engine="aurora-mysql", port=3306), FAILED),
    (controls.default_port_changed, DBCluster(engine="aurora-mysql"), FAILED),
    (controls.master_user_name_changed, DBCluster(master_user=MasterUser(name="keeper")), PASSED),
    (controls.master_user_name_changed, DBCluster(master_user=MasterUser(name="admin")), FAILED),
    (controls.master_password_not_written, DBCluster(), PASSED),
    (
        controls.master_password_not_written,
        DBCluster(master_user=MasterUser(password_held="dynamic reference")),
        PASSED,
    ),
    (
        controls.master_password_not_written,
        DBCluster(master_user=MasterUser(password_held="plain text")),
        FAILED,
    ),
    (
        controls.master_password_not_written,
        DBCluster(master_user=MasterUser(password_held="shown parameter")),
        FAILED,
    ),
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
        (controls.public_access_disabled, "publicly_accessible"),
        (controls.deletion_protected, "deletion_protection"),
        (controls.backups_kept, "backup_retention"),
        (controls.multi_az_enabled, "multi_az"),
        (controls.iam_authentication_enabled, "iam_authentication"),
        (controls.tags_copied_to_snapshots, "copy_tags"),
        (controls.logs_exported, "log_exports"),
        (controls.audit_log_exported, "engine"),
        (controls.minor_upgrades_automatic, "engine"),
        (controls.backtracking_enabled, "engine"),
        (controls.default_port_changed, "port"),
        (controls.master_user_name_changed, "master_user"),
        (controls.master_password_not_written, "master_user"),
        (controls.owner_tagged, "tags"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    with pytest.raises(UnknownValue, match=hidden):
        ask(DBCluster(unknown={hidden: "denied"}))
