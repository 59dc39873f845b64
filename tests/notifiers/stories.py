"""The threads that the tests show: each as a life of entries, folded as the use case does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from posturewatch.bootstrap import scorecard
from posturewatch.domain.change import Actor, Cause
from posturewatch.domain.finding import Finding, Move, MoveKind, ResourceState
from posturewatch.domain.notification import AlertFinding, Story
from posturewatch.domain.outbox import Delivery, Entry, ScoreMove
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.thread import Event, Standing, Thread
from posturewatch.domain.verdict import Status
from posturewatch.stores.memory import MemoryStore
from posturewatch.usecases.threads import Threads
from tests.notifiers.alerts import (
    ACCOUNT,
    ALICE,
    CHANGED,
    COMMITTED,
    INVOICES,
    LOST,
    WON,
    cause,
    public,
    unblocked,
)

BOB = Actor("IdentityCenterUser", "bob@acme.example", source_ip="198.51.100.4", account=ACCOUNT)
TERRAFORM = Actor(
    "AssumedRole",
    "deploy/terraform-1764158649",
    "arn:aws:sts::111111111111:assumed-role/deploy/terraform-1764158649",
    ACCOUNT,
    source_ip="192.0.2.44",
)
HOSTILE = "<!channel> *free* `x` https://evil.example \u202etxt"
SHOWN = COMMITTED + timedelta(minutes=8)

THREADS = Threads(
    MemoryStore(),
    scorecard("foundation"),
    lambda: SHOWN,
    lambda _: None,
    link="https://posture.acme.example/findings?account={account}",
)


def entry(
    *told: AlertFinding,
    key: ResourceKey = INVOICES,
    name: str = "",
    after: timedelta = timedelta(),
    by: Cause | None = None,
    score: ScoreMove | None = LOST,
    owner: str = "payments",
    before: dict[str, Any] | None = None,
) -> Entry:
    """Return an entry that tells of one resource."""
    at = COMMITTED + after
    moves = []
    for finding in told:
        of = Finding(
            key,
            finding.control,
            finding.severity,
            Status.FAILED if finding.kind.is_bad else Status.PASSED,
            finding.reason,
            finding.evidence,
            CHANGED + after,
            at,
            episode=1,
            opened_at=CHANGED,
            resolved_at=None if finding.kind.is_bad else CHANGED + after,
        )
        moves.append(Move(finding.kind, of, before or {}))
    resource = ResourceState(
        key, 1, at, name=name or key.id, arn=f"arn:aws:s3:::{key.id}", owner=owner
    )
    return Entry(
        f"e-{key.id}-{after.total_seconds():.0f}",
        ACCOUNT,
        at,
        by or replace(cause(), at=CHANGED + after),
        moves=tuple(moves),
        resource=resource,
        score=score,
    )


def story(
    *entries: Entry, shown_after: int = 1, notes: Sequence[tuple[Event, Standing]] = ()
) -> Story:
    """Return the story of a thread that lived through entries, shown after the first of them."""
    thread = Thread.begun("slack", entries[0], entries[0].at)
    for number, each in enumerate(entries, 1):
        thread = thread.folded(each, each.moves, each.at)
        if number == shown_after:
            thread = shown(thread, each.at)
    for event, standing in notes:
        thread = thread.noted(event, standing, event.at)
    return THREADS.story(thread)


def shown(thread: Thread, at: datetime) -> Thread:
    return replace(thread, shown=thread.content, shown_at=at, parent="C0/1.1", delivery=Delivery())


def new(*entries: Entry) -> Story:
    """Return the story of a thread that was not shown yet."""
    return story(*entries, shown_after=0)


GOOD = {"public": False, "grants": [], "public_by_policy": False, "classification": None}
BROKEN = entry(public(), before=GOOD)
FIXED = entry(
    public(kind=MoveKind.FIXED, reason="The bucket is not public.", evidence=GOOD),
    after=timedelta(minutes=7, seconds=12),
    by=replace(cause(BOB, "PutBucketPublicAccessBlock"), at=CHANGED + timedelta(seconds=432)),
    score=WON,
)


def bucket(number: int) -> ResourceKey:
    return ResourceKey(ACCOUNT, "eu-central-1", "AWS::S3::Bucket", f"acme-logs-{number:03d}")


def applied(number: int, **more: Any) -> Entry:
    key = bucket(number)
    return entry(
        public(key),
        unblocked(key),
        key=key,
        after=timedelta(seconds=number / 20),
        by=cause(TERRAFORM),
        score=LOST if not number else None,
        **more,
    )


def storm(number: int) -> list[Entry]:
    return [applied(n, owner="platform") for n in range(number)]


def hostile() -> Entry:
    key = replace(INVOICES, id=HOSTILE)
    by = cause(replace(ALICE, name=HOSTILE, source_ip=HOSTILE), HOSTILE)
    told = public(key, reason=f"It is {HOSTILE}.", evidence={HOSTILE: [HOSTILE]})
    return entry(told, key=key, name=HOSTILE, by=by, owner=HOSTILE, before={HOSTILE: "x"})


ACKNOWLEDGED = Event(
    "acknowledged", COMMITTED + timedelta(minutes=2), who="Bob", text="On it, the policy goes."
)
ACCEPTED = Event(
    "accepted",
    COMMITTED + timedelta(minutes=5),
    who="Carol, approved by Dan",
    text="Public price list, until 2026-12-31.",
)
FLAPS = [
    entry(public(), before=GOOD),
    replace(FIXED, id="f1"),
    replace(entry(public(), after=timedelta(minutes=20), before=GOOD), id="f2"),
]

STORIES: dict[str, Story] = {
    "failing": new(BROKEN),
    "failing_several": new(entry(public(), unblocked(), before=GOOD)),
    "acknowledged": story(BROKEN, notes=[(ACKNOWLEDGED, Standing.ACKNOWLEDGED)]),
    "accepted": story(BROKEN, notes=[(ACCEPTED, Standing.ACCEPTED)]),
    "fixed": story(BROKEN, FIXED),
    "flapping": story(*FLAPS),
    "storm": new(*storm(500)),
    "storm_half_fixed": story(
        *storm(4),
        *(
            entry(
                public(bucket(n), kind=MoveKind.FIXED),
                unblocked(bucket(n), kind=MoveKind.FIXED),
                key=bucket(n),
                after=timedelta(minutes=3, seconds=n),
                by=cause(BOB, "PutBucketPublicAccessBlock"),
                score=WON if not n else None,
            )
            for n in range(2)
        ),
        shown_after=4,
    ),
    "hostile": new(hostile()),
}
