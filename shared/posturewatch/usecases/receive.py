"""Receive: a batch of messages → changes, each resource of the batch evaluated once."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from posturewatch.domain.change import Change, Outcome, Resolution, Scope, Target
from posturewatch.domain.errors import BadInput
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.sweep import Slice
from posturewatch.usecases.evaluate import Evaluation, Evaluator, winners
from posturewatch.usecases.ports import SliceQueue
from posturewatch.usecases.resolve import resolve

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Receiver:
    """Takes in messages of the change queue.

    Args:
        evaluator: Evaluates changes.
        slices: Where changes to all resources of a type become slices of a sweep.
        own_message: Reads a message that we queued ourselves.
    """

    evaluator: Evaluator
    slices: SliceQueue
    own_message: Callable[[Mapping[str, Any]], Change]

    def batch(self, bodies: Iterable[str]) -> Batch:
        """Look at all messages of a batch before any is worked off, so that duplicates collapse."""
        understood: dict[str, _Message] = {}
        for body in bodies:
            if body not in understood:
                understood[body] = self._understand(body)
        changes = [change for message in understood.values() for change in message.changes]
        return Batch(self, understood, winners(changes))

    def _understand(self, body: str) -> _Message:
        try:
            told = json.loads(body)
        except (ValueError, RecursionError) as error:
            return _Message(
                error=BadInput(f"the message is not JSON: {error}", where="change queue")
            )
        try:
            if isinstance(told, dict) and "schema" in told:
                return _Message(changes=(self.own_message(told),))
            resolution = resolve(told)
            if resolution.outcome is Outcome.INVALID:
                return _Message(resolution, error=BadInput(resolution.reason, where="event"))
            return _Message(resolution, _changes(resolution))
        except Exception as error:  # noqa: BLE001 # whatever it is, it must not return its neighbours
            if not isinstance(error, BadInput):
                _log.exception("message crashed")
            return _Message(error=error)


def _changes(resolution: Resolution) -> tuple[Change, ...]:
    cause = resolution.whole_cause()
    if cause is None:
        return ()
    return tuple(
        Change(target.key(), cause, resolution.document)
        for target in resolution.targets
        if target.scope is Scope.RESOURCE
    )


@dataclass(frozen=True, slots=True)
class _Message:
    """One message: what it means and what is to be evaluated, or why it cannot be understood."""

    resolution: Resolution | None = None
    changes: tuple[Change, ...] = ()
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of messages, to be worked off one by one."""

    receiver: Receiver
    messages: Mapping[str, _Message]
    winners: Mapping[ResourceKey, tuple[Change, Change]]
    """Resource → the change that stands for all of its own, as it came and as it is evaluated."""
    counted: Counter[str] = field(default_factory=Counter)
    """How often each outcome and result has come up, for metrics."""
    done: set[str] = field(default_factory=set)
    """The messages that were worked off: the same text again is the same message."""
    widened: set[Target] = field(default_factory=set)
    """The types of which every resource is going to be looked at."""

    def work(self, body: str) -> list[Evaluation]:
        """Work off one message.

        Raises:
            BadInput: The message cannot be understood; it belongs into the dead-letter queue.
        """
        if body in self.done:
            return []
        message = self.messages[body]
        if message.error is not None:
            self.counted["invalid"] += 1
            raise message.error
        resolution = message.resolution
        if resolution is not None:
            self.counted[resolution.outcome.value] += 1
            if resolution.outcome is Outcome.UNMAPPED:
                # Whoever made the event chose these texts, so they are logged as literals.
                call = f"{resolution.event_source}:{resolution.event_name}"
                _log.warning("unmapped call %r", call, extra={"call": call})
            self._widen(resolution)
        evaluations: list[Evaluation] = []
        failure: Exception | None = None
        for change in message.changes:
            newest, whole = self.winners[change.key]
            if newest is not change:
                continue
            try:
                evaluation = self.receiver.evaluator.evaluate(whole)
            except Exception as error:  # noqa: BLE001 # raised below, after the message's other resources
                failure = failure or error
                continue
            self.counted[evaluation.result.value] += 1
            evaluations.append(evaluation)
        if failure is not None:
            raise failure
        self.done.add(body)
        return evaluations

    def _widen(self, resolution: Resolution) -> None:
        """Queue a slice for each type of which every resource may have changed.

        One for the whole batch is enough: it is worked off when all of it has happened.
        """
        cause = resolution.whole_cause()
        for target in resolution.targets:
            if target.scope is Scope.TYPE and target not in self.widened:
                name = f"change-{resolution.event_id}"
                part = Slice(name, target.account, target.region, target.type, cause=cause)
                seconds = self.receiver.evaluator.settles(target.type)
                self.receiver.slices.send([part], seconds=seconds)
                self.widened.add(target)
