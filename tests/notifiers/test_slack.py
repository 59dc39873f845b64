"""Delivery to Slack, against a receiver that speaks its API and misbehaves on order."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from posturewatch.domain.errors import DeliveryError
from posturewatch.notifiers import slack
from posturewatch.notifiers.slack import SECRET_LIFE, SlackNotifier
from posturewatch_local.slack_receiver import (
    TOKEN,
    WEBHOOK,
    SlackReceiver,
    no_answer,
    rate_limited,
    server_error,
)
from tests.notifiers.alerts import CASES, SENT, alert, public

REGRESSION = CASES["regression"]


class Clock:
    """A clock that stands still, and notes what is slept."""

    def __init__(self) -> None:
        self.now = SENT
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def receiver() -> Iterator[SlackReceiver]:
    with SlackReceiver() as running:
        yield running


def secret(**told: str) -> Callable[[], str]:
    return lambda: json.dumps(told)


@pytest.fixture
def bot(receiver: SlackReceiver, clock: Clock) -> SlackNotifier:
    return SlackNotifier(
        secret(bot_token=TOKEN),
        channel="#posture-alerts",
        api_url=receiver.api_url,
        now=clock,
        sleep=clock.slept.append,
        timeout=2,
    )


@pytest.fixture
def webhook(receiver: SlackReceiver, clock: Clock) -> SlackNotifier:
    return SlackNotifier(
        secret(webhook_url=receiver.webhook_url),
        api_url=receiver.api_url,
        now=clock,
        sleep=clock.slept.append,
        timeout=2,
    )


@pytest.fixture(params=["bot", "webhook"])
def notifier(request: pytest.FixtureRequest) -> SlackNotifier:
    found: SlackNotifier = request.getfixturevalue(request.param)
    return found


def refusal(notifier: SlackNotifier) -> DeliveryError:
    with pytest.raises(DeliveryError) as raised:
        notifier.deliver(REGRESSION)
    return raised.value


def test_bot_posts_to_its_channel(bot: SlackNotifier, receiver: SlackReceiver) -> None:
    receipt = bot.deliver(REGRESSION)
    (message,) = receiver.messages
    assert receipt.id == f"C0LOCAL/{message.ts}"
    assert message.channel == "C0LOCAL"
    assert message.text.startswith("🔴 CRITICAL: S3 bucket acme-invoices. The bucket is public")
    assert {
        name: message.payload[name] for name in ("unfurl_links", "unfurl_media", "link_names")
    } == {
        "unfurl_links": False,
        "unfurl_media": False,
        "link_names": False,
    }
    assert message.payload["mrkdwn"] is False
    assert message.payload["parse"] == "none"


def test_webhook_posts(webhook: SlackNotifier, receiver: SlackReceiver) -> None:
    assert webhook.deliver(REGRESSION).id == ""
    (message,) = receiver.messages
    assert message.method == "webhook"
    assert message.payload["unfurl_links"] is False


@pytest.mark.parametrize("name", CASES)
def test_every_case_is_taken(name: str, notifier: SlackNotifier, receiver: SlackReceiver) -> None:
    notifier.deliver(CASES[name])
    assert len(receiver.messages) == 1


def test_of_many_findings_the_worst_five_are_told(
    bot: SlackNotifier, receiver: SlackReceiver
) -> None:
    many = tuple(
        public(
            id=f"111111111111/eu-central-1/AWS::S3::Bucket/b{n}/s3-bucket-public-data-classified"
        )
        for n in range(200)
    )
    bot.deliver(alert(*many, resource=None))
    (message,) = receiver.messages
    shown = json.dumps(message.blocks)
    assert shown.count("AWS::S3::Bucket/") == 5
    assert "195 more findings: 195 CRITICAL" in shown


def test_short_rate_limit_is_waited_for_once(
    notifier: SlackNotifier, receiver: SlackReceiver, clock: Clock
) -> None:
    receiver.misbehave([rate_limited(1)])
    notifier.deliver(REGRESSION)
    assert clock.slept == [1]
    receiver.misbehave([rate_limited(1), rate_limited(2)])
    assert refusal(notifier).retry_after == 2
    assert clock.slept == [1, 1]


def test_long_rate_limit_is_the_queues_to_wait(
    notifier: SlackNotifier, receiver: SlackReceiver, clock: Clock
) -> None:
    receiver.misbehave([rate_limited(90)])
    error = refusal(notifier)
    assert error.retry_after == 90
    assert "come back in 90 s" in error.reason
    assert clock.slept == []
    assert len(receiver.calls) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_failing_slack_is_tried_later(
    status: int, notifier: SlackNotifier, receiver: SlackReceiver
) -> None:
    receiver.misbehave([server_error(status)])
    error = refusal(notifier)
    assert error.retry_after == 15
    assert str(status) in error.reason
    assert len(receiver.calls) == 1


def test_silent_slack_is_tried_later(notifier: SlackNotifier, receiver: SlackReceiver) -> None:
    notifier._timeout = 1
    receiver.misbehave([no_answer(3)])
    error = refusal(notifier)
    assert error.retry_after == 10
    assert "Slack did not answer" in error.reason


def test_slack_that_hangs_up_is_tried_later(
    notifier: SlackNotifier, receiver: SlackReceiver
) -> None:
    receiver.misbehave([no_answer(0.01)])
    assert refusal(notifier).retry_after == 10


def test_unreachable_slack_is_tried_later(notifier: SlackNotifier, receiver: SlackReceiver) -> None:
    receiver.stop()
    error = refusal(notifier)
    assert error.retry_after == 10
    assert error.reason == "Slack did not answer: ConnectionRefusedError"


def test_unknown_channel_is_final(receiver: SlackReceiver) -> None:
    lost = SlackNotifier(secret(bot_token=TOKEN), channel="#gone", api_url=receiver.api_url)
    error = refusal(lost)
    assert error.retry_after is None
    assert error.reason == "Slack answered 200 channel_not_found"
    assert len(receiver.calls) == 1


def test_bot_without_a_channel_is_final(receiver: SlackReceiver) -> None:
    error = refusal(SlackNotifier(secret(bot_token=TOKEN), api_url=receiver.api_url))
    assert (error.retry_after, receiver.calls) == (None, [])


def test_unknown_webhook_is_final(receiver: SlackReceiver) -> None:
    lost = SlackNotifier(
        secret(webhook_url=f"{receiver.url}/services/T0/B0/gone"), api_url=receiver.api_url
    )
    error = refusal(lost)
    assert error.retry_after is None
    assert error.reason == "Slack answered 404 no_service"


@pytest.mark.parametrize(
    ("status", "told", "retry_after"),
    [
        (200, "invalid_auth", None),
        (200, "not_in_channel", None),
        (200, "is_archived", None),
        (200, "token_revoked", None),
        (200, "missing_scope", None),
        (200, "something_new", None),
        (200, "ratelimited", 30),
        (200, "fatal_error", 15),
        (200, "Received a response in a non-JSON format: <!DOCTYPE html>", 15),
        (403, "action_prohibited", None),
        (404, "no_service", None),
        (410, "channel_is_archived", None),
        (408, "", 15),
        (429, "", 30),
        (503, "<html>", 15),
    ],
)
def test_answers(status: int, told: str, retry_after: float | None) -> None:
    assert slack._failure(status, told, {}).retry_after == retry_after


def test_retry_after_is_read_however_it_is_spelt() -> None:
    for headers in ({"Retry-After": "7"}, {"retry-after": 7}):
        assert slack._failure(429, "", headers).retry_after == 7
    assert slack._failure(429, "", {"Retry-After": "Wed, 21 Oct"}).retry_after == 30


def test_refused_blocks_are_sent_again_as_plain_text(
    notifier: SlackNotifier,
    receiver: SlackReceiver,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    message = slack.slack_message(REGRESSION, SENT)
    message["blocks"][0]["text"]["text"] = "x" * 3_001
    monkeypatch.setattr(slack, "slack_message", lambda *_: message)
    notifier.deliver(REGRESSION)
    (arrived,) = receiver.messages
    assert arrived.blocks == ()
    assert "Who:   alice (IAM user), without MFA" in arrived.text
    assert "Fix: Turn on all four" in arrived.text
    assert "refused the form" in caplog.text


def test_plain_text_that_is_refused_too_is_final(
    notifier: SlackNotifier, receiver: SlackReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = {"text": "x", "blocks": [{"type": "nonsense"}]}
    monkeypatch.setattr(slack, "slack_message", lambda *_: bad)
    monkeypatch.setattr(slack, "slack_plain_message", lambda *_: bad)
    error = refusal(notifier)
    assert error.retry_after is None
    assert "invalid_blocks" in error.reason
    assert len(receiver.calls) == 2


class Vault:
    """A secret that is counted and can be rotated."""

    def __init__(self, told: str) -> None:
        self.told = told
        self.reads = 0

    def __call__(self) -> str:
        self.reads += 1
        return self.told


def test_secret_is_kept_for_five_minutes(receiver: SlackReceiver, clock: Clock) -> None:
    vault = Vault(json.dumps({"bot_token": TOKEN}))
    bot = SlackNotifier(vault, channel="C0LOCAL", api_url=receiver.api_url, now=clock)
    bot.deliver(REGRESSION)
    clock.now += SECRET_LIFE - timedelta(seconds=1)
    bot.deliver(REGRESSION)
    assert vault.reads == 1
    clock.now += timedelta(seconds=1)
    bot.deliver(REGRESSION)
    assert vault.reads == 2


def test_rotated_secret_is_read_again(clock: Clock) -> None:
    vault = Vault(json.dumps({"bot_token": "xoxb-old"}))
    with SlackReceiver(tokens=["xoxb-old"]) as before, SlackReceiver(tokens=["xoxb-new"]) as after:
        bot = SlackNotifier(vault, channel="C0LOCAL", api_url=before.api_url, now=clock)
        bot.deliver(REGRESSION)
        bot._api_url = after.api_url
        assert refusal(bot).reason == "Slack answered 200 invalid_auth"
        vault.told = json.dumps({"bot_token": "xoxb-new"})
        bot.deliver(REGRESSION)
        assert len(after.messages) == 1


def test_fresh_secret_that_is_refused_is_not_read_again(receiver: SlackReceiver) -> None:
    vault = Vault(json.dumps({"bot_token": "xoxb-wrong"}))
    error = refusal(SlackNotifier(vault, channel="C0LOCAL", api_url=receiver.api_url))
    assert error.retry_after is None
    assert vault.reads == 1


HIDDEN = "verysecret"


@pytest.mark.parametrize(
    ("told", "what"),
    [
        (HIDDEN, "is not a JSON object"),
        (f'"{HIDDEN}"', "is not a JSON object"),
        ("{}", "has neither bot_token nor webhook_url"),
        (json.dumps({"token": HIDDEN}), "has neither bot_token nor webhook_url"),
        (json.dumps({"bot_token": f"xoxp-{HIDDEN}"}), "has a bot_token that is not a bot's"),
        (
            json.dumps({"bot_token": f"xoxb-{HIDDEN}\r\nHost: evil"}),
            "has a bot_token that is not a bot's",
        ),
        (json.dumps({"bot_token": [HIDDEN]}), "has a bot_token that is not a bot's"),
        (json.dumps({"webhook_url": 7}), "has a webhook_url that is not"),
        (
            json.dumps({"webhook_url": f"https://evil.example/{HIDDEN}"}),
            "has a webhook_url that is not",
        ),
        (
            json.dumps({"webhook_url": f"https://hooks.slack.com/{HIDDEN} x"}),
            "has a webhook_url that is not",
        ),
        (
            json.dumps({"webhook_url": f"https://slack.com/{HIDDEN}"}),
            "has a webhook_url that is not",
        ),
    ],
)
def test_malformed_secret_is_final_and_is_not_told(told: str, what: str) -> None:
    error = refusal(SlackNotifier(lambda: told, channel="C0LOCAL"))
    assert error.retry_after is None
    assert what in error.reason
    assert HIDDEN not in "".join(traceback.format_exception(error))


def test_unreadable_secret_is_tried_later() -> None:
    def denied() -> str:
        raise ClientError(
            {"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "GetSecretValue"
        )

    error = refusal(SlackNotifier(denied, channel="C0LOCAL"))
    assert error.retry_after == 60
    assert "AccessDeniedException" in error.reason


@pytest.mark.parametrize("trouble", ["", "limited", "failing", "silent", "gone"])
def test_secrets_stand_in_no_error_and_no_log(
    trouble: str, notifier: SlackNotifier, receiver: SlackReceiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("slack_sdk.web.base_client", "slack_sdk.webhook.client", "urllib3"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    plans: dict[str, list[Any]] = {
        "limited": [rate_limited(90)],
        "failing": [server_error()],
        "silent": [no_answer(0.01)],
    }
    receiver.misbehave(plans.get(trouble, []))
    if trouble == "gone":
        receiver.stop()
    shown = ""
    try:
        notifier.deliver(REGRESSION)
    except DeliveryError as error:
        shown = "".join(traceback.format_exception(error)) + repr(error)
    assert bool(shown) == bool(trouble)
    for hidden in (TOKEN, WEBHOOK, WEBHOOK.rpartition("/")[0]):
        assert hidden not in shown + caplog.text
    assert TOKEN not in repr(notifier._kept)
    assert WEBHOOK not in repr(notifier._kept)


def test_slack_gov_and_slack_are_webhooks() -> None:
    for host in ("hooks.slack.com", "hooks.slack-gov.com"):
        assert slack._is_webhook(f"https://{host}/services/T0/B0/x", slack.API_URL)
    assert not slack._is_webhook("http://hooks.slack.com/services/T0/B0/x", slack.API_URL)
    assert not slack._is_webhook("https://slack.com/services/T0/B0/x", slack.API_URL)


def test_module_does_not_import_the_sdk() -> None:
    code = "import sys, posturewatch.notifiers.slack; print('slack_sdk' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
