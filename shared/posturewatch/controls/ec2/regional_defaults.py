"""Controls of AWS::EC2::RegionalDefaults."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ec2.regional_defaults import RegionalDefaults


@control(
    "ec2-regional-defaults-snapshot-sharing-blocked",
    title="EBS snapshots should be blocked from becoming public in every region",
    severity=Severity.MEDIUM,
    remediation="Block it: `aws ec2 enable-snapshot-block-public-access --state "
    "block-all-sharing --region REGION`.",
)
def snapshot_sharing_blocked(defaults: RegionalDefaults) -> Verdict:
    """One wrong attribute makes a copy of a disk public; the block takes its effect away."""
    if defaults.snapshot_sharing != "unblocked":
        return passed("Snapshots cannot be made public.", state=defaults.snapshot_sharing)
    return failed("Snapshots can be made public.", state="unblocked")


@control(
    "ec2-regional-defaults-image-sharing-blocked",
    title="Machine images should be blocked from becoming public in every region",
    severity=Severity.MEDIUM,
    remediation="Block it: `aws ec2 enable-image-block-public-access "
    "--image-block-public-access-state block-new-sharing --region REGION`.",
)
def image_sharing_blocked(defaults: RegionalDefaults) -> Verdict:
    """One wrong permission publishes a disk with its keys and code; the block prevents it."""
    if defaults.image_sharing != "unblocked":
        return passed("Images cannot be made public.", state=defaults.image_sharing)
    return failed("Images can be made public.", state="unblocked")


@control(
    "ec2-regional-defaults-serial-console-closed",
    title="The serial consoles of instances should be closed in every region",
    severity=Severity.LOW,
    remediation="Close them: `aws ec2 disable-serial-console-access --region REGION`; open them "
    "only while one is needed.",
)
def serial_console_closed(defaults: RegionalDefaults) -> Verdict:
    """The console reaches an instance past every security group, ACL and firewall."""
    if not defaults.serial_console:
        return passed("Serial consoles are closed.", open=False)
    return failed("Serial consoles are open.", open=True)


@control(
    "ec2-regional-defaults-imds-v2-required",
    title="New instances should require IMDSv2 by default in every region",
    severity=Severity.MEDIUM,
    remediation="Require it: `aws ec2 modify-instance-metadata-defaults --http-tokens required "
    "--region REGION`.",
)
def imds_v2_required(defaults: RegionalDefaults) -> Verdict:
    """With the default set, nobody starts an instance with IMDSv1 because they forgot to ask."""
    if defaults.metadata_tokens == "required":
        return passed("New instances require IMDSv2.", http_tokens="required")
    return failed("New instances may use IMDSv1.", http_tokens=defaults.metadata_tokens)


@control(
    "ec2-regional-defaults-internet-gateways-blocked",
    title="VPCs should be kept from the internet in regions that serve no public",
    severity=Severity.MEDIUM,
    remediation="Block internet gateways, with exclusions for public VPCs: `aws ec2 "
    "modify-vpc-block-public-access-options --internet-gateway-block-mode block-bidirectional`.",
)
def internet_gateways_blocked(defaults: RegionalDefaults) -> Verdict:
    """The block holds against every route, gateway and address that is made by mistake."""
    if defaults.internet_gateways != "off":
        return passed("Internet gateways are blocked.", mode=defaults.internet_gateways)
    return failed("Internet gateways are not blocked.", mode="off")
