"""Amazon DynamoDB: tables. The items in them, of which data events tell, change no table."""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import TABLE

_TABLE = "requestParameters.tableName"
_RESTORED = "requestParameters.targetTableName"
_GLOBAL = "requestParameters.globalTableName"
_ARN = "requestParameters.resourceArn"

TRIGGERS = (
    Trigger("CreateGlobalTable", TABLE, _GLOBAL),
    Trigger("CreateTable", TABLE, _TABLE),
    Trigger("DeleteTable", TABLE, _TABLE),
    Trigger("ImportTable", TABLE, "requestParameters.tableCreationParameters.tableName"),
    Trigger("RestoreTableFromBackup", TABLE, _RESTORED),
    Trigger("RestoreTableToPointInTime", TABLE, _RESTORED),
    Trigger("TagResource", TABLE, _ARN, mixed=True),
    Trigger("UntagResource", TABLE, _ARN, mixed=True),
    Trigger("UpdateContinuousBackups", TABLE, _TABLE),
    Trigger("UpdateGlobalTable", TABLE, _GLOBAL),
    Trigger("UpdateGlobalTableSettings", TABLE, _GLOBAL),
    Trigger("UpdateTable", TABLE, _TABLE),
    Trigger("UpdateTableReplicaAutoScaling", TABLE, _TABLE),
)

IRRELEVANT = {
    "changes items and leaves the table as it is": """
        BatchExecuteStatement BatchWriteItem CancelBulkOperation DeleteItem ExecuteStatement
        ExecuteTransaction PutItem StartBulkPutItems TransactWriteItems UpdateItem
    """,
    "changes a backup on demand, which says nothing of the table's own protection": """
        CreateBackup DeleteBackup
    """,
    "exports data and leaves the table as it is": "ExportTableToPointInTime",
    "changes who may use the table, which is not judged yet": """
        DeleteResourcePolicy PutResourcePolicy
    """,
    "changes what is told of the table's use": """
        DisableKinesisStreamingDestination EnableKinesisStreamingDestination
        UpdateContributorInsights UpdateKinesisStreamingDestination UpdateTimeToLive
    """,
}

SERVICE = service_calls(
    "dynamodb.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="Query Scan TransactGetItems",
)
