"""AWS::Bedrock::Guardrail as each source tells of it."""

from posturewatch.resources.bedrock.guardrail import Guardrail
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template, read_live

ID = "cmy5azq5koeo"
ARN = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:guardrail/{ID}"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
GUARDRAIL = {
    "name": "shop",
    "guardrailId": ID,
    "guardrailArn": ARN,
    "version": "DRAFT",
    "status": "READY",
    "createdAt": "2026-01-01T00:00:00Z",
    "contentPolicy": {
        "filters": [
            {"type": "PROMPT_ATTACK", "inputStrength": "HIGH", "outputStrength": "NONE"},
            {
                "type": "HATE",
                "inputStrength": "LOW",
                "outputStrength": "LOW",
                "outputAction": "NONE",
            },
            {
                "type": "VIOLENCE",
                "inputStrength": "LOW",
                "outputStrength": "LOW",
                "inputEnabled": False,
            },
            {"type": "SEXUAL", "inputStrength": "LOW", "outputStrength": "LOW"},
        ]
    },
    "sensitiveInformationPolicy": {
        "piiEntities": [{"type": "EMAIL", "action": "ANONYMIZE"}],
        "regexes": [{"name": "number", "pattern": "[0-9]+", "action": "NONE"}],
    },
    "kmsKeyArn": KEY,
}
ANSWERS = {
    "GetGuardrail": GUARDRAIL,
    "ListGuardrails": {"guardrails": [{"id": ID, "arn": ARN, "version": "DRAFT"}]},
    "ListTagsForResource": {"tags": [{"key": "team", "value": "payments"}]},
}
SETTINGS = {
    "Name": "shop",
    "ContentPolicyConfig": {
        "FiltersConfig": [
            {"Type": "PROMPT_ATTACK", "InputStrength": "HIGH", "OutputStrength": "NONE"},
            {
                "Type": "HATE",
                "InputStrength": "LOW",
                "OutputStrength": "LOW",
                "OutputAction": "NONE",
            },
            {
                "Type": "VIOLENCE",
                "InputStrength": "LOW",
                "OutputStrength": "LOW",
                "InputEnabled": False,
            },
            {"Type": "SEXUAL", "InputStrength": "LOW", "OutputStrength": "LOW"},
        ]
    },
    "SensitiveInformationPolicyConfig": {
        "PiiEntitiesConfig": [{"Type": "EMAIL", "Action": "ANONYMIZE"}],
        "RegexesConfig": [{"Name": "number", "Pattern": "[0-9]+", "Action": "NONE"}],
    },
    "KmsKeyArn": KEY,
}
PLAN = {
    "name": "shop",
    "content_policy_config": [
        {
            "filters_config": [
                {"type": "PROMPT_ATTACK", "input_strength": "HIGH", "output_strength": "NONE"},
                {
                    "type": "HATE",
                    "input_strength": "LOW",
                    "output_strength": "LOW",
                    "output_action": "NONE",
                },
                {
                    "type": "VIOLENCE",
                    "input_strength": "LOW",
                    "output_strength": "LOW",
                    "input_enabled": False,
                },
                {"type": "SEXUAL", "input_strength": "LOW", "output_strength": "LOW"},
            ]
        }
    ],
    "sensitive_information_policy_config": [
        {
            "pii_entities_config": [{"type": "EMAIL", "action": "ANONYMIZE"}],
            "regexes_config": [{"name": "number", "pattern": "[0-9]+", "action": "NONE"}],
        }
    ],
    "kms_key_arn": KEY,
    "tags_all": {"team": "payments"},
}


def test_four_sources_tell_the_same():
    live = read_live(Guardrail, ID, ANSWERS)
    assert unknowns(live) == []
    assert live.arn == ARN
    assert live.owner == "payments"
    assert live.blocks_prompt_attacks
    assert live.hides_information
    assert live.unblocked_harms == ("HATE", "INSULTS", "MISCONDUCT", "VIOLENCE")
    told = item(
        Guardrail,
        {**SETTINGS, "GuardrailId": ID},
        arn=ARN,
        resourceId=ARN,
        tags={"team": "payments"},
    )
    config = from_config(Guardrail, told)
    assert config.key == live.key
    assert differences(live, config) == []
    assert differences(live, of_plan(Guardrail, PLAN)) == []
    template = {**SETTINGS, "Tags": [{"Key": "team", "Value": "payments"}]}
    assert differences(live, of_template(Guardrail, template)) == []


def test_one_that_says_nothing_blocks_nothing():
    for new in (of_template(Guardrail, {"Name": "shop"}), of_plan(Guardrail, {"name": "shop"})):
        assert not new.blocks_prompt_attacks
        assert not new.hides_information
        assert len(new.unblocked_harms) == 5


def test_information_that_is_only_counted_reaches_users():
    entity = {"Type": "EMAIL", "Action": "BLOCK"}
    for more in ({"OutputAction": "NONE"}, {"OutputEnabled": False}):
        policy = {"PiiEntitiesConfig": [{**entity, **more}]}
        told = of_template(Guardrail, {"SensitiveInformationPolicyConfig": policy})
        assert not told.hides_information


def test_gone_while_it_is_deleted():
    aws = Audited()
    aws.answer("GetGuardrail", {**GUARDRAIL, "status": "DELETING"})
    assert aws.is_gone(Guardrail, ID)
    aws.fail("GetGuardrail", "ResourceNotFoundException")
    assert aws.is_gone(Guardrail, ID)
    aws.fail("GetGuardrail", "AccessDeniedException")
    assert not aws.is_gone(Guardrail, ID)
