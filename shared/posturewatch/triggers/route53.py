"""Amazon Route 53: hosted zones. Its records come from us-east-1.

Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/logging-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Record, Trigger, request_of, service_calls
from posturewatch.triggers.kinds import HOSTED_ZONE

_ZONE = ("[/hostedzone/]{id}", "{id}")
"""Some ids have the path of the API before them."""


def _is_of_zone(record: Record) -> bool:
    """Whether it tags a zone: health checks are tagged by the same call."""
    return (request_of(record) or {}).get("resourceType") != "healthcheck"


_OF_ZONE = """
    ActivateKeySigningKey CreateKeySigningKey CreateQueryLoggingConfig DeactivateKeySigningKey
    DeleteKeySigningKey DisableHostedZoneDNSSEC EnableHostedZoneDNSSEC
"""

TRIGGERS = (
    Trigger("CreateHostedZone", HOSTED_ZONE, "responseElements.hostedZone.id", via=_ZONE),
    Trigger("DeleteHostedZone", HOSTED_ZONE, "requestParameters.id", via=_ZONE),
    *(
        Trigger(call, HOSTED_ZONE, "requestParameters.hostedZoneId", via=_ZONE)
        for call in _OF_ZONE.split()
    ),
    # It names the log only, not the zone whose log it is.
    Trigger("DeleteQueryLoggingConfig", HOSTED_ZONE),
    Trigger(
        "ChangeTagsForResource",
        HOSTED_ZONE,
        "requestParameters.resourceId",
        via=_ZONE,
        only_if=_is_of_zone,
    ),
)

IRRELEVANT = {
    "changes records, which are not judged": """
        ChangeResourceRecordSets CreateResourceRecordSetProtections CreateTrafficPolicy
        CreateTrafficPolicyInstance CreateTrafficPolicyVersion DeleteResourceRecordSetProtections
        DeleteTrafficPolicy DeleteTrafficPolicyInstance UpdateTrafficPolicyComment
        UpdateTrafficPolicyInstance
    """,
    "changes which VPCs see a private zone, which stays private": """
        AssociateVPCWithHostedZone CreateVPCAssociationAuthorization
        DeleteVPCAssociationAuthorization DisassociateVPCFromHostedZone
    """,
    "leaves the settings that are judged": "UpdateHostedZoneComment UpdateHostedZoneFeatures",
    "changes a health check, name servers or address ranges, which are not judged": """
        ChangeCidrCollection CreateCidrCollection CreateHealthCheck CreateReusableDelegationSet
        DeleteCidrCollection DeleteHealthCheck DeleteReusableDelegationSet UpdateHealthCheck
    """,
}

SERVICE = service_calls(
    "route53.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="TestDNSAnswer",
)
