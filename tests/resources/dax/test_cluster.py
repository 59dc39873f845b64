"""AWS::DAX::Cluster as each source tells of it."""

from posturewatch.resources.dax.cluster import Cluster
from tests.support.aws import Audited
from tests.support.sources import differences, of_plan, of_template, read_live

ROLE = "arn:aws:iam::123456789012:role/cache"
CLUSTER = {
    "ClusterName": "orders",
    "ClusterArn": "arn:aws:dax:eu-west-1:123456789012:cache/orders",
    "TotalNodes": 3,
    "Status": "available",
    "Nodes": [{"AvailabilityZone": f"eu-west-1{zone}"} for zone in "abc"],
    "IamRoleArn": ROLE,
    "SSEDescription": {"Status": "ENABLED"},
    "ClusterEndpointEncryptionType": "TLS",
}
ZONES = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]


def test_three_sources_tell_the_same():
    live = read_live(
        Cluster,
        "orders",
        {
            "DescribeClusters": {"Clusters": [CLUSTER]},
            "ListTags": {"Tags": [{"Key": "team", "Value": "payments"}]},
        },
    )
    assert set(live.unknown) == {"created_at"}
    plan = {
        "replication_factor": 3,
        "iam_role_arn": ROLE,
        "server_side_encryption": [{"enabled": True}],
        "cluster_endpoint_encryption_type": "TLS",
        "availability_zones": ZONES,
        "tags_all": {"team": "payments"},
    }
    assert differences(live, of_plan(Cluster, plan)) == []
    template = {
        "ReplicationFactor": 3,
        "IAMRoleARN": ROLE,
        "SSESpecification": {"SSEEnabled": True},
        "ClusterEndpointEncryptionType": "TLS",
        "AvailabilityZones": ZONES,
        "Tags": {"team": "payments"},
    }
    assert differences(live, of_template(Cluster, template)) == []


def test_gone():
    aws = Audited()
    aws.fail("DescribeClusters", "ClusterNotFoundFault")
    assert aws.is_gone(Cluster, "orders")
