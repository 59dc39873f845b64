"""What an exception covers, and what it never does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from posturewatch.domain.control import Severity
from posturewatch.domain.errors import BadInput
from posturewatch.domain.exception import (
    MAX_TERM,
    AcceptedRisk,
    Scope,
    ScopeKind,
    Terms,
    evidence_hash,
)
from posturewatch.domain.finding import Finding, RecordState
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.verdict import MAX_LIST, MAX_TEXT, Status, failed
from tests.support.house import ACCOUNT, REGION, START, Widget, key

SEALED, PRIVATE = "test-widget-sealed", "test-widget-private"


def finding(control: str = SEALED, status: Status = Status.FAILED, **more) -> Finding:
    whole = {"key": key(), "evidence": {"ports": [22, 80]}, "reason": "Why.", **more}
    return Finding(
        control=control,
        severity=Severity.HIGH,
        status=status,
        since=START,
        observed_at=START,
        **whole,
    )


def risk(scope: Scope, *accepted: Finding, **more) -> AcceptedRisk:
    whole = {
        "account": ACCOUNT,
        "requested_by": "ada",
        "approved_by": "grace",
        "accepted_at": START,
        "expires_at": START + timedelta(days=30),
        "evidence": {f.control: evidence_hash(f) for f in accepted},
        **more,
    }
    return AcceptedRisk(id="x", scope=scope, reason="Why.", **whole)


ONE = Scope(resource=key(), controls=(SEALED,))
WHOLE = Scope(resource=key())
CONTROL = Scope(controls=(SEALED,))
TAG = Scope(controls=(SEALED,), tag=("stage", "dev"))


@pytest.mark.parametrize(
    ("scope", "kind", "text"),
    [
        (ONE, ScopeKind.FINDING, f"{key()}/{SEALED}"),
        (WHOLE, ScopeKind.RESOURCE, f"{key()} (all controls)"),
        (
            Scope(resource=key(), controls=(SEALED, PRIVATE, SEALED)),
            ScopeKind.RESOURCE,
            f"{key()} ({PRIVATE}, {SEALED})",
        ),
        (CONTROL, ScopeKind.CONTROL, SEALED),
        (TAG, ScopeKind.TAG, f"stage=dev ({SEALED})"),
    ],
)
def test_a_scope_says_what_it_is_about(scope, kind, text):
    assert (scope.kind, str(scope)) == (kind, text)


@pytest.mark.parametrize(
    ("scope", "tags", "of", "covered"),
    [
        (ONE, {}, finding(), True),
        (ONE, {}, finding(key=key("other")), False),
        (ONE, {}, finding(PRIVATE), False),
        (WHOLE, {}, finding(), True),
        (WHOLE, {}, finding(PRIVATE), True),
        (WHOLE, {}, finding(key=key(region="us-east-1")), False),
        (CONTROL, {}, finding(key=key("other")), True),
        (CONTROL, {}, finding(PRIVATE), False),
        (CONTROL, {}, finding(key=ResourceKey("9" * 12, REGION, Widget.type, "w-1")), False),
        (TAG, {"stage": "dev"}, finding(key=key("other")), True),
        (TAG, {"stage": "dev"}, finding(PRIVATE), False),
        (TAG, {"stage": "Dev"}, finding(), False),
        (TAG, {"Stage": "dev"}, finding(), False),
        (TAG, {}, finding(), False),
        (CONTROL, {}, finding(status=Status.NOT_AVAILABLE), False),
        (CONTROL, {}, finding(status=Status.WARNING), False),
        (CONTROL, {}, finding(status=Status.PASSED), False),
        (CONTROL, {}, finding(record_state=RecordState.ARCHIVED), False),
    ],
)
def test_what_is_covered(scope, tags, of, covered):
    accepted = risk(scope, finding(), finding(PRIVATE))
    assert accepted.covers(of, tags, START) is covered


@pytest.mark.parametrize("scope", [ONE, WHOLE], ids=["finding", "resource"])
def test_another_exposure_is_not_accepted_with_it(scope):
    accepted = risk(scope, finding())
    assert accepted.covers(finding(), {}, START)
    other = finding(evidence={"ports": [22, 80, 3389]})
    assert not accepted.covers(other, {}, START)
    assert accepted.concerns(other, {})
    # Another control that fails later on the same resource is another exposure too.
    assert not accepted.covers(finding(PRIVATE), {}, START)


def test_the_same_exposure_told_otherwise_stays_accepted():
    accepted = risk(ONE, finding(evidence={"ports": [22, 80], "open": True}))
    again = finding(evidence={"open": True, "ports": [80, 22]}, reason="In other words.")
    assert accepted.covers(replace(again, episode=4), {}, START)


def test_a_renamed_control_stays_accepted():
    accepted = risk(ONE, finding())
    renamed = finding("test-widget-closed")
    assert not accepted.covers(renamed, {}, START)
    assert accepted.covers(renamed, {}, START, (SEALED,))


def test_what_evidence_leaves_out_still_counts():
    def evidence(*values):
        return finding(evidence=failed("No.", sources=values).evidence)

    many = [f"10.0.{n}.0/24" for n in range(MAX_LIST + 5)]
    accepted = risk(ONE, evidence(*many))
    assert accepted.covers(evidence(*many), {}, START)
    assert not accepted.covers(evidence(*many[:-1], "0.0.0.0/0"), {}, START)
    long = "x" * MAX_TEXT
    accepted = risk(ONE, evidence(long + "a"))
    assert accepted.covers(evidence(long + "a"), {}, START)
    assert not accepted.covers(evidence(long + "b"), {}, START)


def test_it_ends_at_its_time_and_not_before():
    accepted = risk(ONE, finding())
    last = accepted.expires_at - timedelta(microseconds=1)
    assert accepted.covers(finding(), {}, last)
    assert not accepted.is_expired(last)
    assert not accepted.covers(finding(), {}, accepted.expires_at)
    assert accepted.is_expired(accepted.expires_at)
    ended = replace(accepted, ended_at=START)
    assert not ended.covers(finding(), {}, START)
    assert not ended.is_expired(accepted.expires_at)


def test_the_limits_hold_for_what_came_into_the_table_by_another_way():
    forever = risk(CONTROL, expires_at=START + timedelta(days=9_000))
    assert forever.covers(finding(), {}, START + MAX_TERM - timedelta(seconds=1))
    assert not forever.covers(finding(), {}, START + MAX_TERM)
    assert forever.is_expired(START + MAX_TERM)
    assert not risk(CONTROL, approved_by=" ADA").covers(finding(), {}, START)


def terms(**more) -> Terms:
    whole = {
        "id": "x",
        "scope": ONE,
        "reason": "Why.",
        "requested_by": "ada",
        "approved_by": "grace",
        "expires_at": START + timedelta(days=1),
        "where": "here",
        **more,
    }
    return Terms(**whole)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"id": ""}, "is not an exception's id"),
        ({"id": "Upper"}, "is not an exception's id"),
        ({"id": "a" * 101}, "is not an exception's id"),
        ({"reason": " "}, "reason is empty"),
        ({"reason": "x" * 2001}, "reason has 2001 characters"),
        ({"requested_by": ""}, "requested_by is empty"),
        ({"approved_by": "\t"}, "approved_by is empty"),
        ({"approved_by": "ada"}, "cannot approve it"),
        ({"approved_by": " Ada "}, "cannot approve it"),
        ({"approved_by": "\uff21\uff24\uff21"}, "cannot approve it"),
        ({"expires_at": START.replace(tzinfo=None)}, "no time zone"),
        ({"scope": CONTROL, "evidence": {SEALED: "x"}}, "only a finding or a resource"),
    ],
)
def test_terms_that_cannot_be_accepted(more, told):
    with pytest.raises(BadInput, match=told) as raised:
        terms(**more)
    assert str(raised.value).startswith("here: ")


def test_a_term_has_an_end_within_a_year():
    terms(expires_at=START + MAX_TERM).check_term(START)
    for wrong in (START, START - timedelta(1), START + MAX_TERM + timedelta(seconds=1)):
        with pytest.raises(BadInput, match="it expire"):
            terms(expires_at=wrong).check_term(START)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"tag": ("a", "b")},
        {"tag": ("", "b"), "controls": (SEALED,)},
        {"resource": key(), "tag": ("a", "b"), "controls": (SEALED,)},
        {"controls": (SEALED, PRIVATE)},
        {"controls": ("Not A Control",)},
        {"resource": key(), "controls": ("",)},
    ],
)
def test_scopes_that_mean_nothing_or_too_much(wrong):
    with pytest.raises(BadInput):
        Scope(**wrong)
