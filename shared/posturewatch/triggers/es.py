"""Amazon OpenSearch Service, whose event source still has the name of Elasticsearch."""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import DOMAIN

_DOMAIN = "requestParameters.domainName"
_ARN = "requestParameters.aRN"

TRIGGERS = (
    Trigger("AddTags", DOMAIN, _ARN, mixed=True),
    Trigger("CancelDomainConfigChange", DOMAIN, _DOMAIN),
    Trigger("CancelElasticsearchServiceSoftwareUpdate", DOMAIN, _DOMAIN),
    Trigger("CancelServiceSoftwareUpdate", DOMAIN, _DOMAIN),
    Trigger("CreateDomain", DOMAIN, _DOMAIN),
    Trigger("CreateElasticsearchDomain", DOMAIN, _DOMAIN),
    Trigger("DeleteDomain", DOMAIN, _DOMAIN),
    Trigger("DeleteElasticsearchDomain", DOMAIN, _DOMAIN),
    Trigger("RemoveTags", DOMAIN, _ARN, mixed=True),
    Trigger("RollbackServiceSoftwareUpdate", DOMAIN, _DOMAIN),
    Trigger("StartElasticsearchServiceSoftwareUpdate", DOMAIN, _DOMAIN),
    Trigger("StartServiceSoftwareUpdate", DOMAIN, _DOMAIN),
    Trigger("UpdateDomainConfig", DOMAIN, _DOMAIN),
    Trigger("UpdateElasticsearchDomainConfig", DOMAIN, _DOMAIN),
    Trigger("UpgradeDomain", DOMAIN, _DOMAIN),
    Trigger("UpgradeElasticsearchDomain", DOMAIN, _DOMAIN),
)

IRRELEVANT = {
    "leaves the settings of a domain that are judged": """
        AddReplicationPeer AssociatePackage AssociatePackages DissociatePackage DissociatePackages
        FailoverReplication RemoveReplicationPeer StartDomainMaintenance SwitchoverReplication
        UpdateClone UpdateScheduledAction
    """,
    "changes who reaches the domain through an endpoint in another VPC, which is not judged": """
        AuthorizeVpcEndpointAccess CreateVpcEndpoint DeleteVpcEndpoint RevokeVpcEndpointAccess
        UpdateVpcEndpoint
    """,
    "connects a domain with another one, which is not judged": """
        AcceptInboundConnection AcceptInboundCrossClusterSearchConnection CreateOutboundConnection
        CreateOutboundCrossClusterSearchConnection DeleteInboundConnection
        DeleteInboundCrossClusterSearchConnection DeleteOutboundConnection
        DeleteOutboundCrossClusterSearchConnection RejectInboundConnection
        RejectInboundCrossClusterSearchConnection
    """,
    "changes a package, a data source or an index, which are not judged": """
        AddDataSource AddDirectQueryDataSource AttachDataSource CreateIndex CreatePackage
        DeleteDataSource DeleteDirectQueryDataSource DeleteIndex DeletePackage DetachDataSource
        UpdateDataSource UpdateDirectQueryDataSource UpdateIndex UpdatePackage UpdatePackageScope
    """,
    "changes an application of the user interface, which is not judged": """
        CreateApplication DeleteApplication DeregisterCapability InsightFeedback
        PutDefaultApplicationSetting RegisterCapability StartMigration UpdateApplication
    """,
    "is a reservation, or the role of the service": """
        DeleteElasticsearchServiceRole PurchaseReservedElasticsearchInstanceOffering
        PurchaseReservedInstanceOffering
    """,
}

SERVICE = service_calls(
    "es.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="CompareDomainConfiguration",
    models="es opensearch",
)
