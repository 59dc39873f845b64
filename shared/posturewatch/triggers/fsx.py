"""Amazon FSx: file systems.

Source: https://docs.aws.amazon.com/fsx/latest/WindowsGuide/logging-using-cloudtrail-win.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import ACCESS_POINT, FSX_FILE_SYSTEM

_ID = "requestParameters.fileSystemId"
_NEW = "responseElements.fileSystem.fileSystemId"
_TAGGED = "requestParameters.resourceARN"

TRIGGERS = (
    Trigger("CreateFileSystem", FSX_FILE_SYSTEM, _NEW),
    Trigger("CreateFileSystemFromBackup", FSX_FILE_SYSTEM, _NEW),
    Trigger("DeleteFileSystem", FSX_FILE_SYSTEM, _ID),
    Trigger("UpdateFileSystem", FSX_FILE_SYSTEM, _ID),
    Trigger("TagResource", FSX_FILE_SYSTEM, _TAGGED, mixed=True),
    Trigger("UntagResource", FSX_FILE_SYSTEM, _TAGGED, mixed=True),
    # FSx makes access points of S3 for its volumes.
    Trigger("CreateAndAttachS3AccessPoint", ACCESS_POINT, "requestParameters.name"),
    Trigger("DetachAndDeleteS3AccessPoint", ACCESS_POINT, "requestParameters.name"),
)

IRRELEVANT = {
    "changes names or locks of a file system, or mends it, and no setting": """
        AssociateFileSystemAliases DisassociateFileSystemAliases ReleaseFileSystemNfsV3Locks
        StartMisconfiguredStateRecovery
    """,
    "makes or removes a backup or a snapshot, which are not judged yet": """
        CopyBackup CreateBackup CreateSnapshot DeleteBackup DeleteSnapshot UpdateSnapshot
    """,
    "changes a volume or a virtual machine inside a file system, which are not judged yet": """
        CopySnapshotAndUpdateVolume CreateStorageVirtualMachine CreateVolume
        CreateVolumeFromBackup DeleteStorageVirtualMachine DeleteVolume RestoreVolumeFromSnapshot
        UpdateStorageVirtualMachine UpdateVolume
    """,
    "changes a file cache, or what is copied from and to buckets, which are not judged yet": """
        CancelDataRepositoryTask CreateDataRepositoryAssociation CreateDataRepositoryTask
        CreateFileCache DeleteDataRepositoryAssociation DeleteFileCache
        UpdateDataRepositoryAssociation UpdateFileCache
    """,
    "changes whether route tables of shared VPCs are updated": "UpdateSharedVpcConfiguration",
}

SERVICE = service_calls("fsx.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
