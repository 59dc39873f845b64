"""AWS::ElastiCache::ReplicationGroup as each source tells of it."""

from posturewatch.resources.elasticache.replication_group import ReplicationGroup
from tests.support.aws import Audited
from tests.support.sources import differences, of_plan, of_template, read_live

KEY = "arn:aws:kms:eu-west-1:123456789012:key/k"
GROUP = {
    "ReplicationGroupId": "carts",
    "ARN": "arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:carts",
    "ReplicationGroupCreateTime": "2026-11-20T09:58:00Z",
    "Engine": "redis",
    "AtRestEncryptionEnabled": True,
    "TransitEncryptionEnabled": True,
    "TransitEncryptionMode": "required",
    "AuthTokenEnabled": True,
    "AutomaticFailover": "enabled",
    "MultiAZ": "enabled",
    "SnapshotRetentionLimit": 7,
    "AutoMinorVersionUpgrade": True,
    "KmsKeyId": KEY,
}
PLAN = {
    "replication_group_id": "carts",
    "engine": "redis",
    "at_rest_encryption_enabled": True,
    "transit_encryption_enabled": True,
    "transit_encryption_mode": "required",
    "auth_token": "not-a-secret",
    "automatic_failover_enabled": True,
    "multi_az_enabled": True,
    "snapshot_retention_limit": 7,
    "auto_minor_version_upgrade": "true",
    "kms_key_id": KEY,
    "tags_all": {"team": "payments"},
}
TEMPLATE = {
    "Engine": "redis",
    "AtRestEncryptionEnabled": True,
    "TransitEncryptionEnabled": True,
    "TransitEncryptionMode": "required",
    "AuthToken": "{{resolve:secretsmanager:carts}}",
    "AutomaticFailoverEnabled": True,
    "MultiAZEnabled": True,
    "SnapshotRetentionLimit": 7,
    "KmsKeyId": KEY,
    "Tags": [{"Key": "team", "Value": "payments"}],
}
ANSWERS = {
    "DescribeReplicationGroups": {"ReplicationGroups": [GROUP]},
    "ListTagsForResource": {"TagList": [{"Key": "team", "Value": "payments"}]},
}


def test_three_sources_tell_the_same():
    live = read_live(ReplicationGroup, "carts", ANSWERS)
    assert not live.unknown
    of_password, of_secret = (
        of_plan(ReplicationGroup, PLAN),
        of_template(ReplicationGroup, TEMPLATE),
    )
    assert differences(live, of_password) == ["auth_token_held"]
    assert differences(live, of_secret) == ["auth_token_held"]
    assert of_password.auth_token_held == "plain text"
    assert of_secret.auth_token_held == "dynamic reference"
    assert "not-a-secret" not in str(of_password.dump())


def test_a_failover_that_is_being_switched_on_is_unknown():
    changing = {"ReplicationGroups": [{**GROUP, "AutomaticFailover": "enabling"}]}
    live = read_live(ReplicationGroup, "carts", {**ANSWERS, "DescribeReplicationGroups": changing})
    assert set(live.unknown) == {"automatic_failover"}


def test_gone():
    aws = Audited()
    aws.fail("DescribeReplicationGroups", "ReplicationGroupNotFoundFault")
    assert aws.is_gone(ReplicationGroup, "carts")
