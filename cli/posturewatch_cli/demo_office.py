"""The demo's office: people accept a risk in Slack, and a team reads its digest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from rich.markup import escape

from posturewatch.domain.digest import Hours
from posturewatch.domain.interaction import InteractionKind
from posturewatch.domain.scorecard import Scorecard
from posturewatch.domain.thread import Standing
from posturewatch.notifiers.slack_buttons import REASON, UNTIL, action_id
from posturewatch.settings import Settings
from posturewatch.usecases.except_ import Excepter
from posturewatch.usecases.teams import team_scores
from posturewatch_cli.demo_view import Screen
from posturewatch_local.errors import EmbeddedAwsError
from posturewatch_local.past import (
    OLDEST_DAYS,
    age_findings,
    tell_earlier_digests,
)
from posturewatch_local.slack_people import SIGNING_SECRET, WORKSPACE, SlackPeople
from posturewatch_local.slack_receiver import File, Form, Message, Shown
from posturewatch_local.stack import AUDITED_ACCOUNT, EmbeddedAws

ALICE: Final = "U0ALICE"
BOB: Final = "U0BOB"
PEOPLE: Final = {ALICE: "alice", BOB: "bob"}
"""Who may act in the demo's Slack."""

ACCEPTED_BECAUSE: Final = (
    "Our way in when single sign-on is down: two of us may use it, with MFA, and each use is told."
)
ACCEPTED_DAYS: Final = 10
"""For how many days the risk is accepted: so few that the digest tells of its end."""

DIGEST_TEAM: Final = "platform"
TREND: Final = (-38, -38, -31, -31, -24, -24, -24, -16, -16, -7, -7, 0, 0)
"""By how many points the team stood below today's start, on each day before."""


def template_parameters(hour: str) -> dict[str, str]:
    """Return the parameters of the template that the office needs.

    Args:
        hour: When the digest is told.
    """
    return {
        "SlackWorkspace": WORKSPACE,
        "SlackPeople": ",".join(f"{user}={name}" for user, name in PEOPLE.items()),
        "DigestHours": f"{DIGEST_TEAM}={hour}",
    }


def slack_secret(token: str) -> dict[str, str]:
    """Return what stands in the secret of Slack."""
    return {"bot_token": token, "signing_secret": SIGNING_SECRET}


@dataclass
class Office:
    """What people do in the demo's Slack.

    Args:
        aws: The embedded AWS with the template deployed.
        screen: Shows it.
        card: The scorecard.
        hour: When the digest is told: it is due while the demo runs.
    """

    aws: EmbeddedAws
    screen: Screen
    card: Scorecard
    hour: str
    people: SlackPeople = field(init=False)

    def __post_init__(self) -> None:
        url = f"{self.aws.api_url('SlackApi')}/slack/actions"
        self.people = SlackPeople(self.aws.slack, url)

    # --- Accepting a risk ---

    def accept_risk(self, told: Message) -> None:
        """Let Alice ask for a risk to be accepted, and Bob approve it.

        Args:
            told: The message that tells of it.
        """
        screen, out = self.screen, self.screen.out
        before = self._figures()[0]
        message = self._found(lambda each: each.ts == told.ts, "the message")
        out.print("\n[bold]Alice means it:[/] she presses “Accept risk…”, and says why")
        form = self._filled_in(message)
        screen.form(form)
        request = self._found(_says("A risk is asked to be accepted"), "the request")
        screen.message(request)
        out.print("[bold]Alice tries to approve it herself[/]")
        screen.whisper(self._press(ALICE, request, InteractionKind.APPROVE))
        out.print("[bold]Bob approves it[/]")
        screen.whisper(self._press(BOB, request, InteractionKind.APPROVE))
        screen.message(self._found(_says("Risk accepted"), "the approval"))
        headline, second, acceptance = self._figures()
        screen.figures(headline, second)
        moved = headline.earned - before.earned
        out.print(
            f"[bold]{len(acceptance.accepted)} findings are accepted:[/] the headline has moved by "
            f"{moved} points, the figure with accepted risk by {second.earned - before.earned:+d}"
        )

    def show_accepted(self, told: Message) -> None:
        """Show the message that told of the risk, once it says that it is accepted."""
        store = self.screen.store

        def accepted() -> bool:
            threads = store.desk("slack", AUDITED_ACCOUNT).threads
            (thread,) = (each for each in threads if each.parent.endswith(f"/{told.ts}"))
            return thread.is_shown and thread.standing is Standing.ACCEPTED

        self.aws.wait_until(accepted, "the message about the accepted risk", timeout=90)
        self.screen.out.print("\n[bold]The message that told of the accepted risk[/], by now")
        self.screen.message(self._found(lambda each: each.ts == told.ts, "the message"))
        for reply in self.aws.slack.shown:
            if reply.thread == told.ts:
                self.screen.out.print(f"  [bright_black]└ in its thread:[/] {escape(reply.text)}")

    def _filled_in(self, message: Shown) -> Form:
        """Open the form with Alice's hand, and send it off; return it as it was sent."""
        slack = self.aws.slack
        known = len(slack.whispers)
        self._check(self.people.press(ALICE, message, action_id(InteractionKind.ACCEPT)).status)
        form = slack.forms[-1]
        until = datetime.now(UTC) + timedelta(days=ACCEPTED_DAYS)
        written = {REASON: ACCEPTED_BECAUSE, UNTIL: f"{until:%Y-%m-%d}"}
        answered = self.people.fill_in(form, written)
        self._check(answered.status, str(answered.told or ""))
        self._whispered(ALICE, known)
        return slack.forms[-1]

    def _press(self, user: str, message: Shown, kind: InteractionKind) -> Shown:
        """Press a button, and return what its person is told."""
        known = len(self.aws.slack.whispers)
        self._check(self.people.press(user, message, action_id(kind)).status)
        return self._whispered(user, known)

    def _check(self, status: int, problem: str = "") -> None:
        if status != 200 or problem:
            raise EmbeddedAwsError(f"Slack's door answered {status} {problem}".strip())

    def _whispered(self, user: str, known: int) -> Shown:
        def look() -> Shown | None:
            new = self.aws.slack.whispers[known:]
            return next((each for each in new if each.only_for == user), None)

        told: Shown = self.aws.wait_until(look, f"an answer to {PEOPLE[user]}", timeout=90)
        return told

    def _found(self, accept: Callable[[Shown], bool], what: str) -> Shown:
        def look() -> Shown | None:
            return next((each for each in self.aws.slack.shown if accept(each)), None)

        found: Shown = self.aws.wait_until(look, f"{what} in Slack", timeout=90)
        return found

    def _figures(self) -> Any:
        excepter = Excepter(self.screen.store, lambda: datetime.now(UTC))
        return excepter.figures(AUDITED_ACCOUNT, self.card, Settings().freshness)

    # --- The digest ---

    def make_past(self) -> None:
        """Make the account older than it is, so that the digest has something to look back at."""
        store, now = self.screen.store, datetime.now(UTC)
        # The digest is asked for when the story is at its end, whatever the clock says.
        schedule = self.aws.physical_id("SendDigestFunctionDigests")
        self.aws.home.client("scheduler").delete_schedule(Name=schedule)
        aged = age_findings(store, AUDITED_ACCOUNT, now)
        hour = Hours.parse({DIGEST_TEAM: self.hour}).of(DIGEST_TEAM)
        today = hour.day(now) if hour else None
        if today is None:
            raise EmbeddedAwsError("the digest's hour is not one of today")
        scores = team_scores(store, AUDITED_ACCOUNT, self.card, now, Settings().freshness)
        own = next(each.score for each in scores if each.team == DIGEST_TEAM)
        points = [max(own.earned + less, 0) for less in TREND]
        tell_earlier_digests(store, AUDITED_ACCOUNT, DIGEST_TEAM, today, now, points, own.total)
        self.screen.out.print(
            f"\n[bright_black]· Making up a past: {aged} findings are dated back by up to "
            f"{OLDEST_DAYS} days, and there are {len(points)} digests of earlier days[/]"
        )

    def digest(self) -> File:
        """Let the digest of a team be told; return the picture of its trend."""
        out = self.screen.out
        out.print()
        out.rule(f"[bold blue]The daily digest of the team {DIGEST_TEAM}[/]")
        self.aws.invoke("SendDigestFunction", {"reason": "digests"})
        told = self._found(lambda each: each.text.startswith("📰"), "the digest")
        below = self._found(lambda each: each.thread == told.ts and bool(each.files), "its trend")
        self.screen.message(told)
        (file,) = below.files
        out.print(f"  [bright_black]└ {file.name}:[/] {escape(file.words)}")
        return file


def _says(text: str) -> Callable[[Shown], bool]:
    return lambda each: each.text.startswith(text)
