"""Controls of AWS::EC2::LaunchTemplate."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ec2.launch_template import LaunchTemplate


@control(
    "ec2-launch-template-public-addresses-on-request",
    title="Launch templates should not give instances public addresses",
    severity=Severity.HIGH,
    remediation="Make a version with `AssociatePublicIpAddress=false` "
    "(`aws ec2 create-launch-template-version`) and make it the default: "
    "`aws ec2 modify-launch-template`.",
)
def public_addresses_on_request(template: LaunchTemplate) -> Verdict:
    """With a public address a single wrong permission of a security group exposes the instance."""
    if not template.gives_public_address:
        return passed("The template asks for no public address.", public=False)
    return failed("The template gives every instance a public address.", public=True)


@control(
    "ec2-launch-template-imds-v2-required",
    title="Launch templates should require IMDSv2",
    severity=Severity.MEDIUM,
    remediation="Make a version with `HttpTokens=required` "
    "(`aws ec2 create-launch-template-version`) and make it the default: "
    "`aws ec2 modify-launch-template`.",
)
def imds_v2_required(template: LaunchTemplate) -> Verdict:
    """IMDSv1 hands the role's credentials to every request that an application is tricked into."""
    if not template.metadata_endpoint:
        return passed("The metadata service is off.", endpoint=False)
    if template.metadata_tokens:
        return passed("Instances require a session token.", tokens_required=True)
    return failed("Instances need not require a session token.", tokens_required=False)


@control(
    "ec2-launch-template-imds-hops-limited",
    title="Launch templates should keep metadata tokens from leaving the instance",
    severity=Severity.LOW,
    remediation="Make a version with `HttpPutResponseHopLimit=1` "
    "(`aws ec2 create-launch-template-version`); give containers credentials of their own.",
)
def imds_hops_limited(template: LaunchTemplate) -> Verdict:
    """With more than one hop a container, or what is forwarded, can take the instance's role."""
    if not template.metadata_endpoint:
        return passed("The metadata service is off.", endpoint=False)
    if template.metadata_hops <= 1:
        return passed("Answers with a token stay on the instance.", hops=template.metadata_hops)
    return failed(
        f"Answers with a token travel {template.metadata_hops} hops.", hops=template.metadata_hops
    )


@control(
    "ec2-launch-template-user-data-without-secrets",
    title="Launch templates should have no secrets in their user data",
    severity=Severity.HIGH,
    remediation="Change the secret, keep it in Secrets Manager or Parameter Store, and let the "
    "instance fetch it by its role; then `aws ec2 create-launch-template-version`.",
)
def user_data_without_secrets(template: LaunchTemplate) -> Verdict:
    """Every process on the instances, and whoever may describe them, can read the user data."""
    if not template.secret_in_user_data:
        return passed("No secret was found in the user data.", secret=False)
    return failed("The user data holds what looks like a secret.", secret=True)


@control(
    "ec2-launch-template-volumes-encrypted",
    title="Launch templates should ask for encrypted volumes",
    severity=Severity.MEDIUM,
    remediation="Set `Encrypted=true` for each volume: `aws ec2 create-launch-template-version`.",
)
def volumes_encrypted(template: LaunchTemplate) -> Verdict:
    """Every instance brings such volumes along, wherever the account's default does not help."""
    if not template.unencrypted_disks:
        return passed("Every volume that is named asks for encryption.", unencrypted=0)
    return failed("A volume does not ask for encryption.", unencrypted=template.unencrypted_disks)


@control(
    "ec2-launch-template-owner-tagged",
    title="Launch templates should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag the template with `owner` or `team`: `aws ec2 create-tags`.",
)
def owner_tagged(template: LaunchTemplate) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    if template.owner:
        return passed("A tag names the owner.", owner=template.owner)
    return failed("No tag names the owner.", tags=sorted(template.tags))
