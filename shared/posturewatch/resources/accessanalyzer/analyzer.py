"""AWS::AccessAnalyzer::Analyzer."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource

_STATISTICS = "GetFindingsStatistics.findingsStatistics[0]"


class Analyzer(
    Resource,
    of="AWS::AccessAnalyzer::Analyzer",
    config_id=("resourceName", ".AnalyzerName"),
    calls=Calls(
        service="accessanalyzer",
        identity="GetAnalyzer.analyzer",
        gone=("ResourceNotFoundException",),
        bind={"analyzerName": "id", "analyzerArn": ".arn"},
        listed="ListAnalyzers.analyzers[]",
        list_id="name",
        carries=True,
    ),
    planned=Planned(
        terraform=("aws_accessanalyzer_analyzer",),
        terraform_name=("analyzer_name",),
        cloudformation_name=("AnalyzerName",),
    ),
):
    """What goes through the policies of one region: for access from outside, or for unused access.

    Its own account's resources are its zone of trust, or those of the whole organization.
    """

    arn: Annotated[str, At(config=("ARN", "arn"), describe=".arn", always=True)] = ""
    """The analyzer's ARN."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The analyzer's tags."""

    created_at: Annotated[
        Moment, At(config="resourceCreationTime", describe=".createdAt", always=True)
    ] = None
    """When the analyzer was made."""

    kind: Annotated[
        str,
        At(
            config=".Type",
            describe=".type",
            terraform="type",
            cloudformation="Type",
            always=True,
        ),
    ] = "ACCOUNT"
    """`ACCOUNT` or `ORGANIZATION` for access from outside; with `_UNUSED_ACCESS` for access that
    nobody uses; with `_INTERNAL_ACCESS` for access from inside to what is named."""

    status: Annotated[
        str,
        At(describe=".status", terraform=UNSET, cloudformation=UNSET, always=True, new="ACTIVE"),
    ] = ""
    """`ACTIVE`, `CREATING`, `DISABLED` or `FAILED`."""

    active_findings: Annotated[
        int,
        At(
            describe=(
                f"{_STATISTICS}.externalAccessFindingsStatistics.totalActiveFindings",
                f"{_STATISTICS}.unusedAccessFindingsStatistics.totalActiveFindings",
                f"{_STATISTICS}.internalAccessFindingsStatistics.totalActiveFindings",
            ),
            always=True,
        ),
    ] = 0
    """How many of its findings nobody has resolved or archived."""

    @property
    def finds_unused_access(self) -> bool:
        """Whether it looks for roles, keys, passwords and permissions that nobody uses."""
        return self.kind.endswith("_UNUSED_ACCESS")
