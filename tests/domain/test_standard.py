"""Standards: what their files must hold, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from posturewatch.domain.errors import BadInput
from posturewatch.domain.standard import Requirement, Standard

WITH = {"id": "1.1", "title": "MFA is used", "controls": ["iam-user-mfa-enabled"]}
WITHOUT = {"id": "1.2", "title": "People are trained", "out_of_reach": "No setting tells."}
HEAD = {"title": "Example", "version": "1", "source": "https://example.com"}


def parse(*requirements: Any, **head: Any) -> Standard:
    return Standard.parse({**HEAD, **head, "requirement": list(requirements)}, name="example_1")


def test_a_standard_tells_what_a_control_speaks_to() -> None:
    standard = parse(WITH, WITHOUT)
    assert standard.requirements_of("iam-user-mfa-enabled") == (
        Requirement("1.1", "MFA is used", ("iam-user-mfa-enabled",)),
    )
    assert standard.requirements_of("iam-user-other") == ()


@pytest.mark.parametrize(
    ("requirements", "told"),
    [
        ((WITH, WITH), "stand twice: 1.1"),
        (({**WITH, "out_of_reach": "x"},), "either controls or a reason"),
        (({"id": "1", "title": "x"},), "either controls or a reason"),
        (({**WITH, "controls": ["a-b", "a-b"]},), "a control stands twice"),
        (({"id": "1"},), "'title' is missing"),
    ],
)
def test_what_is_wrong_is_refused(requirements: Any, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        parse(*requirements)
