"""The table of the template, made on whatever answers for DynamoDB."""

import itertools
from functools import cache
from pathlib import Path
from typing import Any

from posturewatch_local.deploy import load_template

TEMPLATE = Path(__file__).parents[2] / "template.yaml"
_numbers = itertools.count(1)


@cache
def template() -> dict[str, Any]:
    """Return the template as it is deployed."""
    return load_template(TEMPLATE)


def table_definition() -> dict[str, Any]:
    """Return the table's definition as `CreateTable` takes it: keys, indexes and stream."""
    declared = template()["Resources"]["PostureTable"]["Properties"]
    return {
        "AttributeDefinitions": declared["AttributeDefinitions"],
        "KeySchema": declared["KeySchema"],
        "GlobalSecondaryIndexes": declared["GlobalSecondaryIndexes"],
        "BillingMode": declared["BillingMode"],
        "StreamSpecification": {"StreamEnabled": True, **declared["StreamSpecification"]},
    }


def make_table(client: Any) -> str:
    """Make a fresh table, and return its name."""
    name = f"posture-{next(_numbers)}"
    client.create_table(TableName=name, **table_definition())
    return name
