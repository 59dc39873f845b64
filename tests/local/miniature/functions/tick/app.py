"""Says that it was called, or does what its role forbids."""

import json

from miniature import table


def handler(event, context):
    kind = event.get("kind") or event.get("rawPath")
    if kind == "forbidden":
        return table().scan()["Count"]
    table().put_item(Item={"pk": f"TICK#{kind}", "sk": "TICK"})
    return {"statusCode": 200, "body": json.dumps({"kind": kind})}
