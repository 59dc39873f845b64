"""What users and roles share: attached policies, boundaries, and what they come to together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from posturewatch.domain.fields import PolicyField
from posturewatch.domain.policy import Answer, Escalation, PolicyDocument, inversions
from posturewatch.domain.resource import At, Shape

DOCUMENT_OF_POLICY = "GetPolicyVersion.PolicyVersion.Document"
VERSION_OF_POLICY = "GetPolicy.Policy.DefaultVersionId"
AWS_POLICIES = {
    "GetPolicy": ("PolicyArn", ":iam::aws:policy/"),
    "GetPolicyVersion": ("PolicyArn", ":iam::aws:policy/"),
}
"""The calls about AWS's own policies, whose documents are the same in every account."""

EVERYTHING: Final = PolicyDocument.parse(
    {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
)
"""The document of AWS's policy AdministratorAccess."""

DECRYPTING: Final = ("kms:Decrypt", "kms:ReEncryptFrom")
"""The actions that give the plain text of what a key encrypts.
Source: https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html"""


class InversionsField:
    """The words by which a policy's Allow statements say what they leave out."""

    def convert(self, raw: Any) -> tuple[str, ...]:
        """Return `NotAction`, `NotPrincipal`, `NotResource`, as far as they stand there."""
        if isinstance(raw, list | tuple) and len(raw) == 1:
            raw = raw[0]
        return inversions(raw)


class TemplatePolicy(Shape):
    """A managed policy of a template that itself names the users, groups and roles it is for."""

    name: Annotated[str, At(cloudformation="ManagedPolicyName")] = ""
    """The policy's name; empty where CloudFormation makes one up."""
    document: Annotated[
        PolicyDocument, PolicyField(), At(cloudformation="PolicyDocument", always=True)
    ] = PolicyDocument()
    """What it grants."""


class AttachedPolicy(Shape, bind={"PolicyArn": ".PolicyArn", "VersionId": VERSION_OF_POLICY}):
    """A managed policy that is attached to a user, a group or a role."""

    arn: Annotated[
        str,
        At(
            config="policyArn",
            describe=".PolicyArn",
            terraform=".",
            cloudformation=".",
            always=True,
        ),
    ] = ""
    """The policy's ARN; `arn:aws:iam::aws:policy/…` is AWS's own."""
    document: Annotated[
        PolicyDocument, PolicyField(), At(describe=DOCUMENT_OF_POLICY, always=True)
    ] = PolicyDocument()
    """What it grants, in its default version."""

    @property
    def aws_name(self) -> str:
        """The name of one of AWS's own policies; empty for a customer's."""
        return self.arn.partition(":iam::aws:policy/")[2]

    @property
    def granted(self) -> PolicyDocument:
        """What it grants: that of AdministratorAccess is known without being read."""
        if not self.knows("document") and self.aws_name == "AdministratorAccess":
            return EVERYTHING
        return self.document


def attached_of_aws(policies: Iterable[AttachedPolicy], name: str) -> tuple[str, ...]:
    """Return the ARN of one of AWS's own policies, if it is among those that are attached."""
    return tuple(policy.arn for policy in policies if policy.aws_name == name)


class PermissionsBoundary(
    Shape, bind={"PolicyArn": ".PermissionsBoundaryArn", "VersionId": VERSION_OF_POLICY}
):
    """The managed policy that says what a user or a role may have at most."""

    arn: Annotated[
        str,
        At(
            config="permissionsBoundaryArn",
            describe=".PermissionsBoundaryArn",
            terraform=".",
            cloudformation=".",
            always=True,
        ),
    ] = ""
    """The policy's ARN."""
    document: Annotated[
        PolicyDocument, PolicyField(), At(describe=DOCUMENT_OF_POLICY, always=True)
    ] = PolicyDocument()
    """What it leaves, in its default version."""


@dataclass(frozen=True, slots=True)
class Permissions:
    """What all policies of one identity allow together, within its permissions boundary.

    Organization policies, session policies and resource policies are not part of it.

    Args:
        documents: Every policy of the identity. One Deny counts against all of them.
        boundary: The permissions boundary. It matters only where the policies grant something, so
            an unreadable one leaves no doubt about an identity that has nothing.
    """

    documents: tuple[PolicyDocument, ...]
    boundary: PermissionsBoundary | None = None

    @property
    def granted(self) -> PolicyDocument:
        """All policies as one."""
        return PolicyDocument(tuple(each for one in self.documents for each in one.statements))

    @property
    def admin(self) -> Answer:
        """Whether the identity may do everything on everything."""
        granted = self.granted.grants_admin()
        if granted is Answer.NO or self.boundary is None:
            return granted
        return granted & self.boundary.document.grants_admin()

    @property
    def service_wildcards(self) -> tuple[str, ...]:
        """The services of which everything is allowed on every resource; `*` is all of them."""
        granted = self.granted.service_wildcards()
        if not granted or self.boundary is None:
            return granted
        left = self.boundary.document.service_wildcards()
        if "*" in left:
            return granted
        return left if "*" in granted else tuple(name for name in granted if name in left)

    @property
    def escalations(self) -> tuple[Escalation, ...]:
        """The known ways in which the identity can give itself more rights."""
        granted = self.granted.escalations()
        if not granted or self.boundary is None:
            return granted
        left = {way.name: way.certainty for way in self.boundary.document.escalations()}
        return tuple(
            Escalation(way.name, way.actions, way.certainty & left[way.name])
            for way in granted
            if way.name in left
        )
