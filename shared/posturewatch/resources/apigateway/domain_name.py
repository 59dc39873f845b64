"""AWS::ApiGateway::DomainName."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Pairs, Present, Texts
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.apigateway.tls import accepts_old_tls


class DomainName(
    Resource,
    of="AWS::ApiGateway::DomainName",
    arn="arn:{partition}:apigateway:{region}::/domainnames/{id}",
    calls=Calls(
        service="apigateway",
        identity="GetDomainName",
        gone=("NotFoundException",),
        bind={"domainName": "id"},
        listed="GetDomainNames.items[]",
        list_id="domainName",
        carries=True,
        # Those inside of VPCs are of a type of their own, of which several may have one name.
        gone_if={"endpoint": ("PRIVATE",)},
    ),
    planned=Planned(
        terraform=("aws_api_gateway_domain_name", "aws_apigatewayv2_domain_name"),
        terraform_name=("domain_name", "id"),
        cloudformation=("AWS::ApiGateway::DomainName", "AWS::ApiGatewayV2::DomainName"),
    ),
):
    """A domain name that leads to APIs of either generation."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The domain name's tags."""

    endpoint: Annotated[
        str,
        At(
            describe=".endpointConfiguration.types[0]",
            terraform=(
                "endpoint_configuration[0].types[0]",
                "domain_name_configuration[0].endpoint_type",
            ),
            cloudformation=(
                "EndpointConfiguration.Types[0]",
                "DomainNameConfigurations[0].EndpointType",
            ),
        ),
    ] = "EDGE"
    """Where it is reached: `EDGE` or `REGIONAL`."""

    tls_policy: Annotated[
        str,
        At(
            describe=".securityPolicy",
            terraform=("security_policy", "domain_name_configuration[0].security_policy"),
            cloudformation=("SecurityPolicy", "DomainNameConfigurations[0].SecurityPolicy"),
        ),
    ] = ""
    """Which versions of TLS it accepts; empty for what AWS chooses."""

    truststore: Annotated[
        str,
        At(
            describe=".mutualTlsAuthentication.truststoreUri",
            terraform="mutual_tls_authentication[0].truststore_uri",
            cloudformation="MutualTlsAuthentication.TruststoreUri",
        ),
    ] = ""
    """The object of S3 with the authorities whose certificates clients must show; empty where they
    need none."""

    truststore_version: Annotated[
        Present,
        At(
            describe=".mutualTlsAuthentication.truststoreVersion",
            terraform="mutual_tls_authentication[0].truststore_version",
            cloudformation="MutualTlsAuthentication.TruststoreVersion",
        ),
    ] = False
    """Whether a fixed version of that object counts."""

    truststore_warnings: Annotated[
        Texts,
        At(
            describe=".mutualTlsAuthentication.truststoreWarnings",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = ()
    """What is wrong with the authorities, such as an expired certificate."""

    @property
    def name(self) -> str:
        """The domain name."""
        return self.key.id

    @property
    def accepts_old_tls(self) -> bool:
        """Whether it accepts TLS before 1.2."""
        return accepts_old_tls(self.tls_policy)
