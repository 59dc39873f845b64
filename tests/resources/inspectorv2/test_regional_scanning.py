"""AWS::InspectorV2::RegionalScanning from live reads and plans: nothing else tells of it."""

import pytest
from moto import mock_aws

from posturewatch.domain.places import Unknown
from posturewatch.resources.inspectorv2.regional_scanning import RegionalScanning
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, Audited
from tests.support.snapshots import unknowns
from tests.support.sources import of_plan

UNTOLD = ["created_at", "tags"]
KINDS = ("ec2", "ecr", "lambda", "lambdaCode")
SCANNED = ["function_code", "functions", "images", "instances"]


def answer(**states):
    told = {kind: {"status": states.get(kind, "DISABLED")} for kind in KINDS}
    account = {"accountId": ACCOUNT, "state": {"status": "ENABLED"}, "resourceState": told}
    return {"accounts": [account], "failedAccounts": []}


@pytest.fixture
def aws():
    return Audited()


def read(aws):
    return aws.read(RegionalScanning, ACCOUNT)


def test_a_live_read(aws):
    aws.answer("BatchGetAccountStatus", answer(ec2="ENABLED", ecr="ENABLED"))
    region = read(aws)
    assert (region.instances, region.images, region.functions) == (True, True, False)
    assert unknowns(region) == UNTOLD
    ((_, _, sent),) = aws.requests
    assert sent == {"accountIds": [ACCOUNT]}
    assert {tuple(name.split(":")) for name in aws.source.calls} == operations_of(RegionalScanning)
    assert [entry.key for entry in aws.listed(RegionalScanning)] == [region.key]


def test_a_region_where_nothing_is_searched(aws):
    aws.answer("BatchGetAccountStatus", answer(lambdaCode="SUSPENDED"))
    region = read(aws)
    assert not region.function_code
    assert not region.searches_instances
    assert unknowns(region) == UNTOLD


def test_what_is_being_switched_is_unknown(aws):
    aws.answer("BatchGetAccountStatus", answer(ec2="DISABLING"))
    assert unknowns(read(aws)) == ["created_at", "instances", "tags"]


def test_an_account_that_aws_could_not_ask_about_is_unknown(aws):
    failed = [{"accountId": ACCOUNT, "errorCode": "INTERNAL_ERROR"}]
    aws.answer("BatchGetAccountStatus", {"accounts": [], "failedAccounts": failed})
    assert set(SCANNED) <= set(unknowns(read(aws)))


def test_a_denied_read_is_unknown(aws):
    aws.fail("BatchGetAccountStatus", "AccessDeniedException")
    assert isinstance(aws.outcome(RegionalScanning, ACCOUNT), Unknown)


@mock_aws
def test_moto_tells_what_is_searched():
    aws = Audited()
    aws.client("inspector2").enable(accountIds=[ACCOUNT], resourceTypes=["ECR"])
    region = read(aws)
    assert (region.searches_images, region.searches_instances) == (True, False)


def test_a_plan_tells_what_it_switches_on():
    region = of_plan(RegionalScanning, {"account_ids": [ACCOUNT], "resource_types": ["EC2"]})
    assert (region.searches_instances, region.searches_images) == (True, False)
    assert not region.searches_functions
    assert not region.searches_function_code
