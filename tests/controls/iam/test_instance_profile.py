"""Controls of AWS::IAM::InstanceProfile."""

import pytest

from posturewatch.controls.iam import instance_profile as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.iam.instance_profile import InstanceProfile

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.role_attached, InstanceProfile(roles=("web",)), PASSED),
    (controls.role_attached, InstanceProfile(), FAILED),
    (controls.owner_tagged, InstanceProfile(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, InstanceProfile(tags={"env": "prod"}), FAILED),
]


@pytest.mark.parametrize(("control", "profile", "expected"), CASES)
def test_verdict(control, profile, expected):
    assert control(profile).status is expected


def test_unknown_roles_are_not_judged():
    with pytest.raises(UnknownValue, match="roles"):
        controls.role_attached(InstanceProfile(unknown={"roles": "known only after apply"}))
