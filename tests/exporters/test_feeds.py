"""What machines hear of: everything that moved, in parts that fit, tried again where that helps."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from botocore.stub import Stubber
from hypothesis import given
from hypothesis import strategies as st

from posturewatch import catalog
from posturewatch.domain.change import Actor, Cause
from posturewatch.domain.control import Severity
from posturewatch.domain.errors import DeliveryError
from posturewatch.domain.finding import Finding, Move, MoveKind, RecordState, ResourceState
from posturewatch.domain.outbox import Entry, ItemMove, ScoreMove
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.verdict import Status
from posturewatch.exporters import asff
from posturewatch.exporters.events import FINDING_CHANGED, MAX_DETAIL, SCORE_CHANGED, events
from posturewatch.exporters.feeds import MAX_REQUEST, EventBridgeFeed, SecurityHubFeed
from tests.exporters.conftest import HOSTILE
from tests.exporters.test_asff import assert_importable

AT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
ACCOUNT = "123456789012"
KEY = ResourceKey(ACCOUNT, "eu-west-1", "AWS::S3::Bucket", "acme-invoices")
CONTROL = "s3-bucket-public-access-blocked"
EXAMPLES = Path(__file__).parents[2] / "events" / "bus"


def move(
    kind: MoveKind = MoveKind.REGRESSED,
    *,
    key: ResourceKey = KEY,
    control: str = CONTROL,
    reason: str = "Public access is not blocked.",
    evidence=None,
) -> Move:
    is_bad = kind.is_bad
    finding = Finding(
        key=key,
        control=control,
        severity=Severity.CRITICAL,
        status=Status.FAILED if is_bad else Status.PASSED,
        reason=reason,
        evidence={"block_public_acls": False} if evidence is None else evidence,
        since=AT - timedelta(seconds=3),
        observed_at=AT - timedelta(seconds=1),
        episode=2,
        record_state=RecordState.ARCHIVED if kind is MoveKind.CLOSED else RecordState.ACTIVE,
        first_failed_at=AT - timedelta(days=40),
        opened_at=AT - (timedelta(seconds=3) if is_bad else timedelta(minutes=7, seconds=12)),
        resolved_at=None if is_bad else AT - timedelta(seconds=3),
    )
    return Move(kind, finding)


def entry(*moves: Move, **more) -> Entry:
    actor = Actor("AssumedRole", "deploy/mallory", account=ACCOUNT, source_ip="203.0.113.9")
    whole = {
        "id": "0123456789abcdef",
        "account": ACCOUNT,
        "at": AT,
        "cause": Cause(
            "e-1",
            "cloudtrail",
            AT - timedelta(seconds=3),
            "s3.amazonaws.com",
            "DeleteBucketPublicAccessBlock",
            "eu-west-1",
            actor,
        ),
        "moves": moves,
        "resource": ResourceState(
            KEY,
            3,
            AT,
            name="acme-invoices",
            arn="arn:aws:s3:::acme-invoices",
            tags={"team": "payments"},
            owner="payments",
        ),
        "score": ScoreMove(
            9, 96, 89, 4, 127, (ItemMove("s3_public", "No public buckets", 7, "pass", "fail"),)
        ),
        **more,
    }
    return Entry(**whole)


# --- Events ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("finding_regressed", entry(move())),
        (
            "finding_fixed",
            entry(
                move(MoveKind.FIXED, reason="Public access is blocked.", evidence={"blocked": True})
            ),
        ),
        ("score_changed", entry(move())),
    ],
)
def test_the_examples_are_what_is_put(name, told):
    """As a rule's target gets them: EventBridge puts the envelope around the detail."""
    wanted = SCORE_CHANGED if name.startswith("score") else FINDING_CHANGED
    put = next(event for event in events(told) if event["DetailType"] == wanted)
    example = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
    assert example["detail"] == json.loads(put["Detail"])
    assert example["detail-type"] == put["DetailType"]
    assert example["source"] == put["Source"] == "posturewatch"
    assert example["resources"] == put.get("Resources", [])


def test_every_move_is_an_event_and_a_score_that_stands_is_none():
    still = replace(entry().score, earned=96, items=())
    told = [e["DetailType"] for e in events(entry(move(), move(MoveKind.FIXED), score=still))]
    assert told == [FINDING_CHANGED, FINDING_CHANGED]
    assert not list(events(entry(score=None)))


def test_a_risk_that_is_accepted_and_a_first_sweep_say_so():
    told = entry(
        move(),
        accepted={move().finding.id: "public-website"},
        quiet=True,
        cause=Cause("sweep-1", "sweep", AT),
    )
    detail = json.loads(next(iter(events(told)))["Detail"])
    assert (detail["accepted_by"], detail["baseline"]) == ("public-website", True)


def test_ids_tell_events_apart_and_are_the_same_each_time():
    other = move(control="s3-bucket-tls-required")
    ids = [json.loads(e["Detail"])["id"] for e in events(entry(move(), other))]
    assert len(set(ids)) == 3
    assert ids == [json.loads(e["Detail"])["id"] for e in events(entry(move(), other))]


@pytest.mark.parametrize("hostile", [*HOSTILE, "x" * 500_000])
def test_hostile_and_oversized_values_stay_within_an_event(hostile):
    told = entry(move(reason="r", evidence={hostile[:100]: hostile}))
    for event in events(told):
        assert len(event["Detail"].encode()) <= MAX_DETAIL
        detail = json.loads(event["Detail"])
    assert detail["schema"] == "posturewatch.score/1"


class Bus:
    """Takes events as EventBridge does."""

    def __init__(self, *errors: str) -> None:
        self.errors = list(errors)
        self.batches: list[list[dict]] = []

    def put_events(self, **asked):
        put = asked["Entries"]
        assert 1 <= len(put) <= 10
        size = sum(len((e["Source"] + e["DetailType"] + e["Detail"]).encode()) for e in put)
        assert size <= MAX_REQUEST
        self.batches.append(put)
        if not self.errors:
            return {"FailedEntryCount": 0, "Entries": [{"EventId": "ev-1"} for _ in put]}
        code = self.errors.pop(0)
        refused = {"ErrorCode": code, "ErrorMessage": "no"}
        return {
            "FailedEntryCount": 1,
            "Entries": [refused, *[{"EventId": "x"}] * 9][: len(put)],
        }


@given(st.lists(st.integers(0, 60_000), max_size=30))
def test_batches_fit_and_lose_nothing(sizes):
    moves = [
        move(key=replace(KEY, id=f"b-{n}"), evidence={"x": "y" * size})
        for n, size in enumerate(sizes)
    ]
    bus = Bus()
    EventBridgeFeed(bus, "bus").feed(entry(*moves))
    put = [event for batch in bus.batches for event in batch]
    assert len(put) == len(moves) + 1
    assert {event["EventBusName"] for event in put} == {"bus"}


@pytest.mark.parametrize(
    ("code", "again"),
    [
        ("ThrottlingException", 15.0),
        ("InternalFailure", 15.0),
        ("AccessDeniedException", 300.0),
        ("MalformedDetail", None),
        ("InvalidArgument", None),
    ],
)
def test_what_the_bus_refuses_is_tried_again_where_that_helps(code, again):
    with pytest.raises(DeliveryError) as error:
        EventBridgeFeed(Bus(code), "bus").feed(entry(move()))
    assert error.value.retry_after == again
    assert code in error.value.reason


# --- Security Hub ---------------------------------------------------------------------------------


class Hubs:
    """Security Hub of every region."""

    def __init__(self, *failures) -> None:
        self.failures = list(failures)
        self.imported: list[tuple[str, str, list[dict]]] = []

    def __call__(self, account, region, service):
        assert service == "securityhub"
        hub = self

        class Client:
            def batch_import_findings(self, **asked):
                found = asked["Findings"]
                assert 1 <= len(found) <= 100
                hub.imported.append((account, region, found))
                if not hub.failures:
                    return {"FailedCount": 0, "SuccessCount": len(found)}
                failure = hub.failures.pop(0)
                if isinstance(failure, Exception):
                    raise failure
                failed = {"Id": found[0]["Id"], "ErrorCode": failure, "ErrorMessage": "no"}
                return {"FailedCount": 1, "SuccessCount": 0, "FailedFindings": [failed]}

        return Client()


@pytest.mark.parametrize(
    ("kind", "status", "record"),
    [
        (MoveKind.FIRST_SEEN, "FAILED", "ACTIVE"),
        (MoveKind.REGRESSED, "FAILED", "ACTIVE"),
        (MoveKind.FIXED, "PASSED", "ACTIVE"),
        (MoveKind.CLOSED, "PASSED", "ARCHIVED"),
    ],
)
def test_a_finding_is_created_updated_and_archived_under_one_id(kind, status, record):
    told = asff.moved(entry(move(kind)), move(kind))
    assert_importable([told])
    assert told["Id"] == move().finding.id
    assert (told["Compliance"]["Status"], told["RecordState"]) == (status, record)
    assert told["CreatedAt"] == "2026-01-20T12:30:00.000Z", "it was created once"
    assert told["UpdatedAt"] == "2026-03-01T12:30:00.000Z"
    assert told["Resources"][0]["Id"] == "arn:aws:s3:::acme-invoices"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_and_withdrawn_findings_can_be_imported(hostile):
    told = move(
        control="s3-bucket-withdrawn-long-ago", reason=hostile or "x", evidence={"a": hostile}
    )
    found = asff.moved(entry(told), told)
    assert_importable([found])
    assert found["GeneratorId"] == "posturewatch/s3-bucket-withdrawn-long-ago"
    assert found["FindingProviderFields"]["Severity"]["Label"] == "CRITICAL"


def test_findings_go_to_their_region_a_hundred_at_a_time():
    controls = [c.id for c in catalog.controls_for("AWS::S3::Bucket")]
    many = [move(key=replace(KEY, id=f"b-{n}"), control=controls[0]) for n in range(230)]
    role = ResourceKey(ACCOUNT, "global", "AWS::IAM::Role", "admin")
    hubs = Hubs()
    feed = SecurityHubFeed(hubs)
    feed.feed(entry(*many, move(key=role, control="iam-role-no-admin-permissions")))
    assert [(a, r, len(f)) for a, r, f in hubs.imported] == [
        (ACCOUNT, "eu-west-1", 100),
        (ACCOUNT, "eu-west-1", 100),
        (ACCOUNT, "eu-west-1", 30),
        (ACCOUNT, "us-east-1", 1),
    ]
    assert len({f["Id"] for _, _, findings in hubs.imported for f in findings}) == 231


def refusal(code: str, status: int = 400) -> ClientError:
    response = {"Error": {"Code": code, "Message": "no"}}
    response["ResponseMetadata"] = {"HTTPStatusCode": status}
    return ClientError(response, "BatchImportFindings")


@pytest.mark.parametrize(
    ("failure", "again"),
    [
        ("ConcurrentUpdateError", 15.0),
        ("InvalidInput", None),
        (refusal("InvalidAccessException", 401), 300.0),
        (refusal("AccessDeniedException", 403), 300.0),
        (refusal("LimitExceededException", 429), 15.0),
        (refusal("Whatever", 503), 15.0),
        (refusal("InvalidInputException"), None),
        (EndpointConnectionError(endpoint_url="https://x"), 15.0),
    ],
)
def test_what_security_hub_refuses_is_tried_again_where_that_helps(failure, again):
    with pytest.raises(DeliveryError) as error:
        SecurityHubFeed(Hubs(failure)).feed(entry(move()))
    assert error.value.retry_after == again


def test_an_account_that_is_not_in_reach_is_tried_again():
    def away(*_):
        raise PermissionError("the audit role cannot be assumed")

    with pytest.raises(DeliveryError) as error:
        SecurityHubFeed(away).feed(entry(move()))
    assert error.value.retry_after == 300.0


def test_the_real_clients_take_what_is_sent():
    hub = boto3.client("securityhub", region_name="eu-west-1")
    bus = boto3.client("events", region_name="eu-west-1")
    with Stubber(hub) as hub_stub, Stubber(bus) as bus_stub:
        hub_stub.add_response("batch_import_findings", {"FailedCount": 0, "SuccessCount": 1})
        answer = {"FailedEntryCount": 0, "Entries": [{"EventId": "ev-1"}, {"EventId": "ev-2"}]}
        bus_stub.add_response("put_events", answer)
        assert SecurityHubFeed(lambda *_: hub).feed(entry(move())).id == "1"
        assert EventBridgeFeed(bus, "posture").feed(entry(move())).id == "ev-1"
