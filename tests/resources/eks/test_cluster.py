"""AWS::EKS::Cluster as each source tells of it."""

from datetime import UTC, datetime

from posturewatch.resources.eks.cluster import Cluster
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template, read_live

ARN = f"arn:aws:eks:{REGION}:{ACCOUNT}:cluster/prod"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
CLUSTER = {
    "name": "prod",
    "arn": ARN,
    "createdAt": datetime(2026, 1, 1, tzinfo=UTC),
    "version": "1.34",
    "status": "ACTIVE",
    "resourcesVpcConfig": {
        "endpointPublicAccess": True,
        "endpointPrivateAccess": True,
        "publicAccessCidrs": ["203.0.113.0/24"],
    },
    "logging": {
        "clusterLogging": [
            {"types": ["api", "audit"], "enabled": True},
            {"types": ["authenticator", "controllerManager", "scheduler"], "enabled": False},
        ]
    },
    "encryptionConfig": [{"resources": ["secrets"], "provider": {"keyArn": KEY}}],
    "accessConfig": {"authenticationMode": "API"},
    "deletionProtection": True,
    "tags": {"team": "payments"},
}
ANSWERS = {"DescribeCluster": {"cluster": CLUSTER}, "ListClusters": {"clusters": ["prod"]}}
SETTINGS = {
    "Name": "prod",
    "Version": "1.34",
    "ResourcesVpcConfig": {
        "EndpointPublicAccess": True,
        "EndpointPrivateAccess": True,
        "PublicAccessCidrs": ["203.0.113.0/24"],
    },
    "Logging": {"ClusterLogging": {"EnabledTypes": [{"Type": "api"}, {"Type": "audit"}]}},
    "EncryptionConfig": [{"Resources": ["secrets"], "Provider": {"KeyArn": KEY}}],
}
PLAN = {
    "name": "prod",
    "version": "1.34",
    "vpc_config": [
        {
            "endpoint_public_access": True,
            "endpoint_private_access": True,
            "public_access_cidrs": ["203.0.113.0/24"],
        }
    ],
    "enabled_cluster_log_types": ["api", "audit"],
    "encryption_config": [{"resources": ["secrets"], "provider": [{"key_arn": KEY}]}],
    "access_config": [{"authentication_mode": "API"}],
    "deletion_protection": True,
    "tags_all": {"team": "payments"},
}


def test_four_sources_tell_the_same():
    live = read_live(Cluster, "prod", ANSWERS)
    assert unknowns(live) == []
    assert live.logs == ("api", "audit")
    config = from_config(
        Cluster, item(Cluster, SETTINGS, arn=ARN, resourceName="prod", tags={"team": "payments"})
    )
    assert config.key == live.key
    assert differences(live, config) == ["authentication", "deletion_protection"]
    assert differences(live, of_plan(Cluster, PLAN)) == []
    template = {
        **SETTINGS,
        "AccessConfig": {"AuthenticationMode": "API"},
        "DeletionProtection": True,
        "Tags": [{"Key": "team", "Value": "payments"}],
    }
    assert differences(live, of_template(Cluster, template)) == []


def test_what_nobody_set_is_open_and_what_an_old_item_leaves_out_is_unknown():
    for new in (of_template(Cluster, {}), of_plan(Cluster, {})):
        assert new.endpoint_public
        assert new.is_open_to_all
        assert new.logs == ()
        assert not new.is_outdated
    old = from_config(
        Cluster, item(Cluster, {"Name": "prod", "ResourcesVpcConfig": {}}, arn=ARN, tags={})
    )
    assert "endpoint_public" in unknowns(old)


def test_a_cluster_that_is_being_deleted_is_gone():
    aws = Audited()
    aws.answer("DescribeCluster", {"cluster": {**CLUSTER, "status": "DELETING"}})
    assert aws.is_gone(Cluster, "prod")
    aws.fail("DescribeCluster", "ResourceNotFoundException")
    assert aws.is_gone(Cluster, "prod")
