"""AWS::EC2::VPNConnection."""

from types import MappingProxyType
from typing import Annotated, Final

from posturewatch.domain.fields import Pairs, StatesField
from posturewatch.domain.places import Joined
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape
from posturewatch.resources.ec2.tags import EC2_TAGS

_LOG_ENABLED: Final = "log_options[0].cloudwatch_log_options[0].log_enabled"


class Tunnel(Shape):
    """One of the two tunnels, as the gateway sees it."""

    address: Annotated[str, At(config="outsideIpAddress", describe="OutsideIpAddress")] = ""
    """Its address on AWS's side."""
    status: Annotated[str, At(config="status", describe="Status")] = "DOWN"
    """`UP` or `DOWN`."""


class VPNConnection(
    Resource,
    of="AWS::EC2::VPNConnection",
    arn="arn:{partition}:ec2:{region}:{account}:vpn-connection/{id}",
    calls=Calls(
        service="ec2",
        identity="DescribeVpnConnections.VpnConnections[0]",
        gone=("InvalidVpnConnectionID.NotFound",),
        gone_if={".State": ("deleting", "deleted")},
        bind={"VpnConnectionIds": "id"},
        listed="DescribeVpnConnections.VpnConnections[]",
        list_id="VpnConnectionId",
        carries=True,
        # Tunnels come up only after the other side was configured.
        settles=600,
    ),
    planned=Planned(terraform=("aws_vpn_connection",), terraform_name=("id",)),
):
    """A site-to-site VPN connection: two tunnels to a gateway outside.

    Its configuration for that gateway holds the shared keys, and is not read.
    """

    tags: Annotated[Pairs, EC2_TAGS] = MappingProxyType({})
    """The connection's tags."""

    tunnels: Annotated[
        tuple[Tunnel, ...], At(config=".vgwTelemetry", describe=".VgwTelemetry")
    ] = ()
    """The tunnels."""

    logs: Annotated[
        tuple[str, ...],
        StatesField(),
        At(
            describe=".Options.TunnelOptions[].LogOptions.CloudWatchLogOptions.LogEnabled",
            terraform=Joined(f"tunnel1_{_LOG_ENABLED}", f"tunnel2_{_LOG_ENABLED}"),
            cloudformation="VpnTunnelOptionsSpecifications[]"
            ".LogOptions.CloudwatchLogOptions.LogEnabled",
        ),
    ] = ()
    """The states of the tunnels' logs, of those that tell; AWS Config does not tell any."""

    ike_versions: Annotated[
        tuple[str, ...],
        At(
            config=".options.tunnelOptions[].ikeVersions[].value",
            describe=".Options.TunnelOptions[].IkeVersions[].Value",
            terraform=Joined("tunnel1_ike_versions", "tunnel2_ike_versions"),
            cloudformation="VpnTunnelOptionsSpecifications[].IKEVersions[].Value",
        ),
    ] = ()
    """The versions of IKE that are allowed; AWS allows both where nothing is set."""

    dh_groups: Annotated[
        tuple[str, ...],
        At(
            config=Joined(
                ".options.tunnelOptions[].phase1DHGroupNumbers[].value",
                ".options.tunnelOptions[].phase2DHGroupNumbers[].value",
            ),
            describe=Joined(
                ".Options.TunnelOptions[].Phase1DHGroupNumbers[].Value",
                ".Options.TunnelOptions[].Phase2DHGroupNumbers[].Value",
            ),
            terraform=Joined(
                "tunnel1_phase1_dh_group_numbers",
                "tunnel1_phase2_dh_group_numbers",
                "tunnel2_phase1_dh_group_numbers",
                "tunnel2_phase2_dh_group_numbers",
            ),
            cloudformation=Joined(
                "VpnTunnelOptionsSpecifications[].Phase1DHGroupNumbers[].Value",
                "VpnTunnelOptionsSpecifications[].Phase2DHGroupNumbers[].Value",
            ),
        ),
    ] = ()
    """The Diffie-Hellman groups that are allowed; AWS allows all where nothing is set."""

    @property
    def down(self) -> tuple[str, ...]:
        """The tunnels that are down."""
        return tuple(tunnel.address for tunnel in self.tunnels if tunnel.status != "UP")

    @property
    def weak_dh_groups(self) -> tuple[str, ...]:
        """The allowed groups of 1,536 bits and fewer; `all` where nothing is set."""
        if not self.dh_groups:
            return ("all",)
        return tuple(sorted(set(self.dh_groups) & WEAK_DH_GROUPS))


WEAK_DH_GROUPS: Final = frozenset({"2", "5"})
"""The groups of 1,024 and 1,536 bits.
Source: https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html"""
