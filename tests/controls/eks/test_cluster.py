"""Verdicts of the controls of EKS clusters."""

from datetime import UTC, datetime

import pytest

from posturewatch.controls.eks import cluster as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.eks.cluster import LOG_TYPES, Cluster

PASSED, FAILED = Status.PASSED, Status.FAILED
SEEN = datetime(2026, 11, 1, tzinfo=UTC)


def running(version):
    return Cluster(version=version, observed_at=SEEN)


CASES = [
    (controls.public_endpoint_disabled, Cluster(endpoint_public=False), PASSED),
    (controls.public_endpoint_disabled, Cluster(), FAILED),
    (controls.public_endpoint_confined, Cluster(endpoint_public=False), PASSED),
    (controls.public_endpoint_confined, Cluster(public_sources=("203.0.113.0/24",)), PASSED),
    (controls.public_endpoint_confined, Cluster(), FAILED),
    (controls.public_endpoint_confined, Cluster(public_sources=("10.0.0.0/8", "::/0")), FAILED),
    (controls.version_supported, running("1.34"), PASSED),
    (controls.version_supported, running("1.99"), PASSED),
    (controls.version_supported, running(""), PASSED),
    (controls.version_supported, running("1.33"), FAILED),
    (controls.version_supported, running("1.9"), FAILED),
    (controls.secrets_encrypted, Cluster(secrets_key="arn:aws:kms:::key/k"), PASSED),
    (controls.secrets_encrypted, Cluster(), FAILED),
    (controls.audit_logs_kept, Cluster(logs=("audit",)), PASSED),
    (controls.audit_logs_kept, Cluster(logs=("api",)), FAILED),
    (controls.control_plane_logs_kept, Cluster(logs=LOG_TYPES), PASSED),
    (controls.control_plane_logs_kept, Cluster(logs=("audit",)), FAILED),
    (controls.access_entries_used, Cluster(authentication="API"), PASSED),
    (controls.access_entries_used, Cluster(), FAILED),
    (controls.deletion_protection_enabled, Cluster(deletion_protection=True), PASSED),
    (controls.deletion_protection_enabled, Cluster(), FAILED),
    (controls.owner_tagged, Cluster(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Cluster(), FAILED),
]


@pytest.mark.parametrize(("control", "cluster", "expected"), CASES)
def test_verdict(control, cluster, expected):
    assert control(cluster).status is expected


def test_an_endpoint_that_nobody_told_of_is_never_good():
    unread = Cluster(unknown={"endpoint_public": "missing from what config gave"})
    for control in (controls.public_endpoint_disabled, controls.public_endpoint_confined):
        with pytest.raises(UnknownValue):
            control(unread)
