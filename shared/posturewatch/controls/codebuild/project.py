"""Controls of AWS::CodeBuild::Project."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.codebuild.project import Project


@control(
    "codebuild-project-no-credentials-in-urls",
    title="CodeBuild projects should have no credentials in the URLs of their sources",
    severity=Severity.CRITICAL,
    remediation="Connect the source with `aws codebuild import-source-credentials` or a connection "
    "and remove what stands before the `@` of its URL; then renew the credentials.",
)
def no_credentials_in_urls(project: Project) -> Verdict:
    """Everybody who may look at the project, or at its builds, can change what is built then."""
    found = project.urls_with_credentials
    if not found:
        return passed("No URL holds credentials.", urls=0)
    return failed("The URL of a source holds credentials.", urls=found)


@control(
    "codebuild-project-no-plain-secrets",
    title="CodeBuild projects should not be given secrets in plain text",
    severity=Severity.CRITICAL,
    remediation="Keep them in Secrets Manager and name them with the type `SECRETS_MANAGER`: "
    "`aws codebuild update-project`; then renew them.",
)
def no_plain_secrets(project: Project) -> Verdict:
    """Variables are shown to all who may look at a build, and builds print them into their logs."""
    found = project.plain_secrets
    if not found:
        return passed("No variable looks like a secret.", variables=[])
    return failed(f"{found[0]} looks like a secret.", variables=found)


@control(
    "codebuild-project-not-public",
    title="CodeBuild projects should not show their builds to everybody",
    severity=Severity.HIGH,
    remediation="Make it private: `aws codebuild update-project-visibility --project-visibility "
    "PRIVATE`.",
)
def not_public(project: Project) -> Verdict:
    """Logs and artifacts of a public project are read by strangers, with all that they let slip."""
    if project.visibility == "PUBLIC_READ":
        return failed("Anybody may read its builds.", visibility=project.visibility)
    return passed("Only the account may read its builds.", visibility=project.visibility)


@control(
    "codebuild-project-no-privileged-containers",
    title="CodeBuild projects should not build in privileged containers",
    severity=Severity.HIGH,
    remediation="Turn off `privilegedMode`, and build images without Docker's daemon: "
    "`aws codebuild update-project --environment privilegedMode=false`.",
)
def no_privileged_containers(project: Project) -> Verdict:
    """A privileged container reaches its host, and so does every dependency that a build runs."""
    if project.privileged:
        return failed("Builds run in a privileged container.", privileged=True)
    return passed("Builds run in an ordinary container.", privileged=False)


@control(
    "codebuild-project-tls-verified",
    title="CodeBuild projects should verify the certificates of their sources",
    severity=Severity.MEDIUM,
    remediation="Turn off `insecureSsl`, and give the certificate authority in `certificate`: "
    "`aws codebuild update-project`.",
)
def tls_verified(project: Project) -> Verdict:
    """Without a look at the certificate anybody on the way can replace what is built."""
    if any(source.insecure_tls for source in project.sources):
        return failed("A source needs no valid certificate.", insecure_tls=True)
    return passed("Every source needs a valid certificate.", insecure_tls=False)


@control(
    "codebuild-project-logs-kept",
    title="CodeBuild projects should have the output of their builds logged",
    severity=Severity.MEDIUM,
    remediation="Turn on CloudWatch Logs: `aws codebuild update-project --logs-config "
    "cloudWatchLogs={status=ENABLED}`.",
)
def logs_kept(project: Project) -> Verdict:
    """Without logs nobody learns what a build did with its rights."""
    kept = {"log_group": project.log_group_kept, "bucket": project.bucket_logs_kept}
    if any(kept.values()):
        return passed("The output of builds is kept.", **kept)
    return failed("The output of builds is not kept.", **kept)


@control(
    "codebuild-project-artifacts-encrypted",
    title="CodeBuild projects should encrypt their artifacts",
    severity=Severity.MEDIUM,
    remediation="Turn off `encryptionDisabled` of the artifacts: `aws codebuild update-project`.",
)
def artifacts_encrypted(project: Project) -> Verdict:
    """What is built goes into production, and holds all that the source and the build know."""
    if project.artifacts_kind == "S3" and project.artifacts_plain:
        return failed("Artifacts are not encrypted.", kind="S3", encryption_disabled=True)
    return passed("No artifact is left unencrypted.", kind=project.artifacts_kind)


@control(
    "codebuild-project-bucket-logs-encrypted",
    title="CodeBuild projects should encrypt the logs that they put into a bucket",
    severity=Severity.LOW,
    remediation="Turn off `encryptionDisabled` of the logs: `aws codebuild update-project "
    "--logs-config s3Logs={status=ENABLED,location=BUCKET,encryptionDisabled=false}`.",
)
def bucket_logs_encrypted(project: Project) -> Verdict:
    """Logs of builds hold names, paths and, sooner or later, a secret."""
    if project.bucket_logs_kept and project.bucket_logs_plain:
        return failed("Logs in the bucket are not encrypted.", encryption_disabled=True)
    return passed("No log is left unencrypted.", bucket=project.bucket_logs_kept)


@control(
    "codebuild-project-owner-tagged",
    title="CodeBuild projects should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws codebuild update-project --tags key=team,value=NAME`.",
)
def owner_tagged(project: Project) -> Verdict:
    """Builds have rights to deploy; somebody has to answer for them."""
    if project.owner:
        return passed("A tag names the owner.", owner=project.owner)
    return failed("No tag names the owner.", owner=None)
