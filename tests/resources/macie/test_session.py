"""AWS::Macie::Session as each source tells of it; of Config items no form is published."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from moto import mock_aws

from posturewatch.domain.places import Unknown
from posturewatch.resources.macie.session import Session
from posturewatch.sources.config import read_item
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, Audited
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template

ANSWERS = {
    "GetMacieSession": {
        "createdAt": datetime(2026, 1, 1, tzinfo=UTC),
        "status": "ENABLED",
        "findingPublishingFrequency": "FIFTEEN_MINUTES",
    },
    "GetAutomatedDiscoveryConfiguration": {"status": "ENABLED"},
    "GetClassificationExportConfiguration": {
        "configuration": {"s3Destination": {"bucketName": "results", "kmsKeyArn": "k"}}
    },
    "GetFindingsPublicationConfiguration": {
        "securityHubConfiguration": {
            "publishClassificationFindings": True,
            "publishPolicyFindings": True,
        }
    },
}


@pytest.fixture
def aws():
    audited = Audited()
    for operation, answer in ANSWERS.items():
        audited.answer(operation, answer)
    return audited


def refusing(message):
    """Return an account in which every call of Macie is refused with a message."""
    audited = Audited()

    def refuse(**_):
        error = {"Error": {"Code": "AccessDeniedException", "Message": message}}
        return SimpleNamespace(status_code=403, raw=None), error

    audited.client("macie2").meta.events.register_first("before-call", refuse)
    return audited


def read(aws):
    return aws.read(Session, ACCOUNT)


def test_a_live_read(aws):
    session = read(aws)
    assert unknowns(session) == ["tags"]
    assert (session.status, session.automated_discovery) == ("ENABLED", True)
    assert (session.results_bucket, session.publishes_findings) == ("results", True)
    assert {tuple(name.split(":")) for name in aws.source.calls} == operations_of(Session)
    assert [entry.key for entry in aws.listed(Session)] == [session.key]


def test_a_region_without_macie_is_there_and_searches_nothing():
    # Macie refuses every call of an account that does not use it: only the words tell.
    aws = refusing("Macie is not enabled")
    session = read(aws)
    assert (session.status, session.automated_discovery) == ("DISABLED", False)
    assert (session.results_bucket, session.publishes_findings) == ("", False)
    assert unknowns(session) == ["tags"]
    assert aws.source.refusals == {}
    assert aws.source.calls == {"macie2:GetMacieSession": 1}


def test_a_refusal_is_unknown():
    aws = refusing("User: x is not authorized to perform: macie2:GetMacieSession")
    assert isinstance(aws.outcome(Session, ACCOUNT), Unknown)
    assert {refusal.operation for refusal in aws.source.refusals} == set(ANSWERS)


def test_a_member_cannot_tell_what_its_administrator_searches(aws):
    aws.fail("GetAutomatedDiscoveryConfiguration", "AccessDeniedException")
    assert unknowns(read(aws)) == ["automated_discovery", "tags"]


@mock_aws
def test_moto_tells_of_a_session():
    aws = Audited()
    for operation in set(ANSWERS) - {"GetMacieSession"}:
        aws.answer(operation, ANSWERS[operation])
    aws.client("macie2").enable_macie(status="ENABLED")
    assert read(aws).status == "ENABLED"


def test_plans_and_templates_tell_of_the_session(aws):
    live = read(aws)
    export = {"s3_destination": [{"bucket_name": "results"}]}
    companions = {"aws_macie2_classification_export_configuration.x": export}
    planned = of_plan(Session, {"status": "ENABLED"}, **companions)
    untold = ["automated_discovery", "publishes_findings"]
    assert differences(live, planned) == [*untold, "tags"]
    written = of_template(Session, {"Status": "ENABLED"})
    assert differences(live, written) == [*untold, "results_bucket", "tags"]
    assert of_plan(Session, {}).status == "ENABLED"
    assert of_template(Session, {"Status": "PAUSED"}).status == "PAUSED"


def test_the_end_of_a_session_is_a_hint_and_not_the_end_of_the_region():
    told = item(Session, {}, configurationItemStatus="ResourceDeleted")
    assert isinstance(read_item(told, Session), Unknown)
