"""Verdicts of the controls of S3 access points."""

import pytest

from posturewatch.controls.s3 import access_point as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.verdict import Status
from posturewatch.resources.s3.access import ALL_BLOCKED, PublicAccessBlock
from posturewatch.resources.s3.access_point import AccessPoint

PASSED, FAILED, WARNING = Status.PASSED, Status.FAILED, Status.WARNING


def allowing(principal, **more):
    told = {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "*"}
    return PolicyDocument.parse({"Version": "2012-10-17", "Statement": [{**told, **more}]})


OPEN = allowing("*")
OWN = allowing({"AWS": "arn:aws:iam::123456789012:role/web"})
DENIED = {"policy": "AccessDenied"}
CASES = [
    (controls.not_public, AccessPoint(), PASSED),
    (controls.not_public, AccessPoint(policy=OWN), PASSED),
    (controls.not_public, AccessPoint(policy=OPEN), FAILED),
    (controls.not_public, AccessPoint(policy=OPEN, vpc="vpc-1"), PASSED),
    (controls.not_public, AccessPoint(policy=OPEN, public_access_block=ALL_BLOCKED), PASSED),
    (
        controls.not_public,
        AccessPoint(policy=OPEN, account_public_access_block=ALL_BLOCKED),
        PASSED,
    ),
    # What has no effect need not be known.
    (controls.not_public, AccessPoint(unknown=DENIED, vpc="vpc-1"), PASSED),
    (controls.not_public, AccessPoint(unknown=DENIED, public_access_block=ALL_BLOCKED), PASSED),
    (
        controls.not_public,
        AccessPoint(policy=OWN, unknown={"account_public_access_block": "AccessDenied"}),
        PASSED,
    ),
    (controls.public_access_blocked, AccessPoint(public_access_block=ALL_BLOCKED), PASSED),
    (controls.public_access_blocked, AccessPoint(), FAILED),
    (
        controls.public_access_blocked,
        AccessPoint(public_access_block=PublicAccessBlock(block_public_acls=True)),
        FAILED,
    ),
    (controls.vpc_only, AccessPoint(vpc="vpc-1"), PASSED),
    (controls.vpc_only, AccessPoint(), FAILED),
    (controls.owner_tagged, AccessPoint(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, AccessPoint(), FAILED),
]


@pytest.mark.parametrize(("control", "point", "expected"), CASES)
def test_verdict(control, point, expected):
    assert control(point).status is expected


@pytest.mark.parametrize(
    "point",
    [
        AccessPoint(unknown=DENIED),
        AccessPoint(policy=OPEN, unknown={"public_access_block": "does not tell"}),
        AccessPoint(policy=OPEN, unknown={"account_public_access_block": "AccessDenied"}),
        AccessPoint(policy=OPEN, unknown={"vpc": "does not tell"}),
    ],
)
def test_what_decides_and_is_not_known(point):
    with pytest.raises(UnknownValue):
        controls.not_public(point)


def test_evidence_names_the_statements_that_let_everybody_in():
    point = AccessPoint(policy=allowing("*", Sid="Everybody"))
    assert controls.not_public(point).evidence == {"statements": ["Everybody"]}
    closed = AccessPoint(policy=OPEN, vpc="vpc-1")
    assert controls.not_public(closed).evidence == {"statements": []}
