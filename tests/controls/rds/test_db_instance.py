"""Controls of AWS::RDS::DBInstance."""

import pytest

from posturewatch.controls.rds import db_instance as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.rds.db_instance import DBInstance
from posturewatch.resources.rds.master_user import MasterUser
from posturewatch.resources.rds.membership import Cluster
from posturewatch.resources.rds.network import Network

PASSED, FAILED = Status.PASSED, Status.FAILED


def member(engine: str = "aurora-mysql", **settings: object) -> DBInstance:
    """Return a member of a cluster: its own settings are off, its cluster's as given."""
    return DBInstance(engine=engine, cluster_id="aurora-1", cluster=Cluster(**settings))


def user(**told: object) -> DBInstance:
    return DBInstance(master_user=MasterUser(**told))


def listening(engine: str, port: int) -> DBInstance:
    return DBInstance(engine=engine, network=Network(port=port))


CASES = [
    (controls.automated_backups_on, DBInstance(backup_retention=1), PASSED),
    (controls.automated_backups_on, DBInstance(backup_retention=0, replica_of="a"), FAILED),
    (controls.automated_backups_on, member(backup_retention=1), PASSED),
    (controls.master_password_not_written, user(), PASSED),
    (controls.master_password_not_written, user(password_held="hidden parameter"), PASSED),
    (controls.master_password_not_written, user(password_held="dynamic reference"), PASSED),
    (controls.master_password_not_written, user(password_held="shown parameter"), FAILED),
    (controls.master_password_not_written, user(password_held="plain text"), FAILED),
    (controls.master_password_managed, user(managed=True), PASSED),
    (controls.master_password_managed, user(password_held="dynamic reference"), PASSED),
    (controls.master_password_managed, member(), PASSED),
    (controls.master_password_managed, user(password_held="plain text"), FAILED),
    (controls.master_password_managed, user(password_held="hidden parameter"), Status.WARNING),
    (controls.master_password_managed, user(), Status.WARNING),
    (controls.master_user_name_not_written, user(name_held="hidden parameter"), PASSED),
    (controls.master_user_name_not_written, user(name_held="plain text"), FAILED),
    (controls.default_port_changed, listening("mysql", 13306), PASSED),
    (controls.default_port_changed, listening("docdb", 27017), PASSED),
    (controls.default_port_changed, listening("mysql", 3306), FAILED),
    (controls.default_port_changed, listening("postgres", 0), FAILED),
    (controls.public_access_disabled, DBInstance(publicly_accessible=False), PASSED),
    (controls.public_access_disabled, DBInstance(publicly_accessible=True), FAILED),
    (controls.storage_encrypted, DBInstance(storage_encrypted=True), PASSED),
    (controls.storage_encrypted, DBInstance(storage_encrypted=False), FAILED),
    (controls.backups_enabled, DBInstance(backup_retention=7), PASSED),
    (controls.backups_enabled, DBInstance(backup_retention=35), PASSED),
    (controls.backups_enabled, DBInstance(backup_retention=6), FAILED),
    (controls.backups_enabled, DBInstance(backup_retention=0), FAILED),
    (controls.backups_enabled, DBInstance(replica_of="shop"), PASSED),
    (controls.backups_enabled, member(backup_retention=7), PASSED),
    (controls.backups_enabled, member(backup_retention=1), FAILED),
    (controls.multi_az_enabled, DBInstance(multi_az=True), PASSED),
    (controls.multi_az_enabled, DBInstance(multi_az=False), FAILED),
    (controls.multi_az_enabled, member(multi_az=True), PASSED),
    (controls.multi_az_enabled, member(multi_az=False), FAILED),
    (controls.deletion_protected, DBInstance(deletion_protection=True), PASSED),
    (controls.deletion_protected, DBInstance(deletion_protection=False), FAILED),
    (controls.deletion_protected, member(deletion_protection=True), PASSED),
    (controls.deletion_protected, member(deletion_protection=False), FAILED),
    (controls.minor_upgrades_automatic, DBInstance(auto_minor_version_upgrade=True), PASSED),
    (controls.minor_upgrades_automatic, DBInstance(auto_minor_version_upgrade=False), FAILED),
    (controls.master_user_name_changed, user(name="keeper"), PASSED),
    (controls.master_user_name_changed, user(name="postgres"), FAILED),
    (controls.master_user_name_changed, user(name="Admin"), FAILED),
    (
        controls.iam_authentication_enabled,
        DBInstance(engine="postgres", iam_authentication=True),
        PASSED,
    ),
    (
        controls.iam_authentication_enabled,
        DBInstance(engine="mysql", iam_authentication=False),
        FAILED,
    ),
    (controls.iam_authentication_enabled, DBInstance(engine="oracle-ee"), PASSED),
    (controls.iam_authentication_enabled, member(iam_authentication=True), PASSED),
    (controls.iam_authentication_enabled, member(iam_authentication=False), FAILED),
    (controls.iam_authentication_enabled, member("docdb"), PASSED),
    (controls.logs_exported, DBInstance(log_exports=("error",)), PASSED),
    (controls.logs_exported, DBInstance(log_exports=()), FAILED),
    (controls.logs_exported, member(log_exports=("audit",)), PASSED),
    (controls.logs_exported, member(), FAILED),
    (controls.monitoring_enhanced, DBInstance(monitoring_interval=60), PASSED),
    (controls.monitoring_enhanced, DBInstance(monitoring_interval=0), FAILED),
    (controls.monitoring_enhanced, member("neptune"), PASSED),
    (controls.tags_copied_to_snapshots, DBInstance(copy_tags=True), PASSED),
    (controls.tags_copied_to_snapshots, DBInstance(copy_tags=False), FAILED),
    (controls.tags_copied_to_snapshots, member(copy_tags=True), PASSED),
    (controls.tags_copied_to_snapshots, member(copy_tags=False), FAILED),
    (controls.tags_copied_to_snapshots, member("docdb"), PASSED),
    (controls.ca_certificate_current, DBInstance(ca_certificate="rds-ca-rsa2048-g1"), PASSED),
    (controls.ca_certificate_current, DBInstance(ca_certificate=""), PASSED),
    (controls.ca_certificate_current, DBInstance(ca_certificate="rds-ca-2019"), FAILED),
    (controls.owner_tagged, DBInstance(tags={"Team": "payments"}), PASSED),
    (controls.owner_tagged, DBInstance(tags={"Name": "shop"}), FAILED),
]


@pytest.mark.parametrize(("ask", "instance", "status"), CASES)
def test_verdict(ask, instance, status):
    assert ask(instance).status is status


@pytest.mark.parametrize(
    ("ask", "hidden"),
    [
        (controls.public_access_disabled, "publicly_accessible"),
        (controls.storage_encrypted, "storage_encrypted"),
        (controls.backups_enabled, "backup_retention"),
        (controls.backups_enabled, "cluster_id"),
        (controls.multi_az_enabled, "multi_az"),
        (controls.deletion_protected, "deletion_protection"),
        (controls.minor_upgrades_automatic, "auto_minor_version_upgrade"),
        (controls.master_user_name_changed, "master_user"),
        (controls.iam_authentication_enabled, "engine"),
        (controls.logs_exported, "log_exports"),
        (controls.monitoring_enhanced, "monitoring_interval"),
        (controls.tags_copied_to_snapshots, "copy_tags"),
        (controls.ca_certificate_current, "ca_certificate"),
        (controls.owner_tagged, "tags"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    with pytest.raises(UnknownValue, match=hidden):
        ask(DBInstance(unknown={hidden: "denied"}))


@pytest.mark.parametrize(
    "ask",
    [
        controls.backups_enabled,
        controls.multi_az_enabled,
        controls.deletion_protected,
        controls.iam_authentication_enabled,
        controls.logs_exported,
        controls.tags_copied_to_snapshots,
    ],
)
def test_member_of_a_cluster_that_could_not_be_read_is_no_verdict(ask):
    instance = DBInstance(
        engine="aurora-mysql",
        cluster_id="aurora-1",
        # A member's own settings say nothing.
        backup_retention=7,
        multi_az=True,
        deletion_protection=True,
        iam_authentication=True,
        log_exports=("audit",),
        copy_tags=True,
        unknown={"cluster": "denied"},
    )
    with pytest.raises(UnknownValue, match="cluster"):
        ask(instance)


def test_public_access_is_decided_without_the_security_groups():
    instance = DBInstance(
        publicly_accessible=True, network=Network(unknown={"security_groups": "unreadable"})
    )
    assert controls.public_access_disabled(instance).status is FAILED


def test_evidence_says_what_decided():
    verdict = controls.backups_enabled(member(backup_retention=1))
    assert verdict.evidence == {"retention_days": 1, "cluster": "aurora-1"}
    verdict = controls.public_access_disabled(
        DBInstance(publicly_accessible=True, network=Network(security_groups=("sg-1",)))
    )
    assert verdict.evidence == {"publicly_accessible": True, "security_groups": ["sg-1"]}
