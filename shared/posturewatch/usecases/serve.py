"""Sweeps on demand for programs: what is asked for over HTTP, and what is answered."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from posturewatch.domain.errors import BadInput
from posturewatch.domain.sweep import Plan, Sweep, SweepState
from posturewatch.usecases.ports import Store
from posturewatch.usecases.sweep import SweepStarter

_FIELDS: Final = {
    "services": r"[A-Za-z0-9]{1,64}",
    "types": r"[A-Za-z0-9:]{1,128}",
    "regions": r"[a-z]{2,4}(-[a-z]+)+-\d{1,2}",
}
"""What may be asked for of an account, and the form of each item of the list."""

MOST_ITEMS: Final = 500
"""How many items a list may have: more than there are types."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to a request.

    Args:
        status: The HTTP status.
        body: The answer, as plain JSON.
    """

    status: int
    body: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The body as text; names are hostile, so it is ASCII."""
        return json.dumps(self.body, ensure_ascii=True)


@dataclass(frozen=True, slots=True)
class SweepsServed:
    """Answers requests about sweeps.

    Args:
        starter: Plans and ends sweeps.
        store: Where facts are kept.
    """

    starter: SweepStarter
    store: Store

    def start(self, body: str | None, caller: Any) -> Answer:
        """Start a sweep: 202 with it, 400 for what cannot be asked, 409 while another is under way.

        Args:
            body: JSON: `account`, `services`, `types`, `regions`, each optional; without an account
                every account that is swept.
            caller: Who asks, as API Gateway tells it of callers that IAM let in.
        """
        now = self.starter.now()
        try:
            plan = _plan(body, f"on-demand-{now:%Y%m%dT%H%M%S.%fZ}", _name_of(caller))
            if plan.account and plan.account not in self.starter.accounts():
                raise BadInput(f"account {plan.account} is not swept here", where="account")
            started = self.starter.start_all(plan)
        except BadInput as error:
            return _refused(HTTPStatus.BAD_REQUEST, str(error))
        if started.sweeps or started.queued:
            told = [sweep.to_json() for sweep in started.sweeps]
            return Answer(HTTPStatus.ACCEPTED, {"sweeps": told, "queued": started.queued})
        account = plan.account or next(iter(self.starter.accounts()), "")
        last = next(iter(self.store.sweeps(account, limit=1)), None)
        if last is not None and last.id.startswith(plan.id):
            # It ended at once: the account cannot be asked.
            return Answer(HTTPStatus.BAD_GATEWAY, {"error": "; ".join(last.errors.values())})
        return _refused(HTTPStatus.CONFLICT, f"a sweep of {account} is under way", last)

    def look(self, id: str) -> Answer:
        """Show a sweep: 200 with it, or 404."""
        sweep = self.store.sweep(id)
        return Answer(HTTPStatus.OK, sweep.to_json()) if sweep else _unknown(id)

    def cancel(self, id: str) -> Answer:
        """End a sweep: 200 with it as it is then, 404, or 409 when it had ended before."""
        sweep = self.store.sweep(id)
        if sweep is None:
            return _unknown(id)
        if sweep.state is SweepState.RUNNING and self.starter.cancel(id):
            return self.look(id)
        return _refused(HTTPStatus.CONFLICT, "the sweep has ended", self.store.sweep(id))


def _plan(body: str | None, id: str, reason: str) -> Plan:
    """Return the plan that a body asks for.

    Raises:
        BadInput: It is none.
    """
    try:
        told = json.loads(body) if body else {}
    except (ValueError, RecursionError) as error:
        raise BadInput("the body is not JSON") from error
    if not isinstance(told, dict):
        raise BadInput("the body is not a JSON object")
    strange = sorted(set(told) - {"account", *_FIELDS})
    if strange:
        raise BadInput(f"there is no field {strange[0]!r}")
    account = told.get("account", "")
    if not isinstance(account, str) or not re.fullmatch(r"|[0-9]{12}", account):
        raise BadInput("an account is twelve digits, as a string", where="account")
    lists = {name: _list(told.get(name, []), name, form) for name, form in _FIELDS.items()}
    services = tuple(name.lower() for name in lists["services"])
    return Plan(
        id, account, reason, types=lists["types"], services=services, regions=lists["regions"]
    )


def _list(told: Any, name: str, form: str) -> tuple[str, ...]:
    is_list = isinstance(told, list) and len(told) <= MOST_ITEMS
    if not is_list or not all(isinstance(x, str) and re.fullmatch(form, x) for x in told):
        raise BadInput(f"{name} are a list of their names", where=name)
    return tuple(told)


def _name_of(caller: Any) -> str:
    arn = getattr(caller, "user_arn", None)
    return f"on demand, {arn}" if arn else "on demand"


def _unknown(id: str) -> Answer:
    return _refused(HTTPStatus.NOT_FOUND, f"there is no sweep {id[:200]!r}")


def _refused(status: HTTPStatus, why: str, sweep: Sweep | None = None) -> Answer:
    return Answer(status, {"error": why, **({"sweep": sweep.to_json()} if sweep else {})})
