"""Laws of the triggers: nothing that AWS can change passes unseen, and no line is a misprint."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

import botocore
import pytest

from posturewatch.catalog import all_triggers, resource_class, resource_types, triggers_for
from posturewatch.domain.errors import DeclarationError
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.trigger import ServiceCalls, Trigger, places_in, service_calls
from posturewatch.sources.operations import operations_of, split
from posturewatch.triggers import kinds


@lru_cache
def model(name: str) -> dict[str, Any]:
    folder = Path(botocore.__file__).parent / "data" / name
    newest = max(version for version in folder.iterdir() if version.is_dir())
    packed = newest / "service-2.json.gz"
    if packed.exists():
        return dict(json.loads(gzip.decompress(packed.read_bytes())))
    return dict(json.loads((newest / "service-2.json").read_text(encoding="utf-8")))


def names_of(calls: ServiceCalls) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield model, operation, and the names under which CloudTrail may record it."""
    for name in calls.models:
        for operation in model(name)["operations"]:
            yield name, operation, calls.spelt.get(f"{name}:{operation}", (operation,))


def every_trigger() -> list[Any]:
    return [
        pytest.param(calls, trigger, id=f"{trigger.call}-{trigger.kind.noun}")
        for calls in all_triggers()
        for lines in calls.triggers.values()
        for trigger in lines
    ]


services = pytest.mark.parametrize(
    "calls", [pytest.param(calls, id=calls.event_source) for calls in all_triggers()]
)


@services
def test_every_operation_is_mapped_or_irrelevant_or_reads(calls: ServiceCalls) -> None:
    unknown = [
        spelling
        for _, _, spellings in names_of(calls)
        for spelling in spellings
        if not (
            spelling in calls.triggers or spelling in calls.irrelevant or calls.only_reads(spelling)
        )
    ]
    module = calls.event_source.partition(".")[0]
    lines = "\n".join(
        f'    Trigger("{name}", <KIND>, "requestParameters.<id>"),   or   "<reason>": "{name}"'
        for name in sorted(set(unknown))
    )
    assert not unknown, (
        f"AWS has calls that posturewatch/triggers/{module}.py does not know. Add to TRIGGERS, or "
        f"under a reason to IRRELEVANT:\n{lines}"
    )


@services
def test_every_declared_call_exists(calls: ServiceCalls) -> None:
    known = {spelling for _, _, spellings in names_of(calls) for spelling in spellings}
    operations = {operation for _, operation, _ in names_of(calls)}
    declared = calls.triggers.keys() | calls.irrelevant.keys() | calls.reads
    assert declared - known - operations == calls.events


@services
def test_reads_are_reads(calls: ServiceCalls) -> None:
    for name in calls.triggers.keys() | calls.irrelevant.keys():
        assert not re.match(r"(Get|List|Describe|Head)[A-Z]", name)


@services
def test_a_service_is_found_by_its_address(calls: ServiceCalls) -> None:
    assert triggers_for(calls.event_source) is calls
    assert triggers_for(f"{calls.event_source}.cn") is calls


@pytest.mark.parametrize(
    "source",
    [
        "kinds.amazonaws.com",
        "s3",
        "s3.example.com",
        "__init__.amazonaws.com",
        "../s3.amazonaws.com",
        "S3.amazonaws.com",
        "s3.amazonaws.com\n",
        "",
        "nothing.amazonaws.com",
    ],
)
def test_any_other_source_is_not_known(source: str) -> None:
    assert triggers_for(source) is None


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.type)
def test_kinds_exist_as_resource_types(kind: Any) -> None:
    cls = resource_class(kind.type)
    assert cls is not None
    assert cls.is_global == (kind.region == "global")


@pytest.mark.parametrize("name", resource_types())
def test_every_type_is_woken_by_calls(name: str) -> None:
    kind = next((kind for kind in kinds.KINDS if kind.type == name), None)
    assert kind is not None, f"triggers/kinds.py has no kind of {name}"
    assert any(
        line.kind == kind
        for calls in all_triggers()
        if calls.event_source != "tagging.amazonaws.com"
        for lines in calls.triggers.values()
        for line in lines
    ), f"no call changes {name}"


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.type)
def test_the_arn_of_a_kind_is_that_of_its_type(kind: Any) -> None:
    cls = resource_class(kind.type)
    assert cls is not None
    if cls.arn_form in ("", "{id}") or not kind.arn:
        return
    key = ResourceKey("123456789012", "eu-west-1", kind.type, "example")
    arn = cls.arn_form.format(partition="aws", region=key.region, account=key.account, id=key.id)
    line = Trigger("Tag", kind, "requestParameters.arn", mixed=True)
    aim = line.targets({"requestParameters": {"arn": arn}}, key.account, key.region)
    assert [target.id for target in aim.targets] == [arn if kind.id == "{arn}" else key.id]


VERBS = (
    *("Add", "Associate", "Attach", "Authorize", "Create", "Delete", "Detach", "Disable"),
    *("Disassociate", "Enable", "Modify", "Put", "Remove", "Revoke", "Set", "Start", "Stop"),
    "Update",
)


UNTOUCHED = {
    ("AWS::ApiGatewayV2::Stage", "UpdateApi"): "the protocol of an API never changes",
    ("AWS::WAFv2::WebACL", "AssociateWebACL"): "a web ACL does not tell what it guards",
    ("AWS::WAFv2::WebACL", "DisassociateWebACL"): "a web ACL does not tell what it guards",
}
"""Calls that change nothing of what a type reads by an operation of their name, and why."""


@pytest.mark.parametrize("name", resource_types())
def test_what_changes_the_answer_of_a_read_wakes_who_reads_it(name: str) -> None:
    """`PutGroupPolicy` changes what `GetGroupPolicy` answers, which users are judged by."""
    cls = resource_class(name)
    assert cls is not None
    asleep = []
    parents = split(cls.calls.parents, cls.calls.service)[:2]
    for service, read in operations_of(cls) - {parents}:
        noun = re.sub(r"^(?:Describe|Get|List)", "", read)
        for noun_, verb in product(
            {noun, re.sub("ies$", "y", noun), noun.removesuffix("s")}, VERBS
        ):
            if (name, verb + noun_) in UNTOUCHED:
                continue
            for calls, spelling in spellings_of(service, verb + noun_):
                lines = calls.triggers.get(spelling, ())
                # What another type comes and goes by need not concern who refers to it.
                is_own_end = verb in ("Create", "Delete") and lines
                if not is_own_end and not any(line.kind.type == name for line in lines):
                    asleep.append(f"{calls.event_source}:{spelling} (changes {read})")
    assert not asleep, f"{name} is judged by what these change, and is not woken: {asleep}"


def spellings_of(service: str, operation: str) -> list[tuple[ServiceCalls, str]]:
    return _all_spellings().get((service, operation), [])


@lru_cache
def _all_spellings() -> dict[tuple[str, str], list[tuple[ServiceCalls, str]]]:
    found: dict[tuple[str, str], list[tuple[ServiceCalls, str]]] = {}
    for calls in all_triggers():
        for name, operation, spellings in names_of(calls):
            found.setdefault((name, operation), []).extend((calls, each) for each in spellings)
    return found


@pytest.mark.parametrize(("calls", "trigger"), every_trigger())
def test_kinds_are_declared_once(calls: ServiceCalls, trigger: Trigger) -> None:
    assert trigger.kind in kinds.KINDS


@pytest.mark.parametrize(("calls", "trigger"), every_trigger())
def test_places_name_what_the_api_has(calls: ServiceCalls, trigger: Trigger) -> None:
    for written in (*trigger.places, *([trigger.region_at] if trigger.region_at else [])):
        for place in places_in(written):
            where, *names = place.split(".")
            if where in ("requestParameters", "responseElements"):
                end = "input" if where == "requestParameters" else "output"
                for name, members in walked(calls, trigger.call, end, names):
                    assert name.lower() in members, f"{trigger.call} has no {name} in {place}"


def walked(
    calls: ServiceCalls, call: str, end: str, names: list[str]
) -> Iterator[tuple[str, set[str]]]:
    """Yield each name of a place and what could stand there, until CloudTrail's own words."""
    found = [
        (model(name)["shapes"], model(name)["operations"][operation].get(end, {}).get("shape"))
        for name, operation, spellings in names_of(calls)
        if call in spellings or call == operation
    ]
    assert found, f"{call} is no operation"
    # Of two generations of a service under one event source, the one that the place is of.
    shapes, shape = next((x for x in found if names[0].lower() in members_of(*x)), found[0])
    for name in names:
        if name in calls.renamed:
            return
        while "member" in shapes.get(shape, {}):
            shape = shapes[shape]["member"]["shape"]
        members = members_of(shapes, shape)
        yield name, set(members)
        shape = members.get(name.lower())


def members_of(shapes: dict[str, Any], shape: Any) -> dict[str, Any]:
    return {
        spelling.lower(): reference["shape"]
        for member, reference in shapes.get(shape, {}).get("members", {}).items()
        for spelling in (member, reference.get("locationName", member))
    }


def test_a_call_is_declared_in_one_way() -> None:
    line = Trigger("PutThing", kinds.BUCKET)
    with pytest.raises(DeclarationError, match="PutThing is declared twice"):
        service_calls("x.amazonaws.com", triggers=[line], irrelevant={"no": "PutThing"})
    with pytest.raises(DeclarationError, match="PutThing is declared twice"):
        service_calls("x.amazonaws.com", irrelevant={"no": "PutThing", "never": "PutThing"})
    with pytest.raises(DeclarationError, match="PutThing is declared twice"):
        service_calls("x.amazonaws.com", triggers=[line], reads="PutThing")
