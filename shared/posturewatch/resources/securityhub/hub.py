"""AWS::SecurityHub::Hub."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Texts, Toggle
from posturewatch.domain.places import ABSENT, UNSET
from posturewatch.domain.resource import ACCOUNT_WIDE, At, Calls, Planned, Resource


class Hub(
    Resource,
    of="AWS::SecurityHub::Hub",
    arn="arn:{partition}:securityhub:{region}:{account}:hub/default",
    config_id=("awsAccountId", "accountId"),
    calls=Calls(
        service="securityhub",
        identity="DescribeHub",
        bind={"ResourceArn": "DescribeHub.HubArn"},
        unbound=("DescribeHub", "GetEnabledStandards", "ListFindingAggregators"),
        absent={"DescribeHub": ("InvalidAccessException", "ResourceNotFoundException")},
        # Without a hub every call is refused with the words that a member gets of an administrator.
        skip_if={
            "GetEnabledStandards": {".HubArn": (ABSENT,)},
            "ListFindingAggregators": {".HubArn": (ABSENT,)},
        },
        settles=15,
    ),
    planned=Planned(
        terraform=("aws_securityhub_account",),
        terraform_name=("id", "arn"),
        owners={
            "aws_securityhub_standards_subscription": ACCOUNT_WIDE,
            "AWS::SecurityHub::Standard": ACCOUNT_WIDE,
            "aws_securityhub_finding_aggregator": ACCOUNT_WIDE,
            "AWS::SecurityHub::FindingAggregator": ACCOUNT_WIDE,
        },
    ),
):
    """Security Hub in one region, whether it is enabled there or not.

    Its id is the account's, so that a region without a hub is judged, too.
    """

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTagsForResource.Tags",
            terraform=UNSET,
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The hub's tags."""

    created_at: Annotated[
        Moment, At(config="resourceCreationTime", describe="DescribeHub.SubscribedAt")
    ] = None
    """When it was enabled; None where it is not."""

    hub: Annotated[
        str, At(describe="DescribeHub.HubArn", terraform="@type", cloudformation="@type")
    ] = ""
    """The hub's ARN, or how a plan or template names its type; empty where there is none."""

    finding_generator: Annotated[
        str,
        At(
            describe="DescribeHub.ControlFindingGenerator",
            terraform="control_finding_generator",
            cloudformation="ControlFindingGenerator",
            new="SECURITY_CONTROL",
        ),
    ] = "STANDARD_CONTROL"
    """`SECURITY_CONTROL` for one finding of a control, whatever standards ask for it."""

    new_controls: Annotated[
        Toggle,
        At(
            describe="DescribeHub.AutoEnableControls",
            terraform="auto_enable_controls",
            cloudformation="AutoEnableControls",
            new=True,
        ),
    ] = False
    """Whether controls that AWS adds to an enabled standard are enabled by themselves."""

    default_standards: Annotated[
        Toggle,
        At(
            describe=UNSET,
            terraform="enable_default_standards",
            cloudformation="EnableDefaultStandards",
            new=True,
        ),
    ] = False
    """Whether a new hub starts with AWS's own choice of standards."""

    standards: Annotated[
        Texts,
        At(
            describe="GetEnabledStandards.StandardsSubscriptions[].StandardsArn",
            terraform="aws_securityhub_standards_subscription[].standards_arn",
            cloudformation="AWS::SecurityHub::Standard[].StandardsArn",
        ),
    ] = ()
    """The ARNs of the standards by which resources are judged."""

    incomplete: Annotated[
        Texts,
        At(
            describe="GetEnabledStandards.StandardsSubscriptions[StandardsStatus=INCOMPLETE][]"
            ".StandardsArn",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = ()
    """Those of which AWS could not enable all controls, such as for want of a recorder."""

    aggregators: Annotated[
        Texts,
        At(
            describe="ListFindingAggregators.FindingAggregators[].FindingAggregatorArn",
            terraform="aws_securityhub_finding_aggregator[].linking_mode",
            cloudformation="AWS::SecurityHub::FindingAggregator[].RegionLinkingMode",
        ),
    ] = ()
    """What gathers the findings of several regions into one; all linked regions tell of it."""

    @property
    def judges_by_standards(self) -> bool:
        """Whether resources are judged by any standard, by default or by choice."""
        return bool(self.default_standards or self.standards)
