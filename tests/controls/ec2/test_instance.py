"""Controls of AWS::EC2::Instance."""

from datetime import UTC, datetime, timedelta

import pytest

from posturewatch.controls.ec2 import instance as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.ec2.instance import Instance, Interface

PASSED, FAILED = Status.PASSED, Status.FAILED
PROFILE = "arn:aws:iam::123456789012:instance-profile/web"
PRIVATE = Interface(id="eni-1", groups=("web",))
PUBLIC = Interface(id="eni-2", groups=("web", "default"), public_ips=("203.0.113.7",))
ROUTER = Interface(id="eni-3", groups=("default-ish",), source_dest_check=False)
STOPPED = "User initiated (2026-10-01 08:00:00 GMT)"


def stopped(days: int) -> Instance:
    seen = datetime(2026, 10, 1, 8, tzinfo=UTC) + timedelta(days=days)
    return Instance(state="stopped", stop_reason=STOPPED, observed_at=seen)


CASES = [
    (controls.imds_v2_required, Instance(metadata_tokens=True), PASSED),
    (controls.imds_v2_required, Instance(metadata_endpoint=False), PASSED),
    (controls.imds_v2_required, Instance(), FAILED),
    (controls.imds_v2_required, Instance(profile=PROFILE), FAILED),
    (controls.imds_hops_limited, Instance(), PASSED),
    (controls.imds_hops_limited, Instance(metadata_endpoint=False, metadata_hops=5), PASSED),
    (controls.imds_hops_limited, Instance(metadata_hops=2), FAILED),
    (controls.public_ip_absent, Instance(), PASSED),
    (controls.public_ip_absent, Instance(interfaces=(PRIVATE,)), PASSED),
    (controls.public_ip_absent, Instance(public_ip="203.0.113.7"), FAILED),
    (controls.public_ip_absent, Instance(interfaces=(PRIVATE, PUBLIC)), FAILED),
    (controls.profile_attached, Instance(profile=PROFILE), PASSED),
    (controls.profile_attached, Instance(), FAILED),
    (controls.default_group_unused, Instance(interfaces=(PRIVATE, ROUTER)), PASSED),
    (controls.default_group_unused, Instance(interfaces=(PRIVATE, PUBLIC)), FAILED),
    (controls.source_dest_checked, Instance(interfaces=(PRIVATE, PUBLIC)), PASSED),
    (controls.source_dest_checked, Instance(interfaces=(PRIVATE, ROUTER)), FAILED),
    (controls.detailed_monitoring_enabled, Instance(monitoring="enabled"), PASSED),
    (controls.detailed_monitoring_enabled, Instance(monitoring="pending"), PASSED),
    (controls.detailed_monitoring_enabled, Instance(monitoring="disabling"), FAILED),
    (controls.detailed_monitoring_enabled, Instance(), FAILED),
    (controls.public_ip_absent, Instance(public_at_launch=False), PASSED),
    (controls.public_ip_absent, Instance(public_at_launch=True), FAILED),
    (controls.source_dest_checked, Instance(checked_at_launch=True), PASSED),
    (controls.source_dest_checked, Instance(checked_at_launch=False), FAILED),
    (controls.detailed_monitoring_enabled, Instance(state="stopped"), PASSED),
    (controls.user_data_without_secrets, Instance(), PASSED),
    (controls.user_data_without_secrets, Instance(secret_in_user_data=True), FAILED),
    (controls.ebs_optimized, Instance(ebs_optimized=True, instance_type="c1.xlarge"), PASSED),
    (controls.ebs_optimized, Instance(instance_type="m7g.large"), PASSED),
    (controls.ebs_optimized, Instance(instance_type="t2.micro"), PASSED),
    (controls.ebs_optimized, Instance(instance_type="c1.xlarge"), FAILED),
    # Whoever deploys it may choose such a type.
    (controls.ebs_optimized, Instance(unknown={"instance_type": "a parameter"}), FAILED),
    (controls.hvm_used, Instance(), PASSED),
    (controls.hvm_used, Instance(virtualization="paravirtual"), FAILED),
    (controls.single_interface, Instance(interfaces=(PRIVATE,)), PASSED),
    (controls.single_interface, Instance(interfaces=(PRIVATE, PUBLIC)), FAILED),
    (controls.stopped_briefly, Instance(state="running", stop_reason=STOPPED), PASSED),
    (controls.stopped_briefly, Instance(state="stopped"), PASSED),
    (controls.stopped_briefly, stopped(days=30), PASSED),
    (controls.stopped_briefly, stopped(days=31), FAILED),
    (controls.owner_tagged, Instance(tags={"team": "shop"}), PASSED),
    (controls.owner_tagged, Instance(tags={"Name": "web"}), FAILED),
]


@pytest.mark.parametrize(("control", "instance", "expected"), CASES)
def test_verdict(control, instance, expected):
    assert control(instance).status is expected


def test_every_control_has_a_case_that_passes_and_one_that_fails():
    expected = {
        (declared.ask, status)
        for declared in declared_in(controls.__name__)
        for status in (PASSED, FAILED)
    }
    assert {(control, status) for control, _, status in CASES} == expected


@pytest.mark.parametrize(
    ("control", "name"),
    [
        (controls.imds_v2_required, "metadata_endpoint"),
        (controls.imds_v2_required, "metadata_tokens"),
        (controls.imds_hops_limited, "metadata_hops"),
        (controls.public_ip_absent, "interfaces"),
        (controls.profile_attached, "profile"),
        (controls.default_group_unused, "interfaces"),
        (controls.source_dest_checked, "interfaces"),
        (controls.detailed_monitoring_enabled, "monitoring"),
        (controls.user_data_without_secrets, "secret_in_user_data"),
        (controls.ebs_optimized, "ebs_optimized"),
        (controls.hvm_used, "virtualization"),
        (controls.single_interface, "interfaces"),
        (controls.stopped_briefly, "stop_reason"),
        (controls.stopped_briefly, "state"),
        (controls.owner_tagged, "tags"),
    ],
)
def test_unknown_is_no_verdict(control, name):
    with pytest.raises(UnknownValue):
        control(Instance(unknown={name: "AccessDenied"}))


def test_a_known_public_address_needs_no_interfaces():
    known = Instance(public_ip="203.0.113.7", unknown={"interfaces": "config does not tell"})
    assert controls.public_ip_absent(known).status is FAILED


def test_evidence_names_what_decided():
    verdict = controls.public_ip_absent(Instance(interfaces=(PRIVATE, PUBLIC)))
    assert verdict.evidence == {"addresses": ["203.0.113.7"]}
    verdict = controls.default_group_unused(Instance(interfaces=(PRIVATE, PUBLIC)))
    assert verdict.evidence == {"interfaces": ["eni-2"]}
    verdict = controls.imds_v2_required(Instance(profile=PROFILE))
    assert verdict.evidence == {"tokens_required": False, "profile": PROFILE}
