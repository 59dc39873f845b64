"""Wiring: settings → use cases, with the adapters that belong to them."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import boto3

from posturewatch.domain.errors import BadInput
from posturewatch.settings import Settings
from posturewatch.sources.models import reading_session
from posturewatch.sources.sessions import CONFIG, AuditedClients, enabled_regions
from posturewatch.stores.dynamodb import DynamoStore

# A door imports only the use case that it calls, so they are imported where they are made.
if TYPE_CHECKING:
    from collections.abc import Mapping

    from posturewatch.domain.routing import Place, Routing
    from posturewatch.domain.scorecard import Scorecard
    from posturewatch.domain.sweep import Sweep
    from posturewatch.domain.team import Teams
    from posturewatch.notifiers.slack_calls import SlackCalls
    from posturewatch.notifiers.slack_door import SlackDoor
    from posturewatch.sources.describe import LiveSource
    from posturewatch.usecases.digest import Digester
    from posturewatch.usecases.evaluate import Evaluator
    from posturewatch.usecases.expire import Expirer
    from posturewatch.usecases.interact import Interactor
    from posturewatch.usecases.milestone import Celebrator
    from posturewatch.usecases.notify import Teller
    from posturewatch.usecases.ports import Feed, Notifier
    from posturewatch.usecases.receive import Receiver
    from posturewatch.usecases.score import Scorer
    from posturewatch.usecases.serve import SweepsServed
    from posturewatch.usecases.sweep import Sweeper, SweepStarter
    from posturewatch.usecases.threads import Threads


_log = logging.getLogger(__name__)

ORGANIZATION: Final = "organization"
"""Stands, in the settings, for all accounts of the organization."""

READS_AT_ONCE: Final = 4
"""How many resources of a page a worker reads at once, each with several calls."""


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def scorecard(name: str) -> Scorecard:
    """Load a scorecard.

    Raises:
        BadInput: There is no such card, or it is wrong.
    """
    import tomllib
    from importlib.resources import files

    from posturewatch.domain.scorecard import Scorecard

    path = files("posturewatch.scorecards") / f"{name}.toml"
    if not path.is_file():
        cards = files("posturewatch.scorecards").iterdir()
        known = sorted(p.name.removesuffix(".toml") for p in cards if p.name.endswith(".toml"))
        raise BadInput(f"there is no scorecard {name!r}", remedy=f"Known: {', '.join(known)}.")
    return Scorecard.parse(tomllib.loads(path.read_text("utf-8")), where=f"{name}.toml")


WEBHOOK_CHANNEL = "#(the webhook's own)"
"""Stands for the channel that a webhook has built in."""


def routing_file() -> dict[str, Any]:
    """Return the document of `routing.toml`.

    Raises:
        BadInput: It is not TOML.
    """
    import tomllib
    from importlib.resources import files

    text = (files("posturewatch") / "routing.toml").read_text("utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"it is not TOML: {error}", where="routing.toml") from error


def merged_routing(
    file: Mapping[str, Any], table: Mapping[str, Mapping[str, Any]], topic: str, channel: str
) -> Routing:
    """Return the routing of a file and of the table's documents that can be used on top of it.

    Raises:
        BadInput: The file cannot be used.
    """
    from posturewatch.domain.routing import Routing, joined

    deployed = {"sns": topic, "slack": channel}
    documents = {"routing.toml": file}
    routing = Routing.parse(file, deployed=deployed)
    for name, document in table.items():
        told = {**documents, f"the table's routing {name!r}": document}
        try:
            routing = Routing.parse(
                joined(told), where=f"the table's routing {name!r}", deployed=deployed
            )
        except BadInput:
            _log.exception("a routing document is left out")
            continue
        documents = told
    return routing


class Home:
    """The adapters of the home side, made when they are first needed, and kept."""

    def __init__(self, settings: Settings, session: boto3.Session | None = None) -> None:
        self.settings = settings
        self._session = session or boto3.Session()
        self._reading = session or reading_session()
        self._clients: dict[str, Any] = {}
        self._audited: dict[str, AuditedClients] = {}
        self._readers: ThreadPoolExecutor | None = None

    @property
    def session(self) -> boto3.Session:
        """The home session: our table, queues, topics and secrets."""
        return self._session

    def client(self, service: str) -> Any:
        """Return a client of the home side; `AWS_ENDPOINT_URL` moves it."""
        if service not in self._clients:
            self._clients[service] = self._session.client(service, config=CONFIG)
        return self._clients[service]

    @property
    def store(self) -> DynamoStore:
        """The table."""
        if not self.settings.table:
            raise BadInput("no table is named", where="POSTUREWATCH_TABLE")
        return DynamoStore(self.client("dynamodb"), self.settings.table)

    def live_source(self, why: str) -> LiveSource:
        """Return the source of live reads in audited accounts."""
        from posturewatch.sources.describe import LiveSource

        return LiveSource(self.audited_clients(why))

    def audited_clients(self, why: str) -> AuditedClients:
        """Return the clients of the audited side.

        Args:
            why: What the audited account's CloudTrail shows as the session's name.
        """
        settings = self.settings
        if why not in self._audited:
            self._audited[why] = AuditedClients(
                self._reading,
                role=settings.audit_role,
                external_id=settings.external_id,
                why=why,
                endpoint_url=settings.audited_endpoint_url or None,
                is_adaptive=why == "sweep",
            )
        return self._audited[why]

    def evaluator(self) -> Evaluator:
        """Return the use case that evaluates changes."""
        from posturewatch.sources.config import read_item
        from posturewatch.stores.sqs import SqsQueue
        from posturewatch.usecases.evaluate import Evaluator

        return Evaluator(
            store=self.store,
            source=self.live_source("evaluate"),
            queue=SqsQueue(self.client("sqs"), self.settings.change_queue_url),
            read_item=read_item,
            now=now,
            freshness=self.settings.freshness,
            teams=self.teams,
        )

    @property
    def teams(self) -> Teams:
        """How the owner of a resource is found."""
        from posturewatch.domain.team import Teams

        return Teams(self.settings.team_tags, self.settings.teams)

    def receiver(self) -> Receiver:
        """Return the use case of `evaluate_change`."""
        from posturewatch.stores.sqs import SqsQueue, change_from_json
        from posturewatch.usecases.receive import Receiver

        return Receiver(
            evaluator=self.evaluator(),
            slices=SqsQueue(self.client("sqs"), self.settings.sweep_queue_url),
            own_message=change_from_json,
        )

    def sweep_starter(self) -> SweepStarter:
        """Return the use case of `start_sweep`."""
        from posturewatch.stores.sqs import SqsQueue
        from posturewatch.usecases.sweep import SweepStarter

        settings = self.settings
        clients = self.audited_clients("plan")
        queue = SqsQueue(self.client("sqs"), settings.sweep_queue_url)
        return SweepStarter(
            store=self.store,
            queue=queue,
            send_plans=queue.send_plans,
            now=now,
            accounts=self.accounts,
            regions_of=lambda account: settings.regions or enabled_regions(clients, account),
        )

    def sweeps_served(self) -> SweepsServed:
        """Return the use case of `serve_posture`."""
        from posturewatch.usecases.serve import SweepsServed

        return SweepsServed(self.sweep_starter(), self.store)

    def accounts(self) -> tuple[str, ...]:
        """Return the accounts that are swept: a list, the organization's, or the own one."""
        from posturewatch.sources.sessions import organization_accounts

        if self.settings.accounts == (ORGANIZATION,):
            return organization_accounts(self.client("organizations"))
        return self.settings.accounts or (self._own_account(),)

    def _own_account(self) -> str:
        return str(self.client("sts").get_caller_identity()["Account"])

    def sweeper(self, tries: int = 1) -> Sweeper:
        """Return the use case of `sweep_slice`, for one message: what it asks once is soon old.

        Args:
            tries: How often the message has been delivered: after the first time it is looked at
                few resources at once, because a worker may have died over as many as are usual.
        """
        from posturewatch.sources.describe import LiveSource
        from posturewatch.stores.sqs import SqsQueue
        from posturewatch.usecases.sweep import PAGE, Sweeper

        if self._readers is None:
            self._readers = ThreadPoolExecutor(READS_AT_ONCE, thread_name_prefix="resource")
        return Sweeper(
            store=self.store,
            source=LiveSource(self.audited_clients("sweep"), of_one_sweep=True),
            queue=SqsQueue(self.client("sqs"), self.settings.sweep_queue_url),
            now=now,
            freshness=self.settings.freshness,
            teams=self.teams,
            page=PAGE if tries == 1 else max(1, PAGE // 5),
            each=self._readers.map,
            recount=self._recount,
        )

    def _recount(self, sweep: Sweep) -> int | None:
        from posturewatch.usecases.recount import Recounter
        from posturewatch.usecases.verify import Verifier

        card = scorecard(self.settings.scorecard)
        verifier = Verifier(self.store, card, now, self.settings.freshness)
        return Recounter(self.store, verifier, now).recount(sweep)

    def scorer(self) -> Scorer:
        """Return the use case of `score_posture`.

        Raises:
            BadInput: A card is named twice, or too many are.
        """
        from posturewatch.usecases.score import MAX_CARDS, Scorer

        settings = self.settings
        names = [settings.scorecard, *settings.more_scorecards]
        if len(set(names)) < len(names) or len(names) > MAX_CARDS:
            raise BadInput(
                f"cards are scored once each, and at most {MAX_CARDS} of them: {', '.join(names)}",
                where="POSTUREWATCH_MORE_SCORECARDS",
            )
        return Scorer(
            store=self.store,
            card=scorecard(settings.scorecard),
            now=now,
            freshness=settings.freshness,
            notify_at=settings.notify_at,
            beside=tuple(scorecard(name) for name in settings.more_scorecards),
            feeds=settings.has_feeds,
        )

    def expirer(self) -> Expirer:
        """Return the use case that tells of exceptions that have expired."""
        from posturewatch.usecases.expire import Expirer

        return Expirer(self.store, now)

    def teller(self) -> Teller:
        """Return the use case of `send_notification`."""
        from posturewatch.stores.sqs import SqsQueue
        from posturewatch.usecases.notify import Teller
        from posturewatch.usecases.route import Router

        settings = self.settings
        store, card, routing = self.store, scorecard(settings.scorecard), self.routing()
        url = settings.tell_queue_url
        return Teller(
            store,
            [*self.notifiers(routing), *self.feeds()],
            card,
            now,
            router=Router(routing, (card,), store, now),
            reminders=SqsQueue(self.client("sqs"), url) if url else None,
            link=settings.link_url,
        )

    def routing(self) -> Routing:
        """Return the routing: the file's, with the table's documents on top of it.

        A document of the table that cannot be used is left out: it must not keep others from being
        told.
        """
        return merged_routing(
            routing_file(), self.store.routing(), self.settings.topic_arn, self._slack_channel
        )

    @property
    def _slack_channel(self) -> str:
        if not self.settings.slack_secret_arn:
            return ""
        return self.settings.slack_channel or WEBHOOK_CHANNEL

    def notifiers(self, routing: Routing) -> list[Notifier]:
        """Return the destinations of a routing, by their kinds."""
        makers = {"sns": self._sns, "slack": self._slack}
        return [makers[place.kind](place) for place in routing.places.values()]

    def _sns(self, place: Place) -> Notifier:
        from posturewatch.notifiers.sns import SnsNotifier

        return SnsNotifier(self.client("sns"), place.address, name=place.name)

    def _slack(self, place: Place) -> Notifier:
        from posturewatch.notifiers.slack import API_URL, SlackNotifier
        from posturewatch.notifiers.slack_buttons import story_buttons
        from posturewatch.notifiers.slack_story import no_extras

        return SlackNotifier(
            self._slack_secret,
            name=place.name,
            channel="" if place.address == WEBHOOK_CHANNEL else place.address,
            extras=story_buttons if self.settings.slack_workspace else no_extras,
            api_url=self.settings.slack_api_url or API_URL,
        )

    def slack_door(self) -> SlackDoor:
        """Return the use case of `slack_action`."""
        from posturewatch.notifiers.slack_door import SlackDoor
        from posturewatch.stores.sqs import InteractionSqs

        # Slack waits three seconds in all, so a form has to open within less.
        slack = self._slack_calls(timeout=1.5)
        settings = self.settings
        queue = InteractionSqs(self.client("sqs"), settings.action_queue_url)
        return SlackDoor(slack.signing_secret, settings.slack_workspace, queue, slack)

    def interactor(self) -> Interactor:
        """Return the use case of `work_action`."""
        from posturewatch.domain.interaction import People
        from posturewatch.notifiers.slack_conversation import SlackConversation
        from posturewatch.stores.sqs import SqsQueue
        from posturewatch.usecases.interact import Interactor

        settings = self.settings
        return Interactor(
            store=self.store,
            people=People(settings.slack_people, settings.slack_approvers),
            conversation=SlackConversation(self._slack_calls()),
            changes=SqsQueue(self.client("sqs"), settings.change_queue_url),
            now=now,
            threads=self.threads(),
        )

    def threads(self) -> Threads:
        """Return the use case that keeps threads; showing them is left to the teller."""
        import time

        from posturewatch.stores.sqs import SqsQueue
        from posturewatch.usecases.threads import Threads

        url = self.settings.tell_queue_url
        reminders = SqsQueue(self.client("sqs"), url) if url else None
        return Threads(self.store, scorecard(self.settings.scorecard), now, time.sleep, reminders)

    def feeds(self) -> list[Feed]:
        """Return the machines that hear of everything that moved."""
        from posturewatch.exporters.feeds import EventBridgeFeed, SecurityHubFeed

        found: list[Feed] = []
        if self.settings.event_bus:
            found.append(EventBridgeFeed(self.client("events"), self.settings.event_bus))
        if self.settings.security_hub:
            # Imported with the rights of the account that a finding is about.
            found.append(SecurityHubFeed(self.audited_clients("import")))
        return found

    def digester(self) -> Digester:
        """Return the use case that makes digests."""
        from posturewatch.domain.digest import Hours
        from posturewatch.settings import PREFIX
        from posturewatch.usecases.digest import Digester

        settings = self.settings
        hours = Hours.parse(settings.digest_hours, f"{PREFIX}DIGEST_HOURS")
        card = scorecard(settings.scorecard)
        return Digester(self.store, card, hours, now, settings.freshness)

    def celebrator(self) -> Celebrator:
        """Return the use case that finds milestones."""
        from posturewatch.usecases.milestone import Celebrator

        card = scorecard(self.settings.scorecard)
        return Celebrator(self.store, card, now, self.settings.freshness)

    def _slack_calls(self, *, timeout: float = 10) -> SlackCalls:
        from posturewatch.notifiers.slack_calls import API_URL, SlackCalls

        return SlackCalls(
            self._slack_secret, api_url=self.settings.slack_api_url or API_URL, timeout=timeout
        )

    def _slack_secret(self) -> str:
        secret = self.client("secretsmanager").get_secret_value(
            SecretId=self.settings.slack_secret_arn
        )
        return str(secret["SecretString"])
