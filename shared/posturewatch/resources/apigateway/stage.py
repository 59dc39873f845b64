"""AWS::ApiGateway::Stage."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Present, Toggle
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape
from posturewatch.domain.secrets import secret_names


class MethodSetting(Shape):
    """How a method, or every method, is logged and cached."""

    log_level: Annotated[
        str,
        At(
            describe="loggingLevel",
            terraform="logging_level",
            cloudformation="LoggingLevel",
        ),
    ] = "OFF"
    """What is logged of its execution: `OFF`, `ERROR` or `INFO`."""

    logs_bodies: Annotated[
        Toggle,
        At(
            describe="dataTraceEnabled",
            terraform="data_trace_enabled",
            cloudformation="DataTraceEnabled",
        ),
    ] = False
    """Whether whole requests and responses are logged."""

    cached: Annotated[
        Toggle,
        At(
            describe="cachingEnabled",
            terraform="caching_enabled",
            cloudformation="CachingEnabled",
        ),
    ] = False
    """Whether responses are cached."""

    cache_encrypted: Annotated[
        Toggle,
        At(
            describe="cacheDataEncrypted",
            terraform="cache_data_encrypted",
            cloudformation="CacheDataEncrypted",
        ),
    ] = False
    """Whether cached responses are encrypted."""

    @property
    def is_logged(self) -> bool:
        """Whether its execution is logged, were it only where it fails."""
        return self.log_level in ("ERROR", "INFO")


class Stage(
    Resource,
    of="AWS::ApiGateway::Stage",
    config_id=("ARN", "arn", "resourceId"),
    calls=Calls(
        service="apigateway",
        identity="GetStage",
        gone=("NotFoundException",),
        id_form="arn:{partition}:apigateway:{region}::/restapis/{api}/stages/{stage}",
        bind={"restApiId": "{api}", "stageName": "{stage}"},
        listed="GetStages.item[]",
        list_id="arn:{partition}:apigateway:{region}::/restapis/{restApiId}/stages/{stageName}",
        parents="GetRestApis.items[]",
        of_each={"restApiId": "id"},
        carries=True,
    ),
    arn="{id}",
    planned=Planned(
        terraform=("aws_api_gateway_stage",),
        terraform_name=("arn", "stage_name"),
        terraform_owner="stage_name",
        owners={"aws_wafv2_web_acl_association": "resource_arn"},
        shared=("aws_wafv2_web_acl_association",),
    ),
):
    """A REST API as it is deployed under a name, such as `prod`."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The stage's tags."""

    created_at: Annotated[Moment, At(config=".createdDate", describe=".createdDate")] = None
    """When it was made."""

    access_logs: Annotated[
        Present,
        At(
            config=".accessLogSettings.destinationArn",
            describe=".accessLogSettings.destinationArn",
            terraform="access_log_settings[0].destination_arn",
            cloudformation="AccessLogSetting.DestinationArn",
        ),
    ] = False
    """Whether a line is logged for every request."""

    traced: Annotated[
        Toggle,
        At(
            config=".tracingEnabled",
            describe=".tracingEnabled",
            terraform="xray_tracing_enabled",
            cloudformation="TracingEnabled",
        ),
    ] = False
    """Whether X-Ray follows requests through it."""

    client_certificate: Annotated[
        Present,
        At(
            config=".clientCertificateId",
            describe=".clientCertificateId",
            terraform="client_certificate_id",
            cloudformation="ClientCertificateId",
        ),
    ] = False
    """Whether it shows a certificate to what it calls."""

    web_acl: Annotated[
        Present,
        At(
            config=".webAclArn",
            describe=".webAclArn",
            terraform="aws_wafv2_web_acl_association[0].web_acl_arn",
        ),
    ] = False
    """Whether a web ACL of AWS WAF guards it; templates name a stage by a text that they put
    together, from which that does not follow."""

    cache_enabled: Annotated[
        Toggle,
        At(
            config=".cacheClusterEnabled",
            describe=".cacheClusterEnabled",
            terraform="cache_cluster_enabled",
            cloudformation="CacheClusterEnabled",
        ),
    ] = False
    """Whether it has a cache, which methods may use."""

    default: Annotated[
        MethodSetting,
        At(
            describe=".methodSettings.*/*",
            terraform="aws_api_gateway_method_settings[method_path=*/*][0].settings[0]",
            cloudformation="MethodSettings[ResourcePath=/*][HttpMethod=*][0]",
        ),
    ] = MethodSetting()
    """The settings of methods that have none of their own."""

    settings: Annotated[
        tuple[MethodSetting, ...],
        At(
            describe=".methodSettings{}",
            terraform="aws_api_gateway_method_settings[].settings[0]",
            cloudformation="MethodSettings",
        ),
    ] = ()
    """All settings, those of single methods too."""

    variables: Annotated[
        Pairs,
        At(describe=".variables", terraform="variables", cloudformation="Variables"),
    ] = MappingProxyType({})
    """Its variables, which everybody sees who may read its configuration."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id.rpartition("/")[2]

    @property
    def is_logged(self) -> bool:
        """Whether the execution of every method is logged."""
        return self.default.is_logged and all(each.is_logged for each in self.settings)

    @property
    def logs_bodies(self) -> bool:
        """Whether whole requests and responses of a method are logged."""
        return any(each.logs_bodies for each in self.settings)

    @property
    def caches_plainly(self) -> bool:
        """Whether responses of a method are cached without encryption."""
        return self.cache_enabled and any(
            each.cached and not each.cache_encrypted for each in self.settings
        )

    @property
    def plain_secrets(self) -> tuple[str, ...]:
        """The names of the variables whose values look like secrets."""
        return secret_names(self.variables)
