"""AWS::CloudFront::Distribution."""

import re
from types import MappingProxyType
from typing import Annotated, Any

from posturewatch.domain.fields import Pairs, Present, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import GLOBAL, At, Calls, Planned, Resource, Shape
from posturewatch.resources.cloudfront.origin import Origin, OriginGroup

_RECENT = re.compile(r"TLSv1\.[23](?:_|-|$)")
"""The viewer's security policies are named by the oldest version of TLS that they accept.
Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
"""


class PlainField:
    """Whether viewers may use HTTP, by the word for what happens when they do."""

    def convert(self, raw: Any) -> bool:
        """Return whether HTTP is answered.

        Raises:
            ValueError: The text is no viewer protocol policy.
        """
        known = {"allow-all": True, "redirect-to-https": False, "https-only": False}
        if raw not in known:
            raise ValueError(f"expected a viewer protocol policy, found {str(raw)[:40]!r}")
        return known[raw]


class Behavior(Shape):
    """How a part of the distribution is served."""

    allows_http: Annotated[
        bool,
        PlainField(),
        At(
            config="viewerProtocolPolicy",
            describe="ViewerProtocolPolicy",
            terraform="viewer_protocol_policy",
            cloudformation="ViewerProtocolPolicy",
            always=True,
        ),
    ] = True
    """Whether viewers may ask for it in clear text."""


class Distribution(
    Resource,
    of="AWS::CloudFront::Distribution",
    config_id=(".id", "resourceId"),
    region=GLOBAL,
    calls=Calls(
        service="cloudfront",
        identity="GetDistribution.Distribution",
        gone=("NoSuchDistribution",),
        bind={"Id": "id", "Resource": ".ARN"},
        listed="ListDistributions.DistributionList.Items[]",
        list_id="Id",
    ),
    planned=Planned(terraform=("aws_cloudfront_distribution",)),
):
    """What serves content to the world from AWS's edge."""

    arn: Annotated[
        str,
        At(config=("ARN", "arn", ".arn"), describe=".ARN", terraform=UNSET, cloudformation=UNSET),
    ] = ""
    """The distribution's ARN."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTagsForResource.Tags.Items",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The distribution's tags."""

    root_object: Annotated[
        str,
        At(
            config=".distributionConfig.defaultRootObject",
            describe=".DistributionConfig.DefaultRootObject",
            terraform="default_root_object",
            cloudformation="DistributionConfig.DefaultRootObject",
        ),
    ] = ""
    """What is served for the bare domain name; empty to ask the origin for it."""

    default_behavior: Annotated[
        Behavior,
        At(
            config=".distributionConfig.defaultCacheBehavior",
            describe=".DistributionConfig.DefaultCacheBehavior",
            terraform="default_cache_behavior[0]",
            cloudformation="DistributionConfig.DefaultCacheBehavior",
            always=True,
        ),
    ] = Behavior()
    """How what no other behavior claims is served."""

    behaviors: Annotated[
        tuple[Behavior, ...],
        At(
            config=".distributionConfig.cacheBehaviors.items",
            describe=".DistributionConfig.CacheBehaviors.Items",
            terraform="ordered_cache_behavior",
            cloudformation="DistributionConfig.CacheBehaviors",
        ),
    ] = ()
    """How single paths are served."""

    own_certificate: Annotated[
        Present,
        At(
            config=(
                ".distributionConfig.viewerCertificate.acmCertificateArn",
                ".distributionConfig.viewerCertificate.iamCertificateId",
            ),
            describe=(
                ".DistributionConfig.ViewerCertificate.ACMCertificateArn",
                ".DistributionConfig.ViewerCertificate.IAMCertificateId",
            ),
            terraform=(
                "viewer_certificate[0].acm_certificate_arn",
                "viewer_certificate[0].iam_certificate_id",
            ),
            cloudformation=(
                "DistributionConfig.ViewerCertificate.AcmCertificateArn",
                "DistributionConfig.ViewerCertificate.IamCertificateId",
            ),
        ),
    ] = False
    """Whether it has a certificate for names of its owner's."""

    default_certificate: Annotated[
        Toggle,
        At(
            config=".distributionConfig.viewerCertificate.cloudFrontDefaultCertificate",
            describe=".DistributionConfig.ViewerCertificate.CloudFrontDefaultCertificate",
            terraform="viewer_certificate[0].cloudfront_default_certificate",
            cloudformation="DistributionConfig.ViewerCertificate.CloudFrontDefaultCertificate",
        ),
    ] = False
    """Whether it is set to CloudFront's certificate, which accepts any TLS whatever else is set."""

    minimum_protocol: Annotated[
        str,
        At(
            config=".distributionConfig.viewerCertificate.minimumProtocolVersion",
            describe=".DistributionConfig.ViewerCertificate.MinimumProtocolVersion",
            terraform="viewer_certificate[0].minimum_protocol_version",
            cloudformation="DistributionConfig.ViewerCertificate.MinimumProtocolVersion",
        ),
    ] = "TLSv1"
    """The security policy that says which versions of TLS viewers may use."""

    origins: Annotated[
        tuple[Origin, ...],
        At(
            config=".distributionConfig.origins.items",
            describe=".DistributionConfig.Origins.Items",
            terraform="origin",
            cloudformation="DistributionConfig.Origins",
        ),
    ] = ()
    """Where its content is from."""

    origin_groups: Annotated[
        tuple[OriginGroup, ...],
        At(
            config=".distributionConfig.originGroups.items",
            describe=".DistributionConfig.OriginGroups.Items",
            terraform="origin_group",
            cloudformation="DistributionConfig.OriginGroups.Items",
        ),
    ] = ()
    """Its groups of origins."""

    logging: Annotated[
        Present,
        At(
            config=".distributionConfig.logging.bucket",
            describe=".DistributionConfig.Logging.Bucket",
            terraform="logging_config[0].bucket",
            cloudformation="DistributionConfig.Logging.Bucket",
        ),
    ] = False
    """Whether requests are logged to a bucket."""

    web_acl: Annotated[
        Present,
        At(
            config=".distributionConfig.webACLId",
            describe=".DistributionConfig.WebACLId",
            terraform="web_acl_id",
            cloudformation="DistributionConfig.WebACLId",
        ),
    ] = False
    """Whether a web ACL of AWS WAF guards it."""

    @property
    def allows_http(self) -> bool:
        """Whether any part of it is served in clear text."""
        return self.default_behavior.allows_http or any(each.allows_http for each in self.behaviors)

    @property
    def accepts_old_tls(self) -> bool:
        """Whether viewers may use TLS before 1.2, as CloudFront's own certificate lets them."""
        if self.default_certificate or not self.own_certificate:
            return True
        return not _RECENT.match(self.minimum_protocol)
