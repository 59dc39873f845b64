"""Amazon Bedrock: guardrails, and the log of what models are asked.

Calls of its agents, of models themselves and of data automation bear the same event source.
Source: https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import GUARDRAIL, INVOCATION_LOGGING

_GUARDRAIL = "requestParameters.guardrailIdentifier"
_TAGGED = "requestParameters.resourceARN"

TRIGGERS = (
    Trigger("CreateGuardrail", GUARDRAIL, "responseElements.guardrailId"),
    Trigger("DeleteGuardrail", GUARDRAIL, _GUARDRAIL),
    Trigger("UpdateGuardrail", GUARDRAIL, (_GUARDRAIL, "responseElements.guardrailId")),
    Trigger("TagResource", GUARDRAIL, _TAGGED, mixed=True),
    Trigger("UntagResource", GUARDRAIL, _TAGGED, mixed=True),
    Trigger("DeleteModelInvocationLoggingConfiguration", INVOCATION_LOGGING),
    Trigger("PutModelInvocationLoggingConfiguration", INVOCATION_LOGGING),
)

IRRELEVANT = {
    "asks a model or an agent and changes no setting": """
        AgenticRetrieveStream ApplyGuardrail Converse ConverseStream CreateInvocation CreateSession
        DeleteAgentMemory DeleteSession EndSession GenerateQuery InvokeAgent
        InvokeBlueprintOptimizationAsync InvokeDataAutomation InvokeDataAutomationAsync
        InvokeDataAutomationLibraryIngestionJob InvokeFlow InvokeGuardrailChecks InvokeInlineAgent
        InvokeModel InvokeModelWithBidirectionalStream InvokeModelWithResponseStream
        OptimizePrompt PutInvocationStep Rerank Retrieve RetrieveAndGenerate
        RetrieveAndGenerateStream StartAsyncInvoke StartFlowExecution StopFlowExecution
        UpdateSession
    """,
    "makes a version of a guardrail, or says where one must be used, which is not judged yet": """
        CreateGuardrailVersion DeleteEnforcedGuardrailConfiguration
        PutEnforcedGuardrailConfiguration
    """,
    "changes agents, flows, prompts or what they know, which are not judged yet": """
        AssociateAgentCollaborator AssociateAgentKnowledgeBase CreateAgent CreateAgentActionGroup
        CreateAgentAlias CreateDataSource CreateFlow CreateFlowAlias CreateFlowVersion
        CreateKnowledgeBase CreatePrompt CreatePromptVersion CreateRetrievalInstruction
        CreateRetrievalInstructionVersion CreateVpcConfiguration DeleteAgent
        DeleteAgentActionGroup DeleteAgentAlias DeleteAgentVersion DeleteDataSource DeleteFlow
        DeleteFlowAlias DeleteFlowVersion DeleteKnowledgeBase DeleteKnowledgeBaseDocuments
        DeletePrompt DeleteRetrievalInstruction DeleteVpcConfiguration
        DisassociateAgentCollaborator DisassociateAgentKnowledgeBase IngestKnowledgeBaseDocuments
        PrepareAgent PrepareFlow StartIngestionJob StopIngestionJob UpdateAgent
        UpdateAgentActionGroup UpdateAgentAlias UpdateAgentCollaborator UpdateAgentKnowledgeBase
        UpdateDataSource UpdateFlow UpdateFlowAlias UpdateKnowledgeBase UpdatePrompt
        UpdateRetrievalInstruction
    """,
    "changes how documents are read automatically, which is not judged": """
        CopyBlueprintStage CreateBlueprint CreateBlueprintVersion CreateDataAutomationLibrary
        CreateDataAutomationProject DeleteBlueprint DeleteDataAutomationLibrary
        DeleteDataAutomationProject UpdateBlueprint UpdateDataAutomationLibrary
        UpdateDataAutomationProject
    """,
    "changes models, or which of them may be used, which is not judged yet": """
        CreateCustomModel CreateCustomModelDeployment CreateFoundationModelAgreement
        CreateInferenceProfile CreateMarketplaceModelEndpoint CreateModelCopyJob
        CreateModelCustomizationJob CreateModelImportJob CreatePromptRouter
        CreateProvisionedModelThroughput DeleteCustomModel DeleteCustomModelDeployment
        DeleteFoundationModelAgreement DeleteImportedModel DeleteInferenceProfile
        DeleteMarketplaceModelEndpoint DeletePromptRouter DeleteProvisionedModelThroughput
        DeregisterMarketplaceModelEndpoint PutFoundationModelEntitlement PutUseCaseForModelAccess
        RegisterMarketplaceModelEndpoint StopModelCustomizationJob UpdateCustomModelDeployment
        UpdateMarketplaceModelEndpoint UpdateProvisionedModelThroughput
    """,
    "changes rules for reasoning, which are not judged": """
        CancelAutomatedReasoningPolicyBuildWorkflow CreateAutomatedReasoningPolicy
        CreateAutomatedReasoningPolicyTestCase CreateAutomatedReasoningPolicyVersion
        DeleteAutomatedReasoningPolicy DeleteAutomatedReasoningPolicyBuildWorkflow
        DeleteAutomatedReasoningPolicyTestCase ExportAutomatedReasoningPolicyVersion
        StartAutomatedReasoningPolicyBuildWorkflow StartAutomatedReasoningPolicyTestWorkflow
        UpdateAutomatedReasoningPolicy UpdateAutomatedReasoningPolicyAnnotations
        UpdateAutomatedReasoningPolicyTestCase
    """,
    "changes who may use models or how long data are kept, which is not judged yet": """
        DeleteResourcePolicy PutAccountDataRetention PutResourcePolicy
    """,
    "runs or stops a job": """
        BatchDeleteAdvancedPromptOptimizationJob BatchDeleteEvaluationJob
        CreateAdvancedPromptOptimizationJob CreateEvaluationJob CreateModelInvocationJob
        StopAdvancedPromptOptimizationJob StopEvaluationJob StopModelInvocationJob
    """,
}

SERVICE = service_calls(
    "bedrock.amazonaws.com",
    models="bedrock bedrock-agent bedrock-agent-runtime bedrock-data-automation "
    "bedrock-data-automation-runtime bedrock-runtime",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="CheckIngestedDocumentAcl",
    events="PutFoundationModelEntitlement",
)
