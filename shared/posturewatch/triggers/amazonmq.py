"""Amazon MQ: brokers. Records spell parameters in camel case.

Source: https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/security-logging-monitoring-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import BROKER

# As the API's parameter, or as the part of the path.
_BROKER = (
    "requestParameters.brokerId",
    "requestParameters.broker-id",
    "responseElements.brokerId",
)
_TAGGED = ("requestParameters.resourceArn", "requestParameters.resource-arn")

TRIGGERS = (
    Trigger("CreateBroker", BROKER, "responseElements.brokerId"),
    Trigger("DeleteBroker", BROKER, _BROKER),
    Trigger("UpdateBroker", BROKER, _BROKER),
    # What was changed before counts from then on.
    Trigger("RebootBroker", BROKER, _BROKER[:2]),
    Trigger("CreateTags", BROKER, _TAGGED, mixed=True),
    Trigger("DeleteTags", BROKER, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "changes a user of a broker, which is not judged": "CreateUser DeleteUser UpdateUser",
    "changes what brokers are configured by, which is not judged": """
        CreateConfiguration DeleteConfiguration UpdateConfiguration
    """,
    "makes a copy in another region the first": "Promote",
}

SERVICE = service_calls(
    "amazonmq.amazonaws.com", models="mq", triggers=TRIGGERS, irrelevant=IRRELEVANT
)
