"""SNS: one publication for each alert, as structured JSON, as an e-mail and as a text message.

Subscribers choose by filter policies on message attributes. The same names stand at the top of the
JSON, so that a policy may as well have the scope `MessageBody`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from posturewatch.domain.errors import DeliveryError
from posturewatch.domain.notification import Alert, AlertFinding
from posturewatch.domain.outbox import ScoreMove
from posturewatch.domain.resource import ResourceKey
from posturewatch.notifiers import wording
from posturewatch.notifiers.escape import clip_words
from posturewatch.usecases.ports import Receipt

SCHEMA: Final = "posturewatch.alert/1"
"""The version of the JSON: fields may be added to it; a change of meaning is a new number."""

MAX_BYTES: Final = 250_000
"""What a publication may have, of SNS's 262,144 bytes with message and attributes together."""

MAX_SUBJECT: Final = 99
MAX_SMS: Final = 140
MAX_VALUES: Final = 100
"""How many values an attribute lists, the worst findings' first."""


# --- The message ----------------------------------------------------------------------------------


def publication(alert: Alert, sent_at: datetime) -> dict[str, Any]:
    """Return the arguments of `Publish` for an alert, without the topic."""
    attributes = _attributes(alert)
    fixed = {
        "email": wording.plain_text(alert, sent_at),
        "sms": wording.short(alert, MAX_SMS),
    }
    message = ""
    for cut in _CUTS:
        structured = json.dumps(cut(document(alert)), ensure_ascii=False)
        message = json.dumps({"default": structured, **fixed}, ensure_ascii=False)
        if len(message.encode()) + len(json.dumps(attributes)) <= MAX_BYTES:
            break
    return {
        "Subject": wording.short(alert, MAX_SUBJECT),
        "Message": message,
        "MessageStructure": "json",
        "MessageAttributes": attributes,
    }


def document(alert: Alert) -> dict[str, Any]:
    """Return an alert as structured JSON, in the schema `posturewatch.alert/1`."""
    told: dict[str, Any] = {
        "schema": SCHEMA,
        "id": alert.id,
        "kind": alert.kind.value,
        "severity": alert.severity.value,
        "account": alert.account,
        "region": wording.regions(alert),
        "resource_type": wording.types(alert),
        "control": _controls(alert),
        "team": alert.owner,
        "at": _time(alert.at),
        "headline": wording.one_line(alert),
        "resource": _resource(alert.resource, alert) if alert.resource else None,
        "cause": alert.cause.to_json(),
        "score": _score(alert.score) if alert.score and alert.score.total else None,
        "summary": dict(alert.summary),
        "findings": [_finding(finding) for finding in alert.findings],
        "omitted": "",
    }
    plain = _plain(told)
    assert isinstance(plain, dict)
    return plain


def _finding(finding: AlertFinding) -> dict[str, Any]:
    key = wording.key_of(finding)
    return {
        "id": finding.id,
        "control": finding.control,
        "title": finding.title,
        "severity": finding.severity.value,
        "kind": finding.kind.value,
        "reason": finding.reason,
        "remediation": finding.remediation,
        "evidence": dict(finding.evidence),
        "evidence_before": dict(finding.before),
        "resource": _resource(key) if key else None,
        "opened_at": _time(finding.opened_at) if finding.opened_at else None,
        "open_for_seconds": (
            round(finding.open_for.total_seconds(), 3) if finding.open_for is not None else None
        ),
        "points": finding.points,
    }


def _resource(key: ResourceKey, alert: Alert | None = None) -> dict[str, Any]:
    told = {"account": key.account, "region": key.region, "type": key.type, "id": key.id}
    return {**told, "name": alert.resource_name, "arn": alert.resource_arn} if alert else told


def _score(move: ScoreMove) -> dict[str, Any]:
    return {
        "points": move.points,
        "earned_before": move.earned_before,
        "earned": move.earned,
        "unknown": move.unknown,
        "total": move.total,
        "percent_before": float(move.percent_before),
        "percent": float(move.percent),
        "ledger_version": move.version,
        "items": [asdict(item) for item in move.items],
    }


def _controls(alert: Alert) -> list[str]:
    return list(dict.fromkeys(finding.control for finding in alert.findings))


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _plain(value: Any) -> Any:
    """Return a value as JSON that encodes: a store's decimals as numbers, no half characters."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {_plain(str(name)): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _whole(told: dict[str, Any]) -> dict[str, Any]:
    return told


def _without_evidence(told: dict[str, Any]) -> dict[str, Any]:
    findings = [{**finding, "evidence": {}, "evidence_before": {}} for finding in told["findings"]]
    return {**told, "findings": findings, "omitted": "evidence"}


def _worst_alone(told: dict[str, Any]) -> dict[str, Any]:
    findings = _without_evidence(told)["findings"]
    kept = findings[: wording.MAX_FINDINGS]
    omitted = f"evidence, summary and {wording.count(len(findings) - len(kept), 'finding')}"
    controls = told["control"][:MAX_VALUES]
    return {
        **told,
        "control": controls,
        "summary": {},
        "findings": [{**finding, "reason": finding["reason"][:1_000]} for finding in kept],
        "omitted": omitted,
    }


_CUTS = (_whole, _without_evidence, _worst_alone)


def _attributes(alert: Alert) -> dict[str, Any]:
    one = {
        "kind": alert.kind.value,
        "severity": alert.severity.value,
        "account": alert.account,
        "team": alert.owner,
    }
    many = {
        "region": wording.regions(alert),
        "resource_type": wording.types(alert),
        "control": _controls(alert),
    }
    return {
        # SNS refuses an attribute without a value.
        **{
            name: {"DataType": "String", "StringValue": _plain(value)}
            for name, value in one.items()
            if value
        },
        **{
            name: {"DataType": "String.Array", "StringValue": json.dumps(values[:MAX_VALUES])}
            for name, values in many.items()
            if values
        },
    }


# --- The delivery ---------------------------------------------------------------------------------

_WAIT_FAILING: Final = 15.0
_WAIT_FORBIDDEN: Final = 300.0

_FORBIDDEN: Final = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "KMSAccessDenied",
        "KMSDisabled",
    }
)
"""Somebody has to change a policy, which is often done within the hour: tried again meanwhile."""

_FAILING: Final = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "InternalError",
        "InternalFailure",
        "KMSThrottling",
        "RequestExpired",
        "ServiceUnavailable",
        "Throttled",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
    }
)


class SnsNotifier:
    """Tells alerts on an SNS topic.

    Args:
        client: The boto3 client `sns` of the home account.
        topic_arn: The topic. One whose ARN ends in `.fifo` gets an account's messages in order, and
            each once.
        name: The destination's name in the routing.
        now: The clock, in UTC.
    """

    def __init__(
        self,
        client: Any,
        topic_arn: str,
        *,
        name: str = "sns",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.name = name
        self._client = client
        self._topic_arn = topic_arn
        self._now = now

    def deliver(self, alert: Alert) -> Receipt:
        """Deliver one alert.

        Returns:
            The receipt: SNS's message id.

        Raises:
            DeliveryError: It did not arrive; says whether and when to try again.
        """
        from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

        message = publication(alert, self._now())
        try:
            answer = self._client.publish(
                TopicArn=self._topic_arn, **self._ordered(alert), **message
            )
        except ClientError as error:
            raise _failure(error.response) from error
        except ParamValidationError as error:
            raise DeliveryError(f"SNS: {error}", retry_after=None) from error
        except BotoCoreError as error:
            reason = f"SNS did not answer: {type(error).__name__}"
            raise DeliveryError(reason, retry_after=_WAIT_FAILING) from error
        return Receipt(answer["MessageId"])

    def _ordered(self, alert: Alert) -> dict[str, str]:
        if not str(self._topic_arn).endswith(".fifo"):
            return {}
        # SNS takes at most 128 characters of ASCII for the id.
        told_once = hashlib.sha256(f"{self.name}/{alert.id}".encode()).hexdigest()
        return {"MessageGroupId": alert.account, "MessageDeduplicationId": told_once}


def _failure(response: Mapping[str, Any]) -> DeliveryError:
    code = response.get("Error", {}).get("Code", "")
    text = response.get("Error", {}).get("Message", "")
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    retry_after: float | None = None
    if code in _FAILING or status == 429 or status >= 500:
        retry_after = _WAIT_FAILING
    elif code in _FORBIDDEN:
        retry_after = _WAIT_FORBIDDEN
    return DeliveryError(f"SNS answered {code}: {clip_words(text, 300)}", retry_after=retry_after)
