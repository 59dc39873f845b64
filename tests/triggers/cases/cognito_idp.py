"""Records of calls on user pools and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

POOL = "AWS::Cognito::UserPool"
ID = f"{REGION}_Ab12Cd34E"
ARN = f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{ID}"

CASES: list[Case] = [
    (
        "CreateUserPool",
        {"poolName": "shop"},
        {"responseElements": {"userPool": {"id": ID, "name": "shop"}}},
        [(POOL, ID)],
    ),
    ("UpdateUserPool", {"userPoolId": ID, "mfaConfiguration": "OFF"}, {}, [(POOL, ID)]),
    ("SetUserPoolMfaConfig", {"userPoolId": ID, "mfaConfiguration": "ON"}, {}, [(POOL, ID)]),
    ("TagResource", {"resourceArn": ARN}, {}, [(POOL, ID)]),
    ("DeleteUserPool", {"userPoolId": ID}, {}, [(POOL, ID)]),
    ("SignUp", {"clientId": "HIDDEN_DUE_TO_SECURITY_REASONS"}, {}, []),
    ("DeleteUserPool", None, {}, [(POOL, None)]),
]
