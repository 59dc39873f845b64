"""Field types: every spelling of a value that a source writes, and what none of them means."""

import contextlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.domain.fields import (
    CountField,
    MomentField,
    PairsField,
    PolicyField,
    TextField,
    TextsField,
    ToggleField,
    WholeField,
    moment,
)
from posturewatch.domain.policy import PolicyDocument

ALL = [
    CountField(),
    MomentField(),
    PairsField(),
    PolicyField(),
    TextField(),
    TextsField(),
    ToggleField(),
    WholeField(),
]


@pytest.mark.parametrize(
    "raw", [True, "true", "Enabled", "ENABLED", " on ", "required", 1, "Active"]
)
def test_on(raw):
    assert ToggleField().convert(raw) is True


@pytest.mark.parametrize("raw", [False, "false", "Disabled", "Suspended", "off", 0, "Inactive"])
def test_off(raw):
    assert ToggleField().convert(raw) is False


@pytest.mark.parametrize("raw", ["", "perhaps", "pending", 2, [], {}, ["true"]])
def test_neither_on_nor_off(raw):
    with pytest.raises(ValueError, match="expected on or off"):
        ToggleField().convert(raw)


@pytest.mark.parametrize(
    ("raw", "text"), [("x", "x"), ('{"a": 1}', '{"a": 1}'), (5, "5"), (True, "True")]
)
def test_text_is_never_decoded(raw, text):
    assert TextField().convert(raw) == text


@pytest.mark.parametrize("raw", [[], {}, ["x"], b"x"])
def test_no_text(raw):
    with pytest.raises(ValueError, match="expected a text"):
        TextField().convert(raw)


@pytest.mark.parametrize(("raw", "number"), [(7, 7), ("7", 7), (7.0, 7), ("-1", -1)])
def test_whole(raw, number):
    assert WholeField().convert(raw) == number


@pytest.mark.parametrize("raw", [True, 7.5, "seven", "", float("nan"), []])
def test_no_whole(raw):
    with pytest.raises((ValueError, TypeError)):
        WholeField().convert(raw)


NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        NOON,
        NOON.astimezone(timezone(timedelta(hours=2))),
        NOON.replace(tzinfo=None),
        "2026-11-20T12:00:00.000Z",
        "2026-11-20T12:00:00+00:00",
        "2026-11-20T14:00:00+02:00",
        " 2026-11-20T12:00:00 ",
        NOON.timestamp(),
        int(NOON.timestamp()),
        int(NOON.timestamp()) * 1000,
    ],
)
def test_moment(raw):
    assert MomentField().convert(raw) == NOON
    assert MomentField().convert(raw).tzinfo is UTC


@pytest.mark.parametrize(
    "raw",
    [
        True,
        "",
        "yesterday",
        None,
        [],
        {},
        10**400,
        -(10**400),
        1e300,
        float("inf"),
        float("nan"),
        "0001-01-01T00:00:00+14:00",
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        # As a recorder of API calls wrote it.
        "datetime.datetime(2020, 4, 22, 13, 13, 17, 718000, tzinfo=tzlocal())",
    ],
)
def test_no_moment(raw):
    with pytest.raises(ValueError):
        moment(raw)


@given(st.one_of(st.integers(), st.floats(), st.text(max_size=30), st.datetimes()))
def test_a_moment_is_in_utc_or_a_value_error(raw):
    with contextlib.suppress(ValueError):
        assert moment(raw).tzinfo is UTC


STATEMENT = '{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'


@pytest.mark.parametrize("raw", [STATEMENT, [STATEMENT], f" {STATEMENT}"])
def test_policy(raw):
    assert PolicyField().convert(raw) == PolicyDocument.parse(STATEMENT)


@pytest.mark.parametrize(
    ("raw", "pairs"),
    [
        ({"team": "a"}, {"team": "a"}),
        ({"team": None, "n": 1}, {"team": "", "n": "1"}),
        ([{"Key": "team", "Value": "a"}], {"team": "a"}),
        ([{"key": "team", "value": "a"}, {"name": "n", "value": 1}], {"team": "a", "n": "1"}),
        ([{"Key": "team"}], {"team": ""}),
        ([], {}),
        ({}, {}),
        ('[{"Key": "team", "Value": "a"}]', {"team": "a"}),
        ("", {}),
    ],
)
def test_pairs(raw, pairs):
    assert PairsField().convert(raw) == pairs


@pytest.mark.parametrize("raw", [5, "team=a", [5], [{"Value": "a"}], [["a"]], True])
def test_no_pairs(raw):
    with pytest.raises((ValueError, TypeError)):
        PairsField().convert(raw)


@pytest.mark.parametrize(
    ("raw", "texts"), [("x", ("x",)), (["x", 1], ("x", "1")), ((), ()), ([], ())]
)
def test_texts(raw, texts):
    assert TextsField().convert(raw) == texts


@pytest.mark.parametrize("raw", [5, {}, [["x"]], [None]])
def test_no_texts(raw):
    with pytest.raises(ValueError):
        TextsField().convert(raw)


def test_count():
    assert CountField().convert([1, 2]) == 2
    with pytest.raises(ValueError):
        CountField().convert("xy")


RAW = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=10),
        st.binary(max_size=3),
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Key", "value", "Statement", "Effect"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("field", ALL, ids=lambda field: type(field).__name__)
@given(raw=RAW)
def test_what_cannot_be_read_raises_what_makes_a_property_unknown(field, raw):
    with contextlib.suppress(ValueError, TypeError, ArithmeticError, LookupError):
        field.convert(raw)
