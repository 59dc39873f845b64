"""Causes, targets and changes as they travel through queues."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.domain.change import Actor, Cause, Change, Scope, Target
from posturewatch.domain.errors import BadInput
from posturewatch.domain.resource import GLOBAL, ResourceKey
from posturewatch.stores.sqs import change_from_json, change_to_json
from tests.support.house import change, key

texts = st.text(max_size=20)
moments = st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1))  # noqa: DTZ001
actors = st.builds(
    Actor, **{n: texts for n in Actor.__slots__ if n != "mfa"}, mfa=st.none() | st.booleans()
)
causes = st.builds(
    Cause,
    event_id=texts,
    source=st.sampled_from(["cloudtrail", "config", "sweep", "manual"]),
    at=moments,
    event_source=texts,
    event_name=texts,
    region=texts,
    actor=actors,
)
ids = st.text(min_size=1, max_size=40)


@given(causes)
def test_a_cause_survives_json(cause):
    assert Cause.from_json(json.loads(json.dumps(cause.to_json()))) == cause


@given(causes, ids, st.integers(0, 9))
def test_a_change_survives_its_message(cause, id, looks):
    sent = Change(ResourceKey("123456789012", GLOBAL, "AWS::IAM::User", id), cause, looks=looks)
    assert change_from_json(json.loads(json.dumps(change_to_json(sent)))) == sent


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"key": 7, "cause": {}, "looks": 0},
        {"key": "a/b", "cause": {}, "looks": 0},
        {"key": str(key()), "cause": [], "looks": 0},
        {"key": str(key()), "cause": {"at": "yesterday"}, "looks": 0},
        {"key": str(key()), "cause": {"at": 1, "colour": "red"}, "looks": 0},
        {"key": str(key()), "cause": {"at": 1e300}, "looks": 0},
        {**change_to_json(change()), "looks": "many"},
        {**change_to_json(change()), "looks": None},
    ],
)
def test_a_message_that_is_not_ours_is_bad_input(told):
    with pytest.raises(BadInput):
        change_from_json(told)


def test_a_further_look_forgets_the_document():
    first = change(document={"any": "thing"})
    again = first.again().again()
    assert (again.document, again.looks, again.cause) == (None, 2, first.cause)


def test_a_target_of_a_whole_type_has_no_key():
    every = Target("AWS::S3::Bucket", "123456789012", "us-east-1", None)
    assert every.scope is Scope.TYPE
    with pytest.raises(ValueError, match=r"all of AWS::S3::Bucket"):
        every.key()
    one = Target("AWS::S3::Bucket", "123456789012", "us-east-1", "b")
    assert one.key() == ResourceKey("123456789012", "us-east-1", "AWS::S3::Bucket", "b")
    assert one.to_json()["scope"] == "resource"
