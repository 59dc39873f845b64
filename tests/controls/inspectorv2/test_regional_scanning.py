"""Verdicts of the controls of what Inspector searches."""

import pytest

from posturewatch.controls.inspectorv2 import regional_scanning as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.inspectorv2.regional_scanning import RegionalScanning

PASSED, FAILED = Status.PASSED, Status.FAILED
OFF = RegionalScanning()
CASES = [
    (controls.instances_scanned, RegionalScanning(instances=True), PASSED),
    (controls.instances_scanned, RegionalScanning(planned_types=("EC2",)), PASSED),
    (controls.instances_scanned, RegionalScanning(images=True), FAILED),
    (controls.instances_scanned, OFF, FAILED),
    (controls.images_scanned, RegionalScanning(images=True), PASSED),
    (controls.images_scanned, RegionalScanning(planned_types=("EC2",)), FAILED),
    (controls.images_scanned, OFF, FAILED),
    (controls.functions_scanned, RegionalScanning(functions=True), PASSED),
    (controls.functions_scanned, RegionalScanning(planned_types=("LAMBDA_CODE",)), FAILED),
    (controls.functions_scanned, OFF, FAILED),
    (controls.function_code_scanned, RegionalScanning(function_code=True), PASSED),
    (controls.function_code_scanned, RegionalScanning(functions=True), FAILED),
]


@pytest.mark.parametrize(("control", "region", "expected"), CASES)
def test_verdict(control, region, expected):
    assert control(region).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    unread = dict.fromkeys(RegionalScanning.properties, "AccessDenied")
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(RegionalScanning(unknown=unread))
