"""What was reached is told once, and only after it has held and a sweep has confirmed it."""

from datetime import timedelta

import pytest

from posturewatch.domain.outbox import EntryState
from posturewatch.usecases.milestone import HELD, Celebrator
from tests.support.house import ACCOUNT, CARD, House, change, covered, key, widget


class Office:
    """A house that is swept when it is told to."""

    def __init__(self, house: House) -> None:
        self.house = house
        covered(house.store)
        house.clock.tick(60)
        house.settle()

    def put(self, name: str = "w-1", team: str = "payments", **values) -> None:
        made = widget(key(name), tags={"team": team} if team else {}, **values)
        self.house.world.put(made)
        self.house.evaluate(change(key(name), self.house.clock()))
        self.house.settle()

    def sweep(self) -> None:
        """Say that everything was listed completely just now."""
        covered(self.house.store, self.house.clock())
        self.house.settle()

    def days(self, count: int) -> None:
        for _ in range(count):
            self.house.clock.tick(days=1)
            self.sweep()

    def told(self) -> list[str]:
        celebrator = Celebrator(self.house.store, CARD, self.house.clock)
        found = [milestone.id for milestone in celebrator.celebrate([ACCOUNT])]
        self.house.settle()
        return found


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)


ALL = ["test/1/area/safety", "test/1/area/order", "test/1/score/90"]


def test_it_is_told_once_after_it_held_and_was_confirmed(office):
    office.put()
    office.sweep()
    assert office.told() == [], "it has not held yet"
    office.house.clock.tick(seconds=HELD.total_seconds())
    office.sweep()
    assert office.told() == ALL
    assert office.told() == []
    office.days(10)
    assert office.told() == []


def test_without_a_sweep_since_it_is_not_confirmed(office):
    office.put()
    office.house.clock.tick(days=1, hours=1)
    assert office.told() == []
    office.sweep()
    assert office.told() == ALL


def test_a_relapse_however_short_begins_it_anew(office):
    office.put()
    office.sweep()
    office.house.clock.tick(hours=20)
    office.put(is_sealed=False)
    office.put()
    office.house.clock.tick(hours=10)
    office.sweep()
    assert office.told() == ["test/1/area/order"], "labels alone have held all the time"
    office.house.clock.tick(hours=20)
    office.sweep()
    assert office.told() == ["test/1/area/safety", "test/1/score/90"]


def test_an_area_that_was_told_is_told_no_more_after_a_relapse(office):
    office.put()
    office.days(2)
    assert office.told() == ALL
    office.put(is_sealed=False)
    office.days(2)
    office.put()
    office.days(2)
    assert office.told() == []


def test_where_there_is_nothing_nothing_was_achieved(office):
    office.days(3)
    assert not [id_ for id_ in office.told() if "/area/" in id_]


def test_what_cannot_be_read_is_no_milestone(office):
    office.put(unknown={"is_sealed": "AccessDenied"})
    office.days(3)
    assert office.told() == ["test/1/area/order"]


def test_thirty_clean_days_are_told_to_the_team_and_once_for_each_stretch(office):
    office.put("p")
    office.put("w", "web", is_private=False)
    office.put("n", "")
    office.days(29)
    assert not [id_ for id_ in office.told() if id_.startswith("clean")]
    office.days(2)
    assert office.told() == ["clean/payments"], "web is not clean, and nobody owns the rest"
    office.days(5)
    assert office.told() == []
    office.put("p", is_sealed=False)
    office.put("p")
    office.put("w", "web")
    office.days(29)
    assert not [id_ for id_ in office.told() if id_.startswith("clean")]
    office.days(2)
    assert set(office.told()) == {"clean/payments", "clean/web"}
    office.days(10)
    assert office.told() == []


def test_a_low_finding_does_not_spoil_clean_days(office):
    office.put("p", label="")
    office.days(31)
    assert "clean/payments" in office.told()


@pytest.mark.parametrize("cut", ["commit", "put_milestones"])
def test_whoever_is_cut_short_tells_it_once_all_the_same(office, monkeypatch, cut):
    office.put()
    office.days(2)
    store = office.house.store
    real = getattr(store, cut)

    def dying(*args):
        monkeypatch.setattr(store, cut, real)
        raise ConnectionError("cut short")

    monkeypatch.setattr(store, cut, dying)
    with pytest.raises(ConnectionError):
        office.told()
    office.house.clock.tick(minutes=15)
    office.told()
    told = [e for e in store._entries.values() if e.summary.get("kind") == "milestone"]
    assert len(told) == 1
    assert told[0].state is EntryState.DELIVERED
    assert office.told() == []


def test_no_person_is_named(office):
    office.put("p")
    office.days(32)
    office.told()
    told = [e for e in office.house.store._entries.values() if e.summary.get("kind") == "milestone"]
    assert told
    for entry in told:
        assert "mallory" not in str(entry.summary)
        assert not entry.cause.actor.name


def test_time_alone_is_no_milestone(house):
    """An account that was never swept has nothing to celebrate."""
    house.clock.tick(days=40)
    assert Celebrator(house.store, CARD, house.clock).celebrate([ACCOUNT]) == []
    assert timedelta(hours=24) == HELD
