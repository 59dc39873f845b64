"""Records of Amazon MQ's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

BROKER = "AWS::AmazonMQ::Broker"
ID = "b-1234a5b6-78cd-901e-2fgh-3i45j6k17819"
ARN = f"arn:aws:mq:{REGION}:{ACCOUNT}:broker:MyBroker:{ID}"

CASES: list[Case] = [
    (
        "CreateBroker",
        {"brokerName": "MyBroker", "engineType": "ActiveMQ", "publiclyAccessible": True},
        {"responseElements": {"brokerId": ID, "brokerArn": ARN}},
        [(BROKER, ID)],
    ),
    ("UpdateBroker", {"brokerId": ID, "logs": {"audit": True}}, {}, [(BROKER, ID)]),
    ("UpdateBroker", {"broker-id": ID}, {}, [(BROKER, ID)]),
    ("UpdateBroker", None, {"responseElements": {"brokerId": ID}}, [(BROKER, ID)]),
    ("RebootBroker", {"brokerId": ID}, {}, [(BROKER, ID)]),
    ("CreateTags", {"resourceArn": ARN, "tags": {"team": "a"}}, {}, [(BROKER, ID)]),
    ("CreateTags", {"resource-arn": ARN.replace(":", "%3A")}, {}, [(BROKER, ID)]),
    ("CreateTags", {"resourceArn": ARN.replace("broker", "configuration")}, {}, []),
    ("DeleteBroker", {"brokerId": ID}, {}, [(BROKER, ID)]),
    ("DeleteBroker", None, {}, [(BROKER, None)]),
]
