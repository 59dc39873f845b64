"""Laws of the standards: every control exists, every requirement is exact and in our own words."""

from __future__ import annotations

import re

import pytest

from posturewatch.catalog import all_controls, standards
from posturewatch.domain.standard import Standard

KNOWN = {control.id for control in all_controls()}

each_standard = pytest.mark.parametrize(
    "standard", [pytest.param(each, id=each.name) for each in standards()]
)


@each_standard
def test_every_control_that_is_named_exists(standard: Standard) -> None:
    named = {control for each in standard.requirements for control in each.controls}
    assert named - KNOWN == set()


@each_standard
def test_the_file_is_called_by_its_edition(standard: Standard) -> None:
    assert standard.name.endswith(f"_{standard.version.lower().replace(' ', '_')}")
    assert re.fullmatch(r"[a-z0-9_.]+", standard.name)
    assert standard.source.startswith("https://")


@each_standard
def test_requirements_are_told_in_a_line(standard: Standard) -> None:
    for each in standard.requirements:
        assert 2 <= len(each.title.split()) <= 30, each.id
        assert not each.out_of_reach or each.out_of_reach.endswith("."), each.id
