"""Records of Amazon FSx's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

FILES = "AWS::FSx::FileSystem"
ARN = f"arn:aws:fsx:{REGION}:{ACCOUNT}:file-system/fs-1"

CASES: list[Case] = [
    (
        "CreateFileSystem",
        {"fileSystemType": "LUSTRE"},
        {"responseElements": {"fileSystem": {"fileSystemId": "fs-1"}}},
        [(FILES, "fs-1")],
    ),
    ("UpdateFileSystem", {"fileSystemId": "fs-1"}, {}, [(FILES, "fs-1")]),
    ("DeleteFileSystem", {"fileSystemId": "fs-1"}, {}, [(FILES, "fs-1")]),
    ("TagResource", {"resourceARN": ARN}, {}, [(FILES, "fs-1")]),
    ("UntagResource", {"resourceARN": ARN.replace("file-system", "backup")}, {}, []),
    ("CreateFileSystemFromBackup", {"backupId": "backup-1"}, {}, [(FILES, None)]),
    (
        "CreateAndAttachS3AccessPoint",
        {"name": "files", "type": "OPENZFS"},
        {},
        [("AWS::S3::AccessPoint", "files")],
    ),
    ("CreateBackup", {"fileSystemId": "fs-1"}, {}, []),
]
