"""Amazon API Gateway: APIs of both generations, their stages and domain names.

Both APIs are recorded under one event source. Of calls whose names both have, the parameter that
names the API tells them apart: `restApiId` of the older one, `apiId` of the newer one.
Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Record, Trigger, request_of, service_calls
from posturewatch.triggers.kinds import DOMAIN_NAME, HTTP_API, HTTP_STAGE, REST_API, REST_STAGE


def _is_rest(record: Record) -> bool:
    return "apiId" not in (request_of(record) or {})


def _is_http(record: Record) -> bool:
    return "restApiId" not in (request_of(record) or {})


def _is_quick(record: Record) -> bool:
    """Whether an API is made with a target, and with it a route and the stage `$default`."""
    request = request_of(record)
    return request is None or "target" in request


_REST, _HTTP = "requestParameters.restApiId", "requestParameters.apiId"
_DOMAIN = ("responseElements.domainName", "requestParameters.domainName")
_ARN = "requestParameters.resourceArn"


def _rest_stage(*names: str) -> tuple[str, ...]:
    form = "arn:{partition}:apigateway:{region}::/restapis/{requestParameters.restApiId}/stages/"
    return tuple(f"{form}{{{name}}}" for name in names)


_REST_STAGE = _rest_stage("requestParameters.stageName")
_HTTP_STAGE = (
    "arn:{partition}:apigateway:{region}::/apis/{requestParameters.apiId}"
    "/stages/{requestParameters.stageName}"
)

_OF_REST_API = """
    CreateResource DeleteMethod DeleteResource DeleteRestApi PutMethod PutRestApi UpdateMethod
    UpdateResource UpdateRestApi
"""
_OF_HTTP_API = """
    CreateRoute DeleteApi DeleteCorsConfiguration DeleteRoute ReimportApi UpdateApi UpdateRoute
"""

TRIGGERS = (
    Trigger("CreateRestApi", REST_API, "responseElements.id"),
    Trigger("ImportRestApi", REST_API, "responseElements.id"),
    *(Trigger(call, REST_API, _REST) for call in _OF_REST_API.split()),
    Trigger(
        "CreateStage",
        REST_STAGE,
        _rest_stage(
            "responseElements.stageName",
            "requestParameters.createStageInput.stageName",
            "requestParameters.stageName",
        ),
        only_if=_is_rest,
    ),
    # A deployment makes the stage that it names, if there is none.
    Trigger(
        "CreateDeployment",
        REST_STAGE,
        _rest_stage(
            "requestParameters.createDeploymentInput.stageName", "requestParameters.stageName"
        ),
        only_if=_is_rest,
    ),
    Trigger("UpdateStage", REST_STAGE, _REST_STAGE, only_if=_is_rest),
    Trigger("DeleteStage", REST_STAGE, _REST_STAGE, only_if=_is_rest),
    # Its stages go with it, without a call of their own.
    Trigger("DeleteRestApi", REST_STAGE),
    Trigger("CreateApi", HTTP_API, "responseElements.apiId"),
    Trigger("ImportApi", HTTP_API, "responseElements.apiId"),
    *(Trigger(call, HTTP_API, _HTTP) for call in _OF_HTTP_API.split()),
    Trigger("CreateStage", HTTP_STAGE, _HTTP_STAGE, only_if=_is_http),
    Trigger("UpdateStage", HTTP_STAGE, _HTTP_STAGE, only_if=_is_http),
    Trigger("DeleteStage", HTTP_STAGE, _HTTP_STAGE, only_if=_is_http),
    Trigger("DeleteAccessLogSettings", HTTP_STAGE, _HTTP_STAGE),
    Trigger("DeleteRouteSettings", HTTP_STAGE, _HTTP_STAGE),
    Trigger(
        "CreateApi",
        HTTP_STAGE,
        "arn:{partition}:apigateway:{region}::/apis/{responseElements.apiId}/stages/$default",
        only_if=_is_quick,
    ),
    Trigger("DeleteApi", HTTP_STAGE),
    Trigger("CreateDomainName", DOMAIN_NAME, _DOMAIN),
    Trigger("UpdateDomainName", DOMAIN_NAME, _DOMAIN[1]),
    Trigger("DeleteDomainName", DOMAIN_NAME, _DOMAIN[1]),
    *(
        Trigger(call, kind, _ARN, mixed=True)
        for call in ("TagResource", "UntagResource")
        for kind in (REST_API, REST_STAGE, HTTP_API, HTTP_STAGE, DOMAIN_NAME)
    ),
)

IRRELEVANT = {
    "changes what a method or route does, not who may use it": """
        CreateIntegration CreateIntegrationResponse CreateModel CreateRequestValidator
        CreateRouteResponse DeleteGatewayResponse DeleteIntegration DeleteIntegrationResponse
        DeleteMethodResponse DeleteModel DeleteRequestValidator DeleteRouteRequestParameter
        DeleteRouteResponse PutGatewayResponse PutIntegration PutIntegrationResponse
        PutMethodResponse UpdateGatewayResponse UpdateIntegration UpdateIntegrationResponse
        UpdateMethodResponse UpdateModel UpdateRequestValidator UpdateRouteResponse
    """,
    "changes an authorizer, of which only that a method or route has one is judged": """
        CreateAuthorizer DeleteAuthorizer ResetAuthorizersCache UpdateAuthorizer
    """,
    "changes which version a stage serves, or empties its caches": """
        DeleteDeployment FlushStageAuthorizersCache FlushStageCache UpdateDeployment
    """,
    "changes keys and quotas of callers, which are no authorization": """
        CreateApiKey CreateUsagePlan CreateUsagePlanKey DeleteApiKey DeleteUsagePlan
        DeleteUsagePlanKey ImportApiKeys UpdateApiKey UpdateUsage UpdateUsagePlan
    """,
    "changes where a domain name leads to": """
        CreateApiMapping CreateBasePathMapping CreateRoutingRule DeleteApiMapping
        DeleteBasePathMapping DeleteRoutingRule PutRoutingRule UpdateApiMapping
        UpdateBasePathMapping
    """,
    "is about domain names inside of VPCs, which are not judged": """
        CreateDomainNameAccessAssociation DeleteDomainNameAccessAssociation
        RejectDomainNameAccessAssociation
    """,
    "changes a client certificate, of which only that a stage has one is judged": """
        DeleteClientCertificate GenerateClientCertificate UpdateClientCertificate
    """,
    "changes a way into a VPC, which is not judged": """
        CreateVpcLink DeleteVpcLink UpdateVpcLink
    """,
    "changes what is written about an API": """
        CreateDocumentationPart CreateDocumentationVersion CreatePortal CreatePortalProduct
        CreateProductPage CreateProductRestEndpointPage DeleteDocumentationPart
        DeleteDocumentationVersion DeletePortal DeletePortalProduct
        DeletePortalProductSharingPolicy DeleteProductPage DeleteProductRestEndpointPage
        DisablePortal ImportDocumentationParts PreviewPortal PublishPortal
        PutPortalProductSharingPolicy UpdateDocumentationPart UpdateDocumentationVersion
        UpdatePortal UpdatePortalProduct UpdateProductPage UpdateProductRestEndpointPage
    """,
    "changes the role by which the whole region logs": "UpdateAccount",
    "calls a method or an authorizer to try it": "TestInvokeAuthorizer TestInvokeMethod",
}

SERVICE = service_calls(
    "apigateway.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="ExportApi",
    models="apigateway apigatewayv2",
    renamed="createDeploymentInput createStageInput",
)
