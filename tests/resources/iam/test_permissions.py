"""What several policies and a boundary come to together."""

from typing import Any

import pytest

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.policy import Answer, PolicyDocument
from posturewatch.resources.iam.permissions import Permissions, PermissionsBoundary


def statement(effect: str, action: Any, resource: Any = "*", **more: Any) -> PolicyDocument:
    """Return a policy of one statement."""
    return PolicyDocument.parse(
        {"Statement": [{"Effect": effect, "Action": action, "Resource": resource, **more}]}
    )


ALL = statement("Allow", "*")
READING = statement("Allow", ["s3:Get*", "s3:List*"])
BUCKETS = statement("Allow", "s3:*")
MACHINES = statement("Allow", ["ec2:*", "sqs:*"])
NO_IAM = statement("Deny", "iam:*")
NONE = statement("Deny", "*")
WITH_MFA = statement("Allow", "*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})
PASSING = statement("Allow", "iam:PassRole")
STARTING = statement("Allow", "ec2:RunInstances")


def within(document: PolicyDocument) -> PermissionsBoundary:
    """Return a boundary with a document."""
    return PermissionsBoundary(arn="arn:aws:iam::123456789012:policy/limit", document=document)


UNREAD = PermissionsBoundary(
    arn="arn:aws:iam::123456789012:policy/limit", unknown={"document": "AccessDenied on GetPolicy"}
)


@pytest.mark.parametrize(
    ("documents", "boundary", "expected"),
    [
        ((), None, Answer.NO),
        ((READING,), None, Answer.NO),
        ((READING, ALL), None, Answer.YES),
        ((ALL, NONE), None, Answer.NO),
        ((ALL, NO_IAM), None, Answer.NO),
        ((WITH_MFA,), None, Answer.MAYBE),
        ((ALL,), within(ALL), Answer.YES),
        ((ALL,), within(BUCKETS), Answer.NO),
        ((ALL,), within(WITH_MFA), Answer.MAYBE),
        ((WITH_MFA,), within(BUCKETS), Answer.NO),
        ((READING,), UNREAD, Answer.NO),
    ],
)
def test_administrators(documents, boundary, expected):
    assert Permissions(documents, boundary).admin is expected


@pytest.mark.parametrize("name", ["admin", "service_wildcards", "escalations"])
def test_an_unread_boundary_leaves_the_question_open_where_it_matters(name):
    assert getattr(Permissions((READING,), UNREAD), name) in (Answer.NO, ())
    with pytest.raises(UnknownValue, match="AccessDenied on GetPolicy"):
        getattr(Permissions((ALL,), UNREAD), name)


@pytest.mark.parametrize(
    ("documents", "boundary", "expected"),
    [
        ((), None, ()),
        ((READING,), None, ()),
        ((BUCKETS, MACHINES), None, ("ec2", "s3", "sqs")),
        ((ALL,), None, ("*",)),
        ((BUCKETS, MACHINES), within(ALL), ("ec2", "s3", "sqs")),
        ((BUCKETS, MACHINES), within(BUCKETS), ("s3",)),
        ((ALL,), within(MACHINES), ("ec2", "sqs")),
        ((BUCKETS,), within(READING), ()),
    ],
)
def test_service_wildcards(documents, boundary, expected):
    assert Permissions(documents, boundary).service_wildcards == expected


def test_a_way_may_take_several_policies():
    assert Permissions((PASSING,)).escalations == ()
    (way,) = Permissions((PASSING, STARTING)).escalations
    assert (way.actions, way.certainty) == (("iam:PassRole", "ec2:RunInstances"), Answer.YES)


@pytest.mark.parametrize(
    ("boundary", "expected"),
    [
        (ALL, [Answer.YES]),
        (statement("Allow", ["iam:PassRole", "ec2:*"]), [Answer.YES]),
        (statement("Allow", "iam:PassRole", "arn:aws:iam::123456789012:role/web"), []),
        (READING, []),
    ],
)
def test_a_boundary_closes_ways(boundary, expected):
    ways = Permissions((PASSING, STARTING), within(boundary)).escalations
    assert [way.certainty for way in ways] == expected


def test_a_way_is_as_certain_as_the_boundary_leaves_it():
    one_role = statement("Allow", ["iam:PassRole", "ec2:*"], "arn:aws:iam::123456789012:role/a")
    machines = PolicyDocument((*one_role.statements, *statement("Allow", "ec2:*").statements))
    (way,) = Permissions((PASSING, STARTING), within(machines)).escalations
    assert way.certainty is Answer.MAYBE
