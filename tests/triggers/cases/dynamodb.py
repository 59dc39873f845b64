"""Records of DynamoDB's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

TABLE = "AWS::DynamoDB::Table"
ARN = f"arn:aws:dynamodb:us-west-2:{ACCOUNT}:table/Orders"

CASES: list[Case] = [
    (
        "CreateTable",
        {"tableName": "Orders", "billingMode": "PAY_PER_REQUEST"},
        {},
        [(TABLE, "Orders")],
    ),
    ("UpdateContinuousBackups", {"tableName": "Orders"}, {}, [(TABLE, "Orders")]),
    ("UpdateTable", {"tableName": ARN}, {}, [(TABLE, "Orders", "us-west-2")]),
    ("ImportTable", {"tableCreationParameters": {"tableName": "T"}}, {}, [(TABLE, "T")]),
    ("RestoreTableFromBackup", {"targetTableName": "T", "backupArn": "b"}, {}, [(TABLE, "T")]),
    ("TagResource", {"resourceArn": ARN}, {}, [(TABLE, "Orders", "us-west-2")]),
    ("PutItem", {"tableName": "Orders"}, {}, []),
]
