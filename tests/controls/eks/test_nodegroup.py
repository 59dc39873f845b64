"""Verdicts of the controls of EKS node groups."""

from datetime import UTC, datetime

import pytest

from posturewatch.controls.eks import nodegroup as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.eks.nodegroup import Nodegroup, Subnet

PASSED, FAILED, WARNING = Status.PASSED, Status.FAILED, Status.WARNING
SEEN = datetime(2026, 11, 20, tzinfo=UTC)


def nodes(**values):
    return Nodegroup(observed_at=SEEN, **values)


def placed(*public):
    subnets = [Subnet(id=f"subnet-{n}", gives_public_addresses=x) for n, x in enumerate(public)]
    return nodes(subnets=tuple(subnets))


CASES = [
    (controls.remote_access_confined, nodes(), PASSED),
    (controls.remote_access_confined, nodes(ssh_key="ops", ssh_sources=("sg-1",)), PASSED),
    (controls.remote_access_confined, nodes(ssh_key="ops"), FAILED),
    (controls.version_supported, nodes(version="1.35"), PASSED),
    (controls.version_supported, nodes(version="1.33"), FAILED),
    (controls.version_supported, nodes(version="1.18"), FAILED),
    (controls.image_supported, nodes(image_type="AL2023_x86_64_STANDARD"), PASSED),
    (controls.image_supported, nodes(image_type="BOTTLEROCKET_ARM_64"), PASSED),
    (controls.image_supported, nodes(image_type="AL2_x86_64"), FAILED),
    (controls.image_supported, nodes(image_type="AL2_ARM_64"), FAILED),
    (controls.image_supported, nodes(image_type="CUSTOM"), WARNING),
    (controls.image_recent, nodes(release="1.34.1-20261104"), PASSED),
    (controls.image_recent, nodes(release="1.34.1-20260822"), PASSED),
    (controls.image_recent, nodes(release=""), PASSED),
    (controls.image_recent, nodes(release="1.34.1-20260821"), FAILED),
    (controls.image_recent, nodes(release="1.31-2025.01.15"), FAILED),
    (controls.image_recent, nodes(release="1.50.0-a1b2c3d4"), WARNING),
    (controls.image_recent, nodes(release="1.34.1-20261399"), WARNING),
    (controls.image_recent, nodes(release="ami-0a1b2c3d"), WARNING),
    (
        controls.imds_v2_required,
        nodes(launch_template=True, metadata_tokens="required"),
        PASSED,
    ),
    (controls.imds_v2_required, nodes(launch_template=True, metadata_tokens="optional"), FAILED),
    (controls.imds_v2_required, nodes(launch_template=True), FAILED),
    (controls.imds_v2_required, nodes(), WARNING),
    (controls.private_subnets_used, placed(False, False), PASSED),
    (controls.private_subnets_used, placed(False, True), FAILED),
    (controls.node_repair_enabled, nodes(repairs_nodes=True), PASSED),
    (controls.node_repair_enabled, nodes(), FAILED),
    (controls.owner_tagged, nodes(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, nodes(), FAILED),
]


@pytest.mark.parametrize(("control", "group", "expected"), CASES)
def test_verdict(control, group, expected):
    assert control(group).status is expected


def test_a_subnet_that_was_not_read_is_unknown():
    unread = Subnet(id="subnet-1", unknown={"gives_public_addresses": "AccessDenied"})
    with pytest.raises(UnknownValue):
        controls.private_subnets_used(nodes(subnets=(unread,)))
