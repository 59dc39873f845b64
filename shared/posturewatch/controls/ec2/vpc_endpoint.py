"""Controls of AWS::EC2::VPCEndpoint."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.ec2.vpc_endpoint import VPCEndpoint


@control(
    "ec2-vpc-endpoint-own-data-only",
    title="VPC endpoints should lead only to resources of trusted accounts",
    severity=Severity.MEDIUM,
    remediation="Give the endpoint a policy with the conditions `aws:PrincipalOrgID` and "
    "`aws:ResourceOrgID`: `aws ec2 modify-vpc-endpoint --policy-document`.",
)
def own_data_only(endpoint: VPCEndpoint) -> Verdict:
    """Over an endpoint for everybody data is copied to a stranger's bucket, past every filter."""
    return verdict(
        ~endpoint.serves_strangers,
        good_reason="The policy keeps other accounts out, or the type takes none.",
        bad_reason="The policy lets principals of every account use the endpoint.",
        service=endpoint.service,
    )


@control(
    "ec2-vpc-endpoint-zones-spread",
    title="Interface endpoints should stand in more than one availability zone",
    severity=Severity.LOW,
    remediation="Add a subnet of another zone: `aws ec2 modify-vpc-endpoint --add-subnet-ids ID`.",
)
def zones_spread(endpoint: VPCEndpoint) -> Verdict:
    """When its only zone fails, everything that uses the service over the endpoint stops."""
    if not endpoint.is_interface:
        return passed("The endpoint stands in no subnet.", kind=endpoint.kind)
    if len(endpoint.subnets) > 1:
        return passed("The endpoint stands in several zones.", subnets=endpoint.subnets)
    return failed("The endpoint stands in one zone.", subnets=endpoint.subnets)


@control(
    "ec2-vpc-endpoint-private-names-used",
    title="Interface endpoints should answer to the service's own names",
    severity=Severity.LOW,
    remediation="Turn it on: `aws ec2 modify-vpc-endpoint --vpc-endpoint-id ID "
    "--private-dns-enabled`.",
)
def private_names_used(endpoint: VPCEndpoint) -> Verdict:
    """Programs use the service's usual name, and leave the VPC where that leads outside."""
    if not endpoint.is_interface:
        return passed("Routes lead to the endpoint, not names.", kind=endpoint.kind)
    if endpoint.private_dns:
        return passed("The service's names lead to the endpoint.", private_dns=True)
    return failed("The service's names lead outside.", private_dns=False)
