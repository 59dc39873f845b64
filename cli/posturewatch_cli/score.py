"""`posturewatch score`: the score now, before, why, and whether it is counted right."""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, TextIO

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from posturewatch.bootstrap import now as clock
from posturewatch.bootstrap import scorecard
from posturewatch.catalog import check_card
from posturewatch.domain.change import Actor, Cause
from posturewatch.domain.errors import BadInput
from posturewatch.domain.fields import moment
from posturewatch.domain.scorecard import Scorecard, card_scope
from posturewatch.settings import Settings
from posturewatch.sources.sessions import CONFIG
from posturewatch.stores.dynamodb import DynamoStore
from posturewatch.usecases.except_ import Excepter
from posturewatch.usecases.explain import Explainer, never_scored
from posturewatch.usecases.history import as_of, passage
from posturewatch.usecases.ports import Store
from posturewatch.usecases.repair import Repairer
from posturewatch.usecases.response import responses
from posturewatch.usecases.teams import team_scores
from posturewatch.usecases.verify import Verifier
from posturewatch_cli import explain_told, score_told

REFUSED: Final = {"AccessDeniedException", "AccessDenied", "UnrecognizedClientException"}
UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def run(options: argparse.Namespace, out: TextIO | None = None) -> int:
    """Run one of the commands.

    Args:
        options: As `main.parser` parses them.
        out: Where the answer goes; standard output by default.

    Returns:
        0; `verify` returns 1 if something is counted wrong.

    Raises:
        BadInput: There is no such table, account, card, item or time.
    """
    home = Home(options.table or "", options.endpoint_url, account=options.account or "")
    with home.asking():
        told, code = answer(options, home)
    stream = out or sys.stdout
    if options.format == "json":
        stream.write(json.dumps(told, indent=2, ensure_ascii=True) + "\n")
    else:
        from posturewatch_cli import score_view

        score_view.show(options.question, told, stream)
    return code


@dataclass
class Home:
    """The home side, as the command line names it.

    Args:
        table: The table's name; empty: as the settings say.
        endpoint_url: Where the AWS API is; None for AWS, or where its usual settings say.
        account: The audited account; empty: the credentials' own.
        now: The clock, in UTC.
        wait: Waits so many seconds before something is read again.
        settings: The settings.
    """

    table: str = ""
    endpoint_url: str | None = None
    account: str = ""
    now: Callable[[], datetime] = field(default_factory=lambda: clock)
    wait: Callable[[float], None] = field(default_factory=lambda: time.sleep)
    settings: Settings = field(default_factory=Settings.load)

    def __post_init__(self) -> None:
        self.table = self.table or self.settings.table
        if not self.table:
            raise BadInput(
                "no table is named",
                remedy="Give --table or POSTUREWATCH_TABLE: the stack's output TableName.",
            )
        if self.account and not re.fullmatch(r"\d{12}", self.account):
            raise BadInput("an account has 12 digits", where=f"--account {self.account}")

    def client(self, service: str) -> Any:
        """Return a client of the home side."""
        return boto3.client(service, endpoint_url=self.endpoint_url, config=CONFIG)

    @cached_property
    def store(self) -> Store:
        """The table."""
        return DynamoStore(self.client("dynamodb"), self.table)

    @cached_property
    def caller(self) -> dict[str, str]:
        """Who the credentials belong to: `Account` and `Arn`."""
        told: dict[str, str] = self.client("sts").get_caller_identity()
        return told

    @property
    def of(self) -> str:
        """The audited account."""
        return self.account or self.caller["Account"]

    def card(self, name: str | None) -> Scorecard:
        """Return a card; the settings' one where none is named.

        Raises:
            BadInput: There is no such card, or it asks what there is not.
        """
        card = scorecard(name or self.settings.scorecard)
        check_card(card)
        return card

    def ledger_of(self, card: str | None) -> str:
        """Return where the ledger of a card is: its own, if it is scored beside the first."""
        scope = card_scope(self.of, card) if card else self.of
        return scope if card and self.store.score(scope).version else self.of

    def operator(self) -> Cause:
        """Return the cause of what is written from here: who does it."""
        at = self.now()
        arn = self.caller["Arn"]
        kind, _, name = arn.rpartition(":")[2].partition("/")
        kinds = {"user": "IAMUser", "assumed-role": "AssumedRole", "root": "Root"}
        actor = Actor(kinds.get(kind, kind), name or kind, arn, self.caller["Account"])
        return Cause(f"repair-{at:%Y%m%dT%H%M%S.%fZ}", "repair", at, "", "Repair", actor=actor)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Turn what AWS refuses into what to do about it.

        Raises:
            BadInput: AWS could not be asked, or refused.
        """
        try:
            yield
        except ClientError as error:
            raise self.refusal(error) from error
        except BotoCoreError as error:
            raise BadInput(
                f"AWS cannot be asked: {error}",
                remedy="Set AWS_PROFILE or credentials, and AWS_DEFAULT_REGION to the hub's.",
            ) from error

    def refusal(self, error: ClientError) -> BadInput:
        """Return what to tell of an AWS error."""
        code = error.response["Error"]["Code"]
        if code == "ResourceNotFoundException":
            return BadInput(
                f"there is no table {self.table}",
                remedy="Is it the stack's output TableName, in this region and account?",
            )
        if code in REFUSED:
            return BadInput(f"AWS refuses: {error}", remedy="Use the hub account's credentials.")
        return BadInput(f"AWS answers: {error}")


def answer(options: argparse.Namespace, home: Home) -> tuple[dict[str, Any], int]:
    """Return a command's answer as plain JSON, and its exit code."""
    match options.question:
        case "now":
            return _now(options, home), 0
        case "history":
            return _history(options, home), 0
        case "at":
            asked = time_of(options.time, home.now())
            found = as_of(home.store, home.ledger_of(options.card), asked)
            return score_told.at(home.of, asked, found), 0
        case "teams":
            return _teams(options, home), 0
        case "response":
            return _response(options, home), 0
        case "explain":
            return _explain(options, home), 0
        case _:
            return _verify(options, home)


def time_of(text: str, now: datetime) -> datetime:
    """Return the time that a text tells: ISO 8601, UTC unless it says otherwise, or `36h` ago.

    Raises:
        BadInput: It tells none.
    """
    if ago := re.fullmatch(r"(\d{1,6})([smhdw])", text.strip()):
        return now - timedelta(**{UNITS[ago[2]]: int(ago[1])})
    try:
        return moment(text)
    except ValueError as error:
        raise BadInput(
            f"{text!r} is not a time",
            remedy="Give ISO 8601, such as 2026-03-01T12:00:00Z (UTC unless it has an offset), "
            "or how long ago: 90m, 36h, 7d, 4w.",
        ) from error


def _teams(options: argparse.Namespace, home: Home) -> dict[str, Any]:
    at, freshness = home.now(), home.settings.freshness
    found = team_scores(home.store, home.of, home.card(options.card), at, freshness)
    if not found:
        raise never_scored(home.of)
    return score_told.teams(home.of, at, found)


def _response(options: argparse.Namespace, home: Home) -> dict[str, Any]:
    at = home.now()
    since = time_of(options.since, at)
    if since > at:
        raise BadInput(f"--since {since.isoformat()} is in the future")
    if not home.store.score(home.of).version:
        raise never_scored(home.of)
    return score_told.response(home.of, at, since, responses(home.store, home.of, since, at))


def _now(options: argparse.Namespace, home: Home) -> dict[str, Any]:
    state = home.store.score(home.of)
    card, freshness = home.card(options.card), home.settings.freshness
    told = score_told.now(state, card, home.now(), freshness)
    headline, second, acceptance = Excepter(home.store, home.now).figures(home.of, card, freshness)
    accepted = len(acceptance.accepted)
    return told | {"with_accepted_risk": score_told.with_accepted_risk(headline, second, accepted)}


def _history(options: argparse.Namespace, home: Home) -> dict[str, Any]:
    now = home.now()
    since = time_of(options.since, now) if options.since else None
    until = time_of(options.until, now) if options.until else None
    if since and until and since > until:
        raise BadInput(f"--since {since.isoformat()} is after --until {until.isoformat()}")
    if options.limit < 1:
        raise BadInput("at least one row is shown", where=f"--limit {options.limit}")
    if not home.store.score(home.of).version:
        raise score_told.never_scored(home.of)
    scope = home.ledger_of(options.card)
    found = passage(home.store, scope, since=since, until=until, limit=options.limit)
    return score_told.history(home.of, found, since, until, options.card)


def _explain(options: argparse.Namespace, home: Home) -> dict[str, Any]:
    card = home.card(options.card)
    known = [item.id for item in card.items]
    if options.item and options.item not in known:
        raise BadInput(
            f"card {card.name} has no item {options.item!r}", remedy=f"It has {', '.join(known)}."
        )
    target = None if options.target is None else _percent(options.target)
    explainer = Explainer(home.store, card, home.now, home.settings.freshness, home.wait)
    found = explainer.explain(home.of)
    route = None if target is None else found.route(target)
    return explain_told.explanation(found, route, options.item)


def _percent(text: str) -> Fraction:
    try:
        if re.fullmatch(r"\d{1,3}(\.\d{1,6})?", plain := text.strip().removesuffix("%").strip()):
            return Fraction(plain)
        raise ValueError
    except ValueError as error:
        raise BadInput(f"{text!r} is not a percentage", where="--target") from error


def _verify(options: argparse.Namespace, home: Home) -> tuple[dict[str, Any], int]:
    card = home.card(options.card)
    beside = home.settings.more_scorecards
    verifier = Verifier(home.store, card, home.now, home.settings.freshness, home.wait, beside)
    found = verifier.verify(home.of)
    told = score_told.verification(found)
    if options.repair and not found.is_right:
        cause = home.operator()
        found = Repairer(verifier).repair(home.of, cause)
        told = score_told.verification(found) | {
            "before": told,
            "repaired_by": cause.actor.arn,
        }
    return told, 0 if found.is_right else 1
