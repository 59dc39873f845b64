"""CloudFormation templates → snapshots of what the account will have once they are deployed.

Intrinsic functions are worked out as far as the template tells: parameters have their defaults,
mappings and conditions what follows from them. A reference to another resource names something that
is not empty. Whatever depends on a parameter without a default is unknown.
Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import yaml

from posturewatch.domain.errors import BadInput
from posturewatch.domain.places import Given, Reference, Unknown
from posturewatch.domain.reading import Found
from posturewatch.domain.resource import Resource
from posturewatch.sources.documents import (
    UNTOLD,
    UNTOLD_ACCOUNT,
    Declared,
    PlannedSource,
    snapshots,
)

_NO_VALUE: Final = object()
_VARIABLE = re.compile(r"\$\{(!?)\s*([^}]*?)\s*\}")
_MOST_DEPTH: Final = 64


def read_template(
    document: Mapping[str, Any], classes: Iterable[type[Resource]], observed_at: datetime
) -> tuple[Found, ...]:
    """Read a template.

    Args:
        document: The template, as `parse_template` gives it.
        classes: The resource types to look for.
        observed_at: When it was read.

    Raises:
        BadInput: The document is no template.
    """
    return tuple(snapshots(Template(document), classes, observed_at))


def is_template(document: Any) -> bool:
    """Return whether a document is a template: one with resources that have AWS's types."""
    if not isinstance(document, Mapping) or not isinstance(document.get("Resources"), Mapping):
        return False
    if "AWSTemplateFormatVersion" in document:
        return True
    types = [each.get("Type") for each in document["Resources"].values() if _is_map(each)]
    return any(isinstance(name, str) and "::" in name for name in types)


def parse_template(text: str) -> Any:
    """Parse a template, JSON or YAML with the short forms of the intrinsic functions.

    Raises:
        BadInput: The text is neither; the message says where.
    """
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except ValueError as error:
            raise BadInput(f"the template is no JSON: {error}") from error
    try:
        # A safe loader: it makes nothing but plain values.
        return yaml.load(text, _Loader)  # noqa: S506
    except (yaml.YAMLError, RecursionError) as error:
        raise BadInput(f"the template is no YAML: {' '.join(str(error).split())}") from error


class _Loader(yaml.SafeLoader):
    """YAML as CloudFormation reads it: dates stay texts, `!Ref` is `{"Ref": …}`."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _short_form(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    if suffix in ("Ref", "Condition"):
        return {suffix: value}
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short_form)


class Template:
    """A template, read into the resources that there will be."""

    source: PlannedSource = "cloudformation"
    account: str = UNTOLD_ACCOUNT
    region: str = UNTOLD

    def __init__(self, document: Mapping[str, Any]) -> None:
        if not is_template(document):
            raise BadInput("this is no CloudFormation template: it has no Resources with types")
        self._parameters = _map(document.get("Parameters"))
        self._mappings = _map(document.get("Mappings"))
        self._conditions = _map(document.get("Conditions"))
        self._resources = _map(document.get("Resources"))
        self.resources: Sequence[Declared] = tuple(
            Declared(str(name), str(each.get("Type")), self._properties(each))
            for name, each in self._resources.items()
            if _is_map(each) and self._condition(each.get("Condition")) is not False
        )

    def targets(self, reference: Reference, by: Declared) -> tuple[str, ...] | None:
        """Return the logical ids that a reference leads to; none where it leads elsewhere."""
        return reference.targets

    def _properties(self, resource: Mapping[str, Any]) -> Mapping[str, Any]:
        value = self._value(resource.get("Properties"), 0)
        return value if _is_map(value) else {}

    def _value(self, value: Any, depth: int) -> Any:
        """Return a value with its intrinsic functions worked out."""
        if depth > _MOST_DEPTH:
            return Unknown("nested too deeply to be read")
        if isinstance(value, list):
            items = [self._value(item, depth + 1) for item in value]
            return [item for item in items if item is not _NO_VALUE]
        if not _is_map(value):
            return value
        if len(value) == 1:
            ((name, argument),) = value.items()
            if name == "Ref":
                return self._reference(str(argument))
            function = self._FUNCTIONS.get(str(name))
            if function is not None:
                return function(self, argument, depth + 1)
            if str(name).startswith("Fn::"):
                return Unknown(f"{name} is worked out when the template is deployed")
        inner = {key: self._value(each, depth + 1) for key, each in value.items()}
        return {key: each for key, each in inner.items() if each is not _NO_VALUE}

    def _reference(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return _NO_VALUE
        if name == "AWS::AccountId":
            return self.account
        if name == "AWS::Partition":
            return "aws"
        if name == "AWS::URLSuffix":
            return "amazonaws.com"
        if name.startswith("AWS::"):
            return Reference(f"<{name}>")
        if name in self._parameters:
            return self._parameter(name)
        # What a fragment of a template does not declare is named by it all the same.
        return Reference(f"<{name}>", (name,) if name in self._resources else ())

    def _parameter(self, name: str) -> Any:
        declared = _map(self._parameters[name])
        kind = str(declared.get("Type", "String"))
        if kind.startswith("AWS::SSM::") or "Default" not in declared:
            hidden = str(declared.get("NoEcho")).lower() == "true"
            return Given(f"the parameter {name} has no value in the template", hidden)
        default = declared["Default"]
        if kind.startswith("List<") or kind == "CommaDelimitedList":
            return [part.strip() for part in str(default).split(",")] if default != "" else []
        return default

    def _get_att(self, argument: Any, depth: int) -> Any:
        parts = argument.split(".", 1) if isinstance(argument, str) else argument
        if not isinstance(parts, list) or not parts:
            return Unknown("Fn::GetAtt names no attribute")
        name = ".".join(str(part) for part in parts)
        known = str(parts[0]) in self._resources
        return Reference(f"<{name}>", (str(parts[0]),) if known else ())

    def _sub(self, argument: Any, depth: int) -> Any:
        text, given = argument, {}
        if isinstance(argument, list) and len(argument) == 2 and _is_map(argument[1]):
            text = argument[0]
            given = {str(key): self._value(each, depth) for key, each in argument[1].items()}
        if not isinstance(text, str):
            return Unknown("Fn::Sub has no text")
        unknown: list[Unknown] = []
        targets: list[str] = []

        def replaced(match: re.Match[str]) -> str:
            if match[1]:
                return "${" + match[2] + "}"
            name = match[2]
            if name in given:
                value = given[name]
            elif "." in name:
                value = self._get_att(name, depth)
            else:
                value = self._reference(name)
            if isinstance(value, Unknown):
                unknown.append(value)
                return ""
            if isinstance(value, Reference):
                targets.extend(value.targets)
            return _text(value)

        whole = _VARIABLE.sub(replaced, text)
        if unknown:
            return unknown[0]
        # A text around a reference is not the reference itself, but leads to the same thing.
        return Reference(whole, tuple(targets)) if targets else whole

    def _join(self, argument: Any, depth: int) -> Any:
        if not isinstance(argument, list) or len(argument) != 2:
            return Unknown("Fn::Join has no delimiter and list")
        parts = self._value(argument[1], depth)
        if isinstance(parts, Unknown):
            return parts
        if not isinstance(parts, list):
            return Unknown("Fn::Join has no list")
        hidden = next((part for part in parts if isinstance(part, Unknown)), None)
        if hidden is not None:
            return hidden
        targets = [x for part in parts if isinstance(part, Reference) for x in part.targets]
        whole = str(argument[0]).join(_text(part) for part in parts)
        return Reference(whole, tuple(targets)) if targets else whole

    def _select(self, argument: Any, depth: int) -> Any:
        if not isinstance(argument, list) or len(argument) != 2:
            return Unknown("Fn::Select has no index and list")
        index, items = self._value(argument[0], depth), self._value(argument[1], depth)
        try:
            return items[int(index)]
        except (TypeError, ValueError, IndexError, KeyError):
            return Unknown("Fn::Select chooses from what is not known")

    def _split(self, argument: Any, depth: int) -> Any:
        if not isinstance(argument, list) or len(argument) != 2:
            return Unknown("Fn::Split has no delimiter and text")
        text = self._value(argument[1], depth)
        if not isinstance(text, str) or isinstance(text, Reference):
            return Unknown("Fn::Split takes apart what is not known")
        return text.split(str(argument[0]))

    def _if(self, argument: Any, depth: int) -> Any:
        if not isinstance(argument, list) or len(argument) != 3:
            return Unknown("Fn::If has no condition and two values")
        met = self._condition(argument[0])
        if met is not None:
            return self._value(argument[1 if met else 2], depth)
        one, other = (self._value(each, depth) for each in argument[1:])
        if one is other or (type(one) is type(other) and one == other):
            return one
        return Unknown(f"depends on the condition {str(argument[0])[:80]}")

    def _find_in_map(self, argument: Any, depth: int) -> Any:
        if not isinstance(argument, list) or len(argument) < 3:
            return Unknown("Fn::FindInMap has no map and two keys")
        keys = [self._value(each, depth) for each in argument[:3]]
        value: Any = self._mappings
        for key in keys:
            if not isinstance(key, str) or not _is_map(value) or key not in value:
                return Unknown("Fn::FindInMap looks for what is not known")
            value = value[key]
        return value

    def _import(self, argument: Any, depth: int) -> Any:
        name = self._value(argument, depth)
        return Reference(f"<import {_text(name)}>")

    def _base64(self, argument: Any, depth: int) -> Any:
        # What is encoded is looked at as it was written.
        return self._value(argument, depth)

    def _condition(self, name: Any, depth: int = 0) -> bool | None:
        """Return whether a condition is met; None where that depends on what is not known."""
        if name is None:
            return True
        if depth > _MOST_DEPTH:
            return None
        if isinstance(name, str):
            if name not in self._conditions:
                return None
            return self._condition(self._conditions[name], depth + 1)
        if not _is_map(name) or len(name) != 1:
            return None
        ((function, argument),) = name.items()
        if function == "Condition":
            return self._condition(str(argument), depth + 1)
        if function == "Fn::Equals" and isinstance(argument, list) and len(argument) == 2:
            one, other = (self._value(each, depth) for each in argument)
            if any(isinstance(each, Unknown | Reference) for each in (one, other)):
                return None
            return _text(one) == _text(other)
        if not isinstance(argument, list):
            return None
        told = [self._condition(each, depth + 1) for each in argument]
        if function == "Fn::Not" and len(told) == 1:
            return None if told[0] is None else not told[0]
        if function == "Fn::And":
            return False if False in told else None if None in told else True
        if function == "Fn::Or":
            return True if True in told else None if None in told else False
        return None

    _FUNCTIONS: Mapping[str, Callable[[Template, Any, int], Any]] = {
        "Fn::GetAtt": _get_att,
        "Fn::Sub": _sub,
        "Fn::Join": _join,
        "Fn::Select": _select,
        "Fn::Split": _split,
        "Fn::If": _if,
        "Fn::FindInMap": _find_in_map,
        "Fn::ImportValue": _import,
        "Fn::Base64": _base64,
    }


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _is_map(value: Any) -> bool:
    return isinstance(value, Mapping)


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
