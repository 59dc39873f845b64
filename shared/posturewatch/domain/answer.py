"""A three-valued answer: a policy is not always decidable from its text alone."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Answer(Enum):
    """Yes, no, or not provable either way from the document.

    ``&``, ``|`` and ``~`` follow Kleene's logic. An answer has no truth value, so that nobody takes
    ``MAYBE`` for a yes (or a no) by writing ``if policy.public().answer:``.
    """

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"

    @classmethod
    def of(cls, fact: bool) -> Answer:
        """Return ``YES`` for true and ``NO`` for false."""
        return cls.YES if fact else cls.NO

    def __and__(self, other: Answer) -> Answer:
        """Return ``NO`` if either is ``NO``, ``YES`` if both are ``YES``, else ``MAYBE``."""
        if Answer.NO in (self, other):
            return Answer.NO
        return Answer.YES if self is other is Answer.YES else Answer.MAYBE

    def __or__(self, other: Answer) -> Answer:
        """Return ``YES`` if either is ``YES``, ``NO`` if both are ``NO``, else ``MAYBE``."""
        if Answer.YES in (self, other):
            return Answer.YES
        return Answer.NO if self is other is Answer.NO else Answer.MAYBE

    def __invert__(self) -> Answer:
        """Return the opposite; ``MAYBE`` stays ``MAYBE``."""
        return _OPPOSITE[self]

    def __bool__(self) -> bool:
        """Refuse: compare with ``is Answer.YES`` or ``is Answer.NO`` instead."""
        raise TypeError("an Answer has three values: compare it with 'is', do not test its truth")


_OPPOSITE = {Answer.YES: Answer.NO, Answer.NO: Answer.YES, Answer.MAYBE: Answer.MAYBE}


def any_of(answers: Iterable[Answer]) -> Answer:
    """Return the disjunction of the answers; of none it is ``NO``."""
    result = Answer.NO
    for answer in answers:
        if answer is Answer.YES:
            return answer
        result = result | answer
    return result


def all_of(answers: Iterable[Answer]) -> Answer:
    """Return the conjunction of the answers; of none it is ``YES``."""
    result = Answer.YES
    for answer in answers:
        if answer is Answer.NO:
            return answer
        result = result & answer
    return result
