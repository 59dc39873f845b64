"""AWS Database Migration Service: replication instances, named by their ARNs."""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import REPLICATION_INSTANCE

_INSTANCE = "requestParameters.replicationInstanceArn"
_ANY = "requestParameters.resourceArn"

TRIGGERS = (
    Trigger("AddTagsToResource", REPLICATION_INSTANCE, _ANY, mixed=True),
    Trigger("ApplyPendingMaintenanceAction", REPLICATION_INSTANCE, _INSTANCE),
    Trigger(
        "CreateReplicationInstance",
        REPLICATION_INSTANCE,
        "responseElements.replicationInstance.replicationInstanceArn",
    ),
    Trigger("DeleteReplicationInstance", REPLICATION_INSTANCE, _INSTANCE),
    Trigger("ModifyReplicationInstance", REPLICATION_INSTANCE, _INSTANCE),
    Trigger("RemoveTagsFromResource", REPLICATION_INSTANCE, _ANY, mixed=True),
)

IRRELEVANT = {
    "leaves the settings of a replication instance": """
        RebootReplicationInstance RefreshSchemas TestConnection
    """,
    "changes an endpoint, a certificate or a subnet group, which are not judged yet": """
        CreateEndpoint CreateReplicationSubnetGroup DeleteCertificate DeleteConnection
        DeleteEndpoint DeleteReplicationSubnetGroup ImportCertificate ModifyEndpoint
        ModifyReplicationSubnetGroup
    """,
    "changes or runs a task, which is not judged yet": """
        CancelReplicationTaskAssessmentRun CreateReplicationConfig CreateReplicationTask
        DeleteReplicationConfig DeleteReplicationTask DeleteReplicationTaskAssessmentRun
        ModifyReplicationConfig ModifyReplicationTask MoveReplicationTask ReloadReplicationTables
        ReloadTables StartReplication StartReplicationTask StartReplicationTaskAssessment
        StartReplicationTaskAssessmentRun StopReplication StopReplicationTask
    """,
    "changes a migration project or what belongs to it, which is not judged": """
        CancelMetadataModelConversion CancelMetadataModelCreation CreateDataMigration
        CreateDataProvider CreateInstanceProfile CreateMigrationProject DeleteDataMigration
        DeleteDataProvider DeleteInstanceProfile DeleteMigrationProject
        ExportMetadataModelAssessment ModifyConversionConfiguration ModifyDataMigration
        ModifyDataProvider ModifyInstanceProfile ModifyMigrationProject StartDataMigration
        StartExtensionPackAssociation StartMetadataModelAssessment StartMetadataModelConversion
        StartMetadataModelCreation StartMetadataModelExportAsScript
        StartMetadataModelExportToTarget StartMetadataModelImport StopDataMigration
    """,
    "looks at databases on premises": """
        BatchStartRecommendations CreateFleetAdvisorCollector DeleteFleetAdvisorCollector
        DeleteFleetAdvisorDatabases RunFleetAdvisorLsaAnalysis StartRecommendations
    """,
    "changes who is told of events": """
        CreateEventSubscription DeleteEventSubscription ModifyEventSubscription
        UpdateSubscriptionsToEventBridge
    """,
}

SERVICE = service_calls("dms.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
