"""Verdicts of the controls of SQS queues."""

import pytest

from posturewatch.controls.sqs import queue as controls
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.verdict import Status
from posturewatch.resources.sqs.queue import Queue

PASSED, FAILED = Status.PASSED, Status.FAILED
ARN = "arn:aws:sqs:us-east-1:123456789012:orders"


def policy(**statement):
    told = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": ARN, **statement}
    return PolicyDocument.parse({"Version": "2012-10-17", "Statement": [told]})


OWN = {"AWS": "arn:aws:iam::123456789012:root"}
NO_HTTP = policy(
    Effect="Deny",
    Principal="*",
    Action="sqs:*",
    Condition={"Bool": {"aws:SecureTransport": "false"}},
)

CASES = [
    (controls.not_public, Queue(), PASSED),
    (controls.not_public, Queue(policy=policy(Principal=OWN)), PASSED),
    (controls.not_public, Queue(policy=policy(Principal="*")), FAILED),
    (controls.principals_named, Queue(), PASSED),
    (controls.principals_named, Queue(inversions=("NotPrincipal",)), FAILED),
    (controls.actions_named, Queue(), PASSED),
    (controls.actions_named, Queue(policy=policy(Principal=OWN)), PASSED),
    (controls.actions_named, Queue(policy=NO_HTTP), PASSED),
    (controls.actions_named, Queue(policy=policy(Principal=OWN, Action=["SQS:*"])), FAILED),
    (controls.actions_named, Queue(policy=policy(Principal=OWN, Action="*")), FAILED),
    (controls.encryption_enabled, Queue(sse_enabled=True), PASSED),
    (controls.encryption_enabled, Queue(kms_key="alias/aws/sqs"), PASSED),
    (controls.encryption_enabled, Queue(), FAILED),
    (controls.tls_required, Queue(policy=NO_HTTP), PASSED),
    (controls.tls_required, Queue(), FAILED),
    (controls.dead_letters_kept, Queue(dead_letters=f"{ARN}-dead"), PASSED),
    (controls.dead_letters_kept, Queue(), FAILED),
    (controls.owner_tagged, Queue(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Queue(), FAILED),
]


@pytest.mark.parametrize(("control", "queue", "expected"), CASES)
def test_verdict(control, queue, expected):
    assert control(queue).status is expected
