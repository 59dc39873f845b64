"""AWS::Config::ConfigurationRecorder as each source tells of it."""

import pytest
from moto import mock_aws

from posturewatch.domain.places import Unknown
from posturewatch.resources.config.configuration_recorder import ConfigurationRecorder
from posturewatch.sources.config import read_item
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, Audited, from_config
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_template

ROLE = f"arn:aws:iam::{ACCOUNT}:role/config"
ALL = "ALL_SUPPORTED_RESOURCE_TYPES"
UNTOLD = ["created_at", "tags"]


@pytest.fixture
def aws():
    with mock_aws():
        audited = Audited()
        audited.answer("DescribeRetentionConfigurations", {"RetentionConfigurations": []})
        audited.answer("DescribeDeliveryChannelStatus", {"DeliveryChannelsStatus": []})
        yield audited


def read(aws):
    return aws.read(ConfigurationRecorder, ACCOUNT)


def record(aws):
    """Make a recorder of all types and a channel, and start it."""
    client = aws.client("config")
    client.put_configuration_recorder(
        ConfigurationRecorder={
            "name": "default",
            "roleARN": ROLE,
            "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True},
        }
    )
    aws.client("s3").create_bucket(
        Bucket="history", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    client.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "history"})
    client.start_configuration_recorder(ConfigurationRecorderName="default")


def test_a_region_without_a_recorder_is_there_and_records_nothing(aws):
    region = read(aws)
    assert (region.recorder, region.recording, region.bucket) == ("", False, "")
    assert region.gaps == ("everything",)
    assert unknowns(region) == UNTOLD
    assert [entry.key.id for entry in aws.listed(ConfigurationRecorder)] == [ACCOUNT]


def test_a_live_read(aws):
    record(aws)
    region = read(aws)
    assert (region.recorder, region.recording, region.bucket) == ("default", True, "history")
    assert (region.all_supported, region.gaps, region.frequency) == (True, (), "CONTINUOUS")
    assert (region.role, region.uses_own_role) == (ROLE, False)
    assert {tuple(name.split(":")) for name in aws.source.calls} == operations_of(
        ConfigurationRecorder
    )
    assert unknowns(region) == UNTOLD


def test_what_does_not_work_is_told(aws):
    record(aws)
    failing = {"lastStatus": "FAILURE", "lastErrorCode": "AccessDenied"}
    aws.answer(
        "DescribeDeliveryChannelStatus",
        {"DeliveryChannelsStatus": [{"configHistoryDeliveryInfo": failing}]},
    )
    aws.answer(
        "DescribeConfigurationRecorderStatus",
        {"ConfigurationRecordersStatus": [{"recording": True, **failing}]},
    )
    aws.answer(
        "DescribeRetentionConfigurations",
        {"RetentionConfigurations": [{"Name": "default", "RetentionPeriodInDays": 30}]},
    )
    region = read(aws)
    assert (region.last_status, region.last_error) == ("FAILURE", "AccessDenied")
    assert (region.history_status, region.history_error) == ("FAILURE", "AccessDenied")
    assert region.retention_days == 30


def test_a_denied_read_is_unknown(aws):
    record(aws)
    aws.fail("DescribeConfigurationRecorderStatus")
    assert unknowns(read(aws)) == ["created_at", "last_error", "last_status", "recording", "tags"]
    aws.fail("DescribeConfigurationRecorders")
    assert {"recorder", "all_supported", "role"} <= set(unknowns(read(aws)))


RECORDER = {
    "Name": "default",
    "RoleARN": ROLE,
    "Recording": True,
    "RecordingGroup": {"AllSupported": True, "RecordingStrategy": {"UseOnly": ALL}},
    "RecordingMode": {"RecordingFrequency": "CONTINUOUS"},
}


def test_four_sources_tell_the_same(aws):
    record(aws)
    live = read(aws)
    config = from_config(ConfigurationRecorder, item(ConfigurationRecorder, RECORDER))
    assert config.key == live.key
    # What is delivered and how it went stands in no item of Config.
    told = ["bucket", "history_error", "history_status", "last_error", "last_status"]
    assert differences(live, config) == [*told, "retention_days"]
    told = {
        "aws_config_configuration_recorder.x": {
            "name": "default",
            "role_arn": ROLE,
            "recording_group": [{"all_supported": True, "recording_strategy": [{"use_only": ALL}]}],
        },
        "aws_config_configuration_recorder_status.x": {"name": "default", "is_enabled": True},
        "aws_config_delivery_channel.x": {"s3_bucket_name": "history"},
        "aws_config_retention_configuration.x": {"retention_period_in_days": 2557},
    }
    (of_plan,) = planned(plan(told), ConfigurationRecorder)
    assert differences(live, of_plan) == ["last_status", "tags"]
    properties = {name: RECORDER[name] for name in ("Name", "RoleARN", "RecordingGroup")}
    channel = {"S3BucketName": "history"}
    resources = {
        "X": ("AWS::Config::ConfigurationRecorder", properties),
        "Y": ("AWS::Config::DeliveryChannel", channel),
    }
    (of_template,) = declared(template(resources), ConfigurationRecorder)
    assert differences(live, of_template) == ["last_status", "tags"]


def test_a_template_that_names_types_records_no_others():
    told = {"RoleARN": ROLE, "RecordingGroup": {"ResourceTypes": ["AWS::S3::Bucket"]}}
    assert of_template(ConfigurationRecorder, told).gaps == ("types that are not named",)
    assert of_template(ConfigurationRecorder, {"RoleARN": ROLE}).gaps == ()


def test_a_plan_without_a_status_does_not_record():
    told = {"aws_config_configuration_recorder.x": {"role_arn": ROLE}}
    (region,) = planned(plan(told), ConfigurationRecorder)
    assert (region.recorder, region.recording, region.gaps) == ("default", False, ())
    assert {"bucket", "retention_days"} <= set(unknowns(region))


@pytest.mark.parametrize("status", ["ResourceDeleted", "ResourceDeletedNotRecorded"])
def test_the_end_of_a_recorder_is_a_hint_and_not_the_end_of_the_region(status):
    told = item(ConfigurationRecorder, RECORDER, configurationItemStatus=status)
    assert isinstance(read_item(told, ConfigurationRecorder), Unknown)
