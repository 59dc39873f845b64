"""SQS queues: changes that wait for another look, slices, what people do in Slack, reminders."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from posturewatch.domain.change import Cause, Change
from posturewatch.domain.errors import BadInput, PosturewatchError
from posturewatch.domain.interaction import Interaction
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.sweep import Plan, Slice

CHANGE_SCHEMA: Final = "posturewatch.change/1"
"""Marks a message of our own among the events in the change queue."""

MAX_DELAY: Final = 900
"""SQS's longest delay, in seconds."""


class SqsQueue:
    """Sends changes, slices and reminders.

    Args:
        client: A boto3 SQS client of the home side.
        url: The queue's URL.
    """

    def __init__(self, client: Any, url: str) -> None:
        self._client = client
        self._url = url

    def later(self, change: Change, seconds: int) -> None:
        """Deliver a change again after a delay of at most 900 seconds."""
        self._client.send_message(
            QueueUrl=self._url,
            MessageBody=json.dumps(change_to_json(change)),
            DelaySeconds=min(seconds, MAX_DELAY),
        )

    def remind(self, seconds: int) -> None:
        """Have what is due told after so many seconds, at most 900."""
        self._client.send_message(
            QueueUrl=self._url,
            MessageBody=json.dumps({"reason": "due"}),
            DelaySeconds=min(seconds, MAX_DELAY),
        )

    def send(self, slices: Sequence[Slice], *, seconds: int = 0) -> None:
        """Queue slices: those of one lane in one message, so that one worker has them all.

        Raises:
            PosturewatchError: SQS refused some of them; sending all again is harmless.
        """
        lanes: dict[tuple[str, ...], list[Slice]] = {}
        for part in slices:
            lanes.setdefault(part.lane, []).append(part)
        bodies = [{"slices": [part.to_json() for part in lane]} for lane in lanes.values()]
        self._send(bodies, "slices of a sweep", seconds)

    def send_plans(self, plans: Sequence[Plan]) -> None:
        """Queue the plans of sweeps.

        Raises:
            PosturewatchError: SQS refused some of them; sending all again is harmless.
        """
        self._send([{"plan": plan.to_json()} for plan in plans], "plans of sweeps", 0)

    def _send(self, bodies: Sequence[Mapping[str, Any]], what: str, seconds: int) -> None:
        for start in range(0, len(bodies), 10):
            answer = self._client.send_message_batch(
                QueueUrl=self._url,
                Entries=[
                    {
                        "Id": str(number),
                        "MessageBody": json.dumps(body),
                        **({"DelaySeconds": min(seconds, MAX_DELAY)} if seconds else {}),
                    }
                    for number, body in enumerate(bodies[start : start + 10])
                ],
            )
            if answer.get("Failed"):
                raise PosturewatchError(f"SQS refused {len(answer['Failed'])} {what}")


def sweep_message(body: str) -> Plan | tuple[Slice, ...]:
    """Return what a message of the sweep queue asks for: to plan a sweep, or to work off slices.

    Raises:
        BadInput: It is neither.
    """
    try:
        told = json.loads(body)
        if "plan" in told:
            return Plan.from_json(told["plan"])
        # A message from before slices were grouped is one slice.
        return tuple(Slice.from_json(part) for part in told.get("slices", [told]))
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as error:
        raise BadInput(f"neither a plan nor slices of a sweep: {error}", where="message") from error


class InteractionSqs:
    """Sends interactions.

    Args:
        client: A boto3 SQS client of the home side.
        url: The queue's URL.
    """

    def __init__(self, client: Any, url: str) -> None:
        self._client = client
        self._url = url

    def send(self, interaction: Interaction) -> None:
        """Queue an interaction."""
        self._client.send_message(QueueUrl=self._url, MessageBody=json.dumps(interaction.to_json()))


def change_to_json(change: Change) -> dict[str, Any]:
    """Return a change as the body of its message."""
    return {
        "schema": CHANGE_SCHEMA,
        "key": str(change.key),
        "cause": change.cause.to_json(),
        "looks": change.looks,
    }


def change_from_json(told: Mapping[str, Any]) -> Change:
    """Return the change that `change_to_json` wrote.

    Raises:
        BadInput: A field is missing or wrong.
    """
    try:
        return Change(
            ResourceKey.parse(told["key"]), Cause.from_json(told["cause"]), looks=int(told["looks"])
        )
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as error:
        raise BadInput(f"the change cannot be read: {error}", where=CHANGE_SCHEMA) from error
