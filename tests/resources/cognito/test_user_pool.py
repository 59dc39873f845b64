"""AWS::Cognito::UserPool as each source tells of it."""

import pytest
from moto import mock_aws

from posturewatch.resources.cognito.user_pool import DEFAULT_RULES, UserPool
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template, read_live

ID = f"{REGION}_Ab12Cd34E"
CHALLENGE = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:challenge"
RULES = {
    "MinimumLength": 12,
    "RequireUppercase": True,
    "RequireLowercase": True,
    "RequireNumbers": True,
    "RequireSymbols": False,
    "TemporaryPasswordValidityDays": 3,
}
SETTINGS = {
    "MfaConfiguration": "OPTIONAL",
    "Policies": {"PasswordPolicy": RULES},
    "UserPoolAddOns": {
        "AdvancedSecurityMode": "ENFORCED",
        "AdvancedSecurityAdditionalFlows": {"CustomAuthMode": "AUDIT"},
    },
    "LambdaConfig": {"DefineAuthChallenge": CHALLENGE},
    "DeletionProtection": "ACTIVE",
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True},
    "AccountRecoverySetting": {
        "RecoveryMechanisms": [
            {"Priority": 2, "Name": "verified_phone_number"},
            {"Priority": 1, "Name": "verified_email"},
        ]
    },
}
ANSWERS = {
    "DescribeUserPool": {
        "UserPool": {
            **SETTINGS,
            "Id": ID,
            "CreationDate": 1767225600.0,
            "UserPoolTags": {"team": "payments"},
        }
    },
    "ListUserPools": {"UserPools": [{"Id": ID, "Name": "shop"}]},
}
PLAN = {
    "name": "shop",
    "mfa_configuration": "OPTIONAL",
    "password_policy": [
        {
            "minimum_length": 12,
            "require_uppercase": True,
            "require_lowercase": True,
            "require_numbers": True,
            "require_symbols": False,
            "temporary_password_validity_days": 3,
        }
    ],
    "user_pool_add_ons": [
        {
            "advanced_security_mode": "ENFORCED",
            "advanced_security_additional_flows": [{"custom_auth_mode": "AUDIT"}],
        }
    ],
    "lambda_config": [{"define_auth_challenge": CHALLENGE}],
    "deletion_protection": "ACTIVE",
    "admin_create_user_config": [{"allow_admin_create_user_only": True}],
    "account_recovery_setting": [
        {
            "recovery_mechanism": [
                {"name": "verified_phone_number", "priority": 2},
                {"name": "verified_email", "priority": 1},
            ]
        }
    ],
    "tags_all": {"team": "payments"},
}


def test_four_sources_tell_the_same():
    live = read_live(UserPool, ID, ANSWERS)
    assert unknowns(live) == []
    assert live.arn == f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{ID}"
    assert live.owner == "payments"
    assert live.first_recovery == "verified_email"
    config = from_config(
        UserPool, item(UserPool, SETTINGS, resourceId=ID, tags={"team": "payments"})
    )
    assert config.key == live.key
    assert differences(live, config) == []
    assert differences(live, of_plan(UserPool, PLAN)) == []
    template = {**SETTINGS, "UserPoolTags": {"team": "payments"}}
    assert differences(live, of_template(UserPool, template)) == []


def test_rules_that_nobody_wrote_are_cognitos_and_a_part_of_them_asks_no_more():
    for new in (of_template(UserPool, {}), of_plan(UserPool, {})):
        assert new.passwords == DEFAULT_RULES
        assert new.mfa == "OFF"
    part = {"Policies": {"PasswordPolicy": {"MinimumLength": 20}}}
    rules = of_template(UserPool, part).passwords
    assert rules.length == 20
    assert rules.missing == ("lower_case", "numbers", "symbols", "upper_case")


def test_rules_that_an_answer_leaves_out_are_not_known():
    answer = {"UserPool": {"Id": ID}}
    live = read_live(UserPool, ID, {**ANSWERS, "DescribeUserPool": answer})
    assert unknowns(live) == ["passwords"]


def test_it_is_read_live_and_gone_once_it_is_deleted(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        made = aws.client("cognito-idp").create_user_pool(
            PoolName="shop", MfaConfiguration="ON", UserPoolTags={"team": "payments"}
        )
        pool = made["UserPool"]["Id"]
        live = aws.read(UserPool, pool)
        assert (live.mfa, live.passwords.missing, live.owner) == ("ON", (), "payments")
        assert [entry.key.id for entry in aws.listed(UserPool)] == [pool]
        aws.client("cognito-idp").delete_user_pool(UserPoolId=pool)
        assert aws.is_gone(UserPool, pool)


@pytest.mark.parametrize("code", ["TooManyRequestsException", "NotAuthorizedException"])
def test_a_failed_read_is_never_gone(code):
    aws = Audited()
    aws.fail("DescribeUserPool", code)
    assert not aws.is_gone(UserPool, ID)
