"""Records of AWS CloudTrail's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

TRAIL = "AWS::CloudTrail::Trail"
HEARD = ("AWS::CloudWatch::AccountAlarms", ACCOUNT)

CASES: list[Case] = [
    (
        "StopLogging",
        {"name": f"arn:aws:cloudtrail:us-east-2:{ACCOUNT}:trail/main"},
        {},
        [(TRAIL, "main", "us-east-2"), HEARD],
    ),
    # An organization's trail is seen in its members under the management account's ARN.
    (
        "UpdateTrail",
        {"name": f"arn:aws:cloudtrail:{REGION}:210987654321:trail/org"},
        {},
        [(TRAIL, "org"), HEARD],
    ),
    ("PutInsightSelectors", {"eventDataStore": "arn:x"}, {}, []),
    ("PutInsightSelectors", {"trailName": "main"}, {}, [(TRAIL, "main")]),
    ("PutInsightSelectors", None, {}, [(TRAIL, None)]),
]
