"""AWS::CloudTrail::Trail."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Day, Pairs, Present, Toggle
from posturewatch.domain.places import Elsewhere
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.cloudtrail.selectors import (
    READS_AND_WRITES,
    AdvancedEventSelector,
    EventSelector,
)


class Trail(
    Resource,
    of="AWS::CloudTrail::Trail",
    config_id=(".name", "resourceName", "resourceId"),
    calls=Calls(
        service="cloudtrail",
        # Found by name among all trails that are seen in its home region: an organization's trail
        # answers to its name in the management account alone, and to its ARN in member accounts.
        identity="DescribeTrails.trailList[Name=@id][HomeRegion=@region][0]",
        constants={
            "DescribeTrails": {"includeShadowTrails": True},
            "list:DescribeTrails": {"includeShadowTrails": True},
        },
        bind={"Name": ".TrailARN", "TrailName": ".TrailARN", "ResourceIdList": ".TrailARN"},
        listed="DescribeTrails.trailList[HomeRegion=@region]",
        list_id="Name",
        carries=True,
    ),
    planned=Planned(terraform=("aws_cloudtrail",), cloudformation_name=("TrailName",)),
):
    """A trail in its home region; a member account sees its organization's trail as one too."""

    arn: Annotated[str, At(config=(".trailARN", "ARN", "arn"), describe=".TrailARN")] = ""
    """The trail's ARN, which names the management account for an organization's trail."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTags.ResourceTagList[0].TagsList",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The trail's tags."""

    multi_region: Annotated[
        Toggle,
        At(
            config=".isMultiRegionTrail",
            describe=".IsMultiRegionTrail",
            terraform="is_multi_region_trail",
            cloudformation="IsMultiRegionTrail",
            always=True,
            new=False,
        ),
    ] = False
    """Whether events of all regions are recorded, those of regions to come included."""

    organization: Annotated[
        Toggle,
        At(
            config=".isOrganizationTrail",
            describe=".IsOrganizationTrail",
            terraform="is_organization_trail",
            cloudformation="IsOrganizationTrail",
        ),
    ] = False
    """Whether events of all accounts of the organization are recorded."""

    bucket: Annotated[
        str,
        At(
            config=".s3BucketName",
            describe=".S3BucketName",
            terraform="s3_bucket_name",
            cloudformation="S3BucketName",
        ),
    ] = ""
    """The bucket that receives the log files."""

    kms_key: Annotated[
        str,
        At(
            config=".kmsKeyId",
            describe=".KmsKeyId",
            terraform="kms_key_id",
            cloudformation="KMSKeyId",
        ),
    ] = ""
    """The KMS key that encrypts the log files; empty for SSE-S3."""

    log_file_validation: Annotated[
        Toggle,
        At(
            config=".logFileValidationEnabled",
            describe=".LogFileValidationEnabled",
            terraform="enable_log_file_validation",
            cloudformation="EnableLogFileValidation",
        ),
    ] = False
    """Whether digest files prove that log files were neither changed nor deleted."""

    log_group: Annotated[
        str,
        At(
            config=".cloudWatchLogsLogGroupArn",
            describe=".CloudWatchLogsLogGroupArn",
            terraform="cloud_watch_logs_group_arn",
            cloudformation="CloudWatchLogsLogGroupArn",
        ),
    ] = ""
    """The log group of CloudWatch Logs that receives the events too; empty when there is none."""

    logging: Annotated[
        Toggle,
        At(
            describe="GetTrailStatus.IsLogging",
            terraform="enable_logging",
            cloudformation="IsLogging",
            always=True,
            new=True,
        ),
    ] = False
    """Whether the trail is recording at this moment; Config does not tell."""

    delivery_error: Annotated[str, At(describe="GetTrailStatus.LatestDeliveryError")] = ""
    """The error of S3 when the last log file was delivered; empty when there was none."""

    log_group_error: Annotated[
        str, At(describe="GetTrailStatus.LatestCloudWatchLogsDeliveryError")
    ] = ""
    """The error of CloudWatch Logs when events were last sent there; empty when there was none."""

    logging_since: Annotated[Day, At(describe="GetTrailStatus.StartLoggingTime")] = None
    """The day on which recording was last switched on."""

    log_group_reached: Annotated[
        Day, At(describe="GetTrailStatus.LatestCloudWatchLogsDeliveryTime")
    ] = None
    """The day on which events last came to the log group; None where none ever did."""

    custom_selectors: Annotated[
        Present,
        At(
            config=".hasCustomEventSelectors",
            describe=".HasCustomEventSelectors",
            terraform=("event_selector", "advanced_event_selector"),
            cloudformation=("EventSelectors", "AdvancedEventSelectors"),
            always=True,
            new=False,
        ),
    ] = False
    """Whether event selectors were set; without them all management events are recorded."""

    selectors: Annotated[
        tuple[EventSelector, ...],
        At(
            config=Elsewhere(".hasCustomEventSelectors"),
            describe="GetEventSelectors.EventSelectors",
            terraform="event_selector",
            cloudformation="EventSelectors",
        ),
    ] = ()
    """The basic event selectors, where they were set."""

    advanced_selectors: Annotated[
        tuple[AdvancedEventSelector, ...],
        At(
            config=Elsewhere(".hasCustomEventSelectors"),
            describe="GetEventSelectors.AdvancedEventSelectors",
            terraform="advanced_event_selector",
            cloudformation="AdvancedEventSelectors",
        ),
    ] = ()
    """The advanced event selectors, where they were set; a trail has one kind or the other."""

    @property
    def management_events(self) -> frozenset[str]:
        """Which management events are recorded of every service: `read`, `write`.

        A selector that leaves out services, such as KMS, does not count. A member account may not
        see the selectors of an organization's trail, but it does see whether there are any.
        Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
        """
        if not self.knows("selectors", "advanced_selectors") and not self.custom_selectors:
            return READS_AND_WRITES
        if not (self.selectors or self.advanced_selectors or self.custom_selectors):
            return READS_AND_WRITES
        basic = [selector.records for selector in self.selectors]
        advanced = [selector.records for selector in self.advanced_selectors]
        return frozenset().union(*basic, *advanced)

    @property
    def object_events(self) -> frozenset[str]:
        """Which calls on the objects of all S3 buckets are recorded: `read`, `write`."""
        if self.knows("custom_selectors") and not self.custom_selectors:
            # Without selectors a trail records management events alone.
            return frozenset()
        basic = [selector.object_events for selector in self.selectors]
        advanced = [selector.object_events for selector in self.advanced_selectors]
        return frozenset().union(*basic, *advanced)

    @property
    def blind_spots(self) -> tuple[str, ...]:
        """What the trail does not record; unknown facts count only where no known one decides."""
        spots = []
        if self.knows("multi_region") and not self.multi_region:
            spots.append("other regions")
        if self.knows("logging") and not self.logging:
            spots.append("anything while logging is off")
        if not spots or self.knows("custom_selectors", "selectors", "advanced_selectors"):
            missing = READS_AND_WRITES - self.management_events
            spots += [f"all {kind} management events" for kind in sorted(missing)]
        if not spots:
            # Without a known blind spot the other facts must be known too: reading them makes sure.
            _ = self.multi_region, self.logging
        return tuple(spots)

    @property
    def has_lost_its_log_group(self) -> bool:
        """Whether it records, and nothing came to its log group for more than a day."""
        if not self.logging:
            return False
        days = [day for day in (self.log_group_reached, self.logging_since) if day is not None]
        return not days or self.age_in_days(max(days)) > 1

    @property
    def selects_management_events(self) -> bool:
        """Whether any management events are selected, and not only events of other kinds."""
        if self.management_events:
            return True
        basic = any(selector.management for selector in self.selectors)
        return basic or any(
            condition.field == "eventCategory" and "Management" in condition.equals
            for selector in self.advanced_selectors
            for condition in selector.conditions
        )
