"""Controls of AWS::ECS::Cluster."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ecs.cluster import Cluster


@control(
    "ecs-cluster-container-insights-enabled",
    title="ECS clusters should have container insights enabled",
    severity=Severity.MEDIUM,
    remediation="Turn it on: `aws ecs update-cluster-settings --settings "
    "name=containerInsights,value=enabled`.",
)
def container_insights_enabled(cluster: Cluster) -> Verdict:
    """Without metrics of each task a miner or a crash loop looks like ordinary load."""
    if cluster.has_insights:
        return passed("Container insights are on.", insights=cluster.insights)
    return failed("Container insights are off.", insights=cluster.insights)


@control(
    "ecs-cluster-commands-logged",
    title="ECS clusters should have commands in their containers logged",
    severity=Severity.MEDIUM,
    remediation="Set `logging=DEFAULT` or `OVERRIDE`: `aws ecs update-cluster --configuration "
    "executeCommandConfiguration={logging=DEFAULT}`.",
)
def commands_logged(cluster: Cluster) -> Verdict:
    """CloudTrail tells that somebody opened a shell in a container, not what was done there."""
    if cluster.command_logging == "NONE":
        return failed("Commands are not logged.", logging=cluster.command_logging)
    return passed("Commands are logged where the task has a log.", logging=cluster.command_logging)


@control(
    "ecs-cluster-command-sessions-encrypted",
    title="ECS clusters should encrypt sessions in their containers with a KMS key",
    severity=Severity.LOW,
    remediation="Name a key: `aws ecs update-cluster --configuration "
    "executeCommandConfiguration={kmsKeyId=ARN}`.",
)
def command_sessions_encrypted(cluster: Cluster) -> Verdict:
    """Who may open a session needs the key then too, and each use of it is recorded."""
    if cluster.command_key:
        return passed("Sessions are encrypted with a KMS key.", key=cluster.command_key)
    return failed("Sessions are encrypted by TLS alone.", key=None)


@control(
    "ecs-cluster-owner-tagged",
    title="ECS clusters should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws ecs tag-resource --tags key=team,value=NAME`.",
)
def owner_tagged(cluster: Cluster) -> Verdict:
    """Without an owner nobody answers for what runs in it."""
    if cluster.owner:
        return passed("A tag names the owner.", owner=cluster.owner)
    return failed("No tag names the owner.", owner=None)
