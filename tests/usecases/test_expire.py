"""An exception's end is told once, with what it accepted and nobody accepts any longer."""

from datetime import timedelta

import pytest

from posturewatch.domain.exception import Scope, Terms
from posturewatch.domain.finding import ActKind, MoveKind
from posturewatch.usecases.act import act
from posturewatch.usecases.except_ import Excepter
from posturewatch.usecases.expire import Expirer
from tests.support.crashes import Killed, Killer
from tests.support.house import ACCOUNT, CONTROLS, House, change, covered, key, widget

SEALED, PRIVATE, LABELLED = (control.id for control in CONTROLS)
DAY = timedelta(days=1)
ONE = Scope(resource=key(), controls=(SEALED,))


def accept(house: House, id: str = "site", scope: Scope = ONE, days: int = 10) -> None:
    expires_at = house.clock() + days * DAY
    terms = Terms(id, scope, "Why.", "ada", "grace", expires_at)
    Excepter(house.store, house.clock).add(ACCOUNT, terms, "arn")


def expire(house: House) -> int:
    return Expirer(house.store, house.clock).expire()


@pytest.fixture
def failing(house: House) -> House:
    """Two widgets of a team fail, and somebody has been told."""
    covered(house.store)
    for name in ("w-1", "w-2"):
        house.world.put(widget(key(name), is_sealed=False, tags={"team": "shop"}))
        house.evaluate(change(key(name), house.clock.tick()))
    house.settle()
    house.destinations[0].arrived.clear()
    return house


def told(house: House) -> list[list[tuple[str, str]]]:
    house.settle()
    alerts = house.destinations[0].arrived
    return [[(f.kind.value, f.id) for f in alert.findings] for alert in alerts]


def test_what_it_accepted_is_told_once(failing):
    accept(failing)
    tallies = failing.store.tallies(ACCOUNT)
    failing.clock.tick(days=10, microseconds=-1)
    assert expire(failing) == 0
    failing.clock.tick(microseconds=1)
    assert [expire(failing) for _ in range(3)] == [1, 0, 0]
    assert told(failing) == [[("expired", f"{key()}/{SEALED}")]]
    (alert,) = failing.destinations[0].arrived
    assert alert.resource == key()
    assert (alert.cause.source, alert.cause.actor.name) == ("exception", "site")
    # Neither a count nor a point is its doing.
    assert failing.store.tallies(ACCOUNT) == tallies
    assert alert.id not in {row.entry for row in failing.store.ledger(ACCOUNT)}
    failing.clock.tick(days=9)
    assert expire(failing) == 0


def test_what_is_right_another_exposure_or_accepted_otherwise_is_not_told(failing, widgets):
    accept(failing)
    accept(failing, "team", Scope(controls=(SEALED,), tag=("team", "shop")), days=20)
    failing.clock.tick(days=10)
    assert (expire(failing), told(failing)) == (0, [])
    # The longer one ends too: what it alone accepted, and what both did.
    failing.clock.tick(days=10)
    failing.world.put(widget(key("w-3"), is_sealed=False, tags={"team": "other"}))
    failing.evaluate(change(key("w-3"), failing.clock()))
    failing.settle()
    failing.destinations[0].arrived.clear()
    assert expire(failing) == 1
    assert told(failing) == [[("expired", f"{key(name)}/{SEALED}") for name in ("w-1", "w-2")]]
    accept(failing, "again")
    failing.world.put(widget(key()))
    failing.evaluate(change(key(), failing.clock.tick()))
    failing.clock.tick(days=10)
    assert expire(failing) == 0, "it was fixed"


def test_one_that_was_ended_or_extended_is_not_told(failing):
    accept(failing)
    accept(failing, "other", Scope(resource=key("w-2"), controls=(SEALED,)))
    Excepter(failing.store, failing.clock).end(ACCOUNT, "site", "arn")
    failing.clock.tick(days=10)
    accept(failing, days=5)
    assert expire(failing) == 1
    assert told(failing) == [[("expired", f"{key('w-2')}/{SEALED}")]]
    failing.clock.tick(days=5)
    assert expire(failing) == 1, "its second life ends too"


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("number", range(8))
def test_a_crash_at_any_call_loses_and_doubles_nothing(failing, side, number):
    accept(failing)
    failing.clock.tick(days=10)
    killer = Killer(**{side: {number}})
    expirer = Expirer(killer.watch(failing.store), failing.clock)
    try:
        expirer.expire()
    except Killed:
        failing.clock.tick()
        expirer.expire()
    assert told(failing) == [[("expired", f"{key()}/{SEALED}")]]
    assert failing.store.expired_exceptions(failing.clock()) == []


def test_low_ones_are_written_and_told_to_nobody(failing):
    failing.world.put(widget(label=""))
    failing.evaluate(change(at=failing.clock.tick()))
    failing.settle()
    failing.destinations[0].arrived.clear()
    accept(failing, scope=Scope(resource=key(), controls=(LABELLED,)))
    failing.clock.tick(days=10)
    assert (expire(failing), told(failing)) == (1, [])


def test_a_suppressed_one_stays_quiet(failing):
    accept(failing)
    act(failing.store, f"{key()}/{SEALED}", ActKind.SUPPRESSED, "bob", at=failing.clock())
    failing.clock.tick(days=10)
    expire(failing)
    assert told(failing) == []
    assert MoveKind.EXPIRED.is_bad
