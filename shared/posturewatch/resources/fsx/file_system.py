"""AWS::FSx::FileSystem."""

from types import MappingProxyType
from typing import Annotated, Any

from posturewatch.domain.fields import Held, Moment, Pairs, TextField, Toggle
from posturewatch.domain.places import UNSET, Elsewhere
from posturewatch.domain.resource import At, Calls, Planned, Resource


class KindField:
    """The kind of a file system, which Terraform has a type of its own for."""

    def convert(self, raw: Any) -> str:
        """Return `WINDOWS`, `LUSTRE`, `ONTAP` or `OPENZFS`."""
        text = TextField().convert(raw)
        return text.removeprefix("aws_fsx_").removesuffix("_file_system").upper()


class FileSystem(
    Resource,
    of="AWS::FSx::FileSystem",
    calls=Calls(
        service="fsx",
        identity="DescribeFileSystems.FileSystems[0]",
        gone=("FileSystemNotFound",),
        gone_if={".Lifecycle": ("DELETING",)},
        bind={"FileSystemIds": "id"},
        listed="DescribeFileSystems.FileSystems[]",
        list_id="FileSystemId",
        carries=True,
    ),
    planned=Planned(
        terraform=(
            "aws_fsx_windows_file_system",
            "aws_fsx_lustre_file_system",
            "aws_fsx_ontap_file_system",
            "aws_fsx_openzfs_file_system",
        ),
    ),
):
    """A file system that FSx runs: for Windows, Lustre, NetApp ONTAP or OpenZFS."""

    arn: Annotated[str, At(describe=".ResourceARN", terraform=UNSET, cloudformation=UNSET)] = ""
    """The file system's ARN."""

    tags: Annotated[
        Pairs, At(describe=".Tags", terraform=("tags_all", "tags"), cloudformation="Tags")
    ] = MappingProxyType({})
    """The file system's tags."""

    created_at: Annotated[Moment, At(describe=".CreationTime")] = None
    """When it was made."""

    kind: Annotated[
        str,
        KindField(),
        At(
            describe=".FileSystemType",
            terraform="@type",
            cloudformation="FileSystemType",
            always=True,
        ),
    ] = ""
    """`WINDOWS`, `LUSTRE`, `ONTAP` or `OPENZFS`."""

    deployment: Annotated[
        str,
        At(
            describe=(
                ".WindowsConfiguration.DeploymentType",
                ".LustreConfiguration.DeploymentType",
                ".OntapConfiguration.DeploymentType",
                ".OpenZFSConfiguration.DeploymentType",
            ),
            terraform="deployment_type",
            cloudformation=(
                "WindowsConfiguration.DeploymentType",
                "LustreConfiguration.DeploymentType",
                "OntapConfiguration.DeploymentType",
                "OpenZFSConfiguration.DeploymentType",
            ),
        ),
    ] = ""
    """How it is spread and kept, such as `MULTI_AZ_1`, `PERSISTENT_2` or `SCRATCH_2`; empty in a
    plan that takes the default, which is one zone, and scratch for Lustre."""

    kms_key: Annotated[
        str, At(describe=".KmsKeyId", terraform="kms_key_id", cloudformation="KmsKeyId")
    ] = ""
    """The KMS key; in plans empty for AWS's own of the account. Scratch has none."""

    backup_retention: Annotated[
        int,
        At(
            describe=(
                ".WindowsConfiguration.AutomaticBackupRetentionDays",
                ".LustreConfiguration.AutomaticBackupRetentionDays",
                ".OntapConfiguration.AutomaticBackupRetentionDays",
                ".OpenZFSConfiguration.AutomaticBackupRetentionDays",
            ),
            terraform="automatic_backup_retention_days",
            cloudformation=(
                "WindowsConfiguration.AutomaticBackupRetentionDays",
                "LustreConfiguration.AutomaticBackupRetentionDays",
                "OntapConfiguration.AutomaticBackupRetentionDays",
                "OpenZFSConfiguration.AutomaticBackupRetentionDays",
                # The default is another for each kind.
                Elsewhere("FileSystemType"),
            ),
        ),
    ] = 0
    """For how many days daily backups are kept; 0 means that there are none."""

    tags_backups: Annotated[
        Toggle,
        At(
            describe=(
                ".WindowsConfiguration.CopyTagsToBackups",
                ".LustreConfiguration.CopyTagsToBackups",
                ".OpenZFSConfiguration.CopyTagsToBackups",
            ),
            terraform="copy_tags_to_backups",
            cloudformation=(
                "WindowsConfiguration.CopyTagsToBackups",
                "LustreConfiguration.CopyTagsToBackups",
                "OpenZFSConfiguration.CopyTagsToBackups",
            ),
        ),
    ] = False
    """Whether backups get its tags; those of ONTAP are of its volumes, which have a switch each."""

    tags_volumes: Annotated[
        Toggle,
        At(
            describe=".OpenZFSConfiguration.CopyTagsToVolumes",
            terraform="copy_tags_to_volumes",
            cloudformation="OpenZFSConfiguration.CopyTagsToVolumes",
        ),
    ] = False
    """Whether volumes of OpenZFS get its tags."""

    access_log_level: Annotated[
        str,
        At(
            describe=".WindowsConfiguration.AuditLogConfiguration.FileAccessAuditLogLevel",
            terraform="audit_log_configuration[0].file_access_audit_log_level",
            cloudformation="WindowsConfiguration.AuditLogConfiguration.FileAccessAuditLogLevel",
        ),
    ] = "DISABLED"
    """Which uses of files on Windows are logged: `SUCCESS_ONLY`, `FAILURE_ONLY`,
    `SUCCESS_AND_FAILURE` or `DISABLED`."""

    password_held: Annotated[
        Held,
        At(
            describe=UNSET,
            terraform=("self_managed_active_directory[0].password", "fsx_admin_password"),
            cloudformation=(
                "WindowsConfiguration.SelfManagedActiveDirectoryConfiguration.Password",
                "OntapConfiguration.FsxAdminPassword",
            ),
        ),
    ] = ""
    """How a plan or a template holds the password for the directory, or of ONTAP's administrator;
    AWS itself never shows it."""

    @property
    def is_scratch(self) -> bool:
        """Whether it is made for data that may be lost, with keys of FSx itself."""
        return self.kind == "LUSTRE" and not self.deployment.startswith("PERSISTENT")

    @property
    def spans_zones(self) -> bool:
        """Whether a second availability zone takes over."""
        return self.deployment.startswith("MULTI_AZ")
