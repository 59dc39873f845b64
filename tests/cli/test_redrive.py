"""`posturewatch redrive`: the dead are seen and sent again, news and queue messages."""

import json

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from posturewatch.domain.outbox import Delivery, DeliveryState, EntryState
from posturewatch.stores.dynamodb import DynamoStore
from posturewatch.stores.sqs import DeadLetters
from posturewatch_cli import main
from tests.stores.test_contract import pending
from tests.support.house import START
from tests.support.tables import make_table


@pytest.fixture
def aws():
    with mock_aws():
        yield boto3.client("sqs")


def queues(sqs) -> tuple[str, str]:
    """Make a queue with its dead-letter queue, one that no queue ends in, and a stranger's."""
    dead = sqs.create_queue(QueueName="pw-ChangeDeadLetterQueue-1")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]
    policy = json.dumps({"deadLetterTargetArn": arn["QueueArn"], "maxReceiveCount": 3})
    source = sqs.create_queue(QueueName="pw-ChangeQueue-1", Attributes={"RedrivePolicy": policy})[
        "QueueUrl"
    ]
    sqs.create_queue(QueueName="pw-StreamDeadLetterQueue-1")
    sqs.create_queue(QueueName="other-DeadLetterQueue")
    return source, dead


def refused(code: str, status: int = 400) -> ClientError:
    answer = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "StartMessageMoveTask")


@pytest.mark.parametrize(
    "error", [None, refused("InvalidAction"), refused("500", 500)], ids=["task", "hand", "broken"]
)
def test_dead_letters_go_back_to_where_they_came_from(aws, monkeypatch, error):
    source, dead = queues(aws)
    for number in range(13):
        aws.send_message(
            QueueUrl=dead,
            MessageBody=str(number),
            MessageAttributes={"n": {"DataType": "Number", "StringValue": str(number)}},
        )
    asked = []

    def move(**parameters):
        asked.append(parameters)
        if error:
            raise error

    monkeypatch.setattr(aws, "start_message_move_task", move)
    letters = DeadLetters(aws, "pw")
    change, stream = letters.queues()
    assert (change.messages, stream.messages, change.sources) == (13, 0, (source,))
    done = letters.redrive(change)
    assert done.messages == 13
    assert asked == [{"SourceArn": change.arn}]
    if error:
        got = []
        while messages := aws.receive_message(
            QueueUrl=source, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        ).get("Messages"):
            got += [(m["Body"], m["MessageAttributes"]["n"]["StringValue"]) for m in messages]
        assert sorted(got) == sorted((str(n), str(n)) for n in range(13))
        assert letters.queues()[0].messages == 0


def test_what_is_refused_for_another_reason_is_told(aws, monkeypatch):
    _, dead = queues(aws)
    aws.send_message(QueueUrl=dead, MessageBody="x")

    def deny(**_):
        raise refused("AccessDenied", 403)

    monkeypatch.setattr(aws, "start_message_move_task", deny)
    letters = DeadLetters(aws, "pw")
    with pytest.raises(ClientError, match="AccessDenied"):
        letters.redrive(letters.queues()[0])


def test_the_commands(aws, capsys):
    _, dead = queues(aws)
    table = make_table(boto3.client("dynamodb"))
    store = DynamoStore(boto3.client("dynamodb"), table)
    at = ["--table", table, "--format", "json"]
    assert main.main(["redrive", "list", *at]) == 0
    capsys.readouterr()
    entry = pending(store)
    lost = Delivery(DeliveryState.DEAD, 1, START, None, "", "is_archived")
    store.save_delivery(entry, "slack", lost, EntryState.DEAD, None)
    assert main.main(["redrive", "list", *at]) == 1
    (told,) = json.loads(capsys.readouterr().out)["news"]
    assert (told["destination"], told["error"], told["what"]) == ("slack", "is_archived", "entry")
    assert main.main(["redrive", "list", "--table", table]) == 1
    assert "is_archived" in capsys.readouterr().out
    assert main.main(["redrive", "news", "--destination", "sns", *at]) == 0
    assert json.loads(capsys.readouterr().out) == {"again": 0}
    assert main.main(["redrive", "news", *at]) == 0
    assert json.loads(capsys.readouterr().out) == {"again": 1}
    assert store.entry(entry.id).state is EntryState.PENDING
    assert main.main(["redrive", "queue", "Nothing", *at]) == 2
    assert dead
