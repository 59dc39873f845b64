"""The AWS Security Finding Format, ready for `securityhub batch-import-findings`.

Findings are imported as the account's own (product `default`), so the caller needs Security Hub in
the finding's region. At most 100 go into one call.

Source: https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from posturewatch import catalog
from posturewatch.domain.finding import Move, MoveKind, RecordState
from posturewatch.domain.outbox import Entry
from posturewatch.domain.report import Line, Report, Subject
from posturewatch.domain.resource import GLOBAL

SCHEMA_VERSION: Final = "2018-10-08"
TYPES: Final = ("Software and Configuration Checks/AWS Security Best Practices",)
HOME: Final[dict[str, str]] = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
}
"""Partition → the region in which findings about global types are imported."""

MAX_TITLE: Final = 256
MAX_DESCRIPTION: Final = 1024
MAX_ID: Final = 512
MAX_RECOMMENDATION: Final = 512
MAX_FIELD: Final = 2048
"""Characters of a product field's value."""
MAX_TAGS: Final = 50

RESOURCE_TYPES: Final[dict[str, str]] = {
    "AWS::::Account": "AwsAccount",
    "AWS::AmazonMQ::Broker": "AwsAmazonMqBroker",
    "AWS::ApiGateway::RestApi": "AwsApiGatewayRestApi",
    "AWS::ApiGateway::Stage": "AwsApiGatewayStage",
    "AWS::ApiGatewayV2::Api": "AwsApiGatewayV2Api",
    "AWS::ApiGatewayV2::Stage": "AwsApiGatewayV2Stage",
    "AWS::AppSync::GraphQLApi": "AwsAppSyncGraphQlApi",
    "AWS::Athena::WorkGroup": "AwsAthenaWorkGroup",
    "AWS::AutoScaling::AutoScalingGroup": "AwsAutoScalingAutoScalingGroup",
    "AWS::AutoScaling::LaunchConfiguration": "AwsAutoScalingLaunchConfiguration",
    "AWS::Backup::BackupPlan": "AwsBackupBackupPlan",
    "AWS::Backup::BackupVault": "AwsBackupBackupVault",
    "AWS::CertificateManager::Certificate": "AwsCertificateManagerCertificate",
    "AWS::CloudFront::Distribution": "AwsCloudFrontDistribution",
    "AWS::CloudTrail::Trail": "AwsCloudTrailTrail",
    "AWS::CloudWatch::Alarm": "AwsCloudWatchAlarm",
    "AWS::CodeBuild::Project": "AwsCodeBuildProject",
    "AWS::DMS::ReplicationInstance": "AwsDmsReplicationInstance",
    "AWS::DynamoDB::Table": "AwsDynamoDbTable",
    "AWS::EC2::EIP": "AwsEc2Eip",
    "AWS::EC2::Instance": "AwsEc2Instance",
    "AWS::EC2::LaunchTemplate": "AwsEc2LaunchTemplate",
    "AWS::EC2::NetworkAcl": "AwsEc2NetworkAcl",
    "AWS::EC2::NetworkInterface": "AwsEc2NetworkInterface",
    "AWS::EC2::RouteTable": "AwsEc2RouteTable",
    "AWS::EC2::SecurityGroup": "AwsEc2SecurityGroup",
    "AWS::EC2::Subnet": "AwsEc2Subnet",
    "AWS::EC2::TransitGateway": "AwsEc2TransitGateway",
    "AWS::EC2::VPC": "AwsEc2Vpc",
    "AWS::EC2::VPCPeeringConnection": "AwsEc2VpcPeeringConnection",
    "AWS::EC2::VPNConnection": "AwsEc2VpnConnection",
    "AWS::EC2::Volume": "AwsEc2Volume",
    "AWS::ECR::Repository": "AwsEcrRepository",
    "AWS::ECS::Cluster": "AwsEcsCluster",
    "AWS::ECS::Service": "AwsEcsService",
    "AWS::ECS::TaskDefinition": "AwsEcsTaskDefinition",
    "AWS::EKS::Cluster": "AwsEksCluster",
    "AWS::ElasticLoadBalancing::LoadBalancer": "AwsElbLoadBalancer",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "AwsElbv2LoadBalancer",
    "AWS::Elasticsearch::Domain": "AwsElasticsearchDomain",
    "AWS::Events::EventBus": "AwsEventsEventbus",
    "AWS::GuardDuty::Detector": "AwsGuardDutyDetector",
    "AWS::IAM::Group": "AwsIamGroup",
    "AWS::IAM::ManagedPolicy": "AwsIamPolicy",
    "AWS::IAM::Role": "AwsIamRole",
    "AWS::IAM::User": "AwsIamUser",
    "AWS::KMS::Key": "AwsKmsKey",
    "AWS::Kinesis::Stream": "AwsKinesisStream",
    "AWS::Lambda::Function": "AwsLambdaFunction",
    "AWS::Lambda::LayerVersion": "AwsLambdaLayerVersion",
    "AWS::MSK::Cluster": "AwsMskCluster",
    "AWS::OpenSearchService::Domain": "AwsOpenSearchServiceDomain",
    "AWS::RDS::DBCluster": "AwsRdsDbCluster",
    "AWS::RDS::DBClusterSnapshot": "AwsRdsDbClusterSnapshot",
    "AWS::RDS::DBInstance": "AwsRdsDbInstance",
    "AWS::RDS::DBSnapshot": "AwsRdsDbSnapshot",
    "AWS::RDS::EventSubscription": "AwsRdsEventSubscription",
    "AWS::Redshift::Cluster": "AwsRedshiftCluster",
    "AWS::Route53::HostedZone": "AwsRoute53HostedZone",
    "AWS::S3::AccessPoint": "AwsS3AccessPoint",
    "AWS::S3::Bucket": "AwsS3Bucket",
    "AWS::SNS::Topic": "AwsSnsTopic",
    "AWS::SQS::Queue": "AwsSqsQueue",
    "AWS::SageMaker::NotebookInstance": "AwsSageMakerNotebookInstance",
    "AWS::SecretsManager::Secret": "AwsSecretsManagerSecret",
    "AWS::WAFv2::WebACL": "AwsWafv2WebAcl",
}
"""CloudFormation's name of a type → Security Hub's. Any other is `Other`."""


def findings(report: Report) -> list[dict[str, Any]]:
    """Return the findings, then what is unknown, as a list of `AwsSecurityFinding`."""
    return [
        _finding(report.account, report.at, line) for line in (*report.findings, *report.unknown)
    ]


def moved(entry: Entry, move: Move) -> dict[str, Any]:
    """Return a finding that moved as an `AwsSecurityFinding`; what is closed is archived."""
    finding = move.finding
    state = entry.resource if entry.resource and entry.resource.key == finding.key else None
    subject = Subject(
        finding.key.type,
        finding.key.region,
        finding.key.id,
        state.arn if state else "",
        state.name if state else finding.key.id,
        state.tags if state else {},
    )
    controls = catalog.controls_for(finding.key.type)
    line = Line(
        control=next((c for c in controls if c.id == finding.control), None),
        status=finding.status,
        subject=subject,
        reason=finding.reason or finding.control,
        finding=finding.id,
        # It was created once, whatever has become of it since.
        since=finding.first_failed_at or finding.since,
        evidence=finding.evidence,
    )
    told = _finding(finding.key.account, entry.at, line)
    severity = {"Label": finding.severity.value, "Original": finding.severity.value}
    told |= {
        "GeneratorId": f"posturewatch/{finding.control}",
        "Severity": {"Label": finding.severity.value},
        "FindingProviderFields": {"Severity": severity, "Types": list(TYPES)},
    }
    if line.control is None:
        told["Title"] = _cut(finding.control, MAX_TITLE)
    if move.kind is MoveKind.CLOSED:
        told["RecordState"] = RecordState.ARCHIVED.value
    return told


def region_of_finding(told: Mapping[str, Any]) -> str:
    """Return the region into which a finding is imported: that of its product."""
    return str(told["ProductArn"]).split(":")[3]


def region_of(subject: Subject) -> str:
    """Return the region in which a finding is imported."""
    return HOME[subject.partition] if subject.region == GLOBAL else subject.region


def _finding(account: str, at: datetime, line: Line) -> dict[str, Any]:
    region = region_of(line.subject)
    partition = line.subject.partition
    control = line.control
    severity = {"Label": line.severity.value, "Original": line.severity.value}
    told: dict[str, Any] = {
        "SchemaVersion": SCHEMA_VERSION,
        "Id": _id(line.finding),
        "ProductArn": f"arn:{partition}:securityhub:{region}:{account}:product/{account}/default",
        "ProductName": "Posturewatch",
        "GeneratorId": f"posturewatch/{control.id if control else 'listing'}",
        "AwsAccountId": account,
        "Types": list(TYPES),
        "CreatedAt": _stamp(line.since),
        "UpdatedAt": _stamp(at),
        "Severity": {"Label": line.severity.value},
        "FindingProviderFields": {"Severity": severity, "Types": list(TYPES)},
        "Title": _cut(line.title, MAX_TITLE),
        "Description": _cut(line.reason, MAX_DESCRIPTION),
        "Compliance": {"Status": line.status.value},
        "RecordState": "ACTIVE",
        "Resources": [_resource(account, line.subject, region)],
    }
    if control:
        text = _cut(control.remediation, MAX_RECOMMENDATION)
        told["Remediation"] = {"Recommendation": {"Text": text}}
    if line.evidence:
        evidence = json.dumps(line.evidence, ensure_ascii=False)
        told["ProductFields"] = {"posturewatch/evidence": _cut(evidence, MAX_FIELD)}
    return told


def _resource(account: str, subject: Subject, region: str) -> dict[str, Any]:
    if subject.id is None or subject.type == "AWS::::Account":
        return {
            "Type": "AwsAccount",
            "Id": f"AWS::::Account:{account}",
            "Partition": subject.partition,
            "Region": region,
        }
    told: dict[str, Any] = {
        "Type": RESOURCE_TYPES.get(subject.type, "Other"),
        "Id": _id(subject.arn or subject.id),
        "Partition": subject.partition,
        "Region": region,
    }
    tags = {name: value for name, value in subject.tags.items() if name.strip() and value.strip()}
    if tags:
        told["Tags"] = dict(list(tags.items())[:MAX_TAGS])
    return told


def _id(text: str) -> str:
    """Return an id that fits, and is the same each time."""
    if len(text) <= MAX_ID:
        return text
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"{text[: MAX_ID - len(digest) - 1]}-{digest}"


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _stamp(moment: Any) -> str:
    return str(moment.isoformat(timespec="milliseconds")).replace("+00:00", "Z")
