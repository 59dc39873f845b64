"""Records of WAF's calls and what each may have changed.

Shapes are those of
https://docs.aws.amazon.com/waf/latest/developerguide/logging-using-cloudtrail.html.
"""

from tests.triggers.records import ACCOUNT, REGION, Case

ACL, STAGE, API = "AWS::WAFv2::WebACL", "AWS::ApiGateway::Stage", "AWS::AppSync::GraphQLApi"
ID = "ebbcb976-8d59-4d20-8ca8-4ab2f6b7c07b"
REGIONAL = f"arn:aws:wafv2:{REGION}:{ACCOUNT}:regional/webacl/shop/{ID}"
EDGE = f"arn:aws:wafv2:us-east-1:{ACCOUNT}:global/webacl/shop/{ID}"
GROUP = f"arn:aws:wafv2:{REGION}:{ACCOUNT}:regional/rulegroup/shop/{ID}"
PROD = f"arn:aws:apigateway:{REGION}::/restapis/w1234nsgjx/stages/prod"
GRAPHQL = f"arn:aws:appsync:{REGION}:{ACCOUNT}:apis/abcdefgh"
BALANCER = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/app/web/84dc5457e450dba5"

CASES: list[Case] = [
    (
        "CreateWebACL",
        {"name": "shop", "scope": "CLOUDFRONT", "defaultAction": {"block": {}}},
        {"responseElements": {"summary": {"name": "shop", "id": ID, "aRN": EDGE}}},
        [(ACL, EDGE, "us-east-1")],
    ),
    ("UpdateWebACL", {"name": "shop", "scope": "REGIONAL", "id": ID}, {}, [(ACL, REGIONAL)]),
    (
        "UpdateWebACL",
        {"name": "shop", "scope": "CLOUDFRONT", "id": ID},
        {},
        [(ACL, EDGE, "us-east-1")],
    ),
    (
        "DeleteWebACL",
        {"name": "shop", "scope": "CLOUDFRONT", "id": ID},
        {},
        [(ACL, EDGE, "us-east-1")],
    ),
    (
        "PutLoggingConfiguration",
        {"loggingConfiguration": {"resourceArn": REGIONAL, "logDestinationConfigs": ["l"]}},
        {},
        [(ACL, REGIONAL)],
    ),
    ("DeleteLoggingConfiguration", {"resourceArn": EDGE}, {}, [(ACL, EDGE, "us-east-1")]),
    ("AssociateWebACL", {"webACLArn": REGIONAL, "resourceArn": PROD}, {}, [(STAGE, PROD)]),
    ("DisassociateWebACL", {"resourceArn": PROD}, {}, [(STAGE, PROD)]),
    ("AssociateWebACL", {"webACLArn": REGIONAL, "resourceArn": GRAPHQL}, {}, [(API, "abcdefgh")]),
    ("DisassociateWebACL", {"resourceArn": BALANCER}, {}, []),
    ("TagResource", {"resourceARN": REGIONAL}, {}, [(ACL, REGIONAL)]),
    ("TagResource", {"resourceARN": GROUP}, {}, []),
    ("UpdateIPSet", {"name": "s", "scope": "CLOUDFRONT", "id": ID}, {}, []),
]
