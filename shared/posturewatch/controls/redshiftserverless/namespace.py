"""Controls of AWS::RedshiftServerless::Namespace."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.fields import PLAIN_TEXT, SHOWN_PARAMETER
from posturewatch.domain.verdict import Verdict, verdict
from posturewatch.resources.redshiftserverless.namespace import Namespace


@control(
    "redshiftserverless-namespace-own-key-used",
    title="Redshift Serverless namespaces should be encrypted with a KMS key of the account",
    severity=Severity.MEDIUM,
    remediation="Choose a key: `aws redshift-serverless update-namespace --namespace-name "
    "NAME --kms-key-id KEY`.",
)
def own_key_used(namespace: Namespace) -> Verdict:
    """With a key of the account you see each use of it in CloudTrail and can take it away."""
    return verdict(
        namespace.has_own_key,
        good_reason="A KMS key of the account encrypts the namespace.",
        bad_reason="A key of AWS encrypts the namespace.",
        kms_key=namespace.kms_key,
    )


@control(
    "redshiftserverless-namespace-admin-user-name-changed",
    title="Redshift Serverless namespaces should not have a default admin name",
    severity=Severity.MEDIUM,
    remediation="Change it: `aws redshift-serverless update-namespace --namespace-name NAME "
    "--admin-username NAME`, with `--manage-admin-password`.",
)
def admin_user_name_changed(namespace: Namespace) -> Verdict:
    """A default name is half of a credential given away: only the password is left to guess."""
    return verdict(
        namespace.admin_user_name.lower() not in ("admin", "awsuser"),
        good_reason="The admin has a name of its own.",
        bad_reason=f"The admin is called {namespace.admin_user_name}.",
        admin_user_name=namespace.admin_user_name,
    )


@control(
    "redshiftserverless-namespace-logs-exported",
    title="Redshift Serverless namespaces should send their logs to CloudWatch Logs",
    severity=Severity.MEDIUM,
    remediation="Export them: `aws redshift-serverless update-namespace --namespace-name NAME "
    "--log-exports useractivitylog userlog connectionlog`.",
)
def logs_exported(namespace: Namespace) -> Verdict:
    """Without the logs nobody can tell who read what after a password was stolen."""
    return verdict(
        {"connectionlog", "userlog"} <= set(namespace.log_exports),
        good_reason="The logs of connections and users are exported.",
        bad_reason="The logs of connections and users are not exported.",
        log_exports=namespace.log_exports,
    )


@control(
    "redshiftserverless-namespace-admin-password-not-written",
    title="Redshift Serverless namespaces should not have a password in a plan or a template",
    severity=Severity.HIGH,
    remediation="Let Redshift keep the password in Secrets Manager (`ManageAdminPassword: "
    "true`, `manage_admin_password = true`), or refer to a secret; then change "
    "the password.",
)
def admin_password_not_written(namespace: Namespace) -> Verdict:
    """Whoever reads the template, the state or the repository has every right in the database."""
    held = namespace.admin_password_held
    return verdict(
        held not in (PLAIN_TEXT, SHOWN_PARAMETER),
        good_reason="No document holds the password.",
        bad_reason=f"The password is a {held}, for every reader to see.",
        held=held or None,
    )


@control(
    "redshiftserverless-namespace-owner-tagged",
    title="Redshift Serverless namespaces should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag it with `owner` or `team`: `aws redshift-serverless tag-resource`.",
)
def owner_tagged(namespace: Namespace) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    return verdict(
        bool(namespace.owner),
        good_reason="A tag names the owner.",
        bad_reason="No tag names the owner.",
        owner=namespace.owner,
        tags=sorted(namespace.tags),
    )
