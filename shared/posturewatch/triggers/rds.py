"""Amazon RDS: instances, clusters, snapshots, parameters; Neptune and DocumentDB share its API.

RDS keeps identifiers in lower case, whatever the call wrote.
Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
"""

from __future__ import annotations

from collections.abc import Callable

from posturewatch.domain.trigger import EVERY, Record, Trigger, request_of, service_calls, texts_at
from posturewatch.triggers.kinds import (
    DB_CLUSTER,
    DB_CLUSTER_PARAMETERS,
    DB_CLUSTER_SNAPSHOT,
    DB_EVENTS,
    DB_INSTANCE,
    DB_PARAMETERS,
    DB_SNAPSHOT,
    DOCDB_CLUSTER,
    NEPTUNE_CLUSTER,
)

_DB = "requestParameters.dBInstanceIdentifier"
_NEW_DB = "requestParameters.newDBInstanceIdentifier"
_RESTORED = "requestParameters.targetDBInstanceIdentifier"
_SNAPSHOT = "requestParameters.dBSnapshotIdentifier"
_COPY = "requestParameters.targetDBSnapshotIdentifier"
_FINAL = "requestParameters.finalDBSnapshotIdentifier"
_SOURCE_ARN = "requestParameters.sourceDBInstanceArn"
_CLUSTER = "requestParameters.dBClusterIdentifier"
_NEW_CLUSTER = "requestParameters.newDBClusterIdentifier"
_MEMBER_OF = "responseElements.dBClusterIdentifier"
_CLUSTER_COPY = "requestParameters.targetDBClusterSnapshotIdentifier"
_CLUSTER_SNAPSHOT = "requestParameters.dBClusterSnapshotIdentifier"
_SUBSCRIPTION = "requestParameters.subscriptionName"
_GROUP = "requestParameters.dBParameterGroupName"
_CLUSTER_GROUP = "requestParameters.dBClusterParameterGroupName"


def _makes_members(record: Record) -> bool:
    """Whether a new cluster comes with its instances; Aurora's are made by calls of their own."""
    told = request_of(record)
    return told is None or bool(texts_at("requestParameters.dBClusterInstanceClass", record))


def _may_be(service: str) -> Callable[[Record], bool]:
    """Whether a cluster may be one of a service: of `docdb`, `neptune`, or RDS for any other."""

    def applies(record: Record) -> bool:
        engines = [
            *texts_at("requestParameters.engine", record),
            *texts_at("responseElements.engine", record),
        ]
        return not engines or service in {
            engine if engine in ("docdb", "neptune") else "rds" for engine in engines
        }

    return applies


_CLUSTERS = (
    (DB_CLUSTER, _may_be("rds")),
    (DOCDB_CLUSTER, _may_be("docdb")),
    (NEPTUNE_CLUSTER, _may_be("neptune")),
)


def _cluster(
    call: str,
    place: str | tuple[str, ...] = _CLUSTER,
    *,
    mixed: bool = False,
    optional: bool = False,
) -> tuple[Trigger, ...]:
    """Return the lines of a call that changes a cluster, of whichever service it is."""
    return tuple(
        Trigger(call, kind, place, mixed=mixed, optional=optional, only_if=applies)
        for kind, applies in _CLUSTERS
    )


def _tagged(call: str) -> tuple[Trigger, ...]:
    place = "requestParameters.resourceName"
    groups = (DB_PARAMETERS, DB_CLUSTER_PARAMETERS)
    kinds = (DB_INSTANCE, DB_SNAPSHOT, DB_CLUSTER_SNAPSHOT, DB_EVENTS, *groups)
    own = tuple(Trigger(call, kind, place, mixed=True) for kind in kinds)
    return (*own, *_cluster(call, place, mixed=True))


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
    # What an ARN names; what is not judged is passed over.
    *_tagged("AddTagsToResource"),
    *_tagged("RemoveTagsFromResource"),
    Trigger(
        "ApplyPendingMaintenanceAction",
        DB_INSTANCE,
        "requestParameters.resourceIdentifier",
        mixed=True,
    ),
    Trigger("ModifyActivityStream", DB_INSTANCE, "requestParameters.resourceArn", mixed=True),
    Trigger("StartActivityStream", DB_INSTANCE, "requestParameters.resourceArn", mixed=True),
    Trigger("StopActivityStream", DB_INSTANCE, "requestParameters.resourceArn", mixed=True),
    # A cluster, and the instances that make it span availability zones.
    *_cluster("CreateDBCluster"),
    *_cluster("CreateDBInstance", optional=True),
    *_cluster("DeleteDBCluster"),
    *_cluster("DeleteDBInstance", _MEMBER_OF, optional=True),
    *_cluster("ModifyDBCluster"),
    *_cluster("ModifyDBCluster", _NEW_CLUSTER, optional=True),
    *_cluster("PromoteReadReplicaDBCluster"),
    *_cluster("RestoreDBClusterFromS3"),
    *_cluster("RestoreDBClusterFromSnapshot"),
    *_cluster("RestoreDBClusterToPointInTime"),
    *_cluster("StartDBCluster"),
    *_cluster("StopDBCluster"),
    *_cluster("ApplyPendingMaintenanceAction", "requestParameters.resourceIdentifier", mixed=True),
    Trigger("CopyDBClusterSnapshot", DB_CLUSTER_SNAPSHOT, _CLUSTER_COPY),
    Trigger("CreateDBClusterSnapshot", DB_CLUSTER_SNAPSHOT, _CLUSTER_SNAPSHOT),
    Trigger("DeleteDBCluster", DB_CLUSTER_SNAPSHOT, _FINAL, optional=True),
    Trigger("DeleteDBClusterSnapshot", DB_CLUSTER_SNAPSHOT, _CLUSTER_SNAPSHOT),
    Trigger("ModifyDBClusterSnapshotAttribute", DB_CLUSTER_SNAPSHOT, _CLUSTER_SNAPSHOT),
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
    # What instances and clusters share.
    Trigger(
        "CopyDBClusterParameterGroup",
        DB_CLUSTER_PARAMETERS,
        "requestParameters.targetDBClusterParameterGroupIdentifier",
    ),
    Trigger(
        "CopyDBParameterGroup",
        DB_PARAMETERS,
        "requestParameters.targetDBParameterGroupIdentifier",
    ),
    Trigger("CreateDBClusterParameterGroup", DB_CLUSTER_PARAMETERS, _CLUSTER_GROUP),
    Trigger("CreateDBParameterGroup", DB_PARAMETERS, _GROUP),
    Trigger("DeleteDBClusterParameterGroup", DB_CLUSTER_PARAMETERS, _CLUSTER_GROUP),
    Trigger("DeleteDBParameterGroup", DB_PARAMETERS, _GROUP),
    Trigger("ModifyDBClusterParameterGroup", DB_CLUSTER_PARAMETERS, _CLUSTER_GROUP),
    Trigger("ModifyDBParameterGroup", DB_PARAMETERS, _GROUP),
    Trigger("ResetDBClusterParameterGroup", DB_CLUSTER_PARAMETERS, _CLUSTER_GROUP),
    Trigger("ResetDBParameterGroup", DB_PARAMETERS, _GROUP),
    # Who is told of events.
    Trigger("AddSourceIdentifierToSubscription", DB_EVENTS, _SUBSCRIPTION),
    Trigger("CreateEventSubscription", DB_EVENTS, _SUBSCRIPTION),
    Trigger("DeleteEventSubscription", DB_EVENTS, _SUBSCRIPTION),
    Trigger("ModifyEventSubscription", DB_EVENTS, _SUBSCRIPTION),
    Trigger("RemoveSourceIdentifierFromSubscription", DB_EVENTS, _SUBSCRIPTION),
)

IRRELEVANT = {
    "leaves the settings of a cluster that are judged": """
        AddRoleToDBCluster BacktrackDBCluster CreateDBClusterEndpoint DeleteDBClusterEndpoint
        DisableHttpEndpoint EnableHttpEndpoint FailoverDBCluster ModifyCurrentDBClusterCapacity
        ModifyDBClusterEndpoint RemoveRoleFromDBCluster
    """,
    "changes a global cluster, which is not judged yet": """
        CreateGlobalCluster DeleteGlobalCluster FailoverGlobalCluster ModifyGlobalCluster
        RemoveFromGlobalCluster SwitchoverGlobalCluster
    """,
    "removes the retained backups of what is gone": """
        DeleteDBClusterAutomatedBackup DeleteDBInstanceAutomatedBackup
    """,
    "changes options that instances share, which are not judged yet": """
        CopyOptionGroup CreateOptionGroup DeleteOptionGroup ModifyOptionGroup
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
    # Of an answer CloudTrail keeps what is inside its only member.
    renamed="dBClusterIdentifier",
)
