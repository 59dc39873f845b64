"""Records of AWS KMS's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

KEY = "AWS::KMS::Key"
ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
ARN = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{ID}"

CASES: list[Case] = [
    ("CreateKey", {}, {"responseElements": {"keyMetadata": {"keyId": ID}}}, [(KEY, ID)]),
    ("CreateKey", {}, {"responseElements": None, "resources": [{"ARN": ARN}]}, [(KEY, ID)]),
    ("PutKeyPolicy", {"keyId": ID, "policyName": "default"}, {}, [(KEY, ID)]),
    ("ScheduleKeyDeletion", {"keyId": ARN, "pendingWindowInDays": 7}, {}, [(KEY, ID)]),
    # A key of another account is judged there.
    ("PutKeyPolicy", {"keyId": f"arn:aws:kms:{REGION}:210987654321:key/{ID}"}, {}, []),
    ("DeleteKey", None, {"serviceEventDetails": {"keyId": ID}}, [(KEY, ID)]),
    ("DisableKey", None, {}, [(KEY, None)]),
]
