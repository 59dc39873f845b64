"""Response times: how long it took from a change until somebody knew of it, and until it was right.

What is still open counts: leaving it out would make a team look faster the longer it ignores its
worst findings. So the median of the time to a fix is Kaplan and Meier's: what is open, and what
ended otherwise than by a fix, counts as not fixed for as long as it lasted, and no longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final

Interval = tuple[datetime, datetime]
"""A time from a moment, included, to a moment, not included."""

HALF: Final = Fraction(1, 2)


def exposure(intervals: Iterable[Interval]) -> timedelta:
    """Return how long at least one of several intervals lasted: the length of their union.

    What overlaps counts once. An interval that ends before it begins has no length.
    """
    whole = timedelta()
    reached: datetime | None = None
    for start, end in sorted(intervals):
        begun = start if reached is None else max(start, reached)
        if end > begun:
            whole += end - begun
            reached = end
    return whole


def quantile(lengths: Iterable[timedelta], share: Fraction) -> timedelta | None:
    """Return the shortest length that so large a share does not exceed; None when there are none.

    Args:
        lengths: The lengths.
        share: Above 0, at most 1: one half is the median.
    """
    ordered = sorted(lengths)
    if not ordered:
        return None
    rank = -(-share.numerator * len(ordered) // share.denominator)
    return ordered[max(rank, 1) - 1]


class Outcome(StrEnum):
    """What came of an episode."""

    OPEN = "open"
    """It goes on."""
    FIXED = "fixed"
    """A read verified that it passes."""
    CLOSED = "closed"
    """Its resource is gone, or its control was withdrawn: nobody need have fixed anything."""
    ACCEPTED = "accepted"
    """It goes on as an accepted risk: nobody is asked to fix it."""


@dataclass(frozen=True, slots=True)
class Course:
    """How long an episode took so far, and what came of it.

    Args:
        length: From the change to the end; to now while it is open, to its acceptance where it is
            an accepted risk.
        outcome: What came of it.
    """

    length: timedelta
    outcome: Outcome


def time_to_fix(courses: Sequence[Course], share: Fraction = HALF) -> timedelta | None:
    """Return after what time a share of the episodes is fixed, counting those that are not.

    Kaplan and Meier's estimate, on exact fractions. None: so large a share cannot be told to be
    fixed after any time.

    Source: https://doi.org/10.1080/01621459.1958.10501452

    Args:
        courses: The episodes.
        share: Above 0, at most 1: one half is the median.
    """
    unfixed = Fraction(1)
    left = len(courses)
    ordered = sorted(courses, key=lambda course: course.length)
    at = 0
    while at < len(ordered):
        length = ordered[at].length
        same = [course for course in ordered[at:] if course.length == length]
        fixed = sum(course.outcome is Outcome.FIXED for course in same)
        unfixed *= Fraction(left - fixed, left)
        if unfixed <= 1 - share:
            return length
        left -= len(same)
        at += len(same)
    return None
