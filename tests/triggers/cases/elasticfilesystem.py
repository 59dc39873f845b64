"""Records of Amazon EFS's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

FILES = "AWS::EFS::FileSystem"
ARN = f"arn:aws:elasticfilesystem:{REGION}:{ACCOUNT}:file-system/fs-1"

CASES: list[Case] = [
    ("CreateFileSystem", {}, {"responseElements": {"fileSystemId": "fs-1"}}, [(FILES, "fs-1")]),
    ("PutBackupPolicy", {"fileSystemId": "fs-1"}, {}, [(FILES, "fs-1")]),
    ("DeleteFileSystem", {"fileSystemId": ARN}, {}, [(FILES, "fs-1")]),
    ("TagResource", {"resourceId": "fs-1"}, {}, [(FILES, "fs-1")]),
    ("TagResource", {"resourceId": "fsap-1"}, {}, []),
    ("DeleteFileSystemPolicy", None, {}, [(FILES, None)]),
]
