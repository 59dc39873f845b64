"""What people do in Slack, from the internet to the table."""

import json
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from posturewatch.domain.finding import Finding
from posturewatch.domain.interaction import Interaction, InteractionKind, Target
from posturewatch.domain.thread import Thread
from posturewatch.stores.dynamodb import DynamoStore, entry_of_item
from tests.functions.test_doors import make_volume, volume_event
from tests.support.doors import ACCOUNT, FUNCTIONS, REGION, failed_of, metrics_of, queued
from tests.support.slack import pressed, request, submitted

EXAMPLES = sorted((FUNCTIONS.parent / "events" / "slack_action").glob("*.json"))
K = InteractionKind


def failing(aws) -> Target:
    """Return a finding that fails."""
    volume = make_volume()
    aws.invoke("evaluate_change", queued(volume_event(volume)))
    finding = f"{ACCOUNT}/{REGION}/AWS::EC2::Volume/{volume}/ec2-volume-encryption-enabled"
    return Target(finding, 1)


def stored(aws, target: Target) -> Finding:
    key, control = Finding.parse_id(target.finding)
    return DynamoStore(aws.dynamodb, aws.table).load(key).findings[control]


def press(aws, payload, at=None):
    return aws.invoke("slack_action", request(payload, at or datetime.now(UTC)))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_refused_as_it_stands_and_taken_when_it_is_signed_anew(aws, capsys, path):
    event = json.loads(path.read_text("utf-8"))
    assert aws.invoke("slack_action", event) == {"statusCode": 401}
    assert metrics_of(capsys.readouterr().out) == {"refused": 1}
    assert aws.received("ActionQueue") == []
    (payload,) = parse_qs(b64decode(event["body"]).decode())["payload"]
    signed = request(json.loads(payload), datetime.now(UTC))
    signed["headers"] = {name.title(): value for name, value in signed["headers"].items()}
    # Nobody is there to open a form; all else is queued.
    opens = path.stem == "accept_risk"
    answer = aws.invoke("slack_action", signed)
    if path.stem == "accept_risk_submitted":
        # Its day has passed, or will: the form says so.
        assert answer["statusCode"] == 200
        return
    assert answer["statusCode"] == (503 if opens else 200)
    sent = [Interaction.from_json(json.loads(body)) for body in aws.received("ActionQueue")]
    assert len(sent) == (0 if opens else 1)


def test_a_press_goes_through_the_queue_into_the_history(aws, capsys):
    target = failing(aws)
    assert press(aws, pressed(K.ACKNOWLEDGE, targets=[target])) == {"statusCode": 200}
    assert not stored(aws, target).history, "the door itself touches no finding"
    messages = aws.received("ActionQueue")
    capsys.readouterr()
    assert failed_of(aws.invoke("work_action", queued(*messages))) == []
    assert metrics_of(capsys.readouterr().out) == {"actions_done": 1}
    (act,) = stored(aws, target).history
    assert (act.kind, act.by) == ("acknowledged", "alice")
    assert failed_of(aws.invoke("work_action", queued(*messages))) == []
    assert metrics_of(capsys.readouterr().out) == {"actions_repeated": 1}
    assert len(stored(aws, target).history) == 1


def test_forged_old_and_foreign_requests_reach_no_queue_and_no_table(aws):
    target = failing(aws)
    payload = pressed(K.ACKNOWLEDGE, targets=[target])
    before = sorted(json.dumps(item, sort_keys=True) for item in aws.items())
    now = datetime.now(UTC)
    for event in (
        {**request(payload, now), "headers": {}},
        request(payload, now, secret="guessed"),
        request(payload, now - timedelta(minutes=6)),
        request(pressed(K.ACKNOWLEDGE, targets=[target], workspace="T0EVIL"), now),
    ):
        assert aws.invoke("slack_action", event) == {"statusCode": 401}
    assert aws.received("ActionQueue") == []
    assert sorted(json.dumps(item, sort_keys=True) for item in aws.items()) == before


def test_a_stranger_of_our_own_workspace_changes_nothing(aws, capsys):
    target = failing(aws)
    press(aws, pressed(K.ACKNOWLEDGE, targets=[target], user="U0EVE"))
    capsys.readouterr()
    assert failed_of(aws.invoke("work_action", queued(*aws.received("ActionQueue")))) == []
    assert metrics_of(capsys.readouterr().out) == {"actions_refused": 1}
    assert not stored(aws, target).history


def test_a_bad_message_never_returns_its_neighbours(aws):
    target = failing(aws)
    press(aws, pressed(K.ACKNOWLEDGE, targets=[target]))
    (good,) = aws.received("ActionQueue")
    response = aws.invoke("work_action", queued("{", good, '{"schema": "other"}', "null"))
    assert failed_of(response) == ["m-0", "m-2", "m-3"]
    assert stored(aws, target).history


def lives(aws) -> None:
    """Let the worker do all that it does."""
    target = failing(aws)
    until = f"{datetime.now(UTC) + timedelta(days=20):%Y-%m-%d}"
    store = DynamoStore(aws.dynamodb, aws.table)
    entry = next(e for i in aws.entries("SCORING") if (e := entry_of_item(i)).moves)
    now = datetime.now(UTC)
    thread = store.save_thread(Thread.begun("slack", entry, now).folded(entry, entry.news, now))
    named = ("slack", ACCOUNT, thread.id)
    press(aws, pressed(K.ACKNOWLEDGE, targets=[target], thread=named))
    press(aws, pressed(K.RECHECK, targets=[target], trigger="2"))
    press(aws, submitted([target], until=until))
    messages = aws.received("ActionQueue")
    aws.calls.clear()
    # The request cannot be posted, for nobody listens; it is there all the same.
    aws.invoke("work_action", queued(*messages))
    requests = aws.items("REQUEST#")
    made = (ACCOUNT, requests[0]["sk"]["S"])
    calls = list(aws.calls)
    press(aws, pressed(K.APPROVE, decided=made, user="U0BOB", trigger="3"))
    messages = aws.received("ActionQueue")
    aws.calls[:] = calls
    aws.invoke("work_action", queued(*messages))
