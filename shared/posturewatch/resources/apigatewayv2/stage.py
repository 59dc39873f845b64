"""AWS::ApiGatewayV2::Stage."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Present, Toggle
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.domain.secrets import secret_names


class Stage(
    Resource,
    of="AWS::ApiGatewayV2::Stage",
    config_id=("ARN", "arn", "resourceId"),
    calls=Calls(
        service="apigatewayv2",
        identity="GetStage",
        gone=("NotFoundException",),
        id_form="arn:{partition}:apigateway:{region}::/apis/{api}/stages/{stage}",
        bind={"ApiId": "{api}", "StageName": "{stage}"},
        listed="GetStages.Items[]",
        list_id="arn:{partition}:apigateway:{region}::/apis/{ApiId}/stages/{StageName}",
        parents="GetApis.Items[]",
        of_each={"ApiId": "ApiId"},
        carries=True,
    ),
    arn="{id}",
    planned=Planned(terraform=("aws_apigatewayv2_stage",)),
):
    """An HTTP or WebSocket API as it is deployed under a name, such as `$default`."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The stage's tags."""

    created_at: Annotated[Moment, At(config=".createdDate", describe=".CreatedDate")] = None
    """When it was made."""

    protocol: Annotated[str, At(describe="GetApi.ProtocolType", always=True)] = ""
    """Whether its API is `HTTP` or `WEBSOCKET`."""

    access_logs: Annotated[
        Present,
        At(
            config=".accessLogSettings.destinationArn",
            describe=".AccessLogSettings.DestinationArn",
            terraform="access_log_settings[0].destination_arn",
            cloudformation="AccessLogSettings.DestinationArn",
        ),
    ] = False
    """Whether a line is logged for every request."""

    log_level: Annotated[
        str,
        At(
            config=".defaultRouteSettings.loggingLevel",
            describe=".DefaultRouteSettings.LoggingLevel",
            terraform="default_route_settings[0].logging_level",
            cloudformation="DefaultRouteSettings.LoggingLevel",
        ),
    ] = "OFF"
    """What is logged of the execution of a WebSocket API: `OFF`, `ERROR` or `INFO`."""

    logs_bodies: Annotated[
        Toggle,
        At(
            config=".defaultRouteSettings.dataTraceEnabled",
            describe=".DefaultRouteSettings.DataTraceEnabled",
            terraform="default_route_settings[0].data_trace_enabled",
            cloudformation="DefaultRouteSettings.DataTraceEnabled",
        ),
    ] = False
    """Whether whole messages of a WebSocket API are logged."""

    burst: Annotated[
        int,
        At(
            config=".defaultRouteSettings.throttlingBurstLimit",
            describe=".DefaultRouteSettings.ThrottlingBurstLimit",
            terraform="default_route_settings[0].throttling_burst_limit",
            cloudformation="DefaultRouteSettings.ThrottlingBurstLimit",
        ),
    ] = 0
    """How many requests are taken at once; 0 for all that the account is allowed."""

    variables: Annotated[
        Pairs,
        At(
            describe=".StageVariables",
            terraform="stage_variables",
            cloudformation="StageVariables",
        ),
    ] = MappingProxyType({})
    """Its variables, which everybody sees who may read its configuration."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id.rpartition("/")[2]

    @property
    def plain_secrets(self) -> tuple[str, ...]:
        """The names of the variables whose values look like secrets."""
        return secret_names(self.variables)
