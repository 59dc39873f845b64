"""Where a distribution gets its content from."""

import re
from typing import Annotated, Any

from posturewatch.domain.fields import Present, Texts, WholeField
from posturewatch.domain.resource import At, Shape

_OLD_PROTOCOLS = frozenset({"SSLv3", "TLSv1", "TLSv1.1"})
_BUCKET = re.compile(r"\.s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$")
_WEBSITE = re.compile(r"\.s3-website[.-]")


class Origin(Shape):
    """Where the distribution gets its content from."""

    id: Annotated[
        str, At(config="id", describe="Id", terraform="origin_id", cloudformation="Id")
    ] = ""
    """Its name in the distribution."""
    domain: Annotated[
        str,
        At(
            config="domainName",
            describe="DomainName",
            terraform="domain_name",
            cloudformation="DomainName",
        ),
    ] = ""
    """Its domain name."""
    access_control: Annotated[
        Present,
        At(
            config="originAccessControlId",
            describe="OriginAccessControlId",
            terraform="origin_access_control_id",
            cloudformation="OriginAccessControlId",
        ),
    ] = False
    """Whether requests to it are signed, so that it need not be open to everybody."""
    access_identity: Annotated[
        Present,
        At(
            config="s3OriginConfig.originAccessIdentity",
            describe="S3OriginConfig.OriginAccessIdentity",
            terraform="s3_origin_config[0].origin_access_identity",
            cloudformation="S3OriginConfig.OriginAccessIdentity",
        ),
    ] = False
    """Whether they are signed by the older origin access identity."""
    protocol: Annotated[
        str,
        At(
            config="customOriginConfig.originProtocolPolicy",
            describe="CustomOriginConfig.OriginProtocolPolicy",
            terraform="custom_origin_config[0].origin_protocol_policy",
            cloudformation="CustomOriginConfig.OriginProtocolPolicy",
        ),
    ] = ""
    """`http-only`, `match-viewer` or `https-only`; empty for a bucket."""
    protocols: Annotated[
        Texts,
        At(
            config="customOriginConfig.originSslProtocols.items",
            describe="CustomOriginConfig.OriginSslProtocols.Items",
            terraform="custom_origin_config[0].origin_ssl_protocols",
            cloudformation="CustomOriginConfig.OriginSSLProtocols",
        ),
    ] = ()
    """The versions of TLS with which it may be asked."""

    @property
    def is_open_bucket(self) -> bool:
        """Whether it is a bucket that must be open to be read, since requests are not signed."""
        if _WEBSITE.search(self.domain) or not _BUCKET.search(self.domain):
            return False
        return not (self.access_control or self.access_identity)

    @property
    def accepts_old_tls(self) -> bool:
        """Whether it may be asked with TLS before 1.2."""
        return self.protocol != "http-only" and bool(_OLD_PROTOCOLS & set(self.protocols))


class SizeField:
    """How many there are, given as a number or as a list."""

    def convert(self, raw: Any) -> int:
        """Return the number."""
        return len(raw) if isinstance(raw, list | tuple) else WholeField().convert(raw)


class OriginGroup(Shape):
    """Origins of which one stands in for the other."""

    members: Annotated[
        int,
        SizeField(),
        At(
            config="members.quantity",
            describe="Members.Quantity",
            terraform="member",
            cloudformation="Members.Quantity",
        ),
    ] = 0
    """How many they are."""
