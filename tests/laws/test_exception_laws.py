"""What holds for every account and all its exceptions: shown beside the score, never in it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.domain.control import Severity
from posturewatch.domain.exception import MAX_TERM, AcceptedRisk, Scope, evidence_hash
from posturewatch.domain.finding import Finding, RecordState
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.scorecard import Counts, ItemStatus, Quantifier, Score, merged, score
from posturewatch.domain.verdict import Status
from posturewatch.usecases.except_ import Acceptance, StandingKind, accepted, second_figure
from tests.laws.test_score_laws import TYPES, cards
from tests.support.house import ACCOUNT, REGION, START, catalogued

CONTROLS = [control for ids in TYPES.values() for control in ids]
TAGS = ("dev", "prod")
OTHER = "999999999999"
SPAN = 60
"""Days within which exceptions begin and end, and are looked at."""


@pytest.fixture(scope="module", autouse=True)
def _no_catalogue():
    with catalogued():
        yield


@dataclass(frozen=True)
class Account:
    """Resources with a tag, their verdicts as findings, and the types that are listed."""

    tags: dict[ResourceKey, str]
    findings: tuple[Finding, ...]
    complete: frozenset[str]

    @property
    def counts(self) -> dict[str, Counts]:
        return merged(*({f.control: Counts.of(f.status)} for f in self.findings))

    def tags_of(self, key: ResourceKey) -> dict[str, str]:
        return {"stage": self.tags[key]}

    def accepted(self, exceptions: Iterable[AcceptedRisk], at) -> Acceptance:
        return accepted(self.findings, exceptions, at, self.tags_of)

    def second(self, card, exceptions: Iterable[AcceptedRisk], at) -> Score:
        acceptance = self.accepted(exceptions, at)
        return second_figure(card, self.counts, self.complete.__contains__, acceptance)

    def headline(self, card) -> Score:
        return score(card, self.counts, self.complete.__contains__)


statuses = st.sampled_from([Status.FAILED, Status.FAILED, Status.PASSED, Status.NOT_AVAILABLE])


def made(key: ResourceKey, control: str, status: Status, exposure: int) -> Finding:
    evidence = {"exposure": exposure}
    return Finding(key, control, Severity.HIGH, status, "Why.", evidence, START, START)


@st.composite
def accounts(draw) -> Account:
    tags, findings = {}, []
    for number in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(sorted(TYPES)))
        key = ResourceKey(ACCOUNT, REGION, kind, f"r{number}")
        tags[key] = draw(st.sampled_from(TAGS))
        findings += [
            made(key, control, draw(statuses), draw(st.integers(0, 1))) for control in TYPES[kind]
        ]
    complete = draw(st.frozensets(st.sampled_from(sorted(TYPES))))
    return Account(tags, tuple(findings), complete)


@st.composite
def exceptions_of(draw, account: Account, size: int = 6) -> list[AcceptedRisk]:
    """Exceptions of every scope, of the account and of another, for this and other exposures."""
    keys = sorted(account.tags) or [ResourceKey(ACCOUNT, REGION, "AWS::A::A", "none")]
    found = []
    for number in range(draw(st.integers(0, size))):
        key = draw(st.sampled_from(keys))
        controls = tuple(draw(st.lists(st.sampled_from(TYPES[key.type]), unique=True, min_size=1)))
        scope = draw(
            st.sampled_from(
                [
                    Scope(resource=key, controls=controls[:1]),
                    Scope(resource=key, controls=controls),
                    Scope(resource=key),
                    Scope(controls=controls[:1]),
                    Scope(controls=controls, tag=("stage", draw(st.sampled_from(TAGS)))),
                ]
            )
        )
        evidence = {
            control: evidence_hash(made(key, control, Status.FAILED, draw(st.integers(0, 1))))
            for control in TYPES[key.type]
        }
        begin = START + timedelta(days=draw(st.integers(0, SPAN)))
        end = begin + timedelta(days=draw(st.integers(1, SPAN)))
        found.append(
            AcceptedRisk(
                draw(st.sampled_from([ACCOUNT, ACCOUNT, ACCOUNT, OTHER])),
                f"x{number}",
                scope,
                "Why.",
                "ada",
                "grace",
                begin,
                end,
                evidence if scope.is_bound else {},
                ended_at=draw(st.sampled_from([None, None, None, begin])),
            )
        )
    return found


moments = st.integers(0, 3 * SPAN).map(lambda days: START + timedelta(days=days))


def is_accepted(account: Account, finding: Finding, exceptions, at) -> bool:
    """Say by the words of the rules alone whether a finding is accepted."""
    for x in exceptions:
        scope = x.scope
        if x.account != ACCOUNT or x.ended_at or at >= x.expires_at:
            continue
        if scope.controls and finding.control not in scope.controls:
            continue
        if scope.tag and scope.tag[1] != account.tags[finding.key]:
            continue
        if scope.resource is None:
            return True
        if scope.resource == finding.key and (
            x.evidence[finding.control] == evidence_hash(finding)
        ):
            return True
    return False


@given(cards(), accounts(), st.data(), moments)
def test_the_headline_never_moves_and_the_second_figure_is_never_below_it(card, account, data, at):
    exceptions = data.draw(exceptions_of(account))
    before = account.headline(card)
    second = account.second(card, exceptions, at)
    assert account.headline(card) == before
    assert second.earned >= before.earned
    assert second.total == before.total
    for line, other in zip(before.items, second.items, strict=True):
        if line.status is not ItemStatus.FAIL:
            assert other.status is line.status
        assert other.counts == line.counts
    assert account.second(card, [], at) == before


@given(cards(), accounts(), st.data(), moments)
def test_more_exceptions_never_lower_the_second_figure(card, account, data, at):
    exceptions = data.draw(exceptions_of(account))
    fewer = [each for each in exceptions if data.draw(st.booleans())]
    assert account.second(card, exceptions, at).earned >= account.second(card, fewer, at).earned


@given(cards(), accounts(), st.data(), moments)
def test_the_second_figure_equals_a_recount_of_every_verdict(card, account, data, at):
    exceptions = data.draw(exceptions_of(account))
    second = account.second(card, exceptions, at)
    asked = {key: set(TYPES[key.type]) for key in account.tags}
    for line in second.items:
        ids = {control for controls in line.item.controls.values() for control in controls}
        mine = [f for f in account.findings if f.control in ids]
        failing = [f for f in mine if f.status is Status.FAILED]
        left = [f for f in failing if not is_accepted(account, f, exceptions, at)]
        is_known = (
            bool(ids)
            and set(line.item.controls) <= account.complete
            and not any(f.status.is_unknown for f in mine)
            and all(asked.values())
        )
        if line.item.quantifier is Quantifier.ALL:
            expected = "fail" if left else "pass" if is_known else "unknown"
        elif any(f.status is Status.PASSED for f in mine):
            expected = "pass"
        elif not is_known:
            expected = "unknown"
        else:
            expected = "pass" if failing and not left else "fail"
        assert line.status.value == expected


@given(accounts(), st.data(), moments)
def test_each_failing_finding_is_accepted_or_left_as_the_rules_say(account, data, at):
    exceptions = data.draw(exceptions_of(account))
    told = account.accepted(exceptions, at)
    failing = {f.id for f in account.findings if f.status is Status.FAILED}
    expected = {f.id for f in account.findings if is_accepted(account, f, exceptions, at)} & failing
    assert {f.id for f in told.accepted} == set(told.by) == expected
    assert {f.id for f in told.left} == failing - expected
    assert [s.exception for s in told.standings] == exceptions
    covered = {f.id for standing in told.standings for f in standing.covers}
    assert covered == expected
    for standing in told.standings:
        assert bool(standing.covers) is (standing.kind is StandingKind.USED)
        assert not {f.id for f in standing.covers} & {f.id for f in standing.reopened}


@given(cards(), accounts(), st.data(), moments)
def test_what_is_expired_ended_foreign_or_mismatching_changes_nothing(card, account, data, at):
    without = account.second(card, [], at)
    idle = []
    for each in data.draw(exceptions_of(account)):
        match data.draw(st.sampled_from(["expired", "ended", "foreign", "self", "other"])):
            case "expired":
                idle.append(replace(each, expires_at=at, accepted_at=at - timedelta(days=1)))
            case "ended":
                idle.append(replace(each, ended_at=at))
            case "foreign":
                idle.append(replace(each, account=OTHER))
            case "self":
                idle.append(replace(each, approved_by=each.requested_by.upper()))
            case _:
                if each.scope.is_bound:
                    idle.append(replace(each, evidence=dict.fromkeys(each.evidence, "other")))
    assert account.second(card, idle, at) == without


@given(accounts(), st.data(), moments)
def test_another_exposure_reopens_at_once_and_the_old_one_is_accepted_again(account, data, at):
    exceptions = [e for e in data.draw(exceptions_of(account)) if e.scope.is_bound]
    before = account.accepted(exceptions, at)
    worse = replace(
        account,
        findings=tuple(replace(f, evidence={**f.evidence, "more": 1}) for f in account.findings),
    )
    assert worse.accepted(exceptions, at).accepted == ()
    assert account.accepted(exceptions, at) == before
    for old, new in zip(before.standings, worse.accepted(exceptions, at).standings, strict=True):
        if old.kind is StandingKind.USED:
            assert new.kind is StandingKind.REOPENED
            assert {f.id for f in old.covers} <= {f.id for f in new.reopened}


@given(accounts(), st.data(), moments)
def test_time_alone_ends_what_is_accepted_and_never_begins_it_again(account, data, at):
    exceptions = data.draw(exceptions_of(account))
    now = {f.id for f in account.accepted(exceptions, at).accepted}
    later = at + timedelta(days=data.draw(st.integers(0, 2 * SPAN)))
    assert {f.id for f in account.accepted(exceptions, later).accepted} <= now
    assert account.accepted(exceptions, at + MAX_TERM + timedelta(days=SPAN)).accepted == ()


@given(accounts(), st.data(), moments)
def test_no_count_becomes_negative_however_far_findings_and_counts_are_apart(account, data, at):
    acceptance = account.accepted(data.draw(exceptions_of(account)), at)
    figures = st.builds(Counts, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
    counts = data.draw(st.dictionaries(st.sampled_from(CONTROLS), figures))
    excused = acceptance.excused(counts)
    for control, number in excused.items():
        assert 0 <= number <= counts[control].failed
        left = sum(f.control == control for f in acceptance.left)
        # What is known to fail and is not accepted is never excused by what is.
        assert counts[control].failed - number >= min(left, counts[control].failed)


@given(accounts(), st.data(), moments)
def test_what_does_not_fail_or_is_gone_is_nobodys_risk(account, data, at):
    gone = replace(
        account,
        findings=tuple(replace(f, record_state=RecordState.ARCHIVED) for f in account.findings),
    )
    told = gone.accepted(data.draw(exceptions_of(account)), at)
    assert (told.accepted, told.left, dict(told.by)) == ((), (), {})
