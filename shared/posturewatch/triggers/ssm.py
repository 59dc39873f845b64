"""AWS Systems Manager: parameters and documents.

Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-cloudtrail-logs.html
"""

from __future__ import annotations

from collections.abc import Callable

from posturewatch.domain.trigger import EVERY, Record, Trigger, service_calls, texts_at
from posturewatch.triggers.kinds import DOCUMENT, PARAMETER

_NAME = "requestParameters.name"
_TAGGED = "requestParameters.resourceId"


def _tags(kind: str) -> Callable[[Record], bool]:
    """Whether a call may tag resources of a kind: it names them by kind and by name."""

    def applies(record: Record) -> bool:
        told = texts_at("requestParameters.resourceType", record)
        return not told or kind in told

    return applies


def _is_of_documents(record: Record) -> bool:
    """Whether a setting may be that of whether documents are shared with everybody."""
    told = texts_at("requestParameters.settingId", record)
    return not told or any("/ssm/documents/" in each for each in told)


TRIGGERS = (
    Trigger("PutParameter", PARAMETER, _NAME),
    Trigger("DeleteParameter", PARAMETER, _NAME),
    Trigger("DeleteParameters", PARAMETER, "requestParameters.names"),
    Trigger("AddTagsToResource", PARAMETER, _TAGGED, only_if=_tags("Parameter")),
    Trigger("RemoveTagsFromResource", PARAMETER, _TAGGED, only_if=_tags("Parameter")),
    Trigger("CreateDocument", DOCUMENT, _NAME),
    Trigger("DeleteDocument", DOCUMENT, _NAME),
    Trigger("ModifyDocumentPermission", DOCUMENT, _NAME),
    Trigger("UpdateDocument", DOCUMENT, _NAME),
    Trigger("UpdateDocumentDefaultVersion", DOCUMENT, _NAME),
    Trigger("AddTagsToResource", DOCUMENT, _TAGGED, only_if=_tags("Document")),
    Trigger("RemoveTagsFromResource", DOCUMENT, _TAGGED, only_if=_tags("Document")),
    # Whether the account lets documents be shared with everybody.
    Trigger("ResetServiceSetting", DOCUMENT, EVERY, only_if=_is_of_documents),
    Trigger("UpdateServiceSetting", DOCUMENT, EVERY, only_if=_is_of_documents),
)

IRRELEVANT = {
    "names versions or tells of reviews, and changes no setting": """
        LabelParameterVersion UnlabelParameterVersion UpdateDocumentMetadata
    """,
    "shares a parameter or an OpsItem group, which is not judged yet": """
        DeleteResourcePolicy PutResourcePolicy
    """,
    "runs something on machines, or ends it": """
        CancelCommand ResumeSession SendAutomationSignal SendCommand StartAccessRequest
        StartAssociationsOnce StartAutomationExecution StartChangeRequestExecution
        StartExecutionPreview StartSession StopAutomationExecution TerminateSession
    """,
    "changes which machines are managed, which is not judged yet": """
        CreateActivation CreateCloudConnector DeleteActivation DeleteCloudConnector
        DeregisterDefaultHostManagementConfiguration DeregisterManagedInstance
        RegisterDefaultHostManagementConfiguration UpdateCloudConnector UpdateManagedInstanceRole
    """,
    "is what an agent reports of its machine": """
        PutComplianceItems PutInventory UpdateAssociationStatus UpdateInstanceAssociationStatus
        UpdateInstanceInformation
    """,
    "changes associations, patches, windows or inventories, which are not judged yet": """
        CancelMaintenanceWindowExecution CreateAssociation CreateAssociationBatch
        CreateMaintenanceWindow CreatePatchBaseline CreateResourceDataSync DeleteAssociation
        DeleteInventory DeleteMaintenanceWindow DeletePatchBaseline DeleteResourceDataSync
        DeregisterPatchBaselineForPatchGroup DeregisterTargetFromMaintenanceWindow
        DeregisterTaskFromMaintenanceWindow RegisterDefaultPatchBaseline
        RegisterPatchBaselineForPatchGroup RegisterTargetWithMaintenanceWindow
        RegisterTaskWithMaintenanceWindow UpdateAssociation UpdateMaintenanceWindow
        UpdateMaintenanceWindowTarget UpdateMaintenanceWindowTask UpdatePatchBaseline
        UpdateResourceDataSync
    """,
    "changes items of operations": """
        AssociateOpsItemRelatedItem CreateOpsItem CreateOpsMetadata DeleteOpsItem
        DeleteOpsMetadata DisassociateOpsItemRelatedItem UpdateOpsItem UpdateOpsMetadata
    """,
}

SERVICE = service_calls(
    "ssm.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    events="UpdateInstanceAssociationStatus UpdateInstanceInformation",
)
