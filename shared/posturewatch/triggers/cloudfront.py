"""Amazon CloudFront: distributions. Its records come from us-east-1.

Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/logging_using_cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import DISTRIBUTION

_ID = "requestParameters.id"
_MADE = "responseElements.distribution.id"
_ARN = "requestParameters.resource"

TRIGGERS = (
    Trigger("AssociateDistributionWebACL", DISTRIBUTION, _ID),
    Trigger("CopyDistribution", DISTRIBUTION, _MADE),
    Trigger("CreateDistribution", DISTRIBUTION, _MADE),
    Trigger("CreateDistributionWithTags", DISTRIBUTION, _MADE),
    Trigger("DeleteDistribution", DISTRIBUTION, _ID),
    Trigger("DisassociateDistributionWebACL", DISTRIBUTION, _ID),
    Trigger("TagResource", DISTRIBUTION, _ARN, mixed=True),
    Trigger("UntagResource", DISTRIBUTION, _ARN, mixed=True),
    Trigger("UpdateDistribution", DISTRIBUTION, _ID),
    Trigger("UpdateDistributionWithStagingConfig", DISTRIBUTION, _ID),
)

IRRELEVANT = {
    "leaves how a distribution serves and what it serves from": """
        AssociateAlias CreateInvalidation CreateInvalidationForDistributionTenant
        CreateMonitoringSubscription DeleteMonitoringSubscription UpdateDomainAssociation
    """,
    "changes what several distributions may name, of which only the name is judged": """
        CreateAnycastIpList CreateCachePolicy CreateCloudFrontOriginAccessIdentity
        CreateContinuousDeploymentPolicy CreateFieldLevelEncryptionConfig
        CreateFieldLevelEncryptionProfile CreateKeyGroup CreateOriginAccessControl
        CreateOriginRequestPolicy CreatePublicKey CreateRealtimeLogConfig
        CreateResponseHeadersPolicy CreateTrustStore CreateVpcOrigin DeleteAnycastIpList
        DeleteCachePolicy DeleteCloudFrontOriginAccessIdentity DeleteContinuousDeploymentPolicy
        DeleteFieldLevelEncryptionConfig DeleteFieldLevelEncryptionProfile DeleteKeyGroup
        DeleteOriginAccessControl DeleteOriginRequestPolicy DeletePublicKey DeleteRealtimeLogConfig
        DeleteResponseHeadersPolicy DeleteTrustStore DeleteVpcOrigin UpdateAnycastIpList
        UpdateCachePolicy UpdateCloudFrontOriginAccessIdentity UpdateContinuousDeploymentPolicy
        UpdateFieldLevelEncryptionConfig UpdateFieldLevelEncryptionProfile UpdateKeyGroup
        UpdateOriginAccessControl UpdateOriginRequestPolicy UpdatePublicKey UpdateRealtimeLogConfig
        UpdateResponseHeadersPolicy UpdateTrustStore UpdateVpcOrigin
    """,
    "changes code at the edge, which is not judged": """
        CreateConnectionFunction CreateFunction CreateKeyValueStore DeleteConnectionFunction
        DeleteFunction DeleteKeyValueStore PublishConnectionFunction PublishFunction
        TestConnectionFunction TestFunction UpdateConnectionFunction UpdateFunction
        UpdateKeyValueStore
    """,
    "changes a tenant of a distribution, which is not judged": """
        AssociateDistributionTenantWebACL CreateConnectionGroup CreateDistributionTenant
        DeleteConnectionGroup DeleteDistributionTenant DisassociateDistributionTenantWebACL
        UpdateConnectionGroup UpdateDistributionTenant
    """,
    "shares a resource with other accounts, which is not judged": """
        DeleteResourcePolicy PutResourcePolicy
    """,
    "changes a distribution of Flash media, which AWS has retired": """
        CreateStreamingDistribution CreateStreamingDistributionWithTags DeleteStreamingDistribution
        UpdateStreamingDistribution
    """,
}

SERVICE = service_calls(
    "cloudfront.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="VerifyDnsConfiguration",
)
