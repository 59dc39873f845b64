"""AWS WAF: web ACLs, and the GraphQL APIs and stages of REST APIs that they guard.

Those of CloudFront are in us-east-1, whose ARNs say `global`.
Source: https://docs.aws.amazon.com/waf/latest/developerguide/logging-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Record, Trigger, request_of, service_calls
from posturewatch.triggers.kinds import GRAPHQL_API, REST_STAGE, WEB_ACL


def _scope(record: Record) -> object:
    return (request_of(record) or {}).get("scope")


def _is_regional(record: Record) -> bool:
    return _scope(record) != "CLOUDFRONT"


def _is_of_cloudfront(record: Record) -> bool:
    return _scope(record) != "REGIONAL"


_NAMED = "webacl/{requestParameters.name}/{requestParameters.id}"
_REGIONAL = f"arn:{{partition}}:wafv2:{{region}}:{{account}}:regional/{_NAMED}"
_OF_CLOUDFRONT = f"arn:{{partition}}:wafv2:us-east-1:{{account}}:global/{_NAMED}"
_TAGGED = "requestParameters.resourceARN"
_GUARDED = "requestParameters.resourceArn"

TRIGGERS = (
    Trigger("CreateWebACL", WEB_ACL, "responseElements.summary.aRN"),
    *(
        line
        for call in ("UpdateWebACL", "DeleteWebACL")
        for line in (
            Trigger(call, WEB_ACL, _REGIONAL, only_if=_is_regional),
            Trigger(call, WEB_ACL, _OF_CLOUDFRONT, only_if=_is_of_cloudfront),
        )
    ),
    Trigger("DeleteFirewallManagerRuleGroups", WEB_ACL, "requestParameters.webACLArn"),
    Trigger(
        "PutLoggingConfiguration", WEB_ACL, "requestParameters.loggingConfiguration.resourceArn"
    ),
    Trigger("DeleteLoggingConfiguration", WEB_ACL, "requestParameters.resourceArn"),
    *(
        Trigger(call, guarded, _GUARDED, mixed=True)
        for call in ("AssociateWebACL", "DisassociateWebACL")
        for guarded in (GRAPHQL_API, REST_STAGE)
    ),
    Trigger("TagResource", WEB_ACL, _TAGGED, mixed=True),
    Trigger("UntagResource", WEB_ACL, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "changes what several web ACLs may name, of which only the name is judged": """
        CreateIPSet CreateRegexPatternSet CreateRuleGroup DeleteIPSet DeleteRegexPatternSet
        DeleteRuleGroup PutManagedRuleSetVersions UpdateIPSet UpdateManagedRuleSetVersionExpiryDate
        UpdateRegexPatternSet UpdateRuleGroup
    """,
    "shares a group of rules with other accounts, which is not judged": """
        DeletePermissionPolicy PutPermissionPolicy
    """,
    "changes a key of scripts in web pages": "CreateAPIKey DeleteAPIKey",
}

SERVICE = service_calls(
    "wafv2.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="CheckCapacity GenerateMobileSdkReleaseUrl",
)
