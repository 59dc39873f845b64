"""AWS::Glue::Job as each source tells of it."""

import pytest
from moto import mock_aws

from posturewatch.resources.glue.job import Job
from tests.support.aws import ACCOUNT, REGION, Audited, from_config, recorded
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template, read_live

ARN = f"arn:aws:glue:{REGION}:{ACCOUNT}:job/nightly"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
LOG = "--enable-continuous-cloudwatch-log"
ARGUMENTS = {LOG: "true", "--job-language": "python"}
ENCRYPTION = {
    "S3Encryption": [{"S3EncryptionMode": "SSE-KMS", "KmsKeyArn": KEY}],
    "CloudWatchEncryption": {"CloudWatchEncryptionMode": "SSE-KMS", "KmsKeyArn": KEY},
    "JobBookmarksEncryption": {"JobBookmarksEncryptionMode": "CSE-KMS", "KmsKeyArn": KEY},
}
JOB = {
    "Name": "nightly",
    "Role": f"arn:aws:iam::{ACCOUNT}:role/glue",
    "CreatedOn": 1767225600.0,
    "Command": {"Name": "glueetl", "ScriptLocation": "s3://scripts/nightly.py"},
    "DefaultArguments": ARGUMENTS,
    "GlueVersion": "4.0",
    "SecurityConfiguration": "kms",
}
ANSWERS = {
    "GetJob": {"Job": JOB},
    "GetJobs": {"Jobs": [JOB]},
    "GetTags": {"Tags": {"team": "payments"}},
    "GetSecurityConfiguration": {
        "SecurityConfiguration": {"Name": "kms", "EncryptionConfiguration": ENCRYPTION}
    },
}
SETTINGS = {name: value for name, value in JOB.items() if name != "CreatedOn"}
PLAN = {
    "name": "nightly",
    "command": [{"name": "glueetl"}],
    "default_arguments": ARGUMENTS,
    "glue_version": "4.0",
    "security_configuration": "kms",
    "tags_all": {"team": "payments"},
}
NAMED_ONLY = ["bookmark_encryption", "bucket_encryption", "log_encryption"]


def test_four_sources_tell_the_same():
    live = read_live(Job, "nightly", ANSWERS)
    assert unknowns(live) == []
    assert live.arn == ARN
    assert live.owner == "payments"
    assert live.bucket_encryption == ("SSE-KMS",)
    told = item(Job, SETTINGS, resourceName="nightly", tags={"team": "payments"})
    config = from_config(Job, told)
    assert config.key == live.key
    # A job only names its security configuration.
    assert differences(live, config) == NAMED_ONLY
    assert differences(live, of_plan(Job, PLAN)) == NAMED_ONLY
    template = {**SETTINGS, "Tags": {"team": "payments"}}
    assert differences(live, of_template(Job, template)) == NAMED_ONLY


def test_a_recorded_item(reference_data):
    job = from_config(Job, recorded(reference_data, "items/rdk__AWS_Glue_Job.json"))
    assert job.key.id == "test"
    assert (job.version, job.kind, job.is_logged) == ("4.0", "glueetl", True)
    assert job.log_encryption == "DISABLED"
    assert job.plain_secrets == ()
    assert unknowns(job) == []


def test_without_a_security_configuration_nothing_is_encrypted_and_nothing_is_asked():
    aws = Audited()
    bare = {name: value for name, value in JOB.items() if name != "SecurityConfiguration"}
    aws.answer("GetJob", {"Job": bare})
    aws.answer("GetTags", {"Tags": {}})
    live = aws.read(Job, "nightly")
    assert (live.bucket_encryption, live.log_encryption) == ((), "DISABLED")
    assert "GetSecurityConfiguration" not in {name for _, name, _ in aws.requests}
    for new in (of_template(Job, bare), of_plan(Job, {**PLAN, "security_configuration": None})):
        assert new.knows(*NAMED_ONLY)
        assert new.bookmark_encryption == "DISABLED"


def test_a_security_configuration_that_is_gone_encrypts_nothing_and_a_denied_one_is_not_known():
    aws = Audited()
    aws.answer("GetJob", {"Job": JOB})
    aws.answer("GetTags", {"Tags": {}})
    aws.fail("GetSecurityConfiguration", "EntityNotFoundException")
    assert aws.read(Job, "nightly").log_encryption == "DISABLED"
    aws.fail("GetSecurityConfiguration", "AccessDeniedException")
    assert unknowns(aws.read(Job, "nightly")) == NAMED_ONLY


@pytest.mark.parametrize(
    ("version", "arguments", "kind", "logged"),
    [
        ("5.0", {}, "glueetl", True),
        ("auto", {}, "glueetl", True),
        ("4.0", {}, "glueetl", False),
        ("4.0", {LOG: "false"}, "gluestreaming", False),
        ("4.0", {LOG: "true"}, "glueetl", True),
        ("1.0", {}, "pythonshell", True),
    ],
)
def test_what_is_logged(version, arguments, kind, logged):
    told = {"GlueVersion": version, "DefaultArguments": arguments, "Command": {"Name": kind}}
    assert of_template(Job, told).is_logged is logged


def test_secrets_in_arguments_are_named_and_never_shown():
    arguments = {"--db-password": "hunter2-not-a-secret", "--job-language": "python"}
    job = of_template(Job, {"DefaultArguments": arguments})
    assert job.plain_secrets == ("db-password",)


def test_it_is_read_live_and_gone_once_it_is_deleted(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        client = aws.client("glue")
        client.create_security_configuration(Name="kms", EncryptionConfiguration=ENCRYPTION)
        client.create_job(
            Name="nightly",
            Role="glue",
            Command={"Name": "glueetl"},
            GlueVersion="4.0",
            SecurityConfiguration="kms",
            Tags={"team": "payments"},
        )
        live = aws.read(Job, "nightly")
        assert (live.log_encryption, live.owner) == ("SSE-KMS", "payments")
        assert [entry.key.id for entry in aws.listed(Job)] == ["nightly"]
        client.delete_job(JobName="nightly")
        assert aws.is_gone(Job, "nightly")
