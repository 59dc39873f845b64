"""Records of calls on identity pools and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

POOL = "AWS::Cognito::IdentityPool"
ID = f"{REGION}:1cf667a2-49a6-454b-9e45-23199EXAMPLE"
ARN = f"arn:aws:cognito-identity:{REGION}:{ACCOUNT}:identitypool/{ID}"

CASES: list[Case] = [
    (
        "CreateIdentityPool",
        {"identityPoolName": "TestPool", "allowUnauthenticatedIdentities": True},
        {"responseElements": {"identityPoolName": "TestPool", "identityPoolId": ID}},
        [(POOL, ID)],
    ),
    ("UpdateIdentityPool", {"identityPoolId": ID}, {}, [(POOL, ID)]),
    ("UntagResource", {"resourceArn": ARN, "tagKeys": ["team"]}, {}, [(POOL, ID)]),
    ("DeleteIdentityPool", {"identityPoolId": ID}, {}, [(POOL, ID)]),
    ("DeleteIdentityPool", None, {}, [(POOL, None)]),
]
