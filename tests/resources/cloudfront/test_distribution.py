"""AWS::CloudFront::Distribution as each source tells of it."""

from collections.abc import Callable
from typing import Any

from posturewatch.domain.places import Unknown
from posturewatch.domain.resource import GLOBAL
from posturewatch.resources.cloudfront.distribution import Distribution
from tests.support.aws import Audited, found, from_config
from tests.support.sources import differences, item, of_plan, of_template

ARN = "arn:aws:cloudfront::123456789012:distribution/E1EXAMPLE"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1"
ACL = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/1"
TAGS = [{"Key": "team", "Value": "payments"}]


def listed(*items: Any) -> dict[str, Any]:
    return {"Quantity": len(items), "Items": list(items)}


CONFIGURED = {
    "DefaultRootObject": "index.html",
    "DefaultCacheBehavior": {"ViewerProtocolPolicy": "redirect-to-https"},
    "CacheBehaviors": listed({"ViewerProtocolPolicy": "https-only"}),
    "ViewerCertificate": {
        "CloudFrontDefaultCertificate": False,
        "ACMCertificateArn": CERTIFICATE,
        "MinimumProtocolVersion": "TLSv1.2_2021",
    },
    "Origins": listed(
        {
            "Id": "bucket",
            "DomainName": "site.s3.eu-west-1.amazonaws.com",
            "OriginAccessControlId": "EOAC",
            "S3OriginConfig": {"OriginAccessIdentity": ""},
        },
        {
            "Id": "api",
            "DomainName": "api.example.com",
            "OriginAccessControlId": "",
            "CustomOriginConfig": {
                "OriginProtocolPolicy": "https-only",
                "OriginSslProtocols": listed("TLSv1.2"),
            },
        },
    ),
    "OriginGroups": listed(
        {"Id": "both", "Members": listed({"OriginId": "api"}, {"OriginId": "b"})}
    ),
    "Logging": {"Enabled": True, "Bucket": "logs.s3.amazonaws.com"},
    "WebACLId": ACL,
}
DISTRIBUTION = {"Id": "E1EXAMPLE", "ARN": ARN, "DistributionConfig": CONFIGURED}
ANSWERS = {
    "GetDistribution": {"Distribution": DISTRIBUTION},
    "ListDistributions": {"DistributionList": {"Items": [{"Id": "E1EXAMPLE", "ARN": ARN}]}},
    "ListTagsForResource": {"Tags": {"Items": TAGS}},
}


def answering() -> Audited:
    aws = Audited()
    for operation, answer in ANSWERS.items():
        aws.answer(operation, answer)
    return aws


def renamed(value: Any, rename: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {rename(name): renamed(inner, rename) for name, inner in value.items()}
    return [renamed(each, rename) for each in value] if isinstance(value, list) else value


def config_name(name: str) -> str:
    first = 3 if name.startswith("ACM") else 1
    return "webACLId" if name == "WebACLId" else name[:first].lower() + name[first:]


def test_four_sources_tell_the_same():
    aws = answering()
    live = aws.read(Distribution, "E1EXAMPLE", GLOBAL)
    assert set(live.unknown) == {"created_at"}
    (entry,) = aws.listed(Distribution, GLOBAL)
    assert found(aws.source.read(Distribution, live.key, listed=entry)) == live
    config = from_config(
        Distribution,
        item(
            Distribution,
            {
                "id": "E1EXAMPLE",
                "arn": ARN,
                **renamed({"distributionConfig": CONFIGURED}, config_name),
            },
            resourceId="E1EXAMPLE",
            awsRegion="us-east-1",
            ARN=ARN,
            tags={"team": "payments"},
        ),
    )
    assert config.key == live.key
    assert differences(live, config) == []
    of_terraform = of_plan(
        Distribution,
        {
            "default_root_object": "index.html",
            "default_cache_behavior": [{"viewer_protocol_policy": "redirect-to-https"}],
            "ordered_cache_behavior": [{"viewer_protocol_policy": "https-only"}],
            "viewer_certificate": [
                {
                    "cloudfront_default_certificate": False,
                    "acm_certificate_arn": CERTIFICATE,
                    "minimum_protocol_version": "TLSv1.2_2021",
                }
            ],
            "origin": [
                {
                    "origin_id": "bucket",
                    "domain_name": "site.s3.eu-west-1.amazonaws.com",
                    "origin_access_control_id": "EOAC",
                },
                {
                    "origin_id": "api",
                    "domain_name": "api.example.com",
                    "custom_origin_config": [
                        {
                            "origin_protocol_policy": "https-only",
                            "origin_ssl_protocols": ["TLSv1.2"],
                        }
                    ],
                },
            ],
            "origin_group": [{"member": [{"origin_id": "api"}, {"origin_id": "b"}]}],
            "logging_config": [{"bucket": "logs.s3.amazonaws.com"}],
            "web_acl_id": ACL,
            "tags_all": {"team": "payments"},
        },
    )
    assert differences(live, of_terraform) == []
    bucket, api = CONFIGURED["Origins"]["Items"]
    custom = {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]}
    written = {
        **CONFIGURED,
        "CacheBehaviors": CONFIGURED["CacheBehaviors"]["Items"],
        "Origins": [bucket, {**api, "CustomOriginConfig": custom}],
        "ViewerCertificate": {
            "AcmCertificateArn": CERTIFICATE,
            "MinimumProtocolVersion": "TLSv1.2_2021",
        },
    }
    properties = {"DistributionConfig": written, "Tags": TAGS}
    assert differences(live, of_template(Distribution, properties)) == []


def test_what_is_not_set():
    of_template_ = of_template(Distribution, {"DistributionConfig": {"DefaultRootObject": ""}})
    assert set(of_template_.unknown) == {"created_at", "default_behavior"}
    assert of_template_.accepts_old_tls
    assert not of_template_.origin_groups


def test_reads_that_fail():
    aws = answering()
    aws.fail("ListTagsForResource")
    assert set(aws.read(Distribution, "E1EXAMPLE", GLOBAL).unknown) == {"created_at", "tags"}
    aws.fail("GetDistribution", "NoSuchDistribution")
    assert aws.is_gone(Distribution, "E1EXAMPLE", GLOBAL)


def test_an_account_without_distributions_has_none():
    # AWS leaves `Items` out: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionList.html
    aws = Audited()
    aws.answer("ListDistributions", {"DistributionList": {"Quantity": 0, "IsTruncated": False}})
    assert aws.listed(Distribution, GLOBAL) == ()


def test_an_answer_without_a_list_of_distributions_is_not_none():
    aws = Audited()
    aws.answer("ListDistributions", {})
    assert aws.source.list(Distribution, "123456789012", GLOBAL) == Unknown(
        "ListDistributions answered without DistributionList.Items"
    )
