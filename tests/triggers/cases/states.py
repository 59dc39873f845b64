"""Records of AWS Step Functions' calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

MACHINE = "AWS::StepFunctions::StateMachine"
ARN = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:orders"
ACTIVITY = f"arn:aws:states:{REGION}:{ACCOUNT}:activity:orders"

CASES: list[Case] = [
    (
        "CreateStateMachine",
        {"name": "orders", "definition": "HIDDEN_DUE_TO_SECURITY_REASONS"},
        {"responseElements": {"stateMachineArn": ARN}},
        [(MACHINE, ARN)],
    ),
    ("UpdateStateMachine", {"stateMachineArn": ARN}, {}, [(MACHINE, ARN)]),
    ("TagResource", {"resourceArn": ARN}, {}, [(MACHINE, ARN)]),
    ("TagResource", {"resourceArn": ACTIVITY}, {}, []),
    ("StartExecution", {"stateMachineArn": ARN}, {}, []),
    ("DeleteStateMachine", {"stateMachineArn": ARN}, {}, [(MACHINE, ARN)]),
    ("DeleteStateMachine", None, {}, [(MACHINE, None)]),
]
