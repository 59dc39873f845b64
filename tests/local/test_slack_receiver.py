"""The local Slack takes what Slack takes, refuses what it refuses, and misbehaves when told to."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.webhook import WebhookClient

from posturewatch_local.slack_receiver import (
    TOKEN,
    SlackReceiver,
    no_answer,
    rate_limited,
    server_error,
)

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*A bucket is public.*"}}


@pytest.fixture
def slack() -> Iterator[SlackReceiver]:
    with SlackReceiver() as receiver:
        yield receiver


@pytest.fixture
def client(slack: SlackReceiver) -> WebClient:
    return WebClient(token=TOKEN, base_url=slack.api_url, timeout=5, retry_handlers=[])


def error_of(failure: Any) -> str:
    error: str = failure.value.response["error"]
    return error


def test_a_message_is_kept_with_when_it_came(slack: SlackReceiver, client: WebClient) -> None:
    before = time.time()
    answer = client.chat_postMessage(channel="#posture-alerts", text="Hello", blocks=[SECTION])
    (message,) = slack.messages
    assert answer["ok"]
    assert answer["ts"] == message.ts
    assert (message.method, message.channel, message.text) == (
        "chat.postMessage",
        "C0LOCAL",
        "Hello",
    )
    assert message.blocks == (SECTION,)
    assert before <= message.received_at <= time.time()
    assert message.received_monotonic <= time.monotonic()


def test_a_message_can_be_changed_answered_and_reacted_to(
    slack: SlackReceiver, client: WebClient
) -> None:
    ts = client.chat_postMessage(channel="C0LOCAL", text="Open")["ts"]
    client.chat_update(channel="C0LOCAL", ts=ts, text="Resolved")
    client.chat_postMessage(channel="C0LOCAL", text="Fixed by alice", thread_ts=ts)
    client.reactions_add(channel="C0LOCAL", timestamp=ts, name="white_check_mark")
    assert [(m.method, m.text) for m in slack.messages] == [
        ("chat.postMessage", "Open"),
        ("chat.update", "Resolved"),
        ("chat.postMessage", "Fixed by alice"),
    ]
    with pytest.raises(SlackApiError) as failure:
        client.reactions_add(channel="C0LOCAL", timestamp=ts, name="white_check_mark")
    assert error_of(failure) == "already_reacted"


def test_who_asks_is_told(client: WebClient) -> None:
    assert client.auth_test()["user"] == "posturewatch"


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": "C0LOCAL", "text": ""}, "no_text"),
        ({"channel": "C0LOCAL", "text": "", "blocks": [SECTION]}, "no_text"),
        ({"channel": "C0LOCAL", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "C0LOCAL", "text": "x", "blocks": [SECTION] * 51}, "invalid_blocks"),
        ({"channel": "C0LOCAL", "text": "x", "blocks": "[{"}, "invalid_blocks_format"),
        ({"channel": "C0LOCAL", "text": "x", "thread_ts": "1.2"}, "thread_not_found"),
    ],
)
def test_what_slack_refuses_is_refused(
    slack: SlackReceiver, client: WebClient, message: dict[str, Any], error: str
) -> None:
    with pytest.raises(SlackApiError) as failure:
        client.api_call("chat.postMessage", json=message)
    assert error_of(failure) == error
    assert slack.messages == []
    assert slack.calls[-1].error == error


def text(kind: str, length: int) -> dict[str, str]:
    return {"type": kind, "text": "x" * length}


BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Accept"}, "action_id": "a"}


@pytest.mark.parametrize(
    "block",
    [
        {"type": "header", "text": text("plain_text", 150)},
        {"type": "section", "text": text("mrkdwn", 3000)},
        {"type": "section", "fields": [text("mrkdwn", 2000)] * 10},
        {"type": "context", "elements": [text("mrkdwn", 10)] * 10},
        {"type": "actions", "elements": [BUTTON] * 25},
        {"type": "divider"},
        {"type": "image", "image_url": "https://example.com/i.png", "alt_text": "i"},
        {"type": "markdown", "text": "x" * 12_000},
    ],
)
def test_blocks_within_the_limits_are_taken(client: WebClient, block: dict[str, Any]) -> None:
    assert client.chat_postMessage(channel="C0LOCAL", text="x", blocks=[block])["ok"]


@pytest.mark.parametrize(
    ("block", "place"),
    [
        ({"type": "header", "text": text("plain_text", 151)}, "/blocks/0/text"),
        ({"type": "header", "text": text("mrkdwn", 5)}, "/blocks/0/text/type"),
        ({"type": "section", "text": text("mrkdwn", 3001)}, "/blocks/0/text"),
        ({"type": "section", "text": text("mrkdwn", 0)}, "/blocks/0/text"),
        ({"type": "section"}, "/blocks/0"),
        ({"type": "section", "fields": [text("mrkdwn", 1)] * 11}, "/blocks/0/fields"),
        ({"type": "section", "fields": [text("mrkdwn", 2001)]}, "/blocks/0/fields/0"),
        ({"type": "context", "elements": [text("mrkdwn", 1)] * 11}, "/blocks/0/elements"),
        ({"type": "context", "elements": []}, "/blocks/0/elements"),
        ({"type": "actions", "elements": [BUTTON] * 26}, "/blocks/0/elements"),
        (
            {"type": "actions", "elements": [{**BUTTON, "style": "red"}]},
            "/blocks/0/elements/0/style",
        ),
        (
            {"type": "actions", "elements": [{**BUTTON, "value": "x" * 2001}]},
            "/blocks/0/elements/0/value",
        ),
        ({"type": "divider", "text": "no"}, "/blocks/0"),
        ({"type": "sparkles"}, "/blocks/0/type"),
        ({**SECTION, "block_id": "x" * 256}, "/blocks/0/block_id"),
        ("not a block", "/blocks/0"),
    ],
)
def test_blocks_beyond_the_limits_are_refused_with_their_place(
    client: WebClient, block: Any, place: str
) -> None:
    with pytest.raises(SlackApiError) as failure:
        client.api_call(
            "chat.postMessage", json={"channel": "C0LOCAL", "text": "x", "blocks": [block]}
        )
    assert error_of(failure) == "invalid_blocks"
    (message,) = failure.value.response["response_metadata"]["messages"]
    assert f"[json-pointer:{place}" in message


def test_block_ids_are_unique(client: WebClient) -> None:
    twice = [{**SECTION, "block_id": "same"}] * 2
    with pytest.raises(SlackApiError) as failure:
        client.chat_postMessage(channel="C0LOCAL", text="x", blocks=twice)
    assert error_of(failure) == "invalid_blocks"


@pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xoxb-wrong", "invalid_auth")])
def test_tokens_are_checked(slack: SlackReceiver, token: str, error: str) -> None:
    client = WebClient(token=token, base_url=slack.api_url)
    with pytest.raises(SlackApiError) as failure:
        client.chat_postMessage(channel="C0LOCAL", text="x")
    assert error_of(failure) == error


def test_a_method_that_does_not_exist_is_named(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as failure:
        client.api_call("chat.shout")
    assert error_of(failure) == "unknown_method"


def test_a_webhook_takes_messages(slack: SlackReceiver) -> None:
    answer = WebhookClient(slack.webhook_url).send(text="Hello", blocks=[SECTION])
    assert (answer.status_code, answer.body) == (200, "ok")
    (message,) = slack.messages
    assert (message.method, message.text) == ("webhook", "Hello")


@pytest.mark.parametrize(
    ("path", "body", "status", "error"),
    [
        ("/services/T0/B0/else", b'{"text": "x"}', 404, "no_service"),
        (None, b"{", 400, "invalid_payload"),
        (None, b'{"text": ""}', 400, "no_text"),
        (None, b'{"text": "x", "blocks": [{"type": "header"}]}', 400, "invalid_blocks"),
    ],
)
def test_a_webhook_refuses_with_a_status(
    slack: SlackReceiver, path: str | None, body: bytes, status: int, error: str
) -> None:
    url = slack.url + path if path else slack.webhook_url
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with pytest.raises(urllib.error.HTTPError) as failure:
        urllib.request.urlopen(request)
    with failure.value as answer:
        assert (answer.status, answer.read().decode()) == (status, error)


def test_it_misbehaves_as_planned_and_then_behaves(slack: SlackReceiver, client: WebClient) -> None:
    slack.misbehave([rate_limited(7), server_error(500), server_error(503)])
    statuses = []
    for _ in range(3):
        with pytest.raises(SlackApiError) as failure:
            client.chat_postMessage(channel="C0LOCAL", text="x")
        response = failure.value.response
        statuses.append((response.status_code, response.headers.get("Retry-After")))
    assert statuses == [(429, "7"), (500, None), (503, None)]
    assert slack.messages == []
    client.chat_postMessage(channel="C0LOCAL", text="through")
    assert [message.text for message in slack.messages] == ["through"]
    assert [call.status for call in slack.calls] == [429, 500, 503, 200]


def test_the_sdk_s_own_retry_understands_its_429(slack: SlackReceiver) -> None:
    handlers = [RateLimitErrorRetryHandler(max_retry_count=1)]
    client = WebClient(token=TOKEN, base_url=slack.api_url, retry_handlers=list(handlers))
    slack.misbehave([rate_limited(1)])
    begun = time.monotonic()
    assert client.chat_postMessage(channel="C0LOCAL", text="x")["ok"]
    assert time.monotonic() - begun >= 1


@pytest.mark.parametrize("delivered", [False, True])
def test_it_can_keep_callers_waiting(slack: SlackReceiver, delivered: bool) -> None:
    impatient = WebClient(token=TOKEN, base_url=slack.api_url, timeout=1, retry_handlers=[])
    slack.misbehave([no_answer(30, delivered=delivered)])
    with pytest.raises(TimeoutError):
        impatient.chat_postMessage(channel="C0LOCAL", text="lost?")
    assert [message.text for message in slack.messages] == (["lost?"] if delivered else [])


def test_stopping_lets_waiting_callers_go(client: WebClient) -> None:
    import threading

    receiver = SlackReceiver()
    receiver.start()
    receiver.misbehave([no_answer(30)])
    failed = threading.Event()
    url = receiver.webhook_url

    def call() -> None:
        try:
            urllib.request.urlopen(url, b"{}", timeout=20)
        except OSError:
            failed.set()

    caller = threading.Thread(target=call)
    caller.start()
    begun = time.monotonic()
    while not receiver.calls:
        time.sleep(0.01)
    receiver.stop()
    caller.join(5)
    assert failed.is_set()
    assert time.monotonic() - begun < 5


def test_one_can_wait_for_messages(slack: SlackReceiver, client: WebClient) -> None:
    client.chat_postMessage(channel="C0LOCAL", text="one")
    client.chat_postMessage(channel="C0LOCAL", text="two")
    assert len(slack.wait_for(count=2)) == 2
    assert [m.text for m in slack.wait_for(lambda m: m.text == "two")] == ["two"]
    with pytest.raises(TimeoutError, match="2 of 3"):
        slack.wait_for(count=3, timeout=0.05)
    slack.clear()
    assert (slack.messages, slack.calls) == ([], [])


def test_forms_are_understood_too(slack: SlackReceiver) -> None:
    from urllib.parse import urlencode

    form = {"token": TOKEN, "channel": "C0LOCAL", "text": "x", "blocks": json.dumps([SECTION])}
    with urllib.request.urlopen(slack.api_url + "chat.postMessage", urlencode(form).encode()) as a:
        assert json.load(a)["ok"] is True
    assert slack.messages[0].blocks == (SECTION,)
