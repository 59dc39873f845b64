"""Controls of AWS::AutoScaling::LaunchConfiguration."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.autoscaling.launch_configuration import LaunchConfiguration


@control(
    "autoscaling-launch-configuration-public-addresses-refused",
    title="Launch configurations should not give instances public addresses",
    severity=Severity.HIGH,
    remediation="Move to a launch template that says `AssociatePublicIpAddress=false`: "
    "`aws ec2 create-launch-template`, then `aws autoscaling update-auto-scaling-group`.",
)
def public_addresses_refused(configuration: LaunchConfiguration) -> Verdict:
    """With a public address a single wrong permission of a security group exposes the instance."""
    public = configuration.gives_public_address
    if public is False:
        return passed("Instances get no public address.", public=False)
    if public:
        return failed("Instances get a public address.", public=True)
    return failed("Instances get a public address where their subnet gives one.", public=None)


@control(
    "autoscaling-launch-configuration-imds-v2-required",
    title="Launch configurations should require IMDSv2",
    severity=Severity.HIGH,
    remediation="Move to a launch template with `HttpTokens=required`: "
    "`aws ec2 create-launch-template`, then `aws autoscaling update-auto-scaling-group`.",
)
def imds_v2_required(configuration: LaunchConfiguration) -> Verdict:
    """IMDSv1 hands the role's credentials to every request that an application is tricked into."""
    if not configuration.metadata_endpoint:
        return passed("The metadata service is off.", endpoint=False)
    if configuration.metadata_tokens:
        return passed("Instances require a session token.", tokens_required=True)
    return failed("Instances need not require a session token.", tokens_required=False)


@control(
    "autoscaling-launch-configuration-imds-hops-limited",
    title="Launch configurations should keep metadata tokens from leaving the instance",
    severity=Severity.LOW,
    remediation="Move to a launch template with `HttpPutResponseHopLimit=1`: "
    "`aws ec2 create-launch-template`, then `aws autoscaling update-auto-scaling-group`.",
)
def imds_hops_limited(configuration: LaunchConfiguration) -> Verdict:
    """With more than one hop a container, or what is forwarded, can take the instance's role."""
    if not configuration.metadata_endpoint:
        return passed("The metadata service is off.", endpoint=False)
    if configuration.metadata_hops <= 1:
        return passed(
            "Answers with a token stay on the instance.", hops=configuration.metadata_hops
        )
    return failed(
        f"Answers with a token travel {configuration.metadata_hops} hops.",
        hops=configuration.metadata_hops,
    )


@control(
    "autoscaling-launch-configuration-user-data-without-secrets",
    title="Launch configurations should have no secrets in their user data",
    severity=Severity.HIGH,
    remediation="Change the secret, keep it in Secrets Manager or Parameter Store, and let the "
    "instance fetch it by its role; then `aws ec2 create-launch-template` instead.",
)
def user_data_without_secrets(configuration: LaunchConfiguration) -> Verdict:
    """Every process on the instances, and whoever may describe them, can read the user data."""
    if not configuration.secret_in_user_data:
        return passed("No secret was found in the user data.", secret=False)
    return failed("The user data holds what looks like a secret.", secret=True)


@control(
    "autoscaling-launch-configuration-volumes-encrypted",
    title="Launch configurations should ask for encrypted volumes",
    severity=Severity.MEDIUM,
    remediation="Set `Encrypted=true` for each volume: `aws ec2 create-launch-template` instead.",
)
def volumes_encrypted(configuration: LaunchConfiguration) -> Verdict:
    """Every instance brings such volumes along, wherever the account's default does not help."""
    if not configuration.unencrypted_disks:
        return passed("Every volume that is named asks for encryption.", unencrypted=0)
    return failed(
        "A volume does not ask for encryption.", unencrypted=configuration.unencrypted_disks
    )
