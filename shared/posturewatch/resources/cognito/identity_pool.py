"""AWS::Cognito::IdentityPool."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Pairs, StatesField, Toggle
from posturewatch.domain.resource import At, Calls, Planned, Resource


class IdentityPool(
    Resource,
    of="AWS::Cognito::IdentityPool",
    arn="arn:{partition}:cognito-identity:{region}:{account}:identitypool/{id}",
    config_id=(".Id", "resourceId"),
    calls=Calls(
        service="cognito-identity",
        identity="DescribeIdentityPool",
        gone=("ResourceNotFoundException",),
        bind={"IdentityPoolId": "id"},
        listed="ListIdentityPools.IdentityPools[]",
        list_id="IdentityPoolId",
    ),
    planned=Planned(terraform=("aws_cognito_identity_pool",), terraform_name=("id", "arn")),
):
    """What gives users of an application credentials of AWS. AWS tells of no time of creation."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".IdentityPoolTags",
            terraform=("tags_all", "tags"),
            cloudformation="IdentityPoolTags",
        ),
    ] = MappingProxyType({})
    """The identity pool's tags."""

    guests: Annotated[
        Toggle,
        At(
            config=".AllowUnauthenticatedIdentities",
            describe=".AllowUnauthenticatedIdentities",
            terraform="allow_unauthenticated_identities",
            cloudformation="AllowUnauthenticatedIdentities",
            always=True,
            new=False,
        ),
    ] = False
    """Whether anybody gets credentials without signing in."""

    classic_flow: Annotated[
        Toggle,
        At(
            config=".AllowClassicFlow",
            describe=".AllowClassicFlow",
            terraform="allow_classic_flow",
            cloudformation="AllowClassicFlow",
        ),
    ] = False
    """Whether clients may take over a role by themselves, and choose which."""

    token_checks: Annotated[
        tuple[str, ...],
        StatesField(),
        At(
            config=".CognitoIdentityProviders[].ServerSideTokenCheck",
            describe=".CognitoIdentityProviders[].ServerSideTokenCheck",
            terraform="cognito_identity_providers[].server_side_token_check",
            cloudformation="CognitoIdentityProviders[].ServerSideTokenCheck",
        ),
    ] = ()
    """For each user pool that says so, whether it is asked if a token is still good."""

    user_pools: Annotated[
        tuple[str, ...],
        At(
            config=".CognitoIdentityProviders[].ProviderName",
            describe=".CognitoIdentityProviders[].ProviderName",
            terraform="cognito_identity_providers[].provider_name",
            cloudformation="CognitoIdentityProviders[].ProviderName",
        ),
    ] = ()
    """The user pools whose users it lets in."""

    @property
    def asks_whether_tokens_are_good(self) -> bool:
        """Whether every user pool is asked whether a token was taken back."""
        return self.token_checks.count("Enabled") >= len(self.user_pools)
