"""Delivery to SNS, against moto: what subscribers get, and what errors mean."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from botocore.stub import Stubber
from moto import mock_aws

from posturewatch.domain.errors import DeliveryError
from posturewatch.domain.notification import Alert
from posturewatch.notifiers.sns import MAX_BYTES, SnsNotifier, document, publication
from tests.notifiers.alerts import CASES, SENT, alert, public, unblocked

REGRESSION = CASES["regression"]


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        yield


def topic() -> tuple[Any, str]:
    client = boto3.client("sns", "eu-central-1")
    return client, client.create_topic(Name="alerts")["TopicArn"]


def subscribed(client: Any, arn: str, name: str, policy: dict[str, Any], **attributes: str) -> Any:
    sqs = boto3.resource("sqs", "eu-central-1")
    queue = sqs.create_queue(QueueName=name)
    client.subscribe(
        TopicArn=arn,
        Protocol="sqs",
        Endpoint=queue.attributes["QueueArn"],
        Attributes={"FilterPolicy": json.dumps(policy), **attributes},
    )
    return queue


def received(queue: Any) -> list[dict[str, Any]]:
    return [json.loads(m.body) for m in queue.receive_messages(MaxNumberOfMessages=10)]


def test_queue_gets_structured_json(aws: None) -> None:
    client, arn = topic()
    queue = subscribed(client, arn, "all", {})
    receipt = SnsNotifier(client, arn, now=lambda: SENT).deliver(REGRESSION)
    (envelope,) = received(queue)
    assert envelope["MessageId"] == receipt.id
    assert json.loads(envelope["Message"]) == document(REGRESSION)


POLICIES: list[tuple[dict[str, Any], bool]] = [
    ({"severity": ["CRITICAL", "HIGH"]}, True),
    ({"severity": ["LOW"]}, False),
    ({"kind": ["regression"], "account": ["111111111111"]}, True),
    ({"kind": ["improvement"]}, False),
    ({"team": ["payments"]}, True),
    ({"team": ["platform"]}, False),
    ({"region": ["eu-central-1"]}, True),
    ({"resource_type": ["AWS::S3::Bucket"]}, True),
    ({"resource_type": ["AWS::EC2::SecurityGroup"]}, False),
    ({"control": ["s3-bucket-public-access-blocked"]}, True),
    ({"control": ["s3-bucket-versioning-enabled"]}, False),
]


@pytest.mark.parametrize("scope", ["MessageAttributes", "MessageBody"])
@pytest.mark.parametrize(("policy", "is_wanted"), POLICIES)
def test_subscribers_filter(aws: None, scope: str, policy: dict[str, Any], is_wanted: bool) -> None:
    client, arn = topic()
    queue = subscribed(client, arn, "some", policy, FilterPolicyScope=scope)
    notifier = SnsNotifier(client, arn, now=lambda: SENT)
    if scope == "MessageBody":
        # moto filters on the message as published, SNS on what the subscriber gets.
        published = publication(alert(public(), unblocked()), SENT)
        client.publish(TopicArn=arn, Message=json.loads(published["Message"])["default"])
    else:
        notifier.deliver(alert(public(), unblocked()))
    assert bool(received(queue)) == is_wanted


class Recorder:
    """A client that remembers what was published."""

    def __init__(self) -> None:
        self.published: dict[str, Any] = {}

    def publish(self, **arguments: Any) -> dict[str, Any]:
        self.published = arguments
        return {"MessageId": "m-1"}


def published(told: Alert) -> dict[str, Any]:
    recorder = Recorder()
    assert SnsNotifier(recorder, "arn:topic", now=lambda: SENT).deliver(told).id == "m-1"
    return recorder.published


def test_every_protocol_gets_its_form() -> None:
    sent = published(REGRESSION)
    assert sent["TopicArn"] == "arn:topic"
    assert sent["MessageStructure"] == "json"
    forms = json.loads(sent["Message"])
    assert set(forms) == {"default", "email", "sms"}
    assert forms["email"].startswith("🔴 CRITICAL: S3 bucket acme-invoices\nThe bucket is public")
    assert json.loads(forms["default"])["findings"][0]["evidence"]["public"] is True


def test_attributes_without_a_value_are_left_out() -> None:
    baseline = published(CASES["baseline"])["MessageAttributes"]
    assert set(baseline) == {"kind", "severity", "account"}
    swept = published(CASES["found_by_a_sweep"])["MessageAttributes"]
    assert "team" not in swept
    assert json.loads(swept["region"]["StringValue"]) == ["eu-central-1", "eu-west-1", "us-east-1"]


def test_structured_json_is_true_to_the_alert() -> None:
    told = document(CASES["fixed"])
    assert (told["schema"], told["kind"], told["omitted"]) == (
        "posturewatch.alert/1",
        "improvement",
        "",
    )
    assert told["score"]["percent"] == 61.4
    assert told["score"]["points"] == 7
    assert told["findings"][0]["open_for_seconds"] == 432
    assert told["resource"]["arn"] == "arn:aws:s3:::acme-invoices"
    assert told["cause"]["actor"]["name"].endswith("/bob@acme.example")
    assert document(CASES["first_seen_without_score"])["score"] is None
    assert document(CASES["baseline"])["summary"]["failed"]["HIGH"] == 9


def test_structured_json_holds_what_stores_and_strangers_put_there() -> None:
    odd = {
        "count": Decimal("3"),
        "share": Decimal("0.5"),
        "half": "\ud800",
        "seen": {1: ("a",)},
        "at": SENT,
    }
    (finding,) = document(alert(public(evidence=odd)))["findings"]
    assert finding["evidence"] == {
        "count": 3,
        "share": 0.5,
        "half": "?",
        "seen": {"1": ["a"]},
        "at": str(SENT),
    }


def bulky(number: int, evidence: int, reason: int) -> Alert:
    return alert(
        *(
            public(
                id=f"111111111111/eu-central-1/AWS::S3::Bucket/b{n}/c{n}",
                control=f"c{n}",
                reason="é" * reason,
                evidence={"text": "x" * evidence},
            )
            for n in range(number)
        ),
        resource=None,
    )


@pytest.mark.parametrize(
    ("told", "omitted", "findings"),
    [
        (bulky(3, 10, 10), "", 3),
        (bulky(3, 100_000, 10), "evidence", 3),
        (bulky(900, 100, 300), "evidence, summary and 895 findings", 5),
    ],
    ids=["small", "much evidence", "many findings"],
)
def test_large_alerts_fit_and_say_what_is_missing(told: Alert, omitted: str, findings: int) -> None:
    sent = published(told)
    assert len(sent["Message"].encode()) + len(json.dumps(sent["MessageAttributes"])) <= MAX_BYTES
    structured = json.loads(json.loads(sent["Message"])["default"])
    assert structured["omitted"] == omitted
    assert len(structured["findings"]) == findings
    assert len(json.loads(sent["MessageAttributes"]["control"]["StringValue"])) <= 100


def failure(client: Any) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        SnsNotifier(client, "arn:aws:sns:eu-central-1:1:t").deliver(REGRESSION)
    return caught.value


@pytest.mark.parametrize(
    ("code", "status", "retry_after"),
    [
        ("Throttling", 400, 15),
        ("ThrottledException", 429, 15),
        ("KMSThrottling", 400, 15),
        ("InternalError", 500, 15),
        ("ServiceUnavailable", 503, 15),
        ("ExpiredToken", 403, 15),
        ("AuthorizationError", 403, 300),
        ("KMSAccessDenied", 400, 300),
        ("NotFound", 404, None),
        ("InvalidParameter", 400, None),
        ("InvalidClientTokenId", 403, None),
    ],
)
def test_refusals(code: str, status: int, retry_after: float | None) -> None:
    client = boto3.client("sns", "eu-central-1", config=Config(retries={"total_max_attempts": 1}))
    with Stubber(client) as stub:
        stub.add_client_error("publish", code, "Sorry.", status)
        error = failure(client)
    assert error.retry_after == retry_after
    assert error.reason == f"SNS answered {code}: Sorry."


@pytest.mark.parametrize("silence", [EndpointConnectionError, ReadTimeoutError])
def test_silence_is_tried_later(silence: type[BotoCoreError]) -> None:
    class Broken:
        def publish(self, **_: Any) -> dict[str, Any]:
            raise silence(endpoint_url="https://sns")

    error = failure(Broken())
    assert error.retry_after == 15
    assert error.reason == f"SNS did not answer: {silence.__name__}"


def test_arguments_that_cannot_be_sent_are_final() -> None:
    client = boto3.client("sns", "eu-central-1")
    with pytest.raises(DeliveryError) as caught:
        SnsNotifier(client, None).deliver(REGRESSION)  # type: ignore[arg-type]
    assert caught.value.retry_after is None


def test_topic_that_is_gone_is_final(aws: None) -> None:
    client, arn = topic()
    with pytest.raises(DeliveryError) as caught:
        SnsNotifier(client, f"{arn}-gone").deliver(REGRESSION)
    assert caught.value.retry_after is None
    assert isinstance(caught.value.__cause__, ClientError)
