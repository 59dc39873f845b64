"""Records of Amazon EventBridge's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

BUS = "AWS::Events::EventBus"
ARN = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/orders"
PARTNER = "aws.partner/example.com/1234/main"

CASES: list[Case] = [
    ("CreateEventBus", {"name": "orders"}, {}, [(BUS, "orders")]),
    (
        "CreateEventBus",
        {"name": PARTNER, "eventSourceName": PARTNER},
        {},
        [(BUS, PARTNER)],
    ),
    ("UpdateEventBus", {"name": "orders"}, {}, [(BUS, "orders")]),
    (
        "PutPermission",
        {"eventBusName": "orders", "principal": "*", "statementId": "all"},
        {},
        [(BUS, "orders")],
    ),
    ("PutPermission", {"principal": "*", "statementId": "all"}, {}, [(BUS, None)]),
    ("RemovePermission", {"eventBusName": "orders"}, {}, [(BUS, "orders")]),
    ("TagResource", {"resourceARN": ARN}, {}, [(BUS, "orders")]),
    ("TagResource", {"resourceARN": ARN.replace("event-bus", "rule")}, {}, []),
    ("PutRule", {"name": "every-day", "eventBusName": "orders"}, {}, []),
    ("DeleteEventBus", None, {}, [(BUS, None)]),
]
