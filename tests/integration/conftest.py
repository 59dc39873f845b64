"""One embedded AWS with the real template for all tests of one file."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from posturewatch_local.slack_people import SIGNING_SECRET, WORKSPACE
from posturewatch_local.slack_receiver import SlackReceiver
from posturewatch_local.stack import EmbeddedAws
from tests.integration.deployed import (
    ACCOUNT,
    ALICE,
    BOB,
    CAROL,
    DIGEST_HOUR,
    DIGEST_TEAM,
    REGION,
    Deployed,
    Listener,
    Subscriber,
)
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
            slack=SlackReceiver(channels={"C0SECURITY": "security"}, groups={"S0SECOPS": [CAROL]}),
            parameters={
                "Stage": "test",
                "Accounts": ACCOUNT,
                "Regions": REGION,
                "AuditRoleName": "PosturewatchAudit",
                "ExternalId": "an-external-id",
                "AuditedEndpointUrl": gate.url,
                "SlackEnabled": "true",
                "SlackChannel": "C0SECURITY",
                "SlackWorkspace": WORKSPACE,
                "SlackPeople": f"{ALICE}=alice,{BOB}=bob,S0SECOPS=secops",
                "DigestHours": f"{DIGEST_TEAM}={DIGEST_HOUR}",
                "EventsEnabled": "true",
            },
        ) as aws,
    ):
        gate.target = aws.audited_url
        deployed = Deployed(aws, gate)
        deployed.home("secretsmanager").put_secret_value(
            SecretId=aws.outputs["SlackSecretArn"],
            SecretString=json.dumps(
                {"bot_token": min(aws.slack.tokens), "signing_secret": SIGNING_SECRET}
            ),
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


@pytest.fixture(scope="module")
def listener(deployed: Deployed) -> Listener:
    """A queue that hears of everything on our own bus."""
    url, arn = _queue(deployed, "hears-everything")
    events, bus = deployed.home("events"), deployed.aws.physical_id("PostureBus")
    pattern = json.dumps({"source": ["posturewatch"]})
    rule = events.put_rule(Name="everything", EventBusName=bus, EventPattern=pattern)["RuleArn"]
    _let_in(deployed, url, arn, "events.amazonaws.com", rule)
    events.put_targets(Rule="everything", EventBusName=bus, Targets=[{"Id": "queue", "Arn": arn}])
    return Listener(deployed.home("sqs"), url)


def _subscribed(deployed: Deployed, name: str, severities: list[str]) -> Subscriber:
    url, arn = _queue(deployed, name)
    topic = deployed.aws.outputs["AlertTopicArn"]
    _let_in(deployed, url, arn, "sns.amazonaws.com", topic)
    deployed.home("sns").subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=arn,
        Attributes={"FilterPolicy": json.dumps({"severity": severities})},
    )
    return Subscriber(deployed.home("sqs"), url)


def _queue(deployed: Deployed, name: str) -> tuple[str, str]:
    """Make a queue; returns its URL and its ARN."""
    sqs = deployed.home("sqs")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return url, told["Attributes"]["QueueArn"]


def _let_in(deployed: Deployed, url: str, arn: str, service: str, source: str) -> None:
    may_send = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": source}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [may_send]})
    deployed.home("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
