"""Records of CloudWatch's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

ALARM = "AWS::CloudWatch::Alarm"
HEARD = ("AWS::CloudWatch::AccountAlarms", ACCOUNT)
ARN = f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:web/errors"

CASES: list[Case] = [
    ("PutMetricAlarm", {"alarmName": "errors", "threshold": 1}, {}, [(ALARM, "errors"), HEARD]),
    ("DeleteAlarms", {"alarmNames": ["a", "b"]}, {}, [(ALARM, "a"), (ALARM, "b"), HEARD]),
    ("DisableAlarmActions", {"alarmNames": ["web/errors"]}, {}, [(ALARM, "web/errors"), HEARD]),
    ("TagResource", {"resourceARN": ARN}, {}, [(ALARM, "web/errors")]),
    (
        "TagResource",
        {"resourceARN": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:metric-stream/x"},
        {},
        [],
    ),
    ("PutMetricAlarm", None, {}, [(ALARM, None), HEARD]),
    ("SetAlarmState", {"alarmName": "errors", "stateValue": "OK"}, {}, []),
]
