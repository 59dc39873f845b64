"""Amazon RDS: database instances and their snapshots, also those of Neptune and DocumentDB.

RDS keeps identifiers in lower case, whatever the call wrote.
Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import EVERY, Record, Trigger, request_of, service_calls, texts_at
from posturewatch.triggers.kinds import DB_INSTANCE, DB_SNAPSHOT

_DB = "requestParameters.dBInstanceIdentifier"
_NEW_DB = "requestParameters.newDBInstanceIdentifier"
_RESTORED = "requestParameters.targetDBInstanceIdentifier"
_SNAPSHOT = "requestParameters.dBSnapshotIdentifier"
_COPY = "requestParameters.targetDBSnapshotIdentifier"
_FINAL = "requestParameters.finalDBSnapshotIdentifier"
_SOURCE_ARN = "requestParameters.sourceDBInstanceArn"


def _makes_members(record: Record) -> bool:
    """Whether a new cluster comes with its instances; Aurora's are made by calls of their own."""
    told = request_of(record)
    return told is None or bool(texts_at("requestParameters.dBClusterInstanceClass", record))


def _tagged(call: str, place: str) -> tuple[Trigger, Trigger]:
    return (
        Trigger(call, DB_INSTANCE, place, mixed=True),
        Trigger(call, DB_SNAPSHOT, place, mixed=True),
    )


TRIGGERS = (
    # One instance.
    Trigger("AddRoleToDBInstance", DB_INSTANCE, _DB),
    Trigger("CreateDBInstance", DB_INSTANCE, _DB),
    Trigger("CreateDBInstanceReadReplica", DB_INSTANCE, _DB),
    Trigger("DeleteDBInstance", DB_INSTANCE, _DB),
    Trigger("DeleteDBInstance", DB_SNAPSHOT, _FINAL, optional=True),
    Trigger("ModifyDBInstance", DB_INSTANCE, _DB),
    Trigger("ModifyDBInstance", DB_INSTANCE, _NEW_DB, optional=True),
    Trigger("PromoteReadReplica", DB_INSTANCE, _DB),
    Trigger("RebootDBInstance", DB_INSTANCE, _DB),
    Trigger("RemoveRoleFromDBInstance", DB_INSTANCE, _DB),
    Trigger("RestoreDBInstanceFromDBSnapshot", DB_INSTANCE, _DB),
    Trigger("RestoreDBInstanceFromS3", DB_INSTANCE, _DB),
    Trigger("RestoreDBInstanceToPointInTime", DB_INSTANCE, _RESTORED),
    Trigger("StartDBInstance", DB_INSTANCE, _DB),
    Trigger("StartDBInstanceAutomatedBackupsReplication", DB_INSTANCE, _SOURCE_ARN),
    Trigger("StopDBInstance", DB_INSTANCE, _DB),
    Trigger("StopDBInstance", DB_SNAPSHOT, _SNAPSHOT, optional=True),
    Trigger("StopDBInstanceAutomatedBackupsReplication", DB_INSTANCE, _SOURCE_ARN),
    Trigger("SwitchoverReadReplica", DB_INSTANCE, _DB),
    # What an ARN names: an instance, a snapshot, or a cluster, which is passed over.
    *_tagged("AddTagsToResource", "requestParameters.resourceName"),
    *_tagged("RemoveTagsFromResource", "requestParameters.resourceName"),
    Trigger(
        "ApplyPendingMaintenanceAction",
        DB_INSTANCE,
        "requestParameters.resourceIdentifier",
        mixed=True,
    ),
    Trigger("ModifyActivityStream", DB_INSTANCE, "requestParameters.resourceArn", mixed=True),
    Trigger("StartActivityStream", DB_INSTANCE, "requestParameters.resourceArn", mixed=True),
    Trigger("StopActivityStream", DB_INSTANCE, "requestParameters.resourceArn", mixed=True),
    # What changes instances that the call does not name: a cluster's, or a deployment's.
    Trigger("CreateBlueGreenDeployment", DB_INSTANCE, EVERY),
    Trigger("DeleteBlueGreenDeployment", DB_INSTANCE, EVERY),
    Trigger("SwitchoverBlueGreenDeployment", DB_INSTANCE, EVERY),
    Trigger("CreateDBCluster", DB_INSTANCE, EVERY, only_if=_makes_members),
    Trigger("RestoreDBClusterFromSnapshot", DB_INSTANCE, EVERY, only_if=_makes_members),
    Trigger("RestoreDBClusterToPointInTime", DB_INSTANCE, EVERY, only_if=_makes_members),
    Trigger("DeleteDBCluster", DB_INSTANCE, EVERY),
    Trigger("ModifyDBCluster", DB_INSTANCE, EVERY),
    Trigger("RebootDBCluster", DB_INSTANCE, EVERY),
    Trigger("StartDBCluster", DB_INSTANCE, EVERY),
    Trigger("StopDBCluster", DB_INSTANCE, EVERY),
    # Snapshots.
    Trigger("CopyDBSnapshot", DB_SNAPSHOT, _COPY),
    Trigger("CreateDBSnapshot", DB_SNAPSHOT, _SNAPSHOT),
    Trigger("DeleteDBSnapshot", DB_SNAPSHOT, _SNAPSHOT),
    Trigger("ModifyDBSnapshot", DB_SNAPSHOT, _SNAPSHOT),
    Trigger("ModifyDBSnapshotAttribute", DB_SNAPSHOT, _SNAPSHOT),
)

IRRELEVANT = {
    "changes a cluster, which is not judged yet, and none of its instances": """
        AddRoleToDBCluster BacktrackDBCluster CreateDBClusterEndpoint DeleteDBClusterEndpoint
        DisableHttpEndpoint EnableHttpEndpoint FailoverDBCluster ModifyCurrentDBClusterCapacity
        ModifyDBClusterEndpoint PromoteReadReplicaDBCluster RemoveRoleFromDBCluster
        RestoreDBClusterFromS3
    """,
    "changes a cluster's snapshots or backups, which are not judged yet": """
        CopyDBClusterSnapshot CreateDBClusterSnapshot DeleteDBClusterAutomatedBackup
        DeleteDBClusterSnapshot ModifyDBClusterSnapshotAttribute
    """,
    "changes a global cluster, which is not judged yet": """
        CreateGlobalCluster DeleteGlobalCluster FailoverGlobalCluster ModifyGlobalCluster
        RemoveFromGlobalCluster SwitchoverGlobalCluster
    """,
    "removes the retained backups of an instance that is gone": "DeleteDBInstanceAutomatedBackup",
    "changes parameters or options that instances share, which are not judged yet": """
        CopyDBClusterParameterGroup CopyDBParameterGroup CopyOptionGroup
        CreateDBClusterParameterGroup CreateDBParameterGroup CreateOptionGroup
        DeleteDBClusterParameterGroup DeleteDBParameterGroup DeleteOptionGroup
        ModifyDBClusterParameterGroup ModifyDBParameterGroup ModifyOptionGroup
        ResetDBClusterParameterGroup ResetDBParameterGroup
    """,
    "changes a DB security group of EC2-Classic, which AWS has retired": """
        AuthorizeDBSecurityGroupIngress CreateDBSecurityGroup DeleteDBSecurityGroup
        RevokeDBSecurityGroupIngress
    """,
    "changes a subnet group, which is not judged yet": """
        CreateDBSubnetGroup DeleteDBSubnetGroup ModifyDBSubnetGroup
    """,
    "changes a proxy, which is not judged yet": """
        CreateDBProxy CreateDBProxyEndpoint DeleteDBProxy DeleteDBProxyEndpoint
        DeregisterDBProxyTargets ModifyDBProxy ModifyDBProxyEndpoint ModifyDBProxyTargetGroup
        RegisterDBProxyTargets
    """,
    "changes who is told of events": """
        AddSourceIdentifierToSubscription CreateEventSubscription DeleteEventSubscription
        ModifyEventSubscription RemoveSourceIdentifierFromSubscription
    """,
    "changes a zero-ETL integration or a shard group, which are not judged yet": """
        CreateDBShardGroup CreateIntegration DeleteDBShardGroup DeleteIntegration
        ModifyDBShardGroup ModifyIntegration RebootDBShardGroup
    """,
    "changes a database inside an instance": """
        CreateTenantDatabase DeleteTenantDatabase ModifyTenantDatabase
    """,
    "changes an engine version that instances may use later": """
        CreateCustomDBEngineVersion DeleteCustomDBEngineVersion ModifyCustomDBEngineVersion
    """,
    "exports data and leaves the snapshot as it is": "CancelExportTask StartExportTask",
    "changes a default for new instances, a reservation or a recommendation": """
        CancelDBCapacityReservation CreateDBCapacityReservation ModifyCertificates
        ModifyDBCapacityReservation ModifyDBRecommendation PurchaseReservedDBInstancesOffering
    """,
}

SERVICE = service_calls(
    "rds.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="DownloadCompleteDBLogFile DownloadDBLogFilePortion",
    events="DownloadCompleteDBLogFile",
)
