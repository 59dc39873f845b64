"""Amazon EC2: instances, what they are made of and from, networks, and the regional defaults.

CloudTrail wraps the requests of EC2's newer operations, which places step into:
`{"ModifyVolumeRequest": {"VolumeId": …}}`.
"""

from __future__ import annotations

from posturewatch.domain.trigger import EVERY, Record, Trigger, request_of, service_calls
from posturewatch.triggers.kinds import (
    ACCOUNT,
    EIP,
    FLOW_LOG,
    IMAGE,
    INSTANCE,
    LAUNCH_TEMPLATE,
    NETWORK_ACL,
    NETWORK_INTERFACE,
    NODEGROUP,
    PEERING,
    REGIONAL_DEFAULTS,
    ROUTE_TABLE,
    SECURITY_GROUP,
    SNAPSHOT,
    SUBNET,
    TRANSIT_GATEWAY,
    VOLUME,
    VPC,
    VPC_ENDPOINT,
    VPN_CONNECTION,
)

_GROUP = "requestParameters.groupId"
# A default VPC's group may be named by name alone; the answer then tells its id.
_RULES = (_GROUP, "responseElements.securityGroupRuleSet.groupId")
_REVOKED = (_GROUP, "responseElements.revokedSecurityGroupRuleSet.groupId")
_VOLUME = "requestParameters.volumeId"
_INSTANCE = "requestParameters.instanceId"
_INSTANCES = "requestParameters.instancesSet.instanceId"
_TAGGED = "requestParameters.resourcesSet.resourceId"
_ACL = "requestParameters.networkAclId"
_ENDPOINT = "requestParameters.vpcEndpointId"
_GATEWAY = "requestParameters.transitGatewayId"
_IMAGE = "requestParameters.imageId"
_INTERFACE = "requestParameters.networkInterfaceId"
_NEW_IMAGE = "responseElements.imageId"
_NEW_SNAPSHOT = "responseElements.snapshotId"
_PEERING = "requestParameters.vpcPeeringConnectionId"
_SNAPSHOT = "requestParameters.snapshotId"
_SUBNET = "requestParameters.subnetId"
_TABLE = "requestParameters.routeTableId"
_TEMPLATE = (
    "requestParameters.launchTemplateId",
    "responseElements.launchTemplate.launchTemplateId",
)
_VERSION = (
    "requestParameters.launchTemplateId",
    "responseElements.launchTemplateVersion.launchTemplateId",
)
_VPC = "requestParameters.vpcId"
_VPN = "requestParameters.vpnConnectionId"

_TAGGED_KINDS = (
    SECURITY_GROUP,
    VOLUME,
    INSTANCE,
    EIP,
    FLOW_LOG,
    IMAGE,
    LAUNCH_TEMPLATE,
    NETWORK_ACL,
    NETWORK_INTERFACE,
    PEERING,
    ROUTE_TABLE,
    SNAPSHOT,
    SUBNET,
    TRANSIT_GATEWAY,
    VPC,
    VPC_ENDPOINT,
    VPN_CONNECTION,
)
_PROFILE_OF = "responseElements.iamInstanceProfileAssociation.instanceId"
_STARTED = "responseElements.instancesSet.instanceId"
_STARTED_INTERFACES = "responseElements.instancesSet.networkInterfaceSet.networkInterfaceId"
_STARTED_VOLUMES = "responseElements.instancesSet.blockDeviceMapping.ebs.volumeId"


def _changes_instance(record: Record) -> bool:
    """Whether a change of a network interface is one that its instance shows."""
    request = request_of(record)
    return request is None or "groupSet" in request or "sourceDestCheck" in request


TRIGGERS = (
    # Security groups.
    Trigger("CreateSecurityGroup", SECURITY_GROUP, "responseElements.groupId"),
    Trigger("DeleteSecurityGroup", SECURITY_GROUP, (_GROUP, "responseElements.groupId")),
    Trigger("AuthorizeSecurityGroupEgress", SECURITY_GROUP, _RULES),
    Trigger("AuthorizeSecurityGroupIngress", SECURITY_GROUP, _RULES),
    Trigger("ModifySecurityGroupRules", SECURITY_GROUP, _GROUP),
    Trigger("RevokeSecurityGroupEgress", SECURITY_GROUP, _REVOKED),
    Trigger("RevokeSecurityGroupIngress", SECURITY_GROUP, _REVOKED),
    Trigger("UpdateSecurityGroupRuleDescriptionsEgress", SECURITY_GROUP, _GROUP),
    Trigger("UpdateSecurityGroupRuleDescriptionsIngress", SECURITY_GROUP, _GROUP),
    Trigger("AssociateSecurityGroupVpc", SECURITY_GROUP, _GROUP),
    Trigger("DisassociateSecurityGroupVpc", SECURITY_GROUP, _GROUP),
    # A rule may name a prefix list, whose addresses are then the rule's.
    Trigger("ModifyManagedPrefixList", SECURITY_GROUP, EVERY),
    Trigger("RestoreManagedPrefixListVersion", SECURITY_GROUP, EVERY),
    # A VPC comes and goes with its default group, which no answer names.
    Trigger("CreateDefaultVpc", SECURITY_GROUP, EVERY),
    Trigger("CreateVpc", SECURITY_GROUP, EVERY),
    Trigger("DeleteVpc", SECURITY_GROUP, EVERY),
    # Volumes.
    Trigger("CreateVolume", VOLUME, "responseElements.volumeId"),
    Trigger("CopyVolumes", VOLUME, "responseElements.volumeSet.volumeId"),
    Trigger("ImportVolume", VOLUME, "responseElements.conversionTask.importVolume.volume.id"),
    Trigger("DeleteVolume", VOLUME, _VOLUME),
    Trigger("RestoreVolumeFromRecycleBin", VOLUME, _VOLUME),
    Trigger("ModifyVolume", VOLUME, _VOLUME),
    Trigger("ModifyVolumeAttribute", VOLUME, _VOLUME),
    Trigger("EnableVolumeIO", VOLUME, _VOLUME),
    Trigger("AttachVolume", VOLUME, _VOLUME),
    Trigger("AttachVolume", INSTANCE, (_INSTANCE, "responseElements.instanceId")),
    Trigger("DetachVolume", VOLUME, _VOLUME),
    Trigger("DetachVolume", INSTANCE, (_INSTANCE, "responseElements.instanceId"), optional=True),
    # Instances: made, started, stopped, gone.
    Trigger("RunInstances", INSTANCE, _STARTED),
    # Volumes are rarely told yet: the instance shows them, and so they are looked at with it.
    Trigger("RunInstances", VOLUME, _STARTED_VOLUMES, optional=True),
    Trigger("RunScheduledInstances", INSTANCE, "responseElements.instanceIdSet"),
    Trigger(
        "ImportInstance", INSTANCE, "responseElements.conversionTask.importInstance.instanceId"
    ),
    Trigger("StartInstances", INSTANCE, (_INSTANCES, _STARTED)),
    Trigger("StopInstances", INSTANCE, (_INSTANCES, _STARTED)),
    Trigger("TerminateInstances", INSTANCE, (_INSTANCES, _STARTED)),
    # A spot instance that EC2 takes back: a service event, with no call behind it.
    Trigger("BidEvictedEvent", INSTANCE, "serviceEventDetails.instanceIdSet"),
    # Instances: settings.
    Trigger("ModifyInstanceAttribute", INSTANCE, _INSTANCE),
    Trigger("ModifyInstanceCapacityReservationAttributes", INSTANCE, _INSTANCE),
    Trigger("ModifyInstanceCpuOptions", INSTANCE, _INSTANCE),
    Trigger(
        "ModifyInstanceCreditSpecification",
        INSTANCE,
        "requestParameters.instanceCreditSpecification.instanceId",
    ),
    Trigger("ModifyInstanceMaintenanceOptions", INSTANCE, _INSTANCE),
    Trigger("ModifyInstanceMetadataOptions", INSTANCE, _INSTANCE),
    Trigger("ModifyInstanceNetworkPerformanceOptions", INSTANCE, _INSTANCE),
    Trigger("ModifyInstancePlacement", INSTANCE, _INSTANCE),
    Trigger("ModifyPrivateDnsNameOptions", INSTANCE, _INSTANCE),
    Trigger("ResetInstanceAttribute", INSTANCE, _INSTANCE),
    Trigger("MonitorInstances", INSTANCE, (_INSTANCES, _STARTED)),
    Trigger("UnmonitorInstances", INSTANCE, (_INSTANCES, _STARTED)),
    Trigger("AssociateIamInstanceProfile", INSTANCE, (_INSTANCE, _PROFILE_OF)),
    Trigger("DisassociateIamInstanceProfile", INSTANCE, _PROFILE_OF),
    Trigger("ReplaceIamInstanceProfileAssociation", INSTANCE, _PROFILE_OF),
    Trigger("CreateReplaceRootVolumeTask", INSTANCE, _INSTANCE),
    Trigger("CreateReplaceRootVolumeTask", VOLUME, EVERY),
    # Instances: addresses and interfaces. Where only the interface is named, any may be meant.
    Trigger("AssociateAddress", INSTANCE, _INSTANCE),
    Trigger("DisassociateAddress", INSTANCE, EVERY),
    Trigger("AttachNetworkInterface", INSTANCE, _INSTANCE),
    Trigger("DetachNetworkInterface", INSTANCE, EVERY),
    Trigger("ModifyNetworkInterfaceAttribute", INSTANCE, EVERY, only_if=_changes_instance),
    Trigger("ResetNetworkInterfaceAttribute", INSTANCE, EVERY),
    # VPCs. They come and go with a main route table and a default ACL, which no answer names.
    Trigger("CreateVpc", VPC, "responseElements.vpc.vpcId"),
    Trigger("CreateVpc", ROUTE_TABLE, EVERY),
    Trigger("CreateVpc", NETWORK_ACL, EVERY),
    Trigger("CreateDefaultVpc", VPC, "responseElements.vpc.vpcId"),
    Trigger("CreateDefaultVpc", SUBNET, EVERY),
    Trigger("CreateDefaultVpc", ROUTE_TABLE, EVERY),
    Trigger("CreateDefaultVpc", NETWORK_ACL, EVERY),
    Trigger("DeleteVpc", VPC, _VPC),
    Trigger("DeleteVpc", ROUTE_TABLE, EVERY),
    Trigger("DeleteVpc", NETWORK_ACL, EVERY),
    Trigger("AssociateVpcCidrBlock", VPC, _VPC),
    Trigger("DisassociateVpcCidrBlock", VPC, "responseElements.vpcId"),
    # Flow logs, and the VPCs that they are of.
    Trigger("CreateFlowLogs", FLOW_LOG, "responseElements.flowLogIdSet"),
    Trigger("CreateFlowLogs", VPC, "requestParameters.resourceId", mixed=True),
    Trigger("DeleteFlowLogs", FLOW_LOG, "requestParameters.flowLogId"),
    Trigger("DeleteFlowLogs", VPC, EVERY),
    # Endpoints, and the VPCs that they are in.
    Trigger("CreateVpcEndpoint", VPC_ENDPOINT, "responseElements.vpcEndpoint.vpcEndpointId"),
    Trigger("CreateVpcEndpoint", VPC, _VPC),
    Trigger("ModifyVpcEndpoint", VPC_ENDPOINT, _ENDPOINT),
    Trigger("ModifyVpcEndpoint", VPC, EVERY),
    Trigger("DeleteVpcEndpoints", VPC_ENDPOINT, _ENDPOINT),
    Trigger("DeleteVpcEndpoints", VPC, EVERY),
    # Subnets.
    Trigger("CreateSubnet", SUBNET, "responseElements.subnet.subnetId"),
    Trigger("CreateDefaultSubnet", SUBNET, "responseElements.subnet.subnetId"),
    Trigger("ModifySubnetAttribute", SUBNET, _SUBNET),
    # Node groups are judged by whether their subnets give public addresses.
    Trigger("ModifySubnetAttribute", NODEGROUP, EVERY),
    Trigger("DeleteSubnet", SUBNET, _SUBNET),
    # An ACL may have lost its last one.
    Trigger("DeleteSubnet", NETWORK_ACL, EVERY),
    # Route tables, and what leaves routes that lead nowhere.
    Trigger("CreateRouteTable", ROUTE_TABLE, "responseElements.routeTable.routeTableId"),
    Trigger("DeleteRouteTable", ROUTE_TABLE, _TABLE),
    Trigger("CreateRoute", ROUTE_TABLE, _TABLE),
    Trigger("DeleteRoute", ROUTE_TABLE, _TABLE),
    Trigger("ReplaceRoute", ROUTE_TABLE, _TABLE),
    Trigger("EnableVgwRoutePropagation", ROUTE_TABLE, _TABLE),
    Trigger("DisableVgwRoutePropagation", ROUTE_TABLE, _TABLE),
    Trigger("AssociateRouteTable", ROUTE_TABLE, _TABLE),
    Trigger("DisassociateRouteTable", ROUTE_TABLE, EVERY),
    # The association that is replaced may be that of the main table, which is another one then.
    Trigger("ReplaceRouteTableAssociation", ROUTE_TABLE, EVERY),
    Trigger("DeleteNatGateway", ROUTE_TABLE, EVERY),
    Trigger("DetachInternetGateway", ROUTE_TABLE, EVERY),
    Trigger("DeleteEgressOnlyInternetGateway", ROUTE_TABLE, EVERY),
    Trigger("DetachVpnGateway", ROUTE_TABLE, EVERY),
    Trigger("DeleteTransitGatewayVpcAttachment", ROUTE_TABLE, EVERY),
    # Network ACLs.
    Trigger("CreateNetworkAcl", NETWORK_ACL, "responseElements.networkAcl.networkAclId"),
    Trigger("DeleteNetworkAcl", NETWORK_ACL, _ACL),
    Trigger("CreateNetworkAclEntry", NETWORK_ACL, _ACL),
    Trigger("DeleteNetworkAclEntry", NETWORK_ACL, _ACL),
    Trigger("ReplaceNetworkAclEntry", NETWORK_ACL, _ACL),
    # The subnet leaves another ACL, which the record does not name.
    Trigger("ReplaceNetworkAclAssociation", NETWORK_ACL, EVERY),
    # Network interfaces. Those of an instance that is gone, a sweep misses.
    Trigger(
        "CreateNetworkInterface",
        NETWORK_INTERFACE,
        "responseElements.networkInterface.networkInterfaceId",
    ),
    Trigger("RunInstances", NETWORK_INTERFACE, _STARTED_INTERFACES, optional=True),
    Trigger("DeleteNetworkInterface", NETWORK_INTERFACE, _INTERFACE),
    Trigger("AttachNetworkInterface", NETWORK_INTERFACE, _INTERFACE),
    Trigger("DetachNetworkInterface", NETWORK_INTERFACE, EVERY),
    Trigger("ModifyNetworkInterfaceAttribute", NETWORK_INTERFACE, _INTERFACE),
    Trigger("ResetNetworkInterfaceAttribute", NETWORK_INTERFACE, _INTERFACE),
    # Elastic addresses. Those that an instance leaves behind, a sweep sees.
    Trigger("AllocateAddress", EIP, "responseElements.allocationId"),
    Trigger("ReleaseAddress", EIP, "requestParameters.allocationId"),
    Trigger("AcceptAddressTransfer", EIP, "responseElements.addressTransfer.allocationId"),
    Trigger("MoveAddressToVpc", EIP, "responseElements.allocationId"),
    Trigger("RestoreAddressToClassic", EIP, EVERY),
    Trigger("AssociateAddress", EIP, "requestParameters.allocationId"),
    Trigger("DisassociateAddress", EIP, EVERY),
    Trigger("CreateNatGateway", EIP, "requestParameters.allocationId"),
    Trigger("AssociateNatGatewayAddress", EIP, "requestParameters.allocationId"),
    Trigger("DisassociateNatGatewayAddress", EIP, EVERY),
    Trigger("DeleteNatGateway", EIP, EVERY),
    # Peering connections; without one its routes lead nowhere.
    Trigger(
        "CreateVpcPeeringConnection",
        PEERING,
        "responseElements.vpcPeeringConnection.vpcPeeringConnectionId",
    ),
    Trigger("AcceptVpcPeeringConnection", PEERING, _PEERING),
    Trigger("RejectVpcPeeringConnection", PEERING, _PEERING),
    Trigger("ModifyVpcPeeringConnectionOptions", PEERING, _PEERING),
    Trigger("DeleteVpcPeeringConnection", PEERING, _PEERING),
    Trigger("DeleteVpcPeeringConnection", ROUTE_TABLE, EVERY),
    # Transit gateways and VPN connections.
    Trigger(
        "CreateTransitGateway", TRANSIT_GATEWAY, "responseElements.transitGateway.transitGatewayId"
    ),
    Trigger("ModifyTransitGateway", TRANSIT_GATEWAY, _GATEWAY),
    Trigger("DeleteTransitGateway", TRANSIT_GATEWAY, _GATEWAY),
    Trigger(
        "CreateVpnConnection", VPN_CONNECTION, "responseElements.vpnConnection.vpnConnectionId"
    ),
    Trigger("ModifyVpnConnection", VPN_CONNECTION, _VPN),
    Trigger("ModifyVpnConnectionOptions", VPN_CONNECTION, _VPN),
    Trigger("ModifyVpnTunnelCertificate", VPN_CONNECTION, _VPN),
    Trigger("ModifyVpnTunnelOptions", VPN_CONNECTION, _VPN),
    Trigger("ReplaceVpnTunnel", VPN_CONNECTION, _VPN),
    Trigger("DeleteVpnConnection", VPN_CONNECTION, _VPN),
    # Snapshots. Those of an image come with it.
    Trigger("CreateSnapshot", SNAPSHOT, _NEW_SNAPSHOT),
    Trigger("CreateSnapshots", SNAPSHOT, "responseElements.snapshotSet.snapshotId"),
    Trigger("CopySnapshot", SNAPSHOT, _NEW_SNAPSHOT),
    Trigger("ImportSnapshot", SNAPSHOT, "responseElements.snapshotTaskDetail.snapshotId"),
    Trigger("ModifySnapshotAttribute", SNAPSHOT, _SNAPSHOT),
    Trigger("ResetSnapshotAttribute", SNAPSHOT, _SNAPSHOT),
    Trigger("DeleteSnapshot", SNAPSHOT, _SNAPSHOT),
    Trigger("RestoreSnapshotFromRecycleBin", SNAPSHOT, _SNAPSHOT),
    # Images.
    Trigger("CreateImage", IMAGE, _NEW_IMAGE),
    Trigger("CopyImage", IMAGE, _NEW_IMAGE),
    Trigger("RegisterImage", IMAGE, _NEW_IMAGE),
    Trigger("CreateRestoreImageTask", IMAGE, _NEW_IMAGE),
    Trigger("ImportImage", IMAGE, _NEW_IMAGE),
    Trigger("ModifyImageAttribute", IMAGE, _IMAGE),
    Trigger("ResetImageAttribute", IMAGE, _IMAGE),
    Trigger("CancelImageLaunchPermission", IMAGE, _IMAGE),
    Trigger("DisableImage", IMAGE, _IMAGE),
    Trigger("EnableImage", IMAGE, _IMAGE),
    Trigger("DeregisterImage", IMAGE, _IMAGE),
    Trigger(
        "DeregisterImage",
        SNAPSHOT,
        "responseElements.deleteSnapshotResultSet.snapshotId",
        optional=True,
    ),
    Trigger("RestoreImageFromRecycleBin", IMAGE, _IMAGE),
    # Launch templates.
    Trigger("CreateLaunchTemplate", LAUNCH_TEMPLATE, _TEMPLATE[1]),
    Trigger("CreateLaunchTemplateVersion", LAUNCH_TEMPLATE, _VERSION),
    Trigger("ModifyLaunchTemplate", LAUNCH_TEMPLATE, _TEMPLATE),
    Trigger("DeleteLaunchTemplate", LAUNCH_TEMPLATE, _TEMPLATE),
    Trigger(
        "DeleteLaunchTemplateVersions",
        LAUNCH_TEMPLATE,
        (
            "requestParameters.launchTemplateId",
            "responseElements.successfullyDeletedLaunchTemplateVersionSet.launchTemplateId",
        ),
    ),
    # Tags of anything, by id.
    *(Trigger("CreateTags", kind, _TAGGED, mixed=True) for kind in _TAGGED_KINDS),
    *(Trigger("DeleteTags", kind, _TAGGED, mixed=True) for kind in _TAGGED_KINDS),
    # The defaults of the region.
    Trigger("DisableEbsEncryptionByDefault", ACCOUNT),
    Trigger("DisableEbsEncryptionByDefault", REGIONAL_DEFAULTS),
    Trigger("EnableEbsEncryptionByDefault", ACCOUNT),
    Trigger("EnableEbsEncryptionByDefault", REGIONAL_DEFAULTS),
    Trigger("DisableImageBlockPublicAccess", REGIONAL_DEFAULTS),
    Trigger("EnableImageBlockPublicAccess", REGIONAL_DEFAULTS),
    Trigger("DisableSerialConsoleAccess", REGIONAL_DEFAULTS),
    Trigger("EnableSerialConsoleAccess", REGIONAL_DEFAULTS),
    Trigger("DisableSnapshotBlockPublicAccess", REGIONAL_DEFAULTS),
    Trigger("EnableSnapshotBlockPublicAccess", REGIONAL_DEFAULTS),
    Trigger("ModifyInstanceMetadataDefaults", REGIONAL_DEFAULTS),
    Trigger("ModifyVpcBlockPublicAccessOptions", REGIONAL_DEFAULTS),
)

IRRELEVANT = {
    "changes IP address management, which is not judged yet": """
        AdvertiseByoipCidr AllocateIpamPoolCidr AssociateIpamByoasn AssociateIpamResourceDiscovery
        BatchModifyIpamRoutingPolicyRegistrations CreateCoipCidr CreateCoipPool CreateIpam
        CreateIpamExternalResourceVerificationToken CreateIpamInternetRegistryAssociation
        CreateIpamPolicy CreateIpamPool CreateIpamPrefixListResolver
        CreateIpamPrefixListResolverTarget CreateIpamResourceDiscovery
        CreateIpamRoutingPolicyRegistration CreateIpamScope CreatePublicIpv4Pool DeleteCoipCidr
        DeleteCoipPool DeleteIpam DeleteIpamExternalResourceVerificationToken
        DeleteIpamInternetRegistryAssociation DeleteIpamPolicy DeleteIpamPool
        DeleteIpamPrefixListResolver DeleteIpamPrefixListResolverTarget DeleteIpamResourceDiscovery
        DeleteIpamRoutingPolicyRegistration DeleteIpamScope DeletePublicIpv4Pool
        DeprovisionByoipCidr DeprovisionIpamByoasn DeprovisionIpamPoolCidr
        DeprovisionPublicIpv4PoolCidr DisableIpamOrganizationAdminAccount DisableIpamPolicy
        DisassociateIpamByoasn DisassociateIpamResourceDiscovery
        EnableIpamInternetRegistryAssociation EnableIpamOrganizationAdminAccount EnableIpamPolicy
        ModifyIpam ModifyIpamPolicyAllocationRules ModifyIpamPool ModifyIpamPoolAllocation
        ModifyIpamPrefixListResolver ModifyIpamPrefixListResolverTarget ModifyIpamResourceCidr
        ModifyIpamResourceDiscovery ModifyIpamRoutingPolicyRegistration ModifyIpamScope
        MoveByoipCidrToIpam ProvisionByoipCidr ProvisionIpamByoasn ProvisionIpamPoolCidr
        ProvisionPublicIpv4PoolCidr ReleaseIpamPoolAllocation WithdrawByoipCidr
    """,
    "changes what is attached to a transit gateway, or its routes, which are not judged yet": """
        AcceptTransitGatewayClientVpnAttachment AcceptTransitGatewayMulticastDomainAssociations
        AcceptTransitGatewayPeeringAttachment AcceptTransitGatewayVpcAttachment
        AssociateTransitGatewayMulticastDomain AssociateTransitGatewayPolicyTable
        AssociateTransitGatewayRouteTable CreateTransitGatewayConnect
        CreateTransitGatewayConnectPeer CreateTransitGatewayMeteringPolicy
        CreateTransitGatewayMeteringPolicyEntry CreateTransitGatewayMulticastDomain
        CreateTransitGatewayNetworkFunctionAttachment CreateTransitGatewayPeeringAttachment
        CreateTransitGatewayPolicyTable CreateTransitGatewayPolicyTableEntry
        CreateTransitGatewayPrefixListReference CreateTransitGatewayRoute
        CreateTransitGatewayRouteTable CreateTransitGatewayRouteTableAnnouncement
        CreateTransitGatewayVpcAttachment DeleteTransitGatewayClientVpnAttachment
        DeleteTransitGatewayConnect DeleteTransitGatewayConnectPeer
        DeleteTransitGatewayMeteringPolicy DeleteTransitGatewayMeteringPolicyEntry
        DeleteTransitGatewayMulticastDomain DeleteTransitGatewayNetworkFunctionAttachment
        DeleteTransitGatewayPeeringAttachment DeleteTransitGatewayPolicyTable
        DeleteTransitGatewayPolicyTableEntry DeleteTransitGatewayPrefixListReference
        DeleteTransitGatewayRoute DeleteTransitGatewayRouteTable
        DeleteTransitGatewayRouteTableAnnouncement DeregisterTransitGatewayMulticastGroupMembers
        DeregisterTransitGatewayMulticastGroupSources DisableTransitGatewayRouteTablePropagation
        DisassociateTransitGatewayMulticastDomain DisassociateTransitGatewayPolicyTable
        DisassociateTransitGatewayRouteTable EnableTransitGatewayRouteTablePropagation
        ExportTransitGatewayRoutes ModifyTransitGatewayAttachmentNatConfiguration
        ModifyTransitGatewayMeteringPolicy ModifyTransitGatewayNetworkFunctionAttachment
        ModifyTransitGatewayPeeringAttachment ModifyTransitGatewayPolicyTableEntry
        ModifyTransitGatewayPrefixListReference ModifyTransitGatewayVpcAttachment
        RegisterTransitGatewayMulticastGroupMembers RegisterTransitGatewayMulticastGroupSources
        RejectTransitGatewayClientVpnAttachment RejectTransitGatewayMulticastDomainAssociations
        RejectTransitGatewayPeeringAttachment RejectTransitGatewayVpcAttachment
        ReplaceTransitGatewayRoute
    """,
    "changes Verified Access, which is not judged yet": """
        AttachVerifiedAccessTrustProvider CreateVerifiedAccessEndpoint CreateVerifiedAccessGroup
        CreateVerifiedAccessInstance CreateVerifiedAccessTrustProvider DeleteVerifiedAccessEndpoint
        DeleteVerifiedAccessGroup DeleteVerifiedAccessInstance DeleteVerifiedAccessTrustProvider
        DetachVerifiedAccessTrustProvider ExportVerifiedAccessInstanceClientConfiguration
        ModifyVerifiedAccessEndpoint ModifyVerifiedAccessEndpointPolicy ModifyVerifiedAccessGroup
        ModifyVerifiedAccessGroupPolicy ModifyVerifiedAccessInstance
        ModifyVerifiedAccessInstanceLoggingConfiguration ModifyVerifiedAccessTrustProvider
    """,
    "changes a client VPN, a gateway or a route of a VPN, which are not judged yet": """
        ApplySecurityGroupsToClientVpnTargetNetwork AssociateClientVpnTargetNetwork AttachVpnGateway
        AuthorizeClientVpnIngress CreateClientVpnEndpoint CreateClientVpnRoute CreateCustomerGateway
        CreateVpnConcentrator CreateVpnConnectionRoute CreateVpnGateway DeleteClientVpnEndpoint
        DeleteClientVpnEndpointAuthorizationPolicy DeleteClientVpnRoute DeleteCustomerGateway
        DeleteVpnConcentrator DeleteVpnConnectionRoute DeleteVpnGateway
        DisassociateClientVpnTargetNetwork ExportClientVpnClientCertificateRevocationList
        ExportClientVpnClientConfiguration ImportClientVpnClientCertificateRevocationList
        ModifyClientVpnEndpoint ModifyClientVpnEndpointAuthorizationPolicy RevokeClientVpnIngress
        TerminateClientVpnConnections
    """,
    "changes traffic mirroring or network analysis, which are not judged yet": """
        CreateNetworkInsightsAccessScope CreateNetworkInsightsPath CreateTrafficMirrorFilter
        CreateTrafficMirrorFilterRule CreateTrafficMirrorSession CreateTrafficMirrorTarget
        DeleteNetworkInsightsAccessScope DeleteNetworkInsightsAccessScopeAnalysis
        DeleteNetworkInsightsAnalysis DeleteNetworkInsightsPath DeleteTrafficMirrorFilter
        DeleteTrafficMirrorFilterRule DeleteTrafficMirrorSession DeleteTrafficMirrorTarget
        DisableAwsNetworkPerformanceMetricSubscription EnableAwsNetworkPerformanceMetricSubscription
        EnableReachabilityAnalyzerOrganizationSharing ModifyTrafficMirrorFilterNetworkServices
        ModifyTrafficMirrorFilterRule ModifyTrafficMirrorSession
        StartNetworkInsightsAccessScopeAnalysis StartNetworkInsightsAnalysis
    """,
    "changes a local, carrier or route server gateway, which is not judged yet": """
        AssociateRouteServer CreateCarrierGateway CreateLocalGatewayRoute
        CreateLocalGatewayRouteTable CreateLocalGatewayRouteTableVirtualInterfaceGroupAssociation
        CreateLocalGatewayRouteTableVpcAssociation CreateLocalGatewayVirtualInterface
        CreateLocalGatewayVirtualInterfaceGroup CreateRouteServer CreateRouteServerEndpoint
        CreateRouteServerPeer DeleteCarrierGateway DeleteLocalGatewayRoute
        DeleteLocalGatewayRouteTable DeleteLocalGatewayRouteTableVirtualInterfaceGroupAssociation
        DeleteLocalGatewayRouteTableVpcAssociation DeleteLocalGatewayVirtualInterface
        DeleteLocalGatewayVirtualInterfaceGroup DeleteRouteServer DeleteRouteServerEndpoint
        DeleteRouteServerPeer DisableRouteServerPropagation DisassociateRouteServer
        EnableRouteServerPropagation ModifyLocalGatewayRoute ModifyRouteServer
    """,
    "changes an endpoint service, who uses it or an Instance Connect endpoint: not judged yet": """
        AcceptVpcEndpointConnections CreateInstanceConnectEndpoint
        CreateVpcEndpointConnectionNotification CreateVpcEndpointServiceConfiguration
        DeleteInstanceConnectEndpoint DeleteVpcEndpointConnectionNotifications
        DeleteVpcEndpointServiceConfigurations ModifyInstanceConnectEndpoint
        ModifyVpcEndpointConnectionNotification ModifyVpcEndpointPayerResponsibility
        ModifyVpcEndpointServiceConfiguration ModifyVpcEndpointServicePayerResponsibility
        ModifyVpcEndpointServicePermissions RejectVpcEndpointConnections
        StartVpcEndpointServicePrivateDnsVerification
    """,
    "changes a capacity reservation, host or purchase, which is not judged": """
        AcceptCapacityReservationBillingOwnership AcceptReservedInstancesExchangeQuote AllocateHosts
        AssociateCapacityReservationBillingOwner CancelCapacityReservation
        CancelCapacityReservationFleets CancelReservedInstancesListing
        CreateCapacityManagerDataExport CreateCapacityReservation
        CreateCapacityReservationBySplitting CreateCapacityReservationCancellationQuote
        CreateCapacityReservationDateChangeQuote CreateCapacityReservationFleet
        CreateInterruptibleCapacityReservationAllocation CreatePlacementGroup
        CreateReservedInstancesListing DeleteCapacityManagerDataExport DeletePlacementGroup
        DeleteQueuedReservedInstances DisableCapacityManager
        DisassociateCapacityReservationBillingOwner EnableCapacityManager ModifyCapacityReservation
        ModifyCapacityReservationFleet ModifyHosts ModifyReservedInstances
        MoveCapacityReservationInstances PurchaseCapacityBlock PurchaseCapacityBlockExtension
        PurchaseHostReservation PurchaseReservedInstancesOffering PurchaseScheduledInstances
        RejectCapacityReservationBillingOwnership ReleaseHosts UpdateCapacityManagerMonitoredTagKeys
        UpdateCapacityManagerOrganizationsAccess UpdateInterruptibleCapacityReservationAllocation
    """,
    "starts or stops a fleet, whose instances are told of by calls of their own": """
        CancelSpotFleetRequests CancelSpotInstanceRequests CreateFleet
        CreateSpotDatafeedSubscription DeleteFleets DeleteSpotDatafeedSubscription ModifyFleet
        ModifySpotFleetRequest RequestSpotFleet RequestSpotInstances
    """,
    "copies, exports or guards an image, of which nothing that is judged changes": """
        AttachImageWatermark BundleInstance CancelBundleTask CopyFpgaImage CreateFpgaImage
        CreateStoreImageTask DeleteFpgaImage DetachImageWatermark DisableAllowedImagesSettings
        DisableFastLaunch DisableImageDeprecation DisableImageDeregistrationProtection
        EnableAllowedImagesSettings EnableFastLaunch EnableImageDeprecation
        EnableImageDeregistrationProtection ExportImage ModifyFpgaImageAttribute
        ReplaceImageCriteriaInAllowedImagesSettings ReplaceImageInstanceTypeSpecification
        ResetFpgaImageAttribute
    """,
    "moves or locks a snapshot, or tells what others did with one: nothing that is judged": """
        AssociateKmsKeyId DisableFastSnapshotRestores DisassociateKmsKeyId
        EnableFastSnapshotRestores LockSnapshot ModifySnapshotTier RestoreSnapshotTier
        SharedSnapshotCopyInitiated SharedSnapshotVolumeCreated UnlockSnapshot
    """,
    "changes a default of the account that is not judged yet": """
        DeregisterInstanceEventNotificationAttributes ModifyAccountVpcEncryptionControl
        ModifyAvailabilityZoneGroup ModifyDefaultCreditSpecification ModifyEbsDefaultKmsKeyId
        ModifyIdFormat ModifyIdentityIdFormat ModifyManagedResourceVisibility
        RegisterInstanceEventNotificationAttributes ResetEbsDefaultKmsKeyId
    """,
    "changes the name or transfer of an elastic IP address, which is not judged": """
        DisableAddressTransfer EnableAddressTransfer ModifyAddressAttribute ResetAddressAttribute
    """,
    "changes addresses or permissions of a network interface that are not judged": """
        AssignIpv6Addresses AssignPrivateIpAddresses AssociateTrunkInterface
        CreateNetworkInterfacePermission DeleteNetworkInterfacePermission DisassociateTrunkInterface
        ModifyPublicIpDnsNameOptions UnassignIpv6Addresses UnassignPrivateIpAddresses
    """,
    "changes a gateway, which no control asks about": """
        AssignPrivateNatGatewayAddress AttachInternetGateway
        CreateEgressOnlyInternetGateway CreateInternetGateway DeleteInternetGateway
        UnassignPrivateNatGatewayAddress
    """,
    "changes options or additions of a VPC or subnet that are not judged yet": """
        AssociateDhcpOptions AssociateSubnetCidrBlock AttachClassicLinkVpc CreateDhcpOptions
        CreateManagedPrefixList CreateSecondaryNetwork CreateSecondarySubnet
        CreateSubnetCidrReservation CreateVpcBlockPublicAccessExclusion CreateVpcEncryptionControl
        DeleteDhcpOptions DeleteManagedPrefixList DeleteSecondaryNetwork DeleteSecondarySubnet
        DeleteSubnetCidrReservation DeleteVpcBlockPublicAccessExclusion DeleteVpcEncryptionControl
        DetachClassicLinkVpc DisableVpcClassicLink DisableVpcClassicLinkDnsSupport
        DisassociateSubnetCidrBlock EnableVpcClassicLink EnableVpcClassicLinkDnsSupport
        ModifyVpcAttribute ModifyVpcBlockPublicAccessExclusion ModifyVpcEncryptionControl
        ModifyVpcTenancy
    """,
    "imports, exports or converts a machine": """
        CancelConversionTask CancelExportTask CancelImportTask ConfirmProductInstance
        CreateInstanceExportTask
    """,
    "changes a key pair, which is not judged yet": "CreateKeyPair DeleteKeyPair ImportKeyPair",
    "plans or reports on an instance's events and changes no setting of it": """
        AssociateApplicationStatusCheck AssociateInstanceEventWindow CreateApplicationStatusCheck
        CreateDelegateMacVolumeOwnershipTask CreateInstanceEventWindow
        CreateMacSystemIntegrityProtectionModificationTask CreateMetricCategory
        DeleteApplicationStatusCheck DeleteInstanceEventWindow DeleteMetricCategory
        DisableApplicationStatusCheckSuppression DisableInstanceSqlHaStandbyDetections
        DisassociateApplicationStatusCheck DisassociateInstanceEventWindow
        EnableApplicationStatusCheckSuppression EnableInstanceSqlHaStandbyDetections
        ModifyApplicationStatusCheck ModifyInstanceEventStartTime ModifyInstanceEventWindow
        ModifyMetricCategory RebootInstances ReportInstanceStatus SendDiagnosticInterrupt
    """,
    "orders a report": """
        CancelDeclarativePoliciesReport CreateImageUsageReport DeleteImageUsageReport
        StartDeclarativePoliciesReport
    """,
    "changes a certificate of an enclave or who pays for the network, which are not judged": """
        AssociateEnclaveCertificateIamRole AssociateNetworkingFlexCostAllocationPolicy
        CreateNetworkingFlexCostAllocationPolicy DeleteNetworkingFlexCostAllocationPolicies
        DisassociateEnclaveCertificateIamRole DisassociateNetworkingFlexCostAllocationPolicy
        ModifyNetworkingFlexCostAllocationPolicy
    """,
}

SERVICE = service_calls(
    "ec2.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="ValidateSecurityGroupQuotasForInterface",
    events="BidEvictedEvent SharedSnapshotCopyInitiated SharedSnapshotVolumeCreated",
    renamed="instancesSet resourcesSet",
)
