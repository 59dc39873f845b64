"""Whatever a name, a reason or evidence holds, it is shown and does nothing."""

# ruff: noqa: RUF001 - letters that look like others are what these tests are about

from __future__ import annotations

import html
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.domain.change import Actor, Cause
from posturewatch.domain.control import Severity
from posturewatch.domain.digest import Ages, Digest, Ending, Line, Milestone, milestones_to_json
from posturewatch.domain.finding import MoveKind
from posturewatch.domain.notification import Alert, AlertFinding, AlertKind
from posturewatch.domain.outbox import ItemMove, ScoreMove
from posturewatch.domain.resource import ResourceKey
from posturewatch.notifiers.escape import (
    Mrkdwn,
    Plain,
    clean,
    clip_name,
    clip_words,
    slack_literal,
    slack_preformatted,
)
from posturewatch.notifiers.slack import slack_message, slack_plain_message
from posturewatch.notifiers.sns import publication
from posturewatch_local.slack_blocks import block_problems
from tests.notifiers.alerts import ACCOUNT, CHANGED, SENT
from tests.notifiers.mrkdwn import read, texts

MAX_MESSAGE = 13_200
"""Characters that Slack takes for a message in all, as others measured."""

NASTY = [
    *("<!channel>", "<!here|here>", "<@U012AB3CD>", "<#C0>", "<https://evil.example|click>"),
    *("@here", "@channel", "@everyone", ":rotating_light:", ":x:", "https://evil.example"),
    *("*bold*", "_it_", "~no~", "`code`", "``", "```", "`", "a`b", "&lt;", "&", "> quote"),
    *("\n", "\r\n", "\t", "\x00", "\x1b[31m", "\u202e", "\u2066", "\u200b", "\ufeff", "\u2028"),
    *("\ud800", "\U0001f4a3", "é", "𝒳", " ", ". ", "=cmd|' /C calc'!A0", '"', "\\", "…", "|"),
    *("(", ")", "word", "a/b", "{", "}"),
]
pieces = st.one_of(st.sampled_from(NASTY), st.text(max_size=5))
hostile = st.lists(pieces, max_size=6).map("".join)
long_hostile = st.builds(lambda piece, times: piece * times, hostile, st.integers(1, 400))
names = st.one_of(hostile, long_hostile)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("acme-invoices", "acme-invoices"),
        ("  two\r\n\t lines\u2028here ", "two lines here"),
        ("invoice\u202egnp.exe", r"invoice\u{202e}gnp.exe"),
        ("\x00\x1b[31m", r"\u{0}\u{1b}[31m"),
        ("\ud800", r"\u{d800}"),
        ("Zürich 東京 💣", "Zürich 東京 💣"),
        (" \n", ""),
    ],
)
def test_what_cannot_be_seen_is_made_visible(text: str, seen: str) -> None:
    assert clean(text) == seen


@pytest.mark.parametrize(
    ("text", "limit", "name", "words"),
    [
        ("abcdefghij", 10, "abcdefghij", "abcdefghij"),
        ("abcdefghijk", 10, "abcde…hijk", "abcdefghi…"),
        ("ab cd", 4, "ab…d", "ab…"),
        ("ab", 1, "…", "…"),
    ],
)
def test_long_texts_are_cut(text: str, limit: int, name: str, words: str) -> None:
    assert clip_name(text, limit) == name
    assert clip_words(text, limit) == words


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("plain", "plain", "`plain`"),
        ("a & b", "a &amp; b", "`a &amp; b`"),
        ("<!channel>", "`&lt;!channel&gt;`", "`&lt;!channel&gt;`"),
        ("*x*, (y_z).", "`*x*`, (`y_z`).", "`*x*, (y_z).`"),
        ("use `a_b`.", "use `a_b`.", "`use ˋa_bˋ.`"),
        ("x`a`y", "`xˋaˋy`", "`xˋaˋy`"),
        ("one ` alone", "one `ˋ` alone", "`one ˋ alone`"),
        ("` `", "`ˋ` `ˋ`", "`ˋ ˋ`"),
        (
            "arn:aws:s3:::x is at 12:30",
            "`arn:aws:s3:::x` is at 12:30",
            "`arn:aws:s3:::x is at 12:30`",
        ),
        ("", "", "`(blank)`"),
    ],
)
def test_mrkdwn(text: str, words: str, name: str) -> None:
    assert Mrkdwn().words(text) == words
    assert Mrkdwn().name(text) == name


def test_bold_never_holds_code() -> None:
    assert Mrkdwn().strong("Ports should not be * or `0-65535`, ever") == (
        "*Ports should not be* `*` *or* `0-65535`*, ever*"
    )


def test_plain_text_has_no_links() -> None:
    assert Plain().words("see https://evil.example") == "see https[:]//evil.example"
    assert Plain().name("") == "(blank)"


def test_literal_text_for_slack() -> None:
    assert slack_literal("<!here> @here :bomb: 12:04:09\n*") == (
        "&lt;!here&gt; @\u200bhere :\u200bbomb: 12:04:09\n*"
    )


OURS = re.compile(
    r"\*(?:CRITICAL|HIGH|MEDIUM|LOW|INFORMATIONAL|FIXED|CLOSED|FIRST SWEEP DONE|Score|Who|Fix)\*"
)


def assert_harmless(text: str) -> None:
    """Nothing in a text means anything to Slack but code and the bold of our own."""
    assert "<" not in text
    assert ">" not in text
    assert html.escape(html.unescape(text), quote=False) == text, "an & that is no entity"
    for kind, piece in read(text):
        assert kind in ("text", "pre", "code", "bold"), (kind, piece)
        if kind in ("code", "pre"):
            assert piece.strip()
            assert "`" not in piece
        elif kind == "bold":
            assert not re.search(r"[*_~`@]", piece)
        else:
            assert not re.search(r"[*_~`@]|\w+://|:[\w+'-]*[A-Za-z][\w+'-]*:", piece)
    for line in re.sub(r"```.*?```", "", text, flags=re.DOTALL).split("\n"):
        assert line.count("`") % 2 == 0
    assert all(char == "\n" or clean(f"x{char}x") == f"x{char}x" for char in text)


@given(hostile)
def test_words_names_and_blocks_of_code_are_harmless(text: str) -> None:
    medium = Mrkdwn()
    for escaped in (medium.words(text), medium.strong(text), medium.name(text)):
        assert_harmless(escaped)
    assert_harmless(slack_preformatted([f"x: {clean(text)}"]))


@given(hostile)
def test_escaping_loses_nothing(text: str) -> None:
    shown = html.unescape(Mrkdwn().name(text, 10_000))[1:-1].replace("ˋ", "`")
    assert shown == (clean(text).replace("ˋ", "`") or "(blank)")


keys = st.builds(
    ResourceKey,
    st.sampled_from([ACCOUNT, "<!here>"]),
    st.sampled_from(["eu-central-1", "global", "*"]),
    st.sampled_from(["AWS::S3::Bucket", "AWS::IAM::User", "`"]),
    names.map(lambda name: name[:300].encode(errors="replace").decode() or "x"),
)


values = st.one_of(names, st.booleans(), st.none(), st.lists(names, max_size=3))
spans = st.none() | st.timedeltas(timedelta(0), timedelta(days=999))
errors = st.dictionaries(names, names, max_size=5)


@st.composite
def findings(draw: st.DrawFn) -> AlertFinding:
    control = draw(st.one_of(st.just("s3-bucket-versioning-enabled"), names))
    kind = draw(st.sampled_from(MoveKind))
    return AlertFinding(
        id=f"{draw(keys)}/{control}",
        control=control,
        title=draw(names),
        severity=draw(st.sampled_from(Severity)),
        kind=kind,
        reason=draw(names),
        remediation=draw(names),
        evidence=draw(
            st.dictionaries(
                names,
                st.one_of(names, st.booleans(), st.none(), st.lists(names, max_size=3)),
                max_size=8,
            )
        ),
        opened_at=CHANGED,
        open_for=None
        if kind.is_bad
        else draw(st.none() | st.timedeltas(timedelta(0), timedelta(days=999))),
        points=draw(st.integers(0, 10)),
    )


moves = st.builds(
    ScoreMove,
    st.just(1),
    st.integers(0, 127),
    st.integers(0, 127),
    st.just(0),
    st.sampled_from([0, 127]),
    st.lists(
        st.builds(
            ItemMove,
            names,
            names,
            st.integers(1, 10),
            st.sampled_from(["", "pass", "fail", "unknown"]),
            st.sampled_from(["pass", "fail", "unknown"]),
        ),
        max_size=6,
    ).map(tuple),
)
actors = st.builds(
    Actor,
    kind=st.one_of(
        st.sampled_from(["IAMUser", "AssumedRole", "Root", "AWSService", "AWSAccount"]), names
    ),
    name=names,
    arn=names,
    account=names,
    source_ip=names,
    mfa=st.sampled_from([None, True, False]),
    invoked_by=names,
)
causes = st.builds(
    Cause,
    event_id=names,
    source=st.sampled_from(["cloudtrail", "config", "sweep", "manual"]),
    at=st.just(CHANGED),
    event_name=names,
    actor=actors,
)


@st.composite
def summaries(draw: st.DrawFn, kind: AlertKind) -> dict[str, Any]:
    """What an entry of a kind sums up: a digest and a milestone tell all of themselves in it."""
    if kind is AlertKind.DIGEST:
        line = Line(draw(names), draw(names), Severity.HIGH, draw(names), 700_000, draw(names))
        return Digest(
            ACCOUNT,
            draw(names),
            date(2026, 3, 1),
            CHANGED,
            CHANGED,
            new=1,
            new_lines=(line,),
            open=(Ages(Severity.HIGH, 2, 1, 700_000),),
            overdue_lines=(line,),
            ending=(Ending(draw(names), CHANGED, 2, draw(names)),),
            earned=92,
            total=127,
        ).to_json()
    if kind is AlertKind.MILESTONE:
        reached = Milestone(draw(names), draw(names), CHANGED, draw(names))
        return milestones_to_json(ACCOUNT, (reached,))
    errors = draw(st.dictionaries(names, names, max_size=5))
    return {"judged": 3, "failed": {"HIGH": 2}, "errors": errors}


@st.composite
def alerts(draw: st.DrawFn) -> Alert:
    kind = draw(st.sampled_from(AlertKind))
    told = draw(st.lists(findings(), min_size=1, max_size=7))
    resource = draw(st.none() | keys)
    return Alert(
        id=draw(names),
        kind=kind,
        account=draw(names),
        at=CHANGED,
        cause=draw(causes),
        severity=draw(st.sampled_from(Severity)),
        findings=tuple(told),
        resource=resource,
        resource_name=draw(names),
        resource_arn=draw(names),
        owner=draw(names),
        score=draw(st.none() | moves),
        summary=draw(summaries(kind)),
    )


def length(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False))


@given(alerts())
def test_any_alert_is_a_valid_and_harmless_message(told: Alert) -> None:
    message = slack_message(told, SENT)
    assert block_problems(message["blocks"]) == []
    assert length(message["blocks"]) <= MAX_MESSAGE
    for text in texts(message["blocks"]):
        assert_harmless(text)
    json.dumps(message, ensure_ascii=False).encode()
    for literal in (message["text"], slack_plain_message(told, SENT)["text"]):
        assert literal.strip()
        assert len(literal) <= 4_000
        assert html.escape(html.unescape(literal), quote=False) == literal
        assert not re.search(r"@(?!\u200b)|:[\w+'-]*[A-Za-z][\w+'-]*:", literal)


@given(alerts())
def test_any_alert_is_a_valid_publication(told: Alert) -> None:
    published = publication(told, SENT)
    assert len(published["Message"].encode()) < 262_144
    assert re.fullmatch(r"[\x20-\x7e]{1,99}", published["Subject"])
    forms = json.loads(published["Message"])
    assert set(forms) == {"default", "email", "sms"}
    assert re.fullmatch(r"[\x20-\x7e]{1,140}", forms["sms"])
    assert all(char == "\n" or clean(f"x{char}x") == f"x{char}x" for char in forms["email"])
    for name, value in published["MessageAttributes"].items():
        assert value["StringValue"].encode(), name
    assert json.loads(forms["default"])["schema"] == "posturewatch.alert/1"
