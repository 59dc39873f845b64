"""Verdicts of the controls of ECS task definitions."""

import pytest

from posturewatch.controls.ecs import task_definition as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.ecs.task_definition import Container, TaskDefinition

PASSED, FAILED = Status.PASSED, Status.FAILED


def task(network_mode="awsvpc", pid_mode="", memory="", **container):
    return TaskDefinition(
        network_mode=network_mode,
        pid_mode=pid_mode,
        memory=memory,
        containers=(Container(name="web", **container), Container(name="x", user="9", memory=1)),
    )


CASES = [
    (controls.host_network_user_set, task(), PASSED),
    (controls.host_network_user_set, task("host", user="app:root"), PASSED),
    (controls.host_network_user_set, task("host", user="root", privileged=True), PASSED),
    (controls.host_network_user_set, task("host"), FAILED),
    (controls.host_network_user_set, task("host", user="0:app"), FAILED),
    (controls.no_privileged_containers, task(), PASSED),
    (controls.no_privileged_containers, task(privileged=True), FAILED),
    (controls.capabilities_confined, task(capabilities=("NET_BIND_SERVICE",)), PASSED),
    (controls.capabilities_confined, task(capabilities=("CAP_SYS_ADMIN",)), FAILED),
    (controls.processes_isolated, task(pid_mode="task"), PASSED),
    (controls.processes_isolated, task(pid_mode="host"), FAILED),
    (controls.no_plain_secrets, task(environment={"LOG_LEVEL": "debug"}), PASSED),
    (controls.no_plain_secrets, task(environment={"DB_PASSWORD": "hunter2hunter"}), FAILED),
    (controls.memory_limited, task(memory="512"), PASSED),
    (controls.memory_limited, task(), FAILED),
    (controls.root_filesystem_read_only, TaskDefinition(), PASSED),
    (controls.root_filesystem_read_only, task(), FAILED),
    (controls.user_not_root, task(user="1000"), PASSED),
    (controls.user_not_root, task(user="root"), FAILED),
    (controls.logs_kept, TaskDefinition(containers=(Container(log_driver="awslogs"),)), PASSED),
    (controls.logs_kept, task(), FAILED),
]


@pytest.mark.parametrize(("control", "task", "expected"), CASES)
def test_verdict(control, task, expected):
    assert control(task).status is expected


def test_a_secret_is_named_and_never_told():
    told = controls.no_plain_secrets(task(environment={"DB_PASSWORD": "hunter2hunter"}))
    assert told.evidence == {"variables": {"web": ["DB_PASSWORD"]}}
    assert "hunter2" not in repr(told)
