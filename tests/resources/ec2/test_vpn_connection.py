"""AWS::EC2::VPNConnection as each source tells of it."""

from posturewatch.resources.ec2.vpn_connection import Tunnel, VPNConnection
from tests.support.aws import Audited, from_config
from tests.support.sources import differences, item, lowered, of_plan, of_template, read_live

ID = "vpn-0a1b2c3d4e5f60718"
TAGS = [{"Key": "team", "Value": "net"}]
TUNNELS = [
    {
        "OutsideIpAddress": f"198.51.100.{number}",
        "PreSharedKey": "hunter2hunter2",
        "IkeVersions": [{"Value": "ikev2"}],
        "Phase1DHGroupNumbers": [{"Value": 14}],
        "Phase2DHGroupNumbers": [{"Value": 15}],
        "LogOptions": {"CloudWatchLogOptions": {"LogEnabled": number == 1}},
    }
    for number in (1, 2)
]
CONNECTION = {
    "VpnConnectionId": ID,
    "State": "available",
    "CustomerGatewayConfiguration": "<pre_shared_key>hunter2hunter2</pre_shared_key>",
    "Options": {"TunnelOptions": TUNNELS},
    "VgwTelemetry": [
        {"OutsideIpAddress": "198.51.100.1", "Status": "UP"},
        {"OutsideIpAddress": "198.51.100.2", "Status": "DOWN"},
    ],
    "Tags": TAGS,
}


def live(**connection):
    answer = {"VpnConnections": [{**CONNECTION, **connection}]}
    return read_live(VPNConnection, ID, {"DescribeVpnConnections": answer})


def test_four_sources_tell_the_same():
    seen = live()
    assert set(seen.unknown) == {"created_at"}
    assert seen.tunnels == (
        Tunnel(address="198.51.100.1", status="UP"),
        Tunnel(address="198.51.100.2", status="DOWN"),
    )
    assert seen.down == ("198.51.100.2",)
    assert seen.logs == ("Enabled", "Disabled")
    assert seen.ike_versions == ("ikev2", "ikev2")
    assert seen.weak_dh_groups == ()
    assert "hunter2" not in repr(seen)
    told = from_config(
        VPNConnection,
        item(VPNConnection, lowered(CONNECTION), resourceId=ID, tags={"team": "net"}),
    )
    assert differences(seen, told) == ["logs"]
    assert "hunter2" not in repr(told)
    tunnel = {"phase1_dh_group_numbers": [14], "phase2_dh_group_numbers": [15]}
    planned = {
        f"tunnel{number}_{name}": value
        for number in (1, 2)
        for name, value in {
            **tunnel,
            "ike_versions": ["ikev2"],
            "preshared_key": "hunter2hunter2",
            "log_options": [{"cloudwatch_log_options": [{"log_enabled": number == 1}]}],
        }.items()
    }
    of_terraform = of_plan(VPNConnection, {**planned, "tags_all": {"team": "net"}})
    # The order of the groups is of no account.
    assert differences(seen, of_terraform) == ["dh_groups", "tunnels"]
    assert sorted(of_terraform.dh_groups) == sorted(seen.dh_groups)
    written = [
        {
            "PreSharedKey": "hunter2hunter2",
            "IKEVersions": [{"Value": "ikev2"}],
            "Phase1DHGroupNumbers": [{"Value": 14}],
            "Phase2DHGroupNumbers": [{"Value": 15}],
            "LogOptions": {"CloudwatchLogOptions": {"LogEnabled": enabled}},
        }
        for enabled in (True, False)
    ]
    properties = {"VpnTunnelOptionsSpecifications": written, "Tags": TAGS}
    of_cloudformation = of_template(VPNConnection, properties)
    assert differences(seen, of_cloudformation) == ["tunnels"]
    assert "hunter2" not in repr(of_terraform) + repr(of_cloudformation)


def test_one_that_leaves_all_to_aws():
    seen = live(Options={"StaticRoutesOnly": True}, Tags=[])
    assert set(seen.unknown) == {"created_at"}
    assert (seen.logs, seen.ike_versions, seen.weak_dh_groups) == ((), (), ("all",))
    unset = {"type": "ipsec.1", "tunnel1_log_options": [], "tunnel1_ike_versions": None}
    assert differences(seen, of_plan(VPNConnection, unset)) == ["tunnels"]
    assert differences(seen, of_template(VPNConnection, {"Type": "ipsec.1"})) == ["tunnels"]


def test_live_on_an_emulator(aws):
    customer = aws.ec2.create_customer_gateway(
        Type="ipsec.1", PublicIp="198.51.100.9", BgpAsn=65000
    )
    gateway = aws.ec2.create_vpn_gateway(Type="ipsec.1")
    made = aws.ec2.create_vpn_connection(
        Type="ipsec.1",
        CustomerGatewayId=customer["CustomerGateway"]["CustomerGatewayId"],
        VpnGatewayId=gateway["VpnGateway"]["VpnGatewayId"],
    )["VpnConnection"]["VpnConnectionId"]
    seen = aws.read(VPNConnection, made)
    assert set(seen.unread) == set()
    aws.ec2.delete_vpn_connection(VpnConnectionId=made)
    assert aws.is_gone(VPNConnection, made)


def test_gone():
    aws = Audited()
    aws.fail("DescribeVpnConnections", "InvalidVpnConnectionID.NotFound")
    assert aws.is_gone(VPNConnection, ID)
