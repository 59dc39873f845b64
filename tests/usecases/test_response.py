"""Response times: each episode by its own times, open, gone and accepted ones as what they are."""

from dataclasses import replace
from datetime import timedelta

from posturewatch.domain.control import Severity
from posturewatch.domain.exception import Scope, Terms
from posturewatch.domain.finding import ActKind
from posturewatch.domain.response import Outcome
from posturewatch.usecases.act import act
from posturewatch.usecases.except_ import Excepter
from posturewatch.usecases.response import Leg, Response, responses
from tests.support.house import (
    ACCOUNT,
    House,
    Widget,
    catalogued,
    change,
    covered,
    key,
    widget,
)

SEALED = "test-widget-sealed"
MINUTE = timedelta(minutes=1)


def of(house: House, since: timedelta = timedelta(days=90)) -> Response:
    found = responses(house.store, ACCOUNT, house.clock() - since, house.clock())
    assert [each.severity for each in found][:2] == [Severity.CRITICAL, Severity.HIGH]
    return found[0]


def lived(house: House) -> None:
    """One episode that is fixed, one that goes on, one whose resource goes."""
    covered(house.store)
    house.world.put(*(widget(key(name), is_sealed=False) for name in ("one", "two", "three")))
    for name in ("one", "two", "three"):
        # The change was half a minute ago.
        house.evaluate(change(key(name), house.clock() - timedelta(seconds=30)))
    house.clock.tick(60)
    house.scorer.score(house.waiting())
    house.teller.tell(house.waiting())
    house.clock.tick(60)
    act(house.store, f"{key('one')}/{SEALED}", ActKind.ACKNOWLEDGED, "bob", at=house.clock())
    house.clock.tick(minutes=7)
    house.world.put(widget(key("one")))
    del house.world.there[key("three")]
    for name in ("one", "three"):
        house.evaluate(change(key(name), house.clock()))
    house.clock.tick(minutes=11)


def test_the_times_of_each_episode(house):
    lived(house)
    found = of(house)
    assert found.outcomes == {
        Outcome.OPEN: 1,
        Outcome.FIXED: 1,
        Outcome.CLOSED: 1,
        Outcome.ACCEPTED: 0,
    }
    legs = {leg: (told.count, told.p50, told.p90) for leg, told in found.legs.items()}
    half = timedelta(seconds=30)
    assert legs == {
        Leg.EVALUATED: (3, half, half),
        Leg.TOLD: (3, MINUTE + half, MINUTE + half),
        Leg.ACKNOWLEDGED: (1, 2 * MINUTE + half, 2 * MINUTE + half),
        Leg.FIXED: (1, 9 * MINUTE + half, 9 * MINUTE + half),
    }
    # One of three at risk is fixed: half of them never are, as far as anybody can tell.
    assert found.median_to_fix is None
    assert found.exposure == 20 * MINUTE + half


def test_an_accepted_risk_is_an_end_of_its_own(house):
    lived(house)
    finding = next(f for f in house.store.findings(ACCOUNT) if f.control == SEALED)
    terms = Terms(
        "two",
        Scope(finding.key, (SEALED,)),
        "A test stand.",
        "eve",
        "bob",
        house.clock() + timedelta(days=9),
    )
    Excepter(house.store, house.clock).add(ACCOUNT, terms, "arn")
    house.clock.tick(days=1)
    found = of(house)
    assert (found.outcomes[Outcome.OPEN], found.outcomes[Outcome.ACCEPTED]) == (0, 1)
    assert found.exposure > timedelta(days=1), "accepted or not, it is there"
    house.clock.tick(days=9)
    assert of(house).outcomes[Outcome.OPEN] == 1, "it has expired"


def test_only_what_went_on_since_counts(house):
    lived(house)
    found = of(house, since=timedelta(minutes=5))
    assert sum(found.outcomes.values()) == 1
    assert found.exposure == 5 * MINUTE
    house.world.put(widget(key("two")))
    house.evaluate(change(key("two"), house.clock()))
    house.clock.tick(minutes=9)
    assert sum(of(house, since=timedelta(minutes=5)).outcomes.values()) == 0
    assert of(house).outcomes[Outcome.FIXED] == 2


def test_every_episode_counts_and_a_renamed_one_once():
    with catalogued() as widgets:
        house = House()
        covered(house.store)
        for number in range(6):
            house.world.put(widget(is_sealed=number % 2 == 1))
            house.evaluate(change(at=house.clock()))
            house.clock.tick(60)
        assert of(house).outcomes[Outcome.FIXED] == 3
        first, *others = widgets.controls[Widget.type]
        for is_sealed, name in ((True, "test-widget-shut"), (False, "test-widget-closed")):
            house.world.put(widget(is_sealed=is_sealed))
            house.evaluate(change(at=house.clock()))
            house.clock.tick(60)
            first = replace(first, id=name, aliases=(*first.aliases, first.id))
            widgets.controls[Widget.type] = (first, *others)
            house.evaluate(change(at=house.clock()))
            house.clock.tick(60)
            assert of(house).outcomes[Outcome.FIXED] == 3
            assert of(house).outcomes[Outcome.OPEN] == (not is_sealed)
