"""Cards and the arithmetic of points."""

import re

import pytest

from posturewatch.bootstrap import scorecard
from posturewatch.domain.errors import BadInput
from posturewatch.domain.scorecard import (
    Area,
    Counts,
    Coverage,
    Item,
    ItemStatus,
    Quantifier,
    Scorecard,
    merged,
    percent,
    reaches,
    score,
)
from posturewatch.domain.verdict import Status

A, B = "AWS::A::A", "AWS::B::B"


def card_of(*items: Item) -> Scorecard:
    return Scorecard("card", 1, "Card", (Area("area", "Area", items),))


def item(id="x", weight=1, quantifier=Quantifier.ALL, **controls) -> Item:
    kinds = {"a": A, "b": B}
    return Item(id, id, weight, quantifier, {kinds[k]: tuple(v) for k, v in controls.items()})


def status_of(of: Item, counts: dict[str, Counts], *, complete=(A, B), others=()) -> ItemStatus:
    return score(card_of(of, *others), counts, set(complete).__contains__).items[0].status


ANY, ONE = item(a=["c"]), item(quantifier=Quantifier.EXISTS, a=["c"])


@pytest.mark.parametrize(
    ("of", "counts", "complete", "expected"),
    [
        (ANY, {}, True, ItemStatus.PASS),
        (ANY, {}, False, ItemStatus.UNKNOWN),
        (ANY, {"c": Counts(3)}, True, ItemStatus.PASS),
        (ANY, {"c": Counts(3)}, False, ItemStatus.UNKNOWN),
        (ANY, {"c": Counts(3, 1, 1)}, True, ItemStatus.FAIL),
        (ANY, {"c": Counts(3, 1, 0)}, False, ItemStatus.FAIL),
        (ANY, {"c": Counts(3, 0, 1)}, True, ItemStatus.UNKNOWN),
        (ONE, {}, True, ItemStatus.FAIL),
        (ONE, {}, False, ItemStatus.UNKNOWN),
        (ONE, {"c": Counts(3, 2, 0)}, False, ItemStatus.PASS),
        (ONE, {"c": Counts(3, 2, 1)}, True, ItemStatus.UNKNOWN),
        (ONE, {"c": Counts(3, 3, 0)}, True, ItemStatus.FAIL),
        (ONE, {"c": Counts(3, 3, 0)}, False, ItemStatus.UNKNOWN),
        (item(), {"c": Counts(3)}, True, ItemStatus.UNKNOWN),
    ],
)
def test_an_items_status(of, counts, complete, expected):
    assert status_of(of, counts, complete=(A,) if complete else ()) is expected


def test_every_type_of_an_item_has_to_be_listed():
    both = item(a=["c"], b=["d"])
    assert status_of(both, {"c": Counts(1)}, complete=(A,)) is ItemStatus.UNKNOWN
    assert status_of(both, {"c": Counts(1)}) is ItemStatus.PASS


def test_a_new_control_passes_nobody_before_it_was_asked():
    # The type was listed completely yesterday, when the control did not exist.
    new, old = item("new", a=["new"]), item("old", a=["old"])
    assert status_of(new, {"old": Counts(5)}, others=[old]) is ItemStatus.UNKNOWN
    assert status_of(new, {"old": Counts(5), "new": Counts(3)}, others=[old]) is ItemStatus.UNKNOWN
    assert status_of(new, {"old": Counts(5), "new": Counts(5)}, others=[old]) is ItemStatus.PASS
    assert status_of(new, {"old": Counts(5), "new": Counts(1, 1)}, others=[old]) is ItemStatus.FAIL


@pytest.mark.parametrize(
    ("points", "total", "expected"),
    [
        (114, 127, "89.8"),
        (0, 127, "0.0"),
        (127, 127, "100.0"),
        (1, 8, "12.5"),
        (1, 16, "6.3"),  # 6.25, half up
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (9497, 10000, "95.0"),
        (1999, 2000, "100.0"),  # 99.95, half up
        (3, 2000, "0.2"),  # 0.15, half up
    ],
)
def test_percent(points, total, expected):
    assert percent(points, total) == expected


@pytest.mark.parametrize(
    ("points", "total", "threshold", "expected"),
    [
        (9497, 10000, 95, False),  # shown as 95.0, and still not 95
        (9500, 10000, 95, True),
        (114, 127, 90, False),
        (114, 127, 89, True),
        (0, 1, 0, True),
        (1, 1, 100, True),
    ],
)
def test_a_gate_is_exact(points, total, threshold, expected):
    assert reaches(points, total, threshold) is expected


def test_the_example_of_the_foundation_card():
    """With two items failing, the shipped card's weights give 31/31, 26/32, 26/33 and 31/31."""
    shipped = scorecard("foundation")
    assert shipped.total == 127
    answered = card_of_weights(shipped)
    counts = {of.id: Counts(2) for of in shipped.items}
    counts["egress_filtered"] = counts["sensitive_data_classified"] = Counts(2, 1, 0)
    filled = score(answered, counts, lambda _: True)
    assert [filled.area(area) for area in answered.areas] == [
        (31, 31),
        (26, 32),
        (26, 33),
        (31, 31),
    ]
    assert (filled.earned, filled.total) == (114, 127)
    assert percent(filled.earned, filled.total) == "89.8"
    assert filled.to_json()["percent"] == "89.8"


def card_of_weights(shipped: Scorecard) -> Scorecard:
    """Return the card's areas and weights, each item answered by a control of its own name."""
    areas = tuple(
        Area(
            area.id,
            area.title,
            tuple(Item(i.id, i.title, i.weight, Quantifier.ALL, {A: (i.id,)}) for i in area.items),
        )
        for area in shipped.areas
    )
    return Scorecard(shipped.name, shipped.version, shipped.title, areas)


def test_counts_of_verdicts():
    assert Counts.of(None) == Counts()
    assert Counts.of(Status.PASSED) == Counts(1, 0, 0)
    assert Counts.of(Status.FAILED) == Counts(1, 1, 0)
    assert Counts.of(Status.WARNING) == Counts.of(Status.NOT_AVAILABLE) == Counts(1, 0, 1)
    assert not Counts()
    assert Counts(0, 1, -1)
    assert Counts.from_json(Counts(3, 2, 1).to_json()) == Counts(3, 2, 1)
    assert merged({"a": Counts(1)}, {"a": Counts(-1), "b": Counts(2)}) == {"b": Counts(2)}


def test_coverage_needs_every_expected_region_since_a_moment():
    coverage = Coverage({A: ("r1", "r2")}, {A: {"r1": "2026-01-02", "r2": "2026-01-01"}})
    assert coverage.is_complete(A, "2026-01-01")
    assert not coverage.is_complete(A, "2026-01-02")
    assert not coverage.is_complete(B, "")
    assert not Coverage({}, {A: {"r1": "2026-01-02"}}).is_complete(A, "")


def test_the_newest_coverage_wins_in_either_order():
    old = Coverage({A: ("r1",), B: ("r1",)}, {A: {"r1": "1"}}, "2026-01-01")
    new = Coverage({A: ("r1", "r2")}, {A: {"r1": "2", "r2": "0"}}, "2026-01-02")
    whole = Coverage({A: ("r1", "r2")}, {A: {"r1": "2", "r2": "0"}}, "2026-01-02")
    assert old | new == new | old == whole
    assert whole | Coverage() == Coverage() | whole == whole


CARD = {
    "name": "n",
    "version": 1,
    "title": "T",
    "area": [{"id": "a", "title": "A", "item": [{"id": "i", "title": "I", "weight": 1}]}],
}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ...}, "card.toml: 'name' is missing"),
        ({"name": " "}, "'name' is a text that is not empty"),
        ({"version": "one"}, "'version' is a whole number of at least 1, not 'one'"),
        ({"version": 0}, "'version' is a whole number"),
        ({"area": ...}, "'area' is missing"),
        ({"area": []}, "a card needs an area"),
        ({"area": {}}, "a card needs an area"),
        ({"area": [1]}, "'id' is expected in a table, not in '1'"),
        ({"area": [{"id": "a", "title": "A", "item": []}]}, "every area needs an item"),
        ({"area": [{"id": "a", "title": "A"}]}, "'item' is missing"),
        ({"item": {"weight": 0}}, "card.toml, item i: 'weight' is a whole number of at least 1"),
        ({"item": {"weight": -3}}, "at least 1, not -3"),
        ({"item": {"weight": True}}, "at least 1"),
        ({"item": {"weight": 1.5}}, "at least 1"),
        ({"item": {"weight": ...}}, "'weight' is missing"),
        ({"item": {"quantifier": "most"}}, "item i: 'quantifier' is all or exists, not 'most'"),
        ({"item": {"quantifier": []}}, "all or exists"),
        ({"item": {"id": ...}}, "'id' is missing"),
        ({"item": {"controls": ["c"]}}, "'controls' is a table"),
        ({"item": {"controls": {A: []}}}, "needs a list of the controls"),
        ({"item": {"controls": {A: "c"}}}, "needs a list of the controls that answer it, not 'c'"),
        ({"item": {"controls": {A: [1]}}}, "needs a list of the controls"),
        ({"item": {"controls": {A: ["c", "d"], B: ["c"]}}}, "item i: controls stand twice: c"),
    ],
)
def test_a_wrong_card_says_what_is_wrong_and_where(change, words):
    only = {**CARD["area"][0]["item"][0], **change.pop("item", {})}
    document = {**CARD, "area": [{**CARD["area"][0], "item": [without(only)]}], **change}
    with pytest.raises(BadInput, match=re.escape(words)):
        Scorecard.parse(without(document), where="card.toml")


def without(document: dict) -> dict:
    return {name: value for name, value in document.items() if value is not ...}


def test_an_item_stands_once():
    twice = CARD["area"] + [{**CARD["area"][0], "id": "b"}]
    with pytest.raises(BadInput, match="items stand twice: i"):
        Scorecard.parse({**CARD, "area": twice})
    with pytest.raises(BadInput, match="areas stand twice: a"):
        Scorecard.parse({**CARD, "area": CARD["area"] * 2})


def test_the_items_of_a_control():
    card = card_of(item("x", a=["c"]), item("y", b=["d"]), item("z", a=["c", "e"]))
    assert [of.id for of in card.items_of("c")] == ["x", "z"]
    assert card.items_of("none") == ()
