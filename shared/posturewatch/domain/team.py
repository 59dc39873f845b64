"""Teams: who owns a resource, and where a team's counts are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from posturewatch.domain.resource import OWNER_TAGS, Resource, owner_of

UNOWNED: Final = "unowned"
"""The team of the resources that name no owner: visible, so that somebody takes care of it."""


@dataclass(frozen=True, slots=True)
class Teams:
    """How the owner of a resource is found.

    Args:
        tags: Tag names that say who owns a resource, in the order in which they are trusted.
        accounts: Account → the team that owns what no tag says otherwise about.
    """

    tags: tuple[str, ...] = OWNER_TAGS
    accounts: Mapping[str, str] = field(default_factory=dict)

    def of(self, resource: Resource) -> str:
        """Return the team that owns a resource; empty when none is named."""
        return owner_of(resource.tags, self.tags) or self.accounts.get(resource.key.account, "")


BY_TAGS: Final = Teams()
"""The usual way: by the usual tags alone."""


def scope_of(account: str, owner: str) -> str:
    """Return the scope of a team's tallies; the account's own is its id."""
    return f"{account}/{owner or UNOWNED}"


def tally_name(control: str, team: str = "") -> str:
    """Return the name of a tally of an account: a control's id, and the team whose tally it is.

    That of a team alone, without a control, counts the resources that the team owns.
    """
    return f"{control}/{team}" if team else control


def parse_tally(name: str) -> tuple[str, str]:
    """Return the control and the team of a tally's name; a control's id has no slash."""
    control, _, team = name.partition("/")
    return control, team
