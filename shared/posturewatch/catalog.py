"""The address rule: where a resource type, its controls and an event source's triggers live.

`AWS::EC2::SecurityGroup` lives at `ec2/security_group.py` under `resources`, `controls` and `tests`
alike, so there is no registry to forget, and one change imports one module instead of a catalogue.
This is the only dynamic import in the house.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

import posturewatch.resources
import posturewatch.triggers
from posturewatch.domain.control import Control, declared_in
from posturewatch.domain.errors import BadInput, DeclarationError
from posturewatch.domain.resource import Resource
from posturewatch.domain.scorecard import Scorecard
from posturewatch.domain.standard import Standard
from posturewatch.domain.trigger import ServiceCalls

_SERVICES = {"lambda": "awslambda", "": "account"}
"""`lambda` is a Python keyword; `AWS::::Account` is Config's name for the account itself."""

_CONFIG_NAMES = {
    "AWS::ACM::Certificate": "AWS::CertificateManager::Certificate",
    "AWS::IAM::Policy": "AWS::IAM::ManagedPolicy",
    "AWS::OpenSearch::Domain": "AWS::OpenSearchService::Domain",
}
"""Where Config's name of a type is not CloudFormation's. Kept here so that an event of another type
need not import the whole catalogue; a test compares it with the declarations."""


def address(resource_type: str) -> str | None:
    """Return the address of a type, such as `ec2.security_group`; None if it is no type's name."""
    parts = resource_type.split("::")
    if len(parts) != 3 and resource_type != "AWS::::Account":
        return None
    service, name = parts[1].lower(), parts[-1]
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
    if not re.fullmatch(r"[a-z0-9]*", service) or not re.fullmatch(r"[a-z0-9_]+", words):
        return None
    return f"{_SERVICES.get(service, service)}.{words}"


@lru_cache(maxsize=1024)
def resource_class(resource_type: str) -> type[Resource] | None:
    """Return the class of a resource type; None where the type is not covered."""
    where = address(resource_type)
    if where is None or not _exists(f"posturewatch.resources.{where}"):
        return None
    module = import_module(f"posturewatch.resources.{where}")
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Resource) and value.type == resource_type:
            return value
    return None


@lru_cache(maxsize=1024)
def controls_for(resource_type: str) -> tuple[Control, ...]:
    """Return the controls of a resource type, in the order of their declaration."""
    where = address(resource_type)
    if where is None or not _exists(f"posturewatch.controls.{where}"):
        return ()
    name = f"posturewatch.controls.{where}"
    import_module(name)
    return declared_in(name)


@lru_cache(maxsize=1024)
def triggers_for(event_source: str) -> ServiceCalls | None:
    """Return what is known of the calls of a CloudTrail event source; None where nothing is."""
    match = re.fullmatch(r"([a-z0-9-]{1,64})\.amazonaws\.com(?:\.cn)?", event_source)
    if match is None:
        return None
    service = match[1]
    name = f"posturewatch.triggers.{_SERVICES.get(service, service).replace('-', '_')}"
    if not _exists(name):
        return None
    calls = getattr(import_module(name), "SERVICE", None)
    return calls if isinstance(calls, ServiceCalls) and _serves(calls, service) else None


@lru_cache(maxsize=1)
def all_triggers() -> tuple[ServiceCalls, ...]:
    """Return the calls of every known event source, by its name. Not for the hot path."""
    package = posturewatch.triggers
    names = (info.name for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."))
    modules = (import_module(name) for name in names)
    found = (getattr(module, "SERVICE", None) for module in modules)
    services = [calls for calls in found if isinstance(calls, ServiceCalls)]
    return tuple(sorted(services, key=lambda calls: calls.event_source))


@lru_cache(maxsize=1)
def resource_types() -> tuple[str, ...]:
    """Return every covered type name, sorted. Imports the whole catalogue: not for the hot path."""
    return tuple(sorted(cls.type for cls in _classes()))


@lru_cache(maxsize=1)
def all_controls() -> tuple[Control, ...]:
    """Return every control, by type. Imports the whole catalogue: not for the hot path."""
    return tuple(control for name in resource_types() for control in controls_for(name))


PEERS = ("security_hub", "config", "prowler", "guard")
"""Catalogues in which controls may have equivalents: Security Hub, Config's managed rules, Prowler,
and AWS's registry of Guard rules."""


@lru_cache(maxsize=1)
def equivalents() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return control id → peer → the ids of what asks the same there. Not for the hot path.

    Raises:
        DeclarationError: A file names a peer that there is not, or a control twice.
    """
    whole: dict[str, Mapping[str, tuple[str, ...]]] = {}
    for name, document in _documents("equivalents"):
        for control, told in document.items():
            if control in whole or not told.keys() <= set(PEERS):
                raise DeclarationError(f"{name}.toml: [{control}] stands twice or names no peer")
            whole[control] = {peer: tuple(told.get(peer, ())) for peer in PEERS}
    return whole


@lru_cache(maxsize=1)
def standards() -> tuple[Standard, ...]:
    """Return every standard, by name. Not for the hot path.

    Raises:
        BadInput: A file is wrong.
    """
    return tuple(Standard.parse(told, name=name) for name, told in _documents("standards"))


def check_card(card: Scorecard) -> None:
    """Check that a card asks what there is. Imports the card's types: not for the hot path.

    A door need not: what nobody answers is unknown, and passes no item.

    Raises:
        BadInput: A resource type is not covered, or has no such control.
    """
    from difflib import get_close_matches

    for item in card.items:
        where = f"{card.name}.toml, item {item.id}"
        for kind, ids in item.controls.items():
            if resource_class(kind) is None:
                raise BadInput(
                    f"{kind} is not covered",
                    where=where,
                    remedy="docs/resources lists the types that are.",
                )
            known = {control.id: control.id for control in controls_for(kind)}
            renamed = {old: one.id for one in controls_for(kind) for old in one.aliases}
            for id_ in ids:
                if id_ in known:
                    continue
                near = [renamed[id_]] if id_ in renamed else get_close_matches(id_, known, n=1)
                raise BadInput(
                    f"{kind} has no control {id_!r}",
                    where=where,
                    remedy=f"Is {near[0]} meant?"
                    if near
                    else "`posturewatch controls` lists them.",
                )


def type_of(config_type: str) -> str:
    """Return the CloudFormation name of a type that Config names."""
    return _CONFIG_NAMES.get(config_type, config_type)


def _documents(folder: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the name and the content of each TOML file of a folder, by name."""
    import tomllib

    for path in sorted(files(f"posturewatch.{folder}").iterdir(), key=lambda each: each.name):
        if path.name.endswith(".toml"):
            yield path.name.removesuffix(".toml"), tomllib.loads(path.read_text("utf-8"))


def _classes() -> Iterator[type[Resource]]:
    package = posturewatch.resources
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not info.ispkg:
            for value in vars(import_module(info.name)).values():
                is_type = isinstance(value, type) and issubclass(value, Resource) and value.type
                if is_type and value.__module__ == info.name:
                    yield value


def _serves(calls: ServiceCalls, service: str) -> bool:
    return calls.event_source.partition(".")[0] == service


@lru_cache(maxsize=1024)
def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        # The service's package is not there either.
        return False
