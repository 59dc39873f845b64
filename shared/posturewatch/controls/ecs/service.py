"""Controls of AWS::ECS::Service."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, warned
from posturewatch.resources.ecs.service import Service

_UPDATE = "`aws ecs update-service --cluster CLUSTER --service NAME "


@control(
    "ecs-service-public-addresses-refused",
    title="ECS services should not give their tasks public addresses",
    severity=Severity.HIGH,
    remediation="Run them in private subnets behind a load balancer: " + _UPDATE + "--network-"
    "configuration awsvpcConfiguration={subnets=[…],assignPublicIp=DISABLED}`.",
)
def public_addresses_refused(service: Service) -> Verdict:
    """A task with a public address is one rule of a security group away from the internet."""
    if "Enabled" in service.public_addresses:
        return failed("Its tasks get public addresses.", assign_public_ip=service.public_addresses)
    return passed("Its tasks get no public addresses.", assign_public_ip=service.public_addresses)


@control(
    "ecs-service-platform-latest",
    title="ECS services should run on the latest platform version of Fargate",
    severity=Severity.MEDIUM,
    remediation=_UPDATE + "--platform-version LATEST --force-new-deployment`.",
)
def platform_latest(service: Service) -> Verdict:
    """A chosen version stays: its kernel and runtime get no mendings of what is found later."""
    version = service.platform_version
    if service.has_latest_platform:
        return passed("It runs on the latest version, or not on Fargate.", version=version)
    return failed(f"It stays on version {version}.", version=version)


@control(
    "ecs-service-commands-logged",
    title="ECS services should have commands in their containers off, or logged",
    severity=Severity.MEDIUM,
    remediation="Turn them off: " + _UPDATE + "--disable-execute-command "
    "--force-new-deployment`; or have the cluster log them (`aws ecs update-cluster`).",
)
def commands_logged(service: Service) -> Verdict:
    """Who opens a shell in a container has its role and its secrets, and leaves no trace of use."""
    if not service.execute_command:
        return passed("Commands cannot be started.", execute_command=False)
    if service.command_logging == "NONE":
        return failed("Commands are not logged.", execute_command=True, logging="NONE")
    reason = "Commands are logged where the task has a log."
    return passed(reason, execute_command=True, logging=service.command_logging)


@control(
    "ecs-service-failed-deployments-rolled-back",
    title="ECS services should roll back deployments that fail",
    severity=Severity.LOW,
    remediation="Turn on the circuit breaker: " + _UPDATE + "--deployment-configuration "
    "deploymentCircuitBreaker={enable=true,rollback=true}`.",
)
def failed_deployments_rolled_back(service: Service) -> Verdict:
    """Without it ECS starts a broken version over and over, and a fix for a hole never arrives."""
    if service.controller != "ECS":
        return warned("Another controller deploys it.", controller=service.controller)
    told = {"enable": service.circuit_breaker, "rollback": service.rolls_back}
    if service.circuit_breaker and service.rolls_back:
        return passed("Deployments that fail are rolled back.", circuit_breaker=told)
    return failed("Deployments that fail are not rolled back.", circuit_breaker=told)


@control(
    "ecs-service-tags-propagated",
    title="ECS services should give their tasks tags",
    severity=Severity.LOW,
    remediation=_UPDATE + "--propagate-tags SERVICE --force-new-deployment`.",
)
def tags_propagated(service: Service) -> Verdict:
    """Conditions on tags, and whoever looks for an owner at night, find nothing on tasks else."""
    source = service.propagates_tags
    if source in ("SERVICE", "TASK_DEFINITION"):
        return passed("Tasks get tags.", propagate_tags=source)
    return failed("Tasks get no tags.", propagate_tags=source)


@control(
    "ecs-service-owner-tagged",
    title="ECS services should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws ecs tag-resource --tags key=team,value=NAME`.",
)
def owner_tagged(service: Service) -> Verdict:
    """Without an owner nobody is called when its tasks do what they should not."""
    if service.owner:
        return passed("A tag names the owner.", owner=service.owner)
    return failed("No tag names the owner.", owner=None)
