"""AWS::MSK::Cluster as each source tells of it."""

from moto import mock_aws

from posturewatch.resources.msk.cluster import Cluster
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template, read_live

ARN = f"arn:aws:kafka:{REGION}:{ACCOUNT}:cluster/orders/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f-5"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
AUTHORITY = f"arn:aws:acm-pca:{REGION}:{ACCOUNT}:certificate-authority/c"
SETTINGS = {
    "BrokerNodeGroupInfo": {
        "ClientSubnets": ["subnet-1", "subnet-2"],
        "InstanceType": "kafka.m5.large",
        "ConnectivityInfo": {"PublicAccess": {"Type": "SERVICE_PROVIDED_EIPS"}},
    },
    "ClientAuthentication": {
        "Sasl": {"Iam": {"Enabled": True}, "Scram": {"Enabled": False}},
        "Tls": {"CertificateAuthorityArnList": [AUTHORITY], "Enabled": True},
        "Unauthenticated": {"Enabled": True},
    },
    "EncryptionInfo": {
        "EncryptionAtRest": {"DataVolumeKMSKeyId": KEY},
        "EncryptionInTransit": {"ClientBroker": "TLS_PLAINTEXT", "InCluster": False},
    },
    "EnhancedMonitoring": "PER_BROKER",
    "LoggingInfo": {
        "BrokerLogs": {
            "CloudWatchLogs": {"Enabled": False},
            "Firehose": {"Enabled": False},
            "S3": {"Enabled": True, "Bucket": "logs"},
        }
    },
    "NumberOfBrokerNodes": 2,
}
CLUSTER = {
    "ClusterArn": ARN,
    "ClusterName": "orders",
    "ClusterType": "PROVISIONED",
    "CreationTime": "2026-01-01T00:00:00Z",
    "State": "ACTIVE",
    "Tags": {"team": "payments"},
    "Provisioned": SETTINGS,
}
ANSWERS = {
    "DescribeClusterV2": {"ClusterInfo": CLUSTER},
    "ListClustersV2": {"ClusterInfoList": [CLUSTER]},
}
PLAN = {
    "cluster_name": "orders",
    "broker_node_group_info": [
        {"connectivity_info": [{"public_access": [{"type": "SERVICE_PROVIDED_EIPS"}]}]}
    ],
    "client_authentication": [
        {
            "sasl": [{"iam": True, "scram": False}],
            "tls": [{"certificate_authority_arns": [AUTHORITY]}],
            "unauthenticated": True,
        }
    ],
    "encryption_info": [
        {
            "encryption_at_rest_kms_key_arn": KEY,
            "encryption_in_transit": [{"client_broker": "TLS_PLAINTEXT", "in_cluster": False}],
        }
    ],
    "enhanced_monitoring": "PER_BROKER",
    "logging_info": [
        {
            "broker_logs": [
                {
                    "cloudwatch_logs": [{"enabled": False}],
                    "firehose": [{"enabled": False}],
                    "s3": [{"enabled": True, "bucket": "logs"}],
                }
            ]
        }
    ],
    "tags_all": {"team": "payments"},
}


def test_four_sources_tell_the_same():
    live = read_live(Cluster, ARN, ANSWERS)
    assert unknowns(live) == []
    assert live.arn == ARN
    assert live.owner == "payments"
    assert live.is_logged
    told = {**SETTINGS, "ClusterName": "orders", "Arn": ARN}
    config = from_config(Cluster, item(Cluster, told, arn=ARN, tags={"team": "payments"}))
    assert config.key == live.key
    assert differences(live, config) == []
    assert differences(live, of_plan(Cluster, PLAN)) == []
    template = {**SETTINGS, "ClusterName": "orders", "Tags": {"team": "payments"}}
    assert differences(live, of_template(Cluster, template)) == []


def test_a_cluster_that_says_nothing_of_clients_lets_everybody_in():
    for new in (of_template(Cluster, {}), of_plan(Cluster, {})):
        assert new.lets_strangers_in
        assert (new.client_traffic, new.brokers_encrypted) == ("TLS", True)
        assert (new.public_access, new.is_logged) == ("DISABLED", False)
    by_iam = {"ClientAuthentication": {"Sasl": {"Iam": {"Enabled": True}}}}
    assert not of_template(Cluster, by_iam).lets_strangers_in


def test_certificates_count_unless_they_are_switched_off():
    tls = {"CertificateAuthorityArnList": [AUTHORITY]}
    assert of_template(Cluster, {"ClientAuthentication": {"Tls": tls}}).certificates
    off = {"ClientAuthentication": {"Tls": {**tls, "Enabled": False}}}
    assert not of_template(Cluster, off).certificates


def test_clusters_without_servers_of_their_own_are_of_another_type():
    aws = Audited()
    for more in ({"ClusterType": "SERVERLESS"}, {"State": "DELETING"}):
        aws.answer("DescribeClusterV2", {"ClusterInfo": {**CLUSTER, **more}})
        assert aws.is_gone(Cluster, ARN)
    aws.answer("ListClustersV2", {"ClusterInfoList": []})
    assert aws.listed(Cluster) == ()
    aws.fail("DescribeClusterV2", "NotFoundException")
    assert aws.is_gone(Cluster, ARN)


def test_it_is_read_live(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    nodes = {"ClientSubnets": ["subnet-1"], "InstanceType": "kafka.m5.large"}
    with mock_aws():
        aws = Audited()
        made = aws.client("kafka").create_cluster_v2(
            ClusterName="orders",
            Tags={"team": "payments"},
            Provisioned={
                "BrokerNodeGroupInfo": nodes,
                "KafkaVersion": "3.9.x",
                "NumberOfBrokerNodes": 1,
            },
        )
        live = aws.read(Cluster, made["ClusterArn"])
        assert live.owner == "payments"
        # An answer without it, which AWS does not give, is no reason to pass anything.
        assert unknowns(live) == ["brokers_encrypted", "client_traffic"]
        assert [entry.key.id for entry in aws.listed(Cluster)] == [made["ClusterArn"]]
