"""Records of Amazon EC2's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

GROUP = "AWS::EC2::SecurityGroup"
VOLUME = "AWS::EC2::Volume"
INSTANCE = "AWS::EC2::Instance"
ACL = "AWS::EC2::NetworkAcl"
DEFAULTS = "AWS::EC2::RegionalDefaults"
INTERFACE = "AWS::EC2::NetworkInterface"
TABLE = "AWS::EC2::RouteTable"
VPC = "AWS::EC2::VPC"
TAGGED = (
    GROUP,
    VOLUME,
    INSTANCE,
    "AWS::EC2::EIP",
    "AWS::EC2::FlowLog",
    "AWS::EC2::Image",
    "AWS::EC2::LaunchTemplate",
    ACL,
    INTERFACE,
    "AWS::EC2::VPCPeeringConnection",
    TABLE,
    "AWS::EC2::Snapshot",
    "AWS::EC2::Subnet",
    "AWS::EC2::TransitGateway",
    VPC,
    "AWS::EC2::VPCEndpoint",
    "AWS::EC2::VPNConnection",
)

CASES: list[Case] = [
    (
        "AuthorizeSecurityGroupIngress",
        {"groupName": "default"},
        {"responseElements": {"securityGroupRuleSet": {"items": [{"groupId": "sg-1"}] * 2}}},
        [(GROUP, "sg-1")],
    ),
    ("AuthorizeSecurityGroupIngress", {"groupName": "default"}, {}, [(GROUP, None)]),
    (
        "ModifySecurityGroupRules",
        {"ModifySecurityGroupRulesRequest": {"GroupId": "sg-1", "SecurityGroupRule": {"tag": 1}}},
        {},
        [(GROUP, "sg-1")],
    ),
    (
        "RevokeSecurityGroupIngress",
        {"groupName": "default"},
        {"responseElements": {"revokedSecurityGroupRuleSet": {"items": [{"groupId": "sg-1"}]}}},
        [(GROUP, "sg-1")],
    ),
    (
        "CreateVpc",
        {"cidrBlock": "10.0.0.0/16"},
        {"responseElements": {"vpc": {"vpcId": "vpc-1"}}},
        [(GROUP, None), (VPC, "vpc-1"), (TABLE, None), (ACL, None)],
    ),
    (
        "CreateFlowLogs",
        {"CreateFlowLogsRequest": {"ResourceId": {"tag": 1, "content": "vpc-1"}}},
        {
            "responseElements": {
                "CreateFlowLogsResponse": {"flowLogIdSet": {"item": "fl-1"}, "unsuccessful": ""}
            }
        },
        [("AWS::EC2::FlowLog", "fl-1"), (VPC, "vpc-1")],
    ),
    (
        "CreateFlowLogs",
        {"CreateFlowLogsRequest": {"ResourceId": {"tag": 1, "content": "subnet-1"}}},
        {"responseElements": {"CreateFlowLogsResponse": {"flowLogIdSet": {"item": "fl-1"}}}},
        [("AWS::EC2::FlowLog", "fl-1")],
    ),
    (
        "DeleteFlowLogs",
        {"DeleteFlowLogsRequest": {"FlowLogId": {"tag": 1, "content": "fl-1"}}},
        {},
        [("AWS::EC2::FlowLog", "fl-1"), (VPC, None)],
    ),
    ("CreateRoute", {"routeTableId": "rtb-1", "gatewayId": "igw-1"}, {}, [(TABLE, "rtb-1")]),
    ("ReplaceRouteTableAssociation", {"routeTableId": "rtb-1"}, {}, [(TABLE, None)]),
    ("DeleteNetworkAclEntry", {"networkAclId": "acl-1", "egress": False}, {}, [(ACL, "acl-1")]),
    (
        "ModifySubnetAttribute",
        {"subnetId": "subnet-1"},
        {},
        [("AWS::EC2::Subnet", "subnet-1"), ("AWS::EKS::Nodegroup", None)],
    ),
    (
        "CreateVpcEndpoint",
        {"CreateVpcEndpointRequest": {"VpcId": "vpc-1", "ServiceName": "s3"}},
        {
            "responseElements": {
                "CreateVpcEndpointResponse": {"vpcEndpoint": {"vpcEndpointId": "vpce-1"}}
            }
        },
        [("AWS::EC2::VPCEndpoint", "vpce-1"), (VPC, "vpc-1")],
    ),
    (
        "AssociateAddress",
        {"allocationId": "eipalloc-1", "instanceId": "i-1"},
        {},
        [
            (INSTANCE, "i-1"),
            ("AWS::EC2::EIP", "eipalloc-1"),
        ],
    ),
    (
        "ModifySnapshotAttribute",
        {"snapshotId": "snap-1", "attributeType": "CREATE_VOLUME_PERMISSION"},
        {},
        [("AWS::EC2::Snapshot", "snap-1")],
    ),
    (
        "CreateImage",
        {"instanceId": "i-1"},
        {"responseElements": {"imageId": "ami-1"}},
        [
            ("AWS::EC2::Image", "ami-1"),
        ],
    ),
    (
        "DeregisterImage",
        {"imageId": "ami-1"},
        {"responseElements": {"deleteSnapshotResultSet": {"items": [{"snapshotId": "snap-1"}]}}},
        [("AWS::EC2::Image", "ami-1"), ("AWS::EC2::Snapshot", "snap-1")],
    ),
    (
        "CreateLaunchTemplateVersion",
        {"CreateLaunchTemplateVersionRequest": {"LaunchTemplateName": "web"}},
        {
            "responseElements": {
                "CreateLaunchTemplateVersionResponse": {
                    "launchTemplateVersion": {"launchTemplateId": "lt-1"}
                }
            }
        },
        [("AWS::EC2::LaunchTemplate", "lt-1")],
    ),
    (
        "ModifyTransitGateway",
        {"ModifyTransitGatewayRequest": {"TransitGatewayId": "tgw-01"}},
        {},
        [("AWS::EC2::TransitGateway", "tgw-01")],
    ),
    (
        "ModifyVpnTunnelOptions",
        {"ModifyVpnTunnelOptionsRequest": {"VpnConnectionId": "vpn-1"}},
        {},
        [
            ("AWS::EC2::VPNConnection", "vpn-1"),
        ],
    ),
    (
        "AcceptVpcPeeringConnection",
        {"vpcPeeringConnectionId": "pcx-1"},
        {},
        [
            ("AWS::EC2::VPCPeeringConnection", "pcx-1"),
        ],
    ),
    ("ModifyManagedPrefixList", {"PrefixListId": "pl-1"}, {}, [(GROUP, None)]),
    (
        "AttachVolume",
        {"volumeId": "vol-1", "instanceId": "i-1", "device": "/dev/sdh"},
        {},
        [(VOLUME, "vol-1"), (INSTANCE, "i-1")],
    ),
    ("DetachVolume", {"volumeId": "vol-1"}, {}, [(VOLUME, "vol-1")]),
    (
        "DetachVolume",
        {"volumeId": "vol-1"},
        {"responseElements": {"volumeId": "vol-1", "instanceId": "i-1"}},
        [(VOLUME, "vol-1"), (INSTANCE, "i-1")],
    ),
    (
        "ModifyVolume",
        {"ModifyVolumeRequest": {"VolumeId": "vol-1"}},
        {},
        [(VOLUME, "vol-1")],
    ),
    (
        "RunInstances",
        {"instancesSet": {"items": [{"imageId": "ami-1"}]}},
        {
            "responseElements": {
                "instancesSet": {
                    "items": [
                        {
                            "instanceId": "i-1",
                            "blockDeviceMapping": {"items": [{"ebs": {"volumeId": "vol-1"}}]},
                        },
                        {"instanceId": "i-2", "blockDeviceMapping": {}},
                    ]
                }
            }
        },
        [(INSTANCE, "i-1"), (INSTANCE, "i-2"), (VOLUME, "vol-1")],
    ),
    ("RunInstances", {"instancesSet": {}}, {}, [(INSTANCE, None)]),
    (
        "TerminateInstances",
        {"instancesSet": {"items": [{"instanceId": "i-1"}, {"instanceId": "i-1"}]}},
        {},
        [(INSTANCE, "i-1")],
    ),
    (
        "BidEvictedEvent",
        None,
        {"eventType": "AwsServiceEvent", "serviceEventDetails": {"instanceIdSet": ["i-1", "i-2"]}},
        [(INSTANCE, "i-1"), (INSTANCE, "i-2")],
    ),
    (
        "CreateTags",
        {
            "resourcesSet": {
                "items": [
                    {"resourceId": x}
                    for x in ("i-1", "vpc-1", "sg-1", "vol-1", "tgw-attach-1", "tgw-01", "sgr-1")
                ]
            }
        },
        {},
        [
            (GROUP, "sg-1"),
            (VOLUME, "vol-1"),
            (INSTANCE, "i-1"),
            ("AWS::EC2::TransitGateway", "tgw-01"),
            (VPC, "vpc-1"),
        ],
    ),
    ("CreateTags", {"resourcesSet": {"items": [{"resourceId": "igw-1"}]}}, {}, []),
    ("DeleteTags", None, {}, [(kind, None) for kind in TAGGED]),
    (
        "DisassociateIamInstanceProfile",
        {"DisassociateIamInstanceProfileRequest": {"AssociationId": "iip-assoc-1"}},
        {
            "responseElements": {
                "DisassociateIamInstanceProfileResponse": {
                    "iamInstanceProfileAssociation": {"instanceId": "i-1"}
                }
            }
        },
        [(INSTANCE, "i-1")],
    ),
    (
        "AssociateAddress",
        {"networkInterfaceId": "eni-1"},
        {},
        [
            (INSTANCE, None),
            ("AWS::EC2::EIP", None),
        ],
    ),
    (
        "ModifyNetworkInterfaceAttribute",
        {"networkInterfaceId": "eni-1", "attachment": {"deleteOnTermination": True}},
        {},
        [(INTERFACE, "eni-1")],
    ),
    (
        "ModifyNetworkInterfaceAttribute",
        {"networkInterfaceId": "eni-1", "groupSet": {"items": [{"groupId": "sg-1"}]}},
        {},
        [(INSTANCE, None), (INTERFACE, "eni-1")],
    ),
    ("EnableEbsEncryptionByDefault", {}, {}, [("AWS::::Account", ACCOUNT), (DEFAULTS, ACCOUNT)]),
    (
        "DisableSnapshotBlockPublicAccess",
        {"DisableSnapshotBlockPublicAccessRequest": ""},
        {},
        [(DEFAULTS, ACCOUNT)],
    ),
]
