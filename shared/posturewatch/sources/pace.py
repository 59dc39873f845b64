"""How many calls of one kind are under way at once: fewer when AWS has too much to do.

AWS's limits hold for an account and a region, whoever asks: what we ask too fast is refused to the
account's own programs too. botocore's adaptive retries slow down one client's rate; this keeps many
threads from asking at once what was just refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Final

MOST_AT_ONCE: Final = 16
"""Calls of one service in one region at once, as many as a client keeps connections."""

CALM: Final = 10
"""After how many calls in a row that were answered one more may run at once."""


class Pace:
    """The calls of one service in one region.

    Args:
        most: How many run at once as long as AWS answers.
    """

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        self._free = Condition()
        self._most = self._limit = most
        self._running = self._answered = 0

    @property
    def limit(self) -> int:
        """How many may run at once now."""
        return self._limit

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn, and hold it."""
        with self._free:
            self._free.wait_for(lambda: self._running < self._limit)
            self._running += 1
        try:
            yield
        finally:
            with self._free:
                self._running -= 1
                self._free.notify_all()

    def note(self, *, is_busy: bool) -> None:
        """Take down whether AWS had too much to do for a call: then half as many run at once."""
        with self._free:
            self._answered = 0 if is_busy else self._answered + 1
            if is_busy:
                self._limit = max(1, self._limit // 2)
            elif self._answered >= CALM and self._limit < self._most:
                self._answered = 0
                self._limit += 1
                self._free.notify_all()
