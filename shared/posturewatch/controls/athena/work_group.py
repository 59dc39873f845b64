"""Controls of AWS::Athena::WorkGroup."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.athena.work_group import WorkGroup


@control(
    "athena-work-group-results-encrypted",
    title="Athena workgroups should have query results encrypted",
    severity=Severity.MEDIUM,
    remediation="Name an encryption: `aws athena update-work-group --configuration-updates "
    "ResultConfigurationUpdates={EncryptionConfiguration={EncryptionOption=SSE_KMS,KmsKey=ARN}}`.",
)
def results_encrypted(group: WorkGroup) -> Verdict:
    """Results are copies of the data, in a bucket that nobody looks after as well."""
    if group.encryption:
        return passed("Results are encrypted.", encryption=group.encryption)
    if group.results_managed:
        return passed("Athena keeps the results and encrypts them.", managed=True)
    return failed("No encryption of results is set.", encryption=None)


@control(
    "athena-work-group-settings-enforced",
    title="Athena workgroups should enforce their settings",
    severity=Severity.MEDIUM,
    remediation="Enforce them: `aws athena update-work-group --configuration-updates "
    "EnforceWorkGroupConfiguration=true`.",
)
def settings_enforced(group: WorkGroup) -> Verdict:
    """Otherwise each query chooses itself where its results go, and whether encrypted."""
    if group.enforced:
        return passed("The settings hold for every query.", enforced=True)
    return failed("A query may choose other settings.", enforced=False)


@control(
    "athena-work-group-metrics-published",
    title="Athena workgroups should publish metrics of their queries",
    severity=Severity.MEDIUM,
    remediation="Publish them: `aws athena update-work-group --configuration-updates "
    "PublishCloudWatchMetricsEnabled=true`.",
)
def metrics_published(group: WorkGroup) -> Verdict:
    """Whoever drains a data lake shows first in how much is scanned."""
    if group.metrics:
        return passed("CloudWatch gets metrics of queries.", metrics=True)
    return failed("CloudWatch gets no metrics of queries.", metrics=False)


@control(
    "athena-work-group-scans-limited",
    title="Athena workgroups should limit how much a query scans",
    severity=Severity.LOW,
    remediation="Set a limit: `aws athena update-work-group --configuration-updates "
    "BytesScannedCutoffPerQuery=1099511627776`.",
)
def scans_limited(group: WorkGroup) -> Verdict:
    """One query over everything costs what a month of others does, and reads all of it."""
    if group.scan_limit:
        return passed("Queries have a limit.", bytes=group.scan_limit)
    return failed("A query may scan everything.", bytes=None)


@control(
    "athena-work-group-owner-tagged",
    title="Athena workgroups should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws athena tag-resource --tags Key=team,Value=NAME`.",
)
def owner_tagged(group: WorkGroup) -> Verdict:
    """Without an owner nobody answers for the queries and what they cost."""
    if group.owner:
        return passed("A tag names the owner.", owner=group.owner)
    return failed("No tag names the owner.", owner=None)
