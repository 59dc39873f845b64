"""AWS::Kendra::Index as each source tells of it."""

from datetime import UTC, datetime

from posturewatch.resources.kendra.index import Index
from tests.support.aws import Audited, from_config
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template, read_live

ID = "0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f"
MADE = datetime(2026, 1, 1, tzinfo=UTC)
TAGS = [{"Key": "team", "Value": "payments"}]
SETTINGS = {"Name": "wiki", "UserContextPolicy": "USER_TOKEN"}
KEY = {"ServerSideEncryptionConfiguration": {"KmsKeyId": "k"}}
ANSWERS = {
    "DescribeIndex": {**SETTINGS, **KEY, "Id": ID, "Status": "ACTIVE", "CreatedAt": MADE},
    "ListIndices": {
        "IndexConfigurationSummaryItems": [
            {"Id": ID, "CreatedAt": MADE, "UpdatedAt": MADE, "Status": "ACTIVE"}
        ]
    },
    "ListTagsForResource": {"Tags": TAGS},
}


def test_four_sources_tell_the_same():
    live = read_live(Index, ID, ANSWERS)
    assert unknowns(live) == []
    assert live.name == "wiki"
    told = item(Index, {**SETTINGS, "Id": ID}, resourceId=ID, tags={"team": "payments"})
    config = from_config(Index, told)
    assert config.key == live.key
    assert differences(live, config) == ["kms_key"]
    plan = {
        "name": "wiki",
        "user_context_policy": "USER_TOKEN",
        "server_side_encryption_configuration": [{"kms_key_id": "k"}],
        "tags_all": {"team": "payments"},
    }
    assert differences(live, of_plan(Index, plan)) == []
    assert differences(live, of_template(Index, {**SETTINGS, **KEY, "Tags": TAGS})) == []


def test_gone_once_it_is_deleted():
    aws = Audited()
    aws.fail("DescribeIndex", "ResourceNotFoundException")
    assert aws.is_gone(Index, ID)
