"""Controls of AWS::EC2::Snapshot."""

import pytest

from posturewatch.controls.ec2 import snapshot as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.ec2.snapshot import Snapshot

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.public_copy_disabled, Snapshot(shared_with=("210987654321",)), PASSED),
    (controls.public_copy_disabled, Snapshot(groups=("all",)), FAILED),
    (controls.sharing_disabled, Snapshot(groups=("all",)), PASSED),
    (controls.sharing_disabled, Snapshot(shared_with=("210987654321",)), FAILED),
    (controls.encrypted, Snapshot(encrypted=True), PASSED),
    (controls.encrypted, Snapshot(), FAILED),
    (controls.owner_tagged, Snapshot(tags={"Team": "shop"}), PASSED),
    (controls.owner_tagged, Snapshot(tags={"Name": "main"}), FAILED),
]


@pytest.mark.parametrize(("control", "snapshot", "expected"), CASES)
def test_verdict(control, snapshot, expected):
    assert control(snapshot).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(Snapshot(unknown=dict.fromkeys(Snapshot.properties, "AccessDenied")))
