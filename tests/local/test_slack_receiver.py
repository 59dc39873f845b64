"""The local Slack takes what Slack takes, refuses what it refuses, and misbehaves when told to."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.signature import SignatureVerifier
from slack_sdk.webhook import WebhookClient

from posturewatch_local import slack_receiver
from posturewatch_local.slack_people import SIGNING_SECRET, SlackPeople
from posturewatch_local.slack_receiver import (
    TOKEN,
    File,
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
    assert slack.shown[0].reactions == {"white_check_mark"}
    client.reactions_remove(channel="C0LOCAL", timestamp=ts, name="white_check_mark")
    assert slack.shown[0].reactions == frozenset()
    with pytest.raises(SlackApiError) as failure:
        client.reactions_remove(channel="C0LOCAL", timestamp=ts, name="white_check_mark")
    assert error_of(failure) == "no_reaction"


def test_one_person_can_be_told_alone(slack: SlackReceiver, client: WebClient) -> None:
    client.chat_postEphemeral(channel="C0LOCAL", user="U0BOB", text="Acknowledged")
    (whisper,) = slack.whispers
    assert (whisper.only_for, whisper.text) == ("U0BOB", "Acknowledged")
    assert slack.shown == slack.messages == []


def test_a_file_stands_below_a_message(slack: SlackReceiver, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C0LOCAL", text="The digest")["ts"]
    client.files_upload_v2(
        channel="C0LOCAL",
        thread_ts=ts,
        content=b"\x89PNG",
        filename="trend.png",
        title="The trend",
        alt_txt="It rises",
    )
    _, below = slack.shown
    assert (below.thread, below.text) == (ts, "The trend")
    assert below.files == (File("trend.png", b"\x89PNG", "It rises"),)


def test_a_file_that_was_never_sent_cannot_be_shown(client: WebClient) -> None:
    given = client.files_getUploadURLExternal(filename="trend.png", length=4)
    with pytest.raises(SlackApiError) as failure:
        client.files_completeUploadExternal(
            files=[{"id": given["file_id"], "title": "x"}], channel_id="C0LOCAL"
        )
    assert error_of(failure) == "file_not_found"


def test_the_members_of_a_group_are_told() -> None:
    with SlackReceiver(groups={"S0SECOPS": ["U0ALICE", "U0BOB"]}) as slack:
        client = WebClient(token=TOKEN, base_url=slack.api_url, retry_handlers=[])
        assert client.usergroups_users_list(usergroup="S0SECOPS")["users"] == ["U0ALICE", "U0BOB"]
        with pytest.raises(SlackApiError) as failure:
            client.usergroups_users_list(usergroup="S0NOBODY")
    assert error_of(failure) == "no_such_subteam"


# --- Forms ----------------------------------------------------------------------------------------

QUESTION = {
    "type": "input",
    "block_id": "why",
    "label": {"type": "plain_text", "text": "Why?"},
    "element": {"type": "plain_text_input", "action_id": "why"},
}
VIEW = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "A form"},
    "blocks": [QUESTION],
}


def test_a_form_is_opened_once_for_who_has_pressed(slack: SlackReceiver, client: WebClient) -> None:
    trigger, _ = slack.pressed("U0BOB", "C0LOCAL")
    client.views_open(trigger_id=trigger, view=VIEW)
    (form,) = slack.forms
    assert (form.user, form.view["blocks"], form.values) == ("U0BOB", [QUESTION], {})
    for used, error in ((trigger, "exchanged_trigger_id"), ("1.2", "invalid_trigger_id")):
        with pytest.raises(SlackApiError) as failure:
            client.views_open(trigger_id=used, view=VIEW)
        assert error_of(failure) == error


def test_a_form_is_not_opened_three_seconds_after_the_press(
    slack: SlackReceiver, client: WebClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack_receiver, "TRIGGER_LIFE", 0.0)
    trigger, _ = slack.pressed("U0BOB", "C0LOCAL")
    with pytest.raises(SlackApiError) as failure:
        client.views_open(trigger_id=trigger, view=VIEW)
    assert error_of(failure) == "expired_trigger_id"


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "home"},
        {"title": {"type": "plain_text", "text": "x" * 25}},
        {"private_metadata": "x" * 3001},
        {"blocks": [{**QUESTION, "label": {"type": "mrkdwn", "text": "Why?"}}]},
        {"blocks": [{"type": "input", "label": QUESTION["label"]}]},
    ],
)
def test_a_form_that_slack_would_refuse_is_refused(
    slack: SlackReceiver, client: WebClient, wrong: dict[str, Any]
) -> None:
    trigger, _ = slack.pressed("U0BOB", "C0LOCAL")
    with pytest.raises(SlackApiError) as failure:
        client.views_open(trigger_id=trigger, view={**VIEW, **wrong})
    assert error_of(failure) == "invalid_arguments"
    assert slack.forms == []


# --- People ---------------------------------------------------------------------------------------


def test_people_press_and_send_what_slacks_own_library_verifies(
    slack: SlackReceiver, client: WebClient
) -> None:
    row = {"type": "actions", "elements": [{**BUTTON, "value": "v"}]}
    client.chat_postMessage(channel="C0LOCAL", text="Open", blocks=[row])
    with App(slack) as app:
        people = SlackPeople(slack, app.url)
        assert people.press("U0BOB", slack.shown[0], "a").status == 200
        (form,) = slack.forms
        refused = people.fill_in(form, {"why": ""})
        assert refused.told["response_action"] == "errors"
        assert slack.forms[0].values == {}
        assert people.fill_in(form, {"why": "Because."}).told == {}
        assert people.send({}, secret="another").status == 401
        assert people.send({}, age=301).status == 401
    assert slack.forms[0].values == {"why": "Because."}
    assert [(w.only_for, w.text) for w in slack.whispers] == [("U0BOB", "Thank you")]
    with pytest.raises(LookupError):
        people.pressing("U0BOB", slack.shown[0], "another")


class App:
    """An app that verifies, opens a form for each press, and wants a reason in it."""

    def __init__(self, slack: SlackReceiver) -> None:
        self.client = WebClient(token=TOKEN, base_url=slack.api_url, retry_handlers=[])
        app = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                verified = SignatureVerifier(SIGNING_SECRET).is_valid_request(
                    body, dict(self.headers)
                )
                told = app.take(json.loads(dict(parse_qsl(body))["payload"])) if verified else None
                self.send_response(200 if verified else 401)
                self.end_headers()
                self.wfile.write(json.dumps(told).encode() if told else b"")

            def log_message(self, format: str, *args: Any) -> None:
                """Stay quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/slack/actions"

    def __enter__(self) -> "App":
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def take(self, payload: dict[str, Any]) -> dict[str, Any] | None:
        if payload["type"] == "block_actions":
            assert payload["actions"][0]["value"] == "v"
            self.client.views_open(trigger_id=payload["trigger_id"], view=VIEW)
            WebhookClient(payload["response_url"]).send(text="Thank you")
            return None
        why = payload["view"]["state"]["values"]["why"]["why"]["value"]
        return None if why else {"response_action": "errors", "errors": {"why": "Say it."}}


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
