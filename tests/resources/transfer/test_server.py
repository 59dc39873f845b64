"""AWS::Transfer::Server as each source tells of it."""

from moto import mock_aws

from posturewatch.resources.transfer.server import OLDEST, Server
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template, read_live

ID = "s-0123456789abcdef0"
ARN = f"arn:aws:transfer:{REGION}:{ACCOUNT}:server/{ID}"
LOGS = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:transfer:*"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/logs"
TAGS = [{"Key": "team", "Value": "payments"}]
SETTINGS = {
    "Protocols": ["SFTP", "FTP"],
    "EndpointType": "VPC",
    "SecurityPolicyName": "TransferSecurityPolicy-2024-01",
    "LoggingRole": ROLE,
    "StructuredLogDestinations": [LOGS],
}
ANSWERS = {
    "DescribeServer": {"Server": {**SETTINGS, "ServerId": ID, "Arn": ARN, "Tags": TAGS}},
    "ListServers": {"Servers": [{"ServerId": ID, "Arn": ARN, "EndpointType": "VPC"}]},
}
PLAN = {
    "protocols": ["SFTP", "FTP"],
    "endpoint_type": "VPC",
    "security_policy_name": "TransferSecurityPolicy-2024-01",
    "logging_role": ROLE,
    "structured_log_destinations": [LOGS],
    "tags_all": {"team": "payments"},
}


def test_four_sources_tell_the_same():
    live = read_live(Server, ID, ANSWERS)
    assert unknowns(live) == ["created_at"]
    assert live.arn == ARN
    assert live.owner == "payments"
    told = item(Server, {**SETTINGS, "ServerId": ID}, resourceId=ARN, tags={"team": "payments"})
    config = from_config(Server, told)
    assert config.key == live.key
    assert differences(live, config) == []
    assert differences(live, of_plan(Server, PLAN)) == []
    assert differences(live, of_template(Server, {**SETTINGS, "Tags": TAGS})) == []


def test_a_new_server_takes_what_the_oldest_clients_need():
    for new in (of_template(Server, {}), of_plan(Server, {})):
        assert new.security_policy == OLDEST
        assert new.takes_sha_1
        assert (new.protocols, new.endpoint, new.is_logged) == (("SFTP",), "PUBLIC", False)


def test_algorithms_that_an_answer_leaves_out_are_not_known():
    answer = {"Server": {"ServerId": ID, "Arn": ARN}}
    live = read_live(Server, ID, {**ANSWERS, "DescribeServer": answer})
    assert "security_policy" in unknowns(live)


def test_it_is_read_live_and_gone_once_it_is_deleted(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        client = aws.client("transfer")
        server = client.create_server(Protocols=["SFTP"], EndpointType="PUBLIC", Tags=TAGS)
        id_ = server["ServerId"]
        live = aws.read(Server, id_)
        assert (live.protocols, live.endpoint, live.owner) == (("SFTP",), "PUBLIC", "payments")
    stubbed = Audited()
    stubbed.fail("DescribeServer", "ResourceNotFoundException")
    assert stubbed.is_gone(Server, ID)
