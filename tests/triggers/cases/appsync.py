"""Records of AWS AppSync's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

API = "AWS::AppSync::GraphQLApi"
ID = "thexampleapiidentifier4z"
ARN = f"arn:aws:appsync:{REGION}:{ACCOUNT}:apis/{ID}"

CASES: list[Case] = [
    (
        "CreateGraphqlApi",
        {"name": "shop", "authenticationType": "API_KEY"},
        {"responseElements": {"graphqlApi": {"apiId": ID, "name": "shop"}}},
        [(API, ID)],
    ),
    ("UpdateGraphqlApi", {"apiId": ID, "name": "shop"}, {}, [(API, ID)]),
    ("CreateApiCache", {"apiId": ID, "type": "SMALL"}, {}, [(API, ID)]),
    ("UpdateApiCache", {"apiId": ID}, {}, [(API, ID)]),
    ("DeleteApiCache", {"apiId": ID}, {}, [(API, ID)]),
    ("TagResource", {"resourceArn": ARN}, {}, [(API, ID)]),
    ("TagResource", {"resourceArn": ARN.replace("apis", "domainnames")}, {}, []),
    ("CreateApiKey", {"apiId": ID}, {}, []),
    ("DeleteGraphqlApi", None, {}, [(API, None)]),
]
