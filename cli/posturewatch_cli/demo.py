"""`posturewatch demo`: the real template on an embedded AWS, and a story that it lives through."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from posturewatch.bootstrap import scorecard as load_card
from posturewatch.domain.errors import BadInput
from posturewatch.domain.outbox import Entry, LedgerRow
from posturewatch.domain.sweep import Sweep, SweepState
from posturewatch.domain.thread import Thread
from posturewatch.stores.dynamodb import DynamoStore
from posturewatch_cli.demo_office import PEOPLE, Office, slack_secret, template_parameters
from posturewatch_cli.demo_view import Screen
from posturewatch_cli.played import Player
from posturewatch_local import slack_page
from posturewatch_local.company import REGION, make_company
from posturewatch_local.past import hour_begun
from posturewatch_local.slack_receiver import File, Message, SlackReceiver, rate_limited
from posturewatch_local.stack import AUDITED_ACCOUNT, EmbeddedAws
from posturewatch_local.story import (
    Step,
    change_unseen,
    chapters,
    emergency,
    envelope,
    openings,
)

TEMPLATE: Final = Path(__file__).resolve().parents[2] / "template.yaml"
CHANNELS: Final = {"C0SECURITY": "security-posture"}
AUDIT_ROLE: Final = "PosturewatchAudit"
EXIT_BAD_INPUT: Final = 2

PICTURES: Final = TEMPLATE.parent / "build" / "demo"
"""Where the demo leaves its pictures."""

BURST: Final = 40
"""How many groups one Terraform run opens."""

SLACK_LIMITS_STEP: Final = 1
"""The step whose first Slack call is answered with 429, as a busy channel would."""


def run(events: str | None = None, *, keep: bool = False, console: Console | None = None) -> int:
    """Run the demo.

    Args:
        events: A file or directory with CloudTrail records or Config events to play instead of
            the story.
        keep: Leave everything running until ctrl-C, and print the addresses.
        console: Where to print.

    Returns:
        0 when all went as it should, 2 when some of the events could not be read.
    """
    if not TEMPLATE.is_file():
        raise BadInput(
            "there is no template.yaml here",
            where=str(TEMPLATE.parent),
            remedy="Run the demo from a checkout.",
        )
    # A log file or a pipe has no width of its own.
    width = None if sys.stdout.isatty() else 110
    out = console or Console(width=width, highlight=False)
    started = time.monotonic()
    hour = hour_begun(datetime.now(UTC))
    played, complaints = _events(events) if events else (None, 0)
    with (
        _interruptible(),
        EmbeddedAws(
            template=TEMPLATE,
            region=REGION,
            slack=SlackReceiver(channels=CHANNELS),
            parameters={
                "Stage": "demo",
                "Accounts": AUDITED_ACCOUNT,
                "Regions": REGION,
                "AuditRoleName": AUDIT_ROLE,
                "ExternalId": "demo-external-id",
                "SlackEnabled": "true",
                "SlackChannel": min(CHANNELS),
                **template_parameters(hour),
            },
            progress=lambda text: out.print(f"[bright_black]· {escape(text)}[/]"),
        ) as aws,
    ):
        demo = Demo(aws, out, hour)
        demo.prepare()
        if played is None:
            demo.office.make_past()
            demo.live(chapters(demo.company, AUDITED_ACCOUNT))
            demo.accept_risk()
            demo.burst()
            demo.office.show_accepted(demo.accepted)
            demo.sweep_blind()
            demo.trend = demo.office.digest()
        else:
            Player(aws, demo.store, out).play(played)
        demo.end()
        out.print(f"[bright_black]{time.monotonic() - started:.0f} s in all.[/]")
        if keep:
            demo.wait()
    return EXIT_BAD_INPUT if complaints else 0


class Demo:
    """The demo on a running embedded AWS.

    Args:
        aws: The embedded AWS with the template deployed.
        out: Where to print.
        hour: When the team's digest is told: it is due while the demo runs.
    """

    accepted: Message
    """The message about the risk that people accept."""
    trend: File | None = None
    """The picture in the digest."""

    def __init__(self, aws: EmbeddedAws, out: Console, hour: str) -> None:
        self.aws = aws
        self.out = out
        self.session = aws.audited_session(AUDITED_ACCOUNT, REGION)
        self.store = DynamoStore(aws.home.client("dynamodb"), aws.outputs["TableName"])
        card = load_card("foundation")
        self.screen = Screen(out, self.store, AUDITED_ACCOUNT, card, CHANNELS, PEOPLE)
        self.office = Office(aws, self.screen, card, hour)

    # --- Before the story ---

    def prepare(self) -> None:
        """Make the company's account, and sweep it for the first time."""
        aws, out = self.aws, self.out
        aws.home.client("secretsmanager").put_secret_value(
            SecretId=aws.outputs["SlackSecretArn"],
            SecretString=json.dumps(slack_secret(min(aws.slack.tokens))),
        )
        out.print("[bright_black]· Making the company's account[/]")
        self.company, older = make_company(self.session, AUDITED_ACCOUNT)
        aws.backdate(users=older)
        out.print(
            Panel(
                f"Account [bold]{AUDITED_ACCOUNT}[/] of Acme in {REGION}, most of it good.\n"
                "Everything below runs through the deployed template: "
                "EventBridge → SQS → Lambda → DynamoDB → stream → Lambda → SNS and Slack.",
                title="[bold]Posturewatch[/]: is our cloud defensible [bold]right now[/]?",
                border_style="blue",
            )
        )
        began = time.monotonic()
        aws.invoke("StartSweepFunction", {"reason": "the demo's first sweep", "id": "first"})
        sweep: Sweep = aws.wait_until(
            lambda: self._sweep_done(f"first-{AUDITED_ACCOUNT}"),
            "the first sweep to end",
            timeout=60,
        )
        told = aws.slack.wait_for(timeout=30)[-1]
        out.print(
            f"\n[bold]The first sweep[/] judged {sweep.judged} resources in {sweep.slices} slices, "
            f"{time.monotonic() - began:.1f} s."
        )
        self.screen.card("The scorecard")
        self.screen.message(told)

    def _sweep_done(self, id: str, *, recounted: bool = False) -> Sweep | None:
        sweep = self.store.sweep(id)
        if sweep is None or sweep.state is not SweepState.DONE:
            return None
        return sweep if sweep.drift is not None or not recounted else None

    # --- The story ---

    def live(self, steps: list[Step]) -> None:
        """Live through the story, step by step."""
        for number, step in enumerate(steps, 1):
            if number - 1 == SLACK_LIMITS_STEP:
                self.aws.slack.misbehave([rate_limited(1)])
            self._step(number, step)

    def _step(self, number: int, step: Step) -> Message:
        out = self.out
        out.print()
        out.rule(f"[bold {'red' if step.is_bad else 'green'}]{number}. {escape(step.title)}[/]")
        before = len(self.aws.slack.messages)
        step.act(self.session)
        record = step.record(AUDITED_ACCOUNT)
        delivered = time.time()
        self.aws.put_events(envelope(record))
        row = self._row_of(record["eventID"])
        told = self.aws.slack.wait_for(count=before + 1, timeout=90)[before]
        entry = self.aws.wait_until(lambda: self._delivered(row.entry), "the delivery's record")
        below = [m for m in self.aws.slack.messages[before + 1 :] if m.payload.get("thread_ts")]
        self.screen.event(record)
        self.screen.moves(entry)
        self.screen.score(row)
        self.screen.message(told)
        for reply in below:
            out.print(f"  [bright_black]└ in its thread:[/] {escape(reply.text)}")
        figures = {
            "finding": entry.at.timestamp() - delivered,
            "score": row.at.timestamp() - delivered,
            "Slack": told.received_at - delivered,
        }
        shown = " · ".join(f"{name} {seconds * 1000:,.0f} ms" for name, seconds in figures.items())
        limited = (
            " (Slack said 429 first; it was obeyed)" if number - 1 == SLACK_LIMITS_STEP else ""
        )
        out.print(f"[bold]From the event's delivery to[/] {shown}{limited}")
        return told

    def accept_risk(self) -> None:
        """Let a risk be taken that is meant, and people accept it."""
        number = len(chapters(self.company, AUDITED_ACCOUNT)) + 1
        self.accepted = self._step(number, emergency(AUDITED_ACCOUNT))
        self.office.accept_risk(self.accepted)

    def burst(self) -> None:
        """Let one Terraform run open many groups at once: one message, with the worst ten."""
        slack = self.aws.slack
        self.out.print()
        self.out.rule(f"[bold red]{BURST} security groups opened by one Terraform run[/]")
        steps = openings(self.session, BURST, AUDITED_ACCOUNT)
        for step in steps:
            step.act(self.session)
        begun = time.time()
        self.aws.put_events(*(envelope(step.record(AUDITED_ACCOUNT)) for step in steps))

        def shown() -> Thread | None:
            threads = self.store.desk("slack", AUDITED_ACCOUNT).threads
            return next((t for t in threads if t.is_shown and len(t.resources) >= BURST), None)

        thread: Thread = self.aws.wait_until(shown, "the whole burst in Slack", timeout=90)
        own = thread.parent.partition("/")[2]
        new = [message for message in slack.messages if message.ts == own]
        self.screen.message(new[-1])
        self.out.print(
            f"[bold]{BURST} regressions[/] are one message, edited {len(new) - 1} times: "
            f"the first after {new[0].received_at - begun:.1f} s, "
            f"all of them after {new[-1].received_at - begun:.1f} s"
        )

    def _row_of(self, event_id: str) -> LedgerRow:
        def find() -> LedgerRow | None:
            rows = self.store.ledger(AUDITED_ACCOUNT, limit=5)
            return next((row for row in rows if row.cause.event_id == event_id), None)

        row: LedgerRow = self.aws.wait_until(find, f"the score's move by {event_id}", timeout=90)
        return row

    def _delivered(self, id: str) -> Entry | None:
        """Return an entry once all that Slack is to show of it is shown."""
        entry = self.store.entry(id)
        delivery = entry.deliveries.get("slack") if entry else None
        if delivery is None:
            return None
        threads = [
            self.store.thread("slack", AUDITED_ACCOUNT, id_) for id_ in delivery.receipt.split()
        ]
        return entry if all(thread and thread.is_shown for thread in threads) else None

    def sweep_blind(self) -> None:
        """Change the account while no event is told, and let a sweep find it."""
        aws, out = self.aws, self.out
        out.print()
        out.rule("[bold red]Events are switched off, and the account changes[/]")
        mapping = aws.physical_id("EvaluateChangeFunctionChanges")
        functions = aws.home.client("lambda")
        functions.update_event_source_mapping(UUID=mapping, Enabled=False)
        before = len(aws.slack.messages)
        for told in change_unseen(self.session):
            out.print(f"[bright_black]·[/] {escape(told)}. Nobody hears of it.")
        aws.invoke("StartSweepFunction", {"reason": "the demo's second sweep", "id": "second"})
        sweep: Sweep = aws.wait_until(
            lambda: self._sweep_done(f"second-{AUDITED_ACCOUNT}", recounted=True),
            "the second sweep to end",
            timeout=90,
        )
        functions.update_event_source_mapping(UUID=mapping, Enabled=True)
        message = aws.slack.wait_for(count=before + 1, timeout=90)[before]
        out.print(f"[bold]The sweep[/] found {sweep.missed} changes that no event had told:")
        for service, missed in sweep.missed_changes.items():
            figures = f"{missed.new} new, {missed.changed} changed, {missed.gone} gone"
            out.print(f"  {service}: {figures}")
            for example in missed.examples:
                out.print(f"    [bright_black]{escape(example)}[/]")
        out.print(
            f"All verdicts were counted again: they differ from the tallies by {sweep.drift}."
        )
        self.screen.message(message)

    # --- After it ---

    def end(self) -> None:
        """Show the scorecard, the ledger, and where to look next."""
        self.out.print()
        self.out.rule("[bold]At the end[/]")
        self.screen.card("The scorecard")
        self.screen.ledger()
        self._picture()
        self.out.print(
            "\nWhere to look next: [bold]template.yaml[/] is what was deployed, "
            "[bold]docs/controls/[/] says what each control asks and how to fix it, "
            "[bold]posturewatch evaluate EVENT.json[/] judges one event against a real account, "
            "[bold]posturewatch demo --events PATH[/] plays your own events."
        )

    def _picture(self) -> None:
        """Leave the channel as a page, and as a picture where there is a browser."""
        slack = self.aws.slack
        page = slack_page.channel_page(
            next(iter(CHANNELS.values())),
            slack.shown,
            whispers=slack.whispers,
            forms=slack.forms,
            people=PEOPLE,
            history=slack.messages,
        )
        PICTURES.mkdir(parents=True, exist_ok=True)
        where = PICTURES / "slack.html"
        where.write_text(page, encoding="utf-8")
        made = [where]
        if slack_page.picture(page, PICTURES / "slack.png", width=slack_page.WIDE):
            made.append(PICTURES / "slack.png")
        if self.trend is not None:
            made.append(PICTURES / "digest.png")
            made[-1].write_bytes(self.trend.content)
        shown = ", ".join(escape(str(path)) for path in made)
        self.out.print(f"\nThe Slack channel, as people see it: [bold]{shown}[/]")

    def wait(self) -> None:
        """Print the addresses, and wait for ctrl-C."""
        aws = self.aws
        self.out.print(
            Panel(
                f"Hub account (MiniStack)  {aws.home_url}\n"
                f"Audited account (moto)   {aws.audited_url}\n"
                f"Slack receiver           {aws.slack.url}\n"
                f"Table                    {aws.outputs['TableName']}",
                title="Running until ctrl-C",
            )
        )
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            self.out.print("Stopped.")


def _events(path: str) -> tuple[list[dict[str, Any]], int]:
    """Return the events of a file or directory, and how many parts of it could not be read."""
    from posturewatch_cli.events import read_events

    complaints: list[BadInput] = []
    events = [event for event in read_events([path], complaints.append) if isinstance(event, dict)]
    if not events:
        raise complaints[0] if complaints else BadInput("holds no events", where=path)
    for complaint in complaints:
        print(f"posturewatch: {complaint}", file=sys.stderr)
    return events, len(complaints)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Turn ctrl-C and SIGTERM into one orderly end, so that no child and no file is left behind."""
    signals = (signal.SIGINT, signal.SIGTERM)

    def stop(_signal: int, _frame: object) -> None:
        # Stopping takes a second or two, and an impatient second ctrl-C must not cut it short.
        for number in signals:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    previous = {number: signal.signal(number, stop) for number in signals}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
