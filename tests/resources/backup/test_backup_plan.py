"""A backup plan as live calls, a Config item, a plan and a template tell of it."""

from datetime import UTC, datetime

from posturewatch.resources.backup.backup_plan import BackupPlan
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

ARN = f"arn:aws:backup:{REGION}:{ACCOUNT}:backup-plan:p-1"
ELSEWHERE = f"arn:aws:backup:eu-north-1:{ACCOUNT}:backup-vault:copy"
RULE = {
    "RuleName": "daily",
    "Lifecycle": {"DeleteAfterDays": 35},
    "CopyActions": [{"DestinationBackupVaultArn": ELSEWHERE}],
    "EnableContinuousBackup": True,
}
LIVE = {
    "BackupPlanId": "p-1",
    "BackupPlanArn": ARN,
    "CreationDate": datetime(2026, 1, 1, tzinfo=UTC),
    "BackupPlan": {"BackupPlanName": "main", "Rules": [RULE]},
}
ITEM = {
    "awsAccountId": ACCOUNT,
    "awsRegion": REGION,
    "resourceType": "AWS::Backup::BackupPlan",
    "resourceId": "p-1",
    "ARN": ARN,
    "configurationItemStatus": "OK",
    "configurationItemCaptureTime": "2026-11-01T10:00:00Z",
    "configuration": {"BackupPlan": {"BackupPlanRule": [RULE]}},
    "tags": {"team": "web"},
}
PLAN = plan(
    {
        "aws_backup_plan.main": {
            "name": "main",
            "rule": [
                {
                    "rule_name": "daily",
                    "lifecycle": [{"delete_after": 35}],
                    "copy_action": [{"destination_vault_arn": ELSEWHERE}],
                    "enable_continuous_backup": True,
                }
            ],
            "tags_all": {"team": "web"},
        },
        "aws_backup_selection.all": {"name": "all"},
    },
    unknown={"aws_backup_selection.all": {"plan_id": True}},
    written={
        "aws_backup_selection.all": {
            "plan_id": {"references": ["aws_backup_plan.main.id", "aws_backup_plan.main"]}
        }
    },
)
TEMPLATE = template(
    {
        "Main": (
            "AWS::Backup::BackupPlan",
            {
                "BackupPlan": {"BackupPlanName": "main", "BackupPlanRule": [RULE]},
                "BackupPlanTags": {"team": "web"},
            },
        ),
        "All": ("AWS::Backup::BackupSelection", {"BackupPlanId": {"Ref": "Main"}}),
    }
)


def test_all_sources_see_the_same_plan():
    aws = Audited()
    aws.answer("GetBackupPlan", LIVE)
    aws.answer("ListBackupPlans", {"BackupPlansList": [{"BackupPlanId": "p-1"}]})
    aws.answer("ListTags", {"Tags": {"team": "web"}})
    aws.answer("ListBackupSelections", {"BackupSelectionsList": [{"SelectionId": "s"}]})
    (listed,) = aws.listed(BackupPlan)
    live = aws.read(BackupPlan, listed.key.id)
    others = [
        from_config(BackupPlan, ITEM),
        *planned(PLAN, BackupPlan),
        *declared(TEMPLATE, BackupPlan),
    ]
    assert len(others) == 3
    for other in others:
        assert set(disagreements(live, other)) - {"arn", "created_at"} == set()
    assert unknowns(live) == []
    assert live.selections == 1
    assert live.rules[0].copies == 1
    aws.fail("GetBackupPlan", "ResourceNotFoundException")
    assert aws.is_gone(BackupPlan, "p-1")
