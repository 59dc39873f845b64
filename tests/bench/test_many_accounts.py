"""What sweeping 1 to 10,000 accounts takes, from what the slices of one account were measured at.

One account is swept through the deployed use cases: its messages are worked off as the sweep
function does, against a moto server on loopback and a table that answers at once and counts.
Counted are messages, calls and writes; measured is our own processor time. What AWS takes to answer
is not to be measured here and is assumed, as are AWS's prices, below.
"""

import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest

from posturewatch import bootstrap
from posturewatch.domain.finding import Stored
from posturewatch.sources.describe import PARALLEL_CALLS, LiveSource
from posturewatch.sources.models import reading_session
from posturewatch.sources.sessions import AuditedClients
from posturewatch.stores.memory import MemoryStore
from posturewatch.stores.sqs import messages_of
from posturewatch.usecases.sweep import LISTS_AT_ONCE, Sweeper, SweepStarter
from posturewatch_local.moto_launcher import moto
from tests.bench.accounts import REGIONS, make_account
from tests.bench.test_change import told

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

ACCOUNT = "123456789012"
ENABLED_REGIONS = 17
"""Regions of a new account; all but those of the bench are empty."""

ANSWER = 0.06
"""Seconds that AWS is assumed to take for an answer, in the median of its read calls."""

MEMORY_GB = 0.5
LAMBDA_GB_SECOND, LAMBDA_REQUEST = 0.0000133334, 0.20e-6  # arm64
SQS_REQUEST = 0.40e-6
WRITE_UNIT, READ_UNIT = 0.625e-6, 0.125e-6
"""Dollars in us-east-1, on demand, without free tiers.

Source: https://aws.amazon.com/lambda/pricing/, https://aws.amazon.com/sqs/pricing/ and
https://aws.amazon.com/dynamodb/pricing/on-demand/
"""

ITEM_WITH_INDEX = 2
"""Write units of a resource's item: the item and its copy in the inventory's index, 1 KB each."""


class Counted(MemoryStore):
    """A store that counts what the table would be billed for."""

    def __init__(self) -> None:
        super().__init__(now=bootstrap.now)
        self.reads = self.writes = 0

    def load(self, key: Any) -> Stored:
        self.reads += 1
        return super().load(key)

    def load_states(self, keys: Any) -> Any:
        self.reads += len(keys)
        return super().load_states(keys)

    def sweep_state(self, id: str) -> Any:
        self.reads += 1
        return super().sweep_state(id)

    def inventory(self, *where: Any) -> Any:
        for state in super().inventory(*where):
            self.reads += 1
            yield state

    def commit(self, decisions: Any, entry: Any, **more: Any) -> None:
        rows = sum(ITEM_WITH_INDEX + 2 * len(decision.findings) for decision in decisions)
        tallies = {name for decision in decisions for name in decision.deltas}
        # A transaction writes everything twice; scoring an entry rewrites it and the score.
        self.writes += 2 * (rows + len(tallies) + bool(entry)) + (4 if entry else 0)
        super().commit(decisions, entry, **more)

    def touch(self, decision: Any) -> None:
        self.writes += ITEM_WITH_INDEX
        super().touch(decision)

    def finish_slices(self, done: Any, **more: Any) -> Any:
        # A transaction: each slice and its last result, and the sweep's count.
        self.writes += 2 * (2 * len(done) + 1)
        self.reads += 1
        return super().finish_slices(done, **more)


class Messages:
    """Slices, in the messages that SQS would hold."""

    def __init__(self) -> None:
        self.messages: list[list[Any]] = []

    def send(self, slices: Any, *, seconds: int = 0, is_bundled: bool = False) -> None:
        self.messages += messages_of(slices, is_bundled=is_bundled)


@dataclass
class Cost:
    """What the messages of one kind took."""

    messages: int = 0
    calls: int = 0
    seconds: float = 0.0
    reads: int = 0
    writes: int = 0

    def times(self, factor: float) -> "Cost":
        return Cost(*(round(value * factor, 6) for value in vars(self).values()))  # type: ignore[arg-type] # counts may be fractions here

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            *(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True))
        )

    @property
    def dollars(self) -> float:
        return (
            self.seconds * MEMORY_GB * LAMBDA_GB_SECOND
            + self.messages * (LAMBDA_REQUEST + 3 * SQS_REQUEST)
            + self.reads * READ_UNIT
            + self.writes * WRITE_UNIT
        )


def test_sweeps_of_many_accounts() -> None:
    """Of accounts with some 240 resources in two of 17 regions, swept for the second time."""
    with moto() as server:
        resources = make_account(server.url, 1)
        store, calls = Counted(), Counter[str]()
        session = reading_session(aws_access_key_id="testing", aws_secret_access_key="testing")
        clients = AuditedClients(
            session, endpoint_url=server.url, on_call=lambda name: calls.update((name,))
        )
        empty_regions = ("ap-south-1", "sa-east-1")
        for round_ in ("first", "second"):
            by_region = swept(store, clients, calls, (*REGIONS, *empty_regions), round_)
    used = sum((by_region[name] for name in ("global", *REGIONS)), Cost())
    empty = sum((by_region[name] for name in empty_regions), Cost()).times(1 / len(empty_regions))
    account = used + empty.times(ENABLED_REGIONS - len(REGIONS))
    told(
        f"one account of {resources} resources, {ENABLED_REGIONS} regions",
        messages=f"{account.messages:.0f}",
        calls=f"{account.calls:.0f}",
        lambda_seconds=f"{account.seconds:.0f}",
        empty_region=f"{empty.messages:.0f} messages, {empty.calls:.0f} calls",
    )
    for number in (1, 100, 1_000, 10_000):
        whole = account.times(number)
        told(
            f"{number:>6,} accounts, one sweep",
            messages=f"{whole.messages + number:,.0f}",
            lambda_seconds=f"{whole.seconds:,.0f}",
            api_calls=f"{whole.calls:,.0f}",
            dollars=f"{whole.dollars:,.2f}",
            hours_at_5_workers=f"{whole.seconds / 5 / 3600:,.1f}",
        )
    assert account.messages < account.calls


def swept(
    store: Counted, clients: AuditedClients, calls: Counter[str], regions: Any, name: str
) -> dict[str, Cost]:
    """Sweep the account as the functions do; what each region took."""
    queue = Messages()
    starter = SweepStarter(store, queue, lambda _: None, bootstrap.now, lambda: (), lambda _: ())
    starter.start(ACCOUNT, regions, reason="bench", id=name)
    costs: dict[str, Cost] = {}
    for parts in queue.messages:
        region = parts[0].region
        before = (calls.total(), store.reads, store.writes, time.process_time())
        source = LiveSource(clients, of_one_sweep=True)
        Sweeper(store, source, queue, bootstrap.now).work_off(parts)
        made = calls.total() - before[0]
        own = time.process_time() - before[3]
        # Empty slices are listed side by side, resources are read so.
        at_once = PARALLEL_CALLS if made > 4 * len(parts) else min(len(parts), LISTS_AT_ONCE)
        waits = made * ANSWER / at_once
        cost = Cost(1, made, own + waits, store.reads - before[1], store.writes - before[2])
        costs[region] = costs.get(region, Cost()) + cost
    return costs
