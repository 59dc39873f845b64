"""AWS::Cognito::IdentityPool as each source tells of it."""

from moto import mock_aws

from posturewatch.resources.cognito.identity_pool import IdentityPool
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template, read_live

ID = f"{REGION}:1cf667a2-49a6-454b-9e45-23199EXAMPLE"
POOL = f"cognito-idp.{REGION}.amazonaws.com/{REGION}_Ab12Cd34E"
SETTINGS = {
    "IdentityPoolName": "shop",
    "AllowUnauthenticatedIdentities": True,
    "AllowClassicFlow": True,
    "CognitoIdentityProviders": [{"ProviderName": POOL, "ServerSideTokenCheck": True}],
}
ANSWERS = {
    "DescribeIdentityPool": {
        **SETTINGS,
        "IdentityPoolId": ID,
        "IdentityPoolTags": {"team": "payments"},
    },
    "ListIdentityPools": {"IdentityPools": [{"IdentityPoolId": ID, "IdentityPoolName": "shop"}]},
}
PLAN = {
    "identity_pool_name": "shop",
    "allow_unauthenticated_identities": True,
    "allow_classic_flow": True,
    "cognito_identity_providers": [{"provider_name": POOL, "server_side_token_check": True}],
    "tags_all": {"team": "payments"},
}


def test_four_sources_tell_the_same():
    live = read_live(IdentityPool, ID, ANSWERS)
    assert unknowns(live) == ["created_at"]
    assert live.arn == f"arn:aws:cognito-identity:{REGION}:{ACCOUNT}:identitypool/{ID}"
    assert live.owner == "payments"
    told = item(IdentityPool, {**SETTINGS, "Id": ID}, resourceId=ID, tags={"team": "payments"})
    config = from_config(IdentityPool, told)
    assert config.key == live.key
    assert differences(live, config) == []
    assert differences(live, of_plan(IdentityPool, PLAN)) == []
    tags = [{"Key": "team", "Value": "payments"}]
    template = {**SETTINGS, "IdentityPoolTags": tags}
    assert differences(live, of_template(IdentityPool, template)) == []


def test_whether_guests_are_let_in_is_never_assumed_of_one_that_is():
    bare = {"IdentityPoolId": ID, "IdentityPoolName": "shop"}
    live = read_live(IdentityPool, ID, {**ANSWERS, "DescribeIdentityPool": bare})
    assert "guests" in unknowns(live)


def test_every_user_pool_is_to_be_asked():
    providers = [{"ProviderName": POOL, "ServerSideTokenCheck": True}, {"ProviderName": "other"}]
    pool = of_template(IdentityPool, {**SETTINGS, "CognitoIdentityProviders": providers})
    assert not pool.asks_whether_tokens_are_good
    assert of_template(IdentityPool, {}).asks_whether_tokens_are_good


def test_it_is_read_live_and_gone_once_it_is_deleted(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        made = aws.client("cognito-identity").create_identity_pool(
            IdentityPoolName="shop", AllowUnauthenticatedIdentities=True
        )
        live = aws.read(IdentityPool, made["IdentityPoolId"])
        assert live.guests
    stubbed = Audited()
    stubbed.fail("DescribeIdentityPool", "ResourceNotFoundException")
    assert stubbed.is_gone(IdentityPool, ID)
