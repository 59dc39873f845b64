"""AWS::Backup::BackupVault."""

from datetime import datetime
from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Policy
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape


class RestoreJob(Shape):
    """A restore that was completed, of whichever vault."""

    vault: Annotated[str, At(describe="BackupVaultArn")] = ""
    """The ARN of the vault that held what was restored."""
    completed_at: Annotated[Moment, At(describe="CompletionDate", always=True)] = None
    """When it was done."""


class BackupVault(
    Resource,
    of="AWS::Backup::BackupVault",
    arn="arn:{partition}:backup:{region}:{account}:backup-vault:{id}",
    calls=Calls(
        service="backup",
        identity="DescribeBackupVault",
        gone=("ResourceNotFoundException",),
        bind={"BackupVaultName": "id", "ResourceArn": ".BackupVaultArn"},
        constants={"ListRestoreJobs": {"ByStatus": "COMPLETED"}},
        absent={"GetBackupVaultAccessPolicy": ("ResourceNotFoundException",)},
        listed="ListBackupVaults.BackupVaultList[]",
        list_id="BackupVaultName",
        carries=True,
    ),
    planned=Planned(
        terraform=("aws_backup_vault",),
        terraform_name=("name", "id"),
        terraform_owner="backup_vault_name",
        cloudformation_name=("BackupVaultName",),
    ),
):
    """A vault of recovery points."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTags.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="BackupVaultTags",
        ),
    ] = MappingProxyType({})
    """The vault's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".CreationDate")] = (
        None
    )
    """When it was made."""

    kms_key: Annotated[
        str,
        At(
            config=".EncryptionKeyArn",
            describe=".EncryptionKeyArn",
            terraform="kms_key_arn",
            cloudformation="EncryptionKeyArn",
        ),
    ] = ""
    """The key that encrypts what is kept there; in plans empty for AWS's own."""

    min_retention_days: Annotated[
        int | None,
        At(
            describe=".MinRetentionDays",
            terraform="aws_backup_vault_lock_configuration[0].min_retention_days",
            cloudformation="LockConfiguration.MinRetentionDays",
        ),
    ] = None
    """How long recovery points are kept at least; None where no lock says so."""

    recovery_points: Annotated[
        int | None,
        At(describe=".NumberOfRecoveryPoints", terraform=UNSET, cloudformation=UNSET),
    ] = None
    """How many recovery points it holds."""

    policy: Annotated[
        Policy,
        At(
            describe="GetBackupVaultAccessPolicy.Policy",
            terraform="aws_backup_vault_policy[0].policy",
            cloudformation="AccessPolicy",
        ),
    ] = None
    """Who may copy into it and restore from it."""

    restore_jobs: Annotated[
        tuple[RestoreJob, ...], At(describe="ListRestoreJobs.RestoreJobs[]")
    ] = ()
    """The restores that were completed in the account and region."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id

    @property
    def last_restored_at(self) -> datetime | None:
        """When something was last restored from it; None where that never happened."""
        found = [
            job.completed_at
            for job in self.restore_jobs
            if job.vault == self.arn and job.completed_at is not None
        ]
        return max(found, default=None)
