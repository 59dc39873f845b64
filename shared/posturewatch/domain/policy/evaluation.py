"""Weighing statements over every action and every resource that a question is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from posturewatch.domain.answer import Answer, all_of, any_of
from posturewatch.domain.policy.glob import WITHIN_PART, has_wildcard, matches, samples
from posturewatch.domain.policy.statement import Statement

EVERY_ACTION = "?*:?*"
EVERY_RESOURCE = "*"

_SERVICE = re.compile(r"[a-z][a-z0-9-]*")
_ACTION_LIKE = re.compile(r"[a-z0-9*?_.:-]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """A statement for one question.

    Attributes:
        statement: It decides which actions and resources the rule is about.
        grants: Whether the rule gives or takes.
        applies: Whether it takes effect at all in the question's situation.
    """

    statement: Statement
    grants: bool
    applies: Answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules come to.

    Attributes:
        every: Whether all actions and resources of the question are granted.
        some: Whether at least one of the actions is granted on at least one of the resources.
    """

    every: Answer
    some: Answer


_NOTHING = Outcome(Answer.NO, Answer.NO)
_UNDECIDED = Outcome(Answer.MAYBE, Answer.MAYBE)


def weigh(rules: Iterable[Rule], action: str, resource: str) -> Outcome:
    """Weigh the rules; whatever takes wins over whatever gives.

    Args:
        rules: The rules, in any order.
        action: An action or a pattern of actions, in lower case.
        resource: A resource or a pattern of resources.
    """
    active = [rule for rule in rules if rule.applies is not Answer.NO]
    if not any(rule.grants for rule in active):
        return _NOTHING
    active = _without_idle(active)
    actions = _actions([rule.statement for rule in active], action)
    if actions is None:
        return _UNDECIDED
    concerned = {
        tuple(rule for rule in active if rule.statement.matches_action(each)) for each in actions
    }
    outcomes = [_weigh_resources(chosen, resource) for chosen in concerned]
    return Outcome(
        every=all_of(outcome.every for outcome in outcomes),
        some=any_of(outcome.some for outcome in outcomes),
    )


def _without_idle(active: list[Rule]) -> list[Rule]:
    """Leave out the grants that add nothing, beside one that gives everything for sure."""
    for rule in active:
        if rule.grants and rule.applies is Answer.YES and rule.statement.is_everything:
            return [rule, *(each for each in active if not each.grants)]
    return active


def _actions(statements: Sequence[Statement], within: str) -> tuple[str, ...] | None:
    patterns = {pattern for statement in statements for pattern in statement.action_patterns}
    if within == EVERY_ACTION:
        found = _every_action(patterns)
    else:
        found = samples(patterns, within, actions=True)
    if found is None or not has_wildcard(within):
        return found
    # No known action has such characters, but a document is not safe for naming one that does.
    odd = (
        pattern.replace("*", "").replace("?", "x")
        for pattern in patterns
        if not _ACTION_LIKE.fullmatch(pattern)
    )
    return found + tuple(each for each in odd if matches(within, each))


def _every_action(patterns: set[str]) -> tuple[str, ...] | None:
    """Return one action of every kind: service by service, for all at once would be too many."""
    services = {pattern.partition(":")[0] for pattern in patterns if ":" in pattern}
    services = {each for each in services if _SERVICE.fullmatch(each)}
    others = {pattern for pattern in patterns if pattern.partition(":")[0] not in services}
    found = samples(others | {f"{each}:*" for each in services}, EVERY_ACTION, actions=True)
    for service in sorted(services):
        own = samples(patterns, f"{service}:?*", actions=True)
        if found is None or own is None:
            return None
        found += own
    return found


def _weigh_resources(rules: tuple[Rule, ...], within: str) -> Outcome:
    if not any(rule.grants for rule in rules):
        return _NOTHING
    patterns = {
        pattern
        for rule in rules
        for pattern in rule.statement.resource_patterns(variables="${" in within)
    }
    resources = samples(patterns, within)
    if resources is None:
        return _UNDECIDED
    many = has_wildcard(within)
    every, some = Answer.YES, Answer.NO
    for resource in resources:
        given = taken = given_to_all = Answer.NO
        for rule in rules:
            matched = rule.statement.matches_resource(resource)
            if rule.grants:
                given = given | (matched & rule.applies)
                # A policy variable stands for one value, so of many resources it leaves one out.
                sure = Answer.NO if many and matched is Answer.MAYBE else matched
                given_to_all = given_to_all | (sure & rule.applies)
            else:
                taken = taken | (matched & rule.applies)
        every = every & given_to_all & ~taken
        some = some | (given & ~taken)
    return Outcome(every, some)


def whole_of(patterns: Iterable[str], service: str, kind: str) -> Iterator[str]:
    """Yield patterns each of which takes in every resource of a kind that an account can have.

    A policy rarely says ``*`` where it means all roles: ``arn:aws:iam::111122223333:role/*`` is all
    of them too, for the account that it names. So beside the widest ARN this yields, for each ARN
    among the patterns, all resources of the kind in that partition, region and account.

    Args:
        patterns: The resource patterns of a document.
        service: The service's name in an ARN, or ``*``.
        kind: How the last part of such an ARN begins, for instance ``role/``.
    """
    scopes = {("*", "*", "*")}
    for pattern in patterns:
        parts = pattern.split(":", 5)
        if parts[0] != "arn" or len(parts) == 1 or "${" in pattern:
            continue
        if len(parts) < 6:
            scopes.add((parts[1], "*", "*"))
        elif not matches(parts[2], service):
            continue
        elif re.fullmatch(r"\**|\d{12}", parts[4], re.ASCII):
            scopes.add((parts[1], parts[3], parts[4]))
    for partition, region, account in sorted(scopes):
        yield by_part(f"arn:{partition}:{service}:{region}:{account}:{kind}*")


def by_part(arn: str) -> str:
    """Return the pattern with wildcards that end at the colons of an ARN, for use as a question.

    Resource patterns know no such bounds, but real ARNs have no colon within their first parts.
    """
    *parts, last = arn.split(":", 5)
    return ":".join([*(part.replace("*", WITHIN_PART) for part in parts), last])
