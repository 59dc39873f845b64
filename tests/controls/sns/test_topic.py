"""Verdicts of the controls of SNS topics."""

import pytest

from posturewatch.controls.sns import topic as controls
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.verdict import Status
from posturewatch.resources.sns.topic import Topic

PASSED, FAILED, WARNING = Status.PASSED, Status.FAILED, Status.WARNING
ARN = "arn:aws:sns:us-east-1:123456789012:orders"


def policy(**statement):
    told = {"Effect": "Allow", "Action": "sns:Publish", "Resource": ARN, **statement}
    return PolicyDocument.parse({"Version": "2012-10-17", "Statement": [told]})


OPEN = policy(Principal="*")
OWN = policy(Principal={"AWS": "arn:aws:iam::123456789012:root"})
NO_HTTP = policy(Effect="Deny", Principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}})

CASES = [
    (controls.not_public, Topic(), PASSED),
    (controls.not_public, Topic(policy=OWN), PASSED),
    (controls.not_public, Topic(policy=OPEN), FAILED),
    (
        controls.not_public,
        Topic(
            policy=policy(
                Principal="*", Condition={"StringEquals": {"aws:SourceAccount": "123456789012"}}
            )
        ),
        PASSED,
    ),
    (controls.principals_named, Topic(inversions=("NotAction",)), PASSED),
    (controls.principals_named, Topic(inversions=("NotPrincipal",)), FAILED),
    (controls.encryption_enabled, Topic(kms_key="alias/aws/sns"), PASSED),
    (controls.encryption_enabled, Topic(), FAILED),
    (controls.tls_required, Topic(policy=NO_HTTP), PASSED),
    (controls.tls_required, Topic(policy=OWN), FAILED),
    (controls.tls_required, Topic(), FAILED),
    (controls.owner_tagged, Topic(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Topic(), FAILED),
]


@pytest.mark.parametrize(("control", "topic", "expected"), CASES)
def test_verdict(control, topic, expected):
    assert control(topic).status is expected
