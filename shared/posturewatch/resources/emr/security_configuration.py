"""AWS::EMR::SecurityConfiguration."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource


class SecurityConfiguration(
    Resource,
    of="AWS::EMR::SecurityConfiguration",
    config_id=(".Name", "resourceName"),
    calls=Calls(
        service="emr",
        identity="DescribeSecurityConfiguration",
        # A name that nobody has is answered with this code.
        gone=("InvalidRequestException",),
        bind={"Name": "id"},
        listed="ListSecurityConfigurations.SecurityConfigurations[]",
        list_id="Name",
    ),
    planned=Planned(terraform=("aws_emr_security_configuration",), cloudformation_name=("Name",)),
):
    """Settings that clusters take over by name. A Config item tells the name and no setting."""

    tags: Annotated[
        Pairs, At(config=UNSET, describe=UNSET, terraform=UNSET, cloudformation=UNSET)
    ] = MappingProxyType({})
    """None: AWS gives it no tags."""

    created_at: Annotated[
        Moment, At(config="resourceCreationTime", describe=".CreationDateTime")
    ] = None
    """When it was made."""

    at_rest: Annotated[
        Toggle,
        At(
            describe=".SecurityConfiguration.EncryptionConfiguration.EnableAtRestEncryption",
            terraform="configuration.EncryptionConfiguration.EnableAtRestEncryption",
            cloudformation="SecurityConfiguration.EncryptionConfiguration.EnableAtRestEncryption",
        ),
    ] = False
    """Whether data at rest is to be encrypted."""

    bucket_encryption: Annotated[
        str,
        At(
            describe=".SecurityConfiguration.EncryptionConfiguration.AtRestEncryptionConfiguration.S3EncryptionConfiguration.EncryptionMode",
            terraform="configuration.EncryptionConfiguration.AtRestEncryptionConfiguration.S3EncryptionConfiguration.EncryptionMode",
            cloudformation="SecurityConfiguration.EncryptionConfiguration.AtRestEncryptionConfiguration.S3EncryptionConfiguration.EncryptionMode",
        ),
    ] = ""
    """How data in S3 is encrypted, such as `SSE-KMS`; empty where that is not said."""

    disk_key_provider: Annotated[
        str,
        At(
            describe=".SecurityConfiguration.EncryptionConfiguration.AtRestEncryptionConfiguration.LocalDiskEncryptionConfiguration.EncryptionKeyProviderType",
            terraform="configuration.EncryptionConfiguration.AtRestEncryptionConfiguration.LocalDiskEncryptionConfiguration.EncryptionKeyProviderType",
            cloudformation="SecurityConfiguration.EncryptionConfiguration.AtRestEncryptionConfiguration.LocalDiskEncryptionConfiguration.EncryptionKeyProviderType",
        ),
    ] = ""
    """Where the key of the local disks comes from: `AwsKms` or `Custom`; empty without one."""

    in_transit: Annotated[
        Toggle,
        At(
            describe=".SecurityConfiguration.EncryptionConfiguration.EnableInTransitEncryption",
            terraform="configuration.EncryptionConfiguration.EnableInTransitEncryption",
            cloudformation="SecurityConfiguration.EncryptionConfiguration.EnableInTransitEncryption",
        ),
    ] = False
    """Whether data on its way is to be encrypted."""

    certificate_provider: Annotated[
        str,
        At(
            describe=".SecurityConfiguration.EncryptionConfiguration.InTransitEncryptionConfiguration.TLSCertificateConfiguration.CertificateProviderType",
            terraform="configuration.EncryptionConfiguration.InTransitEncryptionConfiguration.TLSCertificateConfiguration.CertificateProviderType",
            cloudformation="SecurityConfiguration.EncryptionConfiguration.InTransitEncryptionConfiguration.TLSCertificateConfiguration.CertificateProviderType",
        ),
    ] = ""
    """Where the certificates come from: `PEM` or `Custom`; empty where that is not said."""

    metadata_version: Annotated[
        str,
        At(
            describe=".SecurityConfiguration.InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion",
            terraform="configuration.InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion",
            cloudformation="SecurityConfiguration.InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion",
        ),
    ] = "1"
    """The oldest version of the metadata service that instances answer: `1` or `2`."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id
