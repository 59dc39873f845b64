"""AWS::Macie::Session."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.places import ABSENT
from posturewatch.domain.resource import ACCOUNT_WIDE, At, Calls, Planned, Resource

_FURTHER = (
    "GetAutomatedDiscoveryConfiguration",
    "GetClassificationExportConfiguration",
    "GetFindingsPublicationConfiguration",
)


class Session(
    Resource,
    of="AWS::Macie::Session",
    arn="arn:{partition}:macie2:{region}:{account}:session",
    config_id=("awsAccountId", "accountId"),
    calls=Calls(
        service="macie2",
        identity="GetMacieSession",
        unbound=("GetFindingsPublicationConfiguration", "GetMacieSession"),
        absent={"GetMacieSession": ("NotEnabled",)},
        # Every further call would be refused, and stand in the account's records as a refusal.
        skip_if={call: {".status": (ABSENT,)} for call in _FURTHER},
        settles=15,
    ),
    planned=Planned(
        terraform=("aws_macie2_account",),
        terraform_name=("id",),
        owners={"aws_macie2_classification_export_configuration": ACCOUNT_WIDE},
    ),
):
    """Macie in one region, whether it is enabled there or not.

    Its id is the account's, so that a region without a session is judged, too.
    """

    tags: Annotated[Pairs, At(config="tags")] = MappingProxyType({})
    """Its tags, which only Config tells."""

    created_at: Annotated[
        Moment, At(config="resourceCreationTime", describe="GetMacieSession.createdAt")
    ] = None
    """When it was enabled; None where it is not."""

    status: Annotated[
        str,
        At(
            describe="GetMacieSession.status",
            terraform="status",
            cloudformation="Status",
            new="ENABLED",
        ),
    ] = "DISABLED"
    """`ENABLED`, `PAUSED`, or `DISABLED` where there is no session."""

    automated_discovery: Annotated[
        Toggle, At(describe="GetAutomatedDiscoveryConfiguration.status")
    ] = False
    """Whether all buckets are searched for sensitive data, by samples and by itself."""

    results_bucket: Annotated[
        str,
        At(
            describe="GetClassificationExportConfiguration.configuration.s3Destination.bucketName",
            terraform="aws_macie2_classification_export_configuration[0].s3_destination[0]"
            ".bucket_name",
        ),
    ] = ""
    """The bucket that keeps what was found, longer than the ninety days of Macie itself."""

    publishes_findings: Annotated[
        Toggle,
        At(
            describe="GetFindingsPublicationConfiguration.securityHubConfiguration"
            ".publishClassificationFindings"
        ),
    ] = False
    """Whether findings of sensitive data are told to Security Hub."""
