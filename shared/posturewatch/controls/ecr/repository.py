"""Controls of AWS::ECR::Repository."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.ecr.repository import Repository


@control(
    "ecr-repository-images-scanned",
    title="ECR repositories should have their images scanned",
    severity=Severity.HIGH,
    remediation="Turn on scanning for the registry: `aws ecr put-registry-scanning-configuration "
    "--rules scanFrequency=SCAN_ON_PUSH,repositoryFilters=[{filter=*,filterType=WILDCARD}]`.",
)
def images_scanned(repository: Repository) -> Verdict:
    """An image that nobody scans carries known holes into everything that runs it."""
    if repository.is_scanned:
        return passed("Images are scanned.", scan_on_push=True)
    return failed("Images are not scanned by themselves.", scan_on_push=False)


@control(
    "ecr-repository-not-public",
    title="ECR repositories should not be open to everybody",
    severity=Severity.HIGH,
    remediation="Name the accounts in the repository's policy: "
    "`aws ecr set-repository-policy`; for the public use ECR Public.",
)
def not_public(repository: Repository) -> Verdict:
    """Strangers read your code and its layers, or push an image that you will run."""
    if repository.policy is None:
        return passed("Only the owner's account may use it.", statements=[])
    public = repository.policy.public(repository.key.account)
    return verdict(
        ~public.answer,
        good_reason="The repository's policy lets in nobody from outside at will.",
        bad_reason="The repository's policy lets everybody in.",
        statements=public.sids,
    )


@control(
    "ecr-repository-tags-immutable",
    title="ECR repositories should have immutable tags",
    severity=Severity.MEDIUM,
    remediation="Pin tags: `aws ecr put-image-tag-mutability --image-tag-mutability IMMUTABLE`.",
)
def tags_immutable(repository: Repository) -> Verdict:
    """Where a tag may move, what was tested need not be what is run."""
    if repository.immutable.startswith("IMMUTABLE"):
        return passed("A tag stays with its image.", mutability=repository.immutable)
    return failed("A tag may be moved to another image.", mutability=repository.immutable)


@control(
    "ecr-repository-lifecycle-configured",
    title="ECR repositories should have a lifecycle policy",
    severity=Severity.LOW,
    remediation="Let old images expire: `aws ecr put-lifecycle-policy`.",
)
def lifecycle_configured(repository: Repository) -> Verdict:
    """Old images keep their old holes, and somebody will run one."""
    if repository.lifecycle:
        return passed("Old images expire.", lifecycle=True)
    return failed("Old images stay for ever.", lifecycle=False)


@control(
    "ecr-repository-kms-encryption-enabled",
    title="ECR repositories should be encrypted with a KMS key",
    severity=Severity.LOW,
    remediation="Make a new repository with `--encryption-configuration encryptionType=KMS`; an "
    "existing one cannot be changed.",
)
def kms_encryption_enabled(repository: Repository) -> Verdict:
    """Who pulls images under a KMS key needs the key too, and each use of it is recorded."""
    if repository.encryption.startswith("KMS"):
        return passed("Images are encrypted with KMS.", encryption=repository.encryption)
    return failed("Images are encrypted with a key of S3.", encryption=repository.encryption)


@control(
    "ecr-repository-owner-tagged",
    title="ECR repositories should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws ecr tag-resource --tags Key=team,Value=NAME`.",
)
def owner_tagged(repository: Repository) -> Verdict:
    """Without an owner nobody is told of the holes that scanning finds."""
    if repository.owner:
        return passed("A tag names the owner.", owner=repository.owner)
    return failed("No tag names the owner.", owner=None)
