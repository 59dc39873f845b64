"""Verdicts of the controls of Firehose delivery streams."""

import pytest

from posturewatch.controls.kinesisfirehose import delivery_stream as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.kinesisfirehose.delivery_stream import DeliveryStream

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.encryption_enabled, DeliveryStream(encrypted=True), PASSED),
    (controls.encryption_enabled, DeliveryStream(direct=False), PASSED),
    (controls.encryption_enabled, DeliveryStream(), FAILED),
    (controls.owner_tagged, DeliveryStream(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, DeliveryStream(), FAILED),
]


@pytest.mark.parametrize(("control", "stream", "expected"), CASES)
def test_verdict(control, stream, expected):
    assert control(stream).status is expected


@pytest.mark.parametrize("hidden", ["direct", "encrypted"])
def test_unknown_is_no_verdict(hidden):
    with pytest.raises(UnknownValue, match=hidden):
        controls.encryption_enabled(DeliveryStream(unknown={hidden: "denied"}))
