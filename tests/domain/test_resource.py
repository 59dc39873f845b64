"""Resource snapshots: keys, declarations, unknown values, and reading a shape through a source."""

from datetime import UTC, datetime, timedelta
from enum import Enum
from types import MappingProxyType
from typing import Annotated, Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.domain.errors import BadInput, DeclarationError, UnknownValue
from posturewatch.domain.fields import Moment, Pairs, Texts, Toggle
from posturewatch.domain.places import ABSENT, UNSET, Elsewhere, Joined, Unknown, parse, walk
from posturewatch.domain.resource import (
    MAX_ID_BYTES,
    At,
    Calls,
    Resource,
    ResourceKey,
    Shape,
    owner_of,
    plain,
    read_shape,
)

CALLS = Calls(service="iam", identity="GetUser.User", bind={"UserName": "id"})


class Wheel(Shape):
    """A wheel."""

    size: Annotated[int, At(config="size", describe="Size")] = 0
    """Inches."""
    spikes: Annotated[Toggle, At(describe="Spikes")] = False
    """Whether it has spikes; the first source does not tell."""


class Cart(
    Resource,
    of="AWS::Test::Cart",
    arn="arn:{partition}:test:{region}:{account}:cart/{id}",
    calls=CALLS,
):
    """A cart."""

    color: Annotated[str, At(config="color", describe="Color")] = "plain"
    wheels: Annotated[tuple[Wheel, ...], At(config="wheels", describe="Wheels")] = ()
    spare: Annotated[Wheel, At(config="spare", describe="Spare")] = Wheel()
    old_or_new: Annotated[Texts, At(config=("newer[].name", "older[]"), describe=UNSET)] = ()
    all_of_it: Annotated[Texts, At(config=Joined("left", "right"), describe=UNSET)] = ()
    roof: Annotated[str, At(config=Elsewhere("roofId", "roof.id"), describe=None)] = "none"
    certain: Annotated[Toggle, At(config="certain", describe="Certain", always=True)] = False


class Document:
    """A source that has one document."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def resolve(self, place: str) -> Any:
        return walk(parse(place), self._document)

    def within(self, item: Any, shape: type[Shape]) -> "Document":
        return Document(item)


def read(document: Any, source: Any = "config") -> Cart:
    values, unknown = read_shape(Cart, Document(document), source)
    return Cart(unknown=unknown, **values)


def test_absent_takes_the_default():
    cart = read({"certain": True})
    assert (cart.color, cart.wheels, cart.spare, cart.roof) == ("plain", (), Wheel(), "none")
    assert (cart.old_or_new, cart.all_of_it) == ((), ())
    assert cart.unknown == {}


def test_nested_shapes():
    cart = read({"wheels": [{"size": "26"}, {"size": 28}], "spare": {"size": 20}})
    assert [wheel.size for wheel in cart.wheels] == [26, 28]
    assert cart.spare.size == 20
    assert cart.wheels[0].unknown == {"spikes": "config does not tell"}


def test_nested_shapes_in_a_text():
    cart = read({"wheels": '[{"size": 26}]', "spare": "%7B%22size%22%3A%2020%7D"})
    assert [wheel.size for wheel in cart.wheels] == [26]
    assert cart.spare.size == 20


@pytest.mark.parametrize("wheels", [{"size": 26}, True, False, 0, 7, "not json", '"x"'])
def test_what_is_no_list_of_shapes_is_unknown(wheels):
    assert "wheels" in read({"wheels": wheels}).unknown


def test_item_that_is_no_object_is_unknown_in_itself():
    cart = read({"wheels": [5]})
    assert cart.wheels[0].unknown == {
        "size": "expected an object with 'size', found int",
        "spikes": "config does not tell",
    }


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"newer": [{"name": "n"}], "older": ["o"]}, ("n",)),
        ({"newer": [], "older": ["o"]}, ("o",)),
        ({"older": ["o"]}, ("o",)),
        ({"newer": []}, ()),
        ({}, ()),
    ],
)
def test_fallback(document, found):
    assert read(document).old_or_new == found


def test_unknown_stops_a_fallback():
    assert "old_or_new" in read({"newer": "not json", "older": ["o"]}).unknown


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"left": ["l"], "right": ["r"]}, ("l", "r")),
        ({"right": ["r"]}, ("r",)),
        ({"left": "l", "right": ["r"]}, ("l", "r")),
    ],
)
def test_joined(document, found):
    assert read(document).all_of_it == found


@pytest.mark.parametrize("document", [{}, {"roofId": ""}, {"roofId": False}, {"roof": {}}])
def test_nothing_to_know_elsewhere(document):
    assert read(document).roof == "none"


@pytest.mark.parametrize(
    "document", [{"roofId": "r-1"}, {"roofId": True}, {"roof": {"id": "r-1"}}, {"roof": 5}]
)
def test_known_elsewhere_is_unknown_here(document):
    assert "roof" in read(document).unknown


def test_no_place_is_unknown_and_unset_is_the_default():
    cart = read({"Certain": False}, "describe")
    assert cart.unknown == {
        "tags": "describe does not tell",
        "created_at": "describe does not tell",
        "roof": "describe does not tell",
    }
    assert cart.old_or_new == ()


def test_what_is_always_there_is_unknown_without():
    assert read({}).unknown == {"certain": "missing from what config gave"}
    assert read({"certain": False}).certain is False


@pytest.mark.parametrize("color", [[], {}, ["red"]])
def test_unreadable_is_unknown_never_the_default(color):
    cart = read({"color": color})
    assert cart.unknown["color"].startswith("unreadable in config: expected a text")
    with pytest.raises(UnknownValue, match="color is not known: unreadable"):
        _ = cart.color


def test_very_deep_nesting_is_unknown_at_worst():
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    assert "color" in read({"color": deep}).unknown


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["size", "Size", "name", "id", "Key"]), inner, max_size=3)
    ),
    max_leaves=8,
)
PLACES = ["color", "wheels", "spare", "newer", "older", "left", "right", "roof", "certain", "tags"]


@given(st.dictionaries(st.sampled_from(PLACES), JSON, max_size=6))
def test_every_document_is_read_and_its_snapshot_can_be_kept(document):
    cart = read(document)
    assert set(cart.dump()) == set(Cart.properties)
    assert cart.digest() == read(document).digest()
    assert len({cart, cart}) == 1
    repr(cart)
    for name in Cart.properties:
        if not cart.knows(name):
            with pytest.raises(UnknownValue):
                getattr(cart, name)


@given(st.dictionaries(st.sampled_from(PLACES), JSON, max_size=6), st.sampled_from(PLACES))
def test_a_setting_that_is_not_in_the_document_is_never_off_by_error(document, name):
    """Only what is absent gives the default; what is there gives its value or unknown."""
    cart = read({**document, "certain": "perhaps"})
    assert "certain" in cart.unknown


# --- snapshots


def test_made_by_hand():
    cart = Cart(color="red")
    assert cart.color == "red"
    assert str(cart.key) == "123456789012/us-east-1/AWS::Test::Cart/example"
    assert cart.arn == "arn:aws:test:us-east-1:123456789012:cart/example"


def test_misspelt_property_is_an_error():
    with pytest.raises(TypeError, match="no property 'colour'"):
        Cart(colour="red")
    with pytest.raises(TypeError, match="no property 'colour'"):
        Cart(unknown={"colour": "denied"})
    with pytest.raises(AttributeError, match="no property 'colour'"):
        _ = Cart().colour


def test_unknown_wins_over_a_value():
    with pytest.raises(UnknownValue, match="denied"):
        _ = Cart(color="red", unknown={"color": "denied"}).color


def test_knows():
    cart = Cart(unknown={"color": "denied"})
    assert cart.knows("wheels", "spare")
    assert not cart.knows("wheels", "color")


@pytest.mark.parametrize(
    ("cart", "is_complete"),
    [
        (Cart(), True),
        (Cart(wheels=(Wheel(), Wheel(size=3))), True),
        (Cart(unknown={"color": "denied"}), False),
        (Cart(wheels=(Wheel(), Wheel(unknown={"spikes": "denied"}))), False),
        (Cart(spare=Wheel(unknown={"size": "denied"})), False),
    ],
)
def test_complete(cart, is_complete):
    assert cart.is_complete is is_complete


def test_arn_that_is_unknown_follows_from_the_key():
    cart = Cart(unknown={"arn": "denied"})
    assert cart.arn == "arn:aws:test:us-east-1:123456789012:cart/example"
    assert cart.knows("arn")


@pytest.mark.parametrize(
    ("region", "partition"),
    [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")],
)
def test_partition(region, partition):
    key = ResourceKey("123456789012", region, "AWS::Test::Cart", "c")
    assert Cart(key=key).arn == f"arn:{partition}:test:{region}:123456789012:cart/c"


def test_equality_and_digest():
    assert Cart(color="red") == Cart(color="red")
    assert Cart(color="red") != Cart(color="blue")
    assert Cart() != Cart(unknown={"color": "denied"})
    assert Cart(color="red").digest() != Cart(color="blue").digest()
    assert Cart().digest() != Cart(unknown={"color": "denied"}).digest()
    assert Wheel() != Cart()
    assert hash(Wheel(size=1)) == hash(Wheel(size=1))


def test_time_of_observation_is_no_property():
    seen = datetime(2026, 11, 20, tzinfo=UTC)
    cart = Cart(observed_at=seen)
    assert cart == Cart()
    assert hash(cart) == hash(Cart())
    assert cart.digest() == Cart().digest()
    assert cart.age_in_days(seen - timedelta(days=90, hours=23)) == 90
    with pytest.raises(UnknownValue):
        _ = Cart().observed_at


def test_name_and_owner():
    assert Cart(tags={"Name": "shop", "Owner": " payments "}).name == "shop"
    assert Cart(tags={"Name": "shop", "Owner": " payments "}).owner == "payments"
    assert Cart(unknown={"tags": "denied"}).name == "example"
    with pytest.raises(UnknownValue):
        _ = Cart(unknown={"tags": "denied"}).owner


@pytest.mark.parametrize(
    ("tags", "owner"),
    [
        ({}, ""),
        ({"Name": "x"}, ""),
        ({"owner": "o", "Team": "t"}, "t"),
        ({"team": "  ", "OWNER": "o"}, "o"),
        ({"Service_Owner": "s"}, "s"),
        ({"squad": "q"}, "q"),
    ],
)
def test_owner_of(tags, owner):
    assert owner_of(tags) == owner


class Color(Enum):
    RED = "red"


def test_plain_is_json():
    value = {
        "shape": Wheel(size=3, unknown={"spikes": "denied"}),
        "pairs": MappingProxyType({1: (Color.RED,)}),
        "set": {"b", "a"},
        "when": datetime(2026, 1, 2, tzinfo=UTC),
        "key": ResourceKey("1", "r", "t", "i"),
        "other": Ellipsis,
        "number": 1.5,
    }
    assert plain(value) == {
        "shape": {"size": 3, "spikes": {"unknown": "denied"}},
        "pairs": {"1": ["red"]},
        "set": ["a", "b"],
        "when": "2026-01-02T00:00:00+00:00",
        "key": {"account": "1", "region": "r", "type": "t", "id": "i"},
        "other": "Ellipsis",
        "number": 1.5,
    }


# --- keys

PART = st.text(min_size=1, max_size=20).filter(lambda text: "/" not in text)


@given(PART, PART, PART, st.text(min_size=1, max_size=50))
def test_key_as_text_and_back(account, region, type_, id_):
    key = ResourceKey(account, region, type_, id_)
    assert ResourceKey.parse(str(key)) == key


@pytest.mark.parametrize("text", ["", "a", "a/b/c", "a/b/c/", "/b/c/d", "a//c/d"])
def test_text_that_is_no_key(text):
    with pytest.raises(BadInput):
        ResourceKey.parse(text)


@pytest.mark.parametrize("id_", ["", "x" * (MAX_ID_BYTES + 1), "ü" * MAX_ID_BYTES])
def test_id_that_does_not_fit(id_):
    with pytest.raises(BadInput, match="1 to 1500 bytes"):
        ResourceKey("1", "r", "t", id_)


@pytest.mark.parametrize(
    "parts", [("", "r", "t"), ("1", "", "t"), ("1", "r/s", "t"), ("1/2", "r", "t")]
)
def test_part_of_a_key_that_would_be_read_as_another(parts):
    with pytest.raises(BadInput, match="slash"):
        ResourceKey(*parts, "id")


def test_hostile_ids_are_kept_as_they_are():
    for id_ in ("a/b/c", "<!channel>", "=cmd()", "ü\n\0", "x" * MAX_ID_BYTES):
        assert ResourceKey("1", "r", "t", id_).id == id_


def test_id_that_is_no_unicode_text():
    with pytest.raises(BadInput, match="Unicode"):
        ResourceKey("1", "r", "t", "\ud800")


# --- declarations


def test_resource_needs_its_type_and_calls():
    with pytest.raises(DeclarationError, match="needs of= and calls="):
        type("Nameless", (Resource,), {})


@pytest.mark.parametrize(
    ("annotation", "default", "message"),
    [
        (str, "", "needs Annotated"),
        (Annotated[str, "no place"], "", "needs an At"),
        (Annotated[complex, At(config="x")], 0j, "no field type reads"),
        (Annotated[tuple[int, ...], At(config="x")], (), "no field type reads"),
        ("Annotated[str, At()]", "", "must be an object"),
    ],
)
def test_declared_wrongly(annotation, default, message):
    with pytest.raises(DeclarationError, match=message):
        type("Wrong", (Shape,), {"__annotations__": {"thing": annotation}, "thing": default})


def test_property_needs_a_default():
    with pytest.raises(DeclarationError, match="needs a default"):
        type("Wrong", (Shape,), {"__annotations__": {"thing": Annotated[str, At(config="x")]}})


def test_class_variables_are_no_properties():
    class Plain(Shape):
        """A shape."""

        limit: ClassVar[int] = 5

    assert Plain.properties == {}
    assert Plain.limit == 5


def test_properties_are_inherited_and_may_be_declared_again():
    class Bigger(Wheel):
        """A wheel that is declared again."""

        size: Annotated[int, At(config="diameter")] = 9
        made: Annotated[Moment, At(config="made")] = None
        labels: Annotated[Pairs, At(config="labels")] = MappingProxyType({})

    assert set(Bigger.properties) == {"size", "spikes", "made", "labels"}
    assert Bigger().size == 9
    assert Wheel().size == 0


def test_one_place_of_the_id_or_several():
    assert Cart.config_id == ("resourceId",)
    assert Cart.config_type == "AWS::Test::Cart"


def test_absent_is_not_unknown():
    assert ABSENT is not UNSET
    assert not isinstance(ABSENT, Unknown)
