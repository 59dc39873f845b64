"""Amazon SNS: topics, and who is subscribed to those of alarms.

Source: https://docs.aws.amazon.com/sns/latest/dg/logging-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import ACCOUNT_ALARMS, TOPIC

_TOPIC = "requestParameters.topicArn"

TRIGGERS = (
    Trigger(
        "CreateTopic",
        TOPIC,
        (
            "responseElements.topicArn",
            "arn:{partition}:sns:{region}:{account}:{requestParameters.name}",
        ),
    ),
    Trigger("DeleteTopic", TOPIC, _TOPIC),
    Trigger("SetTopicAttributes", TOPIC, _TOPIC),
    Trigger("AddPermission", TOPIC, _TOPIC),
    Trigger("RemovePermission", TOPIC, _TOPIC),
    Trigger("PutDataProtectionPolicy", TOPIC, "requestParameters.resourceArn"),
    # Whom an alarm tells; which alarms a topic is of, no call tells.
    Trigger("ConfirmSubscription", ACCOUNT_ALARMS),
    Trigger("DeleteTopic", ACCOUNT_ALARMS),
    Trigger("Subscribe", ACCOUNT_ALARMS),
    Trigger("Unsubscribe", ACCOUNT_ALARMS),
    Trigger("TagResource", TOPIC, "requestParameters.resourceArn", mixed=True),
    Trigger("UntagResource", TOPIC, "requestParameters.resourceArn", mixed=True),
)

IRRELEVANT = {
    "sends messages": "Publish PublishBatch",
    "changes how a subscription is served, which is not judged yet": "SetSubscriptionAttributes",
    "changes mobile push or text messages, which are not judged": """
        CreatePlatformApplication CreatePlatformEndpoint CreateSMSSandboxPhoneNumber DeleteEndpoint
        DeletePlatformApplication DeleteSMSSandboxPhoneNumber OptInPhoneNumber SetEndpointAttributes
        SetPlatformApplicationAttributes SetSMSAttributes VerifySMSSandboxPhoneNumber
    """,
}

SERVICE = service_calls(
    "sns.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="CheckIfPhoneNumberIsOptedOut",
)
