"""Resolve: which resources an event may have changed, and who did it.

The answer is a hint, decided from the event alone: no read, no clock, no guess. Nothing is lost
either: a call that changed something but does not tell what is widened to all of the type, and what
cannot be understood at all is named `invalid` instead of raised.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, NamedTuple

from posturewatch.catalog import resource_class, triggers_for, type_of
from posturewatch.domain.change import Actor, Cause, Outcome, Resolution, Target
from posturewatch.domain.excerpt import writable
from posturewatch.domain.fields import moment
from posturewatch.domain.places import Unknown, parse, walk
from posturewatch.domain.resource import GLOBAL, MAX_ID_BYTES, Resource
from posturewatch.domain.trigger import Trigger, named_like_a_read, request_of

_CONFIG: Final = "aws.config"
_MAX_WRAPPINGS: Final = 8
_MAX_TEXT: Final = 512
"""The longest text of an actor: user agents are as long as their authors like."""

_CHANGES: Final = frozenset(
    {
        "ConfigurationItemChangeNotification",
        "OversizedConfigurationItemChangeNotification",
        # The change happened; only its document could not be delivered.
        "OversizedConfigurationItemChangeDeliveryFailed",
    }
)
_NO_CHANGES: Final = frozenset(
    {
        "ComplianceChangeNotification",
        "ConfigRulesEvaluationStarted",
        "ConfigurationHistoryDeliveryCompleted",
        "ConfigurationSnapshotDeliveryCompleted",
        "ConfigurationSnapshotDeliveryFailed",
        "ConfigurationSnapshotDeliveryStarted",
        "ScheduledNotification",
    }
)


class _Frame(NamedTuple):
    """What the wrappings around a record or item said."""

    account: str = ""
    region: str = ""
    time: Any = None
    id: str = ""
    source: str = ""
    kind: str = ""


_BARE: Final = _Frame()


def resolve(event: object) -> Resolution:
    """Return what an event means: its outcome, what it may have changed, and who did it.

    Takes a CloudTrail record or an AWS Config item, bare or in any of the wrappings in which AWS
    delivers them: EventBridge, SNS, SQS, the invocation of a custom Config rule, `LookupEvents`.

    Never raises: what cannot be understood is `invalid`, with what is wrong and where.
    """
    frame = _BARE
    for _ in range(_MAX_WRAPPINGS):
        if not isinstance(event, Mapping):
            return _invalid(f"an event is a JSON object, this one is {_kind(event)}", frame)
        if "eventName" in event:
            return _of_record(event, frame)
        if "detail-type" in event or ("detail" in event and "source" in event):
            frame = _opened(event)
            event = event.get("detail")
            if not isinstance(event, Mapping):
                return _invalid(f"detail is {_kind(event)}, not an object", frame)
            if not ("eventName" in event or "eventSource" in event or _is_config(event, frame)):
                return _of_another(event, frame)
        elif _is_config(event, frame):
            return _of_notification(event, frame)
        elif "resourceType" in event:
            return _of_item(event, frame, event_name="ConfigurationItem", whole=True)
        elif "eventSource" in event and not _WRAPPED & event.keys():
            return _of_record(event, frame)
        elif "insightDetails" in event:
            return _of_another(event, frame)
        else:
            inner = _unwrapped(event)
            if isinstance(inner, Unknown):
                return _invalid(inner.reason, frame)
            frame = _around(event, frame)
            event = inner
    return _invalid(f"more than {_MAX_WRAPPINGS} wrappings lie around the event", frame)


# --- CloudTrail -----------------------------------------------------------------------------------

_THROUGH_AN_ENDPOINT: Final = (
    "tells that a call went through a VPC endpoint; the call has a record of its own"
)
_WITHIN: Final = "a data event works on what a resource holds, not on its settings"


def _of_record(record: Mapping[str, Any], frame: _Frame) -> Resolution:
    name, source = record.get("eventName"), record.get("eventSource")
    told = _Told(record, frame)
    if not isinstance(name, str) or not name:
        return told.say(Outcome.INVALID, f"eventName is {_kind(name)}, not the name of a call")
    if not isinstance(source, str) or not source:
        return told.say(Outcome.INVALID, f"eventSource is {_kind(source)}, not a service's address")
    calls = triggers_for(source)
    read_only = record.get("readOnly")
    if read_only is True or read_only == "true":
        return told.say(Outcome.READ_ONLY, f"{name} only reads.")
    if calls.only_reads(name) if calls else read_only is None and named_like_a_read(name):
        return told.say(Outcome.READ_ONLY, f"{name} only reads.")
    if told.error:
        return told.say(Outcome.FAILED_CALL, f"{name} failed: {told.error}.")
    category = record.get("eventCategory")
    if category == "NetworkActivity" or record.get("eventType") == "AwsVpceEvent":
        # Its account is that of the endpoint, which need not be the resource's.
        return told.say(Outcome.IRRELEVANT, f"{name}: {_THROUGH_AN_ENDPOINT}.")
    if calls is not None:
        triggers = calls.triggers.get(name)
        if triggers is not None:
            return _of_call(triggers, told)
        reason = calls.irrelevant.get(name)
        if reason is not None:
            return told.say(Outcome.IRRELEVANT, f"{name}: {reason}.")
    if category == "Data":
        return told.say(Outcome.IRRELEVANT, f"{name}: {_WITHIN}.")
    return told.say(Outcome.UNMAPPED, f"{source[:80]}:{name[:80]} is not mapped.")


def _of_call(triggers: Sequence[Trigger], told: _Told) -> Resolution:
    record, frame = told.record, told.frame
    name = record["eventName"]
    account = frame.account or _account(record.get("recipientAccountId"))
    if not account:
        return told.say(
            Outcome.INVALID,
            "neither recipientAccountId nor the envelope's account tells whose account it is",
        )
    region = _region(record.get("awsRegion")) or frame.region
    targets: dict[Target, None] = {}
    named: list[str] = []
    widened: list[str] = []
    for trigger in triggers:
        aim = trigger.targets(record, account, region)
        if aim.targets:
            noun = trigger.kind.noun
            if aim.widened:
                widened.append(noun)
            else:
                named.append(f"every {noun}" if aim.targets[0].id is None else f"{_a(noun)} {noun}")
            targets.update(dict.fromkeys(aim.targets))
    if not targets:
        return told.say(Outcome.IRRELEVANT, f"{name} names no resource that is judged here.")
    if told.at is None:
        return told.say(
            Outcome.INVALID, f"eventTime {_shown(record.get('eventTime'))} is not a time"
        )
    if any(not target.region for target in targets):
        return told.say(
            Outcome.INVALID, f"awsRegion {_shown(record.get('awsRegion'))} is no region"
        )
    parts = [f"{name} may have changed {_listed(named)}"] if named else []
    if widened:
        parts.append(f"{name} does not tell which {_listed(widened)}, so all are looked at")
    return told.say(Outcome.CHANGED, "; ".join(parts) + ".", tuple(targets))


class _Told:
    """What a record says about itself, in the form of answers."""

    __slots__ = ("at", "error", "frame", "record")

    def __init__(self, record: Mapping[str, Any], frame: _Frame) -> None:
        self.record = record
        self.frame = frame
        time = record.get("eventTime")
        self.at = _moment(frame.time if time is None else time)
        error = record.get("errorCode") or record.get("errorMessage")
        self.error = "" if not error else error[:120] if isinstance(error, str) else _kind(error)

    def say(self, outcome: Outcome, reason: str, targets: tuple[Target, ...] = ()) -> Resolution:
        """Return the answer, with the record's identity and, where it can be told, its cause."""
        record = self.record
        event_id = _text(record.get("eventID")) or self.frame.id
        source, name = _text(record.get("eventSource")), _text(record.get("eventName"))
        cause = None
        if self.at is not None and outcome is not Outcome.INVALID:
            cause = Cause(
                event_id,
                "cloudtrail",
                self.at,
                source,
                name,
                _text(record.get("awsRegion")),
                _actor(record),
                error=self.error,
            )
        request = request_of(record) if targets else None
        return Resolution(outcome, reason, event_id, source, name, targets, cause, request=request)


def _actor(record: Mapping[str, Any]) -> Actor:
    who = _object(record.get("userIdentity"))
    session = _object(who.get("sessionContext"))
    issuer = _object(session.get("sessionIssuer"))
    kind, arn = _text(who.get("type")), _text(who.get("arn"))
    service = _text(who.get("invokedBy"))
    on_behalf_of = _text(_object(who.get("onBehalfOf")).get("userId"))
    name = _text(who.get("userName"))
    if kind == "Root":
        name = "root"
    elif kind == "AssumedRole":
        role = _text(issuer.get("userName")) or arn.rpartition("/")[0].rpartition("/")[2]
        session_name = arn.rpartition("/")[2] or _text(who.get("principalId")).rpartition(":")[2]
        name = f"{role}/{session_name}" if role and session_name else role or session_name
    elif not name:
        # The user of Identity Center or of another provider, where no role stands between.
        name = on_behalf_of or arn.rpartition("/")[2] or service or _text(who.get("principalId"))
    mfa = _object(session.get("attributes")).get("mfaAuthenticated")
    if mfa is None:
        mfa = _object(record.get("additionalEventData")).get("MFAUsed")
    return Actor(
        kind=kind,
        name=name,
        arn=arn,
        account=_text(who.get("accountId")),
        access_key_id=_text(who.get("accessKeyId")),
        source_ip=_text(record.get("sourceIPAddress")),
        user_agent=_text(record.get("userAgent")),
        mfa=_MFA.get(mfa.lower() if isinstance(mfa, str) else mfa) if _is_plain(mfa) else None,
        invoked_by=service,
        issuer=_text(issuer.get("arn")),
        source_identity=_text(session.get("sourceIdentity")),
        on_behalf_of=on_behalf_of,
    )


_MFA: Final[Mapping[Any, bool]] = {
    True: True,
    "true": True,
    "yes": True,
    False: False,
    "false": False,
    "no": False,
}


# --- AWS Config -----------------------------------------------------------------------------------


def _is_config(event: Mapping[str, Any], frame: _Frame) -> bool:
    return (
        "messageType" in event
        or "configurationItem" in event
        or "configurationItemSummary" in event
        or frame.source == _CONFIG
    )


def _of_notification(notification: Mapping[str, Any], frame: _Frame) -> Resolution:
    name = _text(notification.get("messageType")) or frame.kind
    whole = True
    item = notification.get("configurationItem")
    if item is None:
        item, whole = notification.get("configurationItemSummary"), False
    if isinstance(item, list) and len(item) == 1:
        # Notifications of Config's first years held their item in a list.
        item = item[0]
    if isinstance(item, Mapping) and (name in _CHANGES or not name):
        if frame.time is None:
            frame = frame._replace(time=notification.get("notificationCreationTime"))
        resolution = _of_item(item, frame, event_name=name or "ConfigurationItem", whole=whole)
        diff = _object(notification.get("configurationItemDiff")).get("changedProperties")
        is_told = resolution.outcome is Outcome.CHANGED and isinstance(diff, Mapping)
        return replace(resolution, diff=diff) if is_told else resolution
    if name in _CHANGES:
        return _invalid(f"the {name} holds no configuration item, but {_kind(item)}", frame, name)
    if name in _NO_CHANGES or frame.source == _CONFIG:
        reason = f"Config's {name[:80] or 'message'} tells of no change."
        return Resolution(Outcome.IRRELEVANT, reason, frame.id, _CONFIG, name)
    return Resolution(
        Outcome.UNMAPPED, f"{_CONFIG}:{name[:80]} is not mapped.", frame.id, _CONFIG, name
    )


def _of_item(item: Mapping[str, Any], frame: _Frame, *, event_name: str, whole: bool) -> Resolution:
    state = item.get("configurationStateId")
    frame = frame._replace(id=frame.id or (str(state)[:64] if _is_plain(state) and state else ""))
    named = item.get("resourceType")
    if not isinstance(named, str) or not named:
        return _invalid(f"resourceType is {_kind(named)}, not a type's name", frame, event_name)
    cls = resource_class(type_of(named))
    if cls is None:
        reason = f"{named[:80]} is not judged."
        return Resolution(Outcome.IRRELEVANT, reason, frame.id, _CONFIG, event_name)
    owner = _account(item.get("awsAccountId") or item.get("accountId"))
    account = frame.account or owner
    if not account:
        return _invalid("awsAccountId does not tell whose account it is", frame, event_name)
    region = GLOBAL if cls.is_global else _region(item.get("awsRegion")) or frame.region
    if not region:
        return _invalid(
            f"awsRegion {_shown(item.get('awsRegion'))} is no region", frame, event_name
        )
    captured = item.get("configurationItemCaptureTime")
    at = _moment(frame.time if captured is None else captured)
    if at is None and isinstance(state, str | int) and str(state)[:16].isdecimal():
        # What Config orders items by is the same moment, in milliseconds.
        at = _moment(int(str(state)[:16]))
    if at is None:
        return _invalid(
            f"configurationItemCaptureTime {_shown(captured)} is not a time", frame, event_name
        )
    item_id = _item_id(item, cls)
    reason = f"{named} changed, says Config."
    if item_id is None:
        reason = f"Config's item does not tell which {named} changed, so all are looked at."
    # A document that speaks of another account than the envelope is nobody's to judge.
    document = item if whole and item_id is not None and owner == account else None
    return Resolution(
        Outcome.CHANGED,
        reason,
        frame.id,
        _CONFIG,
        event_name,
        (Target(cls.type, account, region, item_id),),
        Cause(frame.id, "config", at, _CONFIG, event_name, region),
        document,
    )


def _item_id(item: Mapping[str, Any], cls: type[Resource]) -> str | None:
    """Return the id at the place that the type names for it; None where none stands."""
    for place in cls.config_id:
        try:
            found = walk(parse(f"configuration{place}" if place.startswith(".") else place), item)
        except RecursionError:
            # A configuration in a text, nested deeper than any parser follows.
            continue
        if (
            isinstance(found, str)
            and 0 < len(found.encode("utf-8", "surrogatepass")) <= MAX_ID_BYTES
        ):
            return cls.id_in(found)
    return None


# --- wrappings ------------------------------------------------------------------------------------

_WRAPPED: Final = frozenset(
    {"Records", "Sns", "body", "Message", "invokingEvent", "CloudTrailEvent"}
)


def _opened(envelope: Mapping[str, Any]) -> _Frame:
    """Return what an EventBridge envelope says."""
    return _Frame(
        _account(envelope.get("account")),
        _region(envelope.get("region")),
        envelope.get("time"),
        _text(envelope.get("id")),
        _text(envelope.get("source")),
        _text(envelope.get("detail-type")),
    )


def _around(event: Mapping[str, Any], frame: _Frame) -> _Frame:
    """Return what any other wrapping adds; what a wrapping inside said stays."""
    message_id = _text(event.get("MessageId")) or _text(event.get("messageId"))
    account = frame.account
    if "invokingEvent" in event:
        account = account or _account(event.get("accountId"))
    return frame._replace(account=account, id=message_id or frame.id)


def _unwrapped(event: Mapping[str, Any]) -> Any:
    """Return what a wrapping holds; `Unknown` where it is none, or holds nothing readable."""
    records = event.get("Records")
    if isinstance(records, list):
        if len(records) == 1:
            return records[0]
        return Unknown(f"Records holds {len(records)} events; resolve them one by one")
    for name in ("invokingEvent", "CloudTrailEvent", "Message", "body", "Sns"):
        if name in event:
            held = event[name]
            return _decoded(held, name) if isinstance(held, str) else held
    if not event:
        return Unknown("the event is an empty object")
    names = ", ".join(sorted(str(name)[:40] for name in list(event)[:5]))
    return Unknown(
        "neither eventName and eventSource nor detail-type, messageType or resourceType "
        f"says what it is; it has {names}"
    )


def _decoded(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        return Unknown(f"{name} is not JSON: {error}")
    except RecursionError:
        return Unknown(f"{name} is nested too deeply")


def _of_another(detail: Mapping[str, Any], frame: _Frame) -> Resolution:
    """Answer for an event that is neither a call nor a Config item."""
    if "insightDetails" in detail:
        reason = "An insight tells of unusual numbers of calls, not of a change."
        event_id = frame.id or _text(detail.get("eventID"))
        return Resolution(Outcome.IRRELEVANT, reason, event_id, frame.source, frame.kind)
    if not frame.source or not frame.kind:
        return _invalid("the envelope has no source or no detail-type", frame)
    reason = f"{frame.source[:80]}:{frame.kind[:80]} is not mapped."
    return Resolution(Outcome.UNMAPPED, reason, frame.id, frame.source, frame.kind)


# --- values as hostile as they come ---------------------------------------------------------------


def _invalid(reason: str, frame: _Frame, name: str = "") -> Resolution:
    return Resolution(Outcome.INVALID, reason, frame.id, frame.source, name or frame.kind)


def _account(value: Any) -> str:
    """Return an account id; empty where there is none, so that no other account takes its place."""
    return value if isinstance(value, str) and value.isascii() and value.isdecimal() else ""


def _region(value: Any) -> str:
    # A slash would end the region inside a key.
    return value if isinstance(value, str) and len(value) <= 64 and "/" not in value else ""


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    # Half of a surrogate pair, which no store takes, must not keep a change from being judged.
    return value[:_MAX_TEXT] if value.isascii() else writable(value[:_MAX_TEXT])


def _object(value: Any) -> Mapping[str, Any]:
    # Asking for a dict takes a tenth of the time of asking for any mapping, and JSON has no other.
    return value if isinstance(value, dict) else {}


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | bool)


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str | int | float):
        return None
    try:
        return moment(value)
    except (ValueError, OverflowError, OSError):
        return None


def _kind(value: Any) -> str:
    if value is None:
        return "missing"
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return "an empty text" if value == "" else f"a {_NAMES.get(type(value), 'value')}"


_NAMES: Final = {str: "text", bool: "boolean", int: "number", float: "number"}


def _shown(value: Any) -> str:
    return repr(value)[:60] if _is_plain(value) or isinstance(value, float) else f"({_kind(value)})"


def _listed(nouns: Sequence[str]) -> str:
    unique = list(dict.fromkeys(nouns))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} and {unique[-1]}"


def _a(noun: str) -> str:
    return "the" if noun == "account" else "an" if noun[0] in "aeio" else "a"
