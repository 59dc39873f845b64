"""AWS Backup: vaults, plans and restore testing.

Source: https://docs.aws.amazon.com/aws-backup/latest/devguide/logging-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import EVERY, Trigger, service_calls
from posturewatch.triggers.kinds import BACKUP_PLAN, BACKUP_VAULT, RESTORE_TESTING_PLAN

_VAULT = "requestParameters.backupVaultName"
_PLAN = ("requestParameters.backupPlanId", "responseElements.backupPlanId")
_TEST = ("requestParameters.restoreTestingPlanName", "responseElements.restoreTestingPlanName")
_TAGGED = "requestParameters.resourceArn"

TRIGGERS = (
    Trigger("CreateBackupVault", BACKUP_VAULT, _VAULT),
    Trigger("CreateLogicallyAirGappedBackupVault", BACKUP_VAULT, _VAULT),
    Trigger("CreateRestoreAccessBackupVault", BACKUP_VAULT, (_VAULT,)),
    Trigger("DeleteBackupVault", BACKUP_VAULT, _VAULT),
    Trigger("DeleteBackupVaultAccessPolicy", BACKUP_VAULT, _VAULT),
    Trigger("DeleteBackupVaultLockConfiguration", BACKUP_VAULT, _VAULT),
    Trigger("PutBackupVaultAccessPolicy", BACKUP_VAULT, _VAULT),
    Trigger("PutBackupVaultLockConfiguration", BACKUP_VAULT, _VAULT),
    # A restore that was done, which AWS Backup tells by itself, proves something of a vault.
    Trigger("StartRestoreJob", BACKUP_VAULT, EVERY),
    Trigger("RestoreCompleted", BACKUP_VAULT, EVERY),
    Trigger("CreateBackupPlan", BACKUP_PLAN, _PLAN[1]),
    Trigger("UpdateBackupPlan", BACKUP_PLAN, _PLAN),
    Trigger("DeleteBackupPlan", BACKUP_PLAN, _PLAN),
    Trigger("CreateBackupSelection", BACKUP_PLAN, _PLAN),
    Trigger("DeleteBackupSelection", BACKUP_PLAN, _PLAN[0]),
    Trigger("CreateRestoreTestingPlan", RESTORE_TESTING_PLAN, _TEST[1]),
    Trigger("UpdateRestoreTestingPlan", RESTORE_TESTING_PLAN, _TEST),
    Trigger("DeleteRestoreTestingPlan", RESTORE_TESTING_PLAN, _TEST[0]),
    Trigger("CreateRestoreTestingSelection", RESTORE_TESTING_PLAN, _TEST),
    Trigger("UpdateRestoreTestingSelection", RESTORE_TESTING_PLAN, _TEST),
    Trigger("DeleteRestoreTestingSelection", RESTORE_TESTING_PLAN, _TEST[0]),
    Trigger("TagResource", BACKUP_VAULT, _TAGGED, mixed=True),
    Trigger("TagResource", BACKUP_PLAN, _TAGGED, mixed=True),
    Trigger("TagResource", RESTORE_TESTING_PLAN, _TAGGED, mixed=True),
    Trigger("UntagResource", BACKUP_VAULT, _TAGGED, mixed=True),
    Trigger("UntagResource", BACKUP_PLAN, _TAGGED, mixed=True),
    Trigger("UntagResource", RESTORE_TESTING_PLAN, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "runs a job, and changes no plan or vault": """
        BackupDeleted BackupJobCompleted BackupJobStarted CopyJobCompleted CopyJobStarted
        RecoveryPointDeleted RestoreStarted StartBackupJob StartCopyJob StartReportJob StartScanJob
        StopBackupJob
    """,
    "changes a recovery point, which is not judged yet": """
        DeleteRecoveryPoint DisassociateRecoveryPoint DisassociateRecoveryPointFromParent
        UpdateRecoveryPointIndexSettings UpdateRecoveryPointLifecycle
    """,
    "changes a legal hold, framework, report or tier, which are not judged": """
        CancelLegalHold CreateFramework CreateLegalHold CreateReportPlan CreateTieringConfiguration
        DeleteFramework DeleteReportPlan DeleteTieringConfiguration UpdateFramework UpdateReportPlan
        UpdateTieringConfiguration
    """,
    "changes who approves or reaches a vault from elsewhere, which is not judged yet": """
        AssociateBackupVaultMpaApprovalTeam CreateBackupAccessPoint DeleteBackupAccessPoint
        DisassociateBackupVaultMpaApprovalTeam RevokeRestoreAccessBackupVault
    """,
    "changes what a vault tells of itself, or what was found after a restore": """
        DeleteBackupVaultNotifications PutBackupVaultNotifications PutRestoreValidationResult
    """,
    "changes a setting of the account or region that is not judged": """
        UpdateGlobalSettings UpdateRegionSettings
    """,
}

SERVICE = service_calls(
    "backup.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="ExportBackupPlanTemplate",
    events="BackupDeleted BackupJobCompleted BackupJobStarted CopyJobCompleted CopyJobStarted "
    "RecoveryPointDeleted RestoreCompleted RestoreStarted",
)
