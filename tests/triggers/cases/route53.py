"""Records of Route 53's calls and what each may have changed.

Shapes are those of
https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/logging-using-cloudtrail.html.
"""

from tests.triggers.records import Case

ZONE = "AWS::Route53::HostedZone"

CASES: list[Case] = [
    (
        "CreateHostedZone",
        {"name": "example.com", "callerReference": "1"},
        {"responseElements": {"hostedZone": {"id": "/hostedzone/Z1PA6795UKMFR9"}}},
        [(ZONE, "Z1PA6795UKMFR9")],
    ),
    ("DeleteHostedZone", {"id": "Z1PA6795UKMFR9"}, {}, [(ZONE, "Z1PA6795UKMFR9")]),
    ("EnableHostedZoneDNSSEC", {"hostedZoneId": "Z1"}, {}, [(ZONE, "Z1")]),
    ("DeactivateKeySigningKey", {"hostedZoneId": "Z1", "name": "k"}, {}, [(ZONE, "Z1")]),
    ("CreateQueryLoggingConfig", {"hostedZoneId": "Z1"}, {}, [(ZONE, "Z1")]),
    ("DeleteQueryLoggingConfig", {"id": "0f2a"}, {}, [(ZONE, None)]),
    (
        "ChangeTagsForResource",
        {"resourceType": "hostedzone", "resourceId": "Z1"},
        {},
        [(ZONE, "Z1")],
    ),
    (
        "ChangeTagsForResource",
        {"resourceType": "healthcheck", "resourceId": "b1c2"},
        {},
        [],
    ),
    ("ChangeResourceRecordSets", {"hostedZoneId": "Z1"}, {}, []),
]
