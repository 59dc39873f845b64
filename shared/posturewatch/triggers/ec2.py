"""Amazon EC2: security groups, volumes, instances, and the account's EC2 defaults.

CloudTrail wraps the requests of EC2's newer operations, which places step into:
`{"ModifyVolumeRequest": {"VolumeId": …}}`.
"""

from __future__ import annotations

from posturewatch.domain.trigger import EVERY, Record, Trigger, request_of, service_calls
from posturewatch.triggers.kinds import ACCOUNT, INSTANCE, SECURITY_GROUP, VOLUME

_GROUP = "requestParameters.groupId"
# A default VPC's group may be named by name alone; the answer then tells its id.
_RULES = (_GROUP, "responseElements.securityGroupRuleSet.groupId")
_REVOKED = (_GROUP, "responseElements.revokedSecurityGroupRuleSet.groupId")
_VOLUME = "requestParameters.volumeId"
_INSTANCE = "requestParameters.instanceId"
_INSTANCES = "requestParameters.instancesSet.instanceId"
_TAGGED = "requestParameters.resourcesSet.resourceId"
_PROFILE_OF = "responseElements.iamInstanceProfileAssociation.instanceId"
_STARTED = "responseElements.instancesSet.instanceId"
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
    # Tags of anything, by id.
    Trigger("CreateTags", SECURITY_GROUP, _TAGGED, mixed=True),
    Trigger("CreateTags", VOLUME, _TAGGED, mixed=True),
    Trigger("CreateTags", INSTANCE, _TAGGED, mixed=True),
    Trigger("DeleteTags", SECURITY_GROUP, _TAGGED, mixed=True),
    Trigger("DeleteTags", VOLUME, _TAGGED, mixed=True),
    Trigger("DeleteTags", INSTANCE, _TAGGED, mixed=True),
    # The account's defaults.
    Trigger("DisableEbsEncryptionByDefault", ACCOUNT),
    Trigger("EnableEbsEncryptionByDefault", ACCOUNT),
    Trigger("ModifyEbsDefaultKmsKeyId", ACCOUNT),
    Trigger("ResetEbsDefaultKmsKeyId", ACCOUNT),
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
    "changes a transit gateway, which is not judged yet": """
        AcceptTransitGatewayClientVpnAttachment AcceptTransitGatewayMulticastDomainAssociations
        AcceptTransitGatewayPeeringAttachment AcceptTransitGatewayVpcAttachment
        AssociateTransitGatewayMulticastDomain AssociateTransitGatewayPolicyTable
        AssociateTransitGatewayRouteTable CreateTransitGateway CreateTransitGatewayConnect
        CreateTransitGatewayConnectPeer CreateTransitGatewayMeteringPolicy
        CreateTransitGatewayMeteringPolicyEntry CreateTransitGatewayMulticastDomain
        CreateTransitGatewayNetworkFunctionAttachment CreateTransitGatewayPeeringAttachment
        CreateTransitGatewayPolicyTable CreateTransitGatewayPolicyTableEntry
        CreateTransitGatewayPrefixListReference CreateTransitGatewayRoute
        CreateTransitGatewayRouteTable CreateTransitGatewayRouteTableAnnouncement
        CreateTransitGatewayVpcAttachment DeleteTransitGateway
        DeleteTransitGatewayClientVpnAttachment DeleteTransitGatewayConnect
        DeleteTransitGatewayConnectPeer DeleteTransitGatewayMeteringPolicy
        DeleteTransitGatewayMeteringPolicyEntry DeleteTransitGatewayMulticastDomain
        DeleteTransitGatewayNetworkFunctionAttachment DeleteTransitGatewayPeeringAttachment
        DeleteTransitGatewayPolicyTable DeleteTransitGatewayPolicyTableEntry
        DeleteTransitGatewayPrefixListReference DeleteTransitGatewayRoute
        DeleteTransitGatewayRouteTable DeleteTransitGatewayRouteTableAnnouncement
        DeleteTransitGatewayVpcAttachment DeregisterTransitGatewayMulticastGroupMembers
        DeregisterTransitGatewayMulticastGroupSources DisableTransitGatewayRouteTablePropagation
        DisassociateTransitGatewayMulticastDomain DisassociateTransitGatewayPolicyTable
        DisassociateTransitGatewayRouteTable EnableTransitGatewayRouteTablePropagation
        ExportTransitGatewayRoutes ModifyTransitGateway
        ModifyTransitGatewayAttachmentNatConfiguration ModifyTransitGatewayMeteringPolicy
        ModifyTransitGatewayNetworkFunctionAttachment ModifyTransitGatewayPeeringAttachment
        ModifyTransitGatewayPolicyTableEntry ModifyTransitGatewayPrefixListReference
        ModifyTransitGatewayVpcAttachment RegisterTransitGatewayMulticastGroupMembers
        RegisterTransitGatewayMulticastGroupSources RejectTransitGatewayClientVpnAttachment
        RejectTransitGatewayMulticastDomainAssociations RejectTransitGatewayPeeringAttachment
        RejectTransitGatewayVpcAttachment ReplaceTransitGatewayRoute
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
    "changes a VPN or its gateways, which are not judged yet": """
        ApplySecurityGroupsToClientVpnTargetNetwork AssociateClientVpnTargetNetwork AttachVpnGateway
        AuthorizeClientVpnIngress CreateClientVpnEndpoint CreateClientVpnRoute CreateCustomerGateway
        CreateVpnConcentrator CreateVpnConnection CreateVpnConnectionRoute CreateVpnGateway
        DeleteClientVpnEndpoint DeleteClientVpnEndpointAuthorizationPolicy DeleteClientVpnRoute
        DeleteCustomerGateway DeleteVpnConcentrator DeleteVpnConnection DeleteVpnConnectionRoute
        DeleteVpnGateway DetachVpnGateway DisassociateClientVpnTargetNetwork
        ExportClientVpnClientCertificateRevocationList ExportClientVpnClientConfiguration
        ImportClientVpnClientCertificateRevocationList ModifyClientVpnEndpoint
        ModifyClientVpnEndpointAuthorizationPolicy ModifyVpnConnection ModifyVpnConnectionOptions
        ModifyVpnTunnelCertificate ModifyVpnTunnelOptions ReplaceVpnTunnel RevokeClientVpnIngress
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
    "changes a VPC endpoint or endpoint service, which is not judged yet": """
        AcceptVpcEndpointConnections CreateInstanceConnectEndpoint CreateVpcEndpoint
        CreateVpcEndpointConnectionNotification CreateVpcEndpointServiceConfiguration
        DeleteInstanceConnectEndpoint DeleteVpcEndpointConnectionNotifications
        DeleteVpcEndpointServiceConfigurations DeleteVpcEndpoints ModifyInstanceConnectEndpoint
        ModifyVpcEndpoint ModifyVpcEndpointConnectionNotification
        ModifyVpcEndpointPayerResponsibility ModifyVpcEndpointServiceConfiguration
        ModifyVpcEndpointServicePayerResponsibility ModifyVpcEndpointServicePermissions
        RejectVpcEndpointConnections StartVpcEndpointServicePrivateDnsVerification
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
    "changes a launch template, which is not judged yet": """
        CreateLaunchTemplate CreateLaunchTemplateVersion DeleteLaunchTemplate
        DeleteLaunchTemplateVersions ModifyLaunchTemplate
    """,
    "starts or stops a fleet, whose instances are told of by calls of their own": """
        CancelSpotFleetRequests CancelSpotInstanceRequests CreateFleet
        CreateSpotDatafeedSubscription DeleteFleets DeleteSpotDatafeedSubscription ModifyFleet
        ModifySpotFleetRequest RequestSpotFleet RequestSpotInstances
    """,
    "changes an image, which is not judged yet": """
        AttachImageWatermark BundleInstance CancelBundleTask CancelImageLaunchPermission
        CopyFpgaImage CopyImage CreateFpgaImage CreateImage CreateRestoreImageTask
        CreateStoreImageTask DeleteFpgaImage DeregisterImage DetachImageWatermark
        DisableAllowedImagesSettings DisableFastLaunch DisableImage DisableImageDeprecation
        DisableImageDeregistrationProtection EnableAllowedImagesSettings EnableFastLaunch
        EnableImage EnableImageDeprecation EnableImageDeregistrationProtection ExportImage
        ImportImage ModifyFpgaImageAttribute ModifyImageAttribute RegisterImage
        ReplaceImageCriteriaInAllowedImagesSettings ReplaceImageInstanceTypeSpecification
        ResetFpgaImageAttribute ResetImageAttribute RestoreImageFromRecycleBin
    """,
    "changes a snapshot of a volume, which is not judged yet": """
        AssociateKmsKeyId CopySnapshot CreateSnapshot CreateSnapshots DeleteSnapshot
        DisableFastSnapshotRestores DisassociateKmsKeyId EnableFastSnapshotRestores ImportSnapshot
        LockSnapshot ModifySnapshotAttribute ModifySnapshotTier ResetSnapshotAttribute
        RestoreSnapshotFromRecycleBin RestoreSnapshotTier SharedSnapshotCopyInitiated
        SharedSnapshotVolumeCreated UnlockSnapshot
    """,
    "changes a default of the account that is not judged yet": """
        DeregisterInstanceEventNotificationAttributes DisableImageBlockPublicAccess
        DisableSerialConsoleAccess DisableSnapshotBlockPublicAccess EnableImageBlockPublicAccess
        EnableSerialConsoleAccess EnableSnapshotBlockPublicAccess ModifyAccountVpcEncryptionControl
        ModifyAvailabilityZoneGroup ModifyDefaultCreditSpecification ModifyIdFormat
        ModifyIdentityIdFormat ModifyInstanceMetadataDefaults ModifyManagedResourceVisibility
        RegisterInstanceEventNotificationAttributes
    """,
    "changes an elastic IP address and none that an instance has": """
        AcceptAddressTransfer AllocateAddress DisableAddressTransfer EnableAddressTransfer
        ModifyAddressAttribute MoveAddressToVpc ReleaseAddress ResetAddressAttribute
        RestoreAddressToClassic
    """,
    "changes a network interface, or addresses of one that are not judged": """
        AssignIpv6Addresses AssignPrivateIpAddresses AssociateTrunkInterface CreateNetworkInterface
        CreateNetworkInterfacePermission DeleteNetworkInterface DeleteNetworkInterfacePermission
        DisassociateTrunkInterface ModifyPublicIpDnsNameOptions UnassignIpv6Addresses
        UnassignPrivateIpAddresses
    """,
    "changes a network ACL, which is not judged yet": """
        CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry
        ReplaceNetworkAclAssociation ReplaceNetworkAclEntry
    """,
    "changes routes or gateways of a VPC, which are not judged yet": """
        AssignPrivateNatGatewayAddress AssociateNatGatewayAddress AssociateRouteTable
        AttachInternetGateway CreateEgressOnlyInternetGateway CreateInternetGateway CreateNatGateway
        CreateRoute CreateRouteTable DeleteEgressOnlyInternetGateway DeleteInternetGateway
        DeleteNatGateway DeleteRoute DeleteRouteTable DetachInternetGateway
        DisableVgwRoutePropagation DisassociateNatGatewayAddress DisassociateRouteTable
        EnableVgwRoutePropagation ReplaceRoute ReplaceRouteTableAssociation
        UnassignPrivateNatGatewayAddress
    """,
    "changes a flow log, which is not judged yet": "CreateFlowLogs DeleteFlowLogs",
    "changes a VPC or its subnets, which are not judged yet": """
        AcceptVpcPeeringConnection AssociateDhcpOptions AssociateSubnetCidrBlock
        AssociateVpcCidrBlock AttachClassicLinkVpc CreateDefaultSubnet
        CreateDhcpOptions CreateManagedPrefixList CreateSecondaryNetwork CreateSecondarySubnet
        CreateSubnet CreateSubnetCidrReservation CreateVpcBlockPublicAccessExclusion
        CreateVpcEncryptionControl CreateVpcPeeringConnection DeleteDhcpOptions
        DeleteManagedPrefixList DeleteSecondaryNetwork DeleteSecondarySubnet DeleteSubnet
        DeleteSubnetCidrReservation DeleteVpcBlockPublicAccessExclusion
        DeleteVpcEncryptionControl DeleteVpcPeeringConnection DetachClassicLinkVpc
        DisableVpcClassicLink DisableVpcClassicLinkDnsSupport DisassociateSubnetCidrBlock
        DisassociateVpcCidrBlock EnableVpcClassicLink EnableVpcClassicLinkDnsSupport
        ModifySubnetAttribute ModifyVpcAttribute ModifyVpcBlockPublicAccessExclusion
        ModifyVpcBlockPublicAccessOptions ModifyVpcEncryptionControl
        ModifyVpcPeeringConnectionOptions ModifyVpcTenancy RejectVpcPeeringConnection
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
