"""Records of AWS Config's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

RECORDER = ("AWS::Config::ConfigurationRecorder", ACCOUNT)

CASES: list[Case] = [
    ("StopConfigurationRecorder", {"configurationRecorderName": "default"}, {}, [RECORDER]),
    ("StartConfigurationRecorder", {"configurationRecorderName": "default"}, {}, [RECORDER]),
    (
        "PutDeliveryChannel",
        {"deliveryChannel": {"name": "default", "s3BucketName": "config-api-test-pdx"}},
        {},
        [RECORDER],
    ),
    ("PutRetentionConfiguration", {"retentionPeriodInDays": 30}, {}, [RECORDER]),
    ("PutConfigRule", {"configRule": {"configRuleName": "x"}}, {}, []),
]
