"""Controls of AWS::StepFunctions::StateMachine."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.stepfunctions.state_machine import StateMachine

_UPDATE = "`aws stepfunctions update-state-machine --state-machine-arn ARN "


@control(
    "stepfunctions-state-machine-logging-enabled",
    title="State machines should log their executions",
    severity=Severity.MEDIUM,
    remediation="Log them: " + _UPDATE + "--logging-configuration level=ERROR,destinations=…`.",
)
def logging_enabled(machine: StateMachine) -> Verdict:
    """Logs outlive the history of executions, and show who started what and where it failed."""
    if machine.log_level != "OFF":
        return passed("Executions are logged.", level=machine.log_level)
    return failed("Executions are not logged.", level="OFF")


@control(
    "stepfunctions-state-machine-tracing-enabled",
    title="State machines should trace executions with X-Ray",
    severity=Severity.LOW,
    remediation="Trace them: " + _UPDATE + "--tracing-configuration enabled=true`.",
)
def tracing_enabled(machine: StateMachine) -> Verdict:
    """A trace shows which services one execution went through, and where it was held up."""
    if machine.tracing:
        return passed("Executions are traced.", tracing=True)
    return failed("Executions are not traced.", tracing=False)


@control(
    "stepfunctions-state-machine-own-key-used",
    title="State machines should be encrypted with a key of one's own",
    severity=Severity.LOW,
    remediation="Name one: " + _UPDATE + "--encryption-configuration "
    "type=CUSTOMER_MANAGED_KMS_KEY,kmsKeyId=KEY`.",
)
def own_key_used(machine: StateMachine) -> Verdict:
    """Who may read what executions work on is then said by a policy of yours, and recorded."""
    if machine.kms_key:
        return passed("A key of its own encrypts it.", kms_key=machine.kms_key)
    return failed("A key of AWS's encrypts it.", kms_key=None)


@control(
    "stepfunctions-state-machine-owner-tagged",
    title="State machines should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws stepfunctions tag-resource --tags "
    "key=team,value=NAME`.",
)
def owner_tagged(machine: StateMachine) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if machine.owner:
        return passed("A tag names the owner.", owner=machine.owner)
    return failed("No tag names the owner.", owner=None)
