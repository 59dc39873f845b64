"""Records of AWS Lambda's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

FUNCTION = "AWS::Lambda::Function"
LAYER = "AWS::Lambda::LayerVersion"
ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:orders"
LAYER_ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT}:layer:tools:3"

CASES: list[Case] = [
    ("CreateFunction20150331", {"functionName": "orders"}, {}, [(FUNCTION, "orders")]),
    ("DeleteFunction", {"functionName": "orders"}, {}, [(FUNCTION, "orders")]),
    ("AddPermission20150331v2", {"functionName": ARN}, {}, [(FUNCTION, "orders")]),
    ("UpdateFunctionCode20150331v2", {"functionName": f"{ARN}:live"}, {}, [(FUNCTION, "orders")]),
    ("TagResource20170331v2", {"resource": ARN}, {}, [(FUNCTION, "orders")]),
    (
        "PublishLayerVersion20181031",
        {"layerName": "tools"},
        {"responseElements": {"layerVersionArn": LAYER_ARN}},
        [(LAYER, LAYER_ARN)],
    ),
    (
        "AddLayerVersionPermission20181031",
        {"layerName": "tools", "versionNumber": "3"},
        {},
        [(LAYER, LAYER_ARN)],
    ),
    ("RemovePermission20150331v2", None, {}, [(FUNCTION, None)]),
]
