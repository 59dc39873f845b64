"""What a ``Condition`` comes to in a situation of which only some keys are known.

The rules are those of the IAM user guide: values are alternatives, keys and operators must all
hold, a key that is absent fails a positive operator and passes a negated one, ``...IfExists`` and
``ForAllValues:`` pass when it is absent, ``ForAnyValue:`` fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from posturewatch.domain.answer import Answer, all_of, any_of
from posturewatch.domain.policy.glob import fold, has_wildcard, matches
from posturewatch.domain.policy.statement import Conditions

# Keys that AWS documents as part of every request.
ALWAYS_PRESENT = frozenset(
    {
        "aws:currenttime",
        "aws:epochtime",
        "aws:principaltype",
        "aws:requestedregion",
        "aws:securetransport",
        "aws:userid",
        "aws:viaawsservice",
    }
)

Situation = Mapping[str, str | None]
"""Known keys, in lower case, with their value; None says that the key is absent."""

_NOT = {
    "stringnotequals": "stringequals",
    "stringnotequalsignorecase": "stringequalsignorecase",
    "stringnotlike": "stringlike",
    "arnnotequals": "arnlike",
    "arnnotlike": "arnlike",
    "numericnotequals": "numericequals",
    "datenotequals": "dateequals",
    "notipaddress": "ipaddress",
}
_COMPARISONS = ("equals", "lessthan", "lessthanequals", "greaterthan", "greaterthanequals")
_PLAIN = frozenset(
    {"stringequals", "stringequalsignorecase", "stringlike", "arnlike", "bool", "binaryequals"}
    | {"ipaddress", "null"}
    | {kind + comparison for kind in ("numeric", "date") for comparison in _COMPARISONS}
)


@dataclass(frozen=True, slots=True)
class Operator:
    """A condition operator taken apart.

    Attributes:
        base: The comparison in lower case and without negation; ``arnequals`` is ``arnlike``.
        negated: The comparison must fail.
        quantifier: ``forallvalues``, ``foranyvalue`` or nothing.
        if_exists: It carries the suffix ``IfExists``.
    """

    base: str
    negated: bool
    quantifier: str
    if_exists: bool

    @classmethod
    def parse(cls, text: str) -> Operator | None:
        """Take an operator apart; None if AWS documents no such operator."""
        quantifier, _, name = fold(text).rpartition(":")
        base = name.removesuffix("ifexists")
        negated = base in _NOT
        base = "arnlike" if base == "arnequals" else _NOT.get(base, base)
        if base not in _PLAIN or quantifier not in ("", "forallvalues", "foranyvalue"):
            return None
        return cls(base, negated, quantifier, name.endswith("ifexists"))

    @property
    def when_absent(self) -> Answer:
        """What the operator comes to if the request does not carry the key."""
        if self.quantifier == "foranyvalue":
            # Documented as false; AWS says nothing on the suffix beside it.
            return Answer.MAYBE if self.if_exists else Answer.NO
        return Answer.of(self.negated or self.if_exists or self.quantifier == "forallvalues")

    def when(self, value: str, wanted: tuple[str, ...]) -> Answer:
        """What the operator comes to if the key has this one value."""
        held = any_of(_compare(self.base, value, each) for each in wanted)
        return ~held if self.negated else held

    def when_present(self, wanted: tuple[str, ...]) -> Answer:
        """What the operator comes to if the key is there with a value nobody knows."""
        held = Answer.MAYBE if wanted else Answer.NO
        if self.base in ("stringlike", "arnlike"):
            held = held | Answer.of(any(not each.strip("*") for each in wanted))
        elif self.base == "bool":
            held = held | Answer.of({fold(each) for each in wanted} >= {"true", "false"})
        return ~held if self.negated else held


def truth(conditions: Conditions, situation: Situation) -> Answer:
    """Say whether the conditions hold: ``MAYBE`` where that hangs on a key that is not known."""
    return all_of(
        _one(operator, fold(key), wanted, situation)
        for operator, keys in conditions.items()
        for key, wanted in keys.items()
    )


def _one(text: str, key: str, wanted: tuple[str, ...], situation: Situation) -> Answer:
    operator = Operator.parse(text)
    if operator is None:
        return Answer.MAYBE
    known = key in situation
    value = situation.get(key)
    if operator.base == "null":
        asked = {fold(each) for each in wanted}
        if asked >= {"true", "false"}:
            return Answer.YES
        if not known and key not in ALWAYS_PRESENT:
            return Answer.MAYBE
        return Answer.of(("true" if known and value is None else "false") in asked)
    if known:
        return operator.when_absent if value is None else operator.when(value, wanted)
    present = operator.when_present(wanted)
    if key in ALWAYS_PRESENT or present is operator.when_absent:
        return present
    return Answer.MAYBE


def _compare(base: str, value: str, wanted: str) -> Answer:
    if "${" in wanted:
        return Answer.MAYBE
    if base == "stringequals":
        return Answer.of(value == wanted)
    if base in ("stringequalsignorecase", "bool"):
        return Answer.of(fold(value) == fold(wanted))
    if base == "stringlike":
        return Answer.of(matches(wanted, value))
    if base == "arnlike":
        return Answer.of(arn_matches(wanted, value))
    if base.startswith("numeric"):
        return _compare_numbers(base.removeprefix("numeric"), value, wanted)
    return Answer.MAYBE


def arn_matches(pattern: str, arn: str) -> bool:
    """Match part by part between the colons, as the ARN operators do."""
    wanted, parts = pattern.split(":", 5), arn.split(":", 5)
    if not pattern.strip("*"):
        return True
    return len(wanted) == len(parts) == 6 and all(map(matches, wanted, parts))


def _compare_numbers(comparison: str, value: str, wanted: str) -> Answer:
    try:
        left, right = float(value), float(wanted)
    except ValueError:
        return Answer.MAYBE
    return Answer.of(
        {
            "equals": left == right,
            "lessthan": left < right,
            "lessthanequals": left <= right,
            "greaterthan": left > right,
            "greaterthanequals": left >= right,
        }[comparison]
    )


def is_fixed(value: str) -> bool:
    """Say whether a value names one thing: no wildcard, no policy variable."""
    return not has_wildcard(value) and "${" not in value
