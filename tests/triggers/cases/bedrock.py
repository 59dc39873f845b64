"""Records of Amazon Bedrock's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, HIDDEN, REGION, Case

GUARDRAIL = "AWS::Bedrock::Guardrail"
LOGGING = ("AWS::Bedrock::ModelInvocationLogging", ACCOUNT)
ID = "cmy5azq5koeo"
ARN = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:guardrail/{ID}"

CASES: list[Case] = [
    (
        "CreateGuardrail",
        {"name": HIDDEN},
        {"responseElements": {"guardrailId": ID, "guardrailArn": ARN, "version": "DRAFT"}},
        [(GUARDRAIL, ID)],
    ),
    ("UpdateGuardrail", {"guardrailIdentifier": ID, "name": HIDDEN}, {}, [(GUARDRAIL, ID)]),
    ("UpdateGuardrail", {"guardrailIdentifier": ARN}, {}, [(GUARDRAIL, ID)]),
    ("UpdateGuardrail", None, {"responseElements": {"guardrailId": ID}}, [(GUARDRAIL, ID)]),
    ("TagResource", {"resourceARN": ARN}, {}, [(GUARDRAIL, ID)]),
    ("TagResource", {"resourceARN": ARN.replace("guardrail", "custom-model")}, {}, []),
    ("PutModelInvocationLoggingConfiguration", {"loggingConfig": {}}, {}, [LOGGING]),
    ("DeleteModelInvocationLoggingConfiguration", None, {}, [LOGGING]),
    ("InvokeModel", {"modelId": "anthropic.claude-3-sonnet-20240229-v1:0"}, {}, []),
    ("CreateAgent", {"agentName": "helper"}, {}, []),
    ("DeleteGuardrail", {"guardrailIdentifier": ID}, {}, [(GUARDRAIL, ID)]),
    ("DeleteGuardrail", None, {}, [(GUARDRAIL, None)]),
]
