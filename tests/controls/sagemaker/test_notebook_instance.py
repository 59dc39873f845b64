"""Verdicts of the controls of SageMaker notebook instances."""

import pytest

from posturewatch.controls.sagemaker import notebook_instance as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.sagemaker.notebook_instance import NotebookInstance

PASSED, FAILED = Status.PASSED, Status.FAILED
CASES = [
    (controls.direct_internet_disabled, NotebookInstance(direct_internet=False), PASSED),
    (controls.direct_internet_disabled, NotebookInstance(), FAILED),
    (controls.vpc_attached, NotebookInstance(subnet="subnet-1"), PASSED),
    (controls.vpc_attached, NotebookInstance(), FAILED),
    (controls.root_access_disabled, NotebookInstance(root_access=False), PASSED),
    (controls.root_access_disabled, NotebookInstance(), FAILED),
    (controls.imds_v2_required, NotebookInstance(metadata_version="2"), PASSED),
    (controls.imds_v2_required, NotebookInstance(), FAILED),
    (controls.kms_encryption_enabled, NotebookInstance(kms_key="arn:aws:kms:::key/k"), PASSED),
    (controls.kms_encryption_enabled, NotebookInstance(), FAILED),
    (controls.owner_tagged, NotebookInstance(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, NotebookInstance(), FAILED),
]


@pytest.mark.parametrize(("control", "notebook", "expected"), CASES)
def test_verdict(control, notebook, expected):
    assert control(notebook).status is expected
