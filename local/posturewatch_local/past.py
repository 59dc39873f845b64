"""A past for an account that was made a minute ago: older findings, and digests of earlier days.

What the embedded AWS has just been swept for would else all be new since yesterday, and no trend
has one point alone. Whoever shows it says that it is made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from posturewatch.domain.change import Cause
from posturewatch.domain.digest import Digest
from posturewatch.domain.finding import Finding
from posturewatch.domain.outbox import Entry, EntryState
from posturewatch.domain.resource import ResourceKey
from posturewatch.stores.dynamodb import DynamoStore
from posturewatch.usecases.decide import Decision
from posturewatch.usecases.digest import entry_id

DAY: Final = timedelta(days=1)
OLDEST_DAYS: Final = 38
"""How old the oldest finding is made."""

_ACTIONS: Final = 90
"""Writes in one transaction, of which DynamoDB takes a hundred."""


def age_findings(store: DynamoStore, account: str, now: datetime) -> int:
    """Make what fails in an account one to `OLDEST_DAYS` days older; return how many."""
    by_key: dict[ResourceKey, list[Finding]] = {}
    for number, finding in enumerate(sorted(store.findings(account), key=lambda f: f.id)):
        at = now - DAY * (2 + number * 7 % (OLDEST_DAYS - 1))
        older = replace(finding, since=at, opened_at=finding.opened_at and at)
        by_key.setdefault(finding.key, []).append(older)
    batch: list[Decision] = []
    for key, state in store.load_states(list(by_key)).items():
        moved = replace(state, version=state.version + 1)
        decision = Decision(key, state.version, moved, findings=tuple(by_key[key]))
        if sum(each.actions for each in (*batch, decision)) > _ACTIONS:
            store.commit(batch, None)
            batch = []
        batch.append(decision)
    store.commit(batch, None)
    return sum(len(findings) for findings in by_key.values())


def tell_earlier_digests(
    store: DynamoStore,
    account: str,
    team: str,
    today: date,
    now: datetime,
    points: Sequence[int],
    total: int,
) -> None:
    """Keep a digest of each of some days before today, as if it had been told.

    Args:
        store: The table.
        account: The account.
        team: The team.
        today: The day of the digest that is to come.
        now: The time, in UTC.
        points: The team's points on those days, the oldest first.
        total: Points of the card.
    """
    for back, earned in zip(range(len(points), 0, -1), points, strict=True):
        day, at = today - back * DAY, now - back * DAY
        told = Digest(account, team, day, at - DAY, at, earned=earned, total=total)
        entry = Entry(
            id=entry_id(account, team, day),
            account=account,
            at=at,
            cause=Cause(f"digest-{day}", "digest", at),
            summary=told.to_json(),
            state=EntryState.DELIVERED,
        )
        store.commit([], entry)


def hour_begun(now: datetime) -> str:
    """Return an hour for digests that has begun, in a zone whose day does not end soon."""
    local = now.astimezone(ZoneInfo("Europe/Berlin"))
    if local.hour >= 22:
        local = now.astimezone(ZoneInfo("Asia/Tokyo"))
    return f"{local:%H}:00 {local.tzinfo}"
