"""Settings, from environment variables that start with `POSTUREWATCH_`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from posturewatch.domain.control import Severity
from posturewatch.domain.errors import BadInput
from posturewatch.domain.resource import OWNER_TAGS

PREFIX = "POSTUREWATCH_"


def _listed(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _paired(value: Any) -> Any:
    if isinstance(value, str):
        pairs = [part.partition("=") for part in _listed(value)]
        if not all(name.strip() and team.strip() for name, _, team in pairs):
            raise ValueError("write each as NAME=VALUE, with commas between them")
        return {name.strip(): team.strip() for name, _, team in pairs}
    return value


Listed = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Settings(BaseModel):
    """What a function or the command line is told from outside; every field has its variable."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    table: str = ""
    """The DynamoDB table's name."""
    change_queue_url: str = ""
    """The SQS queue where changes wait for a later look."""
    sweep_queue_url: str = ""
    """The SQS queue where the slices of a sweep wait."""
    start_function: str = ""
    """The function that plans sweeps, for the command line."""
    topic_arn: str = ""
    """The SNS topic that the stack has for alerts; empty: none."""
    slack_secret_arn: str = ""
    """The secret with Slack's bot token or webhook; empty: no Slack."""
    slack_channel: str = ""
    """The Slack channel's id or name, for a bot token."""
    slack_workspace: str = ""
    """The id of the Slack workspace whose people may act, such as `T0ACME`; empty: no buttons."""
    slack_people: Annotated[dict[str, str], BeforeValidator(_paired)] = Field(default_factory=dict)
    """Who may act in Slack: `U0ALICE=alice,S0SECOPS=secops`, users by name and whole groups."""
    slack_approvers: Listed = ()
    """The ids of users and groups that may approve an accepted risk; empty: all who may act."""
    action_queue_url: str = ""
    """The SQS queue where what people do in Slack is worked off."""
    slack_api_url: str = ""
    """Where Slack's API is, for tests; empty: Slack itself."""
    tell_queue_url: str = ""
    """The SQS queue whose messages wake the teller up; empty: the schedule alone does."""
    link_url: str = ""
    """Where more is to be seen, such as a dashboard; `{account}` in it becomes the account."""
    event_bus: str = ""
    """The EventBridge bus that findings and scores that change are put on; empty: none."""
    security_hub: bool = False
    """Whether findings are imported into Security Hub."""
    audit_role: str = ""
    """The role that is assumed in the account that owns a resource; empty: own credentials."""
    external_id: str = ""
    """The external id that the audit role asks for."""
    audited_endpoint_url: str = ""
    """Where the audited side's API is, for tests; empty: AWS itself."""
    accounts: Listed = ()
    """The accounts to sweep; `organization`: all of it; empty: the account of the function."""
    regions: Listed = ()
    """The regions to sweep; empty: all that are enabled in the account."""
    team_tags: Listed = OWNER_TAGS
    """The tags that say who owns a resource, in the order in which they are trusted."""
    teams: Annotated[dict[str, str], BeforeValidator(_paired)] = Field(default_factory=dict)
    """Account → the team that owns what no tag says otherwise about: `111111111111=platform,…`."""
    digest_hours: Annotated[dict[str, str], BeforeValidator(_paired)] = Field(default_factory=dict)
    """When each team's digest is told: `*=08:00 Europe/Berlin,payments=09:30`; empty: never."""
    scorecard: str = "foundation"
    """The name of the scorecard that alerts and gates follow."""
    more_scorecards: Listed = ()
    """The names of cards that are scored beside it, each with a ledger of its own."""
    notify_at: Severity = Severity.HIGH
    """The lowest severity that is told."""
    freshness_hours: int = Field(default=48, ge=1)
    """How long a verdict or a listing stands that nothing has confirmed."""

    @property
    def has_feeds(self) -> bool:
        """Whether machines hear of everything that moved."""
        return bool(self.event_bus or self.security_hub)

    @property
    def freshness(self) -> timedelta:
        """How long a verdict or a listing stands that nothing has confirmed."""
        return timedelta(hours=self.freshness_hours)

    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read the settings from the environment.

        Raises:
            BadInput: A variable's value cannot be used; says which and why.
        """
        source = os.environ if environment is None else environment
        told: dict[str, Any] = {
            name: source[PREFIX + name.upper()]
            for name in cls.model_fields
            if source.get(PREFIX + name.upper())
        }
        try:
            return cls(**told)
        except ValidationError as error:
            first = error.errors()[0]
            name = PREFIX + str(first["loc"][0]).upper()
            raise BadInput(first["msg"], where=name, remedy="Set it right or unset it.") from error
