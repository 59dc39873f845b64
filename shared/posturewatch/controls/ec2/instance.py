"""Controls of AWS::EC2::Instance."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ec2.instance import Instance


@control(
    "ec2-instance-imds-v2-required",
    title="EC2 instances should require IMDSv2",
    severity=Severity.HIGH,
    remediation="Require session tokens: `aws ec2 modify-instance-metadata-options "
    "--instance-id ID --http-tokens required`, and for the next ones "
    "`aws ec2 modify-instance-metadata-defaults --http-tokens required`.",
)
def imds_v2_required(instance: Instance) -> Verdict:
    """IMDSv1 hands the role's credentials to every request that an application is tricked into."""
    if not instance.metadata_endpoint:
        return passed("The metadata service is off.", endpoint=False)
    if instance.metadata_tokens:
        return passed("The metadata service requires a session token.", tokens_required=True)
    return failed(
        "The metadata service answers without a session token (IMDSv1).",
        tokens_required=False,
        profile=instance.profile,
    )


@control(
    "ec2-instance-imds-hops-limited",
    title="EC2 instances should keep metadata tokens from leaving the instance",
    severity=Severity.LOW,
    remediation="Set the hop limit to 1: `aws ec2 modify-instance-metadata-options "
    "--instance-id ID --http-put-response-hop-limit 1`; give containers credentials of their own.",
)
def imds_hops_limited(instance: Instance) -> Verdict:
    """With more than one hop a container, or what is forwarded, can take the instance's role."""
    if not instance.metadata_endpoint:
        return passed("The metadata service is off.", endpoint=False)
    if instance.metadata_hops <= 1:
        return passed("Answers with a token stay on the instance.", hops=instance.metadata_hops)
    return failed(
        f"Answers with a token travel {instance.metadata_hops} hops.", hops=instance.metadata_hops
    )


@control(
    "ec2-instance-public-ip-absent",
    title="EC2 instances should not have a public IPv4 address",
    severity=Severity.MEDIUM,
    remediation="Move the instance to a private subnet behind a load balancer or NAT gateway, "
    "and release its elastic address: `aws ec2 disassociate-address`.",
)
def public_ip_absent(instance: Instance) -> Verdict:
    """With a public address a single wrong permission of a security group exposes the instance."""
    if not instance.public_ips:
        return passed("There is no public IPv4 address.", addresses=[])
    return failed("The instance has a public IPv4 address.", addresses=instance.public_ips)


@control(
    "ec2-instance-profile-attached",
    title="EC2 instances should have an instance profile",
    severity=Severity.LOW,
    remediation="Attach a role with the permissions that are needed: "
    "`aws ec2 associate-iam-instance-profile`.",
)
def profile_attached(instance: Instance) -> Verdict:
    """Without a role, long-lived access keys end up on the disk of the instance."""
    if instance.profile:
        return passed("The instance has a profile.", profile=instance.profile)
    return failed("The instance has no profile.", profile=None)


@control(
    "ec2-instance-default-group-unused",
    title="EC2 instances should not use the default security group",
    severity=Severity.LOW,
    remediation="Give the interface a group made for its task: "
    "`aws ec2 modify-network-interface-attribute --groups`.",
)
def default_group_unused(instance: Instance) -> Verdict:
    """Members of the default group reach each other on every port unless somebody closed it."""
    interfaces = instance.interfaces_in_default_group
    if not interfaces:
        return passed("No interface uses the default security group.", interfaces=[])
    return failed("An interface uses the default security group.", interfaces=interfaces)


@control(
    "ec2-instance-source-dest-checked",
    title="EC2 instances should check source and destination of packets",
    severity=Severity.MEDIUM,
    remediation="Turn the check on unless the instance routes for others: "
    "`aws ec2 modify-network-interface-attribute --source-dest-check`.",
)
def source_dest_checked(instance: Instance) -> Verdict:
    """Without the check an instance can forward or forge the packets of others."""
    interfaces = instance.unchecked_interfaces
    if not interfaces:
        return passed("Every interface checks source and destination.", interfaces=[])
    return failed("An interface does not check source and destination.", interfaces=interfaces)


@control(
    "ec2-instance-detailed-monitoring-enabled",
    title="EC2 instances should have detailed monitoring enabled",
    severity=Severity.LOW,
    remediation="Turn it on: `aws ec2 monitor-instances --instance-ids ID`.",
)
def detailed_monitoring_enabled(instance: Instance) -> Verdict:
    """Metrics of every minute show an attack's load five times sooner than the basic ones."""
    if instance.monitoring in ("enabled", "pending"):
        return passed("Detailed monitoring is on.", monitoring=instance.monitoring)
    return failed("Detailed monitoring is off.", monitoring=instance.monitoring)


@control(
    "ec2-instance-owner-tagged",
    title="EC2 instances should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag the instance with `owner` or `team`: `aws ec2 create-tags`.",
)
def owner_tagged(instance: Instance) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    if instance.owner:
        return passed("A tag names the owner.", owner=instance.owner)
    return failed("No tag names the owner.", tags=sorted(instance.tags))
