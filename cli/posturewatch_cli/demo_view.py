"""What the demo shows in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from posturewatch.domain import scorecard
from posturewatch.domain.outbox import Entry, LedgerRow
from posturewatch.domain.scorecard import Score, Scorecard, percent
from posturewatch.stores.dynamodb import DynamoStore
from posturewatch_cli import scorecard_view, slack_view
from posturewatch_local.slack_receiver import Form, Message, Shown

_WIDTH = 100


@dataclass(frozen=True)
class Screen:
    """Shows what the demo does.

    Args:
        out: Where to print.
        store: The hub's table.
        account: The account that it is about.
        foundation: The scorecard.
        channels: Channel id → name.
        people: Slack's user id → name.
    """

    out: Console
    store: DynamoStore
    account: str
    foundation: Scorecard
    channels: Mapping[str, str]
    people: Mapping[str, str]

    def card(self, title: str) -> None:
        """Show the scorecard as it stands now."""
        state = self.store.score(self.account)
        filled = scorecard.score(
            self.foundation, state.counts, lambda kind: bool(state.coverage.listed.get(kind))
        )
        self.out.print()
        self.out.print(scorecard_view.scorecard(filled.to_json(), title=title))

    def event(self, record: dict[str, Any]) -> None:
        """Show a call."""
        who = record["userIdentity"]
        name = who.get("userName") or who["arn"].split("/", 1)[1]
        service = record["eventSource"].split(".")[0]
        self.out.print(
            f"[bold]Event[/]   {service}:[bold]{record['eventName']}[/] "
            f"by {escape(name)} from {record['sourceIPAddress']} "
            f"[bright_black](synthetic record {record['eventID']})[/]"
        )

    def moves(self, entry: Entry) -> None:
        """Show what was read, and the verdicts that moved."""
        state = entry.resource
        if state is not None:
            self.out.print(
                f"[bold]Read[/]    {state.key.type} {escape(state.name)} "
                f"[bright_black](state {state.version}, {len(state.verdicts)} controls)[/]"
            )
        for move in entry.moves:
            colour = "red" if move.kind.is_bad else "green"
            finding = move.finding
            self.out.print(
                f"[bold]Verdict[/] [{colour}]{finding.status.value}[/] {finding.severity.value} "
                f"{finding.control}: {escape(finding.reason)}"
            )

    def score(self, row: LedgerRow) -> None:
        """Show a move of the score."""
        move = row.move
        colour = "green" if move.points > 0 else "red"
        items = ", ".join(f"{item.title} ({item.after})" for item in move.items)
        self.out.print(
            f"[bold]Score[/]   [{colour}]{move.points:+d}[/] points: {move.earned_before} → "
            f"{move.earned} of {move.total}, {move.percent_before} % → "
            f"[bold]{percent(move.earned, move.total)} %[/]  {escape(items)}"
        )

    def figures(self, headline: Score, second: Score) -> None:
        """Show the headline and the figure with accepted risk."""
        shown = " · ".join(
            f"{name} [bold]{each.earned} of {each.total}, {percent(each.earned, each.total)} %[/]"
            for name, each in (("headline", headline), ("with accepted risk", second))
        )
        self.out.print(f"[bold]Score[/]   {shown}")

    def message(self, told: Message | Shown) -> None:
        """Show a message of the channel."""
        name = self.channels.get(told.channel, told.channel)
        self._panel(slack_view.message(told.blocks), f"Slack #{name.lstrip('#')}")

    def whisper(self, told: Shown) -> None:
        """Show what one person alone is told."""
        name = self.people.get(told.only_for, told.only_for)
        self._panel(slack_view.message(told.blocks), f"Slack, only visible to {name}")

    def form(self, form: Form) -> None:
        """Show a form, with what its person wrote into it."""
        name = self.people.get(form.user, form.user)
        title = f"{form.view['title']['text']}: a form, filled in by {name}"
        self._panel(slack_view.form(form.view, form.values), title)

    def _panel(self, content: Any, title: str) -> None:
        self.out.print(
            Panel(
                content,
                title=escape(title),
                title_align="left",
                border_style="bright_black",
                width=min(_WIDTH, self.out.width),
            )
        )

    def ledger(self) -> None:
        """Show every move of the score that somebody made."""
        rows = reversed(self.store.ledger(self.account, limit=100))
        moved = [row for row in rows if row.cause.source != "sweep"]
        if not moved:
            return
        table = Table(
            title="The ledger: every move of the score, and who made it",
            title_justify="left",
            box=None,
        )
        table.add_column("", justify="right")
        table.add_column("Points", justify="right")
        table.add_column("Score", no_wrap=True)
        table.add_column("Item")
        table.add_column("By")
        for row in moved:
            move = row.move
            colour = "green" if move.points > 0 else "red" if move.points < 0 else "white"
            table.add_row(
                str(move.version),
                f"[{colour}]{move.points:+d}[/]",
                f"{move.percent_before} → {move.percent} %",
                ", ".join(item.item for item in move.items),
                escape(f"{row.cause.actor.name or row.cause.source}: {row.cause.event_name}"),
            )
        self.out.print(table)
