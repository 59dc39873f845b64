"""Verdicts of the controls of GuardDuty's detectors."""

import pytest

from posturewatch.controls.guardduty import detector as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.guardduty.detector import Detector

PASSED, FAILED = Status.PASSED, Status.FAILED
NONE = Detector()

FEATURES = [
    (controls.s3_protection_enabled, "s3_protection"),
    (controls.eks_protection_enabled, "eks_protection"),
    (controls.malware_protection_enabled, "malware_protection"),
    (controls.rds_protection_enabled, "rds_protection"),
    (controls.lambda_protection_enabled, "lambda_protection"),
    (controls.runtimes_monitored, "runtime_monitoring"),
]

CASES = [
    (controls.enabled, Detector(enabled=True), PASSED),
    (controls.enabled, NONE, FAILED),
    (
        controls.findings_published_hourly,
        Detector(enabled=True, publishing_frequency="ONE_HOUR"),
        PASSED,
    ),
    (controls.findings_published_hourly, Detector(enabled=True), FAILED),
    (controls.findings_published_hourly, Detector(publishing_frequency="ONE_HOUR"), FAILED),
    (controls.centrally_administered, Detector(administrator="210987654321"), PASSED),
    (controls.centrally_administered, Detector(enabled=True, members=3), PASSED),
    (controls.centrally_administered, Detector(enabled=True), FAILED),
    (controls.runtimes_monitored, Detector(enabled=True, eks_runtime_monitoring=True), FAILED),
    *((control, Detector(enabled=True, **{name: True}), PASSED) for control, name in FEATURES),
    *((control, Detector(enabled=True), FAILED) for control, _ in FEATURES),
    # A suspended detector watches nothing, whatever its features say.
    *((control, Detector(**{name: True}), FAILED) for control, name in FEATURES),
]


@pytest.mark.parametrize(("control", "detector", "expected"), CASES)
def test_verdict(control, detector, expected):
    assert control(detector).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(Detector(unknown=dict.fromkeys(Detector.properties, "AccessDenied")))
