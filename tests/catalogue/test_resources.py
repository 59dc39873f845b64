"""Laws of the resource types: every place leads somewhere, every error code is one of AWS's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

import posturewatch.resources
from posturewatch.catalog import resource_class, resource_types
from posturewatch.domain.places import (
    Each,
    Index,
    Name,
    Step,
    Where,
    parse,
    parts,
)
from posturewatch.domain.resource import ACCOUNT_WIDE, Resource, Shape, ShapeOf
from posturewatch.sources.documents import OWN_TYPE, companion_types
from posturewatch.sources.operations import is_of_key, operations_of, split
from tools.docs import property_docs

FOLDER = Path(posturewatch.resources.__file__).parents[1]
CLASSES = [cls for kind in resource_types() if (cls := resource_class(kind)) is not None]

each_class = pytest.mark.parametrize("cls", [pytest.param(cls, id=cls.type) for cls in CLASSES])

TWO_SPELLINGS = "recorded items of RDS spell such names in either way"
NO_DOCUMENTS = "Config holds the document as text; the schemas name no documents"

SEEN = "recorded items have it"
NOT_IN_SCHEMA = {
    "": {
        "ARN": "so the form in events spells `arn`",
        "configuration.tags": "EC2's and IAM's own tags, for answers that leave out the item's",
    },
    "AWS::CertificateManager::Certificate": {"supplementaryConfiguration.Tags": SEEN},
    "AWS::EC2::VPCPeeringConnection": {
        "configuration.status.code": "the schema names the status as a whole"
    },
    "AWS::ElasticLoadBalancing::LoadBalancer": {
        "supplementaryConfiguration.LoadBalancerAttributes.accessLog.enabled": SEEN,
        "supplementaryConfiguration.LoadBalancerAttributes.additionalAttributes.value": SEEN,
        "supplementaryConfiguration.LoadBalancerAttributes.connectionDraining.enabled": SEEN,
        "supplementaryConfiguration.LoadBalancerAttributes.crossZoneLoadBalancing.enabled": SEEN,
        "supplementaryConfiguration.Tags": SEEN,
    },
    "AWS::ElasticLoadBalancingV2::LoadBalancer": {
        "supplementaryConfiguration.LoadBalancerAttributes.value": SEEN,
        "supplementaryConfiguration.Tags": SEEN,
    },
    "AWS::Glue::Job": {
        "configuration.DefaultArguments": SEEN,
        "configuration.DefaultArguments.--enable-continuous-cloudwatch-log": SEEN,
    },
    "AWS::IAM::Group": {"configuration.groupPolicyList.policyDocument": NO_DOCUMENTS},
    "AWS::IAM::ManagedPolicy": {"configuration.policyVersionList.document": NO_DOCUMENTS},
    "AWS::IAM::Role": {
        "configuration.assumeRolePolicyDocument": NO_DOCUMENTS,
        "configuration.rolePolicyList.policyDocument": NO_DOCUMENTS,
    },
    "AWS::IAM::User": {"configuration.userPolicyList.policyDocument": NO_DOCUMENTS},
    "AWS::OpenSearchService::Domain": {"configuration.AccessPolicies": NO_DOCUMENTS},
    "AWS::RDS::DBCluster": {"configuration.masterUserSecret.secretArn": "newer than the schema"},
    "AWS::RDS::DBInstance": {
        "configuration.dbclusterIdentifier": TWO_SPELLINGS,
        "configuration.dbinstanceClass": TWO_SPELLINGS,
        "configuration.dbsubnetGroup.dbsubnetGroupName": TWO_SPELLINGS,
        "configuration.dbsubnetGroup.vpcId": TWO_SPELLINGS,
        "configuration.iamdatabaseAuthenticationEnabled": TWO_SPELLINGS,
        "configuration.masterUserSecret.secretArn": "newer than the schema",
        "configuration.readReplicaSourceDBClusterIdentifier": "newer than the schema",
    },
    "AWS::RDS::DBSnapshot": {"configuration.dbinstanceIdentifier": TWO_SPELLINGS},
    "AWS::Route53::HostedZone": {"configuration.HostedZoneTags": SEEN},
    "AWS::S3::Bucket": {
        "supplementaryConfiguration.AccessControlList.grantList": NO_DOCUMENTS,
        "supplementaryConfiguration.BucketPolicy.policyText": NO_DOCUMENTS,
    },
}
"""Config places that the published schemas lack, for all types or for one, each with its reason."""


def shapes(shape: type[Shape]) -> Iterator[type[Shape]]:
    yield shape
    for prop in shape.properties.values():
        if isinstance(prop.kind, ShapeOf):
            yield from shapes(prop.kind.shape)


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        pytest.param(path, lines, id=f"{part}/{path.parent.name}/{path.name}")
        for part, lines in (("resources", 300), ("controls", 450))
        for path in sorted((FOLDER / part).glob("*/*.py"))
    ],
)
def test_a_module_stays_readable(path, lines):
    assert len(path.read_text("utf-8").splitlines()) <= lines


@each_class
def test_every_property_says_what_it_is(cls):
    for shape in shapes(cls):
        assert shape.__doc__
        texts = property_docs(shape)
        assert [name for name in shape.properties if not texts.get(name)] == [], shape.__name__


@each_class
def test_every_place_parses(cls):
    for shape in shapes(cls):
        for prop in shape.properties.values():
            for source in ("config", "describe", "terraform", "cloudformation"):
                for place in parts(getattr(prop.at, source)):
                    parse(place)


# --- live places against botocore's models --------------------------------------------------------


@lru_cache
def model(service: str) -> ServiceModel:
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


def output(service: str, operation: str) -> Any:
    found = model(service)
    assert operation in found.operation_names, f"{service} has no {operation}"
    return found.operation_model(operation).output_shape


def follow(shape: Any, steps: tuple[Step, ...], place: str) -> Any:
    """Follow steps into a shape of botocore; what comes after `[]` is each item's."""
    for position, step in enumerate(steps):
        kind = getattr(shape, "type_name", None)
        match step:
            case Name(name):
                if kind == "string":
                    return shape  # The text holds a document, which no model describes.
                assert kind in ("structure", "map"), f"{place}: {name!r} below a {kind}"
                if kind == "map":
                    assert name in (shape.key.enum or [name]), f"{place}: no {name}"
                    shape = shape.value
                else:
                    assert name in shape.members, f"{place}: {shape.name} has no {name}"
                    shape = shape.members[name]
            case Index():
                assert kind == "list", f"{place}: an index into a {kind}"
                shape = shape.member
            case Where(name, _):
                assert kind == "list", f"{place}: a choice from a {kind}"
                assert name in shape.member.members, f"{place}: {shape.member.name} has no {name}"
            case Each(of_map):
                assert kind == ("map" if of_map else "list"), f"{place}: every item of a {kind}"
                member = shape.value if of_map else shape.member
                follow(member, steps[position + 1 :], place)
                return Items(last(member, steps[position + 1 :], place))
    return shape


class Items:
    """A list of what was found in each item."""

    type_name = "list"

    def __init__(self, member: Any) -> None:
        self.member = member


def last(shape: Any, steps: tuple[Step, ...], place: str) -> Any:
    found = follow(shape, steps, place)
    nested = any(isinstance(step, Each | Where) for step in steps)
    return found.member if nested and found.type_name == "list" else found


def answered(cls: type[Resource], item: Any, place: str, *, makes_calls: bool) -> Any:
    """Return the shape at a live place, seen from an object."""
    if place == ".":
        return item
    if place.startswith(".") or not makes_calls:
        return follow(item, parse(place), place)
    service, operation, path = split(place, cls.calls.service)
    return follow(output(service, operation), parse(path), place)


def check(cls: type[Resource], shape: type[Shape], item: Any, *, makes_calls: bool) -> None:
    for prop in shape.properties.values():
        for place in parts(prop.at.describe):
            found = answered(cls, item, place, makes_calls=makes_calls)
            if isinstance(prop.kind, ShapeOf):
                inner = found.member if prop.kind.many else found
                if prop.kind.many:
                    assert found.type_name == "list", f"{place}: not a list"
                check(cls, prop.kind.shape, inner, makes_calls=prop.kind.shape.makes_calls)
    for place in shape.bind.values():
        if not is_of_key(place):
            answered(cls, item, place, makes_calls=makes_calls)
    if shape.region_at:
        answered(cls, item, shape.region_at, makes_calls=makes_calls)


def identity(cls: type[Resource]) -> Any:
    service, operation, path = split(cls.calls.identity, cls.calls.service)
    return follow(output(service, operation), parse(path), cls.calls.identity)


@each_class
def test_every_live_place_is_in_the_answer(cls):
    check(cls, cls, identity(cls), makes_calls=True)


@each_class
def test_what_the_calls_declare_is_in_the_answer(cls):
    calls, item = cls.calls, identity(cls)
    for place in (*calls.bind.values(), calls.region_at or "id"):
        if not is_of_key(place):
            answered(cls, item, place, makes_calls=True)
    for name in (*calls.gone_if, *(x for places in calls.skip_if.values() for x in places)):
        place = cls.properties[name].at.describe if name in cls.properties else name
        assert isinstance(place, str)
        answered(cls, item, place, makes_calls=True)
    if calls.listed:
        item_ = listed_item(cls, calls.listed)
        put_together = "{" in calls.list_id
        own = re.findall(r"\{(\w+)\}", calls.list_id) if put_together else [calls.list_id]
        given = {"partition", "region", "account", "item", *calls.of_each}
        for place in filter(None, (*(x for x in own if x not in given), calls.list_region)):
            follow(item_, parse(place), f"{calls.listed}.{place}")
        for place in calls.of_each.values():
            follow(listed_item(cls, calls.parents), parse(place), f"{calls.parents}.{place}")
        operation = split(calls.listed, calls.service)[1]
        more = [calls.of_each, *calls.list_also.values(), calls.constants.get(f"list:{operation}")]
        inputs = model(calls.service).operation_model(operation).input_shape
        assert {name for told in more for name in told or ()} <= set(
            inputs.members if inputs else ()
        )


def listed_item(cls: type[Resource], place: str) -> Any:
    service, operation, path = split(place, cls.calls.service)
    found = follow(output(service, operation), parse(path), place)
    assert found.type_name == "list"
    return found.member


@each_class
def test_what_the_calls_declare_is_about_calls_that_are_made(cls):
    made = {operation for _, operation in operations_of(cls)}
    made |= {f"{service}:{operation}" for service, operation in operations_of(cls)}
    told = {*cls.calls.absent, *cls.calls.skip_if, *cls.calls.unbound, *cls.calls.shared}
    told |= {name.removeprefix("list:") for name in cls.calls.constants}
    assert told <= made


@each_class
def test_bound_parts_of_an_id_are_in_its_form(cls):
    named = [place[1:-1] for place in cls.calls.bind.values() if place.startswith("{")]
    assert all(f"{{{name}}}" in cls.calls.id_form for name in named)
    assert bool(cls.calls.of_each) == bool(cls.calls.parents)


@each_class
def test_every_bound_parameter_is_one_of_a_call(cls):
    inputs = [model(s).operation_model(o).input_shape for s, o in operations_of(cls)]
    known = {name for shape in inputs if shape for name in shape.members}
    bound = set(cls.calls.bind) | {name for shape in shapes(cls) for name in shape.bind}
    assert bound <= known


def own_places(cls: type[Resource]) -> Iterator[str]:
    """Yield the places that stand in the identity object, and would be read from a listed item."""
    yield from (place for place in cls.calls.bind.values() if place.startswith("."))
    for prop in cls.properties.values():
        yield from (place for place in parts(prop.at.describe) if place.startswith("."))


@each_class
def test_a_listing_that_carries_everything_has_all_that_is_read(cls):
    if cls.calls.carries:
        service, operation, path = split(cls.calls.listed or "", cls.calls.service)
        found = follow(output(service, operation), parse(path), "")
        for place in own_places(cls):
            follow(found.member, parse(place), f"{operation}: {place}")


@each_class
def test_a_listing_tells_all_that_is_read_of_the_object_or_nothing(cls):
    calls = cls.calls
    if calls.list_tells:
        service, operation, path = split(calls.listed or "", calls.service)
        found = follow(output(service, operation), parse(path), "")
        for place in calls.list_tells.values():
            follow(found.member, parse(place), f"{operation}: {place}")
        read = {*own_places(cls), calls.region_at} - {None}
        assert read == {f".{name}" for name in calls.list_tells}


# --- error codes ----------------------------------------------------------------------------------


def codes(cls: type[Resource]) -> Iterator[tuple[str, str]]:
    """Yield the service and each error code that a type declares."""
    service = split(cls.calls.identity, cls.calls.service)[0]
    yield from ((service, code) for code in cls.calls.gone)
    for operation, declared in cls.calls.absent.items():
        named = operation.rpartition(":")[0] or cls.calls.service
        yield from ((named, code) for code in declared)


@each_class
def test_error_codes_are_those_on_the_wire(cls):
    for service, code in codes(cls):
        told = model(service)
        # In JSON protocols the wire has the name of the shape; elsewhere the model names the code.
        if "json" not in told.metadata["protocol"] or service == "s3control":
            wires = {x.metadata.get("error", {}).get("code", x.name) for x in told.error_shapes}
            assert code in wires or not code.endswith(("Exception", "Fault")), f"{service}: {code}"
            for shape in told.error_shapes:
                wire = shape.metadata.get("error", {}).get("code", code)
                assert code != shape.name or wire == code, f"{service}: {code} is {wire}"


# --- planned places against the schemas of CloudFormation -----------------------------------------


PLANNED = [cls for cls in CLASSES if cls.planned is not None]

each_planned = pytest.mark.parametrize("cls", [pytest.param(cls, id=cls.type) for cls in PLANNED])


@lru_cache
def properties(kind: str) -> Any:
    found = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
    return {**found, "type": "object"}


def below(kind: str, schema: Any, step: Step) -> Iterator[Any]:
    """Yield the schemas to which one step leads."""
    reference = schema.get("$ref")
    if reference is not None:
        yield from below(kind, properties(kind)["definitions"][reference.rsplit("/", 1)[-1]], step)
        return
    for inner in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
        yield from below(kind, inner, step)
    if isinstance(step, Name):
        named = schema.get("properties", {})
        if step.name in named:
            yield named[step.name]
        elif "properties" not in schema and schema.get("type") in ("object", ["object", "string"]):
            yield {"type": "object"}
        for inner in schema.get("patternProperties", {}).values():
            yield inner
    elif "items" in schema:
        yield schema if isinstance(step, Where) else schema["items"]
    elif isinstance(step, Each) and step.of_map:
        yield from schema.get("patternProperties", {}).values()


def at_template(kind: str, place: str, schemas: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Follow a place of a template; each schema goes with the type that defines it."""
    steps = parse(place)
    first = steps[0] if steps else None
    if isinstance(first, Name) and first.name.startswith("AWS::"):
        schemas, steps = [(first.name, {"items": properties(first.name)})], steps[1:]
    for step in steps:
        schemas = [(home, x) for home, schema in schemas for x in below(home, schema, step)]
        assert schemas, f"{kind}: {place} is not in the schema"
    return schemas


BY_DIRECTION = {
    "DestinationPrefixListId",
    "DestinationSecurityGroupId",
    "SourcePrefixListId",
    "SourceSecurityGroupId",
}
"""Permissions of a group have one shape for both directions, whose ends templates name apart."""


def check_template(kind: str, shape: type[Shape], schemas: list[tuple[str, Any]]) -> None:
    for prop in shape.properties.values():
        for place in parts(prop.at.cloudformation):
            if prop.name == "tags":
                # Every type has its own word for tags; which one it has is checked below.
                continue
            if place == OWN_TYPE or place in BY_DIRECTION:
                continue
            found = at_template(kind, place, schemas)
            if isinstance(prop.kind, ShapeOf):
                # A part of each item of a list is a list already.
                if prop.kind.many and not any(isinstance(step, Each) for step in parse(place)):
                    found = [(home, y) for home, x in found for y in below(home, x, Each())]
                check_template(kind, prop.kind.shape, found)


@each_planned
def test_every_place_in_a_template_is_in_the_schema(cls):
    planned = cls.planned
    # Where a type has several names, a place need not stand in all of them.
    homes = [(kind, properties(kind)) for kind in cls.written_as("cloudformation")]
    if homes:
        check_template(cls.type, cls, homes)
        for name in planned.cloudformation_name:
            at_template(cls.type, name, homes)


@each_planned
def test_tags_of_a_template_stand_where_the_type_has_them(cls):
    for kind in cls.written_as("cloudformation"):
        place = cls.properties["tags"].at.cloudformation
        words = ("Tags", "TagSpecifications")
        has = {name for name in properties(kind)["properties"] if name.endswith(words)}
        if has:
            assert {name.partition("[")[0] for name in parts(place)} & has, f"{kind} has {has}"
        else:
            assert not parts(place) or any(name.startswith("AWS::") for name in parts(place))


@each_planned
def test_companions_name_their_owner(cls):
    planned = cls.planned
    for source, usual in (
        ("terraform", planned.terraform_owner),
        ("cloudformation", planned.cloudformation_owner),
    ):
        for companion in companion_types(cls, source) - set(cls.written_as(source)):
            where = planned.owners.get(companion, usual)
            if planned.settings:
                # All that a document has of them is one resource.
                continue
            assert where, f"{cls.type}: what names the owner in {companion}?"
            if source == "cloudformation" and where != ACCOUNT_WIDE:
                for place in [where] if isinstance(where, str) else where:
                    at_template(companion, place, [(companion, properties(companion))])


@each_planned
def test_planned_types_have_names_in_their_documents(cls):
    is_written = cls.written_as("terraform") or cls.written_as("cloudformation")
    assert is_written or cls.planned.settings
    assert all(re.fullmatch(r"aws_[a-z0-9_]+", kind) for kind in cls.planned.terraform)


# --- Config places against the published schemas --------------------------------------------------


@pytest.fixture(scope="session")
def schemas(reference_data: Path) -> Mapping[str, frozenset[str]]:
    lines = (reference_data / "config_item_schemas.jsonl").read_text("utf-8").splitlines()
    told = (json.loads(line) for line in lines)
    return {line["resource_type"]: frozenset(line["properties"]) for line in told}


def config_paths(shape: type[Shape], above: str = "") -> Iterator[str]:
    """Yield the dotted paths of every Config place, without brackets, as the schemas write them."""
    for prop in shape.properties.values():
        for place in parts(prop.at.config):
            path = joined(above, place)
            yield path
            if isinstance(prop.kind, ShapeOf):
                yield from config_paths(prop.kind.shape, path)


def joined(above: str, place: str) -> str:
    names = [step.name for step in parse(place) if isinstance(step, Name)]
    first = [above] if above else ["configuration"] if place.startswith(".") else []
    return ".".join([*first, *names])


def unpublished(cls: type[Resource], schema: frozenset[str]) -> set[str]:
    """Return the Config places of a type that its schema does not have, nor anything below."""
    known = set(schema)
    for path in schema:
        names = path.split(".")
        known |= {".".join(names[:depth]) for depth in range(1, len(names))}
    return set(config_paths(cls)) - known


@each_class
def test_config_places_are_in_the_published_schema(cls, schemas):
    if cls.config_type not in schemas:
        pytest.skip(f"AWS has published no schema of {cls.config_type}")
    excused = {*NOT_IN_SCHEMA[""], *NOT_IN_SCHEMA.get(cls.type, ())}
    assert sorted(unpublished(cls, schemas[cls.config_type]) - excused) == []


def test_no_excuse_is_out_of_date(schemas):
    missing = {
        cls.type: unpublished(cls, schemas[cls.config_type])
        for cls in CLASSES
        if cls.config_type in schemas
    }
    missing[""] = set().union(*missing.values())
    needless = {kind: told.keys() - missing.get(kind, ()) for kind, told in NOT_IN_SCHEMA.items()}
    assert {kind: paths for kind, paths in needless.items() if paths} == {}
