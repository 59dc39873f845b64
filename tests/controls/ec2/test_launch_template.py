"""Controls of AWS::EC2::LaunchTemplate."""

import pytest

from posturewatch.controls.ec2 import launch_template as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.ec2.launch import Disk
from posturewatch.resources.ec2.launch_template import LaunchTemplate

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.public_addresses_on_request, LaunchTemplate(), PASSED),
    (controls.public_addresses_on_request, LaunchTemplate(gives_public_address=True), FAILED),
    (controls.imds_v2_required, LaunchTemplate(metadata_tokens=True), PASSED),
    (controls.imds_v2_required, LaunchTemplate(metadata_endpoint=False), PASSED),
    (controls.imds_v2_required, LaunchTemplate(), FAILED),
    (controls.imds_hops_limited, LaunchTemplate(), PASSED),
    (controls.imds_hops_limited, LaunchTemplate(metadata_endpoint=False, metadata_hops=2), PASSED),
    (controls.imds_hops_limited, LaunchTemplate(metadata_hops=2), FAILED),
    (controls.user_data_without_secrets, LaunchTemplate(), PASSED),
    (controls.user_data_without_secrets, LaunchTemplate(secret_in_user_data=True), FAILED),
    (controls.volumes_encrypted, LaunchTemplate(), PASSED),
    (controls.volumes_encrypted, LaunchTemplate(disks=(Disk(encrypted=True),)), PASSED),
    (controls.volumes_encrypted, LaunchTemplate(disks=(Disk(encrypted=True), Disk())), FAILED),
    (controls.owner_tagged, LaunchTemplate(tags={"Team": "shop"}), PASSED),
    (controls.owner_tagged, LaunchTemplate(tags={"Name": "main"}), FAILED),
]


@pytest.mark.parametrize(("control", "template", "expected"), CASES)
def test_verdict(control, template, expected):
    assert control(template).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(LaunchTemplate(unknown=dict.fromkeys(LaunchTemplate.properties, "AccessDenied")))
