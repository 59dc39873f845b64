"""Writes what follows from the catalogue into the templates: the event rules and the read actions.

`python tools/template.py` writes, `--check` only compares. What stands between a block's begin and
end comments is replaced, so writing twice changes nothing. The hub's template sends what its rules
match to its queue, a member's forwards the same to the hub's bus.
"""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from posturewatch.catalog import resource_class, resource_types
from posturewatch.sources.permissions import CONFINED, OTHER_READS, actions_of
from posturewatch.usecases.patterns import patterns

ROOT: Final = Path(__file__).parents[1]
HUB: Final = ROOT / "template.yaml"
MEMBER: Final = ROOT / "template-member.yaml"
WIDTH: Final = 110
"""The longest line of a block."""

# EventBridge tries for a day, which is also its default; said so that nobody shortens it unseen.
RETRY: Final = "{ MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86400 }"


MAX_POLICY: Final = 5_900
"""Characters of actions in one policy: a managed policy holds 6,144, with all that is around them.
Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""


@dataclass(frozen=True)
class Side:
    """What differs between the two templates.

    Args:
        path: The template.
        condition: The condition of the rules; empty for none.
        target: The lines that say where the rules send.
        policies: What is said of the audit policies, and the condition that they have.
    """

    path: Path
    condition: str
    target: tuple[str, ...]
    policies: tuple[str, str]


SIDES: Final = (
    Side(
        HUB,
        "",
        (
            "- Id: Changes",
            "  Arn: !GetAtt ChangeQueue.Arn",
            "  DeadLetterConfig: { Arn: !GetAtt ChangeDeadLetterQueue.Arn }",
            f"  RetryPolicy: {RETRY}",
        ),
        ("The reads that Posturewatch makes of the resources that it judges.", ""),
    ),
    Side(
        MEMBER,
        "Forwards",
        (
            "- Id: Hub",
            "  Arn: !Ref HubBusArn",
            "  RoleArn: !GetAtt ForwardRole.Arn",
            "  DeadLetterConfig: { Arn: !GetAtt UndeliveredQueue.Arn }",
            f"  RetryPolicy: {RETRY}",
        ),
        ("The reads that Posturewatch makes in this account.", "IsAudited"),
    ),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the blocks, or compare them; 1 when they differ."""
    parser = argparse.ArgumentParser(description="Generate the blocks of the templates.")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    options = parser.parse_args(arguments)
    stale = False
    for side in SIDES:
        before = side.path.read_text("utf-8")
        after = filled(before, side)
        if before == after:
            continue
        stale = True
        name = side.path.name
        if options.check:
            print(
                f"{name} does not fit the catalogue: run `make docs` and commit.", file=sys.stderr
            )
            continue
        side.path.write_text(after, "utf-8")
        print(f"wrote {name}")
    return int(stale and options.check)


def filled(template: str, side: Side) -> str:
    """Return a template with its generated blocks renewed."""
    policies = action_groups()
    template = _replaced(template, "RULES", _rules(side))
    template = _replaced(template, "POLICIES", _policies(policies, side))
    names = "\n".join(f"- !Ref {_policy_name(number)}" for number in range(len(policies)))
    return _replaced(template, "READS", names)


def action_groups() -> list[list[str]]:
    """Return the read actions, in as many groups as there must be policies to hold them."""
    groups: list[list[str]] = [[]]
    room = MAX_POLICY
    for action in read_actions():
        size = len(action) + len('"",')
        if action in CONFINED:
            size += len("\n".join(_confined(action)))
        room -= size
        if room < 0:
            groups.append([])
            room = MAX_POLICY - size
        groups[-1].append(action)
    return groups


def read_actions() -> list[str]:
    """Return the IAM actions of every read that the functions make in an audited account."""
    classes = [cls for name in resource_types() if (cls := resource_class(name)) is not None]
    return sorted({*actions_of(classes), *OTHER_READS})


def _replaced(template: str, block: str, text: str) -> str:
    begin, end = f"# BEGIN {block} (generated: make docs)", f"# END {block}"
    pattern = rf"^( *){re.escape(begin)}\n.*?^\1{re.escape(end)}$"
    whole = f"{begin}\n{text}\n{end}"
    filled, found = re.subn(
        pattern,
        lambda block: textwrap.indent(whole, block[1]),
        template,
        flags=re.MULTILINE | re.DOTALL,
    )
    if not found:
        raise SystemExit(f"a template lacks the comments {begin!r} and {end!r}")
    return filled


def _policy_name(number: int) -> str:
    return f"AuditPolicy{number + 1 if number else ''}"


def _policies(groups: Sequence[Sequence[str]], side: Side) -> str:
    description, condition = side.policies
    return "\n\n".join(
        "\n".join(
            [
                f"{_policy_name(number)}:",
                "  Type: AWS::IAM::ManagedPolicy",
                *([f"  Condition: {condition}"] if condition else []),
                "  Properties:",
                f"    Description: {description}",
                "    PolicyDocument:",
                '      Version: "2012-10-17"',
                "      Statement:",
                "        - Effect: Allow",
                "          Action:",
                *(f"            - {action}" for action in actions if action not in CONFINED),
                '          Resource: "*"',
                *(line for action in actions for line in _confined(action)),
            ]
        )
        for number, actions in enumerate(groups)
    )


def _confined(action: str) -> list[str]:
    """Return the statement of an action that is not allowed on everything; nothing for others."""
    if action not in CONFINED:
        return []
    return [
        "        - Effect: Allow",
        f"          Action: [{action}]",
        "          Resource:",
        *(
            f'            - !Sub "{arn.format(partition="${AWS::Partition}")}"'
            for arn in CONFINED[action]
        ),
    ]


def _rules(side: Side) -> str:
    return "\n\n".join(_rule(name, pattern, side) for name, pattern in patterns().items())


def _rule(name: str, pattern: Mapping[str, Any], side: Side) -> str:
    lines = [
        f"{name}:",
        "  Type: AWS::Events::Rule",
        *([f"  Condition: {side.condition}"] if side.condition else []),
        "  Properties:",
        f"    Description: {_description(pattern)}",
        "    State: ENABLED",
        "    EventPattern:",
        *_lines(pattern, 6),
        "    Targets:",
        *(f"      {line}" for line in side.target),
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
