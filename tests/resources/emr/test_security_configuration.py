"""AWS::EMR::SecurityConfiguration as each source tells of it."""

import json
from datetime import UTC, datetime

from posturewatch.resources.emr.security_configuration import SecurityConfiguration
from tests.support.aws import Audited, from_config
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template, read_live

MADE = datetime(2026, 1, 1, tzinfo=UTC)
SETTINGS = {
    "EncryptionConfiguration": {
        "EnableAtRestEncryption": True,
        "AtRestEncryptionConfiguration": {
            "S3EncryptionConfiguration": {"EncryptionMode": "SSE-KMS", "AwsKmsKey": "key"},
            "LocalDiskEncryptionConfiguration": {
                "EncryptionKeyProviderType": "AwsKms",
                "AwsKmsKey": "key",
            },
        },
        "EnableInTransitEncryption": True,
        "InTransitEncryptionConfiguration": {
            "TLSCertificateConfiguration": {
                "CertificateProviderType": "PEM",
                "S3Object": "s3://keys/certs.zip",
            }
        },
    },
    "InstanceMetadataServiceConfiguration": {
        "MinimumInstanceMetadataServiceVersion": 2,
        "HttpPutResponseHopLimit": 1,
    },
}
TEXT = json.dumps(SETTINGS)
ANSWERS = {
    "DescribeSecurityConfiguration": {
        "Name": "strict",
        "SecurityConfiguration": TEXT,
        "CreationDateTime": MADE,
    },
    "ListSecurityConfigurations": {
        "SecurityConfigurations": [{"Name": "strict", "CreationDateTime": MADE}]
    },
}


def test_all_sources_but_config_tell_the_same():
    live = read_live(SecurityConfiguration, "strict", ANSWERS)
    assert unknowns(live) == []
    assert live.metadata_version == "2"
    told = {"Id": "strict", "Name": "strict"}
    config = from_config(SecurityConfiguration, item(SecurityConfiguration, told))
    assert config.key == live.key
    assert set(differences(live, config)) == set(live.properties) - {"arn", "created_at", "tags"}
    plan = of_plan(SecurityConfiguration, {"name": "strict", "configuration": TEXT})
    assert differences(live, plan) == []
    for form in (SETTINGS, TEXT):
        template = {"Name": "strict", "SecurityConfiguration": form}
        assert differences(live, of_template(SecurityConfiguration, template)) == []


def test_nothing_is_encrypted_by_itself_and_a_text_without_json_is_unknown():
    empty = of_template(SecurityConfiguration, {"SecurityConfiguration": {}})
    assert not empty.at_rest
    assert not empty.in_transit
    broken = of_plan(SecurityConfiguration, {"name": "x", "configuration": "no json"})
    assert "at_rest" in unknowns(broken)


def test_gone_when_nobody_has_the_name():
    aws = Audited()
    aws.fail("DescribeSecurityConfiguration", "InvalidRequestException")
    assert aws.is_gone(SecurityConfiguration, "strict")
