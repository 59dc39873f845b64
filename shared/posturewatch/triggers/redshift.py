"""Amazon Redshift: provisioned clusters. Identifiers are kept in lower case."""

from __future__ import annotations

from posturewatch.domain.trigger import EVERY, Trigger, service_calls
from posturewatch.triggers.kinds import REDSHIFT_CLUSTER

_CLUSTER = "requestParameters.clusterIdentifier"
_RENAMED = "requestParameters.newClusterIdentifier"
_ARN = "requestParameters.resourceName"

TRIGGERS = (
    Trigger("CreateCluster", REDSHIFT_CLUSTER, _CLUSTER),
    Trigger("CreateTags", REDSHIFT_CLUSTER, _ARN, mixed=True),
    Trigger("DeleteCluster", REDSHIFT_CLUSTER, _CLUSTER),
    Trigger("DeleteTags", REDSHIFT_CLUSTER, _ARN, mixed=True),
    Trigger("DisableLogging", REDSHIFT_CLUSTER, _CLUSTER),
    Trigger("EnableLogging", REDSHIFT_CLUSTER, _CLUSTER),
    Trigger("ModifyCluster", REDSHIFT_CLUSTER, _CLUSTER),
    Trigger("ModifyCluster", REDSHIFT_CLUSTER, _RENAMED, optional=True),
    Trigger("ModifyClusterMaintenance", REDSHIFT_CLUSTER, _CLUSTER),
    Trigger("PauseCluster", REDSHIFT_CLUSTER, _CLUSTER),
    Trigger("RebootCluster", REDSHIFT_CLUSTER, _CLUSTER),
    Trigger("ResizeCluster", REDSHIFT_CLUSTER, _CLUSTER),
    Trigger("RestoreFromClusterSnapshot", REDSHIFT_CLUSTER, _CLUSTER),
    Trigger("ResumeCluster", REDSHIFT_CLUSTER, _CLUSTER),
    Trigger("RotateEncryptionKey", REDSHIFT_CLUSTER, _CLUSTER),
    # Parameters that several clusters may share.
    Trigger("ModifyClusterParameterGroup", REDSHIFT_CLUSTER, EVERY),
    Trigger("ResetClusterParameterGroup", REDSHIFT_CLUSTER, EVERY),
)

IRRELEVANT = {
    "leaves the settings of a cluster that are judged": """
        AddPartner CancelResize DeletePartner FailoverPrimaryCompute ModifyAquaConfiguration
        ModifyClusterDbRevision ModifyClusterIamRoles ModifyLakehouseConfiguration
        RestoreTableFromClusterSnapshot UpdatePartnerStatus
    """,
    "changes a parameter group that no cluster has, or no longer": """
        CreateClusterParameterGroup DeleteClusterParameterGroup
    """,
    "changes a snapshot or its schedule, which are not judged": """
        AuthorizeSnapshotAccess BatchDeleteClusterSnapshots BatchModifyClusterSnapshots
        CopyClusterSnapshot CreateClusterSnapshot CreateSnapshotCopyGrant CreateSnapshotSchedule
        DeleteClusterSnapshot DeleteSnapshotCopyGrant DeleteSnapshotSchedule DisableSnapshotCopy
        EnableSnapshotCopy ModifyClusterSnapshot ModifyClusterSnapshotSchedule
        ModifySnapshotCopyRetentionPeriod ModifySnapshotSchedule RevokeSnapshotAccess
    """,
    "changes a security group of EC2-Classic, which AWS has retired": """
        AuthorizeClusterSecurityGroupIngress CreateClusterSecurityGroup DeleteClusterSecurityGroup
        RevokeClusterSecurityGroupIngress
    """,
    "changes subnets, endpoints or domain names, which are not judged": """
        AuthorizeEndpointAccess CreateClusterSubnetGroup CreateCustomDomainAssociation
        CreateEndpointAccess DeleteClusterSubnetGroup DeleteCustomDomainAssociation
        DeleteEndpointAccess ModifyClusterSubnetGroup ModifyCustomDomainAssociation
        ModifyEndpointAccess RevokeEndpointAccess
    """,
    "shares data, which is not judged": """
        AssociateDataShareConsumer AuthorizeDataShare CreateIntegration DeauthorizeDataShare
        DeleteIntegration DeleteResourcePolicy DeregisterNamespace DisassociateDataShareConsumer
        ModifyIntegration PutResourcePolicy RegisterNamespace RejectDataShare
    """,
    "changes who signs in how, or who is told, which is not judged": """
        CreateAuthenticationProfile CreateEventSubscription CreateHsmClientCertificate
        CreateHsmConfiguration CreateQev2IdcApplication CreateRedshiftIdcApplication
        DeleteAuthenticationProfile DeleteEventSubscription DeleteHsmClientCertificate
        DeleteHsmConfiguration DeleteQev2IdcApplication DeleteRedshiftIdcApplication
        ModifyAuthenticationProfile ModifyEventSubscription ModifyQev2IdcApplication
        ModifyRedshiftIdcApplication
    """,
    "changes a schedule, a limit or a reservation": """
        AcceptReservedNodeExchange CreateScheduledAction CreateUsageLimit DeleteScheduledAction
        DeleteUsageLimit ModifyScheduledAction ModifyUsageLimit PurchaseReservedNodeOffering
    """,
}

SERVICE = service_calls("redshift.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
