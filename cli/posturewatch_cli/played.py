"""`posturewatch demo --events`: events from files through the deployed rules, and what came of it.

What is said comes from two sides: `resolve` tells what an event means, and the table, which the
deployed functions wrote, tells what became of the resources that it names.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from textwrap import shorten
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from posturewatch.domain.change import Cause, Outcome, Resolution, Scope
from posturewatch.domain.errors import PosturewatchError
from posturewatch.domain.finding import Finding, RecordState, Stored, Workflow
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.verdict import Status
from posturewatch.stores.dynamodb import DynamoStore
from posturewatch.usecases.evaluate import Result
from posturewatch.usecases.resolve import resolve
from posturewatch_cli import slack_view
from posturewatch_cli.resolve import TIMES
from posturewatch_cli.terminal import plain
from posturewatch_local.stack import EmbeddedAws
from posturewatch_local.story import envelope

FUNCTION: Final = "EvaluateChangeFunction"
QUEUES: Final = ("ChangeQueue", "SweepQueue")
MOST: Final = 40
"""How many resources and messages are shown one by one; the rest is counted."""

SHOWN_NAMES: Final = 12

_WRAPPINGS: Final = ("invokingEvent", "CloudTrailEvent", "Message", "body", "Sns")

_RESULTS: Final = {
    Result.COMMITTED.value: "something new was written about the resource",
    Result.CONFIRMED.value: "all is as it was known",
    Result.COLLAPSED.value: "the resource had been looked at since, so no read was needed",
    Result.IGNORED.value: "older than what is known, or nothing new",
}


@dataclass
class Played:
    """One event that was played.

    Args:
        resolution: What it means.
        refusal: Why the bus did not take it; empty when it did.
    """

    resolution: Resolution
    refusal: str = ""


@dataclass
class Player:
    """Plays events on a running embedded AWS.

    Args:
        aws: The embedded AWS with the template deployed.
        store: The deployed table.
        out: Where to print.
    """

    aws: EmbeddedAws
    store: DynamoStore
    out: Console
    played: list[Played] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._sqs = self.aws.home.client("sqs")

    def play(self, events: Sequence[Any]) -> None:
        """Put events on the bus, wait until the functions are done, and show what came of it."""
        self.out.rule(f"[bold]Playing {len(events)} events[/]")
        began = time.time()
        told_before = len(self.aws.slack.messages)
        self.played = [self._put(event) for event in events]
        is_done = self._wait(timeout=60 + len(events) / 10)
        self._show_outcomes(_counted(self.aws, began))
        self._show_resources()
        self._show_messages(told_before)
        if not is_done:
            self.out.print(
                "[yellow]The functions are not done yet: some of it is still to come.[/]"
            )

    def _put(self, event: Any) -> Played:
        """Put one event on the bus, unless nobody could understand it."""
        resolution = resolve(event)
        if resolution.outcome is Outcome.INVALID:
            return Played(resolution)
        whole = as_envelope(event)
        try:
            self.aws.put_events(whole)
        except PosturewatchError as error:
            return Played(resolution, str(error))
        # As the function sees it, so that its causes are found again in the table.
        return Played(resolve(whole))

    # --- Waiting ---

    def _wait(self, timeout: float) -> bool:
        """Wait until nothing is worked on any more; False when that takes too long."""
        deadline = time.monotonic() + timeout
        quiet = 0
        while quiet < 3:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.2)
            quiet = 0 if self._working() else quiet + 1
        return True

    def _working(self) -> bool:
        """Whether a message is being worked off, or something is being scored or told."""
        attributes = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        if any(sum(self._depth(name, attributes)) for name in QUEUES):
            return True
        # What is to be told again later, because Slack is busy, is waited for as well.
        return bool(self.store.due_entries(datetime.now(UTC) + timedelta(days=1), limit=1))

    def _depth(self, queue: str, attributes: list[str]) -> list[int]:
        answer = self._sqs.get_queue_attributes(
            QueueUrl=self.aws.physical_id(queue), AttributeNames=attributes
        )
        return [int(value) for value in answer["Attributes"].values()]

    # --- Showing ---

    def _show_outcomes(self, counted: Mapping[str, int]) -> None:
        table = Table(title="What the events mean", title_justify="left", box=None)
        table.add_column("Outcome", no_wrap=True)
        table.add_column("Events", justify="right", no_wrap=True)
        table.add_column("Through a rule", justify="right", no_wrap=True)
        table.add_column("For example", style="bright_black", no_wrap=True)
        room = max(20, self.out.width - 45)
        outcomes = Counter(event.resolution.outcome for event in self.played)
        for outcome, count in outcomes.most_common():
            through = "-" if outcome is Outcome.INVALID else str(counted.get(outcome.value, 0))
            example = next(e.resolution for e in self.played if e.resolution.outcome is outcome)
            table.add_row(
                outcome.value,
                str(count),
                through,
                shown(shorten(example.reason, room, placeholder=" …")),
            )
        self.out.print(table)
        self._show_names(Outcome.UNMAPPED, "Not mapped")
        refused = Counter(event.refusal for event in self.played if event.refusal)
        for reason, count in refused.items():
            self.out.print(f"[yellow]The bus refused {count}: {shown(reason)}[/]")
        table = Table(title="\nWhat the function made of them", title_justify="left", box=None)
        table.add_column("Result")
        table.add_column("Changes", justify="right")
        table.add_column("", style="bright_black")
        for name, meaning in _RESULTS.items():
            if counted.get(name):
                table.add_row(name, str(counted[name]), meaning)
        if table.row_count:
            self.out.print(table)
        waiting = sum(self._depth("ChangeQueue", ["ApproximateNumberOfMessagesDelayed"]))
        if waiting:
            self.out.print(
                f"[bright_black]{waiting} resources will be looked at again within a minute: what "
                "the event tells could not be seen yet, or settles late.[/]"
            )

    def _show_names(self, outcome: Outcome, title: str) -> None:
        calls = Counter(
            f"{event.resolution.event_source}:{event.resolution.event_name}"
            for event in self.played
            if event.resolution.outcome is outcome
        )
        if calls:
            names = ", ".join(f"{name} {TIMES}{n}" for name, n in calls.most_common(SHOWN_NAMES))
            left = len(calls) - SHOWN_NAMES
            more = f" and {left} more names" if left > 0 else ""
            self.out.print(f"[bright_black]{title}: {shown(names)}{more}.[/]")

    def _show_resources(self) -> None:
        events = self._events_by_resource()
        if not events:
            return
        gone, there = 0, []
        for key, resolutions in events.items():
            stored = self.store.load(key)
            if stored.state is None:
                continue
            if stored.state.gone_at and not stored.findings:
                gone += 1
            else:
                there.append((key, stored, resolutions))
        there.sort(key=lambda part: -_weight(part[1]))
        self.out.print("\n[bold]What became of the resources[/]")
        for key, stored, resolutions in there[:MOST]:
            self._show_resource(key, stored, resolutions)
        if len(there) > MOST:
            self.out.print(f"… and {len(there) - MOST} more resources that are there.")
        if gone:
            self.out.print(
                f"{gone} resources that the events name are not there, which is known now: the "
                "audited accounts are empty but for the company's."
            )

    def _events_by_resource(self) -> dict[ResourceKey, list[Resolution]]:
        found: dict[ResourceKey, list[Resolution]] = {}
        for event in self.played:
            for target in event.resolution.targets:
                if target.scope is Scope.RESOURCE:
                    found.setdefault(target.key(), []).append(event.resolution)
                    continue
                region = None if target.region == "global" else target.region
                for state in self.store.inventory(target.account, target.type, region):
                    found.setdefault(state.key, []).append(event.resolution)
        return found

    def _show_resource(
        self, key: ResourceKey, stored: Stored, resolutions: Sequence[Resolution]
    ) -> None:
        state = stored.state
        if state is None:
            return
        verdicts = Counter(status.value for status in state.verdicts.values())
        said = ", ".join(f"{count} {status}" for status, count in sorted(verdicts.items()))
        is_recorded = any(r.cause and r.cause.at == state.observed_at for r in resolutions)
        how = "gone" if state.gone_at else "by its Config item" if is_recorded else "read live"
        self.out.print(
            f"[bold]{shown(key.type)} {shown(state.name)}[/] "
            f"[bright_black]{shown(key.account)}/{shown(key.region)}, {how}[/]  {said}"
        )
        names = Counter(_who(resolution.cause) for resolution in resolutions if resolution.cause)
        for name, count in names.most_common(3):
            times = f" [bright_black]{TIMES}{count}[/]" if count > 1 else ""
            self.out.print(f"  {shown(name)}{times}")
        causes = {_mark(resolution.cause) for resolution in resolutions}
        for line in _moves(stored.findings.values(), causes):
            self.out.print(line)

    def _show_messages(self, before: int) -> None:
        messages = self.aws.slack.messages[before:]
        self.out.print(f"\n[bold]Slack got {len(messages)} messages of it[/]")
        for message in messages[:MOST]:
            self.out.print(f"  {shown(message.text.splitlines()[0])}")
        if len(messages) > MOST:
            self.out.print(f"  … and {len(messages) - MOST} more.")
        if messages:
            self.out.print(
                Panel(
                    slack_view.message(messages[-1].blocks),
                    title="The last of them",
                    title_align="left",
                    border_style="bright_black",
                    width=min(100, self.out.width),
                )
            )


def shown(text: object) -> str:
    """Return a stranger's text as it can be printed: neither markup nor control characters work."""
    return escape(plain(text))


def _weight(stored: Stored) -> int:
    """How much there is to see of a resource."""
    failed = (f.severity.rank + 1 for f in stored.findings.values() if f.is_open)
    return sum(failed) * 100 + len(stored.findings)


def _who(cause: Cause) -> str:
    who = cause.actor.name or cause.source
    return f"{cause.event_name} by {who}, {cause.at:%Y-%m-%d %H:%M} UTC"


def _mark(cause: Cause | None) -> tuple[object, ...]:
    """What an event is known by in the table: the bus gives Config's an id of its own."""
    return (cause.source, cause.event_name, cause.at) if cause else ()


def _moves(findings: Iterable[Finding], causes: set[tuple[object, ...]]) -> Iterator[str]:
    """Say what the events did to the findings of one resource."""
    unknown: Counter[str] = Counter()
    for finding in sorted(findings, key=lambda f: -f.severity.rank):
        about = f"{finding.severity.value} {finding.control}: {shown(finding.reason)}"
        told = " [bright_black](told)[/]" if finding.workflow is Workflow.NOTIFIED else ""
        if finding.is_open and _mark(finding.opened_by) in causes:
            yield f"  [red]{finding.status.value}[/] {about}{told}"
        elif _mark(finding.resolved_by) in causes:
            ended = "fixed" if finding.record_state is RecordState.ACTIVE else "closed"
            yield f"  [green]{ended}[/] {about}"
        elif finding.status is Status.NOT_AVAILABLE:
            unknown[finding.reason] += 1
    for reason, count in unknown.items():
        yield f"  [magenta]NOT_AVAILABLE[/] {TIMES}{count}: {shown(reason)}"


def _counted(aws: EmbeddedAws, since: float) -> Counter[str]:
    """Return what the function counted, from the metrics in its log."""
    counted: Counter[str] = Counter()
    for line in aws.logs(FUNCTION, since=since):
        try:
            told = json.loads(line.message)
        except ValueError:
            continue
        if not isinstance(told, dict) or "_aws" not in told:
            continue
        for directive in told["_aws"]["CloudWatchMetrics"]:
            for metric in directive["Metrics"]:
                value = told.get(metric["Name"], 0)
                counted[metric["Name"]] += int(sum(value) if isinstance(value, list) else value)
    return counted


def as_envelope(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event as it is put on the bus: a bare record or item gets its envelope.

    The embedded bus takes account and region from the detail, so they are put there.
    """
    event = _inner(event)
    if "detail" in event:
        detail = dict(event["detail"])
        if "eventName" in detail and event.get("account"):
            detail["recipientAccountId"] = event["account"]
            detail.setdefault("awsRegion", event.get("region"))
        return {
            "source": event.get("source") or "unknown",
            "detail-type": event.get("detail-type") or "unknown",
            "detail": detail,
            "resources": list(event.get("resources") or ()),
        }
    if "eventName" in event:
        return envelope(event)
    if "resourceType" in event:
        event = {"configurationItem": event}
    detail = {"messageType": "ConfigurationItemChangeNotification", **event}
    item = detail.get("configurationItem")
    if isinstance(item, list) and len(item) == 1:
        item = item[0]
    if isinstance(item, Mapping):
        owner = item.get("awsAccountId") or item.get("accountId")
        detail["configurationItem"] = {**item, "awsAccountId": owner}
    return {
        "source": "aws.config",
        "detail-type": "Config Configuration Item Change",
        "detail": detail,
    }


def _inner(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take off the wrappings of queues, topics, Config rules and lookups."""
    for _ in range(8):
        if "eventName" in event or "detail" in event:
            return event
        held = next((event[name] for name in _WRAPPINGS if name in event), None)
        if held is None:
            records = event.get("Records")
            held = records[0] if isinstance(records, list) and len(records) == 1 else None
        if held is None:
            return event
        event = json.loads(held) if isinstance(held, str) else held
    return event
