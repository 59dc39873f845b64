"""Controls of AWS::SageMaker::NotebookInstance."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.sagemaker.notebook_instance import NotebookInstance

_ANEW = "Make a new instance with it, for an existing one keeps what it has: "


@control(
    "sagemaker-notebook-instance-direct-internet-disabled",
    title="SageMaker notebook instances should have no direct access to the internet",
    severity=Severity.HIGH,
    remediation=_ANEW + "`aws sagemaker create-notebook-instance --subnet-id ID "
    "--direct-internet-access Disabled`.",
)
def direct_internet_disabled(notebook: NotebookInstance) -> Verdict:
    """What a notebook reads leaves past all filters and logs of the account's own network."""
    if notebook.direct_internet:
        return failed("It reaches the internet directly.", direct_internet=True)
    return passed("It reaches the internet through its network only.", direct_internet=False)


@control(
    "sagemaker-notebook-instance-vpc-attached",
    title="SageMaker notebook instances should be attached to a VPC of the account",
    severity=Severity.HIGH,
    remediation=_ANEW + "`aws sagemaker create-notebook-instance --subnet-id ID`.",
)
def vpc_attached(notebook: NotebookInstance) -> Verdict:
    """Outside your network neither security groups nor flow logs apply to it."""
    if notebook.subnet:
        return passed("It is in a subnet of the account.", subnet=notebook.subnet)
    return failed("It is in no subnet of the account.", subnet=None)


@control(
    "sagemaker-notebook-instance-root-access-disabled",
    title="SageMaker notebook instances should not make their users root",
    severity=Severity.HIGH,
    remediation="Stop it, then `aws sagemaker update-notebook-instance --root-access Disabled`.",
)
def root_access_disabled(notebook: NotebookInstance) -> Verdict:
    """Root reads what others left on the machine, and can switch off whatever watches it."""
    if notebook.root_access:
        return failed("Its users are root.", root_access=True)
    return passed("Its users are not root.", root_access=False)


@control(
    "sagemaker-notebook-instance-imds-v2-required",
    title="SageMaker notebook instances should require version 2 of the metadata service",
    severity=Severity.MEDIUM,
    remediation="Stop it, then `aws sagemaker update-notebook-instance "
    "--instance-metadata-service-configuration MinimumInstanceMetadataServiceVersion=2`.",
)
def imds_v2_required(notebook: NotebookInstance) -> Verdict:
    """With version 1 one forged request of the machine fetches the credentials of its role."""
    if notebook.metadata_version == "2":
        return passed("Version 2 is required.", version=notebook.metadata_version)
    return failed("Version 1 is still answered.", version=notebook.metadata_version)


@control(
    "sagemaker-notebook-instance-kms-encryption-enabled",
    title="SageMaker notebook instances should be encrypted with a KMS key of the account",
    severity=Severity.MEDIUM,
    remediation=_ANEW + "`aws sagemaker create-notebook-instance --kms-key-id ARN`.",
)
def kms_encryption_enabled(notebook: NotebookInstance) -> Verdict:
    """With a key of your own every use is recorded, and you can take the key away."""
    if notebook.kms_key:
        return passed("Its volume is encrypted with a KMS key.", key=notebook.kms_key)
    return failed("Its volume is not encrypted with a key of the account.", key=None)


@control(
    "sagemaker-notebook-instance-owner-tagged",
    title="SageMaker notebook instances should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws sagemaker add-tags --tags Key=team,Value=NAME`.",
)
def owner_tagged(notebook: NotebookInstance) -> Verdict:
    """Notebooks of people who left go on running, with data and a role."""
    if notebook.owner:
        return passed("A tag names the owner.", owner=notebook.owner)
    return failed("No tag names the owner.", owner=None)
