"""AWS::SecurityHub::Hub as each source tells of it; of Config items no form is published."""

import pytest
from moto import mock_aws

from posturewatch.domain.places import Unknown
from posturewatch.resources.securityhub.hub import Hub
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, REGION, Audited
from tests.support.planned import declared, template
from tests.support.snapshots import unknowns
from tests.support.sources import differences, of_plan

ARN = f"arn:aws:securityhub:{REGION}:{ACCOUNT}:hub/default"
FSBP = f"arn:aws:securityhub:{REGION}::standards/aws-foundational-security-best-practices/v/1.0.0"
AGGREGATOR = f"arn:aws:securityhub:{REGION}:{ACCOUNT}:finding-aggregator/x"
ANSWERS = {
    "DescribeHub": {
        "HubArn": ARN,
        "SubscribedAt": "2026-01-01T00:00:00.000Z",
        "AutoEnableControls": True,
        "ControlFindingGenerator": "SECURITY_CONTROL",
    },
    "GetEnabledStandards": {
        "StandardsSubscriptions": [{"StandardsArn": FSBP, "StandardsStatus": "READY"}]
    },
    "ListFindingAggregators": {"FindingAggregators": [{"FindingAggregatorArn": AGGREGATOR}]},
    "ListTagsForResource": {"Tags": {"team": "security"}},
}


@pytest.fixture
def aws():
    audited = Audited()
    for operation, answer in ANSWERS.items():
        audited.answer(operation, answer)
    return audited


def read(aws):
    return aws.read(Hub, ACCOUNT)


def test_a_live_read(aws):
    hub = read(aws)
    assert unknowns(hub) == []
    assert (hub.hub, hub.standards, hub.incomplete) == (ARN, (FSBP,), ())
    assert (hub.new_controls, hub.finding_generator) == (True, "SECURITY_CONTROL")
    assert (hub.aggregators, hub.owner) == ((AGGREGATOR,), "security")
    assert {tuple(name.split(":")) for name in aws.source.calls} == operations_of(Hub)
    assert [entry.key for entry in aws.listed(Hub)] == [hub.key]


def test_standards_of_which_controls_are_missing(aws):
    parts = [{"StandardsArn": FSBP, "StandardsStatus": "INCOMPLETE"}]
    aws.answer("GetEnabledStandards", {"StandardsSubscriptions": parts})
    assert read(aws).incomplete == (FSBP,)


@pytest.mark.parametrize("code", ["InvalidAccessException", "ResourceNotFoundException"])
def test_a_region_without_a_hub_is_there_and_judges_nothing(code):
    aws = Audited()
    aws.fail("DescribeHub", code)
    hub = read(aws)
    assert aws.source.calls == {"securityhub:DescribeHub": 1}
    assert (hub.hub, hub.standards, hub.aggregators, hub.created_at) == ("", (), (), None)
    assert unknowns(hub) == []
    assert hub.arn == ARN


def test_a_denied_read_is_unknown(aws):
    aws.fail("DescribeHub", "AccessDeniedException")
    assert {"hub", "new_controls", "tags"} <= set(unknowns(read(aws)))
    aws.fail("GetEnabledStandards", "AccessDeniedException")
    aws.fail("ListFindingAggregators", "AccessDeniedException")
    assert isinstance(aws.outcome(Hub, ACCOUNT), Unknown)


def test_a_member_that_cannot_see_the_aggregators_of_its_administrator(aws):
    aws.fail("ListFindingAggregators", "InvalidAccessException")
    assert unknowns(read(aws)) == ["aggregators"]


@mock_aws
def test_moto_tells_of_a_hub():
    aws = Audited()
    aws.answer("ListFindingAggregators", {"FindingAggregators": []})
    aws.answer("ListTagsForResource", {"Tags": {}})
    aws.answer("GetEnabledStandards", {"StandardsSubscriptions": []})
    assert read(aws).hub == ""
    aws.client("securityhub").enable_security_hub(EnableDefaultStandards=False)
    hub = read(aws)
    assert (hub.hub, hub.standards) == (ARN, ())


def test_plans_and_templates_tell_the_same(aws):
    live = read(aws)
    companions = {
        "aws_securityhub_standards_subscription.x": {"standards_arn": FSBP},
        "aws_securityhub_finding_aggregator.x": {"linking_mode": "ALL_REGIONS"},
    }
    planned = of_plan(Hub, {"enable_default_standards": False}, **companions)
    # A plan names an aggregator and the hub itself by other words, and a hub there has no tags.
    assert differences(live, planned) == ["aggregators", "hub", "tags"]
    assert (planned.standards, planned.aggregators) == ((FSBP,), ("ALL_REGIONS",))
    resources = {
        "X": (Hub.type, {"EnableDefaultStandards": False, "Tags": {"team": "security"}}),
        "Y": ("AWS::SecurityHub::Standard", {"StandardsArn": FSBP}),
        "Z": ("AWS::SecurityHub::FindingAggregator", {"RegionLinkingMode": "ALL_REGIONS"}),
    }
    (written,) = declared(template(resources), Hub)
    assert differences(live, written) == ["aggregators", "hub"]


def test_a_new_hub_has_aws_s_own_choice_of_standards():
    hub = of_plan(Hub, {})
    assert (hub.hub, hub.default_standards) == ("aws_securityhub_account", True)
    assert hub.judges_by_standards
    assert {"standards", "aggregators"} <= set(unknowns(hub))
