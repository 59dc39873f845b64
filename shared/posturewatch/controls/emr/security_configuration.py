"""Controls of AWS::EMR::SecurityConfiguration."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.emr.security_configuration import SecurityConfiguration

_ANEW = (
    " in a new configuration, for none can be changed: `aws emr create-security-configuration`; "
    "then start clusters with it."
)


@control(
    "emr-security-configuration-bucket-data-encrypted",
    title="EMR security configurations should have data in S3 encrypted",
    severity=Severity.MEDIUM,
    remediation="Set `EnableAtRestEncryption` and `S3EncryptionConfiguration`" + _ANEW,
)
def bucket_data_encrypted(settings: SecurityConfiguration) -> Verdict:
    """Clusters write whole data lakes, under whatever encryption their configuration names."""
    if settings.at_rest and settings.bucket_encryption:
        return passed("Data in S3 is encrypted.", mode=settings.bucket_encryption)
    return failed("Encryption of data in S3 is not set.", at_rest=settings.at_rest)


@control(
    "emr-security-configuration-local-disks-encrypted",
    title="EMR security configurations should have local disks encrypted",
    severity=Severity.MEDIUM,
    remediation="Set `EnableAtRestEncryption` and `LocalDiskEncryptionConfiguration`" + _ANEW,
)
def local_disks_encrypted(settings: SecurityConfiguration) -> Verdict:
    """What a cluster works on lies on the disks of its machines in the meantime."""
    if settings.at_rest and settings.disk_key_provider:
        return passed("Local disks are encrypted.", key_provider=settings.disk_key_provider)
    return failed("Encryption of local disks is not set.", at_rest=settings.at_rest)


@control(
    "emr-security-configuration-transit-encrypted",
    title="EMR security configurations should have data encrypted in transit",
    severity=Severity.MEDIUM,
    remediation="Set `EnableInTransitEncryption` and `TLSCertificateConfiguration`" + _ANEW,
)
def transit_encrypted(settings: SecurityConfiguration) -> Verdict:
    """Machines of a cluster pass each other everything that they work on."""
    if settings.in_transit and settings.certificate_provider:
        return passed("Data is encrypted in transit.", certificates=settings.certificate_provider)
    return failed("Encryption in transit is not set.", in_transit=settings.in_transit)


@control(
    "emr-security-configuration-imds-v2-required",
    title="EMR security configurations should require version 2 of the metadata service",
    severity=Severity.MEDIUM,
    remediation="Set `MinimumInstanceMetadataServiceVersion` to 2" + _ANEW,
)
def imds_v2_required(settings: SecurityConfiguration) -> Verdict:
    """With version 1 one forged request of a machine fetches the credentials of its role."""
    if settings.metadata_version == "2":
        return passed("Version 2 is required.", version=settings.metadata_version)
    return failed("Version 1 is still answered.", version=settings.metadata_version)
