"""Controls of AWS::Backup::BackupPlan."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.backup.backup_plan import BackupPlan

LEAST_DAYS = 35
"""For how many days backups are kept at least: an intruder is found after weeks, not days."""


@control(
    "backup-backup-plan-resources-selected",
    title="Backup plans should select resources",
    severity=Severity.MEDIUM,
    remediation="Say what it backs up: `aws backup create-backup-selection`.",
)
def resources_selected(plan: BackupPlan) -> Verdict:
    """A plan that selects nothing looks like a backup, and is none."""
    if plan.selections:
        return passed("It selects resources.", selections=plan.selections)
    return failed("It selects nothing.", selections=0)


@control(
    "backup-backup-plan-kept-long-enough",
    title="Backup plans should keep backups for at least 35 days",
    severity=Severity.MEDIUM,
    remediation="Raise `DeleteAfterDays` of the rule: `aws backup update-backup-plan`.",
)
def kept_long_enough(plan: BackupPlan) -> Verdict:
    """Damage is often found late, when every backup that is left already holds it."""
    found = [x.name for x in plan.rules if x.keeps_days is not None and x.keeps_days < LEAST_DAYS]
    if not found:
        return passed("All backups are kept long enough.", rules=[])
    return failed(f"{found[0]} deletes backups early.", rules=found)


@control(
    "backup-backup-plan-copied-elsewhere",
    title="Backup plans should copy backups to another vault",
    severity=Severity.LOW,
    remediation="Add a copy action to a vault of another region or account: "
    "`aws backup update-backup-plan`.",
)
def copied_elsewhere(plan: BackupPlan) -> Verdict:
    """A copy elsewhere survives the loss of the region, and of the account itself."""
    if any(rule.copies for rule in plan.rules):
        return passed("Backups are copied.", copies=sum(rule.copies for rule in plan.rules))
    return failed("No backup is copied.", copies=0)


@control(
    "backup-backup-plan-owner-tagged",
    title="Backup plans should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws backup tag-resource --tags team=NAME`.",
)
def owner_tagged(plan: BackupPlan) -> Verdict:
    """Without an owner nobody is told when backups stop."""
    if plan.owner:
        return passed("A tag names the owner.", owner=plan.owner)
    return failed("No tag names the owner.", owner=None)
