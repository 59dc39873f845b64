"""Controls of AWS::SSM::Document."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ssm.document import Document

_PREFERENCES = "Set it in the preferences of Session Manager, or in the document: `aws ssm "


@control(
    "ssm-document-not-public",
    title="Documents of Systems Manager should not be shared with everybody",
    severity=Severity.CRITICAL,
    remediation="Take it back: `aws ssm modify-document-permission --permission-type Share "
    "--account-ids-to-remove all --name NAME`.",
)
def not_public(document: Document) -> Verdict:
    """A public document shows strangers how your machines are run, and which names they bear."""
    if document.is_public:
        return failed("Everybody may read and run it.", shared_with=document.shared_with)
    return passed("It is not shared with everybody.", shared_with=document.shared_with)


@control(
    "ssm-document-public-sharing-blocked",
    title="Accounts should not let documents of Systems Manager be shared with everybody",
    severity=Severity.MEDIUM,
    remediation="Block it in each region: `aws ssm update-service-setting --setting-id "
    "/ssm/documents/console/public-sharing-permission --setting-value Disable`.",
)
def public_sharing_blocked(document: Document) -> Verdict:
    """With the block one wrong call cannot open a document to the world."""
    if document.public_sharing:
        return failed("The account allows public sharing.", public_sharing=True)
    return passed("The account blocks public sharing.", public_sharing=False)


@control(
    "ssm-document-sharing-confined",
    title="Documents of Systems Manager should not be shared with other accounts",
    severity=Severity.LOW,
    remediation="Take it back from those that need it no more: `aws ssm "
    "modify-document-permission --permission-type Share --account-ids-to-remove ID --name NAME`.",
)
def sharing_confined(document: Document) -> Verdict:
    """Who may use a document gets each new version, with all that is written there."""
    if document.shared_with:
        return failed("Others may read and run it.", shared_with=document.shared_with)
    return passed("It is not shared.", shared_with=[])


@control(
    "ssm-document-no-plain-secrets",
    title="Documents of Systems Manager should not hold secrets in plain text",
    severity=Severity.HIGH,
    remediation="Refer to a secret (`{{ssm-secure:NAME}}`, `{{resolve:secretsmanager:…}}`) in a "
    "new version (`aws ssm update-document`), delete the old ones, and change the secret.",
)
def no_plain_secrets(document: Document) -> Verdict:
    """Who may read documents reads the secret, and each machine that runs it logs it."""
    if document.has_secret:
        return failed("A secret stands in it in plain text.", has_secret=True)
    return passed("No secret was found in it.", has_secret=False)


@control(
    "ssm-document-sessions-logged",
    title="Preferences of Session Manager should have sessions logged",
    severity=Severity.MEDIUM,
    remediation=_PREFERENCES + "update-document` with `cloudWatchLogGroupName` or "
    "`s3BucketName` in its inputs.",
)
def sessions_logged(document: Document) -> Verdict:
    """CloudTrail tells that somebody opened a session, not what was done in it."""
    if document.kind != "Session":
        return passed("It is about no sessions.", type=document.kind)
    told = {"log_group": document.session_log_group, "bucket": document.session_bucket}
    if any(told.values()):
        return passed("The output of sessions is kept.", **told)
    return failed("The output of sessions is not kept.", **told)


@control(
    "ssm-document-sessions-encrypted",
    title="Preferences of Session Manager should have sessions encrypted with a KMS key",
    severity=Severity.LOW,
    remediation=_PREFERENCES + "update-document` with `kmsKeyId` in its inputs.",
)
def sessions_encrypted(document: Document) -> Verdict:
    """Who may open a session needs the key then too, and each use of it is recorded."""
    if document.kind != "Session":
        return passed("It is about no sessions.", type=document.kind)
    if document.session_key:
        return passed("Sessions are encrypted with a KMS key.", key=document.session_key)
    return failed("Sessions are encrypted by TLS alone.", key=None)


@control(
    "ssm-document-owner-tagged",
    title="Documents of Systems Manager should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws ssm add-tags-to-resource --resource-type Document "
    "--resource-id NAME --tags Key=team,Value=TEAM`.",
)
def owner_tagged(document: Document) -> Verdict:
    """Without an owner nobody answers for what it does on the machines."""
    if document.owner:
        return passed("A tag names the owner.", owner=document.owner)
    return failed("No tag names the owner.", owner=None)
