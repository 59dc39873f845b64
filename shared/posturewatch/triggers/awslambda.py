"""AWS Lambda: functions and layers.

CloudTrail writes the dates of Lambda's API behind the names of its older calls.
Source: https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html
"""

from __future__ import annotations

from collections.abc import Iterator

from posturewatch.domain.trigger import Kind, Trigger, service_calls
from posturewatch.triggers.kinds import FUNCTION, LAYER_VERSION

_DATES = {
    "20150331": """
        AddPermission CreateAlias CreateEventSourceMapping CreateFunction DeleteAlias
        DeleteEventSourceMapping DeleteFunction PublishVersion RemovePermission UpdateAlias
        UpdateEventSourceMapping UpdateFunctionCode UpdateFunctionConfiguration
    """,
    "20170331": "TagResource UntagResource",
    "20171031": "DeleteFunctionConcurrency PutFunctionConcurrency",
    "20181031": """
        AddLayerVersionPermission DeleteLayerVersion PublishLayerVersion
        RemoveLayerVersionPermission
    """,
}
"""The date behind an operation's name in CloudTrail, with or without a second version."""

_SPELT = {
    operation: (operation, f"{operation}{date}", f"{operation}{date}v2")
    for date, operations in _DATES.items()
    for operation in operations.split()
}


def _lines(operations: str, kind: Kind, id_at: str | tuple[str, ...]) -> Iterator[Trigger]:
    """Yield the lines of several operations that name the same thing at the same place."""
    mixed = id_at in (_TAGGED, _POLICY)
    for operation in operations.split():
        for name in _SPELT.get(operation, (operation,)):
            yield Trigger(name, kind, id_at, mixed=mixed)


def _spelt(operations: str) -> str:
    """Return all names of some operations."""
    names = (_SPELT.get(operation, (operation,)) for operation in operations.split())
    return " ".join(name for spellings in names for name in spellings)


# The name, or the ARN; the answer of some calls has it too.
_NAME = (
    "requestParameters.functionName",
    "requestParameters.fullyQualifiedArn.relativeId.functionName",
)
_TAGGED = "requestParameters.resource"
_POLICY = "requestParameters.resourceArn"
_LAYER = (
    "arn:{partition}:lambda:{region}:{account}:layer:"
    "{requestParameters.layerName}:{requestParameters.versionNumber}"
)

TRIGGERS = (
    *_lines("CreateFunction DeleteFunction", FUNCTION, _NAME),
    *_lines("UpdateFunctionCode UpdateFunctionConfiguration", FUNCTION, _NAME),
    *_lines("AddPermission RemovePermission", FUNCTION, _NAME),
    *_lines("PutResourcePolicy DeleteResourcePolicy", FUNCTION, _POLICY),
    *_lines("CreateFunctionUrlConfig DeleteFunctionUrlConfig", FUNCTION, _NAME),
    *_lines("UpdateFunctionUrlConfig", FUNCTION, _NAME),
    *_lines("TagResource UntagResource", FUNCTION, _TAGGED),
    *_lines("PublishLayerVersion", LAYER_VERSION, "responseElements.layerVersionArn"),
    *_lines("DeleteLayerVersion", LAYER_VERSION, _LAYER),
    *_lines("AddLayerVersionPermission RemoveLayerVersionPermission", LAYER_VERSION, _LAYER),
)

IRRELEVANT = {
    "runs a function, and changes nothing of it": """
        CheckpointDurableExecution DeleteDurableExecution Invoke InvokeAsync
        InvokeWithResponseStream PauseDurableExecution ResumeDurableExecution
        SendDurableExecutionCallbackFailure SendDurableExecutionCallbackHeartbeat
        SendDurableExecutionCallbackSuccess StopDurableExecution
    """,
    "changes an alias or a version, which are not judged apart": _spelt(
        "CreateAlias DeleteAlias PublishVersion UpdateAlias"
    ),
    "changes what invokes a function, which is not judged yet": _spelt(
        "CreateEventSourceMapping DeleteEventSourceMapping UpdateEventSourceMapping"
    ),
    "changes how much of a function runs at once, or how, which is not judged": _spelt("""
        CreateCapacityProvider DeleteCapacityProvider DeleteFunctionConcurrency
        DeleteFunctionEventInvokeConfig DeleteProvisionedConcurrencyConfig PutFunctionConcurrency
        PutFunctionEventInvokeConfig PutFunctionRecursionConfig PutFunctionScalingConfig
        PutProvisionedConcurrencyConfig PutRuntimeManagementConfig UpdateCapacityProvider
        UpdateFunctionEventInvokeConfig
    """),
    "changes the signing of code, which is not judged yet": """
        CreateCodeSigningConfig DeleteCodeSigningConfig DeleteFunctionCodeSigningConfig
        PutFunctionCodeSigningConfig UpdateCodeSigningConfig
    """,
}

SERVICE = service_calls(
    "lambda.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    renamed="fullyQualifiedArn",
    spelt={f"lambda:{operation}": " ".join(names) for operation, names in _SPELT.items()},
)
