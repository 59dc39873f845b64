"""A team's day: what is open against its target, new, fixed, ending; once a day, in its hours."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from posturewatch.domain.control import Severity
from posturewatch.domain.digest import CATCH_UP, Digest, Hours
from posturewatch.domain.errors import BadInput
from posturewatch.domain.exception import AcceptedRisk, Scope, evidence_hash
from posturewatch.domain.outbox import EntryState
from posturewatch.usecases.digest import Digester
from tests.support.house import ACCOUNT, CARD, House, change, covered, key, widget

HOURS = Hours.parse({"payments": "09:30 Europe/Berlin", "web": "12:00", "*": "20:00"})
DAY = timedelta(days=1)


class Office:
    """A house with two teams, and what nobody owns."""

    def __init__(self, house: House) -> None:
        self.house = house
        covered(house.store)

    def put(self, name: str, team: str = "payments", **values) -> None:
        tags = {"team": team} if team else {}
        made = widget(key(name), tags=tags, **values)
        self.house.world.put(made)
        self.house.evaluate(change(key(name), self.house.clock()))
        self.house.settle()

    def sweep(self) -> None:
        covered(self.house.store, self.house.clock())
        self.house.settle()

    def digester(self, hours: Hours = HOURS) -> Digester:
        return Digester(self.house.store, CARD, hours, self.house.clock)

    def made(self) -> dict[str, Digest]:
        return {digest.team: digest for digest in self.digester().make_due([ACCOUNT])}

    def digest(self, team: str = "payments") -> Digest:
        (digest,) = self.digester().digests(ACCOUNT, {team: self.house.clock().date()})
        return digest


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)


def at(hour: int, minute: int = 0, day: int = 10) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def test_findings_are_counted_by_age_against_their_target(office):
    clock = office.house.clock
    office.put("old", good=False)
    clock.tick(days=6)
    office.put("young", is_sealed=False)
    clock.tick(hours=5)
    (critical, high, low) = office.digest().open
    assert (critical.severity, critical.within, critical.over) == (Severity.CRITICAL, 1, 1)
    assert (high.severity, high.within, high.over) == (Severity.HIGH, 1, 0)
    assert (low.severity, low.within, low.over) == (Severity.LOW, 1, 0)
    clock.tick(days=2)
    assert [(a.within, a.over) for a in office.digest().open] == [(0, 2), (0, 1), (1, 0)]
    assert [line.name for line in office.digest().overdue_lines] == ["old", "young", "old"]


def test_new_and_fixed_are_of_the_last_day(office):
    clock = office.house.clock
    office.put("a", is_sealed=False)
    clock.tick(days=2)
    office.put("b", is_private=False)
    office.put("a")
    clock.tick(hours=1)
    digest = office.digest()
    assert (digest.new, digest.fixed) == (1, 1)
    assert [(line.name, line.control) for line in digest.fixed_lines] == [
        ("a", "test-widget-sealed")
    ]
    assert 2 * 86_400 <= digest.fixed_lines[0].age_seconds < 2 * 86_400 + 3_600
    clock.tick(days=2)
    digest = office.digest()
    assert (digest.new, digest.fixed, digest.open[0].within) == (0, 0, 1)


def test_a_team_hears_of_its_own_alone(office):
    office.put("p", "payments", is_sealed=False)
    office.put("w", "web", is_private=False)
    office.put("n", "", is_private=False)
    told = {
        team: [line.name for line in office.digest(team).new_lines]
        for team in ("payments", "web", "unowned")
    }
    assert told == {"payments": ["p"], "web": ["w"], "unowned": ["n"]}
    assert (office.digest("payments").earned, office.digest("web").earned) == (4, 8)


def test_accepted_risks_are_not_open_and_their_end_is_announced(office):
    store, clock = office.house.store, office.house.clock
    office.put("a", is_sealed=False)
    finding = store.load(key("a")).findings["test-widget-sealed"]
    risk = AcceptedRisk(
        ACCOUNT,
        "public-widget",
        Scope(finding.key, (finding.control,)),
        "Because.",
        "alice",
        "bob",
        clock(),
        clock() + 20 * DAY,
        {finding.control: evidence_hash(finding)},
    )
    store.put_exception(risk, None)
    digest = office.digest()
    assert (digest.open, digest.new, digest.accepted, digest.ending) == ((), 0, 1, ())
    assert digest.is_empty
    clock.tick(days=7)
    (ending,) = office.digest().ending
    assert (ending.id, ending.findings, ending.ends_at) == ("public-widget", 1, risk.expires_at)
    assert ending.about == "a"
    told = office.digest().to_json()
    assert Digest.from_json(told).ending == (ending,)
    (kept,) = told["ending"]
    before = {**told, "ending": [kept[:3]]}
    assert Digest.from_json(before).ending == (replace(ending, about=""),)


def test_each_team_hears_in_its_hours_and_once_a_day(office):
    clock = office.house.clock
    for name, team in (("p", "payments"), ("w", "web"), ("n", "")):
        office.put(name, team, is_sealed=False)
    told = {}
    for quarter in range(3 * 96):
        clock.at = at(0) + quarter * timedelta(minutes=15)
        for team in office.made():
            told.setdefault(team, []).append(clock.at)
    # Berlin is an hour ahead in March.
    assert told["payments"] == [at(8, 30, day) for day in (10, 11, 12)]
    assert told["web"] == [at(12, 0, day) for day in (10, 11, 12)]
    assert told["unowned"] == [at(20, 0, day) for day in (10, 11, 12)]


def test_a_missed_hour_is_caught_up_for_a_while(office):
    clock = office.house.clock
    office.put("p", is_sealed=False)
    clock.at = at(8, 30) + CATCH_UP - timedelta(minutes=1)
    assert "payments" in office.made()
    clock.at = at(8, 30, 11) + CATCH_UP
    assert "payments" not in office.made()


def test_the_clock_change_neither_skips_nor_doubles_a_digest(office):
    clock = office.house.clock
    office.put("p", is_sealed=False)
    digester = office.digester(Hours.parse({"*": "02:30 Europe/Berlin"}))
    days = []
    for hour in range(4 * 24 * 4):
        clock.at = datetime(2026, 3, 27, tzinfo=UTC) + hour * timedelta(minutes=15)
        days += [digest.day.day for digest in digester.make_due([ACCOUNT])]
    assert days == [27, 28, 29, 30]


def test_a_team_without_a_care_is_not_woken_up(office):
    office.put("p")
    office.house.clock.at = at(9)
    assert office.made() == {}


def test_a_digest_is_told_through_the_outbox(office):
    office.put("p", is_sealed=False)
    office.house.clock.at = at(9)
    office.sweep()
    digest = office.made()["payments"]
    (entry,) = office.house.waiting()
    assert Digest.from_json(entry.summary) == digest
    assert (entry.state, entry.account) == (EntryState.SCORING, ACCOUNT)
    points = office.house.store.score(ACCOUNT).earned
    office.house.settle()
    assert office.house.store.score(ACCOUNT).earned == points
    assert office.house.store.entry(entry.id).state is EntryState.DELIVERED


def test_the_trend_is_what_earlier_digests_told(office):
    clock = office.house.clock
    office.put("p", is_sealed=False, is_private=False)
    for day, values in ((10, {}), (11, {}), (12, {"is_private": True})):
        clock.at = at(9, 0, day)
        office.sweep()
        if values:
            office.put("p", is_sealed=False, **values)
            clock.at = at(9, 30, day)
        digest = office.made()["payments"]
        office.house.settle()
    assert [earned for _, earned, _ in digest.trend] == [1, 1]
    assert (digest.earned, digest.total) == (4, 11)


@pytest.mark.parametrize("text", ["", "9 o'clock", "25:00", "09:30 Europe/Nowhere", "09:30 ../etc"])
def test_an_hour_that_is_none_is_named(text):
    with pytest.raises(BadInput, match="09:30 Europe/Berlin"):
        Hours.parse({"payments": text}, "POSTUREWATCH_DIGEST_HOURS")


def test_json_keeps_all_of_it(office):
    office.put("p", is_sealed=False)
    digest = replace(office.digest(), trend=((at(9), 1, 11),))
    assert Digest.from_json(digest.to_json()) == digest
