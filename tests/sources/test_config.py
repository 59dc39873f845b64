"""Config items → snapshots, with a small made-up type."""

import contextlib
import json
from datetime import UTC, datetime
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch import catalog
from posturewatch.domain.errors import BadInput
from posturewatch.domain.fields import Pairs, Policy, Texts, Toggle
from posturewatch.domain.places import UNSET, Unknown
from posturewatch.domain.reading import Found, Gone
from posturewatch.domain.resource import At, Calls, Resource, Shape
from posturewatch.sources.config import key_of, read_item
from posturewatch.usecases.resolve import resolve

CALLS = Calls(service="iam", identity="GetUser.User", bind={"UserName": "id"})


class Rule(Shape):
    """A rule of the gate."""

    port: Annotated[int, At(config="port")] = 0
    ranges: Annotated[Texts, At(config="ranges[].cidr")] = ()
    whole: Annotated[Pairs, At(config=".")] = {}  # noqa: RUF012 # a shape's default is never changed


class Gate(
    Resource,
    of="AWS::Test::Gate",
    calls=CALLS,
    config_id=(".gateName", "resourceName"),
):
    """A gate."""

    open: Annotated[Toggle, At(config=".isOpen", describe=UNSET)] = False
    rules: Annotated[tuple[Rule, ...], At(config=".rules", describe=UNSET)] = ()
    policy: Annotated[Policy, At(config="supplementaryConfiguration.Policy.text")] = None
    count: Annotated[int, At(config=".count")] = 0
    everything: Annotated[Pairs, At(config=".")] = {}  # noqa: RUF012


class Person(Resource, of="AWS::Test::Person", calls=CALLS, region="global"):
    """A person."""


POLICY = '{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
EVENT: dict[str, Any] = {
    "configurationItemCaptureTime": "2026-11-20T10:00:00.000Z",
    "configurationItemStatus": "OK",
    "awsAccountId": "123456789012",
    "ARN": "arn:aws:test:eu-west-1:123456789012:gate/main",
    "resourceType": "AWS::Test::Gate",
    "resourceId": "g-1",
    "resourceName": "main",
    "awsRegion": "eu-west-1",
    "resourceCreationTime": "2026-11-19T10:00:00.000Z",
    "tags": {"team": "a"},
    "configuration": {
        "gateName": "main",
        "isOpen": "Enabled",
        "rules": [{"port": 22, "ranges": [{"cidr": "0.0.0.0/0"}]}],
    },
    "supplementaryConfiguration": {"Policy": {"text": POLICY}},
}
API = {
    **{name: value for name, value in EVENT.items() if name not in ("awsAccountId", "ARN")},
    "accountId": "123456789012",
    "arn": EVENT["ARN"],
    "configuration": json.dumps(EVENT["configuration"]),
    "supplementaryConfiguration": {
        name: json.dumps(value) for name, value in EVENT["supplementaryConfiguration"].items()
    },
}
KEY = "123456789012/eu-west-1/AWS::Test::Gate/main"


@pytest.mark.parametrize("item", [EVENT, API], ids=["event", "api"])
def test_both_forms(item):
    outcome = read_item(item, Gate)
    assert isinstance(outcome, Found)
    gate = outcome.resource
    assert str(gate.key) == KEY
    assert outcome.observed_at == gate.observed_at == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert gate.arn == "arn:aws:test:eu-west-1:123456789012:gate/main"
    assert gate.tags == {"team": "a"}
    assert gate.created_at == datetime(2026, 11, 19, 10, tzinfo=UTC)
    assert isinstance(gate, Gate)
    assert gate.open is True
    assert gate.rules[0].port == 22
    assert gate.rules[0].ranges == ("0.0.0.0/0",)
    assert gate.rules[0].whole["port"] == "22"
    assert gate.policy is not None
    assert gate.everything["gateName"] == "main"
    assert not gate.unknown


def read(**changes: Any) -> Any:
    return read_item({**EVENT, **changes}, Gate)


@pytest.mark.parametrize("status", ["OK", "ResourceDiscovered"])
def test_present(status):
    assert isinstance(read(configurationItemStatus=status), Found)


@pytest.mark.parametrize("status", ["ResourceDeleted", "ResourceDeletedNotRecorded"])
@pytest.mark.parametrize("configuration", [None, "null", "", {}])
def test_deleted(status, configuration):
    outcome = read(configurationItemStatus=status, configuration=configuration)
    assert isinstance(outcome, Gone)
    assert str(outcome.key) == KEY
    assert outcome.observed_at == datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize("status", ["ResourceNotRecorded", "SomethingNew", None, [], {}])
def test_status_that_says_nothing_of_the_resource(status):
    assert isinstance(read(configurationItemStatus=status), Unknown)


def test_item_without_a_configuration_is_unknown_not_all_defaults():
    # As in the summary of an item that was too large for an event.
    assert read(configuration=None) == Unknown("the Config item has no configuration")
    summary = {name: value for name, value in EVENT.items() if name != "configuration"}
    assert isinstance(read_item(summary, Gate), Unknown)


def test_configuration_that_cannot_be_read_hides_all_that_it_holds():
    outcome = read(configuration="not json")
    assert isinstance(outcome, Found)
    assert set(outcome.resource.unknown) == {"open", "rules", "count", "everything"}


@pytest.mark.parametrize(
    ("changes", "id_"),
    [
        ({}, "main"),
        ({"configuration": {"gateName": "other"}}, "other"),
        ({"configuration": {}}, "main"),
        ({"configuration": {"gateName": 5}}, "main"),
        ({"configuration": {"gateName": ""}}, "main"),
    ],
)
def test_id(changes, id_):
    assert key_of({**EVENT, **changes}, Gate).id == id_


HERE = "eu-west-1:123456789012"


@pytest.mark.parametrize(
    ("kind", "told", "id_"),
    [
        ("AWS::Transfer::Server", f"arn:aws:transfer:{HERE}:server/s-1", "s-1"),
        ("AWS::Transfer::Server", "s-1", "s-1"),
        ("AWS::Bedrock::Guardrail", f"arn:aws:bedrock:{HERE}:guardrail/cmy5", "cmy5"),
        (
            "AWS::Cognito::IdentityPool",
            f"arn:aws:cognito-identity:{HERE}:identitypool/eu-west-1:0a",
            "eu-west-1:0a",
        ),
        # What only looks like one is nobody's id, and stays as it is told.
        ("AWS::Transfer::Server", f"arn:aws:transfer:{HERE}:user/s-1", None),
        ("AWS::Transfer::Server", f"arn:aws:transfer:{HERE}:server/", None),
    ],
)
def test_an_id_that_is_told_as_an_arn(kind, told, id_):
    cls = catalog.resource_class(kind)
    assert cls is not None
    deleted = {**EVENT, "resourceType": kind, "resourceId": told, "resourceName": None}
    deleted |= {"configurationItemStatus": "ResourceDeleted", "configuration": None}
    outcome = read_item(deleted, cls)
    assert isinstance(outcome, Gone)
    assert outcome.key.id == (id_ or told)
    assert [target.id for target in resolve(deleted).targets] == [id_ or told]


@pytest.mark.parametrize(
    "changes",
    [
        {"awsAccountId": None},
        {"awsAccountId": ""},
        {"awsAccountId": 123456789012},
        {"awsAccountId": "1/2"},
        {"awsRegion": None},
        {"awsRegion": ""},
        {"awsRegion": ["eu-west-1"]},
        {"configuration": {}, "resourceName": None},
        {"configuration": {}, "resourceName": "x" * 2_000},
    ],
)
def test_item_that_cannot_be_used(changes):
    with pytest.raises(BadInput):
        read(**changes)


@pytest.mark.parametrize("told", [None, "yesterday", 1e300, []])
def test_an_item_that_does_not_tell_when_it_was_captured_is_a_hint(told):
    item = {**EVENT, "configurationItemCaptureTime": told}
    assert read_item(item, Gate) == Unknown("the Config item has no readable capture time")


def test_item_without_a_capture_time():
    item = {name: value for name, value in EVENT.items() if name != "configurationItemCaptureTime"}
    assert isinstance(read_item(item, Gate), Unknown)


def test_global_type():
    person = read_item({**EVENT, "awsRegion": "us-east-1"}, Person)
    assert isinstance(person, Found)
    assert str(person.resource.key) == "123456789012/global/AWS::Test::Person/g-1"
    without = {name: value for name, value in EVENT.items() if name != "awsRegion"}
    assert key_of(without, Person).region == "global"


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from([POLICY, "%7B%7D", "[1]", "null", "2026-11-20T10:00:00Z"]),
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["gateName", "isOpen", "rules", "port", "ranges", "cidr", "Policy", "text"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(sorted(EVENT)), JSON, max_size=6))
def test_any_item_is_read_or_refused(changes):
    try:
        outcome = read(**changes)
    except BadInput:
        return
    assert isinstance(outcome, Found | Gone | Unknown)
    if isinstance(outcome, Found):
        assert json.loads(json.dumps(outcome.resource.dump())) is not None


@given(st.dictionaries(st.text(max_size=5), JSON, max_size=5))
def test_any_object_is_read_or_refused(item):
    with pytest.raises(BadInput):
        read_item(item, Gate)


NAMES = st.text(max_size=4) | st.sampled_from(
    ["ipPermissions", "tags", "encrypted", "supplementaryConfiguration", "name", "policyText"]
)


@pytest.mark.parametrize("name", catalog.resource_types())
@given(configuration=st.dictionaries(NAMES, JSON, max_size=4), supplement=JSON)
def test_no_item_of_a_covered_type_makes_reading_fail(name, configuration, supplement):
    cls = catalog.resource_class(name)
    assert cls is not None
    changes = {"configuration": configuration, "supplementaryConfiguration": supplement}
    with contextlib.suppress(BadInput):
        read_item({**EVENT, **changes}, cls)


@pytest.mark.parametrize("name", catalog.resource_types())
@given(data=st.data())
def test_no_value_where_a_covered_type_looks_makes_reading_fail(name, data):
    """Values of any form, put exactly where the declaration looks for its own."""
    cls = catalog.resource_class(name)
    assert cls is not None
    configuration: dict[str, Any] = {}
    for prop in cls.properties.values():
        place = prop.at.config[0] if isinstance(prop.at.config, tuple) else prop.at.config
        if isinstance(place, str) and place.startswith("."):
            head = place[1:].split(".")[0].split("[")[0]
            configuration[head] = data.draw(JSON, label=head)
    try:
        outcome = read_item({**EVENT, "configuration": configuration}, cls)
    except BadInput:
        return
    assert isinstance(outcome, Found)
    assert set(outcome.resource.dump()) == set(cls.properties)
