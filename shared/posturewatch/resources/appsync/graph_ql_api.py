"""AWS::AppSync::GraphQLApi."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Pairs, Present, Toggle
from posturewatch.domain.resource import At, Calls, Planned, Resource


class GraphQLApi(
    Resource,
    of="AWS::AppSync::GraphQLApi",
    arn="arn:{partition}:appsync:{region}:{account}:apis/{id}",
    config_id=(".ApiId", "resourceId"),
    calls=Calls(
        service="appsync",
        identity="GetGraphqlApi.graphqlApi",
        gone=("NotFoundException",),
        bind={"apiId": "id"},
        absent={"GetApiCache": ("NotFoundException",)},
        # APIs that others share with the account are theirs.
        constants={"list:ListGraphqlApis": {"owner": "CURRENT_ACCOUNT"}},
        listed="ListGraphqlApis.graphqlApis[]",
        list_id="apiId",
    ),
    planned=Planned(
        terraform=("aws_appsync_graphql_api",),
        terraform_name=("id", "arn"),
        terraform_owner="api_id",
        cloudformation_owner="ApiId",
        owners={
            "aws_wafv2_web_acl_association": "resource_arn",
            "AWS::WAFv2::WebACLAssociation": "ResourceArn",
        },
    ),
):
    """An API to which clients send queries of GraphQL. AWS tells of no time of creation."""

    tags: Annotated[
        Pairs,
        At(config="tags", describe=".tags", terraform=("tags_all", "tags"), cloudformation="Tags"),
    ] = MappingProxyType({})
    """The API's tags."""

    authentication: Annotated[
        str,
        At(
            config=".AuthenticationType",
            describe=".authenticationType",
            terraform="authentication_type",
            cloudformation="AuthenticationType",
            always=True,
        ),
    ] = "API_KEY"
    """How clients prove who they are where the schema asks for nothing else: `API_KEY`, `AWS_IAM`,
    `AMAZON_COGNITO_USER_POOLS`, `OPENID_CONNECT` or `AWS_LAMBDA`."""

    more_authentications: Annotated[
        tuple[str, ...],
        At(
            config=".AdditionalAuthenticationProviders[].AuthenticationType",
            describe=".additionalAuthenticationProviders[].authenticationType",
            terraform="additional_authentication_provider[].authentication_type",
            cloudformation="AdditionalAuthenticationProviders[].AuthenticationType",
        ),
    ] = ()
    """The other ways, for parts of the schema that ask for them."""

    log_level: Annotated[
        str,
        At(
            config=".LogConfig.FieldLogLevel",
            describe=".logConfig.fieldLogLevel",
            terraform="log_config[0].field_log_level",
            cloudformation="LogConfig.FieldLogLevel",
        ),
    ] = "NONE"
    """What is logged of the resolvers of fields: `NONE`, `ERROR`, `INFO`, `DEBUG` or `ALL`."""

    tracing: Annotated[
        Toggle,
        At(
            config=".XrayEnabled",
            describe=".xrayEnabled",
            terraform="xray_enabled",
            cloudformation="XrayEnabled",
        ),
    ] = False
    """Whether X-Ray follows requests."""

    visibility: Annotated[
        str,
        At(describe=".visibility", terraform="visibility", cloudformation="Visibility"),
    ] = "GLOBAL"
    """Who reaches it: `GLOBAL`, or `PRIVATE` where only VPC endpoints do."""

    web_acl: Annotated[
        str,
        At(
            describe=".wafWebAclArn",
            terraform="aws_wafv2_web_acl_association[0].web_acl_arn",
            cloudformation="AWS::WAFv2::WebACLAssociation[0].WebACLArn",
        ),
    ] = ""
    """The web ACL of WAF in front of it; empty where there is none."""

    introspection: Annotated[
        Toggle,
        At(
            describe=".introspectionConfig",
            terraform="introspection_config",
            cloudformation="IntrospectionConfig",
        ),
    ] = True
    """Whether clients may ask for the whole schema."""

    depth_limit: Annotated[
        int,
        At(
            describe=".queryDepthLimit",
            terraform="query_depth_limit",
            cloudformation="QueryDepthLimit",
        ),
    ] = 0
    """How deep queries may nest; 0 for without end."""

    cached: Annotated[
        Present,
        At(
            describe="GetApiCache.apiCache.type",
            terraform="aws_appsync_api_cache[0].type",
            cloudformation="AWS::AppSync::ApiCache[0].Type",
        ),
    ] = False
    """Whether it has a cache of answers."""

    cache_encrypted_at_rest: Annotated[
        Toggle,
        At(
            describe="GetApiCache.apiCache.atRestEncryptionEnabled",
            terraform="aws_appsync_api_cache[0].at_rest_encryption_enabled",
            cloudformation="AWS::AppSync::ApiCache[0].AtRestEncryptionEnabled",
        ),
    ] = False
    """Whether what the cache holds is encrypted."""

    cache_encrypted_in_transit: Annotated[
        Toggle,
        At(
            describe="GetApiCache.apiCache.transitEncryptionEnabled",
            terraform="aws_appsync_api_cache[0].transit_encryption_enabled",
            cloudformation="AWS::AppSync::ApiCache[0].TransitEncryptionEnabled",
        ),
    ] = False
    """Whether the way to the cache is encrypted."""
