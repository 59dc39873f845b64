"""Attempts: how often, and how soon again, a destination is told what has not arrived."""

from __future__ import annotations

from datetime import timedelta

MAX_ATTEMPTS = 15
"""Attempts before a delivery counts as dead; with the waits below that is about half a day."""

FIRST_WAIT = timedelta(seconds=15)
"""How long the second attempt waits; each further one waits twice as long as the one before."""

CLAIM = timedelta(minutes=2)
"""How long an attempt is given before another worker may try: longer than a function may run."""

LONGEST_WAIT = timedelta(hours=2)


def wait_after(attempts: int, retry_after: float) -> timedelta:
    """Return how long to wait after so many attempts, and never shorter than was asked for."""
    growing = FIRST_WAIT * int(2 ** min(attempts - 1, 20))
    return max(timedelta(seconds=retry_after), min(growing, LONGEST_WAIT))
