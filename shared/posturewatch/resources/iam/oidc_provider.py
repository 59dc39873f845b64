"""AWS::IAM::OIDCProvider."""

from types import MappingProxyType
from typing import Annotated, Any

from posturewatch.domain.fields import Moment, Pairs, TextField, Texts
from posturewatch.domain.resource import At, Calls, Planned, Resource


class IssuerField:
    """The URL of an issuer, with its scheme in documents and without it in IAM's answers."""

    def convert(self, raw: Any) -> str:
        """Return it without its scheme."""
        return TextField().convert(raw).removeprefix("https://")


class OIDCProvider(
    Resource,
    of="AWS::IAM::OIDCProvider",
    region="global",
    arn="{id}",
    config_id=("ARN", "arn"),
    calls=Calls(
        service="iam",
        identity="GetOpenIDConnectProvider",
        gone=("NoSuchEntity",),
        bind={"OpenIDConnectProviderArn": "id"},
        listed="ListOpenIDConnectProviders.OpenIDConnectProviderList[]",
        list_id="Arn",
        settles=15,
    ),
    planned=Planned(terraform=("aws_iam_openid_connect_provider",), terraform_name=("url",)),
):
    """An identity provider whose tokens programs trade for roles, by OpenID Connect.

    Whose tokens open which role is said by the roles' trust policies, and judged there.
    """

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The provider's tags."""

    created_at: Annotated[
        Moment, At(config="resourceCreationTime", describe=".CreateDate", always=True)
    ] = None
    """When the provider was made."""

    issuer: Annotated[
        str,
        IssuerField(),
        At(config=".Url", describe=".Url", terraform="url", cloudformation="Url"),
    ] = ""
    """Who issues the tokens, as conditions in trust policies name it: without `https://`."""

    audiences: Annotated[
        Texts,
        At(
            config=".ClientIdList",
            describe=".ClientIDList",
            terraform="client_id_list",
            cloudformation="ClientIdList",
        ),
    ] = ()
    """The audiences, or client ids, that its tokens may have."""
