"""AWS::SSM::Parameter as each source that knows it tells of it."""

import json
from datetime import UTC, datetime

import pytest
from moto import mock_aws

from posturewatch.resources.ssm.parameter import Parameter
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, REGION, Audited
from tests.support.planned import declared, plan, planned, refers, template
from tests.support.snapshots import unknowns
from tests.support.sources import differences, of_plan, of_template, read_live

NAME = "/prod/db/password"
PARAMETER = {
    "Name": NAME,
    "ARN": f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter{NAME}",
    "Type": "SecureString",
    "KeyId": "alias/parameters",
    "LastModifiedDate": datetime(2026, 1, 1, tzinfo=UTC),
    "LastModifiedUser": f"arn:aws:iam::{ACCOUNT}:user/ada",
    "Tier": "Standard",
}
ANSWERS = {
    "DescribeParameters": {"Parameters": [PARAMETER]},
    "ListTagsForResource": {"TagList": [{"Key": "team", "Value": "web"}]},
}
LIVE_ONLY = ["changed_at", "changed_by"]
VALUE = "hunter2hunter2"


def test_the_sources_tell_the_same():
    live = read_live(Parameter, NAME, ANSWERS)
    assert unknowns(live) == ["created_at"]
    assert live.is_secure
    assert live.is_named_like_a_secret
    values = {
        "name": NAME,
        "type": "SecureString",
        "key_id": "alias/parameters",
        "value": None,
        "tags_all": {"team": "web"},
    }
    assert differences(live, of_plan(Parameter, values)) == LIVE_ONLY
    # A template has no encrypted ones.
    told = {"Name": NAME, "Type": "String", "Value": VALUE, "Tags": {"team": "web"}}
    found = differences(live, of_template(Parameter, told))
    assert found == [*LIVE_ONLY, "kind", "kms_key", "value_held"]


def test_a_value_is_never_asked_for_nor_kept():
    assert operations_of(Parameter) == {
        ("ssm", "DescribeParameters"),
        ("ssm", "ListTagsForResource"),
    }
    for told in (
        of_plan(Parameter, {"name": NAME, "type": "String", "value": VALUE}),
        of_plan(Parameter, {"name": NAME, "type": "String", "insecure_value": VALUE}),
        of_template(Parameter, {"Name": NAME, "Type": "String", "Value": VALUE}),
    ):
        assert told.value_held == "plain text"
        assert VALUE not in json.dumps(told.dump())


def test_how_templates_and_plans_hold_a_value():
    (told,) = declared(
        template(
            {"X": ("AWS::SSM::Parameter", {"Type": "String", "Value": {"Ref": "Secret"}})},
            Parameters={"Secret": {"Type": "String", "NoEcho": True}},
        ),
        Parameter,
    )
    assert told.value_held == "hidden parameter"
    document = plan(
        {
            "aws_ssm_parameter.x": {"type": "SecureString", "value": VALUE},
            "random_pet.x": {},
        },
        **refers({"aws_ssm_parameter.x": {"name": "random_pet.x.id"}}),
    )
    (told,) = planned(document, Parameter)
    assert not told.knows("path")


def test_it_is_found_by_a_filter_of_its_name():
    aws = Audited()
    for operation, answer in ANSWERS.items():
        aws.answer(operation, answer)
    aws.read(Parameter, NAME)
    sent = {operation: parameters for _, operation, parameters in aws.requests}
    assert sent == {
        "DescribeParameters": {
            "ParameterFilters": [{"Key": "Name", "Option": "Equals", "Values": [NAME]}]
        },
        "ListTagsForResource": {"ResourceType": "Parameter", "ResourceId": NAME},
    }
    aws.answer("DescribeParameters", {"Parameters": []})
    assert aws.is_gone(Parameter, NAME)
    aws.fail("DescribeParameters")
    assert not aws.is_gone(Parameter, NAME)


@pytest.mark.parametrize("kind", ["String", "SecureString"])
def test_live_in_an_emulator(kind, monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        ssm = aws.client("ssm")
        tags = [{"Key": "team", "Value": "web"}]
        ssm.put_parameter(Name=NAME, Value=VALUE, Type=kind, Tags=tags)
        ssm.put_parameter(Name="/prod/db/url", Value="x", Type="String")
        live = aws.read(Parameter, NAME)
        assert (live.kind, live.path, live.owner) == (kind, NAME, "web")
        assert VALUE not in json.dumps(live.dump())
        listed = {each.key.id: each for each in aws.listed(Parameter)}
        assert sorted(listed) == [NAME, "/prod/db/url"]
        assert aws.source.read(Parameter, live.key, listed=listed[NAME]).resource == live
        ssm.delete_parameter(Name=NAME)
        assert aws.is_gone(Parameter, NAME)
