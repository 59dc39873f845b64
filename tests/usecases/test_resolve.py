"""What events mean: every wrapping, every outcome, every recorded document, and any JSON at all."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.catalog import resource_class, type_of
from posturewatch.domain.change import Actor, Cause, Outcome, Resolution
from posturewatch.sources.config import key_of
from posturewatch.usecases.resolve import resolve

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "events" / "evaluate_change"
EXPECTED = ROOT / "tests" / "triggers"
ACCOUNT = "123456789012"


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def lines(path: Path) -> Iterator[Any]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def shown(resolution: Resolution) -> dict[str, Any]:
    """Return a resolution in the form of the expectations: type, id, account, region."""
    resources = [[x.type, x.id, x.account, x.region] for x in resolution.targets]
    return {"outcome": resolution.outcome.value, "resources": resources}


def call(**fields: Any) -> dict[str, Any]:
    return {
        "eventSource": "s3.amazonaws.com",
        "eventName": "PutBucketPolicy",
        "eventTime": "2026-03-02T10:00:00Z",
        "eventID": "e1",
        "awsRegion": "eu-west-1",
        "recipientAccountId": ACCOUNT,
        "requestParameters": {"bucketName": "a"},
        **fields,
    }


def envelope(detail: Any, **fields: Any) -> dict[str, Any]:
    return {
        "version": "0",
        "id": "b1",
        "detail-type": "AWS API Call via CloudTrail",
        "source": "aws.s3",
        "account": ACCOUNT,
        "time": "2026-03-02T10:00:05Z",
        "region": "eu-west-1",
        "resources": [],
        "detail": detail,
        **fields,
    }


def item(**fields: Any) -> dict[str, Any]:
    return {
        "configurationItemCaptureTime": "2026-03-02T09:14:30.118Z",
        "configurationStateId": 1772442870118,
        "awsAccountId": ACCOUNT,
        "configurationItemStatus": "OK",
        "resourceType": "AWS::S3::Bucket",
        "resourceId": "a",
        "awsRegion": "eu-west-1",
        **fields,
    }


def notification(**fields: Any) -> dict[str, Any]:
    return {
        "messageType": "ConfigurationItemChangeNotification",
        "configurationItem": item(),
        **fields,
    }


# --- recorded documents ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.glob("*.json")))
def test_samples(name: str) -> None:
    assert shown(resolve(read(SAMPLES / name))) == read(EXPECTED / "expected_samples.json")[name]


@pytest.mark.parametrize(
    ("data", "key", "expectations"),
    [
        ("cloudtrail_events.jsonl", "event", "expected_cloudtrail.json"),
        ("eventbridge_envelopes.jsonl", "envelope", "expected_envelopes.json"),
        ("config_documents.jsonl", "document", "expected_config.json"),
    ],
)
def test_every_recorded_document(
    reference_data: Path, data: str, key: str, expectations: str
) -> None:
    expected = read(EXPECTED / expectations)
    found = {line["file"]: shown(resolve(line[key])) for line in lines(reference_data / data)}
    assert found.keys() == expected.keys()
    assert {file: x for file, x in found.items() if x != expected[file]} == {}


def test_reads_cause_no_work(reference_data: Path) -> None:
    events = list(lines(reference_data / "readonly_noise.jsonl"))
    assert {resolve(event).outcome for event in events} == {Outcome.READ_ONLY}


def test_a_config_item_resolves_to_the_key_under_which_it_is_read(reference_data: Path) -> None:
    compared = 0
    for line in lines(reference_data / "config_documents.jsonl"):
        resolution = resolve(line["document"])
        if resolution.document is not None:
            cls = resource_class(type_of(resolution.document["resourceType"]))
            assert cls is not None
            assert key_of(resolution.document, cls) == resolution.targets[0].key()
            compared += 1
    assert compared > 10


# --- wrappings ------------------------------------------------------------------------------------

CALL = call()
NOTICE = notification()


@pytest.mark.parametrize(
    "event",
    [
        CALL,
        envelope(CALL),
        envelope(CALL, **{"detail-type": "AWS Console Action via CloudTrail"}),
        {"Type": "Notification", "TopicArn": "arn:x", "Message": json.dumps(CALL)},
        {"Type": "Notification", "TopicArn": "arn:x", "Message": CALL},
        {"messageId": "m", "eventSource": "aws:sqs", "body": json.dumps(envelope(CALL))},
        {"Records": [{"EventSource": "aws:sns", "Sns": {"Message": json.dumps(envelope(CALL))}}]},
        {"Records": [{"body": json.dumps({"TopicArn": "arn:x", "Message": json.dumps(CALL)})}]},
        {"EventId": "e1", "EventName": "PutBucketPolicy", "CloudTrailEvent": json.dumps(CALL)},
    ],
    ids=[
        "bare",
        "envelope",
        "console",
        "sns",
        "sns-object",
        "sqs",
        "sns-lambda",
        "sns-sqs",
        "lookup",
    ],
)
def test_wrappings_of_a_call(event: Any) -> None:
    assert shown(resolve(event)) == {
        "outcome": "changed",
        "resources": [["AWS::S3::Bucket", "a", ACCOUNT, "eu-west-1"]],
    }


@pytest.mark.parametrize(
    "event",
    [
        item(),
        NOTICE,
        envelope(
            NOTICE, source="aws.config", **{"detail-type": "Config Configuration Item Change"}
        ),
        {"invokingEvent": json.dumps(NOTICE), "accountId": ACCOUNT, "ruleParameters": "{}"},
        {"Type": "Notification", "TopicArn": "arn:x", "Message": json.dumps(NOTICE)},
    ],
    ids=["bare", "notification", "envelope", "rule", "sns"],
)
def test_wrappings_of_a_config_item(event: Any) -> None:
    resolution = resolve(event)
    assert shown(resolution)["resources"] == [["AWS::S3::Bucket", "a", ACCOUNT, "eu-west-1"]]
    assert resolution.document == item()
    assert resolution.cause is not None
    assert resolution.cause.source == "config"
    assert resolution.cause.at == datetime(2026, 3, 2, 9, 14, 30, 118_000, UTC)


def test_an_oversized_item_names_its_resource_and_comes_without_document() -> None:
    summary = {
        "configurationItemSummary": item(),
        "messageType": "OversizedConfigurationItemChangeNotification",
    }
    resolution = resolve(summary)
    assert resolution.outcome is Outcome.CHANGED
    assert resolution.document is None


def test_a_deleted_resource_comes_with_its_document() -> None:
    resolution = resolve(item(configurationItemStatus="ResourceDeleted", configuration=None))
    assert resolution.outcome is Outcome.CHANGED
    assert resolution.document is not None


def test_a_config_item_without_a_time_is_as_old_as_its_state() -> None:
    cause = resolve(item(configurationItemCaptureTime={})).cause
    assert cause is not None
    assert cause.at == datetime(2026, 3, 2, 9, 14, 30, 118_000, UTC)


def test_a_config_item_without_id_is_widened() -> None:
    resolution = resolve(item(resourceId=None))
    assert [target.id for target in resolution.targets] == [None]
    assert resolution.document is None


def test_a_document_of_another_account_is_not_judged() -> None:
    resolution = resolve(envelope(notification(), account="210987654321"))
    assert [target.account for target in resolution.targets] == ["210987654321"]
    assert resolution.document is None


# --- outcomes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "outcome", "reason"),
    [
        (call(errorCode="AccessDenied"), "failed_call", "PutBucketPolicy failed: AccessDenied."),
        (call(errorMessage="no"), "failed_call", "PutBucketPolicy failed: no."),
        (call(errorCode={"x": 1}), "failed_call", "PutBucketPolicy failed: an object."),
        (
            {"eventType": "AwsCloudTrailInsight", "insightDetails": {"eventName": "RunInstances"}},
            "irrelevant",
            "An insight tells of unusual numbers of calls, not of a change.",
        ),
        (call(eventName="GetBucketPolicy"), "read_only", "GetBucketPolicy only reads."),
        (
            call(eventName="GetBucketPolicy", readOnly=False),
            "read_only",
            "GetBucketPolicy only reads.",
        ),
        (
            call(eventName="Query", eventSource="a.b", readOnly=True),
            "read_only",
            "Query only reads.",
        ),
        (call(eventName="ListThings", eventSource="a.b"), "read_only", "ListThings only reads."),
        (
            call(eventName="ListThings", eventSource="a.b", readOnly=False),
            "unmapped",
            "a.b:ListThings is not mapped.",
        ),
        (
            call(eventName="GetBucketPolicy", errorCode="AccessDenied"),
            "read_only",
            "GetBucketPolicy only reads.",
        ),
        (call(eventName="Listen", eventSource="a.b"), "unmapped", "a.b:Listen is not mapped."),
        (
            call(eventSource="ec2.amazonaws.com"),
            "unmapped",
            "ec2.amazonaws.com:PutBucketPolicy is not mapped.",
        ),
        (
            call(eventName="PutObjectAcl"),
            "irrelevant",
            "PutObjectAcl: writes or deletes objects, not settings of their bucket.",
        ),
        (item(resourceType="AWS::EC2::Host"), "irrelevant", "AWS::EC2::Host is not judged."),
        (
            {"messageType": "ComplianceChangeNotification", "resourceType": "AWS::S3::Bucket"},
            "irrelevant",
            "Config's ComplianceChangeNotification tells of no change.",
        ),
        (
            envelope(
                {"configRuleName": "r", "resourceType": "AWS::S3::Bucket"},
                source="aws.config",
                **{"detail-type": "Config Rules Re-evaluation Status"},
            ),
            "irrelevant",
            "Config's Config Rules Re-evaluation Status tells of no change.",
        ),
        ({"messageType": "Another"}, "unmapped", "aws.config:Another is not mapped."),
        (
            envelope({"x": 1}, source="aws.health", **{"detail-type": "AWS Health Event"}),
            "unmapped",
            "aws.health:AWS Health Event is not mapped.",
        ),
        (
            envelope({"insightDetails": {}}, **{"detail-type": "AWS Insight via CloudTrail"}),
            "irrelevant",
            "An insight tells of unusual numbers of calls, not of a change.",
        ),
    ],
)
def test_outcomes(event: Any, outcome: str, reason: str) -> None:
    resolution = resolve(event)
    assert (resolution.outcome.value, resolution.reason) == (outcome, reason)
    assert resolution.targets == ()


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (None, "an event is a JSON object, this one is missing"),
        ("x", "an event is a JSON object, this one is a text"),
        ([{}], "an event is a JSON object, this one is a list of 1"),
        ({}, "the event is an empty object"),
        (
            {"a": 1},
            "neither eventName and eventSource nor detail-type, messageType or resourceType",
        ),
        (call(eventName=None), "eventName is missing, not the name of a call"),
        (call(eventName=7), "eventName is a number, not the name of a call"),
        (call(eventSource=""), "eventSource is an empty text, not a service's address"),
        ({"eventSource": "s3.amazonaws.com"}, "eventName is missing"),
        (call(recipientAccountId=None), "neither recipientAccountId nor the envelope's account"),
        (call(recipientAccountId="x/y"), "neither recipientAccountId nor the envelope's account"),
        (call(recipientAccountId=123456789012), "neither recipientAccountId nor the envelope's"),
        (call(eventTime="yesterday"), "eventTime 'yesterday' is not a time"),
        (call(eventTime=None), "eventTime (missing) is not a time"),
        (call(eventTime={}), "eventTime (an object) is not a time"),
        (call(eventTime=1e30), "eventTime 1e+30 is not a time"),
        (call(awsRegion=None), "awsRegion (missing) is no region"),
        (call(awsRegion="a/b"), "awsRegion 'a/b' is no region"),
        (envelope([]), "detail is a list of 0, not an object"),
        (envelope(call(eventTime="x")), "eventTime 'x' is not a time"),
        ({"invokingEvent": "{"}, "invokingEvent is not JSON: "),
        ({"Message": "[" * 100_000}, "Message is nested too deeply"),
        ({"Records": []}, "Records holds 0 events"),
        (item(resourceType=None), "resourceType is missing, not a type's name"),
        (item(awsAccountId=None), "awsAccountId does not tell whose account it is"),
        (item(awsRegion=None), "awsRegion (missing) is no region"),
        (
            item(configurationItemCaptureTime="x", configurationStateId="y"),
            "configurationItemCaptureTime 'x' is not a time",
        ),
        (
            {"messageType": "ConfigurationItemChangeNotification"},
            "the ConfigurationItemChangeNotification holds no configuration item",
        ),
    ],
)
def test_what_cannot_be_understood_is_invalid_and_says_why(event: Any, reason: str) -> None:
    resolution = resolve(event)
    assert resolution.outcome is Outcome.INVALID
    assert resolution.reason.startswith(reason)
    assert resolution.targets == ()
    assert resolution.cause is None


def test_wrappings_without_end_are_invalid() -> None:
    event: dict[str, Any] = {}
    event["Message"] = event
    assert resolve(event).outcome is Outcome.INVALID


def test_the_owner_is_the_envelopes_account() -> None:
    detail = call(recipientAccountId="210987654321", userIdentity={"accountId": "999999999999"})
    (target,) = resolve(envelope(detail)).targets
    assert target.account == ACCOUNT


def test_the_envelope_gives_what_the_record_lacks() -> None:
    detail = call(recipientAccountId=None, eventTime=None, awsRegion=None, eventID=None)
    resolution = resolve(envelope(detail))
    assert resolution.outcome is Outcome.CHANGED
    assert resolution.event_id == "b1"
    assert resolution.cause is not None
    assert resolution.cause.at == datetime(2026, 3, 2, 10, 0, 5, tzinfo=UTC)


# --- who did it -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        (
            {"type": "IAMUser", "userName": "ada", "arn": "arn:u", "accessKeyId": "AKIA"},
            Actor(kind="IAMUser", name="ada", arn="arn:u", access_key_id="AKIA"),
        ),
        (
            {
                "type": "AssumedRole",
                "arn": "arn:aws:sts::1:assumed-role/admin/ada@example.com",
                "sessionContext": {
                    "sessionIssuer": {"userName": "admin", "arn": "arn:aws:iam::1:role/admin"},
                    "attributes": {"mfaAuthenticated": "true"},
                    "sourceIdentity": "ada",
                },
            },
            Actor(
                kind="AssumedRole",
                name="admin/ada@example.com",
                arn="arn:aws:sts::1:assumed-role/admin/ada@example.com",
                mfa=True,
                issuer="arn:aws:iam::1:role/admin",
                source_identity="ada",
            ),
        ),
        (
            {
                "type": "Root",
                "arn": "arn:aws:iam::1:root",
                "sessionContext": {"attributes": {"mfaAuthenticated": "False"}},
            },
            Actor(kind="Root", name="root", arn="arn:aws:iam::1:root", mfa=False),
        ),
        (
            {"type": "AWSService", "invokedBy": "autoscaling.amazonaws.com"},
            Actor(
                kind="AWSService",
                name="autoscaling.amazonaws.com",
                invoked_by="autoscaling.amazonaws.com",
            ),
        ),
        (
            {"type": "FederatedUser", "arn": "arn:aws:sts::1:federated-user/eve"},
            Actor(kind="FederatedUser", name="eve", arn="arn:aws:sts::1:federated-user/eve"),
        ),
        (
            {
                "type": "IdentityCenterUser",
                "accountId": "123456789012",
                "onBehalfOf": {"userId": "u-1", "identityStoreArn": "arn:aws:identitystore::1:x"},
                "credentialId": "c",
            },
            Actor(
                kind="IdentityCenterUser", name="u-1", account="123456789012", on_behalf_of="u-1"
            ),
        ),
        (
            {
                "type": "SAMLUser",
                "principalId": "a=:ada@example.com",
                "userName": "ada@example.com",
            },
            Actor(kind="SAMLUser", name="ada@example.com"),
        ),
        (
            {
                "type": "AWSAccount",
                "principalId": "AIDAQRSTUVWXYZEXAMPLE",
                "accountId": "777788889999",
            },
            Actor(kind="AWSAccount", name="AIDAQRSTUVWXYZEXAMPLE", account="777788889999"),
        ),
        ({"type": 7, "sessionContext": "x", "userName": ["x"], "onBehalfOf": []}, Actor()),
        ("ada", Actor()),
        (None, Actor()),
    ],
)
def test_actors(identity: Any, expected: Actor) -> None:
    resolution = resolve(call(userIdentity=identity))
    assert resolution.cause is not None
    assert resolution.cause.actor == expected


@pytest.mark.parametrize(
    ("actor", "person"),
    [
        (Actor(kind="IAMUser", name="ada"), "ada"),
        (Actor(kind="Root", name="root"), "root"),
        (Actor(kind="AssumedRole", name="admin/ada@example.com"), "ada@example.com"),
        (Actor(kind="AssumedRole", name="AWSReservedSSO_Admin_0a1b/ada"), "ada"),
        (Actor(kind="AssumedRole", name="deploy/i-0123", source_identity="ada"), "ada"),
        (Actor(kind="AssumedRole", name="deploy/i-0123", on_behalf_of="u-1"), "u-1"),
        (Actor(kind="AssumedRole", name="deploy/i-0123"), ""),
        (Actor(kind="AWSService", name="autoscaling.amazonaws.com"), ""),
        (Actor(kind="AWSAccount", name="AIDA"), ""),
    ],
)
def test_the_person_behind_an_actor(actor: Actor, person: str) -> None:
    assert actor.person == person


def test_the_whole_cause_tells_what_was_asked_for_and_what_changed() -> None:
    asked = call(requestParameters={"bucketName": "a", "masterUserPassword": "hunter2"})
    cause = resolve(asked).whole_cause()
    assert cause is not None
    assert json.loads(cause.request) == {"bucketName": "a", "masterUserPassword": "(hidden)"}
    changed = {
        "Configuration.Name": {"previousValue": 1, "updatedValue": 2, "changeType": "UPDATE"}
    }
    told = notification(
        configurationItemDiff={"changeType": "UPDATE", "changedProperties": changed}
    )
    recorded = resolve(told).whole_cause()
    assert recorded is not None
    assert json.loads(recorded.diff) == changed
    assert Cause.from_json(json.loads(json.dumps(recorded.to_json()))) == recorded


def test_what_a_cause_holds_can_be_written() -> None:
    resolution = resolve(
        call(userAgent="\ud800", requestParameters={"bucketName": "a", "x": "\ud800"})
    )
    cause = resolution.whole_cause()
    assert cause is not None
    assert (cause.actor.user_agent, cause.request) == ("?", '{"bucketName": "a", "x": "?"}')


def test_the_cause_of_a_failed_call_tells_the_error() -> None:
    cause = resolve(call(errorCode="AccessDenied")).whole_cause()
    assert cause is not None
    assert (cause.error, cause.request) == ("AccessDenied", "")


def test_the_cause_tells_the_call_and_where_it_came_from() -> None:
    resolution = resolve(call(sourceIPAddress="203.0.113.7", userAgent="x" * 9_999))
    assert resolution.cause == Cause(
        event_id="e1",
        source="cloudtrail",
        at=datetime(2026, 3, 2, 10, tzinfo=UTC),
        event_source="s3.amazonaws.com",
        event_name="PutBucketPolicy",
        region="eu-west-1",
        actor=Actor(source_ip="203.0.113.7", user_agent="x" * 512),
    )
    assert Cause.from_json(json.loads(json.dumps(resolution.cause.to_json()))) == resolution.cause


# --- anything at all ------------------------------------------------------------------------------

NAMES = st.sampled_from(
    [
        *call(),
        *envelope({}),
        *item(),
        *notification(),
        *("Records", "Message", "body", "Sns", "invokingEvent", "userIdentity", "resources"),
        *(
            "readOnly",
            "configuration",
            "sessionContext",
            "items",
            "instancesSet",
            "responseElements",
        ),
    ]
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(
        ["aws.config", "s3.amazonaws.com", "PutBucketPolicy", "AWS::IAM::User", ACCOUNT]
    ),
)
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(NAMES, st.text(max_size=8)), inner, max_size=8),
        inner.map(json.dumps),
    ),
    max_leaves=25,
)


@given(ANY_JSON)
def test_any_json_has_an_answer(event: Any) -> None:
    json.dumps(resolve(event).to_json())


@given(ANY_JSON, st.sampled_from(sorted(call())))
def test_a_call_with_any_field_has_an_answer(value: Any, name: str) -> None:
    json.dumps(resolve(call(**{name: value})).to_json())


@given(st.data())
def test_no_mutation_of_a_recording_reaches_another_account(data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from(sorted(SAMPLES.glob("*.json"))))
    event = read(sample)
    account = event.get("account", event.get("accountId", ACCOUNT))
    node = event.get("detail", event)
    while True:
        key = data.draw(
            st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node)))
        )
        inner = node[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        node = inner
    node[key] = data.draw(ANY_JSON)
    if event.get("account") or event.get("accountId") == account:
        resolution = resolve(event)
        assert {target.account for target in resolution.targets} <= {account}


@given(data=st.data())
def test_no_damage_to_real_records_goes_unnamed_or_to_another_account(
    data: st.DataObject, reference_data: Path
) -> None:
    name, key = data.draw(st.sampled_from(sorted(RECORDED.items())))
    document = data.draw(st.sampled_from(recorded(reference_data / name, key)))
    event = json.loads(document)
    owners = {str(event.get("account", "")), str(event.get("accountId", ""))} | set(
        account_of(event)
    )
    for _ in range(data.draw(st.integers(1, 3))):
        damage(data, event)
    event = data.draw(st.sampled_from([event, envelope(event), {"Message": json.dumps(event)}]))
    resolution = resolve(event)
    json.dumps(resolution.to_json())
    resolution.whole_cause()
    assert resolution.reason
    assert bool(resolution.targets) == (resolution.outcome is Outcome.CHANGED)
    assert {target.account for target in resolution.targets} <= owners | {ACCOUNT} | DAMAGED


RECORDED = {
    "cloudtrail_events.jsonl": "event",
    "eventbridge_envelopes.jsonl": "envelope",
    "config_documents.jsonl": "document",
}
DAMAGED = {"0", "210987654321"}


@lru_cache
def recorded(path: Path, key: str) -> tuple[str, ...]:
    return tuple(json.dumps(line[key]) for line in lines(path) if isinstance(line[key], dict))


def account_of(event: Any) -> Iterator[str]:
    """Yield whatever stands where a record or item names its owner."""
    if isinstance(event, dict):
        for name in ("recipientAccountId", "awsAccountId", "accountId", "account"):
            if isinstance(event.get(name), str):
                yield event[name]
        for name in ("detail", "configurationItem", "configurationItemSummary"):
            yield from account_of(event.get(name))
        if isinstance(event.get("invokingEvent"), str):
            yield from account_of(json.loads(event["invokingEvent"]))


def damage(data: st.DataObject, event: Any) -> None:
    """Change, remove, wrap or cut one value somewhere in an event."""
    node = event
    while isinstance(node, dict | list) and node:
        keys = sorted(node) if isinstance(node, dict) else range(len(node))
        key = data.draw(st.sampled_from(keys))
        inner = node[key]
        if isinstance(inner, dict | list) and inner and data.draw(st.integers(0, 3)):
            node = inner
            continue
        how = data.draw(st.integers(0, 6))
        if how == 0:
            del node[key]
        else:
            node[key] = (
                None,
                [inner],
                {"items": inner},
                {"omitted": True, "originalSize": 262_144, "reason": "too large"},
                data.draw(st.sampled_from(["", "0", "x" * 262_144, "\ud800", "210987654321"])),
                data.draw(SCALARS),
            )[how - 1]
        return


# --- cost -----------------------------------------------------------------------------------------


def test_a_call_imports_only_its_own_service() -> None:
    source = """
import sys
from posturewatch.usecases.resolve import resolve
resolve({"eventSource": "s3.amazonaws.com", "eventName": "PutBucketPolicy"})
rooms = ("posturewatch.triggers.", "posturewatch.resources.", "posturewatch.controls.", "boto")
print(*sorted(name for name in sys.modules if name.startswith(rooms)))
"""
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["posturewatch.triggers.kinds", "posturewatch.triggers.s3"]


@pytest.mark.bench
def test_a_call_resolves_in_30_microseconds() -> None:
    event = read(SAMPLES / "authorize_security_group_ingress.json")
    took = []
    for _ in range(5_000):
        start = time.perf_counter_ns()
        resolve(event)
        took.append(time.perf_counter_ns() - start)
    assert statistics.median(took) < 30_000
