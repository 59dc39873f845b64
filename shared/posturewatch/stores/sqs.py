"""SQS queues: changes that wait for another look, slices, what people do in Slack, reminders."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from posturewatch.domain.change import Cause, Change
from posturewatch.domain.errors import BadInput, PosturewatchError
from posturewatch.domain.interaction import Interaction
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.sweep import Plan, Slice

CHANGE_SCHEMA: Final = "posturewatch.change/1"
"""Marks a message of our own among the events in the change queue."""

MOST_BUNDLED: Final = 6
"""How many slices of several lanes share a message; a lane with more has its own."""

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

    def send(self, slices: Sequence[Slice], *, seconds: int = 0, is_bundled: bool = False) -> None:
        """Queue slices: those of one lane in one message, so that one worker has them all.

        Args:
            slices: The slices.
            seconds: Deliver them after a delay of at most 900 seconds.
            is_bundled: Whether short lanes of one region share a message: most are empty, and a
                message costs more than they do.

        Raises:
            PosturewatchError: SQS refused some of them; sending all again is harmless.
        """
        messages = messages_of(slices, is_bundled=is_bundled)
        bodies = [{"slices": [part.to_json() for part in message]} for message in messages]
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


def messages_of(slices: Sequence[Slice], *, is_bundled: bool) -> list[list[Slice]]:
    """Return what each message holds: a lane, or whole lanes of one region as far as it has room.

    Args:
        slices: The slices.
        is_bundled: Whether a message may hold several lanes.
    """
    lanes: dict[tuple[str, ...], list[Slice]] = {}
    for part in slices:
        lanes.setdefault(part.lane, []).append(part)
    if not is_bundled:
        return list(lanes.values())
    messages: list[list[Slice]] = []
    open_: dict[tuple[str, str, str], list[Slice]] = {}
    for (sweep, account, region, _), lane in lanes.items():
        message = open_.get((sweep, account, region))
        if message is None or len(message) + len(lane) > MOST_BUNDLED:
            message = open_[sweep, account, region] = []
            messages.append(message)
        message.extend(lane)
    return messages


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


# --- Dead letters ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DeadLetterQueue:
    """A dead-letter queue.

    Args:
        name: Its name.
        url: Its URL.
        arn: Its ARN.
        messages: About how many messages wait in it.
        sources: The URLs of the queues whose messages end there.
    """

    name: str
    url: str
    arn: str
    messages: int
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Redriven:
    """What became of a dead-letter queue's messages.

    Args:
        queue: The queue's name.
        messages: How many were sent back, or are being sent back.
        how: In which way, or why not, as the end of a sentence.
    """

    queue: str
    messages: int
    how: str


class DeadLetters:
    """The dead-letter queues of a stack, and their messages' way back.

    SQS moves them itself; where it cannot, they are received, sent and deleted one by one. One that
    was sent but not deleted comes twice, which is harmless: every message is only a hint.

    Args:
        client: A boto3 SQS client of the home side.
        stack: The stack's name, with which its queues' names begin.
    """

    def __init__(self, client: Any, stack: str) -> None:
        self._client = client
        self._stack = stack

    def queues(self) -> list[DeadLetterQueue]:
        """Return the stack's dead-letter queues by name."""
        pages = self._client.get_paginator("list_queues").paginate(QueueNamePrefix=self._stack)
        urls = [url for page in pages for url in page.get("QueueUrls", ())]
        wanted = ["QueueArn", "ApproximateNumberOfMessages", "RedrivePolicy"]
        told = {
            url: self._client.get_queue_attributes(QueueUrl=url, AttributeNames=wanted).get(
                "Attributes", {}
            )
            for url in urls
        }
        sources: dict[str, list[str]] = {}
        for url, attributes in told.items():
            if "RedrivePolicy" in attributes:
                target = json.loads(attributes["RedrivePolicy"])["deadLetterTargetArn"]
                sources.setdefault(target, []).append(url)
        found = [
            DeadLetterQueue(
                url.rpartition("/")[2],
                url,
                attributes["QueueArn"],
                int(attributes.get("ApproximateNumberOfMessages", 0)),
                tuple(sources.get(attributes["QueueArn"], ())),
            )
            for url, attributes in told.items()
            if "DeadLetterQueue" in url
        ]
        return sorted(found, key=lambda queue: queue.name)

    def redrive(self, queue: DeadLetterQueue) -> Redriven:
        """Send a queue's messages back to where they came from."""
        from botocore.exceptions import ClientError

        if not queue.messages:
            return Redriven(queue.name, 0, "")
        if len(queue.sources) != 1:
            # What failed on its way from a stream or a schedule: what it was about is in the table,
            # and picked up from there every minute.
            return Redriven(queue.name, 0, ": no queue of ours is its source; the table knows more")
        try:
            self._client.start_message_move_task(SourceArn=queue.arn)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            if code not in _CANNOT_MOVE and status < 500:
                raise
        else:
            return Redriven(queue.name, queue.messages, " are on their way back")
        return Redriven(queue.name, self._by_hand(queue), " sent back one by one")

    def _by_hand(self, queue: DeadLetterQueue) -> int:
        moved = 0
        # Those that were there: what fails again meanwhile is not sent round in circles.
        while moved < queue.messages:
            answer = self._client.receive_message(
                QueueUrl=queue.url,
                MaxNumberOfMessages=10,
                MessageAttributeNames=["All"],
                WaitTimeSeconds=1,
            )
            messages = answer.get("Messages", ())
            if not messages:
                break
            for message in messages:
                self._client.send_message(
                    QueueUrl=queue.sources[0],
                    MessageBody=message["Body"],
                    MessageAttributes=message.get("MessageAttributes", {}),
                )
                self._client.delete_message(
                    QueueUrl=queue.url, ReceiptHandle=message["ReceiptHandle"]
                )
                moved += 1
        return moved


_CANNOT_MOVE: Final = frozenset(
    {
        "AWS.SimpleQueueService.UnsupportedOperation",
        "InvalidAction",
        "NotImplemented",
        "UnsupportedOperation",
    }
)
