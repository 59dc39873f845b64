"""Records of AWS Backup's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

VAULT = "AWS::Backup::BackupVault"
PLAN = "AWS::Backup::BackupPlan"
TEST = "AWS::Backup::RestoreTestingPlan"
ARN = f"arn:aws:backup:{REGION}:{ACCOUNT}"

CASES: list[Case] = [
    ("CreateBackupVault", {"backupVaultName": "main"}, {}, [(VAULT, "main")]),
    ("RestoreCompleted", None, {}, [(VAULT, None)]),
    ("CreateBackupPlan", {}, {"responseElements": {"backupPlanId": "p-1"}}, [(PLAN, "p-1")]),
    ("CreateBackupSelection", {"backupPlanId": "p-1"}, {}, [(PLAN, "p-1")]),
    ("DeleteRestoreTestingPlan", {"restoreTestingPlanName": "t"}, {}, [(TEST, "t")]),
    ("TagResource", {"resourceArn": f"{ARN}:backup-vault:main"}, {}, [(VAULT, "main")]),
    ("TagResource", {"resourceArn": f"{ARN}:backup-plan:p-1"}, {}, [(PLAN, "p-1")]),
    ("DeleteBackupVault", None, {}, [(VAULT, None)]),
]
