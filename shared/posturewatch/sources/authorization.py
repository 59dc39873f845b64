"""What one call tells of all users, groups, roles and policies, in the form of the calls for each.

`GetAccountAuthorizationDetails` answers for a whole account what otherwise takes several calls for
each identity. It leaves some things out: when a password was last used and how long a session may
last are in the listings, and the tags of policies only in the policies' own answers. What it does
not hold is asked for one by one.

Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

OPERATION: Final = "GetAccountAuthorizationDetails"
PARAMETERS: Final[Mapping[str, Any]] = {"Filter": ["User", "Role", "Group", "LocalManagedPolicy"]}

_NOT_LISTED: Final = {
    "GetUser": ("PermissionsBoundary", "Tags"),
    "GetRole": ("PermissionsBoundary", "RoleLastUsed", "Tags"),
}
"""Operation → what its answer holds besides what the listing of the type does."""

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
