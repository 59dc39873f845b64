"""Amazon EFS: file systems.

Source: https://docs.aws.amazon.com/efs/latest/ug/logging-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import FILE_SYSTEM

_ID = ("requestParameters.fileSystemId", "responseElements.fileSystemId")
_TAGGED = "requestParameters.resourceId"

TRIGGERS = (
    Trigger("CreateFileSystem", FILE_SYSTEM, _ID[1]),
    Trigger("DeleteFileSystem", FILE_SYSTEM, _ID[0]),
    Trigger("UpdateFileSystem", FILE_SYSTEM, _ID),
    Trigger("PutBackupPolicy", FILE_SYSTEM, _ID[0]),
    Trigger("PutFileSystemPolicy", FILE_SYSTEM, _ID),
    Trigger("DeleteFileSystemPolicy", FILE_SYSTEM, _ID[0]),
    Trigger("CreateTags", FILE_SYSTEM, _ID[0]),
    Trigger("DeleteTags", FILE_SYSTEM, _ID[0]),
    Trigger("TagResource", FILE_SYSTEM, _TAGGED, mixed=True),
    Trigger("UntagResource", FILE_SYSTEM, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "changes an access point, which is not judged yet": "CreateAccessPoint DeleteAccessPoint",
    "changes a mount target, which is judged as a network interface": """
        CreateMountTarget DeleteMountTarget ModifyMountTargetSecurityGroups
    """,
    "changes where files are kept, copied or moved to, which is not judged yet": """
        CreateReplicationConfiguration DeleteReplicationConfiguration PutLifecycleConfiguration
        UpdateFileSystemProtection
    """,
    "changes how ids look": "PutAccountPreferences",
}

SERVICE = service_calls(
    "elasticfilesystem.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT, models="efs"
)
