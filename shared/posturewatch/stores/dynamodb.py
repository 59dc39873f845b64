"""The store on one DynamoDB table.

| item | pk | sk |
|---|---|---|
| resource | `RESOURCE#<account>/<region>/<type>/<id>` | `RESOURCE` |
| finding | the resource's | `FINDING#<control>` |
| tally | `TALLY#<account>`, `TALLY#<account>/<team>` | `<control>#<shard>` |
| team | `TEAMS#<account>` | `<shard>#<team>` |
| score | `SCORE#<account>`, `SCORE#<account>/<card>` | `NOW` |
| ledger | the score's | `LEDGER#<version>` |
| outbox | `OUTBOX#<id>` | `OUTBOX` |
| thread | `THREADS#<destination>#<account>` | `DESK`, `THREAD#<id>` |
| turn | `TURN#<destination>` | `TURN` |
| routing | `ROUTING` | `<name>` |
| exception | `EXCEPTION#<account>` | `<id>` |
| milestone | `MILESTONES#<account>` | `<milestone>` |
| interaction | `INTERACTION#<id>` | `INTERACTION` |
| request | `REQUEST#<account>` | `<id>` |
| sweep | `SWEEP#<id>` | `SWEEP`, `SLICE#<slice>`, `MISSED#<slice>` |
| sweep lock | `SWEEP_OF#<account>` | `RUNNING` |
| sweeps of an account | `SWEEP_OF#<account>` | `STARTED#<time>#<id>` |
| last result of a slice | `SWEPT#<account>` | `<type>/<region>` |

A tally is the sum of its shards: two transactions at once may not touch the same item, and all the
changes of an account would. What is added goes to the shard of the resource that it is about.

What conditions, indexes and stream filters read is an attribute of its own; the rest of an item is
one JSON text in `body`, so that no value of AWS's or of an attacker's can be unfit for DynamoDB;
a thread's, which may hold a thousand findings, is compressed.
Two sparse indexes: `open` holds open findings (`FINDINGS#<account>`), those whose latest episode
ended, by its end (`ENDED#<account>`), exceptions whose expiry was not told (`EXCEPTIONS`),
unfinished outbox entries (`OUTBOX`), threads to be shown (`THREADS`) and what is dead (`DEAD`);
`inventory` holds the resources that are there
(`<account>#<type>`).
"""

from __future__ import annotations

import hashlib
import json
import logging
import random
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final, TypeVar

from botocore.exceptions import ClientError
from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from posturewatch.domain.control import Severity
from posturewatch.domain.errors import StoreConflict
from posturewatch.domain.exception import AcceptedRisk
from posturewatch.domain.fields import moment, stamp
from posturewatch.domain.finding import Finding, Named, RecordState, ResourceState, Stored
from posturewatch.domain.interaction import RiskRequest
from posturewatch.domain.outbox import (
    Delivery,
    DeliveryState,
    Entry,
    EntryState,
    LedgerRow,
    ScoreState,
)
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.scorecard import Counts, merged
from posturewatch.domain.sweep import (
    LastResult,
    Missed,
    Slice,
    Sweep,
    SweepState,
    service_of,
)
from posturewatch.domain.team import parse_tally, scope_of
from posturewatch.domain.thread import KEPT, Thread
from posturewatch.usecases.decide import MAX_ACTIONS, Decision
from posturewatch.usecases.ports import MAX_SWEEP, Claim, Desk, Step

_log = logging.getLogger(__name__)

SHARDS: Final = 16
"""How many items each tally is spread over; any other number may have been used before."""

TRIES: Final = 8
"""Attempts of a transaction that met another one or a throttle, with growing jittered waits."""

KEPT_GONE: Final = timedelta(days=90)
KEPT_TOLD: Final = timedelta(days=30)
KEPT_INTERACTION: Final = timedelta(days=1)
"""How long what was worked off is remembered: its signature is too old after minutes."""
KEPT_EXCEPTION: Final = timedelta(days=365)
"""How long what was accepted can be looked up after it has ended or expired."""
MAX_ENTRY: Final = 100_000
"""The longest text of an outbox entry: forty of them are scored in one transaction of 4 MB."""

_BUSY: Final = frozenset(
    {
        "TransactionConflict",
        "TransactionConflictException",
        "ThrottlingError",
        "ThrottlingException",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "TransactionInProgressException",
        "InternalServerError",
    }
)

Item = dict[str, dict[str, Any]]
Kind = TypeVar("Kind")


_ADAPTERS: Final[dict[type, TypeAdapter[Any]]] = {}
"""Made when a type is first met: making one costs more than many conversions."""


def _adapter(kind: type) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def encode(value: Any) -> str:
    """Return a domain value as JSON text; half of a surrogate pair becomes U+FFFD."""
    adapter = _adapter(type(value))
    try:
        return adapter.dump_json(value).decode()
    except PydanticSerializationError:
        text = json.dumps(adapter.dump_python(value, mode="json"), ensure_ascii=False)
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        # Once more, so that equal values have equal texts.
        return adapter.dump_json(adapter.validate_json(whole)).decode()


def decode(kind: type[Kind], text: str) -> Kind:
    """Return the domain value that `encode` wrote."""
    value: Kind = _adapter(kind).validate_json(text)
    return value


class DynamoStore:
    """Keeps everything in one table.

    Args:
        client: A boto3 DynamoDB client of the home side.
        table: The table's name.
        now: The clock, in UTC.
        wait: Waits between the attempts of a busy transaction.
        shards: How many items each tally is spread over.
    """

    def __init__(
        self,
        client: Any,
        table: str,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        wait: Callable[[float], None] = time.sleep,
        shards: int = SHARDS,
    ) -> None:
        self._client = client
        self._table = table
        self._now = now
        self._wait = wait
        self._shards = shards

    # Resources and findings

    def load(self, key: ResourceKey) -> Stored:
        """Return a resource's state and findings: one consistent Query."""
        state: ResourceState | None = None
        findings: dict[str, Finding] = {}
        for item in self._query(
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": _resource_pk(key)}},
            ConsistentRead=True,
            # Backwards, the version comes first: findings of a later page are never older than it.
            ScanIndexForward=False,
        ):
            if item["sk"]["S"] == "RESOURCE":
                state = _state(item)
            else:
                finding = _finding(item)
                findings[finding.control] = finding
        return Stored(state, findings)

    def load_states(self, keys: Sequence[ResourceKey]) -> dict[ResourceKey, ResourceState]:
        """Return the states of many resources, consistently; the unknown ones are missing."""
        found: dict[ResourceKey, ResourceState] = {}
        unique = list(dict.fromkeys(keys))
        for start in range(0, len(unique), 100):
            wanted: list[Item] = [
                {"pk": {"S": _resource_pk(key)}, "sk": {"S": "RESOURCE"}}
                for key in unique[start : start + 100]
            ]
            for attempt in range(TRIES):
                answer = self._client.batch_get_item(
                    RequestItems={self._table: {"Keys": wanted, "ConsistentRead": True}}
                )
                for item in answer["Responses"].get(self._table, []):
                    state = _state(item)
                    found[state.key] = state
                wanted = answer.get("UnprocessedKeys", {}).get(self._table, {}).get("Keys", [])
                if not wanted:
                    break
                self._back_off(attempt)
            else:
                raise StoreConflict(
                    f"{len(wanted)} resources could not be loaded: the table is busy"
                )
        return found

    def commit(
        self,
        decisions: Sequence[Decision],
        entry: Entry | None,
        *,
        missed: tuple[Slice, Missed] | None = None,
    ) -> None:
        """Write decisions, the tallies' differences and the outbox entry in one transaction."""
        actions: list[dict[str, Any]] = []
        deltas: dict[str, dict[str, Counts]] = {}
        owned: dict[tuple[str, str], int] = {}
        for decision in decisions:
            if decision.state is None:
                continue
            actions.append({"Put": self._resource_put(decision)})
            actions.extend(self._put(_finding_item(f, self._now())) for f in decision.findings)
            account = decision.key.account
            deltas[account] = merged(deltas.get(account, {}), decision.deltas)
            for team, delta in decision.teams.items():
                scope = scope_of(account, team)
                deltas[scope] = merged(deltas.get(scope, {}), delta.counts)
                owned[account, team] = owned.get((account, team), 0) + delta.resources
        shard = self._shard_of(decisions[0].key) if decisions else 0
        for scope, by_control in deltas.items():
            actions.extend(
                {"Update": self._tally_update(scope, control, delta, shard)}
                for control, delta in sorted(by_control.items())
            )
        actions.extend(
            {"Update": self._team_update(account, team, number, shard)}
            for (account, team), number in owned.items()
            if number
        )
        if entry is not None:
            actions.append(self._put(_entry_item(entry), only_new=True))
        if missed is not None:
            actions.append({"Update": self._missed_update(*missed)})
        self._transact(actions)

    def touch(self, decision: Decision) -> None:
        """Write the times of observation and the next version alone."""
        state = decision.state
        if state is None:
            return
        values = {
            ":before": {"N": str(decision.before)},
            ":version": {"N": str(state.version)},
        }
        sets = ["version = :version"]
        for name, value in (("observed_at", state.observed_at), ("listed_at", state.listed_at)):
            if value is not None:
                values[f":{name}"] = {"S": stamp(value)}
                sets.append(f"{name} = :{name}")
        self._conditional(
            self._client.update_item,
            TableName=self._table,
            Key={"pk": {"S": _resource_pk(decision.key)}, "sk": {"S": "RESOURCE"}},
            UpdateExpression="SET " + ", ".join(sets),
            ConditionExpression="version = :before",
            ExpressionAttributeValues=values,
        )

    def inventory(
        self, account: str, type: str, region: str | None = None
    ) -> Iterator[ResourceState]:
        """Return the resources of a type that are not gone, eventually consistent."""
        condition, values = "inventory_pk = :pk", {":pk": {"S": f"{account}#{type}"}}
        if region is not None:
            condition += " AND begins_with(inventory_sk, :sk)"
            values[":sk"] = {"S": f"{region}#"}
        for item in self._query(
            IndexName="inventory",
            KeyConditionExpression=condition,
            ExpressionAttributeValues=values,
        ):
            yield _state(item)

    def findings(
        self, account: str, *, at_least: Severity = Severity.INFORMATIONAL
    ) -> Iterator[Finding]:
        """Return the open findings of an account, the worst first, eventually consistent."""
        for item in self._query(
            IndexName="open",
            KeyConditionExpression="open_pk = :pk AND open_sk < :end",
            ExpressionAttributeValues={
                ":pk": {"S": f"FINDINGS#{account}"},
                # The rank counts down from the worst; "~" sorts after every rank's time.
                ":end": {"S": f"{_badness(at_least)}#~"},
            },
        ):
            yield _finding(item)

    def ended(self, account: str, since: datetime) -> Iterator[Finding]:
        """Return the findings that are not open and whose latest episode ended since a moment."""
        for item in self._query(
            IndexName="open",
            KeyConditionExpression="open_pk = :pk AND open_sk >= :since",
            ExpressionAttributeValues={
                ":pk": {"S": f"ENDED#{account}"},
                ":since": {"S": stamp(since)},
            },
        ):
            yield _finding(item)

    def notified(self, findings: Iterable[Named]) -> None:
        """Mark findings that opened as told, where they are still in the same episode."""
        by_resource: dict[ResourceKey, list[Named]] = {}
        for finding in findings:
            by_resource.setdefault(finding.key, []).append(finding)
        for key, told in by_resource.items():
            for attempt in range(TRIES):
                try:
                    self._mark(key, told)
                except StoreConflict:
                    self._back_off(attempt)
                    continue
                break

    def _mark(self, key: ResourceKey, told: Sequence[Named]) -> None:
        stored = self.load(key)
        fresh = [
            known.told(self._now())
            for finding in told
            if (known := stored.findings.get(finding.control)) is not None
            and known.is_news_of(finding)
        ]
        if stored.state is None or not fresh:
            return
        # The version grows too, so that a commit decided on the old workflow is decided again.
        marked = Decision(
            key,
            stored.state.version,
            replace(stored.state, version=stored.state.version + 1),
            findings=tuple(fresh),
        )
        self.commit([marked], None)

    # Tallies, scores, ledger

    def tallies(self, scope: str) -> dict[str, Counts]:
        """Return the counts of every control of an account or of a team, consistently."""
        return merged(
            *(
                {
                    item["sk"]["S"].partition("#")[0]: Counts(
                        *(int(item[name]["N"]) for name in ("judged", "failed", "unknown"))
                    )
                }
                for item in self._query(
                    KeyConditionExpression="pk = :pk",
                    ExpressionAttributeValues={":pk": {"S": f"TALLY#{scope}"}},
                    ConsistentRead=True,
                )
            )
        )

    def teams(self, account: str) -> dict[str, int]:
        """Return how many resources each team of an account owns, consistently."""
        items = self._query(
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"TEAMS#{account}"}},
            ConsistentRead=True,
        )
        counted: dict[str, int] = {}
        for item in items:
            team = item["sk"]["S"].partition("#")[2]
            counted[team] = counted.get(team, 0) + int(item["resources"]["N"])
        return counted

    def score(self, account: str) -> ScoreState:
        """Return the score of an account; an empty one when it was never scored."""
        item = self._get(f"SCORE#{account}", "NOW")
        return decode(ScoreState, item["body"]["S"]) if item else ScoreState(account)

    def apply_scores(
        self,
        before: ScoreState,
        after: ScoreState,
        rows: Sequence[LedgerRow],
        entries: Sequence[Entry],
        beside: Sequence[tuple[ScoreState, ScoreState, Sequence[LedgerRow]]] = (),
    ) -> None:
        """Write the score, its ledger rows and the entries that moved it in one transaction."""
        actions = self._score_puts(before, after, rows)
        for card in beside:
            actions.extend(self._score_puts(*card))
        for entry in entries:
            put = {"TableName": self._table, "Item": _entry_item(entry)}
            put["ConditionExpression"] = "#state = :scoring"
            put["ExpressionAttributeNames"] = {"#state": "state"}
            put["ExpressionAttributeValues"] = {":scoring": {"S": EntryState.SCORING.value}}
            actions.append({"Put": put})
        self._transact(actions)

    def repair(
        self,
        tallies: Mapping[str, Counts],
        before: ScoreState,
        after: ScoreState,
        rows: Sequence[LedgerRow],
    ) -> None:
        """Set tallies and the score right, with the ledger rows that say so, in one transaction."""
        actions = self._score_puts(before, after, rows)
        for name, missing in sorted(tallies.items()):
            control, team = parse_tally(name)
            if control:
                scope = scope_of(after.account, team) if team else after.account
                update = self._tally_update(scope, control, missing, 0)
            else:
                update = self._team_update(after.account, team, missing.judged, 0)
            actions.append({"Update": update})
        self._transact(actions)

    def _score_puts(
        self, before: ScoreState, after: ScoreState, rows: Sequence[LedgerRow]
    ) -> list[dict[str, Any]]:
        pk = {"S": f"SCORE#{after.account}"}
        now = {
            "pk": pk,
            "sk": {"S": "NOW"},
            "version": {"N": str(after.version)},
            "body": {"S": encode(after)},
        }
        actions: list[dict[str, Any]] = [
            {"Put": self._versioned(now, before.version if before.version else None)}
        ]
        for row in rows:
            sk = {"S": f"LEDGER#{row.move.version:010d}"}
            actions.append(
                self._put({"pk": pk, "sk": sk, "body": {"S": encode(row)}}, only_new=True)
            )
        return actions

    def ledger(
        self, account: str, *, limit: int = 100, before: int | None = None
    ) -> list[LedgerRow]:
        """Return the last moves of an account's score, the newest first."""
        # "~" sorts after every version.
        last = "LEDGER#~" if before is None else f"LEDGER#{before - 1:010d}"
        rows = self._query(
            KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues={
                ":pk": {"S": f"SCORE#{account}"},
                ":first": {"S": "LEDGER#"},
                ":last": {"S": last},
            },
            ScanIndexForward=False,
            ConsistentRead=True,
            limit=limit,
        )
        return [decode(LedgerRow, item["body"]["S"]) for item in rows]

    # Outbox

    def entry(self, id: str) -> Entry | None:
        """Return an outbox entry."""
        item = self._get(f"OUTBOX#{id}", "OUTBOX")
        return entry_of_item(item) if item else None

    def due_entries(self, now: datetime, *, limit: int = 100) -> list[Entry]:
        """Return the entries that should have come further by now, the longest overdue first."""
        items = self._query(
            IndexName="open",
            KeyConditionExpression="open_pk = :pk AND open_sk <= :now",
            ExpressionAttributeValues={":pk": {"S": "OUTBOX"}, ":now": {"S": stamp(now)}},
            limit=limit,
        )
        # The index may be behind: what it names is read again, consistently.
        found = (self.entry(item["pk"]["S"].removeprefix("OUTBOX#")) for item in items)
        return [entry for entry in found if entry and entry.due_at and entry.due_at <= now]

    def save_delivery(
        self,
        entry: Entry,
        destination: str,
        delivery: Delivery,
        state: EntryState,
        due_at: datetime | None,
    ) -> None:
        """Record the delivery of an entry to one destination."""
        self._conditional(
            self._client.update_item,
            **self._delivery_update(entry, destination, delivery, state, due_at),
        )

    def _delivery_update(
        self,
        entry: Entry,
        destination: str,
        delivery: Delivery,
        state: EntryState,
        due_at: datetime | None,
    ) -> dict[str, Any]:
        known = entry.deliveries.get(destination)
        values: Item = {
            ":delivery": {"S": encode(delivery)},
            ":state": {"S": state.value},
        }
        condition = "attribute_not_exists(deliveries.#destination)"
        if known is not None:
            values[":known"] = {"S": encode(known)}
            condition = "deliveries.#destination = :known"
        update = "SET deliveries.#destination = :delivery, #state = :state"
        expires = {"N": str(int((self._now() + KEPT_TOLD).timestamp()))}
        remove = ""
        if due_at is not None:
            values |= {":open": {"S": "OUTBOX"}, ":due": {"S": stamp(due_at)}}
            update += ", open_pk = :open, open_sk = :due"
            remove = " REMOVE expires_at"
        elif state is EntryState.DEAD:
            values |= {":open": {"S": "DEAD"}, ":due": {"S": stamp(entry.at)}, ":expires": expires}
            update += ", open_pk = :open, open_sk = :due, expires_at = :expires"
        else:
            values[":expires"] = expires
            update += ", expires_at = :expires"
            remove = " REMOVE open_pk, open_sk"
        return {
            "TableName": self._table,
            "Key": {"pk": {"S": f"OUTBOX#{entry.id}"}, "sk": {"S": "OUTBOX"}},
            "UpdateExpression": update + remove,
            "ConditionExpression": f"attribute_exists(pk) AND {condition}",
            "ExpressionAttributeNames": {"#destination": destination, "#state": "state"},
            "ExpressionAttributeValues": values,
        }

    # Threads

    def dead_entries(self, *, limit: int = 100) -> list[Entry]:
        """Return the entries that some destination will not get, the longest dead first."""
        keys = (item["pk"]["S"] for item in self._dead("OUTBOX#", limit))
        found = (self.entry(pk.removeprefix("OUTBOX#")) for pk in keys)
        return [entry for entry in found if entry and entry.state is EntryState.DEAD]

    def dead_threads(self, *, limit: int = 100) -> list[Thread]:
        """Return the threads that their destination will not get, the longest dead first."""
        found = (self._thread(item["pk"], item["sk"]) for item in self._dead("THREADS#", limit))
        return [t for t in found if t and t.delivery.state is DeliveryState.DEAD]

    def _dead(self, prefix: str, limit: int) -> list[Item]:
        items = self._query(
            IndexName="open",
            KeyConditionExpression="open_pk = :pk",
            ExpressionAttributeValues={":pk": {"S": "DEAD"}},
        )
        return list(islice((i for i in items if i["pk"]["S"].startswith(prefix)), limit))

    def desk(self, destination: str, account: str) -> Desk:
        """Return the threads of a destination and an account that may still move, consistently."""
        version = 0
        threads: list[Thread] = []
        # The version comes first: threads of a later page are never older than it.
        for item in self._query(
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": _threads_pk(destination, account)}},
            ConsistentRead=True,
        ):
            if item["sk"]["S"] == "DESK":
                version = int(item["version"]["N"])
            else:
                threads.append(_thread(item))
        now = self._now()
        there = [thread for thread in threads if thread.may_move(now)]
        there.sort(key=lambda thread: thread.opened_at, reverse=True)
        return Desk(destination, account, version, tuple(there))

    def thread(self, destination: str, account: str, id: str) -> Thread | None:
        """Return a thread, consistently."""
        return self._thread({"S": _threads_pk(destination, account)}, {"S": f"THREAD#{id}"})

    def _thread(self, pk: dict[str, Any], sk: dict[str, Any]) -> Thread | None:
        item = self._get(pk["S"], sk["S"])
        return _thread(item) if item else None

    def fold(self, desk: Desk, threads: Sequence[Thread], steps: Sequence[Step]) -> None:
        """Write threads and the deliveries that they took in, in one transaction."""
        pk = {"S": _threads_pk(desk.destination, desk.account)}
        count: Item = {
            "pk": pk,
            "sk": {"S": "DESK"},
            "version": {"N": str(desk.version + 1)},
        }
        actions: list[dict[str, Any]] = [{"Put": self._versioned(count, desk.version or None)}]
        actions.extend({"Put": self._thread_put(thread)} for thread in threads)
        actions.extend(
            {
                "Update": self._delivery_update(
                    step.entry, desk.destination, step.delivery, step.state, step.due_at
                )
            }
            for step in steps
        )
        self._transact(actions)

    def save_thread(self, thread: Thread) -> Thread:
        """Write a thread if its version is still the stored one; return it with the next."""
        self._conditional(self._client.put_item, **self._thread_put(thread))
        return replace(thread, version=(thread.version or 0) + 1)

    def _thread_put(self, thread: Thread) -> dict[str, Any]:
        version = (thread.version or 0) + 1
        item: Item = {
            "pk": {"S": _threads_pk(thread.destination, thread.account)},
            "sk": {"S": f"THREAD#{thread.id}"},
            "version": {"N": str(version)},
            "body": {"B": zlib.compress(encode(replace(thread, version=None)).encode())},
        }
        delivery = thread.delivery
        if thread.is_waiting:
            item["open_pk"] = {"S": "THREADS"}
            item["open_sk"] = {"S": stamp(delivery.due_at or self._now())}
        elif delivery.state is DeliveryState.DEAD:
            item["open_pk"] = {"S": "DEAD"}
            item["open_sk"] = {"S": stamp(delivery.at or thread.opened_at)}
            item["expires_at"] = {"N": str(int((self._now() + KEPT_TOLD).timestamp()))}
        elif thread.ended_at is not None:
            item["expires_at"] = {"N": str(int((thread.ended_at + KEPT).timestamp()))}
        return self._versioned(item, thread.version)

    def due_threads(self, now: datetime, *, limit: int = 100) -> list[Thread]:
        """Return the threads that are to be shown by now, the longest overdue first."""
        items = self._query(
            IndexName="open",
            KeyConditionExpression="open_pk = :pk AND open_sk <= :now",
            ExpressionAttributeValues={":pk": {"S": "THREADS"}, ":now": {"S": stamp(now)}},
            limit=limit,
        )
        # The index may be behind: what it names is read again, consistently.
        found = (self._thread(item["pk"], item["sk"]) for item in items)
        threads = [thread for thread in found if thread and thread.is_waiting]
        return [t for t in threads if t.delivery.due_at and t.delivery.due_at <= now]

    def take_turn(self, destination: str, now: datetime, gap: timedelta) -> datetime:
        """Reserve the destination's next free moment, a gap after the one before, and return it."""
        pk = f"TURN#{destination}"
        for attempt in range(TRIES):
            item = self._get(pk, "TURN")
            free = moment(item["free_at"]["S"]) if item else now
            turn = max(now, free)
            put: Item = {
                "pk": {"S": pk},
                "sk": {"S": "TURN"},
                "version": {"N": str(int(item["version"]["N"]) + 1 if item else 1)},
                "free_at": {"S": stamp(turn + gap)},
            }
            before = int(item["version"]["N"]) if item else None
            try:
                self._conditional(self._client.put_item, **self._versioned(put, before))
            except StoreConflict:
                self._back_off(attempt)
                continue
            return turn
        raise StoreConflict(f"the turns of {destination} were taken by others")

    # Routing

    def routing(self) -> dict[str, Mapping[str, Any]]:
        """Return the routing documents of the table by their names, consistently."""
        items = self._query(
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": "ROUTING"}},
            ConsistentRead=True,
        )
        return {item["sk"]["S"]: json.loads(item["body"]["S"]) for item in items}

    def put_routing(self, name: str, document: Mapping[str, Any] | None) -> None:
        """Write a routing document; None takes it away."""
        key: Item = {"pk": {"S": "ROUTING"}, "sk": {"S": name}}
        if document is None:
            self._conditional(self._client.delete_item, TableName=self._table, Key=key)
            return
        body = {"S": json.dumps(document, ensure_ascii=False, default=str)}
        self._conditional(self._client.put_item, TableName=self._table, Item={**key, "body": body})

    # Exceptions

    def exceptions(self, account: str) -> list[AcceptedRisk]:
        """Return the exceptions of an account by their ids, the ended ones too, consistently."""
        items = self._query(
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"EXCEPTION#{account}"}},
            ConsistentRead=True,
        )
        return [decode(AcceptedRisk, item["body"]["S"]) for item in items]

    def expired_exceptions(self, now: datetime, *, limit: int = 100) -> list[AcceptedRisk]:
        """Return exceptions that have expired and of which that was not told, the oldest first."""
        items = self._query(
            IndexName="open",
            KeyConditionExpression="open_pk = :pk AND open_sk < :now",
            ExpressionAttributeValues={
                ":pk": {"S": "EXCEPTIONS"},
                # "~" sorts after every account.
                ":now": {"S": f"{stamp(now)}#~"},
            },
            limit=limit,
        )
        # The index may be behind: what it names is read again, consistently.
        found = (self._get(item["pk"]["S"], item["sk"]["S"]) for item in items)
        known = (decode(AcceptedRisk, item["body"]["S"]) for item in found if item)
        return [each for each in known if each.awaits_expiry and each.is_expired(now)]

    def put_exception(self, exception: AcceptedRisk, before: int | None) -> None:
        """Write an exception, if the version is still the same."""
        over = exception.ended_at or exception.expires_at
        item: Item = {
            "pk": {"S": f"EXCEPTION#{exception.account}"},
            "sk": {"S": exception.id},
            "version": {"N": str(exception.version)},
            "expires_at": {"N": str(int((over + KEPT_EXCEPTION).timestamp()))},
            "body": {"S": encode(exception)},
        }
        if exception.awaits_expiry:
            item["open_pk"] = {"S": "EXCEPTIONS"}
            ends_at = stamp(exception.ends_at)
            item["open_sk"] = {"S": f"{ends_at}#{exception.account}#{exception.id}"}
        self._conditional(self._client.put_item, **self._versioned(item, before))

    # Milestones

    def milestones(self, account: str) -> dict[str, datetime]:
        """Return which milestones of an account were told, and when last, consistently."""
        items = self._query(
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"MILESTONES#{account}"}},
            ConsistentRead=True,
        )
        return {item["sk"]["S"]: moment(item["told_at"]["S"]) for item in items}

    def put_milestones(self, account: str, told: Mapping[str, datetime]) -> None:
        """Record that milestones were told."""
        for id_, at in told.items():
            self._conditional(
                self._client.put_item,
                TableName=self._table,
                Item={
                    "pk": {"S": f"MILESTONES#{account}"},
                    "sk": {"S": id_},
                    "told_at": {"S": stamp(at)},
                },
            )

    # Interactions

    def claim_interaction(self, id: str, now: datetime, lease: timedelta) -> Claim:
        """Take an interaction for a time."""
        item: Item = {
            "pk": {"S": f"INTERACTION#{id}"},
            "sk": {"S": "INTERACTION"},
            "until": {"S": stamp(now + lease)},
            "expires_at": {"N": str(int((now + KEPT_INTERACTION).timestamp()))},
        }
        try:
            self._conditional(
                self._client.put_item,
                TableName=self._table,
                Item=item,
                # One that ended has no time until which it is somebody's.
                ConditionExpression="attribute_not_exists(pk) OR #until <= :now",
                ExpressionAttributeNames={"#until": "until"},
                ExpressionAttributeValues={":now": {"S": stamp(now)}},
            )
        except StoreConflict:
            known = self._get(f"INTERACTION#{id}", "INTERACTION")
            return Claim.DONE if known is not None and "until" not in known else Claim.BUSY
        return Claim.MINE

    def end_interaction(self, id: str, now: datetime) -> None:
        """Record that an interaction was worked off."""
        item: Item = {
            "pk": {"S": f"INTERACTION#{id}"},
            "sk": {"S": "INTERACTION"},
            "ended_at": {"S": stamp(now)},
            "expires_at": {"N": str(int((now + KEPT_INTERACTION).timestamp()))},
        }
        self._conditional(self._client.put_item, TableName=self._table, Item=item)

    def risk_request(self, account: str, id: str) -> RiskRequest | None:
        """Return a request to accept a risk, consistently."""
        item = self._get(f"REQUEST#{account}", id) if account and id else None
        return decode(RiskRequest, item["body"]["S"]) if item else None

    def put_risk_request(self, request: RiskRequest, before: int | None) -> None:
        """Write a request, if the version is still the same."""
        item: Item = {
            "pk": {"S": f"REQUEST#{request.account}"},
            "sk": {"S": request.id},
            "version": {"N": str(request.version)},
            "expires_at": {"N": str(int((self._now() + KEPT_EXCEPTION).timestamp()))},
            "body": {"S": encode(request)},
        }
        self._conditional(self._client.put_item, **self._versioned(item, before))

    # Sweeps

    def start_sweep(self, sweep: Sweep) -> bool:
        """Record a sweep; False if one of the account is under way, or the id is taken."""
        expires = {"N": str(int((self._now() + KEPT_GONE).timestamp()))}
        item = {
            "pk": {"S": f"SWEEP#{sweep.id}"},
            "sk": {"S": "SWEEP"},
            "state": {"S": sweep.state.value},
            "done": {"N": "0"},
            "judged": {"N": "0"},
            "body": {"S": encode(sweep)},
            "expires_at": expires,
        }
        listed = {
            "pk": {"S": f"SWEEP_OF#{sweep.account}"},
            "sk": {"S": f"STARTED#{stamp(sweep.started_at)}#{sweep.id}"},
            "sweep": {"S": sweep.id},
            "expires_at": expires,
        }
        actions = [self._put(item, only_new=True), self._put(listed)]
        if sweep.state is SweepState.RUNNING:
            actions.append(self._lock(sweep, sweep.started_at))
        try:
            self._transact(actions)
        except StoreConflict:
            return False
        return True

    def _lock(self, sweep: Sweep, at: datetime) -> dict[str, Any]:
        """Take the account for a sweep, where no other has it."""
        until = at + MAX_SWEEP
        item = {
            "pk": {"S": f"SWEEP_OF#{sweep.account}"},
            "sk": {"S": "RUNNING"},
            "sweep": {"S": sweep.id},
            "until": {"S": stamp(until)},
            "expires_at": {"N": str(int(until.timestamp()))},
        }
        put = self._put(item)
        put["Put"] |= {
            "ConditionExpression": "attribute_not_exists(pk) OR #until < :now OR sweep = :sweep",
            "ExpressionAttributeNames": {"#until": "until"},
            "ExpressionAttributeValues": {":now": {"S": stamp(at)}, ":sweep": {"S": sweep.id}},
        }
        return put

    def resume_sweep(self, sweep: Sweep, at: datetime) -> bool:
        """Let a sweep run on; False if another one of the account does, or it is done."""
        update = self._sweep_state(sweep.id, SweepState.RUNNING)
        update |= {
            "ConditionExpression": "#state <> :done",
            "ExpressionAttributeValues": {
                **update["ExpressionAttributeValues"],
                ":done": {"S": SweepState.DONE.value},
            },
        }
        try:
            self._transact([{"Update": update}, self._lock(sweep, at)])
        except StoreConflict:
            return False
        return True

    def cancel_sweep(self, sweep: Sweep) -> bool:
        """End a sweep before its time; False if it does not run any more."""
        update = self._sweep_state(sweep.id, SweepState.CANCELLED, ended=True)
        try:
            self._conditional(self._client.update_item, **update)
        except StoreConflict:
            return False
        self._free(sweep)
        return True

    def _sweep_state(self, id: str, state: SweepState, *, ended: bool = False) -> dict[str, Any]:
        values = {":state": {"S": state.value}}
        if not ended:
            change = "SET #state = :state REMOVE ended_at"
        else:
            change = "SET #state = :state, ended_at = :now"
            values |= {":now": {"S": stamp(self._now())}, ":running": {"S": "RUNNING"}}
        return {
            "TableName": self._table,
            "Key": {"pk": {"S": f"SWEEP#{id}"}, "sk": {"S": "SWEEP"}},
            "UpdateExpression": change,
            "ConditionExpression": "#state = :running",
            "ExpressionAttributeNames": {"#state": "state"},
            "ExpressionAttributeValues": values,
        }

    def finish_slices(self, done: Sequence[Slice], *, error: str = "") -> Sweep | None:
        """Record the end of slices once each; the sweep if all its slices have ended."""
        try:
            self._transact(self._ends(done, error))
        except StoreConflict:
            if len(done) > 1:
                # One of them had ended before, and the others had not.
                for part in done[1:]:
                    self.finish_slices([part], error=error)
                return self.finish_slices(done[:1], error=error)
            _log.info("slice %s of %s had ended before", done[0].id, done[0].sweep)
        sweep = self.sweep(done[0].sweep)
        if sweep is None or sweep.done < sweep.slices or sweep.state is SweepState.CANCELLED:
            return None
        return sweep if sweep.state is SweepState.DONE else self._end_sweep(sweep)

    def _ends(self, done: Sequence[Slice], error: str) -> list[dict[str, Any]]:
        """Return the writes that end slices and count them."""
        count = {
            "TableName": self._table,
            "Key": {"pk": {"S": f"SWEEP#{done[0].sweep}"}, "sk": {"S": "SWEEP"}},
            "UpdateExpression": "ADD done :done, judged :judged",
            "ConditionExpression": "attribute_exists(pk)",
            "ExpressionAttributeValues": {
                ":done": {"N": str(len(done))},
                ":judged": {"N": str(sum(part.judged for part in done))},
            },
        }
        return [{"Update": count}, *(write for part in done for write in self._end(part, error))]

    def _end(self, done: Slice, error: str) -> list[dict[str, Any]]:
        now = stamp(self._now())
        expires = {"N": str(int((self._now() + KEPT_GONE).timestamp()))}
        ended = {
            "pk": {"S": f"SWEEP#{done.sweep}"},
            "sk": {"S": f"SLICE#{done.id}"},
            "error": {"S": error},
            "judged": {"N": str(done.judged)},
            "ended_at": {"S": now},
            "expires_at": expires,
        }
        complete = "" if error else ", complete_at = :now"
        last = {
            "TableName": self._table,
            "Key": {
                "pk": {"S": f"SWEPT#{done.account}"},
                "sk": {"S": f"{done.type}/{done.region}"},
            },
            "UpdateExpression": "SET sweep = :sweep, ended_at = :now, judged = :judged, "
            f"missed = :missed, #error = :error, expires_at = :expires{complete}",
            "ExpressionAttributeNames": {"#error": "error"},
            "ExpressionAttributeValues": {
                ":sweep": {"S": done.sweep},
                ":now": {"S": now},
                ":judged": {"N": str(done.judged)},
                ":missed": {"N": str(done.missed)},
                ":error": {"S": error},
                ":expires": expires,
            },
        }
        return [self._put(ended, only_new=True), {"Update": last}]

    def _end_sweep(self, sweep: Sweep) -> Sweep | None:
        """Give the account free, then say that the sweep is done; cut short, it is done again."""
        self._free(sweep)
        try:
            self._conditional(
                self._client.update_item,
                **self._sweep_state(sweep.id, SweepState.DONE, ended=True),
            )
        except StoreConflict:
            _log.info("the end of sweep %s was recorded by another worker", sweep.id)
        return self.sweep(sweep.id)

    def _free(self, sweep: Sweep) -> None:
        try:
            self._conditional(
                self._client.delete_item,
                TableName=self._table,
                Key={"pk": {"S": f"SWEEP_OF#{sweep.account}"}, "sk": {"S": "RUNNING"}},
                ConditionExpression="sweep = :sweep",
                ExpressionAttributeValues={":sweep": {"S": sweep.id}},
            )
        except StoreConflict:
            _log.info("the account of sweep %s is free already, or another sweep's", sweep.id)

    def sweep_state(self, id: str) -> SweepState | None:
        """Return how far a sweep has come; None if there is none."""
        item = self._get(f"SWEEP#{id}", "SWEEP")
        return SweepState(item["state"]["S"]) if item else None

    def ended_slices(self, id: str) -> frozenset[str]:
        """Return the ids of the slices of a sweep that have ended."""
        items = self._query(
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues={":pk": {"S": f"SWEEP#{id}"}, ":sk": {"S": "SLICE#"}},
            ConsistentRead=True,
        )
        return frozenset(item["sk"]["S"].removeprefix("SLICE#") for item in items)

    def sweep(self, id: str) -> Sweep | None:
        """Return a sweep and its progress."""
        found: Sweep | None = None
        errors: dict[str, str] = {}
        missed: dict[str, Missed] = {}
        for item in self._query(
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"SWEEP#{id}"}},
            ConsistentRead=True,
        ):
            kind, _, part = item["sk"]["S"].partition("#")
            if kind == "SWEEP":
                planned = decode(Sweep, item["body"]["S"])
                ended = moment(item["ended_at"]["S"]) if "ended_at" in item else planned.ended_at
                found = replace(
                    planned,
                    state=SweepState(item["state"]["S"]),
                    done=int(item["done"]["N"]),
                    judged=int(item["judged"]["N"]),
                    ended_at=ended,
                    drift=int(item["drift"]["N"]) if "drift" in item else None,
                )
            elif kind == "MISSED":
                service = service_of(part.rpartition("/")[2])
                missed[service] = missed.get(service, Missed()) + _missed(item)
            elif item["error"]["S"]:
                errors[part] = item["error"]["S"]
        if found is None:
            return None
        return replace(found, errors={**found.errors, **errors}, missed_changes=missed)

    def sweeps(self, account: str, *, limit: int = 10) -> list[Sweep]:
        """Return the last sweeps of an account, the newest first."""
        items = self._query(
            limit=limit,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues={
                ":pk": {"S": f"SWEEP_OF#{account}"},
                ":sk": {"S": "STARTED#"},
            },
            ScanIndexForward=False,
            ConsistentRead=True,
        )
        found = (self.sweep(item["sweep"]["S"]) for item in items)
        return [sweep for sweep in found if sweep is not None]

    def last_results(self, account: str) -> list[LastResult]:
        """Return how every slice of an account came out last, by type and region."""
        results = []
        for item in self._query(
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"SWEPT#{account}"}},
        ):
            kind, _, region = item["sk"]["S"].partition("/")
            complete = item.get("complete_at")
            results.append(
                LastResult(
                    type=kind,
                    region=region,
                    sweep=item["sweep"]["S"],
                    ended_at=moment(item["ended_at"]["S"]),
                    judged=int(item["judged"]["N"]),
                    missed=int(item["missed"]["N"]),
                    error=item["error"]["S"],
                    complete_at=moment(complete["S"]) if complete else None,
                )
            )
        return results

    def note_drift(self, id: str, drift: int) -> None:
        """Record by how much the counts were wrong when a sweep had ended."""
        self._conditional(
            self._client.update_item,
            TableName=self._table,
            Key={"pk": {"S": f"SWEEP#{id}"}, "sk": {"S": "SWEEP"}},
            UpdateExpression="SET drift = :drift",
            ConditionExpression="attribute_exists(pk)",
            ExpressionAttributeValues={":drift": {"N": str(drift)}},
        )

    def _missed_update(self, part: Slice, missed: Missed) -> dict[str, Any]:
        return {
            "TableName": self._table,
            "Key": {"pk": {"S": f"SWEEP#{part.sweep}"}, "sk": {"S": f"MISSED#{part.id}"}},
            "UpdateExpression": "SET examples = "
            "list_append(if_not_exists(examples, :none), :examples), expires_at = :expires "
            "ADD #new :new, changed :changed, gone :gone",
            "ExpressionAttributeNames": {"#new": "new"},
            "ExpressionAttributeValues": {
                ":none": {"L": []},
                ":examples": {"L": [{"S": each} for each in missed.examples]},
                ":expires": {"N": str(int((self._now() + KEPT_GONE).timestamp()))},
                ":new": {"N": str(missed.new)},
                ":changed": {"N": str(missed.changed)},
                ":gone": {"N": str(missed.gone)},
            },
        }

    # Calls

    def _resource_put(self, decision: Decision) -> dict[str, Any]:
        state = decision.state
        if state is None:
            raise ValueError("a decision without a state is not committed")
        return self._versioned(_state_item(state, self._now()), decision.before)

    def _shard_of(self, key: ResourceKey) -> int:
        digest = hashlib.blake2b(str(key).encode(), digest_size=4).digest()
        return int.from_bytes(digest) % self._shards

    def _tally_update(self, scope: str, control: str, delta: Counts, shard: int) -> dict[str, Any]:
        return {
            "TableName": self._table,
            "Key": {"pk": {"S": f"TALLY#{scope}"}, "sk": {"S": f"{control}#{shard}"}},
            "UpdateExpression": "ADD judged :judged, failed :failed, #unknown :unknown",
            "ExpressionAttributeNames": {"#unknown": "unknown"},
            "ExpressionAttributeValues": {
                ":judged": {"N": str(delta.judged)},
                ":failed": {"N": str(delta.failed)},
                ":unknown": {"N": str(delta.unknown)},
            },
        }

    def _team_update(self, account: str, team: str, resources: int, shard: int) -> dict[str, Any]:
        return {
            "TableName": self._table,
            "Key": {"pk": {"S": f"TEAMS#{account}"}, "sk": {"S": f"{shard}#{team}"}},
            "UpdateExpression": "ADD resources :resources",
            "ExpressionAttributeValues": {":resources": {"N": str(resources)}},
        }

    def _versioned(self, item: Item, before: int | None) -> dict[str, Any]:
        put: dict[str, Any] = {"TableName": self._table, "Item": item}
        if before is None:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        else:
            put["ConditionExpression"] = "version = :before"
            put["ExpressionAttributeValues"] = {":before": {"N": str(before)}}
        return put

    def _put(self, item: Item, *, only_new: bool = False) -> dict[str, Any]:
        put: dict[str, Any] = {"TableName": self._table, "Item": item}
        if only_new:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        return {"Put": put}

    def _get(self, pk: str, sk: str) -> Item | None:
        answer = self._client.get_item(
            TableName=self._table, Key={"pk": {"S": pk}, "sk": {"S": sk}}, ConsistentRead=True
        )
        item: Item | None = answer.get("Item")
        return item

    def _query(self, *, limit: int | None = None, **parameters: Any) -> Iterator[Item]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            PaginationConfig={"MaxItems": limit} if limit else {},
            **parameters,
        )
        for page in pages:
            yield from page["Items"]

    def _transact(self, actions: list[dict[str, Any]]) -> None:
        if not actions:
            return
        if len(actions) > MAX_ACTIONS:
            raise ValueError(f"{len(actions)} actions do not fit one transaction")
        for attempt in range(TRIES):
            try:
                self._client.transact_write_items(TransactItems=actions)
            except ClientError as error:
                codes = _codes(error)
                if "ConditionalCheckFailed" in codes:
                    raise StoreConflict("a condition of the transaction did not hold") from error
                if not codes & _BUSY:
                    raise
                self._back_off(attempt)
            else:
                return
        raise StoreConflict(f"the transaction met others {TRIES} times in a row")

    def _conditional(self, call: Callable[..., Any], **parameters: Any) -> Any:
        for attempt in range(TRIES):
            try:
                return call(**parameters)
            except ClientError as error:
                codes = _codes(error)
                if "ConditionalCheckFailedException" in codes:
                    raise StoreConflict("the condition of the write did not hold") from error
                if not codes & _BUSY:
                    raise
                self._back_off(attempt)
        raise StoreConflict(f"the write met others {TRIES} times in a row")

    def _back_off(self, attempt: int) -> None:
        # The chance only spreads retries.
        self._wait(random.uniform(0, min(1.0, 0.02 * 2**attempt)))  # noqa: S311 # no secret


def _missed(item: Item) -> Missed:
    new, changed, gone = (int(item[name]["N"]) for name in ("new", "changed", "gone"))
    return Missed(new, changed, gone, tuple(each["S"] for each in item["examples"]["L"]))


def _codes(error: ClientError) -> set[str]:
    codes = {error.response["Error"]["Code"]}
    reasons: Iterable[Mapping[str, Any]] = error.response.get("CancellationReasons", ())
    return codes | {str(reason.get("Code")) for reason in reasons}


def _clipped(text: str) -> str:
    """Return what of a text fits an index key of 1,024 bytes: only its order matters there."""
    return text.encode()[:900].decode(errors="ignore")


def _resource_pk(key: ResourceKey) -> str:
    return f"RESOURCE#{key}"


def _threads_pk(destination: str, account: str) -> str:
    return f"THREADS#{destination}#{account}"


def _thread(item: Item) -> Thread:
    text = zlib.decompress(item["body"]["B"]).decode()
    return replace(decode(Thread, text), version=int(item["version"]["N"]))


def _badness(severity: Severity) -> int:
    """0 for the worst severity, so that the worst sorts first."""
    return len(Severity) - 1 - severity.rank


def _state_item(state: ResourceState, now: datetime) -> Item:
    key = state.key
    item: Item = {
        "pk": {"S": _resource_pk(key)},
        "sk": {"S": "RESOURCE"},
        "version": {"N": str(state.version)},
        "body": {"S": encode(state)},
    }
    for name, value in (("observed_at", state.observed_at), ("listed_at", state.listed_at)):
        if value is not None:
            item[name] = {"S": stamp(value)}
    if state.gone_at is None:
        item["inventory_pk"] = {"S": f"{key.account}#{key.type}"}
        item["inventory_sk"] = {"S": _clipped(f"{key.region}#{key.id}")}
    else:
        item["expires_at"] = {"N": str(int((now + KEPT_GONE).timestamp()))}
    return item


def _state(item: Item) -> ResourceState:
    state = decode(ResourceState, item["body"]["S"])
    # They stand beside the body, so that a touch need not write the body again.
    observed_at, listed_at = (
        moment(item[name]["S"]) if name in item else None for name in ("observed_at", "listed_at")
    )
    return replace(
        state, version=int(item["version"]["N"]), observed_at=observed_at, listed_at=listed_at
    )


def _finding_item(finding: Finding, now: datetime) -> Item:
    item: Item = {
        "pk": {"S": _resource_pk(finding.key)},
        "sk": {"S": f"FINDING#{finding.control}"},
        "status": {"S": finding.status.value},
        "severity": {"S": finding.severity.value},
        "workflow": {"S": finding.workflow.value},
        "body": {"S": encode(finding)},
    }
    if finding.is_listed:
        item["open_pk"] = {"S": f"FINDINGS#{finding.key.account}"}
        since = stamp(finding.since)
        item["open_sk"] = {"S": _clipped(f"{_badness(finding.severity)}#{since}#{finding.id}")}
    elif finding.resolved_at is not None:
        item["open_pk"] = {"S": f"ENDED#{finding.key.account}"}
        item["open_sk"] = {"S": _clipped(f"{stamp(finding.resolved_at)}#{finding.id}")}
    if finding.record_state is RecordState.ARCHIVED:
        item["expires_at"] = {"N": str(int((now + KEPT_GONE).timestamp()))}
    return item


def _finding(item: Item) -> Finding:
    return decode(Finding, item["body"]["S"])


def _entry_item(entry: Entry) -> Item:
    item: Item = {
        "pk": {"S": f"OUTBOX#{entry.id}"},
        "sk": {"S": "OUTBOX"},
        "account": {"S": entry.account},
        "state": {"S": entry.state.value},
        "deliveries": {
            "M": {name: {"S": encode(delivery)} for name, delivery in entry.deliveries.items()}
        },
        "body": {"S": _fitted(replace(entry, deliveries={}))},
    }
    if entry.due_at is not None:
        item["open_pk"] = {"S": "OUTBOX"}
        item["open_sk"] = {"S": stamp(entry.due_at)}
    else:
        item["expires_at"] = {"N": str(int((entry.at + KEPT_TOLD).timestamp()))}
    return item


def _fitted(entry: Entry) -> str:
    """Return an entry's text; if too long, without its moves' evidence, then without the least.

    An item holds at most 400 KB, and whoever may name many resources must not stop a commit with
    them. The findings keep what is left out here.
    """
    text = encode(entry)
    if len(text.encode()) <= MAX_ENTRY:
        return text
    moves = [replace(m, finding=replace(m.finding, evidence={}), before={}) for m in entry.moves]
    moves.sort(key=lambda move: -move.finding.severity.rank)
    while len((text := encode(replace(entry, moves=tuple(moves)))).encode()) > MAX_ENTRY and moves:
        moves = moves[: len(moves) // 2]
    return text


def entry_of_item(item: Item) -> Entry:
    """Return the outbox entry of a table item, as a read or a stream's new image gives it."""
    entry = decode(Entry, item["body"]["S"])
    return replace(
        entry,
        state=EntryState(item["state"]["S"]),
        deliveries={
            name: decode(Delivery, value["S"]) for name, value in item["deliveries"]["M"].items()
        },
        due_at=(
            moment(item["open_sk"]["S"]) if item.get("open_pk", {}).get("S") == "OUTBOX" else None
        ),
    )
