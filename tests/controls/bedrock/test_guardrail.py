"""Verdicts of the controls of guardrails."""

import pytest

from posturewatch.controls.bedrock import guardrail as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.bedrock.guardrail import (
    HARMS,
    PROMPT_ATTACK,
    ContentFilter,
    Guardrail,
    InformationFilter,
)

PASSED, FAILED = Status.PASSED, Status.FAILED


def against_attacks(strength="HIGH", **more):
    told = ContentFilter(kind=PROMPT_ATTACK, input_strength=strength, **more)
    return Guardrail(content=(told,))


def against(*kinds, **more):
    strengths = {"input_strength": "LOW", "output_strength": "LOW", **more}
    return Guardrail(content=tuple(ContentFilter(kind=kind, **strengths) for kind in kinds))


def hiding(**told):
    return Guardrail(information=(InformationFilter(**told),))


CASES = [
    (controls.prompt_attacks_blocked, against_attacks(), PASSED),
    (controls.prompt_attacks_blocked, against_attacks("NONE"), FAILED),
    (controls.prompt_attacks_blocked, against_attacks(input_action="NONE"), FAILED),
    (controls.prompt_attacks_blocked, against_attacks(input_enabled=False), FAILED),
    (controls.prompt_attacks_blocked, against(*HARMS), FAILED),
    (controls.prompt_attacks_blocked, Guardrail(), FAILED),
    (controls.sensitive_information_filtered, hiding(action="ANONYMIZE"), PASSED),
    (controls.sensitive_information_filtered, hiding(action="BLOCK"), PASSED),
    (controls.sensitive_information_filtered, hiding(action="NONE"), FAILED),
    (controls.sensitive_information_filtered, hiding(action="BLOCK", enabled=False), FAILED),
    (controls.sensitive_information_filtered, Guardrail(), FAILED),
    (controls.harmful_content_blocked, against(*HARMS), PASSED),
    (controls.harmful_content_blocked, against(*HARMS[1:]), FAILED),
    (controls.harmful_content_blocked, against(*HARMS, output_strength="NONE"), FAILED),
    (controls.harmful_content_blocked, Guardrail(), FAILED),
    (controls.own_key_used, Guardrail(kms_key="arn:aws:kms:::key/k"), PASSED),
    (controls.own_key_used, Guardrail(), FAILED),
    (controls.owner_tagged, Guardrail(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Guardrail(), FAILED),
]


@pytest.mark.parametrize(("control", "guardrail", "expected"), CASES)
def test_verdict(control, guardrail, expected):
    assert control(guardrail).status is expected
