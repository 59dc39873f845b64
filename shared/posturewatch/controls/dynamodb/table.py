"""Controls of AWS::DynamoDB::Table."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, verdict
from posturewatch.resources.dynamodb.table import Table


@control(
    "dynamodb-table-point-in-time-recovery-enabled",
    title="DynamoDB tables should have point-in-time recovery enabled",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws dynamodb update-continuous-backups --table-name NAME "
    "--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`.",
)
def point_in_time_recovery_enabled(table: Table) -> Verdict:
    """It brings back the table of the second before a mistake, up to 35 days later."""
    return verdict(
        table.point_in_time_recovery,
        good_reason="Point-in-time recovery is on.",
        bad_reason="Point-in-time recovery is off.",
        point_in_time_recovery=table.point_in_time_recovery,
    )


@control(
    "dynamodb-table-deletion-protected",
    title="DynamoDB tables should have deletion protection",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws dynamodb update-table --table-name NAME "
    "--deletion-protection-enabled`.",
)
def deletion_protected(table: Table) -> Verdict:
    """Deletion protection makes deleting a table two deliberate steps instead of one mistake."""
    return verdict(
        table.deletion_protection,
        good_reason="Deletion protection is on.",
        bad_reason="Deletion protection is off.",
        deletion_protection=table.deletion_protection,
    )


@control(
    "dynamodb-table-kms-encrypted",
    title="DynamoDB tables should be encrypted with a KMS key of the account",
    severity=Severity.LOW,
    remediation="Choose a key: `aws dynamodb update-table --table-name NAME "
    "--sse-specification Enabled=true,SSEType=KMS,KMSMasterKeyId=KEY`.",
)
def kms_encrypted(table: Table) -> Verdict:
    """With a key of the account you see each use of it in CloudTrail and can take it away."""
    return verdict(
        table.kms_encrypted,
        good_reason="A KMS key of the account encrypts the table.",
        bad_reason="A key of DynamoDB's own encrypts the table.",
        kms_key=table.kms_key if table.knows("kms_key") else None,
    )


@control(
    "dynamodb-table-capacity-scaled",
    title="DynamoDB tables should scale their capacity with demand",
    severity=Severity.MEDIUM,
    remediation="Pay per request (`aws dynamodb update-table --table-name NAME --billing-mode "
    "PAY_PER_REQUEST`), or register read and write capacity with auto scaling.",
)
def capacity_scaled(table: Table) -> Verdict:
    """A fixed capacity throttles the application in a peak, or is paid for while it idles."""
    return verdict(
        table.scales,
        good_reason="The capacity follows the load.",
        bad_reason="The capacity is fixed.",
        billing_mode=table.billing_mode,
    )


@control(
    "dynamodb-table-billing-mode-chosen",
    title="DynamoDB tables should have a billing mode that was chosen",
    severity=Severity.INFORMATIONAL,
    remediation="Write the mode into the template: `BillingMode: PAY_PER_REQUEST`, or "
    "`PROVISIONED` with auto scaling.",
)
def billing_mode_chosen(table: Table) -> Verdict:
    """Left out, it is PROVISIONED: a capacity that throttles in peaks and is paid for when idle."""
    return verdict(
        table.billing_mode in ("PROVISIONED", "PAY_PER_REQUEST"),
        good_reason=f"The billing mode is {table.billing_mode}.",
        bad_reason="The template does not choose a billing mode.",
        billing_mode=table.billing_mode or None,
    )


@control(
    "dynamodb-table-backed-up",
    title="DynamoDB tables should be protected by AWS Backup",
    severity=Severity.MEDIUM,
    remediation="Assign the table to a backup plan (`aws backup create-backup-selection`), by "
    "its ARN or by a tag.",
)
def backed_up(table: Table) -> Verdict:
    """Backups in a vault survive the deletion of the table, and a mistake older than 35 days."""
    return verdict(
        table.backed_up_at is not None,
        good_reason="AWS Backup makes backups of the table.",
        bad_reason="AWS Backup has never made a backup of the table.",
        backed_up_at=table.backed_up_at,
    )


@control(
    "dynamodb-table-owner-tagged",
    title="DynamoDB tables should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag it with `owner` or `team`: `aws dynamodb tag-resource`.",
)
def owner_tagged(table: Table) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    return verdict(
        bool(table.owner),
        good_reason="A tag names the owner.",
        bad_reason="No tag names the owner.",
        owner=table.owner,
        tags=sorted(table.tags),
    )
