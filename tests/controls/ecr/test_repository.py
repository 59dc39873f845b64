"""Verdicts of the controls of ECR repositories."""

import pytest

from posturewatch.controls.ecr import repository as controls
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.verdict import Status
from posturewatch.resources.ecr.repository import Repository, ScanningRule

PASSED, FAILED = Status.PASSED, Status.FAILED
OPEN = PolicyDocument.parse(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:*"}],
    }
)


def ruled(frequency, *filters):
    return Repository(registry_rules=(ScanningRule(frequency=frequency, filters=filters),))


CASES = [
    (controls.images_scanned, Repository(scan_on_push=True), PASSED),
    (controls.images_scanned, ruled("CONTINUOUS_SCAN", "*"), PASSED),
    (controls.images_scanned, ruled("SCAN_ON_PUSH", "exam*"), PASSED),
    (
        controls.images_scanned,
        Repository(scan_on_push=True, unknown={"registry_rules": "AccessDenied"}),
        PASSED,
    ),
    (controls.images_scanned, ruled("SCAN_ON_PUSH", "other*"), FAILED),
    (controls.images_scanned, ruled("MANUAL", "*"), FAILED),
    (controls.images_scanned, Repository(), FAILED),
    (controls.not_public, Repository(), PASSED),
    (controls.not_public, Repository(policy=OPEN), FAILED),
    (controls.tags_immutable, Repository(immutable="IMMUTABLE_WITH_EXCLUSION"), PASSED),
    (controls.tags_immutable, Repository(), FAILED),
    (controls.lifecycle_configured, Repository(lifecycle="{}"), PASSED),
    (controls.lifecycle_configured, Repository(), FAILED),
    (controls.kms_encryption_enabled, Repository(encryption="KMS"), PASSED),
    (controls.kms_encryption_enabled, Repository(), FAILED),
    (controls.owner_tagged, Repository(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Repository(), FAILED),
]


@pytest.mark.parametrize(("control", "repository", "expected"), CASES)
def test_verdict(control, repository, expected):
    assert control(repository).status is expected
