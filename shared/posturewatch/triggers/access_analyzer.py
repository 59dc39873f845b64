"""IAM Access Analyzer: its analyzers, and what people do with their findings."""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import ACCOUNT, ANALYZER

_NAME = "requestParameters.analyzerName"
_ARN = "requestParameters.analyzerArn"
_TAGGED = "requestParameters.resourceArn"

TRIGGERS = (
    # The account knows in which regions it has one.
    Trigger("CreateAnalyzer", ANALYZER, ("responseElements.arn", _NAME)),
    Trigger("CreateAnalyzer", ACCOUNT),
    Trigger("CreateServiceLinkedAnalyzer", ANALYZER, "responseElements.arn"),
    Trigger("CreateServiceLinkedAnalyzer", ACCOUNT),
    Trigger("DeleteAnalyzer", ANALYZER, _NAME),
    Trigger("DeleteAnalyzer", ACCOUNT),
    Trigger("DeleteServiceLinkedAnalyzer", ANALYZER, _NAME),
    Trigger("DeleteServiceLinkedAnalyzer", ACCOUNT),
    Trigger("UpdateAnalyzer", ANALYZER, _NAME),
    Trigger("UpdateAnalyzer", ACCOUNT),
    Trigger("TagResource", ANALYZER, _TAGGED, mixed=True),
    Trigger("UntagResource", ANALYZER, _TAGGED, mixed=True),
    # What is archived is no longer among the findings that are open.
    Trigger("ApplyArchiveRule", ANALYZER, _ARN),
    Trigger("CreateArchiveRule", ANALYZER, _NAME),
    Trigger("DeleteArchiveRule", ANALYZER, _NAME),
    Trigger("UpdateArchiveRule", ANALYZER, _NAME),
    Trigger("UpdateFindings", ANALYZER, _ARN),
)

IRRELEVANT = {
    "asks for a recommendation or a policy, which changes nothing": """
        CancelPolicyGeneration GenerateFindingRecommendation StartPolicyGeneration
    """,
    "asks what a policy would let in": "CreateAccessPreview",
    "asks for a look at one resource, whose result comes later": "StartResourceScan",
}

SERVICE = service_calls(
    "access-analyzer.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="CheckAccessNotGranted CheckNoNewAccess CheckNoPublicAccess ValidatePolicy",
    models="accessanalyzer",
)
