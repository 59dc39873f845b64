"""AWS::EFS::FileSystem."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Policy, Toggle
from posturewatch.domain.resource import At, Calls, Planned, Resource


class FileSystem(
    Resource,
    of="AWS::EFS::FileSystem",
    arn="arn:{partition}:elasticfilesystem:{region}:{account}:file-system/{id}",
    calls=Calls(
        service="efs",
        identity="DescribeFileSystems.FileSystems[0]",
        gone=("FileSystemNotFound",),
        bind={"FileSystemId": "id"},
        absent={
            "DescribeBackupPolicy": ("PolicyNotFound",),
            "DescribeFileSystemPolicy": ("PolicyNotFound",),
        },
        listed="DescribeFileSystems.FileSystems[]",
        list_id="FileSystemId",
        carries=True,
    ),
    planned=Planned(
        terraform=("aws_efs_file_system",),
        terraform_name=("id",),
        terraform_owner="file_system_id",
    ),
):
    """A file system that many machines share."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".Tags",
            terraform=("tags_all", "tags"),
            cloudformation="FileSystemTags",
        ),
    ] = MappingProxyType({})
    """The file system's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".CreationTime")] = (
        None
    )
    """When it was made."""

    encrypted: Annotated[
        Toggle,
        At(
            config=".Encrypted",
            describe=".Encrypted",
            terraform="encrypted",
            cloudformation="Encrypted",
        ),
    ] = False
    """Whether what it holds is encrypted; that cannot be changed later."""

    kms_key: Annotated[
        str,
        At(
            config=".KmsKeyId",
            describe=".KmsKeyId",
            terraform="kms_key_id",
            cloudformation="KmsKeyId",
        ),
    ] = ""
    """The key that encrypts it; in plans empty for AWS's own."""

    backups: Annotated[
        Toggle,
        At(
            config=".BackupPolicy.Status",
            describe="DescribeBackupPolicy.BackupPolicy.Status",
            terraform="aws_efs_backup_policy[0].backup_policy[0].status",
            cloudformation="BackupPolicy.Status",
        ),
    ] = False
    """Whether AWS Backup backs it up by itself."""

    policy: Annotated[
        Policy,
        At(
            describe="DescribeFileSystemPolicy.Policy",
            terraform="aws_efs_file_system_policy[0].policy",
            cloudformation="FileSystemPolicy",
        ),
    ] = None
    """Who may mount it; without one, whoever reaches a mount target."""
