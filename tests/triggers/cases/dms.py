"""Records of Database Migration Service's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

INSTANCE = "AWS::DMS::ReplicationInstance"
ARN = f"arn:aws:dms:eu-west-1:{ACCOUNT}:rep:0A1B2C"

CASES: list[Case] = [
    ("ModifyReplicationInstance", {"replicationInstanceArn": ARN}, {}, [(INSTANCE, ARN)]),
    (
        "CreateReplicationInstance",
        {"replicationInstanceIdentifier": "copy"},
        {"responseElements": {"replicationInstance": {"replicationInstanceArn": ARN}}},
        [(INSTANCE, ARN)],
    ),
    ("CreateReplicationInstance", {"replicationInstanceIdentifier": "c"}, {}, [(INSTANCE, None)]),
    ("AddTagsToResource", {"resourceArn": f"arn:aws:dms:x:{ACCOUNT}:task:0A1B2C"}, {}, []),
    ("CreateEndpoint", {"endpointIdentifier": "e"}, {}, []),
]
