"""Controls of AWS::SSM::Parameter."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.fields import PLAIN_TEXT, SHOWN_PARAMETER
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.ssm.parameter import Parameter

MAX_DAYS = 365
"""For how many days a secret may stay the same."""


@control(
    "ssm-parameter-secrets-encrypted",
    title="Parameters that are named like secrets should be encrypted",
    severity=Severity.HIGH,
    remediation="Make it a SecureString: `aws ssm put-parameter --type SecureString --overwrite "
    "--name NAME --value VALUE`; its history still holds the old value, so change the secret.",
)
def secrets_encrypted(parameter: Parameter) -> Verdict:
    """A plain parameter is read by all who may list parameters, and needs no key to be."""
    if parameter.is_secure:
        return passed("It is encrypted.", type=parameter.kind)
    if not parameter.is_named_like_a_secret:
        return passed("Its name does not tell of a secret.", type=parameter.kind)
    return failed("Its name tells of a secret, and it is not encrypted.", type=parameter.kind)


@control(
    "ssm-parameter-own-key-used",
    title="Encrypted parameters should have a KMS key of the account's own",
    severity=Severity.LOW,
    remediation="Name a key: `aws ssm put-parameter --type SecureString --overwrite --key-id KEY "
    "--name NAME --value VALUE`.",
)
def own_key_used(parameter: Parameter) -> Verdict:
    """AWS's own key decrypts for everybody in the account who may read parameters."""
    if not parameter.is_secure:
        return passed("It is not an encrypted one.", type=parameter.kind)
    return verdict(
        not parameter.kms_key.endswith("alias/aws/ssm"),
        good_reason="A key of the account encrypts it.",
        bad_reason="AWS's own key encrypts it.",
        kms_key=parameter.kms_key,
    )


@control(
    "ssm-parameter-secrets-changed",
    title=f"Parameters that are named like secrets should be changed within {MAX_DAYS} days",
    severity=Severity.LOW,
    remediation="Change the secret where it is used, then `aws ssm put-parameter --overwrite`; "
    "Secrets Manager changes secrets by itself.",
)
def secrets_changed(parameter: Parameter) -> Verdict:
    """A secret that never changes stays good for all who ever saw it."""
    if not parameter.is_named_like_a_secret:
        return passed("Its name does not tell of a secret.", changed_at=None)
    changed = parameter.changed_at
    if parameter.days_unchanged <= MAX_DAYS:
        return passed(f"It was changed within {MAX_DAYS} days.", changed_at=changed)
    return failed(f"It is unchanged for more than {MAX_DAYS} days.", changed_at=changed)


@control(
    "ssm-parameter-secrets-not-written",
    title="Secret parameters should not have their value in a plan or a template",
    severity=Severity.HIGH,
    remediation="Put the value by hand or by a pipeline (`aws ssm put-parameter`), or use "
    "`value_wo`; then change the secret.",
)
def secrets_not_written(parameter: Parameter) -> Verdict:
    """Whoever reads the template, the state or the repository has the secret, key or no key."""
    held = parameter.value_held
    if held not in (PLAIN_TEXT, SHOWN_PARAMETER):
        return passed("No document holds its value.", held=held or None)
    if parameter.is_secure or parameter.is_named_like_a_secret:
        return failed(f"The value is a {held}, for every reader to see.", held=held)
    return passed("Neither its type nor its name tells of a secret.", held=held)


@control(
    "ssm-parameter-owner-tagged",
    title="Parameters should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws ssm add-tags-to-resource --resource-type Parameter "
    "--resource-id NAME --tags Key=team,Value=TEAM`.",
)
def owner_tagged(parameter: Parameter) -> Verdict:
    """Without an owner nobody knows what breaks when it is changed, or whether it may go."""
    if parameter.owner:
        return passed("A tag names the owner.", owner=parameter.owner)
    return failed("No tag names the owner.", owner=None)
