"""Amazon Kendra: indexes.

Source: https://docs.aws.amazon.com/kendra/latest/dg/cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import KENDRA_INDEX

_TAGGED = "requestParameters.resourceARN"

TRIGGERS = (
    Trigger("CreateIndex", KENDRA_INDEX, "responseElements.id"),
    Trigger("DeleteIndex", KENDRA_INDEX, "requestParameters.id"),
    Trigger("UpdateIndex", KENDRA_INDEX, "requestParameters.id"),
    Trigger("TagResource", KENDRA_INDEX, _TAGGED, mixed=True),
    Trigger("UntagResource", KENDRA_INDEX, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "changes documents or runs something, and changes no setting": """
        BatchDeleteDocument BatchDeleteFeaturedResultsSet BatchPutDocument
        ClearQuerySuggestions StartDataSourceSyncJob StopDataSourceSyncJob SubmitFeedback
    """,
    "changes what an index is filled from or searched with, which is not judged yet": """
        AssociateEntitiesToExperience AssociatePersonasToEntities
        CreateAccessControlConfiguration CreateDataSource CreateExperience CreateFaq
        CreateFeaturedResultsSet CreateQuerySuggestionsBlockList CreateThesaurus
        DeleteAccessControlConfiguration DeleteDataSource DeleteExperience DeleteFaq
        DeletePrincipalMapping DeleteQuerySuggestionsBlockList DeleteThesaurus
        DisassociateEntitiesFromExperience DisassociatePersonasFromEntities
        PutPrincipalMapping UpdateAccessControlConfiguration UpdateDataSource
        UpdateExperience UpdateFeaturedResultsSet UpdateQuerySuggestionsBlockList
        UpdateQuerySuggestionsConfig UpdateThesaurus
    """,
}

SERVICE = service_calls(
    "kendra.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="Query Retrieve",
)
