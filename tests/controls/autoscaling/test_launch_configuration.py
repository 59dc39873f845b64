"""Controls of AWS::AutoScaling::LaunchConfiguration."""

import pytest

from posturewatch.controls.autoscaling import launch_configuration as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.autoscaling.launch_configuration import LaunchConfiguration
from posturewatch.resources.ec2.launch import Disk

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (
        controls.public_addresses_refused,
        LaunchConfiguration(gives_public_address=False),
        PASSED,
    ),
    (controls.public_addresses_refused, LaunchConfiguration(gives_public_address=True), FAILED),
    (controls.public_addresses_refused, LaunchConfiguration(), FAILED),
    (controls.imds_v2_required, LaunchConfiguration(metadata_tokens=True), PASSED),
    (controls.imds_v2_required, LaunchConfiguration(metadata_endpoint=False), PASSED),
    (controls.imds_v2_required, LaunchConfiguration(), FAILED),
    (controls.imds_hops_limited, LaunchConfiguration(), PASSED),
    (
        controls.imds_hops_limited,
        LaunchConfiguration(metadata_endpoint=False, metadata_hops=2),
        PASSED,
    ),
    (controls.imds_hops_limited, LaunchConfiguration(metadata_hops=2), FAILED),
    (controls.user_data_without_secrets, LaunchConfiguration(), PASSED),
    (controls.user_data_without_secrets, LaunchConfiguration(secret_in_user_data=True), FAILED),
    (controls.volumes_encrypted, LaunchConfiguration(), PASSED),
    (controls.volumes_encrypted, LaunchConfiguration(disks=(Disk(encrypted=True),)), PASSED),
    (controls.volumes_encrypted, LaunchConfiguration(disks=(Disk(encrypted=True), Disk())), FAILED),
]


@pytest.mark.parametrize(("control", "configuration", "expected"), CASES)
def test_verdict(control, configuration, expected):
    assert control(configuration).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(
            LaunchConfiguration(
                unknown=dict.fromkeys(LaunchConfiguration.properties, "AccessDenied")
            )
        )
