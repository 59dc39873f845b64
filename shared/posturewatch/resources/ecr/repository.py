"""AWS::ECR::Repository."""

from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Policy, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import (
    ACCOUNT_WIDE,
    At,
    Calls,
    Planned,
    Resource,
    Shape,
)


class ScanningRule(Shape):
    """Which repositories of the registry are scanned, and when."""

    frequency: Annotated[
        str, At(describe="scanFrequency", terraform="scan_frequency", always=True)
    ] = "MANUAL"
    """`SCAN_ON_PUSH`, `CONTINUOUS_SCAN` or `MANUAL`."""

    filters: Annotated[
        tuple[str, ...],
        At(describe="repositoryFilters[].filter", terraform="repository_filter[].filter"),
    ] = ()
    """The names of the repositories, with `*` for any text."""

    def scans(self, name: str) -> bool:
        """Return whether images are scanned by themselves once they come into a repository."""
        return self.frequency != "MANUAL" and any(fnmatchcase(name, each) for each in self.filters)


class Repository(
    Resource,
    of="AWS::ECR::Repository",
    calls=Calls(
        service="ecr",
        identity="DescribeRepositories.repositories[0]",
        gone=("RepositoryNotFoundException",),
        bind={
            "repositoryNames": "id",
            "repositoryName": "id",
            "resourceArn": ".repositoryArn",
        },
        absent={
            "GetRepositoryPolicy": ("RepositoryPolicyNotFoundException",),
            "GetLifecyclePolicy": ("LifecyclePolicyNotFoundException",),
        },
        listed="DescribeRepositories.repositories[]",
        list_id="repositoryName",
        carries=True,
    ),
    planned=Planned(
        terraform=("aws_ecr_repository",),
        terraform_name=("name", "id"),
        terraform_owner="repository",
        owners={"aws_ecr_registry_scanning_configuration": ACCOUNT_WIDE},
        cloudformation_name=("RepositoryName",),
    ),
):
    """A repository of container images."""

    arn: Annotated[
        str,
        At(
            config=("ARN", "arn"),
            describe=".repositoryArn",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = ""
    """The repository's ARN."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTagsForResource.tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The repository's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".createdAt")] = None
    """When it was made."""

    scan_on_push: Annotated[
        Toggle,
        At(
            config=".ImageScanningConfiguration.ScanOnPush",
            describe=".imageScanningConfiguration.scanOnPush",
            terraform="image_scanning_configuration[0].scan_on_push",
            cloudformation="ImageScanningConfiguration.ScanOnPush",
        ),
    ] = False
    """Whether the repository itself has each image scanned as it comes in."""

    registry_rules: Annotated[
        tuple[ScanningRule, ...],
        At(
            describe="GetRegistryScanningConfiguration.scanningConfiguration.rules[]",
            terraform="aws_ecr_registry_scanning_configuration[].rule[]",
        ),
    ] = ()
    """What the registry says about scanning, which counts for every repository that it names."""

    immutable: Annotated[
        str,
        At(
            config=".ImageTagMutability",
            describe=".imageTagMutability",
            terraform="image_tag_mutability",
            cloudformation="ImageTagMutability",
        ),
    ] = "MUTABLE"
    """`IMMUTABLE` where a tag stays with its image, `MUTABLE` where it may move."""

    encryption: Annotated[
        str,
        At(
            describe=".encryptionConfiguration.encryptionType",
            terraform="encryption_configuration[0].encryption_type",
            cloudformation="EncryptionConfiguration.EncryptionType",
        ),
    ] = "AES256"
    """`AES256`, `KMS` or `KMS_DSSE`."""

    policy: Annotated[
        Policy,
        At(
            config=None,
            describe="GetRepositoryPolicy.policyText",
            terraform="aws_ecr_repository_policy[0].policy",
            cloudformation="RepositoryPolicyText",
        ),
    ] = None
    """Who else may pull and push."""

    lifecycle: Annotated[
        str,
        At(
            describe="GetLifecyclePolicy.lifecyclePolicyText",
            terraform="aws_ecr_lifecycle_policy[0].policy",
            cloudformation="LifecyclePolicy.LifecyclePolicyText",
        ),
    ] = ""
    """What becomes of old images, as JSON; empty where they stay."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id

    @property
    def is_scanned(self) -> bool:
        """Whether images are scanned by themselves, by the repository's or the registry's word."""
        if self.knows("scan_on_push") and self.scan_on_push:
            return True
        return any(rule.scans(self.key.id) for rule in self.registry_rules) or self.scan_on_push
