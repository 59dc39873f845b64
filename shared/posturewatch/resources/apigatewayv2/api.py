"""AWS::ApiGatewayV2::Api."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.fields import Moment, Pairs, Present, Texts, Toggle
from posturewatch.domain.places import UNSET, Joined
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape

CONNECT = "$connect"
"""The route of a WebSocket API on which alone callers are authorized.
Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-control-access.html
"""


class Route(Shape):
    """What leads requests to a part of the API."""

    route: Annotated[
        str,
        At(
            describe="RouteKey",
            terraform="route_key",
            cloudformation="RouteKey",
            always=True,
        ),
    ] = ""
    """A verb and a path, `$default`, or what picks messages of a WebSocket."""

    authorization: Annotated[
        str,
        At(
            describe="AuthorizationType",
            terraform="authorization_type",
            cloudformation="AuthorizationType",
        ),
    ] = "NONE"
    """`NONE`, `AWS_IAM`, `JWT` or `CUSTOM`."""


class Api(
    Resource,
    of="AWS::ApiGatewayV2::Api",
    arn="arn:{partition}:apigateway:{region}::/apis/{id}",
    calls=Calls(
        service="apigatewayv2",
        identity="GetApi",
        gone=("NotFoundException",),
        bind={"ApiId": "id"},
        listed="GetApis.Items[]",
        list_id="ApiId",
        carries=True,
    ),
    planned=Planned(
        terraform=("aws_apigatewayv2_api",),
        terraform_name=("id",),
        terraform_owner="api_id",
        cloudformation_owner="ApiId",
    ),
):
    """An HTTP or WebSocket API: its routes, and who may use them."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The API's tags."""

    created_at: Annotated[Moment, At(config=".createdDate", describe=".CreatedDate")] = None
    """When it was made."""

    protocol: Annotated[
        str,
        At(
            config=".protocolType",
            describe=".ProtocolType",
            terraform="protocol_type",
            cloudformation="ProtocolType",
        ),
    ] = "HTTP"
    """`HTTP` or `WEBSOCKET`; an OpenAPI document describes HTTP APIs only."""

    default_endpoint_disabled: Annotated[
        Toggle,
        At(
            config=".disableExecuteApiEndpoint",
            describe=".DisableExecuteApiEndpoint",
            terraform="disable_execute_api_endpoint",
            cloudformation="DisableExecuteApiEndpoint",
        ),
    ] = False
    """Whether only custom domain names lead to it."""

    origins: Annotated[
        Texts,
        At(
            config=".corsConfiguration.allowOrigins",
            describe=".CorsConfiguration.AllowOrigins",
            terraform="cors_configuration[0].allow_origins",
            cloudformation="CorsConfiguration.AllowOrigins",
        ),
    ] = ()
    """The sites whose scripts browsers let read its answers, beside its own."""

    takes_credentials: Annotated[
        Toggle,
        At(
            config=".corsConfiguration.allowCredentials",
            describe=".CorsConfiguration.AllowCredentials",
            terraform="cors_configuration[0].allow_credentials",
            cloudformation="CorsConfiguration.AllowCredentials",
        ),
    ] = False
    """Whether browsers send cookies with such requests."""

    routes: Annotated[
        tuple[Route, ...],
        At(
            describe="GetRoutes.Items",
            terraform="aws_apigatewayv2_route",
            cloudformation="AWS::ApiGatewayV2::Route",
        ),
    ] = ()
    """Its routes."""

    quick: Annotated[
        Present,
        At(config=UNSET, describe=UNSET, terraform="target", cloudformation="Target"),
    ] = False
    """Whether a plan or a template has it made with a route to one target, open to anybody."""

    imported: Annotated[
        Present,
        At(
            config=UNSET,
            describe=UNSET,
            terraform="body",
            cloudformation=Joined("Body", "BodyS3Location"),
        ),
    ] = False
    """Whether a plan or a template leaves its routes to an OpenAPI document."""

    @property
    def open_routes(self) -> tuple[str, ...]:
        """The routes that anybody may use; browsers ask with `OPTIONS` before they can sign in."""
        if self.protocol == "WEBSOCKET":
            guards = [each for each in self.routes if each.route == CONNECT]
            return () if guards and guards[0].authorization != "NONE" else (CONNECT,)
        found = {
            each.route
            for each in self.routes
            if each.authorization == "NONE" and not each.route.startswith("OPTIONS ")
        }
        if self.quick:
            found.add("$default")
        if not found and self.imported:
            raise UnknownValue("routes", "an OpenAPI document has them")
        return tuple(sorted(found))

    @property
    def open_origins(self) -> tuple[str, ...]:
        """The entries that stand for every site."""
        return tuple(each for each in self.origins if each in ("*", "http://*", "https://*"))
