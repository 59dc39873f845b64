"""Controls of AWS::ECS::TaskDefinition."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ecs.task_definition import TaskDefinition

_REGISTER = " and register a new revision: `aws ecs register-task-definition`."


@control(
    "ecs-task-definition-host-network-user-set",
    title="Containers on their host's network should not run as root",
    severity=Severity.CRITICAL,
    remediation="Set `user` in the container definition, or use the network mode `awsvpc`,"
    + _REGISTER,
)
def host_network_user_set(task: TaskDefinition) -> Verdict:
    """Root on the host's network reads the traffic of its neighbours and the host's credentials."""
    found = task.root_on_host_network
    if not found:
        return passed("No container is root on the host's network.", network_mode=task.network_mode)
    return failed(f"{found[0]} runs as root on the host's network.", containers=found)


@control(
    "ecs-task-definition-no-privileged-containers",
    title="Containers should not be privileged",
    severity=Severity.HIGH,
    remediation="Remove `privileged` from the container definition" + _REGISTER,
)
def no_privileged_containers(task: TaskDefinition) -> Verdict:
    """A privileged container is root on its host, and so in every other container there."""
    if not task.privileged:
        return passed("No container is privileged.", containers=[])
    return failed(f"{task.privileged[0]} is privileged.", containers=task.privileged)


@control(
    "ecs-task-definition-capabilities-confined",
    title="Containers should not get capabilities that reach their host",
    severity=Severity.HIGH,
    remediation="Remove them from `linuxParameters.capabilities.add`" + _REGISTER,
)
def capabilities_confined(task: TaskDefinition) -> Verdict:
    """With SYS_ADMIN and its like a container mounts and traces what is not its own."""
    if not task.capable:
        return passed("No container gets such a capability.", capabilities={})
    name, told = next(iter(task.capable.items()))
    return failed(f"{name} gets {told[0]}.", capabilities=task.capable)


@control(
    "ecs-task-definition-processes-isolated",
    title="Containers should not see the processes of their host",
    severity=Severity.HIGH,
    remediation="Remove `pidMode`, or set it to `task`," + _REGISTER,
)
def processes_isolated(task: TaskDefinition) -> Verdict:
    """Whoever sees the host's processes reads their environment, and may stop them."""
    if task.pid_mode != "host":
        return passed("Its processes are apart.", pid_mode=task.pid_mode)
    return failed("Its containers see the processes of their host.", pid_mode=task.pid_mode)


@control(
    "ecs-task-definition-no-plain-secrets",
    title="Containers should not be given secrets in plain text",
    severity=Severity.HIGH,
    remediation="Keep them in Secrets Manager or Parameter Store and name them in `secrets`"
    + _REGISTER
    + " Then renew them.",
)
def no_plain_secrets(task: TaskDefinition) -> Verdict:
    """Everybody who may describe a task reads its environment, and so do its logs and crashes."""
    if not task.plain_secrets:
        return passed("No variable looks like a secret.", variables={})
    name, told = next(iter(task.plain_secrets.items()))
    return failed(f"{told[0]} of {name} looks like a secret.", variables=task.plain_secrets)


@control(
    "ecs-task-definition-memory-limited",
    title="Containers should have a memory limit",
    severity=Severity.MEDIUM,
    remediation="Set `memory` for the container or the task" + _REGISTER,
)
def memory_limited(task: TaskDefinition) -> Verdict:
    """One container without a limit can take the memory of all others on its host."""
    if not task.unbounded:
        return passed("Memory is limited.", containers=[])
    return failed(f"{task.unbounded[0]} has no memory limit.", containers=task.unbounded)


@control(
    "ecs-task-definition-root-filesystem-read-only",
    title="Containers should have a read-only root filesystem",
    severity=Severity.MEDIUM,
    remediation="Set `readonlyRootFilesystem` and mount what must be written" + _REGISTER,
)
def root_filesystem_read_only(task: TaskDefinition) -> Verdict:
    """An intruder who cannot write there can neither keep tools nor change the program."""
    if not task.writable:
        return passed("No container can write its own files.", containers=[])
    return failed(f"{task.writable[0]} can write its own files.", containers=task.writable)


@control(
    "ecs-task-definition-user-not-root",
    title="Containers should name a user other than root",
    severity=Severity.MEDIUM,
    remediation="Set `user` in the container definition, such as `1000`" + _REGISTER,
)
def user_not_root(task: TaskDefinition) -> Verdict:
    """Root in a container is one flaw of the kernel away from root on the host."""
    if not task.running_as_root:
        return passed("No container runs as root.", containers=[])
    return failed(f"{task.running_as_root[0]} runs as root.", containers=task.running_as_root)


@control(
    "ecs-task-definition-logs-kept",
    title="Containers should have their output logged",
    severity=Severity.MEDIUM,
    remediation="Set `logConfiguration`, such as the driver `awslogs`" + _REGISTER,
)
def logs_kept(task: TaskDefinition) -> Verdict:
    """Without logs nobody learns what a container did before it was gone."""
    if not task.silent:
        return passed("All output is logged.", containers=[])
    return failed(f"{task.silent[0]} is not logged.", containers=task.silent)
