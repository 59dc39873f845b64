"""Field types: how a raw value of a document becomes a property.

Differences of spelling between sources (`"Enabled"`, `true`, epoch or ISO times, tag lists or maps,
policies as text, URL-encoded text or objects) are settled here, once. A raw value that a field type
cannot read raises `ValueError`, which makes the property unknown: it never becomes a default.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Protocol

from posturewatch.domain.places import Given, Reference, Unknown, decoded

if TYPE_CHECKING:
    from posturewatch.domain.policy import PolicyDocument


class Field(Protocol):
    """Converts one raw value of a document into a property's value."""

    def convert(self, raw: Any) -> Any:
        """Return the property's value.

        Raises:
            ValueError: The raw value cannot be read; the message says what was found.
        """
        ...


class ToggleField:
    """On or off, however it is spelt.

    Raises:
        ValueError: The text is neither a known spelling of on nor of off.
    """

    ON = frozenset({"true", "enabled", "enable", "on", "yes", "required", "active", "1"})
    OFF = frozenset(
        {"false", "disabled", "disable", "off", "no", "optional", "inactive", "suspended", "0"}
    )

    def convert(self, raw: Any) -> bool:
        """Return whether the setting is on."""
        if isinstance(raw, bool):
            return raw
        text = str(raw).strip().lower()
        if text in self.ON:
            return True
        if text in self.OFF:
            return False
        raise ValueError(f"expected on or off, found {str(raw)[:40]!r}")


class TextField:
    """A text, never decoded."""

    def convert(self, raw: Any) -> str:
        """Return the text; a number becomes its decimal form."""
        if isinstance(raw, str):
            return raw
        if isinstance(raw, bool | int | float):
            return str(raw)
        raise ValueError(f"expected a text, found {type(raw).__name__}")


class WholeField:
    """A whole number."""

    def convert(self, raw: Any) -> int:
        """Return the number, read from an integer, an integral float or a decimal text."""
        if isinstance(raw, bool):
            raise ValueError("expected a whole number, found a boolean")
        if isinstance(raw, float) and not raw.is_integer():
            raise ValueError(f"expected a whole number, found {raw}")
        return int(raw)


class MomentField:
    """A moment in time, always in UTC."""

    def convert(self, raw: Any) -> datetime:
        """Return the moment, read from a datetime, ISO 8601 text, epoch seconds or milliseconds."""
        return moment(raw)


class DayField:
    """The day of a moment that moves on all the time, so that the rest of it is no change."""

    def convert(self, raw: Any) -> datetime:
        """Return the day's beginning in UTC."""
        return moment(raw).replace(hour=0, minute=0, second=0, microsecond=0)


class PolicyField:
    """An IAM or resource policy, given as an object, JSON text or URL-encoded JSON text."""

    def convert(self, raw: Any) -> PolicyDocument:
        """Return the parsed policy."""
        # Policies take longer to import than most types need them for.
        from posturewatch.domain.policy import PolicyDocument

        # Old Config items wrap a policy document into a list of one.
        if isinstance(raw, list | tuple) and len(raw) == 1:
            raw = raw[0]
        return PolicyDocument.parse(raw)


class InversionsField:
    """The words by which the Allow statements of a policy say what they leave out.

    They are `NotAction`, `NotPrincipal` and `NotResource`, whatever else stands in the document.
    """

    def convert(self, raw: Any) -> tuple[str, ...]:
        """Return the words, sorted."""
        from posturewatch.domain.policy import inversions

        return inversions(raw[0] if isinstance(raw, list | tuple) and len(raw) == 1 else raw)


class PairsField:
    """Names and values, such as tags: a map, or a list of `Key`/`Value` objects in any case."""

    def convert(self, raw: Any) -> Mapping[str, str]:
        """Return the pairs as a map from name to value."""
        raw = _document(raw)
        if isinstance(raw, Mapping):
            return {str(name): "" if value is None else str(value) for name, value in raw.items()}
        if not isinstance(raw, list | tuple):
            raise ValueError(f"expected names and values, found {type(raw).__name__}")
        pairs: dict[str, str] = {}
        for item in raw:
            folded = {str(name).lower(): value for name, value in dict(item).items()}
            name = folded.get("key", folded.get("tagkey", folded.get("name")))
            if name is None:
                raise ValueError("expected a name in every pair")
            pairs[str(name)] = str(folded.get("value") or folded.get("tagvalue") or "")
        return pairs


class TextsField:
    """Several texts; one text alone counts as a list of one."""

    def convert(self, raw: Any) -> tuple[str, ...]:
        """Return the texts in their order."""
        if isinstance(raw, str):
            return (raw,)
        if not isinstance(raw, list | tuple):
            raise ValueError(f"expected texts, found {type(raw).__name__}")
        return tuple(TextField().convert(item) for item in raw)


class StatesField:
    """The states of several things, as `Enabled` or `Disabled`, however they are spelt."""

    def convert(self, raw: Any) -> tuple[str, ...]:
        """Return the states in their order."""
        states = (ToggleField().convert(each) for each in TextsField().convert(raw))
        return tuple("Enabled" if on else "Disabled" for on in states)


class CountField:
    """How many items a list has."""

    def convert(self, raw: Any) -> int:
        """Return the length of the list."""
        if not isinstance(raw, list | tuple):
            raise ValueError(f"expected a list, found {type(raw).__name__}")
        return len(raw)


class SettledField:
    """A text whose very value decides, so that a dynamic reference of a template is unknown."""

    def convert(self, raw: Any) -> str:
        """Return the text."""
        text = TextField().convert(raw)
        if text.startswith("{{resolve:"):
            raise ValueError("a dynamic reference is worked out when the template is deployed")
        return text


class PresentField:
    """Whether something is named at all, or switched on."""

    def convert(self, raw: Any) -> bool:
        """Return whether there is more than nothing, an empty value, or off."""
        if isinstance(raw, str) and raw.strip().lower() in ToggleField.ON | ToggleField.OFF:
            return ToggleField().convert(raw)
        return bool(raw)


PLAIN_TEXT = "plain text"
SHOWN_PARAMETER = "shown parameter"
HIDDEN_PARAMETER = "hidden parameter"
DYNAMIC_REFERENCE = "dynamic reference"
REFERENCE = "reference"


class HeldField:
    """How a plan or a template holds a secret; the secret itself is dropped at once.

    `plain text`; `shown parameter` and `hidden parameter`, without and with `NoEcho`, for a value
    that is given with the deployment; `dynamic reference` to Secrets Manager or an encrypted
    parameter of Systems Manager; `reference` for what another resource will have; else empty.
    """

    reads_parameters = True

    def convert(self, raw: Any) -> str:
        """Return how the secret is held."""
        if isinstance(raw, Given):
            return HIDDEN_PARAMETER if raw.hidden else SHOWN_PARAMETER
        text = TextField().convert(raw)
        if text.startswith(("{{resolve:secretsmanager:", "{{resolve:ssm-secure:")):
            return DYNAMIC_REFERENCE
        if isinstance(raw, Reference):
            return REFERENCE
        return PLAIN_TEXT if text else ""


def moment(raw: Any) -> datetime:
    """Return a moment in UTC from a datetime, ISO 8601 text, or epoch seconds or milliseconds.

    A text without an offset is UTC, as AWS writes it.

    Raises:
        ValueError: The value is not a moment.
    """
    if isinstance(raw, bool):
        raise ValueError("expected a time, found a boolean")
    try:
        if isinstance(raw, datetime):
            value = raw
        elif isinstance(raw, int | float):
            # Above this, milliseconds are after 1973, and seconds would be after the year 5000.
            value = datetime.fromtimestamp(raw / 1000 if raw > 1e11 else raw, tz=UTC)
        elif re.fullmatch(r"\d{9,15}(\.\d+)?", str(raw)):
            # SQS writes epoch seconds as texts.
            return moment(float(raw))
        else:
            value = datetime.fromisoformat(str(raw).strip())
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except (OverflowError, OSError) as error:
        raise ValueError(f"expected a time, found {str(raw)[:40]}") from error


def _document(raw: Any) -> Any:
    if not isinstance(raw, str):
        return raw
    value = decoded(raw)
    if isinstance(value, Unknown):
        raise ValueError(value.reason)
    return {} if value is None else value


Toggle = Annotated[bool, ToggleField()]
Moment = Annotated[datetime | None, MomentField()]
Day = Annotated[datetime | None, DayField()]
Policy = Annotated["PolicyDocument | None", PolicyField()]
Pairs = Annotated[Mapping[str, str], PairsField()]
Texts = Annotated[tuple[str, ...], TextsField()]
Count = Annotated[int, CountField()]
Present = Annotated[bool, PresentField()]
Held = Annotated[str, HeldField()]
Settled = Annotated[str, SettledField()]


def stamp(value: datetime) -> str:
    """Return a moment as text whose order is the order of time: ISO 8601, UTC, microseconds."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")
