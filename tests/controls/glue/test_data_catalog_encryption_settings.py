"""Verdicts of the controls of data catalogs."""

import pytest

from posturewatch.controls.glue import data_catalog_encryption_settings as controls
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.verdict import Status
from posturewatch.resources.glue.data_catalog_encryption_settings import (
    DataCatalogEncryptionSettings as Settings,
)

PASSED, FAILED = Status.PASSED, Status.FAILED


def allowing(principal, **more):
    statement = {"Effect": "Allow", "Action": "glue:*", "Resource": "*", **more}
    return Settings(
        policy=PolicyDocument.parse({"Statement": [{**statement, "Principal": principal}]})
    )


ORGANIZATION = {"StringEquals": {"aws:PrincipalOrgID": "o-4amkskbcf3"}}

CASES = [
    (controls.metadata_encrypted, Settings(mode="SSE-KMS"), PASSED),
    (controls.metadata_encrypted, Settings(mode="SSE-KMS-WITH-SERVICE-ROLE"), PASSED),
    (controls.metadata_encrypted, Settings(), FAILED),
    (controls.passwords_encrypted, Settings(passwords_encrypted=True), PASSED),
    (controls.passwords_encrypted, Settings(), FAILED),
    (controls.not_public, Settings(), PASSED),
    (controls.not_public, allowing({"AWS": "210987654321"}), PASSED),
    (controls.not_public, allowing("*", Condition=ORGANIZATION), PASSED),
    (controls.not_public, allowing("*"), FAILED),
]


@pytest.mark.parametrize(("control", "settings", "expected"), CASES)
def test_verdict(control, settings, expected):
    assert control(settings).status is expected
