"""Controls of AWS::Kendra::Index."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.kendra.index import Index


@control(
    "kendra-index-kms-encryption-enabled",
    title="Kendra indexes should be encrypted with a KMS key of the account",
    severity=Severity.MEDIUM,
    remediation="Make a new index with a key, for an existing one keeps what it has: `aws kendra "
    "create-index --server-side-encryption-configuration KmsKeyId=ARN`.",
)
def kms_encryption_enabled(index: Index) -> Verdict:
    """With a key of your own every use is recorded, and you can take the key away."""
    if index.kms_key:
        return passed("It is encrypted with a KMS key.", key=index.kms_key)
    return failed("It is not encrypted with a key of the account.", key=None)


@control(
    "kendra-index-user-tokens-used",
    title="Kendra indexes should learn from a token who asks",
    severity=Severity.LOW,
    remediation="Set it: `aws kendra update-index --user-context-policy USER_TOKEN "
    "--user-token-configurations ...`.",
)
def user_tokens_used(index: Index) -> Verdict:
    """A query that may itself say who asks finds the documents of everybody."""
    if index.user_context == "USER_TOKEN":
        return passed("A token tells who asks.", user_context=index.user_context)
    return failed("A query itself tells who asks.", user_context=index.user_context)


@control(
    "kendra-index-owner-tagged",
    title="Kendra indexes should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws kendra tag-resource --tags Key=team,Value=NAME`.",
)
def owner_tagged(index: Index) -> Verdict:
    """Without an owner nobody answers for which documents are found, and by whom."""
    if index.owner:
        return passed("A tag names the owner.", owner=index.owner)
    return failed("No tag names the owner.", owner=None)
