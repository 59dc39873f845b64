"""AWS::Backup::RestoreTestingPlan."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Count, Moment, Pairs
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource


class RestoreTestingPlan(
    Resource,
    of="AWS::Backup::RestoreTestingPlan",
    calls=Calls(
        service="backup",
        identity="GetRestoreTestingPlan.RestoreTestingPlan",
        gone=("ResourceNotFoundException",),
        bind={"RestoreTestingPlanName": "id", "ResourceArn": ".RestoreTestingPlanArn"},
        listed="ListRestoreTestingPlans.RestoreTestingPlans[]",
        list_id="RestoreTestingPlanName",
        carries=True,
    ),
    planned=Planned(
        terraform=("aws_backup_restore_testing_plan",),
        terraform_name=("name", "id"),
        terraform_owner="restore_testing_plan_name",
        cloudformation_name=("RestoreTestingPlanName",),
        cloudformation_owner="RestoreTestingPlanName",
    ),
):
    """A plan that restores backups regularly, to see whether that works."""

    arn: Annotated[
        str,
        At(
            config=("ARN", "arn"),
            describe=".RestoreTestingPlanArn",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = ""
    """The plan's ARN."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTags.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The plan's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".CreationTime")] = (
        None
    )
    """When it was made."""

    last_run_at: Annotated[Moment, At(describe=".LastExecutionTime")] = None
    """When it last restored something; None where that never happened."""

    selections: Annotated[
        Count,
        At(
            describe="ListRestoreTestingSelections.RestoreTestingSelections",
            terraform="aws_backup_restore_testing_selection[]",
            cloudformation="AWS::Backup::RestoreTestingSelection[]",
        ),
    ] = 0
    """How many selections say what is restored; without one, nothing is."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id
