"""AWS::ApiGateway::RestApi."""

from types import MappingProxyType
from typing import Annotated, Any

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.fields import Moment, Pairs, PolicyField, Present, Toggle
from posturewatch.domain.places import UNSET, Joined
from posturewatch.domain.policy import Answer, PolicyDocument
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape
from posturewatch.resources.apigateway.tls import accepts_old_tls


class QuotedPolicyField:
    r"""A resource policy, whose quotes API Gateway answers with a backslash before each.

    Source: https://docs.aws.amazon.com/apigateway/latest/api/API_RestApi.html
    """

    def convert(self, raw: Any) -> PolicyDocument:
        """Return the parsed policy."""
        if isinstance(raw, str) and raw.lstrip().startswith('{\\"'):
            raw = raw.replace('\\"', '"').replace("\\\\", "\\").replace("\\/", "/")
        return PolicyField().convert(raw)


class Method(Shape):
    """A method of one of its paths."""

    verb: Annotated[
        str,
        At(
            describe="httpMethod",
            terraform="http_method",
            cloudformation="HttpMethod",
            always=True,
        ),
    ] = ""
    """`GET`, `ANY` and others."""

    authorization: Annotated[
        str,
        At(
            describe="authorizationType",
            terraform="authorization",
            cloudformation="AuthorizationType",
            always=True,
            new="NONE",
        ),
    ] = ""
    """`NONE`, `AWS_IAM`, `CUSTOM` or `COGNITO_USER_POOLS`."""

    @property
    def is_open(self) -> bool:
        """Whether anybody may call it; browsers ask with `OPTIONS` before they have credentials."""
        return self.authorization == "NONE" and self.verb != "OPTIONS"


class RestApi(
    Resource,
    of="AWS::ApiGateway::RestApi",
    arn="arn:{partition}:apigateway:{region}::/restapis/{id}",
    calls=Calls(
        service="apigateway",
        identity="GetRestApi",
        gone=("NotFoundException",),
        bind={"restApiId": "id"},
        constants={"GetResources": {"embed": ["methods"]}},
        listed="GetRestApis.items[]",
        list_id="id",
        carries=True,
    ),
    planned=Planned(
        terraform=("aws_api_gateway_rest_api",),
        terraform_name=("id",),
        terraform_owner="rest_api_id",
        cloudformation_owner="RestApiId",
    ),
):
    """An API of the first generation: paths with methods, and who may call them."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The API's tags."""

    created_at: Annotated[Moment, At(config=".createdDate", describe=".createdDate")] = None
    """When it was made."""

    endpoints: Annotated[
        tuple[str, ...],
        At(
            config=".endpointConfiguration.types",
            describe=".endpointConfiguration.types",
            terraform="endpoint_configuration[0].types",
            cloudformation="EndpointConfiguration.Types",
        ),
    ] = ("EDGE",)
    """Where it is reached: `EDGE`, `REGIONAL` or, from inside of VPCs only, `PRIVATE`."""

    default_endpoint_disabled: Annotated[
        Toggle,
        At(
            describe=".disableExecuteApiEndpoint",
            terraform="disable_execute_api_endpoint",
            cloudformation="DisableExecuteApiEndpoint",
        ),
    ] = False
    """Whether only custom domain names lead to it."""

    tls_policy: Annotated[
        str,
        At(
            describe=".securityPolicy",
            terraform="security_policy",
            cloudformation="SecurityPolicy",
        ),
    ] = ""
    """Which versions of TLS the default endpoint accepts; empty for what AWS chooses."""

    policy: Annotated[
        PolicyDocument | None,
        QuotedPolicyField(),
        At(
            describe=".policy",
            terraform=("aws_api_gateway_rest_api_policy[0].policy", "policy"),
            cloudformation="Policy",
        ),
    ] = None
    """Who may call it from where, beside what its methods ask for."""

    methods: Annotated[
        tuple[Method, ...],
        At(
            describe="GetResources.items[].resourceMethods{}",
            terraform="aws_api_gateway_method",
            cloudformation="AWS::ApiGateway::Method",
        ),
    ] = ()
    """The methods of all of its paths."""

    imported: Annotated[
        Present,
        At(
            config=UNSET,
            describe=UNSET,
            terraform="body",
            cloudformation=Joined("Body", "BodyS3Location"),
        ),
    ] = False
    """Whether a plan or a template leaves its methods to an OpenAPI document."""

    @property
    def is_private(self) -> bool:
        """Whether it is reached from inside of VPCs only."""
        return "PRIVATE" in self.endpoints

    @property
    def open_methods(self) -> tuple[str, ...]:
        """The verbs of the methods that ask callers for nothing."""
        found = tuple(sorted({each.verb for each in self.methods if each.is_open}))
        if not found and self.imported:
            raise UnknownValue("methods", "an OpenAPI document has them")
        return found

    @property
    def public(self) -> Answer:
        """Whether its resource policy lets everybody call it."""
        if self.policy is None:
            return Answer.NO
        return self.policy.public(self.key.account).answer

    @property
    def open_to_anyone(self) -> Answer:
        """Whether anybody may call a method: neither it nor the policy asks who the caller is."""
        if not self.open_methods or self.is_private:
            return Answer.NO
        return Answer.YES if self.policy is None else self.public

    @property
    def accepts_old_tls(self) -> bool:
        """Whether the default endpoint accepts TLS before 1.2."""
        if self.default_endpoint_disabled or (self.is_private and not self.tls_policy):
            return False
        return accepts_old_tls(self.tls_policy)
