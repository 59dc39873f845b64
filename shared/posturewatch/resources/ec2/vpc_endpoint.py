"""AWS::EC2::VPCEndpoint."""

from types import MappingProxyType
from typing import Annotated, Final

from posturewatch.domain.fields import Moment, Pairs, Policy, Toggle
from posturewatch.domain.policy import Answer, PolicyDocument
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.ec2.tags import EC2_TAGS

FULL_ACCESS: Final = PolicyDocument.parse(
    {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
)
"""The policy that AWS gives an endpoint that is made without one."""


class VPCEndpoint(
    Resource,
    of="AWS::EC2::VPCEndpoint",
    arn="arn:{partition}:ec2:{region}:{account}:vpc-endpoint/{id}",
    calls=Calls(
        service="ec2",
        identity="DescribeVpcEndpoints.VpcEndpoints[0]",
        gone=("InvalidVpcEndpoint.NotFound", "InvalidVpcEndpointId.NotFound"),
        gone_if={".State": ("deleting", "deleted", "Deleting", "Deleted")},
        bind={"VpcEndpointIds": "id"},
        listed="DescribeVpcEndpoints.VpcEndpoints[]",
        list_id="VpcEndpointId",
        carries=True,
        settles=60,
    ),
    planned=Planned(
        terraform=("aws_vpc_endpoint",),
        terraform_name=("id",),
        terraform_owner="vpc_endpoint_id",
    ),
):
    """A VPC endpoint: a private way to a service."""

    tags: Annotated[Pairs, EC2_TAGS] = MappingProxyType({})
    """The endpoint's tags."""

    created_at: Annotated[
        Moment,
        At(config=(".creationTimestamp", "resourceCreationTime"), describe=".CreationTimestamp"),
    ] = None
    """When it was made."""

    kind: Annotated[
        str,
        At(
            config=".vpcEndpointType",
            describe=".VpcEndpointType",
            terraform="vpc_endpoint_type",
            cloudformation="VpcEndpointType",
        ),
    ] = "Gateway"
    """`Gateway`, `Interface`, `GatewayLoadBalancer`, `Resource` or `ServiceNetwork`."""

    service: Annotated[
        str,
        At(
            config=".serviceName",
            describe=".ServiceName",
            terraform="service_name",
            cloudformation="ServiceName",
        ),
    ] = ""
    """The service that it leads to, such as `com.amazonaws.eu-west-1.s3`."""

    policy: Annotated[
        Policy,
        At(
            describe=".PolicyDocument",
            terraform=("aws_vpc_endpoint_policy[0].policy", "policy"),
            cloudformation="PolicyDocument",
            new=FULL_ACCESS,
        ),
    ] = None
    """The endpoint policy; AWS Config does not tell it."""

    subnets: Annotated[
        tuple[str, ...],
        At(
            config=".subnetIds",
            describe=".SubnetIds",
            terraform=("subnet_ids", "subnet_configuration[].subnet_id"),
            cloudformation="SubnetIds",
        ),
    ] = ()
    """The subnets in which it has an interface, each in an availability zone of its own."""

    private_dns: Annotated[
        Toggle,
        At(
            config=".privateDnsEnabled",
            describe=".PrivateDnsEnabled",
            terraform="private_dns_enabled",
            cloudformation="PrivateDnsEnabled",
        ),
    ] = False
    """Whether the service's public names lead to the endpoint."""

    @property
    def is_interface(self) -> bool:
        """Whether it stands in subnets of the VPC."""
        return self.kind == "Interface"

    @property
    def serves_strangers(self) -> Answer:
        """Whether accounts other than this one may use what is reached over it."""
        if self.kind not in ("Gateway", "Interface") or self.policy is None:
            return Answer.NO
        return self.policy.public(self.key.account).answer
