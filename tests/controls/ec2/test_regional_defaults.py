"""Controls of AWS::EC2::RegionalDefaults."""

import pytest

from posturewatch.controls.ec2 import regional_defaults as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.ec2.regional_defaults import RegionalDefaults

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (
        controls.snapshot_sharing_blocked,
        RegionalDefaults(snapshot_sharing="block-new-sharing"),
        PASSED,
    ),
    (controls.snapshot_sharing_blocked, RegionalDefaults(), FAILED),
    (
        controls.image_sharing_blocked,
        RegionalDefaults(image_sharing="block-new-sharing"),
        PASSED,
    ),
    (controls.image_sharing_blocked, RegionalDefaults(), FAILED),
    (controls.serial_console_closed, RegionalDefaults(), PASSED),
    (controls.serial_console_closed, RegionalDefaults(serial_console=True), FAILED),
    (controls.imds_v2_required, RegionalDefaults(metadata_tokens="required"), PASSED),
    (controls.imds_v2_required, RegionalDefaults(metadata_tokens="optional"), FAILED),
    (controls.imds_v2_required, RegionalDefaults(), FAILED),
    (
        controls.internet_gateways_blocked,
        RegionalDefaults(internet_gateways="block-ingress"),
        PASSED,
    ),
    (controls.internet_gateways_blocked, RegionalDefaults(), FAILED),
]


@pytest.mark.parametrize(("control", "defaults", "expected"), CASES)
def test_verdict(control, defaults, expected):
    assert control(defaults).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(
            RegionalDefaults(unknown=dict.fromkeys(RegionalDefaults.properties, "AccessDenied"))
        )
