"""AWS::Config::ConfigurationRecorder."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Pairs, Texts, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import ACCOUNT_WIDE, At, Calls, Newly, Planned, Resource

_RECORDER = ".ConfigurationRecorders[0]"
_STATUS = "DescribeConfigurationRecorderStatus.ConfigurationRecordersStatus[0]"
_DELIVERY = "DescribeDeliveryChannelStatus.DeliveryChannelsStatus[0]"


class ConfigurationRecorder(
    Resource,
    of="AWS::Config::ConfigurationRecorder",
    arn="arn:{partition}:config:{region}:{account}:configuration-recorder",
    config_id=("awsAccountId", "accountId"),
    calls=Calls(
        service="config",
        # Without a name it answers about the one recorder that customers can have in a region.
        identity="DescribeConfigurationRecorders",
        unbound=(
            "DescribeConfigurationRecorderStatus",
            "DescribeConfigurationRecorders",
            "DescribeDeliveryChannelStatus",
            "DescribeDeliveryChannels",
            "DescribeRetentionConfigurations",
        ),
        settles=30,
    ),
    planned=Planned(
        terraform=("aws_config_configuration_recorder",),
        terraform_name=("name", "id"),
        owners={
            "aws_config_configuration_recorder_status": "name",
            "aws_config_delivery_channel": ACCOUNT_WIDE,
            "aws_config_retention_configuration": ACCOUNT_WIDE,
            "AWS::Config::DeliveryChannel": ACCOUNT_WIDE,
        },
    ),
):
    """How AWS Config records one region, whether there is a recorder or not.

    A region has one recorder of the customer's at most. Its id is the account's, so that a region
    without a recorder is judged, too.
    """

    tags: Annotated[Pairs, At(config="tags")] = MappingProxyType({})
    """Its tags, which only Config tells."""

    recorder: Annotated[
        str,
        At(
            config=".Name",
            describe=f"{_RECORDER}.name",
            terraform="name",
            cloudformation="Name",
            new="default",
        ),
    ] = ""
    """The recorder's name; empty where there is none."""

    recording: Annotated[
        Toggle,
        At(
            config=".Recording",
            describe=f"{_STATUS}.recording",
            terraform="aws_config_configuration_recorder_status[0].is_enabled",
            cloudformation="StartedOnCreate",
            new=Newly(terraform=False, cloudformation=True),
        ),
    ] = False
    """Whether it is recording at this moment."""

    last_status: Annotated[
        str, At(describe=f"{_STATUS}.lastStatus", terraform=UNSET, cloudformation=UNSET)
    ] = ""
    """How the last recording ended: `SUCCESS`, `FAILURE`, `PENDING`, or empty for none yet."""

    last_error: Annotated[
        str, At(describe=f"{_STATUS}.lastErrorCode", terraform=UNSET, cloudformation=UNSET)
    ] = ""
    """The error of the last recording; empty when there was none."""

    all_supported: Annotated[
        Toggle,
        At(
            config=".RecordingGroup.AllSupported",
            describe=f"{_RECORDER}.recordingGroup.allSupported",
            terraform="recording_group[0].all_supported",
            cloudformation="RecordingGroup.AllSupported",
            new=True,
        ),
    ] = False
    """Whether every resource type that AWS Config knows is recorded, new ones included."""

    named_types: Annotated[
        Texts,
        At(
            config=".RecordingGroup.ResourceTypes",
            describe=f"{_RECORDER}.recordingGroup.resourceTypes",
            terraform="recording_group[0].resource_types",
            cloudformation="RecordingGroup.ResourceTypes",
        ),
    ] = ()
    """The only types that are recorded; empty where all are, or all but some."""

    strategy: Annotated[
        str,
        At(
            config=".RecordingGroup.RecordingStrategy.UseOnly",
            describe=f"{_RECORDER}.recordingGroup.recordingStrategy.useOnly",
            terraform="recording_group[0].recording_strategy[0].use_only",
            cloudformation="RecordingGroup.RecordingStrategy.UseOnly",
        ),
    ] = ""
    """Which types are recorded, such as `EXCLUSION_BY_RESOURCE_TYPES`; empty in old recorders."""

    excluded_types: Annotated[
        Texts,
        At(
            config=".RecordingGroup.ExclusionByResourceTypes.ResourceTypes",
            describe=f"{_RECORDER}.recordingGroup.exclusionByResourceTypes.resourceTypes",
            terraform="recording_group[0].exclusion_by_resource_types[0].resource_types",
            cloudformation="RecordingGroup.ExclusionByResourceTypes.ResourceTypes",
        ),
    ] = ()
    """The types that are left out where all others are recorded."""

    frequency: Annotated[
        str,
        At(
            config=".RecordingMode.RecordingFrequency",
            describe=f"{_RECORDER}.recordingMode.recordingFrequency",
            terraform="recording_mode[0].recording_frequency",
            cloudformation="RecordingMode.RecordingFrequency",
        ),
    ] = "CONTINUOUS"
    """`CONTINUOUS`, or `DAILY` where a change is recorded a day later."""

    role: Annotated[
        str,
        At(
            config=".RoleARN",
            describe=f"{_RECORDER}.roleARN",
            terraform="role_arn",
            cloudformation="RoleARN",
        ),
    ] = ""
    """The ARN of the role with which resources are read."""

    bucket: Annotated[
        str,
        At(
            describe="DescribeDeliveryChannels.DeliveryChannels[0].s3BucketName",
            terraform="aws_config_delivery_channel[0].s3_bucket_name",
            cloudformation="AWS::Config::DeliveryChannel[0].S3BucketName",
        ),
    ] = ""
    """The bucket of the delivery channel; empty where there is no channel."""

    history_error: Annotated[
        str,
        At(
            describe=f"{_DELIVERY}.configHistoryDeliveryInfo.lastErrorCode",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = ""
    """The error of the last delivery of the history to the bucket; empty when there was none."""

    history_status: Annotated[
        str,
        At(
            describe=f"{_DELIVERY}.configHistoryDeliveryInfo.lastStatus",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = ""
    """How the last delivery ended: `SUCCESS`, `FAILURE`, or empty for none yet."""

    retention_days: Annotated[
        int,
        At(
            describe="DescribeRetentionConfigurations.RetentionConfigurations[0]"
            ".RetentionPeriodInDays",
            terraform="aws_config_retention_configuration[0].retention_period_in_days",
            cloudformation=UNSET,
        ),
    ] = 2557
    """After how many days what was recorded is deleted; seven years unless it is set."""

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is not recorded of the region; nothing for a recorder of all types.

        A type that is recorded once for the account, such as IAM's, is left to one region.
        """
        if not self.recorder:
            return ("everything",)
        if self.strategy == "EXCLUSION_BY_RESOURCE_TYPES":
            left_out = [kind for kind in self.excluded_types if kind not in RECORDED_ONCE]
            return tuple(left_out)
        records_all = self.all_supported and not self.named_types
        return () if records_all else ("types that are not named",)

    @property
    def uses_own_role(self) -> bool:
        """Whether AWS itself keeps the role of the recorder: `AWSServiceRoleForConfig`."""
        return self.role.rpartition("/")[2] == "AWSServiceRoleForConfig"


RECORDED_ONCE = frozenset(
    {"AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::User"}
)
"""The types that AWS advises to record in one region alone: they are the same in all.
Source: https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html"""
