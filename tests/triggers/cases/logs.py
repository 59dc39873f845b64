"""Records of CloudWatch Logs' calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

GROUP = "AWS::Logs::LogGroup"
HEARD = ("AWS::CloudWatch::AccountAlarms", ACCOUNT)
ARN = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/web"

CASES: list[Case] = [
    ("CreateLogGroup", {"logGroupName": "/aws/lambda/web"}, {}, [(GROUP, "/aws/lambda/web")]),
    ("PutRetentionPolicy", {"logGroupName": "web"}, {}, [(GROUP, "web")]),
    ("AssociateKmsKey", {"resourceIdentifier": "arn:aws:logs:x:1:query-result:*"}, {}, []),
    ("TagResource", {"resourceArn": ARN}, {}, [(GROUP, "/aws/lambda/web")]),
    ("TagResource", {"resourceArn": f"{ARN}:*"}, {}, [(GROUP, "/aws/lambda/web")]),
    ("DeleteLogGroup", None, {}, [(GROUP, None), HEARD]),
    ("PutMetricFilter", {"logGroupName": "trail", "filterName": "keys"}, {}, [HEARD]),
    ("DeleteMetricFilter", {"logGroupName": "trail", "filterName": "keys"}, {}, [HEARD]),
]
