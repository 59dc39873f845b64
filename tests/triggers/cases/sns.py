"""Records of Amazon SNS's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

TOPIC = "AWS::SNS::Topic"
HEARD = ("AWS::CloudWatch::AccountAlarms", ACCOUNT)
ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:orders"

CASES: list[Case] = [
    ("CreateTopic", {"name": "orders"}, {"responseElements": {"topicArn": ARN}}, [(TOPIC, ARN)]),
    ("CreateTopic", {"name": "orders"}, {"responseElements": None}, [(TOPIC, ARN)]),
    ("SetTopicAttributes", {"topicArn": ARN, "attributeName": "Policy"}, {}, [(TOPIC, ARN)]),
    ("TagResource", {"resourceArn": ARN}, {}, [(TOPIC, ARN)]),
    ("DeleteTopic", None, {}, [(TOPIC, None), HEARD]),
    ("Subscribe", {"topicArn": ARN, "protocol": "email"}, {}, [HEARD]),
    ("Unsubscribe", {"subscriptionArn": f"{ARN}:1"}, {}, [HEARD]),
    ("SetSubscriptionAttributes", {"subscriptionArn": f"{ARN}:1"}, {}, []),
]
