"""Controls of AWS::EC2::VPNConnection."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ec2.vpn_connection import VPNConnection


@control(
    "ec2-vpn-connection-tunnels-up",
    title="VPN connections should have both tunnels up",
    severity=Severity.MEDIUM,
    remediation="Configure the second tunnel on your own gateway; `aws ec2 "
    "describe-vpn-connections` tells the state of each.",
)
def tunnels_up(connection: VPNConnection) -> Verdict:
    """AWS maintains one tunnel at a time, and cuts off whoever has only the other."""
    if connection.tunnels and not connection.down:
        return passed("All tunnels are up.", down=[])
    return failed("A tunnel is down.", down=connection.down)


@control(
    "ec2-vpn-connection-logged",
    title="VPN connections should log what happens in both tunnels",
    severity=Severity.MEDIUM,
    remediation="Turn logs on for each tunnel: `aws ec2 modify-vpn-tunnel-options "
    "--tunnel-options LogOptions=...`.",
)
def logged(connection: VPNConnection) -> Verdict:
    """Failed negotiations show who tries keys, and why a site was cut off."""
    if connection.logs.count("Enabled") >= 2:
        return passed("Both tunnels are logged.", tunnels=2)
    return failed("A tunnel is not logged.", tunnels=connection.logs.count("Enabled"))


@control(
    "ec2-vpn-connection-ike-v2-required",
    title="VPN connections should allow only version 2 of IKE",
    severity=Severity.MEDIUM,
    remediation="Allow one version: `aws ec2 modify-vpn-tunnel-options --tunnel-options "
    "IKEVersions=[{Value=ikev2}]` for each tunnel.",
)
def ike_v2_required(connection: VPNConnection) -> Verdict:
    """The first version gives away hashes of weak shared keys, and nobody improves it any more."""
    versions = sorted(set(connection.ike_versions))
    if versions == ["ikev2"]:
        return passed("Only IKE version 2 is allowed.", versions=versions)
    return failed("IKE version 1 is allowed.", versions=versions or ["all"])


@control(
    "ec2-vpn-connection-strong-groups-required",
    title="VPN connections should exchange keys only in strong groups",
    severity=Severity.LOW,
    remediation="Allow the groups from 14 on: `aws ec2 modify-vpn-tunnel-options "
    "--tunnel-options Phase1DHGroupNumbers=...,Phase2DHGroupNumbers=...` for each tunnel.",
)
def strong_groups_required(connection: VPNConnection) -> Verdict:
    """Keys that were exchanged in a small group can be computed, and recorded traffic read."""
    weak = connection.weak_dh_groups
    if not weak:
        return passed("Only strong groups are allowed.", weak=[])
    return failed("A weak Diffie-Hellman group is allowed.", weak=weak)
