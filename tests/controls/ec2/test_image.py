"""Controls of AWS::EC2::Image."""

from datetime import UTC, datetime, timedelta

import pytest

from posturewatch.controls.ec2 import image as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.ec2.image import Image

PASSED, FAILED = Status.PASSED, Status.FAILED
NOW = datetime(2026, 11, 20, tzinfo=UTC)
OLD = NOW - timedelta(days=181)

CASES = [
    (controls.private, Image(), PASSED),
    (controls.private, Image(public=True), FAILED),
    (controls.imds_v2_required, Image(imds_support="v2.0"), PASSED),
    (controls.imds_v2_required, Image(), FAILED),
    (controls.recently_used, Image(created_at=OLD, last_launched_at=NOW, observed_at=NOW), PASSED),
    (controls.recently_used, Image(created_at=NOW, observed_at=NOW), PASSED),
    (controls.recently_used, Image(created_at=OLD, last_launched_at=OLD, observed_at=NOW), FAILED),
    (controls.recently_used, Image(created_at=OLD, observed_at=NOW), FAILED),
    (controls.owner_tagged, Image(tags={"Team": "shop"}), PASSED),
    (controls.owner_tagged, Image(tags={"Name": "main"}), FAILED),
]


@pytest.mark.parametrize(("control", "image", "expected"), CASES)
def test_verdict(control, image, expected):
    assert control(image).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(Image(unknown=dict.fromkeys(Image.properties, "AccessDenied")))
