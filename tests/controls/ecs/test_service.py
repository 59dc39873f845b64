"""Verdicts of the controls of ECS services."""

import pytest

from posturewatch.controls.ecs import service as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.ecs.service import Service

PASSED, FAILED, WARNING = Status.PASSED, Status.FAILED, Status.WARNING
WINDOWS = "WINDOWS_SERVER_2022_CORE"
CASES = [
    (controls.public_addresses_refused, Service(), PASSED),
    (controls.public_addresses_refused, Service(public_addresses=("Disabled",)), PASSED),
    (
        controls.public_addresses_refused,
        Service(public_addresses=("Disabled", "Enabled")),
        FAILED,
    ),
    (controls.platform_latest, Service(), PASSED),
    (controls.platform_latest, Service(platform_version="1.4.0"), PASSED),
    (controls.platform_latest, Service(platform_version="1.3.0"), FAILED),
    (
        controls.platform_latest,
        Service(platform_version="1.0.0", platform_family="Linux"),
        FAILED,
    ),
    (
        controls.platform_latest,
        Service(platform_version="1.0.0", platform_family=WINDOWS),
        PASSED,
    ),
    (controls.commands_logged, Service(), PASSED),
    (controls.commands_logged, Service(command_logging="NONE"), PASSED),
    (controls.commands_logged, Service(execute_command=True), PASSED),
    (controls.commands_logged, Service(execute_command=True, command_logging="NONE"), FAILED),
    (
        controls.failed_deployments_rolled_back,
        Service(circuit_breaker=True, rolls_back=True),
        PASSED,
    ),
    (controls.failed_deployments_rolled_back, Service(circuit_breaker=True), FAILED),
    (controls.failed_deployments_rolled_back, Service(), FAILED),
    (controls.failed_deployments_rolled_back, Service(controller="CODE_DEPLOY"), WARNING),
    (controls.tags_propagated, Service(propagates_tags="SERVICE"), PASSED),
    (controls.tags_propagated, Service(), FAILED),
    (controls.owner_tagged, Service(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Service(), FAILED),
]


@pytest.mark.parametrize(("control", "service", "expected"), CASES)
def test_verdict(control, service, expected):
    assert control(service).status is expected


def test_what_the_cluster_says_matters_only_where_commands_are_on():
    unread = {"command_logging": "AccessDenied"}
    assert controls.commands_logged(Service(unknown=unread)).status is PASSED
    with pytest.raises(UnknownValue):
        controls.commands_logged(Service(execute_command=True, unknown=unread))
