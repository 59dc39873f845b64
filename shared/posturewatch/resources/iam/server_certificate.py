"""AWS::IAM::ServerCertificate."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.fields import Moment, Pairs
from posturewatch.domain.resource import At, Calls, Planned, Resource


class ServerCertificate(
    Resource,
    of="AWS::IAM::ServerCertificate",
    region="global",
    config_id="resourceName",
    calls=Calls(
        service="iam",
        identity="GetServerCertificate.ServerCertificate.ServerCertificateMetadata",
        gone=("NoSuchEntity",),
        bind={"ServerCertificateName": "id"},
        listed="ListServerCertificates.ServerCertificateMetadataList[]",
        list_id="ServerCertificateName",
        carries=True,
        settles=15,
    ),
    planned=Planned(
        terraform=("aws_iam_server_certificate",),
        cloudformation_name=("ServerCertificateName",),
    ),
):
    """A TLS certificate that was uploaded to IAM, as before there was ACM."""

    arn: Annotated[str, At(config=("ARN", "arn"), describe=".Arn", always=True)] = ""
    """The certificate's ARN, path included."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListServerCertificateTags.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The certificate's tags."""

    created_at: Annotated[
        Moment, At(config="resourceCreationTime", describe=".UploadDate", always=True)
    ] = None
    """When the certificate was uploaded."""

    expires_at: Annotated[Moment, At(describe=".Expiration", always=True)] = None
    """Until when clients accept it."""

    @property
    def days_left(self) -> int:
        """For how many days it is still valid, the last one counted whole; 0 or less once over."""
        if self.expires_at is None:
            raise UnknownValue("expires_at", "the certificate has no date")
        return -self.age_in_days(self.expires_at)
