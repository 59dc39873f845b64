"""AWS::SSM::Document as each source tells of it."""

import json
from datetime import UTC, datetime

import pytest
from moto import mock_aws

from posturewatch.resources.ssm.document import Document
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template, read_live

NAME = "SSM-SessionManagerRunShell"
ARN = f"arn:aws:ssm:{REGION}:{ACCOUNT}:document/{NAME}"
CONTENT = {
    "schemaVersion": "1.0",
    "sessionType": "Standard_Stream",
    "inputs": {"cloudWatchLogGroupName": "/ssm", "s3BucketName": "", "kmsKeyId": "alias/ssm"},
}
TAGS = [{"Key": "team", "Value": "ops"}]
DESCRIBED = {
    "Name": NAME,
    "Owner": ACCOUNT,
    "CreatedDate": datetime(2026, 1, 1, tzinfo=UTC),
    "Status": "Active",
    "DocumentType": "Session",
    "DocumentFormat": "JSON",
    "Tags": TAGS,
}
ANSWERS = {
    "DescribeDocument": {"Document": DESCRIBED},
    "DescribeDocumentPermission": {"AccountIds": ["210987654321"]},
    "GetServiceSetting": {"ServiceSetting": {"SettingValue": "Enable"}},
    "GetDocument": {"Name": NAME, "Content": json.dumps(CONTENT)},
    "ListDocuments": {"DocumentIdentifiers": [{"Name": NAME}]},
}
COMMAND = {
    "schemaVersion": "2.2",
    "parameters": {"Password": {"type": "String", "default": "{{ssm-secure:db}}"}},
    "mainSteps": [{"action": "aws:runShellScript", "name": "x", "inputs": {"runCommand": ["ls"]}}],
}


def test_four_sources_tell_the_same():
    live = read_live(Document, NAME, ANSWERS)
    assert unknowns(live) == []
    assert (live.session_log_group, live.session_key) == ("/ssm", "alias/ssm")
    assert live.public_sharing
    assert not live.is_public
    plan = {
        "name": NAME,
        "document_type": "Session",
        "content": json.dumps(CONTENT),
        "permissions": {"type": "Share", "account_ids": "210987654321"},
        "tags_all": {"team": "ops"},
    }
    account = ["created_by", "public_sharing"]
    assert differences(live, of_plan(Document, plan)) == account
    template = {"Name": NAME, "DocumentType": "Session", "Content": CONTENT, "Tags": TAGS}
    assert differences(live, of_template(Document, template)) == [*account, "shared_with"]
    told = {"Name": NAME, "DocumentType": "Session"}
    config = from_config(
        Document, item(Document, told, arn=ARN, resourceId=NAME, tags={"team": "ops"})
    )
    assert config.key == live.key
    assert differences(live, config) == [
        "created_by",
        "has_secret",
        "public_sharing",
        "session_bucket",
        "session_key",
        "session_log_group",
        "shared_with",
    ]


def test_calls_say_what_is_asked_for():
    aws = Audited()
    for operation, answer in ANSWERS.items():
        aws.answer(operation, answer)
    aws.read(Document, NAME)
    aws.listed(Document)
    sent = {operation: parameters for _, operation, parameters in aws.requests}
    assert sent["DescribeDocumentPermission"] == {"Name": NAME, "PermissionType": "Share"}
    assert sent["GetDocument"] == {"Name": NAME, "DocumentFormat": "JSON"}
    setting = "/ssm/documents/console/public-sharing-permission"
    assert sent["GetServiceSetting"] == {"SettingId": setting}
    assert sent["ListDocuments"]["Filters"] == [{"Key": "Owner", "Values": ["Self"]}]


def test_a_calendar_has_no_other_form():
    aws = Audited()
    for operation, answer in ANSWERS.items():
        aws.answer(operation, answer)
    text = {**DESCRIBED, "DocumentType": "ChangeCalendar", "DocumentFormat": "TEXT"}
    aws.answer("DescribeDocument", {"Document": text})
    assert unknowns(aws.read(Document, NAME)) == []
    assert "GetDocument" not in [operation for _, operation, _ in aws.requests]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (COMMAND, False),
        ({**COMMAND, "description": "x", "password": "hunter2hunter2"}, True),
        ({**COMMAND, "password": "{{ Password }}"}, False),
    ],
)
def test_a_secret_is_seen_and_not_kept(content, expected):
    for told in (
        of_template(Document, {"Content": content}),
        of_template(Document, {"Content": json.dumps(content, indent=2)}),
        of_plan(Document, {"content": json.dumps(content, indent=2)}),
    ):
        assert told.has_secret is expected
        assert "hunter2" not in json.dumps(told.dump())


def test_a_plan_shares_with_everybody():
    told = of_plan(Document, {"permissions": {"type": "Share", "account_ids": "All"}})
    assert told.is_public


def test_live_in_an_emulator(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        # The emulator knows no settings of the service.
        aws.answer("GetServiceSetting", ANSWERS["GetServiceSetting"])
        ssm = aws.client("ssm")
        ssm.create_document(
            Name="restart",
            DocumentType="Command",
            DocumentFormat="JSON",
            Content=json.dumps(COMMAND),
            Tags=TAGS,
        )
        ssm.modify_document_permission(
            Name="restart", PermissionType="Share", AccountIdsToAdd=["all"]
        )
        assert [each.key.id for each in aws.listed(Document)] == ["restart"]
        live = aws.read(Document, "restart")
        assert unknowns(live) == []
        assert live.is_public
        assert live.owner == "ops"
        assert not live.has_secret
        ssm.modify_document_permission(
            Name="restart", PermissionType="Share", AccountIdsToRemove=["all"]
        )
        assert aws.read(Document, "restart").shared_with == ()
        ssm.delete_document(Name="restart")
        assert aws.is_gone(Document, "restart")


def test_denied_reads_are_unknown():
    aws = Audited()
    for operation, answer in ANSWERS.items():
        aws.answer(operation, answer)
    aws.fail("DescribeDocumentPermission", "AccessDeniedException")
    aws.fail("GetServiceSetting", "AccessDeniedException")
    assert unknowns(aws.read(Document, NAME)) == ["public_sharing", "shared_with"]
