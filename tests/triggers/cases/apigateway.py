"""Records of API Gateway's calls, of both generations, and what each may have changed."""

from tests.triggers.records import REGION, Case

REST_API, REST_STAGE = "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage"
HTTP_API, HTTP_STAGE = "AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Stage"
DOMAIN = "AWS::ApiGateway::DomainName"
BASE = f"arn:aws:apigateway:{REGION}::"
PROD = f"{BASE}/restapis/w1234nsgjx/stages/prod"
LIVE = f"{BASE}/apis/pxzfkfmjo7/stages/5587y0s9d5aed"
DEFAULT = f"{BASE}/apis/pxzfkfmjo7/stages/$default"
REST = {"restApiId": "w1234nsgjx", "template": False}
HTTP = {"apiId": "pxzfkfmjo7"}

CASES: list[Case] = [
    (
        "CreateRestApi",
        {"createRestApiInput": {"name": "shop"}, "template": False},
        {"responseElements": {"id": "w1234nsgjx", "name": "shop"}},
        [(REST_API, "w1234nsgjx")],
    ),
    ("UpdateRestApi", {**REST, "patchOperations": []}, {}, [(REST_API, "w1234nsgjx")]),
    ("PutMethod", {**REST, "httpMethod": "GET"}, {}, [(REST_API, "w1234nsgjx")]),
    ("DeleteRestApi", REST, {}, [(REST_API, "w1234nsgjx"), (REST_STAGE, None)]),
    (
        "CreateStage",
        {**REST, "createStageInput": {"stageName": "prod", "deploymentId": "d"}},
        {"responseElements": {"stageName": "prod", "deploymentId": "d"}},
        [(REST_STAGE, PROD)],
    ),
    (
        "CreateStage",
        {**REST, "createStageInput": {"stageName": "prod"}},
        {},
        [(REST_STAGE, PROD)],
    ),
    # As a call of Terraform's provider was recorded.
    (
        "CreateStage",
        {**HTTP, "stageName": "5587y0s9d5aed", "autoDeploy": True},
        {"responseElements": {"stageName": "5587y0s9d5aed", "stageVariables": "***"}},
        [(HTTP_STAGE, LIVE)],
    ),
    (
        "CreateDeployment",
        {**REST, "createDeploymentInput": {"stageName": "prod"}},
        {"responseElements": {"id": "d"}},
        [(REST_STAGE, PROD)],
    ),
    ("CreateDeployment", {**REST, "createDeploymentInput": {}}, {}, [(REST_STAGE, None)]),
    ("CreateDeployment", HTTP, {"responseElements": {"deploymentId": "d"}}, []),
    ("UpdateStage", {**REST, "stageName": "prod"}, {}, [(REST_STAGE, PROD)]),
    ("UpdateStage", {**HTTP, "stageName": "$default"}, {}, [(HTTP_STAGE, DEFAULT)]),
    ("DeleteStage", {**HTTP, "stageName": "$default"}, {}, [(HTTP_STAGE, DEFAULT)]),
    ("DeleteStage", None, {}, [(REST_STAGE, None), (HTTP_STAGE, None)]),
    (
        "CreateApi",
        {"name": "shop", "protocolType": "HTTP"},
        {"responseElements": {"apiId": "pxzfkfmjo7"}},
        [(HTTP_API, "pxzfkfmjo7")],
    ),
    (
        "CreateApi",
        {"name": "shop", "protocolType": "HTTP", "target": "https://example.com"},
        {"responseElements": {"apiId": "pxzfkfmjo7"}},
        [(HTTP_API, "pxzfkfmjo7"), (HTTP_STAGE, DEFAULT)],
    ),
    ("CreateApi", None, {}, [(HTTP_API, None), (HTTP_STAGE, None)]),
    ("UpdateRoute", {**HTTP, "routeId": "r"}, {}, [(HTTP_API, "pxzfkfmjo7")]),
    ("DeleteApi", HTTP, {}, [(HTTP_API, "pxzfkfmjo7"), (HTTP_STAGE, None)]),
    (
        "CreateDomainName",
        {"createDomainNameInput": {"domainName": "api.example.com"}},
        {"responseElements": {"domainName": "api.example.com"}},
        [(DOMAIN, "api.example.com")],
    ),
    ("UpdateDomainName", {"domainName": "api.example.com"}, {}, [(DOMAIN, "api.example.com")]),
    ("TagResource", {"resourceArn": PROD}, {}, [(REST_STAGE, PROD)]),
    ("TagResource", {"resourceArn": f"{BASE}/restapis/w1234nsgjx"}, {}, [(REST_API, "w1234nsgjx")]),
    ("UntagResource", {"resourceArn": f"{BASE}/apis/pxzfkfmjo7"}, {}, [(HTTP_API, "pxzfkfmjo7")]),
    ("TagResource", {"resourceArn": DEFAULT}, {}, [(HTTP_STAGE, DEFAULT)]),
    ("TagResource", {"resourceArn": f"{BASE}/domainnames/a.example"}, {}, [(DOMAIN, "a.example")]),
    ("TagResource", {"resourceArn": f"{BASE}/vpclinks/v"}, {}, []),
    ("PutIntegration", {**REST, "httpMethod": "GET"}, {}, []),
]
