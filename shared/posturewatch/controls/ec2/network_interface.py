"""Controls of AWS::EC2::NetworkInterface."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ec2.network_interface import NetworkInterface


@control(
    "ec2-network-interface-source-dest-checked",
    title="Network interfaces should check source and destination of packets",
    severity=Severity.MEDIUM,
    remediation="Turn the check on unless the interface routes for others: "
    "`aws ec2 modify-network-interface-attribute --source-dest-check`.",
)
def source_dest_checked(interface: NetworkInterface) -> Verdict:
    """Without the check an interface can forward or forge the packets of others."""
    if not interface.is_ours:
        return passed("A service of AWS looks after the interface.", kind=interface.kind)
    if interface.source_dest_check:
        return passed("Source and destination are checked.", checked=True)
    return failed("Source and destination are not checked.", checked=False)


@control(
    "ec2-network-interface-attached",
    title="Network interfaces should be attached",
    severity=Severity.LOW,
    remediation="Delete what is not needed: `aws ec2 delete-network-interface`.",
)
def attached(interface: NetworkInterface) -> Verdict:
    """An interface that nothing uses keeps an address and security groups for a surprise."""
    if interface.attachments:
        return passed("The interface is attached.", attachments=interface.attachments)
    return failed("The interface is not attached.", attachments=[])


@control(
    "ec2-network-interface-default-group-unused",
    title="Network interfaces should not use the default security group",
    severity=Severity.LOW,
    remediation="Give the interface a group made for its task: "
    "`aws ec2 modify-network-interface-attribute --groups`.",
)
def default_group_unused(interface: NetworkInterface) -> Verdict:
    """Members of the default group reach each other on every port unless somebody closed it."""
    if "default" not in interface.group_names:
        return passed("The default group is not used.", groups=interface.group_names)
    return failed("The interface uses the default group.", groups=interface.group_names)
