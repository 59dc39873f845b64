"""AWS::IAM::SAMLProvider."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.fields import Moment, Pairs
from posturewatch.domain.resource import At, Calls, Planned, Resource


class SAMLProvider(
    Resource,
    of="AWS::IAM::SAMLProvider",
    region="global",
    arn="{id}",
    config_id=("ARN", "arn"),
    calls=Calls(
        service="iam",
        identity="GetSAMLProvider",
        gone=("NoSuchEntity",),
        bind={"SAMLProviderArn": "id"},
        listed="ListSAMLProviders.SAMLProviderList[]",
        list_id="Arn",
        settles=15,
    ),
    planned=Planned(terraform=("aws_iam_saml_provider",), cloudformation_name=("Name",)),
):
    """An identity provider whose users take on roles after signing in there, by SAML 2.0."""

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

    valid_until: Annotated[Moment, At(describe=".ValidUntil", always=True)] = None
    """Until when its metadata, with the certificate that signs its assertions, is valid."""

    assertion_encryption: Annotated[
        str,
        At(
            describe=".AssertionEncryptionMode",
            cloudformation="AssertionEncryptionMode",
        ),
    ] = "Allowed"
    """`Required` where assertions must be encrypted, else `Allowed`."""

    @property
    def days_left(self) -> int:
        """For how many days it is still valid, the last one counted whole; 0 or less once over."""
        if self.valid_until is None:
            raise UnknownValue("valid_until", "the provider has no date")
        return -self.age_in_days(self.valid_until)
