"""The miniature template, deployed: every gap that is closed is tried out."""

import io
import json
import time
import urllib.request
from contextlib import closing
from typing import Any

import pytest
from botocore.exceptions import ClientError

from posturewatch_local.errors import EmbeddedAwsError
from posturewatch_local.stack import AUDITED_ACCOUNT, HUB_ACCOUNT, EmbeddedAws

pytestmark = pytest.mark.integration


def bucket_created(bucket: str, **detail: Any) -> dict[str, Any]:
    call = {
        "eventSource": "s3.amazonaws.com",
        "eventName": "CreateBucket",
        "requestParameters": {"bucketName": bucket},
        **detail,
    }
    return {"source": "aws.s3", "detail-type": "AWS API Call via CloudTrail", "detail": call}


def item(aws: EmbeddedAws, pk: str, sk: str) -> dict[str, Any] | None:
    with closing(aws.home.client("dynamodb")) as dynamodb:
        answer = dynamodb.get_item(
            TableName=aws.outputs["TableName"], Key={"pk": {"S": pk}, "sk": {"S": sk}}
        )
    found: dict[str, Any] | None = answer.get("Item")
    return found


def seen(aws: EmbeddedAws, bucket: str, *, timeout: float = 15.0) -> dict[str, Any]:
    found: dict[str, Any] = aws.wait_until(
        lambda: item(aws, f"SEEN#ROW#{bucket}", "SEEN"), f"{bucket} seen", timeout=timeout
    )
    return found


def write_row(aws: EmbeddedAws, name: str) -> None:
    with closing(aws.home.client("dynamodb")) as dynamodb:
        dynamodb.put_item(
            TableName=aws.outputs["TableName"],
            Item={"pk": {"S": f"ROW#{name}"}, "sk": {"S": "ROW"}},
        )


def test_an_event_runs_through_rule_queue_function_table_stream_and_function(
    aws: EmbeddedAws,
) -> None:
    aws.put_events(bucket_created("first"))
    assert seen(aws, "first")["times"] == {"N": "1"}
    row = item(aws, "ROW#first", "ROW")
    assert row is not None
    assert row["account"] == {"S": HUB_ACCOUNT}


def test_an_event_of_another_account_arrives_as_that_account_s(aws: EmbeddedAws) -> None:
    with closing(aws.audited_session().client("s3control")) as control:
        control.put_public_access_block(
            AccountId=AUDITED_ACCOUNT, PublicAccessBlockConfiguration={"BlockPublicAcls": True}
        )
    aws.put_events(bucket_created("far", recipientAccountId=AUDITED_ACCOUNT))
    seen(aws, "far")
    row = item(aws, "ROW#far", "ROW")
    assert row is not None
    assert row["account"] == {"S": AUDITED_ACCOUNT}
    # The function assumed the role in that account and asked S3 Control there.
    assert row["audited"] == {"S": f"{AUDITED_ACCOUNT}:True"}


def test_a_function_sees_no_package_that_is_neither_in_its_layer_nor_in_lambda(
    aws: EmbeddedAws,
) -> None:
    aws.put_events(bucket_created("lonely"))
    seen(aws, "lonely")
    row = item(aws, "ROW#lonely", "ROW")
    assert row is not None
    assert row["stranger"] == {"BOOL": False}


@pytest.mark.parametrize(
    "detail",
    [{"errorCode": "AccessDenied"}, {"eventName": "GetBucketAcl"}, {"eventSource": "s3.other"}],
)
def test_the_rule_lets_nothing_else_through(aws: EmbeddedAws, detail: dict[str, str]) -> None:
    name = "unwanted-" + next(iter(detail)).lower()
    aws.put_events(bucket_created(name, **detail), bucket_created(f"after-{name}"))
    seen(aws, f"after-{name}")
    assert item(aws, f"ROW#{name}", "ROW") is None


def test_a_bad_message_in_a_batch_does_not_hold_its_neighbours(aws: EmbeddedAws) -> None:
    aws.put_events(bucket_created("poison-one"), bucket_created("neighbour"))
    seen(aws, "neighbour")
    assert item(aws, "ROW#poison-one", "ROW") is None
    assert aws.queue_depths()["ChangeQueue"] == 1
    # Three receives would take three minutes; the next test needs an empty queue.
    with closing(aws.home.client("sqs")) as sqs:
        sqs.purge_queue(QueueUrl=aws.outputs["ChangeQueueUrl"])


def test_a_failure_that_a_stream_handler_reports_is_tried_again(aws: EmbeddedAws) -> None:
    write_row(aws, "twice")
    write_row(aws, "patient")
    found = seen(aws, "twice")
    assert found["attempts"] == {"N": "3"}
    assert found["times"] == {"N": "1"}
    assert seen(aws, "patient")["times"] == {"N": "1"}


def test_a_slow_stream_handler_does_not_hold_up_the_queue(aws: EmbeddedAws) -> None:
    seen_before = item(aws, "ROW#quick", "ROW")
    assert seen_before is None
    write_row(aws, "slow")  # three seconds in the stream's handler
    time.sleep(0.3)
    begun = time.monotonic()
    aws.put_events(bucket_created("quick"))
    aws.wait_until(lambda: item(aws, "ROW#quick", "ROW"), "the quick row")
    assert time.monotonic() - begun < 2.0
    seen(aws, "quick")


def test_a_schedule_s_target_and_the_http_api_reach_their_function(aws: EmbeddedAws) -> None:
    assert aws.invoke("Tick", {"kind": "by-hand"})["statusCode"] == 200
    with urllib.request.urlopen(aws.api_url() + "/posture/123") as answer:
        assert json.load(answer) == {"kind": "/posture/123"}
    with closing(aws.home.client("scheduler")) as scheduler:
        schedule = scheduler.get_schedule(Name=aws.physical_id("TickDaily"))
    assert schedule["Target"]["Arn"].endswith(aws.physical_id("Tick"))


def test_a_function_may_do_only_what_its_role_allows(aws: EmbeddedAws) -> None:
    with pytest.raises(EmbeddedAwsError, match=r"AccessDenied.*dynamodb:Scan"):
        aws.invoke("Tick", {"kind": "forbidden"})


def test_a_batch_needs_the_permission_of_the_single_call(aws: EmbeddedAws) -> None:
    assert aws.invoke("Tick", {"kind": "batch"}) == 2
    with closing(aws.home.client("sqs")) as sqs:
        sqs.purge_queue(QueueUrl=aws.physical_id("StreamDeadLetters"))


def test_a_stream_goes_on_after_a_record_that_always_fails(aws: EmbeddedAws) -> None:
    with closing(aws.home.client("lambda")) as functions:
        mapping = aws.physical_id("ReactRows")
        functions.update_event_source_mapping(UUID=mapping, MaximumRecordAgeInSeconds=1)
        write_row(aws, "crash")
        aws.wait_until(lambda: aws.queue_depths()["StreamDeadLetters"] == 1, "a dead letter")
        functions.update_event_source_mapping(UUID=mapping, MaximumRecordAgeInSeconds=60)
    write_row(aws, "survivor")
    seen(aws, "survivor")


def test_dead_letters_can_be_sent_back(aws: EmbeddedAws) -> None:
    with closing(aws.home.client("sqs")) as sqs:
        letters = aws.physical_id("ChangeDeadLetters")
        attributes = sqs.get_queue_attributes(QueueUrl=letters, AttributeNames=["QueueArn"])
        arn = attributes["Attributes"]["QueueArn"]
        queue = sqs.get_queue_attributes(
            QueueUrl=aws.outputs["ChangeQueueUrl"], AttributeNames=["QueueArn"]
        )["Attributes"]["QueueArn"]
        event = {**bucket_created("redriven"), "account": HUB_ACCOUNT}
        sqs.send_message(QueueUrl=letters, MessageBody=json.dumps(event))
        sqs.start_message_move_task(SourceArn=arn, DestinationArn=queue)
        tasks = sqs.list_message_move_tasks(SourceArn=arn)["Results"]
        with pytest.raises(ClientError, match="must be configured as a Dead Letter Queue"):
            sqs.start_message_move_task(SourceArn=queue)
    assert tasks[0]["Status"] == "COMPLETED"
    assert tasks[0]["ApproximateNumberOfMessagesMoved"] == 1
    seen(aws, "redriven")


def test_the_settings_that_cloudformation_forgot_are_there(aws: EmbeddedAws) -> None:
    with closing(aws.home.client("dynamodb")) as dynamodb:
        ttl = dynamodb.describe_time_to_live(TableName=aws.outputs["TableName"])
    assert ttl["TimeToLiveDescription"]["TimeToLiveStatus"] == "ENABLED"
    with closing(aws.home.client("lambda")) as functions:
        mapping = functions.get_event_source_mapping(UUID=aws.physical_id("ReactRows"))
        concurrency = functions.get_function_concurrency(FunctionName=aws.physical_id("Tick"))
    assert mapping["MaximumRecordAgeInSeconds"] == 60
    assert concurrency["ReservedConcurrentExecutions"] == 1


def test_everything_declared_was_looked_up(aws: EmbeddedAws) -> None:
    assert aws.deployment.unverified == ()
    assert "AlertSubscription" not in aws.deployment.resources  # its condition does not hold


def test_logs_are_those_of_the_functions(aws: EmbeddedAws) -> None:
    aws.put_events(bucket_created("logged"))
    seen(aws, "logged")
    lines = [line for line in aws.logs("Judge") if '"bucket":"logged"' in line.message]
    assert [line.function for line in lines] == ["Judge"]
    assert abs(lines[0].timestamp - time.time()) < 60


def test_nothing_listens_beyond_loopback(aws: EmbeddedAws) -> None:
    aws.assert_loopback_only()


def test_what_does_not_happen_is_explained(aws: EmbeddedAws) -> None:
    with pytest.raises(EmbeddedAwsError, match="the impossible") as failure:
        aws.wait_until(lambda: False, "the impossible", timeout=0.1)
    (explanation,) = failure.value.__notes__
    assert "== ministack: running" in explanation
    assert "JudgeChanges: Enabled" in explanation


def test_iam_resources_can_be_made_older(aws: EmbeddedAws) -> None:
    with closing(aws.audited_session().client("iam")) as iam:
        iam.create_user(UserName="old-hand")
        key = iam.create_access_key(UserName="old-hand")["AccessKey"]["AccessKeyId"]
        aws.backdate(
            users={
                "old-hand": {
                    "created": "2019-01-01T00:00:00Z",
                    "access_keys": {key: {"created": "2020-02-02", "last_used": "2021-03-03"}},
                }
            }
        )
        keys = iam.list_access_keys(UserName="old-hand")["AccessKeyMetadata"]
        used = iam.get_access_key_last_used(AccessKeyId=key)["AccessKeyLastUsed"]
        created = iam.get_user(UserName="old-hand")["User"]["CreateDate"]
    assert (created.year, keys[0]["CreateDate"].year, used["LastUsedDate"].year) == (
        2019,
        2020,
        2021,
    )
    with pytest.raises(EmbeddedAwsError, match="there is no user nobody"):
        aws.backdate(users={"nobody": {"created": "2019-01-01"}})


def test_accounts_of_the_audited_side_are_apart(aws: EmbeddedAws) -> None:
    for account in ("222222222222", "333333333333"):
        with closing(aws.audited_session(account).client("s3")) as s3:
            s3.create_bucket(Bucket=f"of-{account}")
    with closing(aws.audited_session("333333333333").client("s3")) as s3:
        assert [b["Name"] for b in s3.list_buckets()["Buckets"]] == ["of-333333333333"]
        s3.put_object(Bucket="of-333333333333", Key="k", Body=io.BytesIO(b"content"))
        assert s3.get_object(Bucket="of-333333333333", Key="k")["Body"].read() == b"content"


def test_an_operation_that_moto_lacks_is_refused_without_retries(aws: EmbeddedAws) -> None:
    with (
        closing(aws.audited_session().client("ec2")) as ec2,
        pytest.raises(ClientError) as refusal,
    ):
        ec2.get_snapshot_block_public_access_state()
    answer = refusal.value.response
    assert answer["Error"]["Code"] == "NotImplemented"
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert answer["ResponseMetadata"]["RetryAttempts"] == 0
