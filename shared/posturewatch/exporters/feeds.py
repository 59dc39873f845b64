"""Feeds: machines that hear of everything that moved, told or not: our own bus, and Security Hub.

They take part in the outbox as destinations do: each has its own state on an entry, is tried again,
and ends visibly dead where nothing helps. What arrives twice is recognized by its id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from posturewatch.domain.errors import DeliveryError
from posturewatch.domain.outbox import Entry
from posturewatch.exporters import asff
from posturewatch.exporters.events import events
from posturewatch.usecases.ports import Receipt

MAX_EVENTS: Final = 10
"""Events in one `PutEvents`."""

MAX_REQUEST: Final = 240_000
"""Bytes of events in one `PutEvents`: what every region takes."""

MAX_IMPORT: Final = 100
"""Findings in one `BatchImportFindings`."""

_WAIT_FAILING: Final = 15.0
_WAIT_FORBIDDEN: Final = 300.0

_FORBIDDEN: Final = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "InvalidAccessException",
        "KMSAccessDenied",
        "NotAuthorizedForDetailTypeException",
        "NotAuthorizedForSourceException",
        "UnrecognizedClientException",
    }
)
"""Somebody has to change a policy, or enable Security Hub: tried again meanwhile."""

_FAILING: Final = frozenset(
    {
        "ConcurrentUpdateError",
        "ExpiredToken",
        "ExpiredTokenException",
        "InternalException",
        "InternalFailure",
        "LimitExceededException",
        "RequestExpired",
        "ServiceUnavailable",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)


class EventBridgeFeed:
    """Puts events on our own bus.

    Args:
        client: The boto3 client `events` of the home account.
        bus: The bus's name or ARN.
    """

    name = "eventbridge"

    def __init__(self, client: Any, bus: str) -> None:
        self._client = client
        self._bus = bus

    def feed(self, entry: Entry) -> Receipt:
        """Put all events of an entry.

        Returns:
            The receipt: the id of the first event.

        Raises:
            DeliveryError: Some did not arrive; all of them are put again then.
        """
        first = ""
        refused: list[tuple[str, str]] = []
        for batch in _batches(list(events(entry))):
            put = [{**event, "EventBusName": self._bus} for event in batch]
            answer = _called("EventBridge", self._client.put_events, Entries=put)
            for result in answer["Entries"]:
                first = first or str(result.get("EventId", ""))
                if code := result.get("ErrorCode"):
                    refused.append((str(code), str(result.get("ErrorMessage", ""))))
        if refused:
            raise _refusal("EventBridge", refused)
        return Receipt(first)


class SecurityHubFeed:
    """Imports findings into the Security Hub of the account and region that they are about.

    A finding that was fixed passes; one whose resource is gone, or whose control was withdrawn, is
    archived. What people do with a finding in Security Hub stays as it is.

    Args:
        clients: Account, region and service → a boto3 client: findings are imported with the
            rights of the account that they are about.
    """

    name = "securityhub"

    def __init__(self, clients: Callable[[str, str, str], Any]) -> None:
        self._clients = clients

    def feed(self, entry: Entry) -> Receipt:
        """Import all findings of an entry.

        Returns:
            The receipt: how many were imported.

        Raises:
            DeliveryError: Some were not; all of them are imported again then.
        """
        by_region: dict[str, list[dict[str, Any]]] = {}
        for move in entry.moves:
            told = asff.moved(entry, move)
            by_region.setdefault(asff.region_of_finding(told), []).append(told)
        refused: list[tuple[str, str]] = []
        for region, findings in sorted(by_region.items()):
            client = self._client(entry.account, region)
            for start in range(0, len(findings), MAX_IMPORT):
                batch = findings[start : start + MAX_IMPORT]
                answer = _called(
                    f"Security Hub in {region}", client.batch_import_findings, Findings=batch
                )
                refused += [
                    (str(failed["ErrorCode"]), str(failed["ErrorMessage"]))
                    for failed in answer.get("FailedFindings", ())
                ]
        if refused:
            raise _refusal("Security Hub", refused)
        return Receipt(str(len(entry.moves)))

    def _client(self, account: str, region: str) -> Any:
        try:
            return self._clients(account, region, "securityhub")
        except Exception as error:
            raise DeliveryError(
                f"Security Hub of {account} is not in reach: {error}", retry_after=_WAIT_FORBIDDEN
            ) from error


def _batches(found: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    batch: list[Mapping[str, Any]] = []
    size = 0
    for event in found:
        bytes_ = sum(
            len(str(event.get(n, "")).encode()) for n in ("Source", "DetailType", "Detail")
        )
        bytes_ += 14 + sum(len(arn.encode()) for arn in event.get("Resources", ()))
        if batch and (len(batch) == MAX_EVENTS or size + bytes_ > MAX_REQUEST):
            yield batch
            batch, size = [], 0
        batch.append(event)
        size += bytes_
    if batch:
        yield batch


def _called(what: str, call: Callable[..., Any], **parameters: Any) -> Mapping[str, Any]:
    from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

    try:
        answer: Mapping[str, Any] = call(**parameters)
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        text = str(error.response.get("Error", {}).get("Message", ""))
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        wait = _wait(code)
        if wait is None and (status == 429 or status >= 500):
            wait = _WAIT_FAILING
        raise DeliveryError(f"{what} answered {code}: {text[:300]}", retry_after=wait) from error
    except ParamValidationError as error:
        raise DeliveryError(f"{what}: {error}"[:500], retry_after=None) from error
    except BotoCoreError as error:
        reason = f"{what} did not answer: {type(error).__name__}"
        raise DeliveryError(reason, retry_after=_WAIT_FAILING) from error
    return answer


def _refusal(what: str, refused: Sequence[tuple[str, str]]) -> DeliveryError:
    """Return what it means that some were refused: tried again while that can help any of them."""
    waits = [wait for code, _ in refused if (wait := _wait(code)) is not None]
    code, text = refused[0]
    reason = f"{what} refused {len(refused)}: {code}: {text[:300]}"
    return DeliveryError(reason, retry_after=max(waits) if waits else None)


def _wait(code: str) -> float | None:
    if code in _FAILING:
        return _WAIT_FAILING
    return _WAIT_FORBIDDEN if code in _FORBIDDEN else None
