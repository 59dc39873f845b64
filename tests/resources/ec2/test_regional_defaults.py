"""AWS::EC2::RegionalDefaults as live calls, plans and templates tell of them; Config does not."""

import pytest

from posturewatch.resources.ec2.regional_defaults import RegionalDefaults
from tests.support.aws import ACCOUNT, Audited
from tests.support.planned import by_address, plan, template
from tests.support.snapshots import disagreements, unknowns

ANSWERS = {
    "GetEbsEncryptionByDefault": {"EbsEncryptionByDefault": True},
    "GetSnapshotBlockPublicAccessState": {"State": "block-all-sharing", "ManagedBy": "account"},
    "GetImageBlockPublicAccessState": {"ImageBlockPublicAccessState": "block-new-sharing"},
    "GetSerialConsoleAccessStatus": {"SerialConsoleAccessEnabled": True},
    "GetInstanceMetadataDefaults": {"AccountLevel": {"HttpTokens": "required"}},
    "DescribeVpcBlockPublicAccessOptions": {
        "VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": "block-ingress"}
    },
}
PLANNED = {
    "aws_ebs_encryption_by_default.x": {"enabled": True},
    "aws_ebs_snapshot_block_public_access.x": {"state": "block-all-sharing"},
    "aws_ec2_image_block_public_access.x": {"state": "block-new-sharing"},
    "aws_ec2_serial_console_access.x": {"enabled": True},
    "aws_ec2_instance_metadata_defaults.x": {"http_tokens": "required"},
    "aws_vpc_block_public_access_options.x": {"internet_gateway_block_mode": "block-ingress"},
}
WRITTEN = {
    "Snapshots": ("AWS::EC2::SnapshotBlockPublicAccess", {"State": "block-all-sharing"}),
    "Gateways": (
        "AWS::EC2::VPCBlockPublicAccessOptions",
        {"InternetGatewayBlockMode": "block-ingress"},
    ),
}


def audited(**answers):
    aws = Audited()
    for operation, answer in {**ANSWERS, **answers}.items():
        aws.answer(operation, answer)
    return aws


def live(**answers):
    return audited(**answers).read(RegionalDefaults, ACCOUNT)


def test_live_calls_plans_and_templates_tell_the_same():
    seen = live()
    assert {name for name in unknowns(seen) if name not in ("created_at", "tags")} == set()
    (of_terraform,) = by_address(RegionalDefaults, plan(PLANNED)).values()
    assert disagreements(seen, of_terraform) == ["arn"]
    assert set(unknowns(of_terraform)) <= {"created_at", "tags"}
    (of_cloudformation,) = by_address(RegionalDefaults, template(WRITTEN)).values()
    assert disagreements(seen, of_cloudformation) == ["arn"]
    # CloudFormation has no types for the others.
    assert set(unknowns(of_cloudformation)) - {"created_at", "tags"} == {
        "ebs_encryption",
        "image_sharing",
        "metadata_tokens",
        "serial_console",
    }


def test_one_setting_alone_tells_nothing_of_the_others():
    only = {"aws_ec2_serial_console_access.x": {"enabled": False}}
    (found,) = by_address(RegionalDefaults, plan(only)).values()
    assert found.serial_console is False
    assert not found.knows("ebs_encryption")
    assert not found.knows("snapshot_sharing")


def test_a_region_where_nothing_was_set():
    seen = live(
        GetInstanceMetadataDefaults={"AccountLevel": {}},
        DescribeVpcBlockPublicAccessOptions={
            "VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": "off"}
        },
    )
    assert seen.metadata_tokens == "no-preference"
    assert seen.internet_gateways == "off"


@pytest.mark.parametrize("operation", sorted(ANSWERS))
def test_what_is_denied_is_unknown_and_nothing_else(operation):
    aws = audited()
    aws.fail(operation, "UnauthorizedOperation")
    assert len(aws.read(RegionalDefaults, ACCOUNT).unread) == 1


def test_live_on_an_emulator(aws):
    for operation in set(ANSWERS) - {"GetEbsEncryptionByDefault"}:
        aws.answer(operation, ANSWERS[operation])
    aws.ec2.enable_ebs_encryption_by_default()
    assert aws.read(RegionalDefaults, ACCOUNT).ebs_encryption
    aws.ec2.disable_ebs_encryption_by_default()
    assert not aws.read(RegionalDefaults, ACCOUNT).ebs_encryption
