"""Amazon Cognito: identity pools.

Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logging-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import IDENTITY_POOL

_POOL = "requestParameters.identityPoolId"
_TAGGED = "requestParameters.resourceArn"

TRIGGERS = (
    Trigger("CreateIdentityPool", IDENTITY_POOL, "responseElements.identityPoolId"),
    Trigger("DeleteIdentityPool", IDENTITY_POOL, _POOL),
    Trigger("UpdateIdentityPool", IDENTITY_POOL, _POOL),
    Trigger("TagResource", IDENTITY_POOL, _TAGGED, mixed=True),
    Trigger("UntagResource", IDENTITY_POOL, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "changes single identities, which are not judged": """
        DeleteIdentities MergeDeveloperIdentities UnlinkDeveloperIdentity UnlinkIdentity
    """,
    "changes the roles of a pool, which are judged where they are defined": """
        SetIdentityPoolRoles SetPrincipalTagAttributeMap
    """,
}

SERVICE = service_calls("cognito-identity.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
