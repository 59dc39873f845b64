"""AWS::RDS::EventSubscription as each source tells of it."""

from posturewatch.resources.rds.event_subscription import EventSubscription
from tests.support.aws import Audited, from_config
from tests.support.sources import differences, item, of_plan, of_template, read_live

TOPIC = "arn:aws:sns:eu-west-1:123456789012:databases"
ANSWER = {
    "EventSubscriptionsList": [
        {
            "CustSubscriptionId": "told",
            "SnsTopicArn": TOPIC,
            "SourceType": "db-instance",
            "SourceIdsList": ["shop"],
            "EventCategoriesList": ["failure"],
            "Enabled": True,
            "SubscriptionCreationTime": "2026-11-20 09:58:00",
        }
    ]
}


def test_four_sources_tell_the_same():
    live = read_live(EventSubscription, "told", {"DescribeEventSubscriptions": ANSWER})
    assert live.missing == ("maintenance", "configuration change")
    assert set(live.unknown) == {"tags"}
    config = from_config(
        EventSubscription,
        item(
            EventSubscription,
            {
                "custSubscriptionId": "told",
                "snsTopicArn": TOPIC,
                "sourceType": "db-instance",
                "sourceIdsList": ["shop"],
                "eventCategoriesList": ["failure"],
                "enabled": True,
            },
            resourceId="told",
        ),
    )
    assert differences(live, config) == []
    plan = {
        "sns_topic": TOPIC,
        "source_type": "db-instance",
        "source_ids": ["shop"],
        "event_categories": ["failure"],
        "enabled": True,
    }
    assert differences(live, of_plan(EventSubscription, plan)) == []
    template = {
        "SnsTopicArn": TOPIC,
        "SourceType": "db-instance",
        "SourceIds": ["shop"],
        "EventCategories": ["failure"],
    }
    assert differences(live, of_template(EventSubscription, template)) == []


def test_gone():
    aws = Audited()
    aws.fail("DescribeEventSubscriptions", "SubscriptionNotFound")
    assert aws.is_gone(EventSubscription, "told")
