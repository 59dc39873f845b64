"""AWS::Transfer::Server."""

from types import MappingProxyType
from typing import Annotated, Final

from posturewatch.domain.fields import Pairs
from posturewatch.domain.resource import At, Calls, Planned, Resource

WITH_SHA_1: Final = frozenset(
    {
        "TransferSecurityPolicy-2018-11",
        "TransferSecurityPolicy-2020-06",
        "TransferSecurityPolicy-FIPS-2020-06",
        "TransferSecurityPolicy-FIPS-2023-05",
        "TransferSecurityPolicy-FIPS-2024-01",
        "TransferSecurityPolicy-PQ-SSH-FIPS-Experimental-2023-04",
    }
)
"""The security policies that still take signatures with SHA-1 (`ssh-rsa`).
Source: https://docs.aws.amazon.com/transfer/latest/userguide/security-policies.html"""

OLDEST: Final = "TransferSecurityPolicy-2018-11"
"""The security policy of a server that is made from a plan or a template without one."""


class Server(
    Resource,
    of="AWS::Transfer::Server",
    arn="arn:{partition}:transfer:{region}:{account}:server/{id}",
    config_id=(".ServerId", "resourceId"),
    calls=Calls(
        service="transfer",
        identity="DescribeServer.Server",
        gone=("ResourceNotFoundException",),
        bind={"ServerId": "id"},
        listed="ListServers.Servers[]",
        list_id="ServerId",
    ),
    planned=Planned(terraform=("aws_transfer_server",), terraform_name=("id", "arn")),
):
    """A server to which others bring files. AWS tells of no time of creation."""

    tags: Annotated[
        Pairs,
        At(config="tags", describe=".Tags", terraform=("tags_all", "tags"), cloudformation="Tags"),
    ] = MappingProxyType({})
    """The server's tags."""

    protocols: Annotated[
        tuple[str, ...],
        At(
            config=".Protocols",
            describe=".Protocols",
            terraform="protocols",
            cloudformation="Protocols",
        ),
    ] = ("SFTP",)
    """What it speaks: `SFTP`, `FTPS`, `FTP` or `AS2`."""

    endpoint: Annotated[
        str,
        At(
            config=".EndpointType",
            describe=".EndpointType",
            terraform="endpoint_type",
            cloudformation="EndpointType",
        ),
    ] = "PUBLIC"
    """Where it is reached: `PUBLIC`, `VPC`, or `VPC_ENDPOINT` of earlier years."""

    security_policy: Annotated[
        str,
        At(
            config=".SecurityPolicyName",
            describe=".SecurityPolicyName",
            terraform="security_policy_name",
            cloudformation="SecurityPolicyName",
            always=True,
            new=OLDEST,
        ),
    ] = OLDEST
    """The name of the set of algorithms that it takes."""

    logging_role: Annotated[
        str,
        At(
            config=".LoggingRole",
            describe=".LoggingRole",
            terraform="logging_role",
            cloudformation="LoggingRole",
        ),
    ] = ""
    """The role by which it writes logs of its own; empty where it has none."""

    log_destinations: Annotated[
        tuple[str, ...],
        At(
            config=".StructuredLogDestinations",
            describe=".StructuredLogDestinations",
            terraform="structured_log_destinations",
            cloudformation="StructuredLogDestinations",
        ),
    ] = ()
    """The log groups that get its structured logs."""

    @property
    def is_logged(self) -> bool:
        """Whether what users do is logged."""
        return bool(self.log_destinations or self.logging_role)

    @property
    def takes_sha_1(self) -> bool:
        """Whether it takes signatures with SHA-1."""
        return self.security_policy in WITH_SHA_1
