"""Which events the template asks EventBridge for: rule name → event pattern, from the triggers.

`python -m posturewatch.usecases.patterns` prints them as YAML.
Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, TextIO

from posturewatch.catalog import all_triggers, resource_class, resource_types

MAX_PATTERN: Final = 2_048
"""How many characters EventBridge takes in one pattern.
Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html"""

_CALLS: Final = [
    "AWS API Call via CloudTrail",
    "AWS Console Action via CloudTrail",
    "AWS Service Event via CloudTrail",
]
"""Whoever makes a change: a caller, the console by itself, or a service by itself."""


def patterns() -> dict[str, dict[str, Any]]:
    """Return every rule's event pattern by the rule's name, which is its logical id in a template.

    What does not fit into one pattern, the calls of a service or the types of Config's items, gets
    several rules, numbered from 1.
    """
    rules: dict[str, dict[str, Any]] = {}
    for calls in all_triggers():
        prefix = calls.event_source.partition(".")[0].title().replace("-", "")
        pattern = partial(_calls, calls.event_source)
        rules |= _numbered(f"{prefix}Calls", pattern, sorted(calls.triggers))
    types = _config_types()
    items = partial(_config, "ConfigurationItem", "configurationItem")
    rules |= _numbered("ConfigItems", items, types)
    oversized = partial(_config, "OversizedConfigurationItem", "configurationItemSummary")
    return rules | _numbered("OversizedConfigItems", oversized, types)


def pattern_size(pattern: Mapping[str, Any]) -> int:
    """Return how many characters of EventBridge's limit a pattern takes."""
    return len(json.dumps(pattern, separators=(",", ":")))


def _numbered(
    rule: str, pattern: Callable[[Sequence[str]], dict[str, Any]], values: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Return as many rules as it takes to match all values."""
    parts: list[list[str]] = []
    for value in values:
        if not parts or pattern_size(pattern([*parts[-1], value])) > MAX_PATTERN:
            parts.append([])
        parts[-1].append(value)
    if len(parts) == 1:
        return {rule: pattern(parts[0])}
    return {f"{rule}{number}": pattern(part) for number, part in enumerate(parts, 1)}


def _calls(event_source: str, names: Sequence[str]) -> dict[str, Any]:
    return {
        "source": [f"aws.{event_source.partition('.')[0]}"],
        "detail-type": list(_CALLS),
        "detail": {
            "eventSource": [event_source],
            "eventName": list(names),
            "errorCode": [{"exists": False}],
        },
    }


def _config(kind: str, item: str, types: Sequence[str]) -> dict[str, Any]:
    return {
        "source": ["aws.config"],
        "detail-type": ["Config Configuration Item Change"],
        "detail": {
            "messageType": [f"{kind}ChangeNotification"],
            item: {"resourceType": list(types)},
        },
    }


def _config_types() -> list[str]:
    classes = (resource_class(name) for name in resource_types())
    return sorted(cls.config_type for cls in classes if cls is not None)


def _yaml(value: Any, out: TextIO, indent: int = 0) -> None:
    """Write objects, lists, texts and booleans as YAML, which is all that patterns are made of."""
    pad = "  " * indent
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            out.write(f"{pad}{name}:\n")
            _yaml(inner, out, indent + 1)
        else:
            out.write(f"{pad}{name}:\n")
            for item in inner:
                shown = json.dumps(item) if isinstance(item, Mapping) else item
                out.write(f"{pad}  - {shown}\n")


if __name__ == "__main__":
    _yaml(patterns(), sys.stdout)
