"""AWS::S3::AccessPoint as each source tells of it."""

import json

import pytest
from moto import mock_aws

from posturewatch.domain.policy import Answer
from posturewatch.resources.s3.access import ALL_BLOCKED
from posturewatch.resources.s3.access_point import AccessPoint
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.planned import plan, planned, refers
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template

ARN = f"arn:aws:s3:{REGION}:{ACCOUNT}:accesspoint/door"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{ARN}/*"}
    ],
}
SWITCHES = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": False,
    "RestrictPublicBuckets": False,
}
PLANNED = {
    "block_public_acls": True,
    "ignore_public_acls": True,
    "block_public_policy": False,
    "restrict_public_buckets": False,
}
ACCOUNT_BLOCK = {"aws_s3_account_public_access_block.x": dict.fromkeys(PLANNED, False)}


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        yield Audited()


def made(aws):
    aws.client("s3").create_bucket(
        Bucket="data", CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    control = aws.client("s3control")
    control.create_access_point(
        AccountId=ACCOUNT,
        Name="door",
        Bucket="data",
        PublicAccessBlockConfiguration=SWITCHES,
    )
    control.tag_resource(AccountId=ACCOUNT, ResourceArn=ARN, Tags=[{"Key": "team", "Value": "web"}])
    control.put_access_point_policy(AccountId=ACCOUNT, Name="door", Policy=json.dumps(POLICY))
    return control


def test_four_sources_tell_the_same(aws):
    made(aws)
    live = aws.read(AccessPoint, "door")
    assert unknowns(live) == []
    assert live.public is Answer.YES
    assert live.arn == ARN
    values = {
        "name": "door",
        "bucket": "data",
        "vpc_configuration": [],
        "policy": json.dumps(POLICY),
        "public_access_block_configuration": [PLANNED],
        "tags_all": {"team": "web"},
    }
    assert differences(live, of_plan(AccessPoint, values, **ACCOUNT_BLOCK)) == []
    template = {
        "Name": "door",
        "Bucket": "data",
        "Policy": POLICY,
        "PublicAccessBlockConfiguration": SWITCHES,
        "Tags": [{"Key": "team", "Value": "web"}],
    }
    account = ["account_public_access_block"]
    assert differences(live, of_template(AccessPoint, template)) == account
    told = {"Name": "door", "Bucket": "data", "NetworkOrigin": "Internet"}
    config = from_config(
        AccessPoint, item(AccessPoint, told, arn=ARN, resourceId="door", tags={"team": "web"})
    )
    assert config.key == live.key
    assert differences(live, config) == [*account, "policy", "public_access_block"]


def test_it_is_listed_has_no_policy_and_goes(aws):
    control = made(aws)
    control.delete_access_point_policy(AccountId=ACCOUNT, Name="door")
    assert [each.key.id for each in aws.listed(AccessPoint)] == ["door"]
    assert aws.read(AccessPoint, "door").policy is None
    aws.fail("GetAccessPointPolicy")
    assert unknowns(aws.read(AccessPoint, "door")) == ["policy"]
    control.delete_access_point(AccountId=ACCOUNT, Name="door")
    assert aws.is_gone(AccessPoint, "door")


def test_the_accounts_own_block_holds_too(aws):
    control = made(aws)
    control.put_public_access_block(
        AccountId=ACCOUNT, PublicAccessBlockConfiguration=dict.fromkeys(SWITCHES, True)
    )
    live = aws.read(AccessPoint, "door")
    assert live.account_public_access_block == ALL_BLOCKED
    assert live.public is Answer.NO


def test_a_new_one_blocks_all_and_a_policy_may_stand_beside_it():
    assert of_template(AccessPoint, {"Bucket": "data"}).public_access_block == ALL_BLOCKED
    document = plan(
        {
            "aws_s3_access_point.x": {"name": "door", "bucket": "data"},
            "aws_s3control_access_point_policy.x": {"policy": json.dumps(POLICY)},
        },
        **refers(
            {
                "aws_s3control_access_point_policy.x": {
                    "access_point_arn": "aws_s3_access_point.x.arn"
                }
            }
        ),
    )
    (told,) = planned(document, AccessPoint)
    assert told.public_access_block == ALL_BLOCKED
    assert told.policy is not None
    assert told.public is Answer.NO
