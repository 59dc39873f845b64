"""Amazon ECR: repositories.

Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/logging-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import EVERY, Trigger, service_calls
from posturewatch.triggers.kinds import REPOSITORY

_NAME = ("requestParameters.repositoryName", "responseElements.repository.repositoryName")
_TAGGED = "requestParameters.resourceArn"

TRIGGERS = (
    Trigger("CreateRepository", REPOSITORY, _NAME),
    Trigger("DeleteRepository", REPOSITORY, _NAME),
    Trigger("DeleteLifecyclePolicy", REPOSITORY, _NAME[0]),
    Trigger("DeleteRepositoryPolicy", REPOSITORY, _NAME[0]),
    Trigger("PutImageScanningConfiguration", REPOSITORY, _NAME[0]),
    Trigger("PutImageTagMutability", REPOSITORY, _NAME[0]),
    Trigger("PutLifecyclePolicy", REPOSITORY, _NAME[0]),
    Trigger("SetRepositoryPolicy", REPOSITORY, _NAME[0]),
    Trigger("TagResource", REPOSITORY, _TAGGED, mixed=True),
    Trigger("UntagResource", REPOSITORY, _TAGGED, mixed=True),
    # What the registry says about scanning counts for all.
    Trigger("PutRegistryScanningConfiguration", REPOSITORY, EVERY),
)

IRRELEVANT = {
    "changes images, not how their repository keeps them": """
        BatchDeleteImage CompleteLayerUpload InitiateLayerUpload PutImage StartImageScan
        UpdateImageStorageClass UploadLayerPart
    """,
    "plans what a lifecycle policy would do": "StartLifecyclePolicyPreview",
    "changes a setting of the registry that is not judged yet": """
        CreatePullThroughCacheRule CreateRepositoryCreationTemplate DeletePullThroughCacheRule
        DeleteRegistryPolicy DeleteRepositoryCreationTemplate DeleteSigningConfiguration
        DeregisterPullTimeUpdateExclusion PutAccountSetting PutRegistryPolicy
        PutReplicationConfiguration PutSigningConfiguration RegisterPullTimeUpdateExclusion
        StartReplicationBackfill StopReplicationBackfill UpdatePullThroughCacheRule
        UpdateRepositoryCreationTemplate
    """,
}

SERVICE = service_calls(
    "ecr.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="BatchCheckLayerAvailability ValidatePullThroughCacheRule",
)
