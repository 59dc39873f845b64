"""Records of AWS Secrets Manager's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

SECRET = "AWS::SecretsManager::Secret"
ARN = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:db/main-AbCdEf"

CASES: list[Case] = [
    ("CreateSecret", {"name": "db/main"}, {"responseElements": {"arn": ARN}}, [(SECRET, ARN)]),
    ("DeleteSecret", {"secretId": ARN}, {}, [(SECRET, ARN)]),
    ("UpdateSecret", {"secretId": "db/main"}, {"responseElements": {"arn": ARN}}, [(SECRET, ARN)]),
    # The name alone does not tell which secret it is.
    ("TagResource", {"secretId": "db/main"}, {"responseElements": None}, [(SECRET, None)]),
    ("EndSecretVersionDelete", None, {"additionalEventData": {"ARN": ARN}}, [(SECRET, ARN)]),
    ("RotationFailed", None, {"additionalEventData": {"SecretId": ARN}}, [(SECRET, ARN)]),
]
