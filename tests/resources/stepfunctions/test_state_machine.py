"""AWS::StepFunctions::StateMachine as each source tells of it."""

import json

from moto import mock_aws

from posturewatch.resources.stepfunctions.state_machine import StateMachine
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template, read_live

ARN = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:orders"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/orders"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
STEPS = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
MACHINE = {
    "stateMachineArn": ARN,
    "name": "orders",
    "status": "ACTIVE",
    "definition": "",
    "roleArn": ROLE,
    "type": "STANDARD",
    "creationDate": 1767225600.0,
    "loggingConfiguration": {"level": "ERROR", "includeExecutionData": False},
    "tracingConfiguration": {"enabled": True},
    "encryptionConfiguration": {"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": KEY},
}
ANSWERS = {
    "DescribeStateMachine": MACHINE,
    "ListStateMachines": {"stateMachines": [{"stateMachineArn": ARN, "name": "orders"}]},
    "ListTagsForResource": {"tags": [{"key": "team", "value": "payments"}]},
}
SETTINGS = {
    "StateMachineName": "orders",
    "LoggingConfiguration": {"Level": "ERROR", "IncludeExecutionData": False},
    "TracingConfiguration": {"Enabled": True},
}
PLAN = {
    "name": "orders",
    "logging_configuration": [{"level": "ERROR"}],
    "tracing_configuration": [{"enabled": True}],
    "encryption_configuration": [{"type": "CUSTOMER_MANAGED_KMS_KEY", "kms_key_id": KEY}],
    "tags_all": {"team": "payments"},
}


def test_four_sources_tell_the_same():
    live = read_live(StateMachine, ARN, ANSWERS)
    assert unknowns(live) == []
    assert live.arn == ARN
    assert live.owner == "payments"
    told = item(StateMachine, {**SETTINGS, "Arn": ARN}, arn=ARN, tags={"team": "payments"})
    config = from_config(StateMachine, told)
    assert config.key == live.key
    assert differences(live, config) == ["kms_key"]
    assert differences(live, of_plan(StateMachine, PLAN)) == []
    template = {
        **SETTINGS,
        "EncryptionConfiguration": {"Type": "CUSTOMER_MANAGED_KMS_KEY", "KmsKeyId": KEY},
        "Tags": [{"Key": "team", "Value": "payments"}],
    }
    assert differences(live, of_template(StateMachine, template)) == []


def test_the_definition_is_never_asked_for():
    aws = Audited()
    for operation, answer in ANSWERS.items():
        aws.answer(operation, answer)
    aws.read(StateMachine, ARN)
    sent = [request for _, name, request in aws.requests if name == "DescribeStateMachine"]
    assert [request["includedData"] for request in sent] == ["METADATA_ONLY"]


def test_it_is_read_live_and_gone_while_it_is_deleted(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        made = aws.client("stepfunctions").create_state_machine(
            name="orders",
            definition=json.dumps(STEPS),
            roleArn=ROLE,
            loggingConfiguration={"level": "ALL"},
            tags=[{"key": "team", "value": "payments"}],
        )
        live = aws.read(StateMachine, made["stateMachineArn"])
        assert (live.log_level, live.tracing, live.owner) == ("ALL", False, "payments")
        assert [entry.key.id for entry in aws.listed(StateMachine)] == [ARN]
        aws.client("stepfunctions").delete_state_machine(stateMachineArn=ARN)
        assert aws.is_gone(StateMachine, ARN)
    stubbed = Audited()
    stubbed.answer("DescribeStateMachine", {**MACHINE, "status": "DELETING"})
    assert stubbed.is_gone(StateMachine, ARN)
