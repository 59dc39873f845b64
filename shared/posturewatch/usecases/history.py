"""History: the ledger of an account's score, read backwards a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from posturewatch.domain.errors import BadInput
from posturewatch.domain.outbox import LedgerRow
from posturewatch.usecases.ports import Store

PAGE = 500
"""Rows of one read."""


def newest_first(
    store: Store, account: str, *, before: int | None = None, page: int = PAGE
) -> Iterator[LedgerRow]:
    """Yield an account's ledger, the newest row first.

    Args:
        store: Where facts are kept.
        account: The account.
        before: Only the rows below this version.
        page: How many rows are read at once.
    """
    while rows := store.ledger(account, limit=page, before=before):
        yield from rows
        before = rows[-1].move.version
        if len(rows) < page:
            return


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a ledger, in the order of time.

    Args:
        rows: Its rows, the oldest first.
        previous: The row just before the first of them; None at the ledger's beginning.
        is_cut: Whether older rows of the asked time were left out.
    """

    rows: tuple[LedgerRow, ...]
    previous: LedgerRow | None = None
    is_cut: bool = False

    def steps(self) -> Iterator[tuple[LedgerRow | None, LedgerRow]]:
        """Yield each row with the one before it."""
        previous = self.previous
        for row in self.rows:
            yield previous, row
            previous = row


def passage(
    store: Store,
    account: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
) -> Passage:
    """Return the newest rows of a time.

    Args:
        store: Where facts are kept.
        account: The account.
        since: Its beginning, included; None: the ledger's.
        until: Its end, included; None: now.
        limit: The most rows to return, at least 1.
    """
    rows: list[LedgerRow] = []
    page = min(PAGE, limit + 1)
    for row in newest_first(store, account, page=page):
        if until is not None and row.at > until:
            continue
        is_asked = since is None or row.at >= since
        if len(rows) == limit or not is_asked:
            return Passage(tuple(reversed(rows)), row, is_cut=is_asked)
        rows.append(row)
    return Passage(tuple(reversed(rows)))


@dataclass(frozen=True, slots=True)
class Moment:
    """A score as it was.

    Args:
        row: The row that made it so.
        previous: The row before it; None when it is the first.
        following: The row that ended it; None when it still stands.
        items: Item → its status then.
    """

    row: LedgerRow
    previous: LedgerRow | None
    following: LedgerRow | None
    items: Mapping[str, str]


def as_of(store: Store, account: str, at: datetime) -> Moment:
    """Return an account's score as it was at a time.

    Raises:
        BadInput: The account had not been scored by then.
    """
    found: LedgerRow | None = None
    previous: LedgerRow | None = None
    following: LedgerRow | None = None
    items: dict[str, str] = {}
    for row in newest_first(store, account):
        if found is None:
            if row.at > at:
                following = row
                continue
            found = row
        elif previous is None:
            previous = row
        # A row names the items that moved, so the newest that names an item tells its status.
        for moved in row.move.items:
            items.setdefault(moved.item, moved.after)
    if found is not None:
        return Moment(found, previous, following, dict(sorted(items.items())))
    if following is None:
        raise BadInput(f"account {account} has never been scored")
    raise BadInput(
        f"account {account} had no score at {at.isoformat()}",
        remedy=f"Its first is of {following.at.isoformat()}.",
    )
