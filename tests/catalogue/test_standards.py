"""Laws of the standards: every control exists, every requirement is exact and in our own words."""

from __future__ import annotations

import re

import pytest

from posturewatch.catalog import all_controls, equivalents, standards
from posturewatch.domain.control import Severity
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


def test_grave_controls_speak_to_some_standard() -> None:
    """What is grave for us and for no standard is rated wrongly, or was forgotten in a file."""
    named = {
        control for each in standards() for told in each.requirements for control in told.controls
    }
    grave = {each.id for each in all_controls() if each.severity.rank >= Severity.HIGH.rank}
    assert grave
    assert grave - named == set()


def test_equivalents_in_security_hub_stand_in_its_standard() -> None:
    """A control of Security Hub that the file lists names all of ours that ask the same."""
    (fsbp,) = (each for each in standards() if each.name.startswith("aws_foundational"))
    listed = {each.id: set(each.controls) for each in fsbp.requirements}
    missing = {
        (control, hub)
        for control, peers in equivalents().items()
        for hub in peers["security_hub"]
        if hub in listed and control not in listed[hub]
    }
    assert missing == set()
