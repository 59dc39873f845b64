"""Places: the grammar, walking, and what is absent, unknown or decoded on the way."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.domain.errors import DeclarationError
from posturewatch.domain.places import (
    ABSENT,
    UNSET,
    Each,
    Elsewhere,
    Index,
    Joined,
    Name,
    Unknown,
    Where,
    decoded,
    joined,
    parse,
    walk,
)


def at(place: str, document: Any) -> Any:
    return walk(parse(place), document)


@pytest.mark.parametrize(
    ("place", "steps"),
    [
        ("", ()),
        (".", ()),
        ("a", (Name("a"),)),
        (".a.b", (Name("a"), Name("b"))),
        ("a[0]", (Name("a"), Index(0))),
        ("a[12].b", (Name("a"), Index(12), Name("b"))),
        ("a[]", (Name("a"), Each())),
        ("a[].b", (Name("a"), Each(), Name("b"))),
        ("a{}", (Name("a"), Each(of_map=True))),
        ("a[b=c]", (Name("a"), Where("b", "c"))),
        ("a[b=c][0].d", (Name("a"), Where("b", "c"), Index(0), Name("d"))),
        ("a[b=0.0.0.0/0]", (Name("a"), Where("b", "0.0.0.0/0"))),
        ("a[b=@id]", (Name("a"), Where("b", "@id"))),
        ("a[b=]", (Name("a"), Where("b", ""))),
        ("a b.c-d:e", (Name("a b"), Name("c-d:e"))),
    ],
)
def test_grammar(place, steps):
    assert parse(place) == steps


@pytest.mark.parametrize("place", ["a[", "a]", "a[b", "a[-1]", "a{b}", "a[=c]", "a[b=c", "{"])
def test_what_is_not_in_the_grammar(place):
    with pytest.raises(DeclarationError, match="column"):
        parse(place)


RULES = {
    "rules": [
        {"id": 1, "on": True, "ports": [22, 80], "range": {"from": 1}},
        {"id": 2, "on": False, "ports": []},
        {"id": 3},
    ],
    "names": {"x": {"n": 1}, "y": {"n": 2}},
    "empty": [],
    "nothing": None,
}


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("rules[0].id", 1),
        ("rules[0].range.from", 1),
        ("rules[2].range.from", ABSENT),
        ("rules[9]", ABSENT),
        ("rules[9].id", ABSENT),
        ("rules[].id", [1, 2, 3]),
        ("rules[].ports", [[22, 80], []]),
        ("rules[].ports[]", [22, 80]),
        ("rules[].range.from", [1]),
        ("rules[].missing", []),
        ("rules[id=2]", [{"id": 2, "on": False, "ports": []}]),
        ("rules[id=2][0].on", False),
        ("rules[on=true][].id", [1]),
        ("rules[on=false][].id", [2]),
        ("rules[id=9]", []),
        ("rules[id=9][0]", ABSENT),
        ("rules[id=9][].id", []),
        ("names{}.n", [1, 2]),
        ("names{}", [{"n": 1}, {"n": 2}]),
        ("names.x", {"n": 1}),
        ("empty", []),
        ("empty[]", []),
        ("empty[0]", ABSENT),
        ("nothing", ABSENT),
        ("nothing.more[].of[x=y]", ABSENT),
        ("missing", ABSENT),
        ("missing[].id", ABSENT),
        (".", RULES),
    ],
)
def test_walk(place, found):
    assert at(place, RULES) == found


@pytest.mark.parametrize(
    "place",
    [
        "rules.id",
        "rules[0].id.more",
        "names[0]",
        "names[n=1]",
        "rules[0].id[]",
        "names[].n",
        "rules{}.id",
    ],
)
def test_another_form_than_expected_is_unknown(place):
    assert isinstance(at(place, RULES), Unknown)


def test_one_item_of_another_form_makes_all_unknown():
    assert isinstance(at("a[].b", {"a": [{"b": 1}, 5]}), Unknown)


def test_items_that_are_no_objects_are_not_what_is_looked_for():
    assert at("a[b=c]", {"a": [1, "x", None, {"b": "c"}]}) == [{"b": "c"}]


@pytest.mark.parametrize("document", [Unknown("denied"), ABSENT, None])
def test_what_is_not_there_has_no_parts(document):
    assert at("a[].b", document) is (document if document is not None else ABSENT)


POLICY = {"Statement": [{"Effect": "Allow"}]}
TEXT = json.dumps(POLICY)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"  {TEXT}\n",
        json.dumps(TEXT),
        "%7B%22Statement%22%3A%20%5B%7B%22Effect%22%3A%20%22Allow%22%7D%5D%7D",
    ],
)
def test_stepping_into_a_text_decodes_it(text):
    assert decoded(text) == POLICY
    assert at("policy.Statement[0].Effect", {"policy": text}) == "Allow"


def test_text_at_the_end_of_a_place_is_left_as_it_is():
    assert at("policy", {"policy": TEXT}) == TEXT


@pytest.mark.parametrize("text", ["", "  ", "null"])
def test_text_that_holds_nothing_is_absent(text):
    assert at("policy.Statement", {"policy": text}) is ABSENT


@pytest.mark.parametrize("text", ["{", "AKIA", "%ZZ", "[" * 200_000, json.dumps(json.dumps("x"))])
def test_text_that_is_no_document_is_unknown(text):
    found = at("policy.Statement", {"policy": text})
    assert isinstance(found, Unknown)
    assert len(found.reason) < 120


@pytest.mark.parametrize(
    ("values", "whole"),
    [
        ([], ABSENT),
        ([ABSENT, ABSENT], ABSENT),
        ([[1], ABSENT, [2, 3]], [1, 2, 3]),
        ([[], ABSENT], []),
        ([[1], 2], [1, 2]),
        ([[1], Unknown("denied")], Unknown("denied")),
    ],
)
def test_joined(values, whole):
    assert joined(values) == whole


def test_markers_say_what_they_are():
    assert (repr(ABSENT), repr(UNSET)) == ("ABSENT", "UNSET")
    assert Joined("a", "b").parts == ("a", "b")
    assert Elsewhere("a", "b").parts == ("a", "b")


NAMES = st.sampled_from(["a", "b", "c", "a b"])
STEPS = st.one_of(
    NAMES.map(Name),
    st.integers(0, 3).map(Index),
    st.builds(Each, st.booleans()),
    st.builds(Where, NAMES, st.sampled_from(["", "1", "x", "true", "@id"])),
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(['{"a": [1, {"b": "x"}]}', "%7B%22a%22%3A1%7D", '"{}"', "[", "Infinity"]),
)
DOCUMENTS = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(STEPS, max_size=5), DOCUMENTS)
def test_no_document_makes_walking_fail(steps, document):
    found = walk(steps, document)
    assert found is not None
    if steps and isinstance(steps[0], Name) and document in ({}, None, ""):
        assert found is ABSENT


@given(st.text())
def test_no_text_makes_decoding_fail(text):
    decoded(text)


@given(DOCUMENTS, NAMES)
def test_nothing_is_made_up(document, name):
    """What a name finds is what the document holds there, or nothing, or unknown."""
    found = walk([Name(name)], document)
    if isinstance(document, dict):
        held = document.get(name)
        assert found is ABSENT if held is None else found is held


@given(st.text(alphabet="ab.[]{}=0@", max_size=12))
def test_every_place_is_parsed_or_refused(place):
    try:
        steps = parse(place)
    except DeclarationError:
        return
    walk(steps, RULES)
