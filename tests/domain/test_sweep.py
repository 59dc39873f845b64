"""Slices as they travel through the queue."""

import json
from dataclasses import replace

import pytest

from posturewatch.domain.sweep import Slice
from tests.support.house import START, cause

WHOLE = Slice("s", "123456789012", "eu-west-1", "AWS::EC2::Volume", START, "token", True, 3, 40)


@pytest.mark.parametrize(
    "part",
    [
        WHOLE,
        replace(WHOLE, started_at=None, token=None),
        replace(WHOLE, cause=cause()),
    ],
)
def test_a_slice_survives_its_message(part):
    assert Slice.from_json(json.loads(json.dumps(part.to_json()))) == part


def test_a_slice_of_an_older_message_is_still_read():
    told = WHOLE.to_json()
    del told["cause"]
    assert Slice.from_json(told) == WHOLE


def test_the_id_names_account_region_and_type():
    assert WHOLE.id == "123456789012/eu-west-1/AWS::EC2::Volume"
