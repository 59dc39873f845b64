"""What alerts say, word by word: the files in golden/ are what people get."""

# ruff: noqa: RUF001 - points that are lost have a minus sign

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from posturewatch.domain.change import Actor, Cause
from posturewatch.domain.notification import Alert, AlertKind
from posturewatch.domain.outbox import ItemMove, ScoreMove
from posturewatch.notifiers import wording
from posturewatch.notifiers.escape import Plain
from posturewatch.notifiers.slack import slack_message
from posturewatch.notifiers.sns import publication
from tests.notifiers.alerts import (
    ACCOUNT,
    ALICE,
    CASES,
    CHANGED,
    INVOICES,
    LOST,
    SENT,
    alert,
    cause,
    fixed,
    public,
)
from tests.notifiers.mrkdwn import readable

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
EVENTS = HERE.parent.parent / "events" / "alerts"
IS_REWRITING = os.environ.get("REWRITE_GOLDEN") == "1"


def check(path: Path, text: str) -> None:
    """Compare a text with its file; REWRITE_GOLDEN=1 writes the file instead."""
    if IS_REWRITING:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def told(case: Alert) -> str:
    published = publication(case, SENT)
    return "\n".join(
        [
            "=== one line (notifications)",
            wording.one_line(case),
            "",
            "=== subject of the e-mail",
            published["Subject"],
            "",
            "=== text message",
            json.loads(published["Message"])["sms"],
            "",
            "=== e-mail",
            wording.plain_text(case, SENT),
            "=== Slack",
            readable(slack_message(case, SENT)),
            "",
        ]
    )


@pytest.mark.parametrize("name", CASES)
def test_alert_reads(name: str) -> None:
    check(GOLDEN / f"{name}.txt", told(CASES[name]))


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(CASES)


def pretty(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("name", ["regression", "fixed", "baseline"])
def test_examples_are_what_is_sent(name: str) -> None:
    published = publication(CASES[name], SENT)
    forms = json.loads(published["Message"])
    attributes = published["MessageAttributes"]
    check(
        EVENTS / f"sns_{name}.json",
        pretty({**published, "Message": {**forms, "default": json.loads(forms["default"])}}),
    )
    check(EVENTS / f"slack_{name}.json", pretty(slack_message(CASES[name], SENT)))
    assert all(value["StringValue"] for value in attributes.values())


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "less than a second"),
        (0.4, "less than a second"),
        (1, "1 s"),
        (59.6, "1 m"),
        (432, "7 m 12 s"),
        (3600, "1 h"),
        (3605, "1 h"),
        (7500, "2 h 5 m"),
        (3 * 86_400 + 4 * 3_600 + 59, "3 d 4 h"),
    ],
)
def test_durations(seconds: float, words: str) -> None:
    assert wording.duration(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("type_", "words"),
    [
        ("AWS::S3::Bucket", "S3 bucket"),
        ("AWS::EC2::SecurityGroup", "EC2 security group"),
        ("AWS::EC2::VPC", "EC2 VPC"),
        ("AWS::RDS::DBInstance", "RDS DB instance"),
        ("AWS::ElasticLoadBalancingV2::LoadBalancer", "ELB load balancer"),
        ("AWS::::Account", "account"),
        ("nonsense", "nonsense"),
        ("", ""),
    ],
)
def test_types_as_people_say_them(type_: str, words: str) -> None:
    assert wording.type_name(type_) == words


def who(source: str = "cloudtrail", **actor: Any) -> str:
    told = alert(public(), cause=cause(Actor(**actor), source=source))
    return ", ".join(wording.who(told, Plain()))


CLOUDFORMATION = "cloudformation.amazonaws.com"
USER = {"kind": "IAMUser", "name": "alice"}
ROLE = {"kind": "AssumedRole", "name": "deploy/ci"}
SSO = {"kind": "AssumedRole", "name": "AWSReservedSSO_ReadOnly_a_0123456789abcdef/bob"}
ELSEWHERE = {"account": "999999999999"}


@pytest.mark.parametrize(
    ("actor", "words"),
    [
        (USER, "alice (IAM user), by PutBucketPolicy"),
        (
            {**USER, **ELSEWHERE, "mfa": True},
            "alice (IAM user) of account 999999999999, with MFA, by PutBucketPolicy",
        ),
        ({**USER, "mfa": False}, "alice (IAM user), without MFA, by PutBucketPolicy"),
        (
            {**USER, "source_ip": "AWS Internal"},
            "alice (IAM user), by PutBucketPolicy from within AWS",
        ),
        ({"kind": "Root", "name": "root"}, "The root user, by PutBucketPolicy"),
        ({**ROLE, "mfa": False}, "ci in role deploy, by PutBucketPolicy"),
        ({**ROLE, "name": "deploy"}, "deploy (AssumedRole), by PutBucketPolicy"),
        (SSO, "bob (Identity Center, ReadOnly_a), by PutBucketPolicy"),
        (
            {**ROLE, "invoked_by": CLOUDFORMATION, "source_ip": CLOUDFORMATION},
            "ci in role deploy through cloudformation, by PutBucketPolicy",
        ),
        (
            {"kind": "AWSService", "invoked_by": "rds.amazonaws.com"},
            "The AWS service rds.amazonaws.com, by PutBucketPolicy",
        ),
        (
            {"kind": "AWSAccount", **ELSEWHERE},
            "Somebody of account 999999999999, by PutBucketPolicy",
        ),
        (
            {"kind": "FederatedUser", "name": "carol"},
            "carol (federated user), by PutBucketPolicy",
        ),
        ({"arn": "arn:aws:iam::1:user/x"}, "arn:aws:iam::1:user/x, by PutBucketPolicy"),
        ({}, "Somebody the event does not name, by PutBucketPolicy"),
    ],
)
def test_actors(actor: dict[str, Any], words: str) -> None:
    assert who(**actor) == f"{words}, 12:04:09 UTC"


def test_causes_that_name_nobody() -> None:
    assert who("sweep") == "Found by the sweep; no event told us"
    assert who("config") == "AWS Config saw the change and names nobody, 12:04:09 UTC"
    assert who("manual") == "Found when it was looked at on request, 12:04:09 UTC"
    assert who("manual", name="ann") == (
        "Found when it was looked at on request, asked for by ann, 12:04:09 UTC"
    )


def test_a_day_is_told_where_it_is_another() -> None:
    late = replace(cause(), at=CHANGED - timedelta(days=1))
    assert wording.who(alert(public(), cause=late), Plain())[-1] == "2026-11-22 12:04:09 UTC"


def score(move: ScoreMove | None, *findings: Any, **others: Any) -> str:
    return "; ".join(
        wording.score(alert(*(findings or (public(),)), score=move, **others), Plain())
    )


def item(name: str, before: str, after: str, weight: int = 7) -> ItemMove:
    return ItemMove(name, name, weight, before, after)


def moved(before: int, after: int, *items: ItemMove) -> ScoreMove:
    return ScoreMove(2, before, after, 0, 127, items)


@pytest.mark.parametrize(
    ("move", "words"),
    [
        (None, "Not known when this was sent"),
        (ScoreMove(0, 0, 0, 0, 0), "Not known when this was sent"),
        (LOST, "−7 points: 61.4 % → 55.9 %; sensitive_data_classified fails"),
        (
            moved(127, 126, item("a", "pass", "fail", 1)),
            "−1 point: 100.0 % → 99.2 %; a fails",
        ),
        (
            moved(
                100,
                103,
                item("a", "fail", "pass", 10),
                item("b", "pass", "unknown"),
                item("c", "fail", "unknown", 2),
            ),
            "+3 points: 78.7 % → 81.1 %; a passes (+10); b is unknown (−7); c is unknown",
        ),
        (
            moved(100, 65, *(item(name, "pass", "fail") for name in "abcde")),
            "−35 points: 78.7 % → 51.2 %; "
            "a fails (−7); b fails (−7); c fails (−7); d fails (−7); and 1 more item",
        ),
        (
            moved(71, 71, item("a", "fail", "unknown")),
            "Unchanged at 55.9 %; a is unknown",
        ),
        (
            moved(71, 71),
            "Unchanged at 55.9 %; Other findings already decide the 7 points at stake",
        ),
    ],
)
def test_scores(move: ScoreMove | None, words: str) -> None:
    assert score(move) == words


def test_why_a_fix_won_nothing() -> None:
    held = ScoreMove(2, 71, 71, 0, 127)
    kind = {"kind": AlertKind.IMPROVEMENT}
    assert score(held, fixed(public()), **kind) == (
        "Unchanged at 55.9 %; Other findings still decide the 7 points at stake"
    )
    assert score(held, fixed(public(points=1)), **kind) == (
        "Unchanged at 55.9 %; Other findings still decide the point at stake"
    )
    assert score(held, fixed(public(points=0)), **kind) == "Unchanged at 55.9 %"


def test_time_to_alert_is_told_for_events_alone() -> None:
    assert wording.elapsed(alert(public()), SENT) == "Sent 4 s after the change"
    found = Cause("sweep-1", "sweep", CHANGED)
    assert wording.elapsed(alert(public(), cause=found), SENT) == ""


def test_evidence_is_short_and_plain() -> None:
    values = {
        "yes": True,
        "nothing": [],
        "absent": None,
        "zero": 0,
        "map": {"a": ["b"]},
        "long": "x" * 500,
        "more": 1,
        "still more": 2,
    }
    lines = wording.evidence(public(evidence=values), 60)
    assert lines[:5] == [
        "yes: yes",
        "nothing: none",
        "absent: none",
        "zero: 0",
        'map: {"a": ["b"]}',
    ]
    assert len(lines[5]) == 60
    assert lines[6:] == ["… and 2 more values"]


def test_baseline_of_a_clean_account() -> None:
    clean = alert(
        kind=AlertKind.BASELINE, score=None, summary={"judged": 1, "failed": {}, "errors": {}}
    )
    assert wording.lead(clean, Plain()) == "1 resource judged, nothing failed."
    errors = {f"slice {number}": "Throttled" for number in range(5)}
    partly = replace(clean, summary={"judged": 3, "failed": {"HIGH": 1}, "errors": errors})
    assert wording.lead(partly, Plain()).splitlines() == [
        "3 resources judged, 1 finding: 1 high.",
        "5 parts of the account could not be read, which counts as unknown:",
        "• slice 0: Throttled",
        "• slice 1: Throttled",
        "• slice 2: Throttled",
        "… and 2 more",
    ]


def test_findings_without_a_readable_id_are_still_told() -> None:
    odd = alert(public(id="odd"), public(id="odder"), resource=None, resource_name="")
    text = wording.plain_text(odd, SENT)
    assert "2 findings on several resources" in text
    assert "odd" in text


def test_many_regions_are_counted() -> None:
    buckets = [replace(INVOICES, region=f"eu-west-{number}") for number in range(1, 6)]
    spread = alert(*(public(bucket) for bucket in buckets), resource=None)
    assert wording.where(spread, Plain()) == (
        "111111111111 · eu-west-1, eu-west-2, eu-west-3, 2 more regions"
    )


def test_text_messages_and_subjects_are_short_ascii() -> None:
    for case in CASES.values():
        published = publication(case, SENT)
        subject = published["Subject"]
        assert subject.isascii()
        assert subject.isprintable()
        assert len(subject) < 100
        sms = json.loads(published["Message"])["sms"]
        assert sms.isascii()
        assert len(sms) <= 140


def test_times_are_utc() -> None:
    assert (
        wording.clock(datetime.fromisoformat("2026-11-23T01:00:00+00:00"), CHANGED)
        == "01:00:00 UTC"
    )
    assert ACCOUNT in wording.where(alert(public()), Plain())
    assert ALICE.name in wording.one_line(alert(public()))
