"""Each function may do exactly what it does: its calls, against the template's rights."""

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from posturewatch.domain.change import Cause
from posturewatch.domain.digest import Milestone
from posturewatch.domain.interaction import InteractionKind, Target
from posturewatch.domain.sweep import Slice
from posturewatch.stores.dynamodb import DynamoStore, entry_of_item
from posturewatch.stores.sqs import sweep_message
from posturewatch.usecases import sweep as sweeps
from posturewatch.usecases.milestone import Celebrator
from posturewatch_local.deploy import expand
from posturewatch_local.slack_receiver import TOKEN, SlackReceiver, rate_limited
from tests.functions.test_doors import make_overdue, make_volume, volume_event
from tests.functions.test_serve_posture import asked
from tests.functions.test_slack_doors import lives as slack_lives
from tests.support.doors import (
    ACCOUNT,
    REGION,
    Deployment,
    call_event,
    queued,
    shared_session,
    streamed,
)
from tests.support.slack import pressed
from tests.support.slack import request as slack_request
from tests.support.tables import template

SEEN = Target(f"{ACCOUNT}/{REGION}/AWS::EC2::Volume/vol-1/ec2-volume-encryption-enabled", 1)

Right = tuple[str, str]
"""An action, and the template's resource (with its index) that it is done to."""

OURS = ("dynamodb", "sqs", "sns", "kms", "secretsmanager")
TRANSACTED = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}


# --- What the template gives ----------------------------------------------------------------------


@cache
def expanded() -> dict[str, Any]:
    """Return the template after SAM's transform, with the rights that SAM adds."""
    document = copy.deepcopy(template())
    for resource in document["Resources"].values():
        for name in ("CodeUri", "ContentUri"):
            if name in resource.get("Properties", {}):
                resource["Properties"][name] = "s3://bucket/key"
    return expand(document, {}, region=REGION)["Resources"]


def given(function: str) -> set[Right]:
    """Return the rights of a function to what the template makes."""
    role = expanded()[f"{function}Role"]["Properties"]
    return {
        (action, resource)
        for policy in role["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
        for part in _whole(statement)
        for action in _listed(part["Action"])
        for resource in map(_named, _listed(part["Resource"]))
        # Further topics are the deployer's own, and have no name here.
        if resource != "RoutedTopics"
    }


def _whole(statement: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return a statement; where it depends on a condition, as if that held."""
    chosen = statement["Fn::If"][1] if "Fn::If" in statement else statement
    assert chosen["Effect"] == "Allow"
    yield chosen


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _named(resource: dict[str, Any] | str) -> str:
    if isinstance(resource, str):
        return resource
    ((kind, value),) = resource.items()
    if kind == "Ref":
        return value
    if kind == "Fn::GetAtt":
        return value[0]
    if kind == "Fn::Split":
        return _named(value[1])
    assert kind == "Fn::Sub", resource
    return value.replace("${", "").replace(".Arn}", "")


# --- What the doors do ----------------------------------------------------------------------------


def taken(aws: Deployment) -> set[Right]:
    """Return the rights that the recorded calls needed."""
    rights = set()
    names = {url: name for name, url in aws.queues.items()} | {aws.topic: "AlertTopic"}
    for service, operation, parameters in aws.calls:
        if service not in OURS:
            continue
        if service == "dynamodb":
            rights |= {
                (f"dynamodb:{a}", where) for a, where in _table_rights(operation, parameters)
            }
        elif service == "sqs":
            assert operation in ("SendMessage", "SendMessageBatch")
            rights.add(("sqs:SendMessage", names[parameters["QueueUrl"]]))
        elif service == "secretsmanager":
            rights.add((f"{service}:{operation}", "SlackSecret"))
        else:
            rights.add((f"{service}:{operation}", names[parameters["TopicArn"]]))
    return rights


def _table_rights(operation: str, parameters: dict[str, Any]) -> Iterator[Right]:
    if operation == "TransactWriteItems":
        for action in parameters["TransactItems"]:
            ((kind, _),) = action.items()
            yield TRANSACTED[kind], "PostureTable"
        return
    index = parameters.get("IndexName")
    yield operation, f"PostureTable/index/{index}" if index else "PostureTable"


def changes(aws: Deployment) -> None:
    """Judge for the first time, again, when it is gone, and a whole type; look again later."""
    volume = make_volume()
    body = volume_event(volume)
    aws.invoke("evaluate_change", queued(body))
    aws.invoke("evaluate_change", queued(volume_event(volume, eventTime="2099-01-01T00:00:00Z")))
    shared_session().client("ec2", REGION).delete_volume(VolumeId=volume)
    aws.invoke("evaluate_change", queued(volume_event(volume, eventTime="2099-01-01T00:00:00Z")))
    account_wide = call_event("PutAccountPublicAccessBlock", "s3", {})
    aws.invoke("evaluate_change", queued(account_wide))


def scores(aws: Deployment) -> None:
    aws.invoke("evaluate_change", queued(volume_event(make_volume())))
    aws.calls.clear()
    records = streamed(aws.entries("SCORING"))
    aws.invoke("score_posture", records)
    aws.invoke("score_posture", records)


def news(aws: Deployment) -> None:
    """Tell SNS and a Slack that is busy at first; tell of several resources at once."""
    for _ in range(2):
        aws.invoke("evaluate_change", queued(volume_event(make_volume())))
    aws.invoke("score_posture", streamed(aws.entries("SCORING")[:1]))
    store = DynamoStore(aws.dynamodb, aws.table)
    several = replace(entry_of_item(aws.entries("PENDING")[0]), id="several", resource=None)
    store.commit([], several)
    secret = (
        shared_session()
        .client("secretsmanager")
        .create_secret(Name="SlackSecret", SecretString=json.dumps({"bot_token": TOKEN}))
    )
    with SlackReceiver() as slack:
        slack.misbehave([rate_limited(30)])
        told = {
            "slack_secret_arn": secret["ARN"],
            "slack_channel": min(slack.channels),
            "slack_api_url": slack.api_url,
        }
        aws.calls.clear()
        aws.invoke("send_notification", streamed(aws.entries("PENDING"), "MODIFY"), **told)
        assert not slack.messages
        make_overdue(aws)
        aws.invoke("send_notification", {"reason": "due"}, **told)
    shared_session().client("secretsmanager").delete_secret(
        SecretId=secret["ARN"], ForceDeleteWithoutRecovery=True
    )


def plans(aws: Deployment) -> None:
    for _ in range(2):
        (sweep,) = aws.invoke("start_sweep", {"id": "round"})["sweeps"]
    aws.invoke("start_sweep", {"cancel": sweep["id"]})
    aws.invoke("start_sweep", {"resume": sweep["id"]})


def slices(aws: Deployment) -> None:
    for _ in range(3):
        make_volume()
    aws.invoke("start_sweep", {"id": "round"})
    aws.invoke("score_posture", streamed(aws.entries("SCORING")))
    parts = [part for body in aws.received("SweepQueue") for part in sweep_message(body)]
    aws.calls.clear()
    ours = [part for part in parts if part.type == "AWS::EC2::Volume"]
    # The others have ended; the account's sweep ends with the last one.
    _end(aws, [part for part in parts if part not in ours])
    messages = queued(*(json.dumps(part.to_json()) for part in ours))
    aws.invoke("sweep_slice", messages, time_left=100_000)
    while bodies := aws.received("SweepQueue"):
        aws.invoke("sweep_slice", queued(*bodies))
    # Another time, for an event: nothing new, so times are touched.
    happened = Cause("e-1", "cloudtrail", datetime(2099, 1, 1, tzinfo=UTC))
    again = Slice("change-1", ACCOUNT, REGION, "AWS::EC2::Volume", cause=happened)
    aws.invoke("sweep_slice", queued(json.dumps(again.to_json())))


def _end(aws: Deployment, parts: list[Slice]) -> None:
    store = aws.door("sweep_slice").home().store
    for part in parts:
        store.finish_slices([part])


def requests(aws: Deployment) -> None:
    """Start a sweep of a part, which is the whole the first time; look at it, end it."""
    for _ in range(2):
        asked(aws, "POST", body={"account": ACCOUNT})
    (sweep,) = aws.items("SWEEP#")
    for method in ("GET", "DELETE"):
        asked(aws, method, sweep["pk"]["S"].partition("#")[2])


def presses(aws: Deployment) -> None:
    aws.invoke("slack_action", slack_request(pressed(InteractionKind.RECHECK, targets=[SEEN])))


def digests(aws: Deployment) -> None:
    """Make a digest, and tell milestones: of an account where all is well since long ago."""
    aws.invoke("evaluate_change", queued(volume_event(make_volume())))
    aws.invoke("score_posture", streamed(aws.entries("SCORING")))
    aws.calls.clear()
    hours = f"*={datetime.now(UTC):%H:%M}"
    aws.invoke("send_digest", {"reason": "digests"}, digest_hours=hours)
    with pytest.MonkeyPatch.context() as patch:
        reached = Milestone(
            "foundation/1/score/90", "The score has reached 90 %.", datetime.now(UTC)
        )
        patch.setattr(Celebrator, "reached", lambda *_: iter([reached]))
        aws.invoke("send_digest", {"reason": "milestones"})


LIVES = {
    "EvaluateChangeFunction": changes,
    "ScorePostureFunction": scores,
    "SendNotificationFunction": news,
    "StartSweepFunction": plans,
    "SweepSliceFunction": slices,
    "SendDigestFunction": digests,
    "ServePostureFunction": requests,
    "SlackActionFunction": presses,
    "WorkActionFunction": slack_lives,
}

# Done by AWS with the function's rights: Lambda leaves there what failed for good.
LEFT_BEHIND = {
    "ScorePostureFunction": {("sqs:SendMessage", "StreamDeadLetterQueue")},
    "SendNotificationFunction": {("sqs:SendMessage", "StreamDeadLetterQueue")},
    "SendDigestFunction": {("sqs:SendMessage", "ScheduleDeadLetterQueue")},
    "StartSweepFunction": {("sqs:SendMessage", "ScheduleDeadLetterQueue")},
}

OF_FEEDS = {"events:PutEvents", "securityhub:BatchImportFindings", "sts:AssumeRole"}

# Done by DynamoDB, SQS and SNS in the function's name: what they keep is encrypted.
ENCRYPTED = {("kms:Decrypt", "DataKey"), ("kms:GenerateDataKey", "DataKey")}


def test_every_function_is_judged():
    functions = {n for n, r in expanded().items() if r["Type"] == "AWS::Lambda::Function"}
    assert functions == set(LIVES)


@pytest.mark.parametrize("function", LIVES)
def test_a_function_may_do_what_it_does_and_nothing_else(aws, monkeypatch, function):
    monkeypatch.setattr(sweeps, "PAGE", 2)
    LIVES[function](aws)
    needed = taken(aws) | LEFT_BEHIND.get(function, set()) | ENCRYPTED
    rights = given(function)
    if function == "SendNotificationFunction":
        # The feeds' own tests call them.
        rights = {right for right in rights if right[0] not in OF_FEEDS}
    # Only where an organization is swept; the doors' own tests do.
    rights -= {("organizations:ListAccounts", "*")}
    # Of the audited side, where no regions are named.
    rights -= {("ec2:DescribeRegions", "*")}
    # One statement gives its actions to a table and its index alike.
    places = {"PostureTable", "PostureTable/index/open", "PostureTable/index/inventory"}
    assert {(a, "PostureTable" if r in places else r) for a, r in rights} == {
        (a, "PostureTable" if r in places else r) for a, r in needed
    }
    assert {r for _, r in rights} == {r for _, r in needed}
    assert needed <= rights
