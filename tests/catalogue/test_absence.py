"""What AWS leaves out of an answer is empty: only what it always tells is missed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from posturewatch.catalog import resource_class, resource_types
from posturewatch.domain.places import Each, Index, Name, Step, Where, parse, parts
from posturewatch.domain.resource import GLOBAL, Resource
from posturewatch.sources.operations import split
from tests.support.aws import ACCOUNT, REGION, Answering, found, from_config
from tests.support.sources import item

ID = "arn:aws:iam::123456789012:policy/example-0123456789"
"""As long as any type wants its id."""

PARTS = {"partition": "aws", "region": REGION, "account": ACCOUNT}

CLASSES = [cls for name in resource_types() if (cls := resource_class(name)) is not None]


def id_of(cls: type[Resource]) -> str:
    """Return an id of the form that the calls of a type take."""
    if cls.type.startswith("AWS::S3::"):
        return "example"
    form = cls.calls.id_form
    return re.sub(r"\{(\w+)\}", lambda part: PARTS.get(part[1], "example"), form) or ID


def holding(steps: tuple[Step, ...], end: Any) -> Any:
    """Return the smallest answer in which a path leads to a value."""
    if not steps:
        return end
    inner = holding(steps[1:], end)
    match steps[0]:
        case Name(name):
            return {name: inner}
        case Index() | Each():
            return [inner]
        case Where(name, value):
            told = {"@account": ACCOUNT, "@region": REGION, "@id": ID}.get(value, value)
            (kept,) = inner if isinstance(inner, list) else [inner]
            return [{**kept, name: told}]


def bare(cls: type[Resource]) -> dict[str, Any]:
    """Return an identity object whose inner objects are there, and say no more than a quantity."""
    whole: dict[str, Any] = {}
    for prop in cls.properties.values():
        for place in parts(prop.at.describe):
            if place.startswith(".") and not {"[", "{"} & set(place):
                inner = whole
                for name in place.split(".")[1:-1]:
                    inner = inner.setdefault(name, {"Quantity": 0})
    return whole


def answering(cls: type[Resource], identity: dict[str, Any]) -> Answering:
    """Return an account in which everything but the identity call answers with nothing."""
    aws = Answering()
    service, operation, path = split(cls.calls.identity, cls.calls.service)
    places = [place for prop in cls.properties.values() for place in parts(prop.at.describe)]
    is_list = any(place.startswith(f"{cls.calls.identity}[") for place in places)
    aws.answer(f"{service}:{operation}", holding(parse(path), [] if is_list else identity))
    return aws


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.type)
@pytest.mark.parametrize("told", ["nothing", "a quantity of nothing"])
def test_what_is_left_out_of_an_answer_is_empty(cls: type[Resource], told: str) -> None:
    # CloudFront tells quantities: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Origins.html
    aws = answering(cls, {} if told == "nothing" else bare(cls))
    read = found(aws.outcome(cls, id_of(cls), GLOBAL if cls.is_global else REGION))
    missed = {name for name, prop in cls.properties.items() if prop.at.always}
    assert set(read.unread) <= missed
    assert set(read.unread.values()) <= {"missing from what describe gave"}


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.type)
def test_what_is_left_out_of_an_item_is_empty(cls: type[Resource]) -> None:
    named = {"resourceId": ID, "resourceName": "example", "ARN": ID}
    read = from_config(cls, item(cls, {}, **named))
    missed = {name for name, prop in cls.properties.items() if prop.at.always}
    assert set(read.unread) <= missed
    assert set(read.unread.values()) <= {"missing from what config gave"}
