"""Records of Amazon EC2's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

GROUP = "AWS::EC2::SecurityGroup"
VOLUME = "AWS::EC2::Volume"
INSTANCE = "AWS::EC2::Instance"
ALL = "AWS::::Account"

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
    ("CreateVpc", {"cidrBlock": "10.0.0.0/16"}, {}, [(GROUP, None)]),
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
        {"resourcesSet": {"items": [{"resourceId": x} for x in ("i-1", "vpc-1", "sg-1", "vol-1")]}},
        {},
        [(GROUP, "sg-1"), (VOLUME, "vol-1"), (INSTANCE, "i-1")],
    ),
    ("CreateTags", {"resourcesSet": {"items": [{"resourceId": "vpc-1"}]}}, {}, []),
    ("DeleteTags", None, {}, [(GROUP, None), (VOLUME, None), (INSTANCE, None)]),
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
    ("AssociateAddress", {"networkInterfaceId": "eni-1"}, {}, [(INSTANCE, None)]),
    (
        "ModifyNetworkInterfaceAttribute",
        {"networkInterfaceId": "eni-1", "attachment": {"deleteOnTermination": True}},
        {},
        [],
    ),
    (
        "ModifyNetworkInterfaceAttribute",
        {"networkInterfaceId": "eni-1", "groupSet": {"items": [{"groupId": "sg-1"}]}},
        {},
        [(INSTANCE, None)],
    ),
    ("EnableEbsEncryptionByDefault", {}, {}, [(ALL, ACCOUNT)]),
]
