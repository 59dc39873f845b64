"""What plans and templates grant on functions and layers: one row for each permission."""

from collections.abc import Mapping
from typing import Any

from posturewatch.domain.fields import PolicyField
from posturewatch.domain.policy import PolicyDocument

_KEYS = {
    "sourceaccount": ("StringEquals", "aws:SourceAccount"),
    "sourcearn": ("ArnLike", "aws:SourceArn"),
    "principalorgid": ("StringEquals", "aws:PrincipalOrgID"),
    "organizationid": ("StringEquals", "aws:PrincipalOrgID"),
    "functionurlauthtype": ("StringEquals", "lambda:FunctionUrlAuthType"),
}
"""A row's field → the condition that Lambda writes for it.
Source: https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html"""


class GrantedField:
    """A resource policy: the document itself, or the rows from which Lambda will write it."""

    def convert(self, raw: Any) -> PolicyDocument:
        """Return the policy."""
        if not isinstance(raw, list | tuple) or not raw or "Statement" in raw[0]:
            return PolicyField().convert(raw)
        return PolicyDocument.parse(
            {"Version": "2012-10-17", "Statement": [_statement(row) for row in raw]}
        )


def _statement(row: Mapping[str, Any]) -> dict[str, Any]:
    told = {str(name).lower().replace("_", ""): value for name, value in row.items()}
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Action": told["action"],
        "Principal": _principal(str(told["principal"])),
        "Resource": "*",
    }
    if told.get("statementid"):
        statement["Sid"] = told["statementid"]
    for name, (operator, key) in _KEYS.items():
        if told.get(name):
            statement.setdefault("Condition", {}).setdefault(operator, {})[key] = str(told[name])
    return statement


def _principal(told: str) -> Any:
    if told == "*":
        return "*"
    if told.endswith((".amazonaws.com", ".amazonaws.com.cn")):
        return {"Service": told}
    return {"AWS": told}
