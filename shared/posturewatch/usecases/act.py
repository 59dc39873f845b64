"""Act: people acknowledge, assign, note, suppress: one conditional write of the finding.

Every door takes this way: a button in a message, a command, a page. An act moves no tally and no
score. It grows the resource's version, so that a commit that was decided on the finding as it was
before is decided again, and takes the act along.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from posturewatch.domain.errors import BadInput, StoreConflict
from posturewatch.domain.finding import Act, ActKind, Finding, RecordState
from posturewatch.domain.verdict import Status
from posturewatch.usecases.decide import Decision
from posturewatch.usecases.ports import Store

MAX_TRIES: Final = 8
"""How often an act is tried again when somebody else was faster."""

MAX_NAME: Final = 256
MAX_NOTE: Final = 1_000

_OF_THE_OPEN: Final = frozenset({ActKind.ACKNOWLEDGED, ActKind.SUPPRESSED})


class Effect(StrEnum):
    """What came of an act."""

    DONE = "done"
    """It is written."""
    SAME = "same"
    """It was so already: somebody was faster, or pressed twice."""
    OVER = "over"
    """What it was about has ended: the finding passes, is archived, or is in another episode."""
    MISSING = "missing"
    """There is no such finding."""


@dataclass(frozen=True, slots=True)
class Acted:
    """What came of an act.

    Args:
        effect: What came of it.
        finding: The finding after it; None when there is none.
    """

    effect: Effect
    finding: Finding | None = None


def act(
    store: Store,
    id: str,
    kind: ActKind,
    by: str,
    *,
    at: datetime,
    note: str = "",
    to: str = "",
    episode: int | None = None,
) -> Acted:
    """Apply what somebody does with a finding.

    Args:
        store: Where facts are kept.
        id: The finding's id.
        kind: What they do.
        by: Who they are, as the door has verified it: an ARN, or a user of Slack.
        at: When they do it: now, in UTC.
        note: What they say about it.
        to: Whom they assign it to; nobody, when empty.
        episode: The episode that they saw; None: the latest, whichever it is. A message that is a
            month old is not about what regressed since.

    Raises:
        BadInput: The id, a name or the note cannot be used.
        StoreConflict: The resource never came to rest.
    """
    key, control = Finding.parse_id(id)
    done = Act(kind, _name(by, "who acts"), at, _note(kind, note), _to(kind, to))
    for _ in range(MAX_TRIES):
        stored = store.load(key)
        finding = stored.findings.get(control)
        if stored.state is None or finding is None:
            return Acted(Effect.MISSING)
        if _is_over(finding, kind, episode):
            return Acted(Effect.OVER, finding)
        updated = finding.acted(done)
        if updated == finding:
            return Acted(Effect.SAME, finding)
        version = stored.state.version
        state = replace(stored.state, version=version + 1)
        try:
            store.commit([Decision(key, version, state, findings=(updated,))], None)
        except StoreConflict:
            continue
        return Acted(Effect.DONE, updated)
    raise StoreConflict(f"{key} was committed by others {MAX_TRIES} times in a row")


def _is_over(finding: Finding, kind: ActKind, episode: int | None) -> bool:
    if finding.record_state is RecordState.ARCHIVED:
        return True
    if episode is not None and episode != finding.episode:
        return True
    return kind in _OF_THE_OPEN and finding.status is Status.PASSED


def _name(name: str, what: str) -> str:
    if not name.strip():
        raise BadInput(f"{what} is not named", remedy="Say who it is.")
    if len(name) > MAX_NAME:
        raise BadInput(f"{what} has a name of more than {MAX_NAME} characters")
    return name.strip()


def _note(kind: ActKind, note: str) -> str:
    if kind is ActKind.NOTED and not note.strip():
        raise BadInput("the note is empty", remedy="Write what is to be noted.")
    if len(note) > MAX_NOTE:
        raise BadInput(
            f"the note has {len(note)} characters", remedy=f"At most {MAX_NOTE} are kept."
        )
    return note.strip()


def _to(kind: ActKind, to: str) -> str:
    if kind is not ActKind.ASSIGNED:
        if to:
            raise BadInput("only an assignment is to somebody")
        return ""
    return _name(to, "the assignee") if to.strip() else ""
