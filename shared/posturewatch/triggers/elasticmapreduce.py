"""Amazon EMR: security configurations.

Source: https://docs.aws.amazon.com/emr/latest/ManagementGuide/logging-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import EMR_CONFIGURATION

TRIGGERS = (
    Trigger("CreateSecurityConfiguration", EMR_CONFIGURATION, "requestParameters.name"),
    Trigger("DeleteSecurityConfiguration", EMR_CONFIGURATION, "requestParameters.name"),
)

IRRELEVANT = {
    "changes a cluster or its size, which are not judged yet": """
        AddInstanceFleet AddInstanceGroups AddTags ModifyCluster ModifyInstanceFleet
        ModifyInstanceGroups PutAutoScalingPolicy PutAutoTerminationPolicy PutManagedScalingPolicy
        RemoveAutoScalingPolicy RemoveAutoTerminationPolicy RemoveManagedScalingPolicy RemoveTags
        RunJobFlow SetKeepJobFlowAliveWhenNoSteps SetTerminationProtection
        SetUnhealthyNodeReplacement SetVisibleToAllUsers TerminateJobFlows
    """,
    "runs or stops work and changes no setting": """
        AddJobFlowSteps CancelSteps CreatePersistentAppUI StartNotebookExecution StartSession
        StopNotebookExecution TerminateSession
    """,
    "changes a studio, which is not judged yet": """
        CreateStudio CreateStudioSessionMapping DeleteStudio DeleteStudioSessionMapping UpdateStudio
        UpdateStudioSessionMapping
    """,
    "changes a setting of the account that is not judged yet": "PutBlockPublicAccessConfiguration",
}

SERVICE = service_calls(
    "elasticmapreduce.amazonaws.com", models="emr", triggers=TRIGGERS, irrelevant=IRRELEVANT
)
