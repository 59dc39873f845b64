"""AWS::DMS::ReplicationInstance as each source tells of it."""

from posturewatch.domain.reading import Gone
from posturewatch.resources.dms.replication_instance import ReplicationInstance
from posturewatch.sources.config import read_item
from tests.support.aws import Audited, from_config
from tests.support.sources import differences, item, of_plan, of_template, read_live

KEY = "arn:aws:kms:eu-west-1:123456789012:key/k"
ARN = "arn:aws:dms:eu-west-1:123456789012:rep:0A1B2C"
INSTANCE = {
    "ReplicationInstanceIdentifier": "copy",
    "ReplicationInstanceArn": ARN,
    "InstanceCreateTime": 1_790_000_000,
    "PubliclyAccessible": False,
    "MultiAZ": True,
    "AutoMinorVersionUpgrade": True,
    "KmsKeyId": KEY,
}
SETTINGS = {
    "ReplicationInstanceIdentifier": "copy",
    "PubliclyAccessible": False,
    "MultiAZ": True,
    "AutoMinorVersionUpgrade": True,
    "KmsKeyId": KEY,
}
PLAN = {
    "replication_instance_id": "copy",
    "publicly_accessible": False,
    "multi_az": True,
    "auto_minor_version_upgrade": True,
    "kms_key_arn": KEY,
    "tags_all": {"team": "payments"},
}


def test_four_sources_tell_the_same():
    live = read_live(
        ReplicationInstance,
        ARN,
        {
            "DescribeReplicationInstances": {"ReplicationInstances": [INSTANCE]},
            "ListTagsForResource": {"TagList": [{"Key": "team", "Value": "payments"}]},
        },
    )
    assert not live.unknown
    told = item(ReplicationInstance, SETTINGS, arn=ARN, tags={"team": "payments"})
    config = from_config(ReplicationInstance, told)
    assert config.key == live.key
    assert differences(live, config) == []
    assert differences(live, of_plan(ReplicationInstance, PLAN)) == []
    template = {**SETTINGS, "Tags": [{"Key": "team", "Value": "payments"}]}
    assert differences(live, of_template(ReplicationInstance, template)) == []
    deleted = {**told, "configuration": None, "configurationItemStatus": "ResourceDeleted"}
    assert isinstance(read_item(deleted, ReplicationInstance), Gone)


def test_public_unless_a_template_says_otherwise():
    assert of_template(ReplicationInstance, {}).publicly_accessible


def test_gone_when_no_instance_has_the_arn():
    aws = Audited()
    aws.answer("DescribeReplicationInstances", {"ReplicationInstances": [INSTANCE]})
    assert aws.is_gone(ReplicationInstance, f"{ARN}X")
