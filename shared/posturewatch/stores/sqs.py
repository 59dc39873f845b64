"""SQS queues: changes that wait for another look, slices of a sweep, what people do in Slack."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from posturewatch.domain.change import Cause, Change
from posturewatch.domain.errors import BadInput, PosturewatchError
from posturewatch.domain.interaction import Interaction
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.sweep import Slice

CHANGE_SCHEMA: Final = "posturewatch.change/1"
"""Marks a message of our own among the events in the change queue."""

MAX_DELAY: Final = 900
"""SQS's longest delay, in seconds."""


class SqsQueue:
    """Sends changes and slices.

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

    def send(self, slices: Sequence[Slice]) -> None:
        """Queue slices.

        Raises:
            PosturewatchError: SQS refused some of them; sending all again is harmless.
        """
        for start in range(0, len(slices), 10):
            answer = self._client.send_message_batch(
                QueueUrl=self._url,
                Entries=[
                    {"Id": str(number), "MessageBody": json.dumps(part.to_json())}
                    for number, part in enumerate(slices[start : start + 10])
                ],
            )
            if answer.get("Failed"):
                raise PosturewatchError(f"SQS refused {len(answer['Failed'])} slices of a sweep")


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
