"""Slack's door: what Slack has not signed, just now, for our workspace, changes nothing."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.signature import Clock as SdkClock
from slack_sdk.signature import SignatureVerifier

from posturewatch.domain.errors import DeliveryError
from posturewatch.domain.interaction import Interaction, InteractionKind, Target
from posturewatch.domain.thread import Standing
from posturewatch.notifiers import slack_buttons as form
from posturewatch.notifiers.slack_door import MAX_BODY, SlackDoor
from posturewatch.notifiers.slack_signature import (
    MAX_AGE,
    SIGNATURE,
    TIMESTAMP,
    Forged,
    signature,
    verify,
)
from posturewatch_local.slack_blocks import block_problems
from tests.notifiers.stories import STORIES
from tests.support.house import START, Clock
from tests.support.slack import SECRET, WORKSPACE, pressed, request, submitted

TARGETS = (
    Target("123456789012/eu-west-1/AWS::S3::Bucket/acme-invoices/s3-bucket-tls-required", 1),
    Target("123456789012/eu-west-1/AWS::S3::Bucket/acme-invoices/s3-bucket-acl-disabled", 2),
)
KINDS = [InteractionKind.ACKNOWLEDGE, InteractionKind.RECHECK, InteractionKind.DETAILS]


class Slack:
    """Remembers calls, and refuses when told to."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict]] = []
        self.refuses = False

    def call(self, method, **payload):
        if self.refuses:
            raise DeliveryError("Slack answered expired_trigger_id", retry_after=None)
        self.calls.append((method, payload))
        return {"ok": True}


class House:
    """A door, and all that it can reach."""

    def __init__(self, workspace: str = WORKSPACE) -> None:
        self.clock = Clock()
        self.sent: list[Interaction] = []
        self.slack = Slack()
        self.secrets_read = 0
        self.door = SlackDoor(self._secret, workspace, self, self.slack, self.clock)

    def _secret(self) -> str:
        self.secrets_read += 1
        return SECRET

    def send(self, interaction: Interaction) -> None:
        self.sent.append(interaction)

    @property
    def is_untouched(self) -> bool:
        return not self.sent and not self.slack.calls

    def take(self, payload, **more):
        return self.door.receive(request(payload, more.pop("at", self.clock()), **more))


@pytest.fixture
def house() -> House:
    return House()


# --- The signature --------------------------------------------------------------------------------


def test_the_signature_is_the_one_of_slacks_own_documentation():
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
        b"%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    expected = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    assert signature(SECRET, "1531420618", body) == expected


@given(st.binary(max_size=200), st.integers(0, 2**31), st.integers(0, 2**31))
def test_it_agrees_with_slacks_own_library(body, stamp, now):
    class Standing(SdkClock):
        def now(self):
            return now

    headers = {TIMESTAMP: str(stamp), SIGNATURE: signature(SECRET, str(stamp), body)}
    # The library takes text; bytes that are none are not Slack's.
    text = body.decode("latin-1")
    headers_of_text = {
        TIMESTAMP: str(stamp),
        SIGNATURE: signature(SECRET, str(stamp), text.encode()),
    }
    theirs = SignatureVerifier(SECRET, Standing()).is_valid_request(text, headers_of_text)
    at = START.fromtimestamp(now, START.tzinfo)
    try:
        verify(SECRET, headers, body, at)
        ours = True
    except Forged:
        ours = False
    assert ours == theirs == (abs(now - stamp) <= MAX_AGE.total_seconds())


@given(st.data())
def test_one_changed_byte_anywhere_is_a_forgery(data):
    body = b"payload=%7B%22type%22%3A%22block_actions%22%7D"
    stamp = str(int(START.timestamp()))
    good = {TIMESTAMP: stamp, SIGNATURE: signature(SECRET, stamp, body)}
    assert verify(SECRET, good, body, START) == START
    part = data.draw(st.sampled_from(["body", TIMESTAMP, SIGNATURE]))
    text = body.decode() if part == "body" else good[part]
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda c: c != text[at]))
    changed = text[:at] + other + text[at + 1 :]
    headers = good if part == "body" else {**good, part: changed}
    with pytest.raises(Forged):
        verify(SECRET, headers, changed.encode() if part == "body" else body, START)


# --- Who is let in --------------------------------------------------------------------------------

GOOD = pressed(InteractionKind.ACKNOWLEDGE, targets=TARGETS)


def without(event, header):
    return {**event, "headers": {k: v for k, v in event["headers"].items() if k != header}}


def with_header(event, header, value):
    return {**event, "headers": {**event["headers"], header: value}}


def other_body(event):
    return {**event, "body": b64encode(b"payload=%7B%7D").decode()}


SIGNED = request(GOOD, START)
FORGED = {
    "nothing at all": {},
    "no headers": {**SIGNED, "headers": None},
    "no signature": without(SIGNED, SIGNATURE),
    "no time": without(SIGNED, TIMESTAMP),
    "an empty signature": with_header(SIGNED, SIGNATURE, ""),
    "another's secret": request(GOOD, START, secret="0" * 32),
    "no secret": request(GOOD, START, secret=""),
    "the signature of another version": with_header(
        SIGNED, SIGNATURE, SIGNED["headers"][SIGNATURE].replace("v0=", "v1=")
    ),
    "a signature that is no ASCII": with_header(SIGNED, SIGNATURE, "v0=\N{FULLWIDTH DIGIT ONE}"),
    "a time that is no number": with_header(SIGNED, TIMESTAMP, "yesterday"),
    "a time in other digits": with_header(SIGNED, TIMESTAMP, "\N{ARABIC-INDIC DIGIT ONE}" * 10),
    "another time": with_header(SIGNED, TIMESTAMP, str(int(START.timestamp()) + 1)),
    "another body": other_body(SIGNED),
    "the encoded body as if it were the body": {**SIGNED, "isBase64Encoded": False},
    "a body that is not base64": {**SIGNED, "body": "%%%"},
    "a body without an end": {**SIGNED, "body": "A" * (MAX_BODY + 4)},
    "recorded six minutes ago": request(GOOD, START - timedelta(minutes=6)),
    "from the future": request(GOOD, START + timedelta(minutes=6)),
    "another workspace": request(
        pressed(InteractionKind.ACKNOWLEDGE, targets=TARGETS, workspace="T0EVIL"), START
    ),
    "a guest of a shared channel": request(
        pressed(InteractionKind.ACKNOWLEDGE, targets=TARGETS, user_workspace="T0EVIL"), START
    ),
    "a form of another workspace": request(submitted(TARGETS, workspace="T0EVIL"), START),
    "no workspace": request({**GOOD, "team": None}, START),
}


@pytest.mark.parametrize("event", FORGED.values(), ids=FORGED)
def test_what_is_forged_old_or_foreign_changes_nothing(house, event):
    assert house.door.receive(event) == {"statusCode": 401}
    assert house.is_untouched


def test_a_door_without_a_workspace_lets_nobody_in():
    house = House(workspace="")
    assert house.take(GOOD)["statusCode"] == 401
    assert house.take({**GOOD, "team": {"id": ""}})["statusCode"] == 401
    assert house.is_untouched


def test_who_does_not_sign_does_not_even_cost_a_read_of_the_secret(house):
    house.door.receive(without(SIGNED, SIGNATURE))
    assert house.secrets_read == 0


def test_what_is_refused_is_not_logged(house, caplog):
    house.door.receive(request({**GOOD, "team": {"id": "T0EVIL\n<script>"}}, START))
    assert "T0EVIL" not in caplog.text
    assert "another workspace" in caplog.text


@pytest.mark.parametrize(
    "payload",
    [
        "text",
        [],
        {**GOOD, "actions": None},
        {**GOOD, "actions": [{}]},
        {**GOOD, "actions": [{"action_id": "posturewatch.explode", "value": "[]"}]},
        {**GOOD, "actions": [{"action_id": "posturewatch.acknowledge", "value": "[]"}]},
        {**GOOD, "actions": [{"action_id": "posturewatch.acknowledge", "value": "[[1, 2]]"}]},
        {**GOOD, "actions": [{"action_id": "posturewatch.acknowledge", "value": "[null, []]"}]},
        {
            **GOOD,
            "actions": [{"action_id": "posturewatch.acknowledge", "value": "[null, [[1, 2]]]"}],
        },
        {**GOOD, "actions": [{"action_id": "posturewatch.acknowledge", "value": '[["a"], []]'}]},
        {**GOOD, "actions": [{"action_id": "posturewatch.acknowledge", "value": "{" * 900}]},
        {**GOOD, "actions": [{"action_id": "posturewatch.approve", "value": '["a"]'}]},
        {**GOOD, "actions": [{"action_id": "posturewatch.assign", "selected_user": "U1"}]}
        | {"message": {"blocks": []}},
        {**submitted(TARGETS), "view": {"callback_id": form.FORM}},
    ],
    ids=range(14),
)
def test_what_is_signed_and_makes_no_sense_changes_nothing(house, payload):
    assert house.take(payload)["statusCode"] == 400
    assert house.is_untouched


# --- What is done ---------------------------------------------------------------------------------


@pytest.mark.parametrize("encoded", [True, False], ids=["base64", "plain"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_button_is_queued_with_what_it_is_about(house, kind, encoded):
    payload = pressed(kind, targets=TARGETS)
    assert house.take(payload, encoded=encoded) == {"statusCode": 200}
    (sent,) = house.sent
    assert (sent.kind, sent.user, sent.targets, sent.at) == (kind, "U0ALICE", TARGETS, START)
    assert Interaction.from_json(json.loads(json.dumps(sent.to_json()))) == sent
    assert "hooks.slack.com" not in repr(sent)


def test_the_same_request_again_is_the_same_interaction_and_another_press_is_not(house):
    payload = pressed(InteractionKind.ACKNOWLEDGE, targets=TARGETS)
    house.take(payload)
    house.take(payload)
    house.take(pressed(InteractionKind.ACKNOWLEDGE, targets=TARGETS, trigger="1.2.b"))
    first, again, other = (sent.id for sent in house.sent)
    assert first == again != other


def test_somebody_is_assigned_from_the_menu(house):
    house.take(pressed(InteractionKind.ASSIGN, targets=TARGETS, to="U0BOB"))
    (sent,) = house.sent
    assert (sent.to, sent.targets) == ("U0BOB", TARGETS)


def test_a_request_is_decided_by_its_name(house):
    house.take(pressed(InteractionKind.APPROVE, decided=("123456789012", "slack-1")))
    (sent,) = house.sent
    assert (sent.kind, sent.request) == (InteractionKind.APPROVE, ("123456789012", "slack-1"))


def test_elements_of_others_and_closed_forms_are_nothing_to_us(house):
    other = {**GOOD, "actions": [{"action_id": "other.app", "value": "x"}]}
    for payload in (other, {**GOOD, "type": "view_closed"}, {**GOOD, "type": "shortcut"}):
        assert house.take(payload)["statusCode"] == 200
    assert house.is_untouched


# --- The form -------------------------------------------------------------------------------------


def test_the_form_opens_at_once_and_comes_back_with_what_it_is_about(house):
    house.take(pressed(InteractionKind.ACCEPT, targets=TARGETS))
    ((method, payload),) = house.slack.calls
    view = payload["view"]
    assert (method, payload["trigger_id"]) == ("views.open", "1.2.a")
    assert not house.sent
    assert [b["type"] for b in view["blocks"]] == ["section", "input", "input", "context"]
    assert len(view["private_metadata"]) <= 3_000
    assert max(len(view[name]["text"]) for name in ("title", "submit", "close")) <= 24
    shown = [block for block in view["blocks"] if block["type"] != "input"]
    assert block_problems(shown) == []
    back = submitted(TARGETS)
    back["view"]["private_metadata"] = view["private_metadata"]
    assert house.take(back) == {"statusCode": 200}
    (sent,) = house.sent
    assert (sent.kind, sent.targets) == (InteractionKind.ACCEPT, TARGETS)
    assert sent.until.isoformat() == "2026-05-01T23:59:59+00:00"


def test_a_form_that_cannot_be_opened_says_so(house):
    house.slack.refuses = True
    assert house.take(pressed(InteractionKind.ACCEPT, targets=TARGETS))["statusCode"] == 503
    assert house.is_untouched


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"reason": "because"}, form.REASON),
        ({"reason": " " * 50}, form.REASON),
        ({"until": "2026-02-28"}, form.UNTIL),
        ({"until": "2027-03-02"}, form.UNTIL),
        ({"until": ""}, form.UNTIL),
        ({"until": "soon"}, form.UNTIL),
    ],
)
def test_a_form_that_is_filled_in_wrongly_stays_open_and_says_why(house, fields, wrong):
    answer = house.take(submitted(TARGETS, **fields))
    told = json.loads(answer["body"])
    assert told["response_action"] == "errors"
    assert list(told["errors"]) == [wrong]
    assert house.is_untouched


def test_one_form_is_one_request_however_often_it_is_sent(house):
    house.take(submitted(TARGETS))
    house.take(submitted(TARGETS))
    assert len({sent.id for sent in house.sent}) == 1


# --- The buttons ----------------------------------------------------------------------------------

THREAD = ("slack", "123456789012", "0123456789abcdef")


@given(
    st.lists(st.tuples(st.text(min_size=1, max_size=1_200), st.integers(0, 10**6)), max_size=60),
    st.sampled_from([None, THREAD]),
)
def test_a_row_of_buttons_always_fits_and_names_all_or_the_thread(pairs, thread):
    about = form.About(tuple(Target(id_, episode) for id_, episode in pairs), thread)
    row = form.buttons(about)
    if row is None:
        assert thread is None
        return
    assert block_problems([row]) == []
    named = form.about_of(row["elements"][0]["value"])
    assert named in (about, form.About((), thread))


def test_a_risk_of_several_resources_is_not_accepted_by_a_button():
    row = form.buttons(form.About(TARGETS), acceptable=False)
    kinds = [element["action_id"] for element in row["elements"]]
    assert form.action_id(InteractionKind.ACCEPT) not in kinds
    assert form.action_id(InteractionKind.ACKNOWLEDGE) in kinds


def test_what_is_accepted_is_not_offered_to_be_accepted_again():
    def kinds(standing):
        story = STORIES["failing"]
        members = tuple(replace(m, standing=standing) for m in story.thread.members)
        row = form.story_buttons(replace(story, thread=replace(story.thread, members=members)))
        return {element["action_id"] for block in row for element in block["elements"]}

    offered = form.action_id(InteractionKind.ACCEPT)
    assert offered in kinds(Standing.FAILING) & kinds(Standing.ACKNOWLEDGED)
    assert offered not in kinds(Standing.ACCEPTED)
    assert form.action_id(InteractionKind.RECHECK) in kinds(Standing.ACCEPTED)
    assert kinds(Standing.FIXED) == set()


def test_a_button_below_a_thread_names_it(house):
    house.take(pressed(InteractionKind.ACKNOWLEDGE, targets=TARGETS, thread=THREAD))
    house.take(pressed(InteractionKind.ASSIGN, thread=THREAD, to="U0BOB", trigger="2"))
    first, second = house.sent
    assert (first.thread, first.targets) == (THREAD, TARGETS)
    assert (second.thread, second.targets, second.to) == (THREAD, (), "U0BOB")
    assert Interaction.from_json(json.loads(json.dumps(second.to_json()))) == second
