"""Policies that are part of a role, a user or a group.

They are the same in every document; only the calls that read them live differ.
"""

from collections.abc import Iterable
from typing import Annotated

from posturewatch.domain.fields import PolicyField
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.resource import At, Shape
from posturewatch.resources.iam.permissions import InversionsField


class RolePolicy(Shape, bind={"PolicyName": "."}):
    """A policy that is part of the role."""

    name: Annotated[
        str,
        At(
            config="policyName",
            describe=".",
            terraform="name",
            cloudformation="PolicyName",
            always=True,
        ),
    ] = ""
    """The policy's name."""
    document: Annotated[
        PolicyDocument,
        PolicyField(),
        At(
            config="policyDocument",
            describe="GetRolePolicy.PolicyDocument",
            terraform="policy",
            cloudformation="PolicyDocument",
            always=True,
        ),
    ] = PolicyDocument()
    """What it grants."""
    inversions: Annotated[
        tuple[str, ...],
        InversionsField(),
        At(
            config="policyDocument",
            describe="GetRolePolicy.PolicyDocument",
            terraform="policy",
            cloudformation="PolicyDocument",
            always=True,
        ),
    ] = ()
    """`NotAction` and `NotResource`, where what it allows is all but what stands there."""


class UserPolicy(Shape, bind={"PolicyName": "."}):
    """A policy that is part of the user."""

    name: Annotated[
        str,
        At(
            config="policyName",
            describe=".",
            terraform="name",
            cloudformation="PolicyName",
            always=True,
        ),
    ] = ""
    """The policy's name."""
    document: Annotated[
        PolicyDocument,
        PolicyField(),
        At(
            config="policyDocument",
            describe="GetUserPolicy.PolicyDocument",
            terraform="policy",
            cloudformation="PolicyDocument",
            always=True,
        ),
    ] = PolicyDocument()
    """What it grants."""


class GroupPolicy(Shape, bind={"PolicyName": "."}):
    """A policy that is part of a group."""

    name: Annotated[
        str,
        At(
            config="policyName",
            describe=".",
            terraform="name",
            cloudformation="PolicyName",
            always=True,
        ),
    ] = ""
    """The policy's name."""
    document: Annotated[
        PolicyDocument,
        PolicyField(),
        At(
            config="policyDocument",
            describe="GetGroupPolicy.PolicyDocument",
            terraform="policy",
            cloudformation="PolicyDocument",
            always=True,
        ),
    ] = PolicyDocument()
    """What it grants."""


def names_of(policies: Iterable[RolePolicy | UserPolicy | GroupPolicy]) -> tuple[str, ...]:
    """Return the names of some policies, for evidence: one that is not known yet is no obstacle."""
    return tuple(each.name if each.knows("name") else "not known yet" for each in policies)
