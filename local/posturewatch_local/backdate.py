"""Makes IAM users, access keys and roles older than any API could; runs inside the moto server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any


class CannotBackdate(Exception):
    """The request to make something older cannot be fulfilled; says why."""


def backdate(request: Any) -> list[str]:
    """Set what the request names; returns what was changed.

    The request is `{"account": "<12 digits>", "users": {…}, "roles": {…}}`, times are ISO 8601:

    - a user: `created`, `password_last_used`, `access_keys`: `{<access key id>: {created,
      last_used, service, region}}`
    - a role: `created`, `last_used`, `region`

    Raises:
        CannotBackdate: The request names something that does not exist or cannot be set.
    """
    from moto.iam.models import iam_backends

    _refuse_unknown(request, {"account", "users", "roles"}, "the request")
    backend = iam_backends[str(request.get("account", ""))]["aws"]
    changed: list[str] = []
    for name, wish in (request.get("users") or {}).items():
        changed += _user(backend, name, wish)
    for name, wish in (request.get("roles") or {}).items():
        changed += _role(backend, name, wish)
    return changed


def _user(backend: Any, name: str, wish: dict[str, Any]) -> list[str]:
    _refuse_unknown(wish, {"created", "password_last_used", "access_keys"}, f"user {name}")
    user = backend.users.get(name)
    if user is None:
        raise CannotBackdate(f"there is no user {name}")
    changed = []
    if "created" in wish:
        user.create_date = _time(wish["created"])
        changed.append(f"user {name} created")
    if "password_last_used" in wish:
        user.password_last_used = _time(wish["password_last_used"])
        changed.append(f"user {name} password last used")
    keys = {key.access_key_id: key for key in user.access_keys}
    for identifier, key_wish in (wish.get("access_keys") or {}).items():
        if identifier not in keys:
            raise CannotBackdate(f"user {name} has no access key {identifier}")
        changed += _access_key(keys[identifier], key_wish)
    return changed


def _access_key(key: Any, wish: dict[str, Any]) -> list[str]:
    from moto.iam.models import AccessKeyLastUsed

    what = f"access key {key.access_key_id}"
    _refuse_unknown(wish, {"created", "last_used", "service", "region"}, what)
    changed = []
    if "created" in wish:
        key.create_date = _time(wish["created"])
        changed.append(f"{what} created")
    if "last_used" in wish:
        key.last_used = AccessKeyLastUsed(
            _time(wish["last_used"]), wish.get("service", "s3"), wish.get("region", "us-east-1")
        )
        changed.append(f"{what} last used")
    return changed


def _role(backend: Any, name: str, wish: dict[str, Any]) -> list[str]:
    _refuse_unknown(wish, {"created", "last_used", "region"}, f"role {name}")
    role = next((role for role in backend.roles.values() if role.name == name), None)
    if role is None:
        raise CannotBackdate(f"there is no role {name}")
    changed = []
    if "created" in wish:
        role.create_date = _time(wish["created"])
        changed.append(f"role {name} created")
    if "last_used" in wish:
        role.last_used = _time(wish["last_used"])
        role.last_used_region = wish.get("region", "us-east-1")
        changed.append(f"role {name} last used")
    return changed


def _time(text: Any) -> datetime:
    """A time as moto keeps it: UTC, without a zone."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise CannotBackdate(f"{text!r} is no ISO 8601 time") from error
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _refuse_unknown(wish: Any, known: set[str], what: str) -> None:
    if not isinstance(wish, dict):
        raise CannotBackdate(f"{what} must be an object")
    unknown = sorted(set(wish) - known)
    if unknown:
        raise CannotBackdate(f"{what} has no {', '.join(unknown)}")
