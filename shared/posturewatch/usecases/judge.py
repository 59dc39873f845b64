"""Judging: every control of a type is asked about one snapshot."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from posturewatch.domain.control import Control
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.resource import Resource
from posturewatch.domain.verdict import Verdict, not_available

_log = logging.getLogger(__name__)


def judge(resource: Resource, controls: Iterable[Control]) -> dict[str, Verdict]:
    """Ask controls about a snapshot.

    A property that is unknown, and a control that crashes, both end in `NOT_AVAILABLE`: a control
    that cannot answer must never look like a resource that passes.

    Returns:
        Control id → verdict.
    """
    verdicts: dict[str, Verdict] = {}
    for control in controls:
        try:
            verdict = control.ask(resource)
            if not isinstance(verdict, Verdict):
                raise TypeError(f"the control answered with {type(verdict).__name__}")
            verdicts[control.id] = verdict
        except UnknownValue as error:
            verdicts[control.id] = not_available(f"{error.name} could not be read: {error.reason}.")
        except Exception as error:  # noqa: BLE001 # whatever it is, it must not look like a pass
            _log.exception("control crashed", extra={"control": control.id, "type": resource.type})
            verdicts[control.id] = not_available(f"The control crashed: {type(error).__name__}.")
    return verdicts
