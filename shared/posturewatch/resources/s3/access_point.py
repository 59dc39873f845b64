"""AWS::S3::AccessPoint."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Policy
from posturewatch.domain.policy import Answer
from posturewatch.domain.resource import ACCOUNT_WIDE, At, Calls, Planned, Resource
from posturewatch.resources.s3.access import ALL_BLOCKED, PublicAccessBlock

ARN = "arn:{partition}:s3:{region}:{account}:accesspoint/{id}"


class AccessPoint(
    Resource,
    of="AWS::S3::AccessPoint",
    arn=ARN,
    config_id=(".Name", "resourceName", "resourceId"),
    calls=Calls(
        service="s3control",
        identity="GetAccessPoint",
        gone=("NoSuchAccessPoint",),
        bind={"AccountId": "account", "Name": "id", "ResourceArn": ARN},
        absent={
            "GetAccessPointPolicy": ("NoSuchAccessPointPolicy",),
            "GetPublicAccessBlock": ("NoSuchPublicAccessBlockConfiguration",),
        },
        constants={"list:ListAccessPoints": {"AccountId": "@account"}},
        listed="ListAccessPoints.AccessPointList[]",
        list_id="Name",
    ),
    planned=Planned(
        terraform=("aws_s3_access_point",),
        terraform_owner="access_point_arn",
        owners={"aws_s3_account_public_access_block": ACCOUNT_WIDE},
    ),
):
    """A door of its own to a bucket, with a policy and a network of its own."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTagsForResource.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The access point's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".CreationDate")] = (
        None
    )
    """When it was made."""

    bucket: Annotated[
        str, At(config=".Bucket", describe=".Bucket", terraform="bucket", cloudformation="Bucket")
    ] = ""
    """The bucket that it leads to; that of FSx's own has no name of the account's."""

    vpc: Annotated[
        str,
        At(
            config=".VpcConfiguration.VpcId",
            describe=".VpcConfiguration.VpcId",
            terraform="vpc_configuration[0].vpc_id",
            cloudformation="VpcConfiguration.VpcId",
        ),
    ] = ""
    """The VPC from which alone it is reached; empty where the internet is a way, too."""

    policy: Annotated[
        Policy,
        At(
            describe="GetAccessPointPolicy.Policy",
            terraform=("aws_s3control_access_point_policy[0].policy", "policy"),
            cloudformation="Policy",
        ),
    ] = None
    """Its policy."""

    public_access_block: Annotated[
        PublicAccessBlock,
        At(
            describe=".PublicAccessBlockConfiguration",
            terraform="public_access_block_configuration[0]",
            cloudformation="PublicAccessBlockConfiguration",
            always=True,
            new=ALL_BLOCKED,
        ),
    ] = PublicAccessBlock()
    """Its own Block Public Access, which cannot be changed later."""

    account_public_access_block: Annotated[
        PublicAccessBlock,
        At(
            describe="GetPublicAccessBlock.PublicAccessBlockConfiguration",
            terraform="aws_s3_account_public_access_block[0]",
        ),
    ] = PublicAccessBlock()
    """The account's Block Public Access, which holds for every access point."""

    @property
    def public(self) -> Answer:
        """Whether its policy lets everybody in, as Block Public Access leaves it in effect.

        What has no effect need not be known.
        Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
        """
        if self.knows("policy") and self._public_by_policy() is Answer.NO:
            return Answer.NO
        return Answer.NO if self._is_closed() else self._public_by_policy()

    @property
    def public_statements(self) -> tuple[str, ...]:
        """By which statements of its policy everybody gets in, or may get in."""
        if self.public is Answer.NO or self.policy is None:
            return ()
        return tuple(self.policy.public(self.key.account).sids)

    def _is_closed(self) -> bool:
        """Whether a public policy has no effect, for which one known reason is enough."""
        if self.knows("vpc") and self.vpc:
            # Within a VPC nothing is public, whatever the policy says.
            return True
        levels = ("public_access_block", "account_public_access_block")
        known = [getattr(self, level) for level in levels if self.knows(level)]
        if any(x.knows("restrict_public_buckets") and x.restrict_public_buckets for x in known):
            return True
        blocks = (self.public_access_block, self.account_public_access_block)
        return bool(self.vpc) or any(block.restrict_public_buckets for block in blocks)

    def _public_by_policy(self) -> Answer:
        if self.policy is None:
            return Answer.NO
        return self.policy.public(self.key.account).answer
