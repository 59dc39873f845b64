"""AWS::OpenSearchService::Domain."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Held, Pairs, Policy, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.policy import Answer
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.opensearchservice.log_output import LogOutput


class Domain(
    Resource,
    of="AWS::OpenSearchService::Domain",
    arn="arn:{partition}:es:{region}:{account}:domain/{id}",
    config_type="AWS::OpenSearch::Domain",
    calls=Calls(
        service="opensearch",
        identity="DescribeDomain.DomainStatus",
        gone=("ResourceNotFoundException",),
        bind={"DomainName": "id", "ARN": ".ARN"},
        listed="ListDomainNames.DomainNames[]",
        list_id="DomainName",
    ),
    planned=Planned(
        terraform=("aws_opensearch_domain", "aws_elasticsearch_domain"),
        terraform_name=("domain_name",),
        terraform_owner="domain_name",
        cloudformation=("AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain"),
    ),
):
    """A search domain of OpenSearch, or of Elasticsearch, which the same API shows."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTags.TagList",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The domain's tags."""

    engine_version: Annotated[
        str,
        At(
            config=".EngineVersion",
            describe=".EngineVersion",
            terraform=("engine_version", "elasticsearch_version"),
            cloudformation=("EngineVersion", "ElasticsearchVersion"),
        ),
    ] = ""
    """The engine and its version, such as `OpenSearch_2.19`; a bare version is of Elasticsearch."""

    policy: Annotated[
        Policy,
        At(
            config=".AccessPolicies",
            describe=".AccessPolicies",
            terraform=(
                "aws_opensearch_domain_policy[0].access_policies",
                "aws_elasticsearch_domain_policy[0].access_policies",
                "access_policies",
            ),
            cloudformation="AccessPolicies",
        ),
    ] = None
    """The access policy."""

    subnets: Annotated[
        tuple[str, ...],
        At(
            config=".VPCOptions.SubnetIds",
            describe=".VPCOptions.SubnetIds",
            terraform="vpc_options[0].subnet_ids",
            cloudformation="VPCOptions.SubnetIds",
        ),
    ] = ()
    """The subnets of its VPC; none where the endpoint is on the internet."""

    encrypted: Annotated[
        Toggle,
        At(
            config=".EncryptionAtRestOptions.Enabled",
            describe=".EncryptionAtRestOptions.Enabled",
            terraform="encrypt_at_rest[0].enabled",
            cloudformation="EncryptionAtRestOptions.Enabled",
        ),
    ] = False
    """Whether indexes and snapshots are encrypted at rest."""

    kms_key: Annotated[
        str,
        At(
            config=".EncryptionAtRestOptions.KmsKeyId",
            describe=".EncryptionAtRestOptions.KmsKeyId",
            terraform="encrypt_at_rest[0].kms_key_id",
            cloudformation="EncryptionAtRestOptions.KmsKeyId",
        ),
    ] = ""
    """The KMS key; empty where there is none, or a plan leaves it to AWS."""

    node_to_node_encryption: Annotated[
        Toggle,
        At(
            config=".NodeToNodeEncryptionOptions.Enabled",
            describe=".NodeToNodeEncryptionOptions.Enabled",
            terraform="node_to_node_encryption[0].enabled",
            cloudformation="NodeToNodeEncryptionOptions.Enabled",
        ),
    ] = False
    """Whether the nodes talk to each other by TLS."""

    https_enforced: Annotated[
        Toggle,
        At(
            config=".DomainEndpointOptions.EnforceHTTPS",
            describe=".DomainEndpointOptions.EnforceHTTPS",
            terraform="domain_endpoint_options[0].enforce_https",
            cloudformation="DomainEndpointOptions.EnforceHTTPS",
        ),
    ] = False
    """Whether requests without TLS are refused."""

    tls_policy: Annotated[
        str,
        At(
            config=".DomainEndpointOptions.TLSSecurityPolicy",
            describe=".DomainEndpointOptions.TLSSecurityPolicy",
            terraform="domain_endpoint_options[0].tls_security_policy",
            cloudformation="DomainEndpointOptions.TLSSecurityPolicy",
        ),
    ] = "Policy-Min-TLS-1-0-2019-07"
    """Which versions and ciphers of TLS the endpoint accepts."""

    fine_grained_access: Annotated[
        Toggle,
        At(
            config=".AdvancedSecurityOptions.Enabled",
            describe=".AdvancedSecurityOptions.Enabled",
            terraform="advanced_security_options[0].enabled",
            cloudformation="AdvancedSecurityOptions.Enabled",
        ),
    ] = False
    """Whether users have rights on indexes, documents and fields."""

    anonymous_access: Annotated[
        Toggle,
        At(
            config=".AdvancedSecurityOptions.AnonymousAuthEnabled",
            describe=".AdvancedSecurityOptions.AnonymousAuthEnabled",
            terraform="advanced_security_options[0].anonymous_auth_enabled",
            cloudformation=UNSET,
        ),
    ] = False
    """Whether clients without a user are let in while fine-grained access is being set up."""

    master_password_held: Annotated[
        Held,
        At(
            config=UNSET,
            describe=UNSET,
            terraform="advanced_security_options[0].master_user_options[0].master_user_password",
            cloudformation="AdvancedSecurityOptions.MasterUserOptions.MasterUserPassword",
        ),
    ] = ""
    """How a plan or a template holds the master user's password; AWS itself never shows it."""

    dedicated_masters: Annotated[
        Toggle,
        At(
            config=".ClusterConfig.DedicatedMasterEnabled",
            describe=".ClusterConfig.DedicatedMasterEnabled",
            terraform="cluster_config[0].dedicated_master_enabled",
            cloudformation=(
                "ClusterConfig.DedicatedMasterEnabled",
                "ElasticsearchClusterConfig.DedicatedMasterEnabled",
            ),
        ),
    ] = False
    """Whether nodes of their own manage the cluster."""

    master_count: Annotated[
        int,
        At(
            config=".ClusterConfig.DedicatedMasterCount",
            describe=".ClusterConfig.DedicatedMasterCount",
            terraform="cluster_config[0].dedicated_master_count",
            cloudformation=(
                "ClusterConfig.DedicatedMasterCount",
                "ElasticsearchClusterConfig.DedicatedMasterCount",
            ),
            new=3,
        ),
    ] = 0
    """How many dedicated masters there are; a plan that does not say gets 3."""

    data_nodes: Annotated[
        int,
        At(
            config=".ClusterConfig.InstanceCount",
            describe=".ClusterConfig.InstanceCount",
            terraform="cluster_config[0].instance_count",
            cloudformation=(
                "ClusterConfig.InstanceCount",
                "ElasticsearchClusterConfig.InstanceCount",
            ),
        ),
    ] = 1
    """How many data nodes there are."""

    zone_awareness: Annotated[
        Toggle,
        At(
            config=".ClusterConfig.ZoneAwarenessEnabled",
            describe=".ClusterConfig.ZoneAwarenessEnabled",
            terraform="cluster_config[0].zone_awareness_enabled",
            cloudformation=(
                "ClusterConfig.ZoneAwarenessEnabled",
                "ElasticsearchClusterConfig.ZoneAwarenessEnabled",
            ),
        ),
    ] = False
    """Whether the data nodes are spread over availability zones."""

    audit_log: Annotated[
        LogOutput,
        At(
            config=".LogPublishingOptions.AUDIT_LOGS",
            describe=".LogPublishingOptions.AUDIT_LOGS",
            terraform="log_publishing_options[log_type=AUDIT_LOGS][0]",
            cloudformation="LogPublishingOptions.AUDIT_LOGS",
        ),
    ] = LogOutput()
    """Where the audit log goes."""

    application_log: Annotated[
        LogOutput,
        At(
            config=".LogPublishingOptions.ES_APPLICATION_LOGS",
            describe=".LogPublishingOptions.ES_APPLICATION_LOGS",
            terraform="log_publishing_options[log_type=ES_APPLICATION_LOGS][0]",
            cloudformation="LogPublishingOptions.ES_APPLICATION_LOGS",
        ),
    ] = LogOutput()
    """Where the log of errors goes."""

    update_available: Annotated[
        Toggle,
        At(
            config=".ServiceSoftwareOptions.UpdateAvailable",
            describe=".ServiceSoftwareOptions.UpdateAvailable",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = False
    """Whether a newer service software waits to be installed."""

    @property
    def public(self) -> Answer:
        """Whether anybody on the internet may use the domain, as its network and policy say."""
        if self.subnets or self.policy is None:
            return Answer.NO
        return self.policy.public(self.key.account).answer

    @property
    def takes_tls_1_2_only(self) -> bool:
        """Whether the endpoint refuses the versions of TLS before 1.2."""
        return self.tls_policy.startswith("Policy-Min-TLS-1-") and not self.tls_policy.startswith(
            ("Policy-Min-TLS-1-0", "Policy-Min-TLS-1-1")
        )
