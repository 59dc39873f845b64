"""Controls of AWS::RedshiftServerless::Workgroup."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, verdict
from posturewatch.resources.redshiftserverless.workgroup import Workgroup


@control(
    "redshiftserverless-workgroup-public-access-disabled",
    title="Redshift Serverless workgroups should not be reachable from the internet",
    severity=Severity.CRITICAL,
    remediation="Switch public access off: `aws redshift-serverless update-workgroup "
    "--workgroup-name NAME --no-publicly-accessible`.",
)
def public_access_disabled(workgroup: Workgroup) -> Verdict:
    """A data warehouse with a public address is one stolen password away from strangers."""
    return verdict(
        not workgroup.publicly_accessible,
        good_reason="The workgroup has no public address.",
        bad_reason="The workgroup has a public address.",
        publicly_accessible=workgroup.publicly_accessible,
    )


@control(
    "redshiftserverless-workgroup-tls-required",
    title="Redshift Serverless workgroups should refuse connections without TLS",
    severity=Severity.MEDIUM,
    remediation="Set the parameter: `aws redshift-serverless update-workgroup "
    "--workgroup-name NAME --config-parameters "
    "parameterKey=require_ssl,parameterValue=true`.",
)
def tls_required(workgroup: Workgroup) -> Verdict:
    """Without TLS queries, results and passwords cross the network in clear text."""
    return verdict(
        workgroup.require_ssl,
        good_reason="Connections without TLS are refused.",
        bad_reason="Connections without TLS are accepted.",
        require_ssl=workgroup.require_ssl,
    )


@control(
    "redshiftserverless-workgroup-enhanced-vpc-routing-enabled",
    title="Redshift Serverless workgroups should use enhanced VPC routing",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws redshift-serverless update-workgroup --workgroup-name "
    "NAME --enhanced-vpc-routing`; add VPC endpoints for what COPY and UNLOAD "
    "use.",
)
def enhanced_vpc_routing_enabled(workgroup: Workgroup) -> Verdict:
    """Without it COPY and UNLOAD go past the VPC, its endpoints and its flow logs."""
    return verdict(
        workgroup.enhanced_vpc_routing,
        good_reason="Enhanced VPC routing is on.",
        bad_reason="Enhanced VPC routing is off.",
        enhanced_vpc_routing=workgroup.enhanced_vpc_routing,
    )


@control(
    "redshiftserverless-workgroup-owner-tagged",
    title="Redshift Serverless workgroups should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag it with `owner` or `team`: `aws redshift-serverless tag-resource`.",
)
def owner_tagged(workgroup: Workgroup) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    return verdict(
        bool(workgroup.owner),
        good_reason="A tag names the owner.",
        bad_reason="No tag names the owner.",
        owner=workgroup.owner,
        tags=sorted(workgroup.tags),
    )
