"""Controls of AWS::Backup::RestoreTestingPlan."""

from posturewatch.controls.backup.backup_vault import MOST_DAYS
from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.backup.restore_testing_plan import RestoreTestingPlan


@control(
    "backup-restore-testing-plan-executed",
    title="Restore testing plans should have run within a year",
    severity=Severity.MEDIUM,
    remediation="Look at its schedule and role: `aws backup get-restore-testing-plan`.",
)
def executed(plan: RestoreTestingPlan) -> Verdict:
    """A test that is planned and never run proves as little as a backup that is never restored."""
    if plan.last_run_at is None:
        return failed("It has never run.", last_run=None)
    days = plan.age_in_days(plan.last_run_at)
    return verdict(
        days <= MOST_DAYS,
        good_reason=f"It ran {days} days ago.",
        bad_reason=f"It has not run for {days} days.",
        days=days,
    )


@control(
    "backup-restore-testing-plan-resources-selected",
    title="Restore testing plans should select resources",
    severity=Severity.MEDIUM,
    remediation="Say what it restores: `aws backup create-restore-testing-selection`.",
)
def resources_selected(plan: RestoreTestingPlan) -> Verdict:
    """A plan that selects nothing tests nothing, and reports no failure."""
    if plan.selections:
        return passed("It selects resources.", selections=plan.selections)
    return failed("It selects nothing.", selections=0)
