"""What each line finds in the records of its call, and what it does when it finds nothing."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from posturewatch.catalog import all_triggers
from posturewatch.domain.change import Outcome
from posturewatch.domain.trigger import Aim, Kind, ServiceCalls, Trigger, texts_at
from posturewatch.usecases.resolve import resolve
from tests.triggers import cases
from tests.triggers.records import ACCOUNT, HIDDEN, record, told

OURS, THEIRS = ACCOUNT, "210987654321"
LOG_GROUP = Kind("T", "t", arn="arn:*:logs:{region}:{account}:log-group:{path}[:*]", id="{path}")
QUEUE = Kind(
    "T",
    "t",
    arn="arn:*:sqs:{region}:{account}:{id}",
    id="https://sqs.{region}.amazonaws.com/{account}/{id}",
)
TOPIC = Kind("T", "t", arn="arn:*:sns:{region}:{account}:*", id="{arn}")
BALANCER = Kind("T", "t", arn="arn:*:elb:{region}:{account}:loadbalancer/*/*/*", id="{arn}")
LISTENER = (
    "arn:{partition}:elb:{region}:{account}:listener/{type}/{name}/{hash}/*",
    "arn:{partition}:elb:{region}:{account}:loadbalancer/{type}/{name}/{hash}",
)
API = Kind("T", "t", arn="arn:*:apigateway:{region}::/restapis/{id}[/*]")


def every_case() -> Iterator[Any]:
    """Yield the rows of `cases/<service>.py`, which is named as the triggers' module is."""
    for info in pkgutil.iter_modules(cases.__path__):
        service = "lambda" if info.name == "awslambda" else info.name.replace("_", "-")
        for number, case in enumerate(import_module(f"{cases.__name__}.{info.name}").CASES):
            yield pytest.param(service, *case, id=f"{service}-{number}-{case[0]}")


@pytest.mark.parametrize(
    ("service", "name", "request_parameters", "fields", "expected"), list(every_case())
)
def test_targets(
    service: str, name: str, request_parameters: Any, fields: dict[str, Any], expected: list[Any]
) -> None:
    resolution = resolve(record(service, name, request_parameters, **fields))
    assert told(*resolution.targets) == expected
    assert resolution.outcome is (Outcome.CHANGED if expected else Outcome.IRRELEVANT)
    assert {target.account for target in resolution.targets} <= {ACCOUNT}


def mapped() -> list[Any]:
    return [
        pytest.param(calls, name, id=f"{calls.event_source.partition('.')[0]}-{name}")
        for calls in all_triggers()
        for name in calls.triggers
    ]


@pytest.mark.parametrize(("calls", "name"), mapped())
@pytest.mark.parametrize(
    "request_parameters",
    [None, HIDDEN, {"omitted": True, "originalSize": 120_000, "reason": "size"}, [], 7],
    ids=["null", "hidden", "omitted", "list", "number"],
)
def test_a_change_that_names_nothing_is_widened_not_lost(
    calls: ServiceCalls, name: str, request_parameters: Any
) -> None:
    event = record("x", name, request_parameters, eventSource=calls.event_source)
    resolution = resolve(event)
    assert resolution.outcome is Outcome.CHANGED
    assert all(target.id in (None, ACCOUNT) for target in resolution.targets)
    types = {target.type for target in resolution.targets}
    required = {
        line.kind.type for line in calls.triggers[name] if not line.optional and not line.only_if
    }
    assert required <= types


def test_a_widened_change_says_so() -> None:
    reason = resolve(record("s3", "DeleteBucketPolicy", None)).reason
    assert reason == "DeleteBucketPolicy does not tell which bucket, so all are looked at."


def test_all_buckets_are_listed_at_once() -> None:
    (target,) = resolve(record("s3", "DeleteBucketPolicy", None)).targets
    assert (target.region, target.id) == ("global", None)


@pytest.mark.parametrize(
    ("kind", "via", "text", "expected"),
    [
        (Kind("T", "t", arn="arn:*:x:{region}:{account}:t/{id}"), None, "a", "a"),
        (Kind("T", "t", arn="arn:*:x:{region}:{account}:t/{id}"), None, "alias/a", None),
        (
            Kind("T", "t", arn="arn:*:x:{region}:{account}:t/{id}"),
            None,
            f"arn:aws:x:r:{OURS}:t/a/b",
            None,
        ),
        # Names with slashes, and an ARN that may end in a mark.
        (LOG_GROUP, None, "/aws/lambda/f", "/aws/lambda/f"),
        (LOG_GROUP, None, f"arn:aws:logs:r:{OURS}:log-group:/aws/lambda/f:*", "/aws/lambda/f"),
        (LOG_GROUP, None, f"arn:aws:logs:r:{OURS}:log-group:/aws/lambda/f", "/aws/lambda/f"),
        (LOG_GROUP, None, f"arn:aws:logs:r:{OURS}:log-group:f:log-stream:s", None),
        (LOG_GROUP, None, f"arn:aws:logs:r:{THEIRS}:log-group:f", None),
        # An id that is an address; the ARN names the same thing.
        (
            QUEUE,
            None,
            f"https://sqs.r.amazonaws.com/{OURS}/q",
            f"https://sqs.r.amazonaws.com/{OURS}/q",
        ),
        (QUEUE, None, f"arn:aws:sqs:r:{OURS}:q", f"https://sqs.r.amazonaws.com/{OURS}/q"),
        (QUEUE, None, f"https://sqs.r.amazonaws.com/{THEIRS}/q", None),
        (QUEUE, None, "https://example.com/q", None),
        # An id that is the ARN: a name alone is none, nor is the ARN of a part.
        (TOPIC, None, f"arn:aws-cn:sns:r:{OURS}:t", f"arn:aws-cn:sns:r:{OURS}:t"),
        (TOPIC, None, f"arn:aws:sns:r:{OURS}:t:0a1b", None),
        (TOPIC, None, "t", None),
        (
            BALANCER,
            None,
            f"arn:aws:elb:r:{OURS}:loadbalancer/app/a/0",
            f"arn:aws:elb:r:{OURS}:loadbalancer/app/a/0",
        ),
        (BALANCER, None, f"arn:aws:elb:r:{OURS}:loadbalancer/a", None),
        (
            BALANCER,
            LISTENER,
            f"arn:aws:elb:r:{OURS}:listener/app/a/0/1",
            f"arn:aws:elb:r:{OURS}:loadbalancer/app/a/0",
        ),
        (BALANCER, LISTENER, f"arn:aws:elb:r:{THEIRS}:listener/app/a/0/1", None),
        (API, None, "arn:aws:apigateway:r::/restapis/a1", "a1"),
        (API, None, "arn:aws:apigateway:r::/restapis/a1/stages/prod", "a1"),
        (API, None, "arn:aws:apigateway:r::/domainnames/x", None),
    ],
)
def test_forms(kind: Kind, via: tuple[str, str] | None, text: str, expected: str | None) -> None:
    line = Trigger("Put", kind, "requestParameters.name", via=via, mixed=text.startswith("arn:"))
    aim = line.targets({"requestParameters": {"name": text}}, OURS, "r")
    assert [target.id for target in aim.targets if target.id] == ([expected] if expected else [])


@pytest.mark.parametrize("kind", [LOG_GROUP, QUEUE, TOPIC], ids=["path", "address", "arn"])
def test_among_resources_of_other_kinds_a_name_alone_is_nobodys(kind: Kind) -> None:
    line = Trigger("Tag", kind, "requestParameters.name", mixed=True)
    assert line.targets({"requestParameters": {"name": "a"}}, OURS, "r") == Aim()


def test_a_region_is_no_longer_than_regions_are() -> None:
    arn = f"arn:aws:logs:{'r' * 65}:{OURS}:log-group:a"
    line = Trigger("Tag", LOG_GROUP, "requestParameters.arn", mixed=True)
    assert line.targets({"requestParameters": {"arn": arn}}, OURS, "r") == Aim()


@pytest.mark.parametrize(
    ("region", "request_parameters", "expected"),
    [
        (
            "eu-west-1",
            {"cluster": "c", "service": "s"},
            f"arn:aws:ecs:eu-west-1:{OURS}:service/c/s",
        ),
        (
            "cn-north-1",
            {"cluster": "c", "service": "s"},
            f"arn:aws-cn:ecs:cn-north-1:{OURS}:service/c/s",
        ),
        ("eu-west-1", {"service": "s"}, None),
        ("eu-west-1", {"cluster": ["c", "d"], "service": "s"}, None),
    ],
)
def test_an_id_put_together(region: str, request_parameters: Any, expected: str | None) -> None:
    kind = Kind("T", "t", arn="arn:*:ecs:{region}:{account}:service/*/*", id="{arn}")
    place = (
        "arn:{partition}:ecs:{region}:{account}:"
        "service/{requestParameters.cluster}/{requestParameters.service}"
    )
    aim = Trigger("Put", kind, place).targets(
        {"requestParameters": request_parameters}, OURS, region
    )
    assert [target.id for target in aim.targets] == [expected]
    assert aim.widened == (expected is None)


@pytest.mark.parametrize(
    ("place", "document", "expected"),
    [
        ("a.b", {"a": {"b": "x"}}, ["x"]),
        ("a.b", {"a": {"b": HIDDEN}}, []),
        ("a.b", {"a": {"b": ""}}, []),
        ("a.b", {"a": [{"b": "x"}, {"c": "y"}, {"b": ["z"]}]}, ["x", "z"]),
        ("a.b", {"a": {"items": [{"b": "x"}]}}, ["x"]),
        ("a.b", {"a": {"item": {"b": "x"}}}, ["x"]),
        ("a.b", {"a": {"ARequest": {"B": {"content": "x", "tag": 1}}}}, ["x"]),
        ("a.b", {"A": {"B": [{"content": "x"}, {"content": "y"}]}}, ["x", "y"]),
        ("a.b", {"a": {"b": 7}}, []),
        ("a.b", {"a": {"b": None}}, []),
        ("a.b", {"a": "b"}, []),
        ("a.b", {}, []),
    ],
)
def test_places(place: str, document: dict[str, Any], expected: list[str]) -> None:
    assert texts_at(place, document) == expected


def test_places_end_in_depths_that_no_record_has() -> None:
    deep: Any = "i-1"
    for _ in range(5_000):
        deep = {"items": [deep]}
    assert texts_at("a", {"a": deep}) == []


def test_an_id_too_long_for_a_key_is_no_id() -> None:
    (target,) = resolve(record("s3", "PutBucketPolicy", {"bucketName": "b" * 2_000})).targets
    assert target.id is None
