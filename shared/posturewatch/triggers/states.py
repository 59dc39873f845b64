"""AWS Step Functions: state machines.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cloud-trail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import STATE_MACHINE

_MACHINE = "requestParameters.stateMachineArn"
_TAGGED = "requestParameters.resourceArn"

TRIGGERS = (
    Trigger("CreateStateMachine", STATE_MACHINE, "responseElements.stateMachineArn"),
    Trigger("DeleteStateMachine", STATE_MACHINE, _MACHINE),
    Trigger("UpdateStateMachine", STATE_MACHINE, _MACHINE),
    Trigger("TagResource", STATE_MACHINE, _TAGGED, mixed=True),
    Trigger("UntagResource", STATE_MACHINE, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "runs executions and changes no setting": """
        RedriveExecution SendTaskFailure SendTaskHeartbeat SendTaskSuccess StartExecution
        StartSyncExecution StopExecution UpdateMapRun
    """,
    "changes an activity, a version or an alias, which are not judged": """
        CreateActivity CreateStateMachineAlias DeleteActivity DeleteStateMachineAlias
        DeleteStateMachineVersion PublishStateMachineVersion UpdateStateMachineAlias
    """,
    "tries something out": "TestState",
}

SERVICE = service_calls(
    "states.amazonaws.com", models="stepfunctions", triggers=TRIGGERS, irrelevant=IRRELEVANT
)
