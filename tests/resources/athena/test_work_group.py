"""AWS::Athena::WorkGroup as each source tells of it."""

import pytest
from moto import mock_aws

from posturewatch.resources.athena.work_group import WorkGroup
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template

ARN = f"arn:aws:athena:{REGION}:{ACCOUNT}:workgroup/ads"
TAGS = [{"Key": "team", "Value": "payments"}]
SETTINGS = {
    "EnforceWorkGroupConfiguration": False,
    "PublishCloudWatchMetricsEnabled": False,
    "BytesScannedCutoffPerQuery": 10_000_000,
    "ResultConfiguration": {
        "OutputLocation": "s3://results/",
        "EncryptionConfiguration": {"EncryptionOption": "SSE_S3"},
    },
}
PLAN = {
    "name": "ads",
    "configuration": [
        {
            "enforce_workgroup_configuration": False,
            "publish_cloudwatch_metrics_enabled": False,
            "bytes_scanned_cutoff_per_query": 10_000_000,
            "result_configuration": [
                {"encryption_configuration": [{"encryption_option": "SSE_S3"}]}
            ],
        }
    ],
    "tags_all": {"team": "payments"},
}


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        audited = Audited()
        audited.client("athena").create_work_group(Name="ads", Configuration=SETTINGS, Tags=TAGS)
        yield audited


def test_four_sources_tell_the_same(aws):
    live = aws.read(WorkGroup, "ads")
    assert unknowns(live) == []
    assert live.arn == ARN
    assert live.owner == "payments"
    told = {"Name": "ads", "WorkGroupConfiguration": SETTINGS}
    config = from_config(
        WorkGroup, item(WorkGroup, told, resourceName="ads", tags={"team": "payments"})
    )
    assert config.key == live.key
    assert differences(live, config) == ["results_managed"]
    assert differences(live, of_plan(WorkGroup, PLAN)) == []
    template = {"Name": "ads", "WorkGroupConfiguration": SETTINGS, "Tags": TAGS}
    assert differences(live, of_template(WorkGroup, template)) == []


def test_it_is_listed_and_gone_when_nobody_has_the_name(aws):
    assert "ads" in {entry.key.id for entry in aws.listed(WorkGroup)}
    stubbed = Audited()
    stubbed.fail("GetWorkGroup", "InvalidRequestException")
    assert stubbed.is_gone(WorkGroup, "ads")
