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
    if instance.knows("state") and instance.state in ("stopping", "stopped"):
        return passed("The instance does not run, so there are no metrics.", state=instance.state)
    if instance.monitoring in ("enabled", "pending"):
        return passed("Detailed monitoring is on.", monitoring=instance.monitoring)
    return failed("Detailed monitoring is off.", monitoring=instance.monitoring)


@control(
    "ec2-instance-user-data-without-secrets",
    title="EC2 instances should have no secrets in their user data",
    severity=Severity.HIGH,
    remediation="Change the secret, keep it in Secrets Manager or Parameter Store, and let the "
    "instance fetch it by its role; then `aws ec2 modify-instance-attribute --user-data`.",
)
def user_data_without_secrets(instance: Instance) -> Verdict:
    """Every process on the instance, and whoever may describe it, can read the user data."""
    if not instance.secret_in_user_data:
        return passed("No secret was found in the user data.", secret=False)
    return failed("The user data holds what looks like a secret.", secret=True)


@control(
    "ec2-instance-ebs-optimized",
    title="EC2 instances should be EBS-optimized",
    severity=Severity.LOW,
    remediation="Stop the instance and turn it on: `aws ec2 modify-instance-attribute "
    "--instance-id ID --ebs-optimized`, or move to a type of a current generation.",
)
def ebs_optimized(instance: Instance) -> Verdict:
    """Traffic to volumes and to the network compete where no bandwidth is set aside for either."""
    if instance.ebs_optimized:
        return passed("EBS optimization is turned on.", ebs_optimized=True)
    if not instance.may_lack_ebs_optimization:
        return passed("The setting decides nothing for this type.", type=instance.instance_type)
    return failed("Nothing makes sure of EBS optimization.", ebs_optimized=False)


@control(
    "ec2-instance-hvm-used",
    title="EC2 instances should use hardware virtualization",
    severity=Severity.MEDIUM,
    remediation="Launch the workload again from an HVM image: `aws ec2 describe-images --filters "
    "Name=virtualization-type,Values=hvm`.",
)
def hvm_used(instance: Instance) -> Verdict:
    """Paravirtual machines run only on retired hardware, without its newer protections."""
    if instance.virtualization == "hvm":
        return passed("The instance uses hardware virtualization.", virtualization="hvm")
    return failed("The instance is paravirtual.", virtualization=instance.virtualization)


@control(
    "ec2-instance-single-interface",
    title="EC2 instances should have a single network interface",
    severity=Severity.LOW,
    remediation="Detach what is not needed: `aws ec2 detach-network-interface`; suppress the "
    "finding for appliances that join networks.",
)
def single_interface(instance: Instance) -> Verdict:
    """A second interface can join networks that were kept apart, past their filters."""
    count = len(instance.interfaces)
    if count <= 1:
        return passed("The instance has one network interface.", interfaces=count)
    return failed(f"The instance has {count} network interfaces.", interfaces=count)


@control(
    "ec2-instance-stopped-briefly",
    title="EC2 instances should not stay stopped for more than 30 days",
    severity=Severity.MEDIUM,
    remediation="Keep an image if it is still needed (`aws ec2 create-image`), then "
    "`aws ec2 terminate-instances`.",
)
def stopped_briefly(instance: Instance) -> Verdict:
    """A machine that was off for long comes back without the patches of the time between."""
    if instance.stopped_at is None:
        return passed("The instance was not stopped for long.", state=instance.state)
    days = instance.age_in_days(instance.stopped_at)
    if days <= 30:
        return passed(f"The instance has been stopped for {days} days.", state="stopped")
    return failed("It has been stopped for more than 30 days.", since=instance.stopped_at)


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
