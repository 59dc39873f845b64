"""AWS::GuardDuty::Detector."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final

from posturewatch.domain.fields import Count, Moment, Pairs, Toggle
from posturewatch.domain.resource import At, Calls, Planned, Resource

_FEATURES: Final = {
    "terraform": "aws_guardduty_detector_feature[name={}]",
    "cloudformation": "Features[Name={}]",
}


def _feature(name: str, *, data_source: Mapping[str, str] = MappingProxyType({})) -> At:
    """Return where a feature stands; some had places of their own before there were features.

    All but the monitoring of runtimes are on in a new detector that says nothing of them.
    Source: https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html
    """
    planned: dict[str, tuple[str, ...]] = {}
    for source, place in _FEATURES.items():
        status = "status" if source == "terraform" else "Status"
        own = f"{place.format(name)}[0].{status}"
        planned[source] = (own, data_source[source]) if source in data_source else (own,)
    return At(
        describe=f"GetDetector.Features[Name={name}][0].Status",
        config=data_source.get("config"),
        terraform=planned["terraform"],
        cloudformation=planned["cloudformation"],
        new=not name.endswith("RUNTIME_MONITORING"),
    )


class Detector(
    Resource,
    of="AWS::GuardDuty::Detector",
    arn="arn:{partition}:guardduty:{region}:{account}:detector",
    config_id=("awsAccountId", "accountId"),
    calls=Calls(
        service="guardduty",
        identity="ListDetectors",
        unbound=("ListDetectors",),
        bind={"DetectorId": ".DetectorIds[0]"},
        settles=15,
    ),
    planned=Planned(
        terraform=("aws_guardduty_detector",),
        terraform_name=("id",),
        terraform_owner="detector_id",
    ),
):
    """How GuardDuty watches one region, whether there is a detector or not.

    A region has one detector at most. The id is the account's, so that a region without one is
    judged, too. Without a detector every feature is off.
    """

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="GetDetector.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The detector's tags."""

    created_at: Annotated[
        Moment, At(config="resourceCreationTime", describe="GetDetector.CreatedAt")
    ] = None
    """When the detector was made; None where there is none."""

    enabled: Annotated[
        Toggle,
        At(
            config=".Enable",
            describe="GetDetector.Status",
            terraform="enable",
            cloudformation="Enable",
            new=True,
        ),
    ] = False
    """Whether there is a detector, and it is not suspended."""

    publishing_frequency: Annotated[
        str,
        At(
            config=".FindingPublishingFrequency",
            describe="GetDetector.FindingPublishingFrequency",
            terraform="finding_publishing_frequency",
            cloudformation="FindingPublishingFrequency",
        ),
    ] = "SIX_HOURS"
    """How often it tells of findings that occur again: `FIFTEEN_MINUTES`, `ONE_HOUR` or so."""

    administrator: Annotated[
        str, At(describe="GetAdministratorAccount.Administrator.AccountId")
    ] = ""
    """The account that administers this one's detector; empty for none, as in that account."""

    members: Annotated[Count, At(describe="ListMembers.Members")] = 0
    """How many other accounts' detectors it administers."""

    s3_protection: Annotated[
        Toggle,
        _feature(
            "S3_DATA_EVENTS",
            data_source={
                "config": ".DataSources.S3Logs.Enable",
                "terraform": "datasources[0].s3_logs[0].enable",
                "cloudformation": "DataSources.S3Logs.Enable",
            },
        ),
    ] = False
    """Whether accesses to objects in S3 are watched."""

    eks_protection: Annotated[
        Toggle,
        _feature(
            "EKS_AUDIT_LOGS",
            data_source={
                "config": ".DataSources.Kubernetes.AuditLogs.Enable",
                "terraform": "datasources[0].kubernetes[0].audit_logs[0].enable",
                "cloudformation": "DataSources.Kubernetes.AuditLogs.Enable",
            },
        ),
    ] = False
    """Whether the audit logs of EKS clusters are watched."""

    malware_protection: Annotated[
        Toggle,
        _feature(
            "EBS_MALWARE_PROTECTION",
            data_source={
                "terraform": "datasources[0].malware_protection[0]"
                ".scan_ec2_instance_with_findings[0].ebs_volumes[0].enable",
                "cloudformation": "DataSources.MalwareProtection.ScanEc2InstanceWithFindings"
                ".EbsVolumes",
            },
        ),
    ] = False
    """Whether the volumes of suspicious instances and containers are searched for malware."""

    rds_protection: Annotated[Toggle, _feature("RDS_LOGIN_EVENTS")] = False
    """Whether logins to databases of Aurora and RDS are watched."""

    lambda_protection: Annotated[Toggle, _feature("LAMBDA_NETWORK_LOGS")] = False
    """Whether the network traffic of Lambda functions is watched."""

    runtime_monitoring: Annotated[Toggle, _feature("RUNTIME_MONITORING")] = False
    """Whether processes, files and connections in EKS, ECS and EC2 are watched."""

    eks_runtime_monitoring: Annotated[Toggle, _feature("EKS_RUNTIME_MONITORING")] = False
    """Whether the same is watched in EKS alone: the older feature, which the other one replaces."""
