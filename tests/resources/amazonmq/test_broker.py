"""AWS::AmazonMQ::Broker as each source tells of it."""

import json

from moto import mock_aws

from posturewatch.domain.fields import DYNAMIC_REFERENCE, HIDDEN_PARAMETER, PLAIN_TEXT
from posturewatch.resources.amazonmq.broker import Broker
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.planned import declared, template
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template, read_live

ID = "b-1234a5b6-78cd-901e-2fgh-3i45j6k17819"
ARN = f"arn:aws:mq:{REGION}:{ACCOUNT}:broker:MyBroker:{ID}"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
ANSWERS = {
    "DescribeBroker": {
        "BrokerId": ID,
        "BrokerArn": ARN,
        "BrokerName": "MyBroker",
        "BrokerState": "RUNNING",
        "Created": "2026-01-01T00:00:00Z",
        "EngineType": "ACTIVEMQ",
        "DeploymentMode": "ACTIVE_STANDBY_MULTI_AZ",
        "PubliclyAccessible": True,
        "AutoMinorVersionUpgrade": True,
        "Logs": {"General": True, "Audit": True, "GeneralLogGroup": "/aws/amazonmq/broker/b"},
        "EncryptionOptions": {"UseAwsOwnedKey": False, "KmsKeyId": KEY},
        "Users": [{"Username": "admin"}],
        "Tags": {"team": "payments"},
    },
    "ListBrokers": {"BrokerSummaries": [{"BrokerId": ID, "BrokerArn": ARN}]},
}
SETTINGS = {
    "BrokerName": "MyBroker",
    "EngineType": "ACTIVEMQ",
    "DeploymentMode": "ACTIVE_STANDBY_MULTI_AZ",
    "PubliclyAccessible": True,
    "AutoMinorVersionUpgrade": True,
    "Logs": {"General": True, "Audit": True},
    "EncryptionOptions": {"UseAwsOwnedKey": False, "KmsKeyId": KEY},
}
PLAN = {
    "broker_name": "MyBroker",
    "engine_type": "ACTIVEMQ",
    "deployment_mode": "ACTIVE_STANDBY_MULTI_AZ",
    "publicly_accessible": True,
    "auto_minor_version_upgrade": True,
    # The provider keeps it as a text.
    "logs": [{"general": True, "audit": "true"}],
    "encryption_options": [{"use_aws_owned_key": False, "kms_key_id": KEY}],
    "tags_all": {"team": "payments"},
}


def test_four_sources_tell_the_same():
    live = read_live(Broker, ID, ANSWERS)
    assert unknowns(live) == []
    assert live.arn == ARN
    assert live.owner == "payments"
    assert live.is_activemq
    told = item(Broker, {**SETTINGS, "Id": ID}, arn=ARN, resourceId=ID, tags={"team": "payments"})
    config = from_config(Broker, told)
    assert config.key == live.key
    assert differences(live, config) == []
    assert differences(live, of_plan(Broker, PLAN)) == []
    tags = [{"Key": "team", "Value": "payments"}]
    assert differences(live, of_template(Broker, {**SETTINGS, "Tags": tags})) == []


def test_how_passwords_are_held_and_never_which():
    secret = "{{resolve:secretsmanager:broker::password}}"
    users = [
        {"Username": "a", "Password": {"Ref": "Given"}},
        {"Username": "b", "Password": secret},
        {"Username": "c", "Password": "AmazonMqPassword"},
    ]
    document = template(
        {"X": ("AWS::AmazonMQ::Broker", {**SETTINGS, "Users": users})},
        Parameters={"Given": {"Type": "String", "NoEcho": True}},
    )
    (broker,) = declared(document, Broker)
    held = [login.password_held for login in broker.logins]
    assert held == [HIDDEN_PARAMETER, DYNAMIC_REFERENCE, PLAIN_TEXT]
    assert broker.passwords_written == (PLAIN_TEXT,)
    assert "AmazonMqPassword" not in json.dumps(broker.dump())
    planned = of_plan(Broker, {**PLAN, "user": [{"username": "a", "password": "not-a-secret"}]})
    assert planned.passwords_written == (PLAIN_TEXT,)


def test_whether_the_internet_reaches_it_is_never_assumed_of_one_that_runs():
    answer = {"BrokerId": ID, "BrokerState": "RUNNING"}
    live = read_live(Broker, ID, {**ANSWERS, "DescribeBroker": answer})
    assert {"publicly_accessible", "engine"} <= set(unknowns(live))


def test_it_is_read_live_and_gone_while_it_is_deleted(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        made = aws.client("mq").create_broker(
            AutoMinorVersionUpgrade=True,
            BrokerName="MyBroker",
            DeploymentMode="SINGLE_INSTANCE",
            EngineType="RABBITMQ",
            EngineVersion="3.13",
            HostInstanceType="mq.m5.large",
            PubliclyAccessible=True,
            Users=[{"Username": "admin", "Password": "not-a-secret-1"}],
            Tags={"team": "payments"},
        )
        live = aws.read(Broker, made["BrokerId"])
        assert (live.publicly_accessible, live.is_activemq) == (True, False)
        assert live.owner == "payments"
        assert [entry.key.id for entry in aws.listed(Broker)] == [made["BrokerId"]]
    stubbed = Audited()
    stubbed.answer("DescribeBroker", {"BrokerId": ID, "BrokerState": "DELETION_IN_PROGRESS"})
    assert stubbed.is_gone(Broker, ID)
    stubbed.fail("DescribeBroker", "NotFoundException")
    assert stubbed.is_gone(Broker, ID)
