"""Amazon Athena: workgroups.

Source: https://docs.aws.amazon.com/athena/latest/ug/monitor-with-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import ATHENA_WORKGROUP

_TAGGED = "requestParameters.resourceARN"

TRIGGERS = (
    Trigger("CreateWorkGroup", ATHENA_WORKGROUP, "requestParameters.name"),
    Trigger("DeleteWorkGroup", ATHENA_WORKGROUP, "requestParameters.workGroup"),
    Trigger("UpdateWorkGroup", ATHENA_WORKGROUP, "requestParameters.workGroup"),
    Trigger("TagResource", ATHENA_WORKGROUP, _TAGGED, mixed=True),
    Trigger("UntagResource", ATHENA_WORKGROUP, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "runs or stops queries and changes no setting": """
        CreatePresignedNotebookUrl ExportNotebook StartCalculationExecution StartQueryExecution
        StartSession StopCalculationExecution StopQueryExecution TerminateSession
    """,
    "changes a query, notebook or catalog, which are not judged yet": """
        CreateDataCatalog CreateNamedQuery CreateNotebook CreatePreparedStatement
        CreateSystemTableConfiguration DeleteDataCatalog DeleteNamedQuery DeleteNotebook
        DeletePreparedStatement DeleteSystemTableConfiguration ImportNotebook UpdateDataCatalog
        UpdateNamedQuery UpdateNotebook UpdateNotebookMetadata UpdatePreparedStatement
        UpdateSystemTableConfiguration
    """,
    "buys or assigns capacity": """
        CancelCapacityReservation CreateCapacityReservation DeleteCapacityReservation
        PutCapacityAssignmentConfiguration UpdateCapacityReservation
    """,
}

SERVICE = service_calls("athena.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
