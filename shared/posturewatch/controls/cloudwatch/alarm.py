"""Controls of AWS::CloudWatch::Alarm."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.cloudwatch.alarm import Alarm


@control(
    "cloudwatch-alarm-actions-enabled",
    title="The actions of alarms should be enabled",
    severity=Severity.MEDIUM,
    remediation="Enable them: `aws cloudwatch enable-alarm-actions --alarm-names NAME`.",
)
def actions_enabled(alarm: Alarm) -> Verdict:
    """Actions that stayed disabled after a maintenance make an alarm that nobody hears."""
    if alarm.actions_enabled:
        return passed("Actions are enabled.", actions_enabled=True)
    return failed("Actions are disabled.", actions_enabled=False)


@control(
    "cloudwatch-alarm-action-configured",
    title="Alarms should do something when they are raised",
    severity=Severity.MEDIUM,
    remediation="Name a topic or another action: `aws cloudwatch put-metric-alarm --alarm-actions "
    "TOPIC_ARN ...`.",
)
def action_configured(alarm: Alarm) -> Verdict:
    """An alarm without an action turns red in a console at which nobody looks."""
    if alarm.actions:
        return passed("It has an action.", actions=alarm.actions)
    return failed("It has no action.", actions=())


@control(
    "cloudwatch-alarm-owner-tagged",
    title="Alarms should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws cloudwatch tag-resource --tags Key=team,Value=NAME`.",
)
def owner_tagged(alarm: Alarm) -> Verdict:
    """Whoever is woken by an alarm at night must know whose it is."""
    if alarm.owner:
        return passed("A tag names the owner.", owner=alarm.owner)
    return failed("No tag names the owner.", owner=None)
