"""AWS::OpenSearchService::Domain as each source tells of it."""

from posturewatch.domain.policy import Answer
from posturewatch.resources.opensearchservice.domain import Domain
from tests.support.aws import Audited, from_config, recorded
from tests.support.planned import plan, planned
from tests.support.sources import differences, of_template

GROUP = "arn:aws:logs:eu-west-1:123456789012:log-group:search"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/k"
POLICY = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},'
    '"Action":"es:*","Resource":"*"}]}'
)
STATUS = {
    "DomainName": "logs",
    "ARN": "arn:aws:es:eu-west-1:123456789012:domain/logs",
    "EngineVersion": "OpenSearch_2.19",
    "AccessPolicies": POLICY,
    "EncryptionAtRestOptions": {"Enabled": True, "KmsKeyId": KEY},
    "NodeToNodeEncryptionOptions": {"Enabled": True},
    "DomainEndpointOptions": {
        "EnforceHTTPS": True,
        "TLSSecurityPolicy": "Policy-Min-TLS-1-2-2019-07",
    },
    "AdvancedSecurityOptions": {"Enabled": True},
    "ClusterConfig": {
        "InstanceCount": 3,
        "ZoneAwarenessEnabled": True,
        "DedicatedMasterEnabled": True,
        "DedicatedMasterCount": 3,
    },
    "LogPublishingOptions": {"AUDIT_LOGS": {"CloudWatchLogsLogGroupArn": GROUP, "Enabled": True}},
    "ServiceSoftwareOptions": {"UpdateAvailable": False},
}
TAGS = [{"Key": "team", "Value": "payments"}]
PLAN = {
    "domain_name": "logs",
    "engine_version": "OpenSearch_2.19",
    "encrypt_at_rest": [{"enabled": True, "kms_key_id": KEY}],
    "node_to_node_encryption": [{"enabled": True}],
    "domain_endpoint_options": [
        {"enforce_https": True, "tls_security_policy": "Policy-Min-TLS-1-2-2019-07"}
    ],
    "advanced_security_options": [{"enabled": True}],
    "cluster_config": [
        {
            "instance_count": 3,
            "zone_awareness_enabled": True,
            "dedicated_master_enabled": True,
            "dedicated_master_count": 3,
        }
    ],
    "log_publishing_options": [
        {"log_type": "AUDIT_LOGS", "cloudwatch_log_group_arn": GROUP, "enabled": True}
    ],
    "tags_all": {"team": "payments"},
}


def aws() -> Audited:
    audited = Audited()
    audited.answer("DescribeDomain", {"DomainStatus": STATUS})
    audited.answer("ListDomainNames", {"DomainNames": [{"DomainName": "logs"}]})
    audited.answer("ListTags", {"TagList": TAGS})
    return audited


def test_three_sources_tell_the_same():
    audited = aws()
    live = audited.read(Domain, "logs")
    assert set(live.unknown) == {"created_at"}
    assert live.public is Answer.YES
    assert [entry.key for entry in audited.listed(Domain)] == [live.key]
    policy = {"domain_name": "logs", "access_policies": POLICY}
    for kind in ("opensearch", "elasticsearch"):
        own = "engine_version" if kind == "opensearch" else "elasticsearch_version"
        values = {**PLAN, own: PLAN["engine_version"]}
        document = plan({f"aws_{kind}_domain.x": values, f"aws_{kind}_domain_policy.x": policy})
        (of_plan,) = planned(document, Domain)
        assert differences(live, of_plan) == []
    left = ("DomainName", "ARN", "ClusterConfig", "ServiceSoftwareOptions", "EngineVersion")
    shared = {name: value for name, value in STATUS.items() if name not in left}
    for kind, engine, cluster in (
        ("AWS::OpenSearchService::Domain", "EngineVersion", "ClusterConfig"),
        ("AWS::Elasticsearch::Domain", "ElasticsearchVersion", "ElasticsearchClusterConfig"),
    ):
        properties = {
            **shared,
            engine: STATUS["EngineVersion"],
            cluster: STATUS["ClusterConfig"],
            "Tags": TAGS,
        }
        assert differences(live, of_template(Domain, properties, kind)) == []


def test_recorded_config_item(reference_data):
    domain = from_config(Domain, recorded(reference_data, "items/rdk__AWS_OpenSearch_Domain.json"))
    assert str(domain.key) == "123456789012/us-east-2/AWS::OpenSearchService::Domain/test"
    assert domain.encrypted
    assert domain.https_enforced
    assert not domain.takes_tls_1_2_only
    assert domain.subnets == ("subnet-test",)
    assert domain.public is Answer.NO


def test_gone():
    audited = aws()
    audited.fail("DescribeDomain", "ResourceNotFoundException")
    assert audited.is_gone(Domain, "logs")
