"""AWS::Backup::BackupPlan."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Count, Moment, Pairs, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape


class BackupRule(Shape):
    """How often something is backed up, and for how long it is kept."""

    name: Annotated[
        str,
        At(
            config="RuleName",
            describe="RuleName",
            terraform="rule_name",
            cloudformation="RuleName",
        ),
    ] = ""
    """Its name in the plan."""
    keeps_days: Annotated[
        int | None,
        At(
            config="Lifecycle.DeleteAfterDays",
            describe="Lifecycle.DeleteAfterDays",
            terraform="lifecycle[0].delete_after",
            cloudformation="Lifecycle.DeleteAfterDays",
        ),
    ] = None
    """After how many days a backup is deleted; None for never."""
    copies: Annotated[
        Count,
        At(
            config="CopyActions",
            describe="CopyActions",
            terraform="copy_action",
            cloudformation="CopyActions",
        ),
    ] = 0
    """To how many other vaults each backup is copied."""
    continuous: Annotated[
        Toggle,
        At(
            config="EnableContinuousBackup",
            describe="EnableContinuousBackup",
            terraform="enable_continuous_backup",
            cloudformation="EnableContinuousBackup",
        ),
    ] = False
    """Whether any moment can be restored."""


class BackupPlan(
    Resource,
    of="AWS::Backup::BackupPlan",
    calls=Calls(
        service="backup",
        identity="GetBackupPlan",
        gone=("ResourceNotFoundException",),
        bind={"BackupPlanId": "id", "ResourceArn": ".BackupPlanArn"},
        listed="ListBackupPlans.BackupPlansList[]",
        list_id="BackupPlanId",
    ),
    planned=Planned(
        terraform=("aws_backup_plan",),
        terraform_name=("id",),
        terraform_owner="plan_id",
        cloudformation_owner="BackupPlanId",
    ),
):
    """What is backed up, how often, and for how long."""

    arn: Annotated[
        str,
        At(config=("ARN", "arn"), describe=".BackupPlanArn", terraform=UNSET, cloudformation=UNSET),
    ] = ""
    """The plan's ARN."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTags.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="BackupPlanTags",
        ),
    ] = MappingProxyType({})
    """The plan's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".CreationDate")] = (
        None
    )
    """When it was made."""

    rules: Annotated[
        tuple[BackupRule, ...],
        At(
            config=".BackupPlan.BackupPlanRule",
            describe=".BackupPlan.Rules",
            terraform="rule",
            cloudformation="BackupPlan.BackupPlanRule",
        ),
    ] = ()
    """Its rules."""

    selections: Annotated[
        Count,
        At(
            describe="ListBackupSelections.BackupSelectionsList",
            terraform="aws_backup_selection[]",
            cloudformation="AWS::Backup::BackupSelection[]",
        ),
    ] = 0
    """How many selections say what is backed up; without one, nothing is."""
