"""Verdicts of the controls of FSx file systems."""

import pytest

from posturewatch.controls.fsx import file_system as controls
from posturewatch.domain.fields import DYNAMIC_REFERENCE, PLAIN_TEXT, SHOWN_PARAMETER
from posturewatch.domain.verdict import Status
from posturewatch.resources.fsx.file_system import FileSystem

PASSED, FAILED = Status.PASSED, Status.FAILED


def files(kind="WINDOWS", deployment="SINGLE_AZ_2", **values):
    return FileSystem(kind=kind, deployment=deployment, **values)


CASES = [
    (controls.kms_key_used, files(kms_key="arn:aws:kms:::key/k"), PASSED),
    (controls.kms_key_used, files(), PASSED),
    (controls.kms_key_used, files("LUSTRE", "PERSISTENT_2"), PASSED),
    (controls.kms_key_used, files("LUSTRE", "SCRATCH_2"), FAILED),
    (controls.kms_key_used, files("LUSTRE", ""), FAILED),
    (controls.backups_enabled, files(backup_retention=1), PASSED),
    (controls.backups_enabled, files(), FAILED),
    (controls.backups_kept, files(backup_retention=7), PASSED),
    (controls.backups_kept, files(backup_retention=6), FAILED),
    (controls.backups_tagged, files(tags_backups=True), PASSED),
    (controls.backups_tagged, files("ONTAP"), PASSED),
    (controls.backups_tagged, files("LUSTRE"), FAILED),
    (controls.volumes_tagged, files("OPENZFS", tags_volumes=True), PASSED),
    (controls.volumes_tagged, files("WINDOWS"), PASSED),
    (controls.volumes_tagged, files("OPENZFS"), FAILED),
    (controls.multi_az_enabled, files("ONTAP", "MULTI_AZ_2"), PASSED),
    (controls.multi_az_enabled, files("LUSTRE", "PERSISTENT_2"), PASSED),
    (controls.multi_az_enabled, files("OPENZFS", "SINGLE_AZ_HA_2"), FAILED),
    (controls.multi_az_enabled, files("WINDOWS", ""), FAILED),
    (controls.access_logged, files(access_log_level="FAILURE_ONLY"), PASSED),
    (controls.access_logged, files("ONTAP"), PASSED),
    (controls.access_logged, files(), FAILED),
    (controls.password_not_written, files(), PASSED),
    (controls.password_not_written, files(password_held=DYNAMIC_REFERENCE), PASSED),
    (controls.password_not_written, files(password_held=PLAIN_TEXT), FAILED),
    (controls.password_not_written, files(password_held=SHOWN_PARAMETER), FAILED),
    (controls.owner_tagged, files(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, files(), FAILED),
]


@pytest.mark.parametrize(("control", "system", "expected"), CASES)
def test_verdict(control, system, expected):
    assert control(system).status is expected
