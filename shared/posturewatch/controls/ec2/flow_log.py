"""Controls of AWS::EC2::FlowLog."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ec2.flow_log import FlowLog


@control(
    "ec2-flow-log-delivered",
    title="Flow logs should arrive where they are kept",
    severity=Severity.MEDIUM,
    remediation="Read the error (`aws ec2 describe-flow-logs`) and give the role or the bucket the "
    "permissions that it names; then make the flow log again.",
)
def delivered(log: FlowLog) -> Verdict:
    """A flow log that cannot write looks as if it were on, and leaves no trace of an intruder."""
    if log.status != "ACTIVE":
        return failed("The flow log is not active.", status=log.status)
    if log.delivery == "FAILED":
        return failed("Records do not arrive.", error=log.delivery_error)
    return passed("The flow log is active and reports no failure.", delivery=log.delivery)


@control(
    "ec2-flow-log-records-refusals",
    title="Flow logs should record refused connections",
    severity=Severity.LOW,
    remediation="Make one that does, then delete this one: `aws ec2 create-flow-logs "
    "--traffic-type ALL`.",
)
def records_refusals(log: FlowLog) -> Verdict:
    """Refused connections show who looks for a way in, before one is found."""
    if log.traffic != "ACCEPT":
        return passed("Refused connections are recorded.", traffic=log.traffic)
    return failed("Only accepted connections are recorded.", traffic=log.traffic)
