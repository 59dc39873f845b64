"""A restore testing plan as live calls, a plan and a template tell of it."""

from datetime import UTC, datetime

from posturewatch.resources.backup.restore_testing_plan import RestoreTestingPlan
from tests.support.aws import ACCOUNT, REGION, Audited
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

LIVE = {
    "RestoreTestingPlanName": "weekly",
    "RestoreTestingPlanArn": f"arn:aws:backup:{REGION}:{ACCOUNT}:restore-testing-plan:weekly-x",
    "CreationTime": datetime(2026, 1, 1, tzinfo=UTC),
    "LastExecutionTime": datetime(2026, 10, 1, tzinfo=UTC),
}
PLAN = plan(
    {
        "aws_backup_restore_testing_plan.weekly": {"name": "weekly", "tags": {"team": "web"}},
        "aws_backup_restore_testing_selection.all": {"restore_testing_plan_name": "weekly"},
    }
)
TEMPLATE = template(
    {
        "Weekly": (
            "AWS::Backup::RestoreTestingPlan",
            {
                "RestoreTestingPlanName": "weekly",
                "Tags": [{"Key": "team", "Value": "web"}],
            },
        ),
        "All": (
            "AWS::Backup::RestoreTestingSelection",
            {"RestoreTestingPlanName": {"Ref": "Weekly"}},
        ),
    }
)


def test_all_sources_see_the_same_plan():
    aws = Audited()
    aws.answer("GetRestoreTestingPlan", {"RestoreTestingPlan": LIVE})
    aws.answer("ListRestoreTestingPlans", {"RestoreTestingPlans": [LIVE]})
    aws.answer("ListTags", {"Tags": {"team": "web"}})
    selections = [{"RestoreTestingSelectionName": "all"}]
    aws.answer("ListRestoreTestingSelections", {"RestoreTestingSelections": selections})
    (listed,) = aws.listed(RestoreTestingPlan)
    live = aws.source.read(RestoreTestingPlan, listed.key, listed=listed).resource
    assert live == aws.read(RestoreTestingPlan, "weekly")
    for other in (*planned(PLAN, RestoreTestingPlan), *declared(TEMPLATE, RestoreTestingPlan)):
        assert set(disagreements(live, other)) - {"arn", "created_at"} == set()
        assert "last_run_at" in unknowns(other)
        assert other.selections == 1
    aws.fail("GetRestoreTestingPlan", "ResourceNotFoundException")
    assert aws.is_gone(RestoreTestingPlan, "weekly")
