"""Controls of AWS::Backup::BackupVault."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.backup.backup_vault import BackupVault

MOST_DAYS = 365
"""After how many days a restore proves nothing of today's backups."""


@control(
    "backup-backup-vault-restore-tested",
    title="Backup vaults should have been restored from within a year",
    severity=Severity.MEDIUM,
    remediation="Restore something and look at it (`aws backup start-restore-job`), or let a plan "
    "do it regularly: `aws backup create-restore-testing-plan`.",
)
def restore_tested(vault: BackupVault) -> Verdict:
    """A backup that was never restored is a hope: many turn out empty, locked or incomplete."""
    last = vault.last_restored_at
    if last is None:
        return failed("Nothing was ever restored from it.", last_restored=None)
    days = vault.age_in_days(last)
    return verdict(
        days <= MOST_DAYS,
        good_reason=f"Something was restored from it {days} days ago.",
        bad_reason=f"Nothing has been restored from it for {days} days.",
        days=days,
    )


@control(
    "backup-backup-vault-not-public",
    title="Backup vaults should not be open to everybody",
    severity=Severity.HIGH,
    remediation="Name the accounts in the vault's policy: "
    "`aws backup put-backup-vault-access-policy`.",
)
def not_public(vault: BackupVault) -> Verdict:
    """Whoever may copy recovery points has your data, as it was on each of many days."""
    if vault.policy is None:
        return passed("Only the owner's account may use it.", statements=[])
    public = vault.policy.public(vault.key.account)
    return verdict(
        ~public.answer,
        good_reason="The vault's policy lets in nobody from outside at will.",
        bad_reason="The vault's policy lets everybody in.",
        statements=public.sids,
    )


@control(
    "backup-backup-vault-locked",
    title="Backup vaults should be locked against early deletion",
    severity=Severity.LOW,
    remediation="Lock it: `aws backup put-backup-vault-lock-configuration "
    "--min-retention-days 35`.",
)
def locked(vault: BackupVault) -> Verdict:
    """Who extorts money deletes the backups first, with the rights of an administrator."""
    if vault.min_retention_days:
        return passed("Nobody can delete backups early.", days=vault.min_retention_days)
    return failed("An administrator can delete every backup at once.", days=None)


@control(
    "backup-backup-vault-owner-tagged",
    title="Backup vaults should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws backup tag-resource --tags team=NAME`.",
)
def owner_tagged(vault: BackupVault) -> Verdict:
    """When something has to be restored in a hurry, somebody has to know how and from where."""
    if vault.owner:
        return passed("A tag names the owner.", owner=vault.owner)
    return failed("No tag names the owner.", owner=None)
