"""Amazon Redshift Serverless: workgroups and namespaces. Names are kept in lower case."""

from __future__ import annotations

from posturewatch.domain.trigger import EVERY, Trigger, service_calls
from posturewatch.triggers.kinds import NAMESPACE, WORKGROUP

_WORKGROUP = "requestParameters.workgroupName"
_NAMESPACE = "requestParameters.namespaceName"

TRIGGERS = (
    Trigger("CreateNamespace", NAMESPACE, _NAMESPACE),
    Trigger("CreateWorkgroup", WORKGROUP, _WORKGROUP),
    Trigger("DeleteNamespace", NAMESPACE, _NAMESPACE),
    Trigger("DeleteWorkgroup", WORKGROUP, _WORKGROUP),
    Trigger("RestoreFromRecoveryPoint", NAMESPACE, _NAMESPACE),
    Trigger("RestoreFromSnapshot", NAMESPACE, _NAMESPACE),
    Trigger("UpdateNamespace", NAMESPACE, _NAMESPACE),
    Trigger("UpdateWorkgroup", WORKGROUP, _WORKGROUP),
    # An ARN does not tell the name.
    Trigger("TagResource", WORKGROUP, EVERY),
    Trigger("TagResource", NAMESPACE, EVERY),
    Trigger("UntagResource", WORKGROUP, EVERY),
    Trigger("UntagResource", NAMESPACE, EVERY),
)

IRRELEVANT = {
    "changes a snapshot or its copies, which are not judged": """
        ConvertRecoveryPointToSnapshot CreateSnapshot CreateSnapshotCopyConfiguration DeleteSnapshot
        DeleteSnapshotCopyConfiguration RestoreTableFromRecoveryPoint RestoreTableFromSnapshot
        UpdateSnapshot UpdateSnapshotCopyConfiguration
    """,
    "changes endpoints or domain names, which are not judged": """
        CreateCustomDomainAssociation CreateEndpointAccess DeleteCustomDomainAssociation
        DeleteEndpointAccess UpdateCustomDomainAssociation UpdateEndpointAccess
    """,
    "shares data, which is not judged": """
        DeleteResourcePolicy PutResourcePolicy UpdateLakehouseConfiguration
    """,
    "changes a schedule, a limit or a reservation": """
        CreateReservation CreateScheduledAction CreateUsageLimit DeleteScheduledAction
        DeleteUsageLimit UpdateScheduledAction UpdateUsageLimit
    """,
}

SERVICE = service_calls(
    "redshift-serverless.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT
)
