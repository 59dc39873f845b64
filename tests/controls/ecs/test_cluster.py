"""Verdicts of the controls of ECS clusters."""

import pytest

from posturewatch.controls.ecs import cluster as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.ecs.cluster import Cluster

PASSED, FAILED = Status.PASSED, Status.FAILED
CASES = [
    (controls.container_insights_enabled, Cluster(insights=("enabled",)), PASSED),
    (controls.container_insights_enabled, Cluster(insights=("enhanced",)), PASSED),
    (controls.container_insights_enabled, Cluster(insights=("disabled",)), FAILED),
    (controls.container_insights_enabled, Cluster(), FAILED),
    (controls.commands_logged, Cluster(), PASSED),
    (controls.commands_logged, Cluster(command_logging="NONE"), FAILED),
    (controls.command_sessions_encrypted, Cluster(command_key="arn:aws:kms:::key/k"), PASSED),
    (controls.command_sessions_encrypted, Cluster(), FAILED),
    (controls.owner_tagged, Cluster(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Cluster(), FAILED),
]


@pytest.mark.parametrize(("control", "cluster", "expected"), CASES)
def test_verdict(control, cluster, expected):
    assert control(cluster).status is expected
