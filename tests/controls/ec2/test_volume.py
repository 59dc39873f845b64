"""Controls of AWS::EC2::Volume."""

import pytest

from posturewatch.controls.ec2 import volume as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.ec2.volume import Volume

PASSED, FAILED = Status.PASSED, Status.FAILED
KEY = "arn:aws:kms:us-east-1:123456789012:key/8f0a1cf1-9c3e-4f0e-a7c6-0d5a9f2f8d11"

CASES = [
    (controls.encryption_enabled, Volume(encrypted=True, kms_key=KEY), PASSED),
    (controls.encryption_enabled, Volume(encrypted=True), PASSED),
    (controls.encryption_enabled, Volume(), FAILED),
    (controls.attached, Volume(instances=("i-1",)), PASSED),
    (controls.attached, Volume(state="available", size=8), FAILED),
    (controls.owner_tagged, Volume(tags={"Owner": "payments"}), PASSED),
    (controls.owner_tagged, Volume(tags={"Name": "data", "owner": " "}), FAILED),
]


@pytest.mark.parametrize(("control", "volume", "expected"), CASES)
def test_verdict(control, volume, expected):
    assert control(volume).status is expected


def test_every_control_has_a_case_that_passes_and_one_that_fails():
    expected = {
        (declared.ask, status)
        for declared in declared_in(controls.__name__)
        for status in (PASSED, FAILED)
    }
    assert {(control, status) for control, _, status in CASES} == expected


@pytest.mark.parametrize(
    ("control", "name"),
    [
        (controls.encryption_enabled, "encrypted"),
        (controls.attached, "instances"),
        (controls.owner_tagged, "tags"),
    ],
)
def test_unknown_is_no_verdict(control, name):
    with pytest.raises(UnknownValue):
        control(Volume(unknown={name: "AccessDenied"}))


def test_evidence():
    verdict = controls.encryption_enabled(Volume(encrypted=True, kms_key=KEY))
    assert verdict.evidence == {"encrypted": True, "kms_key": KEY}
    assert controls.attached(Volume(state="available", size=8)).evidence == {"state": "available"}
    assert controls.owner_tagged(Volume(tags={"b": "1", "a": "2"})).evidence == {"tags": ["a", "b"]}
