"""Writes what follows from the catalogue into template.yaml: the event rules and the read actions.

`python tools/template.py` writes, `--check` only compares. What stands between a block's begin and
end comments is replaced, so writing twice changes nothing.
"""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from posturewatch.catalog import resource_class, resource_types
from posturewatch.sources.permissions import OTHER_READS, actions_of
from posturewatch.usecases.patterns import patterns

TEMPLATE: Final = Path(__file__).parents[1] / "template.yaml"
WIDTH: Final = 110
"""The longest line of a block."""

# EventBridge tries for a day, which is also its default; said so that nobody shortens it unseen.
RETRY: Final = "{ MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86400 }"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the blocks, or compare them; 1 when they differ."""
    parser = argparse.ArgumentParser(description="Generate the blocks of template.yaml.")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    options = parser.parse_args(arguments)
    before = TEMPLATE.read_text("utf-8")
    after = filled(before)
    if before == after:
        return 0
    if options.check:
        print(
            "template.yaml does not fit the catalogue: run `make docs` and commit.", file=sys.stderr
        )
        return 1
    TEMPLATE.write_text(after, "utf-8")
    print("wrote template.yaml")
    return 0


def filled(template: str) -> str:
    """Return the template with its generated blocks renewed."""
    template = _replaced(template, "RULES", _rules())
    return _replaced(template, "ACTIONS", "\n".join(f"- {name}" for name in read_actions()))


def read_actions() -> list[str]:
    """Return the IAM actions of every read that the functions make in an audited account."""
    classes = [cls for name in resource_types() if (cls := resource_class(name)) is not None]
    return sorted({*actions_of(classes), *OTHER_READS})


def _replaced(template: str, block: str, text: str) -> str:
    begin, end = f"# BEGIN {block} (generated: make docs)", f"# END {block}"
    pattern = rf"^( *){re.escape(begin)}\n.*?^\1{re.escape(end)}$"
    found = re.search(pattern, template, re.MULTILINE | re.DOTALL)
    if found is None:
        raise SystemExit(f"template.yaml lacks the comments {begin!r} and {end!r}")
    whole = textwrap.indent(f"{begin}\n{text}\n{end}", found[1])
    return template[: found.start()] + whole + template[found.end() :]


def _rules() -> str:
    return "\n\n".join(_rule(name, pattern) for name, pattern in patterns().items())


def _rule(name: str, pattern: Mapping[str, Any]) -> str:
    lines = [
        f"{name}:",
        "  Type: AWS::Events::Rule",
        "  Properties:",
        f"    Description: {_description(pattern)}",
        "    State: ENABLED",
        "    EventPattern:",
        *_lines(pattern, 6),
        "    Targets:",
        "      - Id: Changes",
        "        Arn: !GetAtt ChangeQueue.Arn",
        "        DeadLetterConfig: { Arn: !GetAtt ChangeDeadLetterQueue.Arn }",
        f"        RetryPolicy: {RETRY}",
    ]
    return "\n".join(lines)


def _description(pattern: Mapping[str, Any]) -> str:
    detail = pattern["detail"]
    if "eventSource" in detail:
        return f"Successful calls of {detail['eventSource'][0]} that change what is judged."
    oversized = "Oversized" in detail["messageType"][0]
    return f"{'Oversized Config' if oversized else 'Config'} items of the types that are judged."


def _lines(value: Mapping[str, Any], indent: int) -> list[str]:
    """Return objects and lists as YAML, with the lists in brackets and wrapped."""
    pad = " " * indent
    lines: list[str] = []
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            lines += [f"{pad}{name}:", *_lines(inner, indent + 2)]
            continue
        items = ", ".join(_scalar(item) for item in inner)
        if len(pad + name) + len(items) + 4 <= WIDTH:
            lines.append(f"{pad}{name}: [{items}]")
            continue
        inside = " " * (indent + 2)
        wrapped = textwrap.wrap(
            items + ",",
            WIDTH,
            initial_indent=inside,
            subsequent_indent=inside,
            break_long_words=False,
            break_on_hyphens=False,
        )
        lines += [f"{pad}{name}:", f"{pad}  [", *(f"  {line}" for line in wrapped), f"{pad}  ]"]
    return lines


def _scalar(item: Any) -> str:
    if isinstance(item, Mapping):
        return "{ " + ", ".join(f"{k}: {_scalar(v)}" for k, v in item.items()) + " }"
    if isinstance(item, bool):
        return "true" if item else "false"
    return str(item)


if __name__ == "__main__":
    raise SystemExit(main())
