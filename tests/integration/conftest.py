"""One embedded AWS with the real template for all tests of one file."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from posturewatch_local.slack_receiver import SlackReceiver
from posturewatch_local.stack import EmbeddedAws
from tests.integration.deployed import ACCOUNT, REGION, Deployed, Subscriber
from tests.integration.gate import Gate

TEMPLATE = Path(__file__).parents[2] / "template.yaml"


@pytest.fixture(scope="module")
def deployed() -> Iterator[Deployed]:
    with (
        Gate() as gate,
        EmbeddedAws(
            template=TEMPLATE,
            region=REGION,
            enforce_iam=True,
            slack=SlackReceiver(channels={"C0SECURITY": "security"}),
            parameters={
                "Stage": "test",
                "Accounts": ACCOUNT,
                "Regions": REGION,
                "AuditRoleName": "PosturewatchAudit",
                "ExternalId": "an-external-id",
                "AuditedEndpointUrl": gate.url,
                "SlackEnabled": "true",
                "SlackChannel": "C0SECURITY",
            },
        ) as aws,
    ):
        gate.target = aws.audited_url
        deployed = Deployed(aws, gate)
        deployed.home("secretsmanager").put_secret_value(
            SecretId=aws.outputs["SlackSecretArn"],
            SecretString=json.dumps({"bot_token": min(aws.slack.tokens)}),
        )
        # The emulator's own default group lets everything out.
        for group in deployed.ec2.describe_security_groups()["SecurityGroups"]:
            deployed.empty(group)
        try:
            # Every test is about an account that has been swept: only then can it earn points.
            deployed.baseline = deployed.sweep("baseline")
            deployed.settle()
            yield deployed
        finally:
            deployed.close()


@pytest.fixture(scope="module")
def subscriber(deployed: Deployed) -> Subscriber:
    """A queue that wants to hear of what is HIGH or worse."""
    return _subscribed(deployed, "wants-high", ["HIGH", "CRITICAL"])


@pytest.fixture(scope="module")
def unconcerned(deployed: Deployed) -> Subscriber:
    """A queue that wants to hear of what is LOW only."""
    return _subscribed(deployed, "wants-low", ["LOW"])


def _subscribed(deployed: Deployed, name: str, severities: list[str]) -> Subscriber:
    sqs = deployed.home("sqs")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"][
        "QueueArn"
    ]
    topic = deployed.aws.outputs["AlertTopicArn"]
    may_send = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [may_send]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    deployed.home("sns").subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=arn,
        Attributes={"FilterPolicy": json.dumps({"severity": severities})},
    )
    return Subscriber(sqs, url)
