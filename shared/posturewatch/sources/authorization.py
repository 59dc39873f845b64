"""What one call tells of all users, groups, roles and policies, in the form of the calls for each.

`GetAccountAuthorizationDetails` answers for a whole account what otherwise takes several calls for
each identity. It leaves some things out: when a password was last used and how long a session may
last are in the listings, and the tags of policies only in the policies' own answers. What it does
not hold is asked for one by one.

The credential report tells which users have no password, no second factor or no access keys, so
that they need not be asked. AWS makes one at most every four hours: only one that was made for this
sweep is used, and of a user who has them it tells too little, such as no key's id.

Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
and https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from typing import Any, Final

from posturewatch.domain.places import ABSENT

OPERATION: Final = "GetAccountAuthorizationDetails"
PARAMETERS: Final[Mapping[str, Any]] = {"Filter": ["User", "Role", "Group", "LocalManagedPolicy"]}

_NOT_LISTED: Final = {
    "GetUser": ("PermissionsBoundary", "Tags"),
    "GetRole": ("PermissionsBoundary", "RoleLastUsed", "Tags"),
}
"""Operation → what its answer holds besides what the listing of the type does."""

OF_CREDENTIALS: Final = ("GetLoginProfile", "ListAccessKeys", "ListMFADevices")
"""The operations that the credential report may make needless."""

_NO_KEYS: Final = {
    f"access_key_{number}_{column}": none
    for number in (1, 2)
    for column, none in (("active", "false"), ("last_rotated", "N/A"))
}
"""Columns of the report, and what stands in them of a user without access keys."""

_KINDS: Final = {"User": "UserName", "Role": "RoleName", "Group": "GroupName"}
"""Kind of identity → the parameter and the member that name one."""


class Authorizations:
    """The details of one account.

    Args:
        details: The whole answer of the call, all its pages together.
    """

    def __init__(self, details: Mapping[str, Any]) -> None:
        self._identities: dict[tuple[str, str], Mapping[str, Any]] = {}
        for kind, name in _KINDS.items():
            for each in details.get(f"{kind}DetailList") or ():
                self._identities[kind, each[name]] = each
        # Of all versions of a policy only the one in force is kept.
        self._documents: dict[str, tuple[str, Any]] = {}
        for policy in details.get("Policies") or ():
            for version in policy.get("PolicyVersionList") or ():
                if version.get("IsDefaultVersion") and version.get("Document") is not None:
                    told = (version["VersionId"], version["Document"])
                    self._documents[policy["Arn"]] = told

    def completed(self, operation: str, name: str, listed: Mapping[str, Any]) -> Any:
        """Return what `GetUser` or `GetRole` would answer about one that a listing showed.

        Args:
            operation: The operation.
            name: The name of the user or role.
            listed: Its object in the listing.

        Returns:
            The object; None where it has to be asked for.
        """
        if operation not in _NOT_LISTED:
            return None
        known = self._identities.get((operation.removeprefix("Get"), name))
        if known is None:
            return None
        more = {part: known[part] for part in _NOT_LISTED[operation] if part in known}
        return {**listed, **more}

    @property
    def users(self) -> int:
        """How many users there are."""
        return sum(kind == "User" for kind, _ in self._identities)

    def answer(self, operation: str, parameters: Mapping[str, Any]) -> Any:
        """Return what an operation would answer; None where it has to be asked."""
        if operation == "GetPolicy":
            return self._policy(parameters["PolicyArn"])
        if operation == "GetPolicyVersion":
            return self._version(parameters["PolicyArn"], parameters["VersionId"])
        for kind, parameter in _KINDS.items():
            if parameter in parameters:
                return self._of(kind, parameters[parameter], operation, parameters)
        return None

    def _of(
        self, kind: str, name: str, operation: str, parameters: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        known = self._identities.get((kind, name))
        if known is None:
            return None
        inline: Sequence[Mapping[str, Any]] = known.get(f"{kind}PolicyList") or ()
        if operation == f"List{kind}Policies":
            return {"PolicyNames": [policy["PolicyName"] for policy in inline]}
        if operation == f"Get{kind}Policy":
            wanted = parameters["PolicyName"]
            return next((dict(policy) for policy in inline if policy["PolicyName"] == wanted), None)
        if operation == f"ListAttached{kind}Policies":
            return {"AttachedPolicies": list(known.get("AttachedManagedPolicies") or ())}
        if operation == "ListGroupsForUser":
            groups = [
                self._identities.get(("Group", group)) for group in known.get("GroupList", ())
            ]
            # A group that is younger than the answer: the groups have to be asked for.
            return None if None in groups else {"Groups": groups}
        return None

    def _policy(self, arn: str) -> dict[str, Any] | None:
        known = self._documents.get(arn)
        return {"Policy": {"Arn": arn, "DefaultVersionId": known[0]}} if known else None

    def _version(self, arn: str, version: str) -> dict[str, Any] | None:
        known = self._documents.get(arn)
        if known is None or known[0] != version:
            return None
        return {"PolicyVersion": {"VersionId": version, "Document": known[1]}}


class Credentials:
    """What the users of one account do not have.

    Args:
        report: The credential report, as CSV.
    """

    def __init__(self, report: str) -> None:
        self._rows = {row["user"]: row for row in csv.DictReader(report.splitlines())}

    def answer(self, operation: str, parameters: Mapping[str, Any]) -> Any:
        """Return what an operation would answer.

        Returns:
            The answer; `ABSENT` where there is nothing to answer; None where it has to be asked.
        """
        row = self._rows.get(parameters["UserName"], {})
        if operation == "GetLoginProfile" and row.get("password_enabled") == "false":
            return ABSENT
        if operation == "ListMFADevices" and row.get("mfa_active") == "false":
            return {"MFADevices": []}
        is_without_keys = all(row.get(column) == none for column, none in _NO_KEYS.items())
        if operation == "ListAccessKeys" and is_without_keys:
            return {"AccessKeyMetadata": []}
        return None
