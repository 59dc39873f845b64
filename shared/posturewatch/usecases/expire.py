"""Expire: when an exception's time is over, what it accepted is told once, by the outbox.

An exception needs nobody to end: it counts no longer from that moment on. This only tells.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from posturewatch.domain.change import Actor, Cause
from posturewatch.domain.errors import StoreConflict
from posturewatch.domain.exception import AcceptedRisk
from posturewatch.domain.finding import Finding, Move, MoveKind
from posturewatch.domain.outbox import Entry
from posturewatch.domain.resource import ResourceKey
from posturewatch.usecases.evaluate import SCORING_TIME
from posturewatch.usecases.except_ import Tags, accepted, aliases_of
from posturewatch.usecases.ports import Store

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Expirer:
    """Tells of exceptions that have expired.

    Args:
        store: Where facts are kept.
        now: The clock, in UTC.
    """

    store: Store
    now: Callable[[], datetime]

    def expire(self) -> int:
        """Write an entry for each exception that has expired since, if it left something to tell.

        The entry's id is the exception's version: whoever was cut short before the exception was
        marked writes it no second time.

        Returns:
            How many entries were written.
        """
        now = self.now()
        written = 0
        for exception in self.store.expired_exceptions(now):
            entry = self._entry(exception, now)
            try:
                if entry is not None:
                    self.store.commit([], entry)
                    written += 1
            except StoreConflict:
                _log.info("that %s has expired is written already", exception.id)
            told = replace(exception, version=exception.version + 1, expiry_told_at=now)
            try:
                self.store.put_exception(told, exception.version)
            except StoreConflict:
                _log.info("exception %s was changed by somebody else", exception.id)
        return written

    def _entry(self, exception: AcceptedRisk, now: datetime) -> Entry | None:
        left = self._left(exception, now)
        if not left:
            return None
        named = f"{exception.account}/{exception.id}/{exception.version}"
        id_ = f"expired-{hashlib.blake2b(named.encode(), digest_size=10).hexdigest()}"
        actor = Actor("Exception", exception.id, account=exception.account)
        keys = {finding.key for finding in left}
        return Entry(
            id=id_,
            account=exception.account,
            at=now,
            cause=Cause(id_, "exception", exception.ends_at, actor=actor),
            moves=tuple(Move(MoveKind.EXPIRED, finding.brief) for finding in left),
            resource=self.store.load(keys.pop()).state if len(keys) == 1 else None,
            due_at=now + SCORING_TIME,
        )

    def _left(self, exception: AcceptedRisk, now: datetime) -> list[Finding]:
        """Return what it accepted to its end, and no other exception accepts now."""
        last = exception.ends_at - timedelta(microseconds=1)
        known: dict[ResourceKey, Tags] = {}

        def tags_of(key: ResourceKey) -> Tags:
            if key not in known:
                state = self.store.load(key).state
                known[key] = state.tags if state else {}
            return known[key]

        def was_accepted(finding: Finding) -> bool:
            names = {finding.control, *aliases_of(finding)}
            # The tags of those alone are loaded that a tag may matter for.
            is_asked = exception.scope.tag is not None and names.intersection(
                exception.scope.controls
            )
            tags = tags_of(finding.key) if is_asked else {}
            return exception.covers(finding, tags, last, aliases_of(finding))

        failing = [f for f in self.store.findings(exception.account) if was_accepted(f)]
        if not failing:
            return []
        others = self.store.exceptions(exception.account)
        return list(accepted(failing, others, now, tags_of).left)
