"""AWS CodeBuild: projects.

Source: https://docs.aws.amazon.com/codebuild/latest/userguide/cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import BUILD_PROJECT

_NAME = "requestParameters.name"

TRIGGERS = (
    Trigger("CreateProject", BUILD_PROJECT, (_NAME, "responseElements.project.name")),
    # A request may name a project by its ARN.
    Trigger("DeleteProject", BUILD_PROJECT, _NAME),
    Trigger("UpdateProject", BUILD_PROJECT, (_NAME, "responseElements.project.name")),
    Trigger("UpdateProjectVisibility", BUILD_PROJECT, "requestParameters.projectArn"),
)

IRRELEVANT = {
    "runs or stops builds, or opens one, and changes no project": """
        RetryBuild RetryBuildBatch StartBuild StartBuildBatch StartCommandExecution StartSandbox
        StartSandboxConnection StopBuild StopBuildBatch StopSandbox
    """,
    "removes what a build left behind": """
        BatchDeleteBuilds DeleteBuildBatch DeleteReport InvalidateProjectCache
    """,
    "changes what starts the builds of a project, which is not judged yet": """
        CreateWebhook DeleteWebhook UpdateWebhook
    """,
    "changes a fleet or a report group, which are not judged yet": """
        CreateFleet CreateReportGroup DeleteFleet DeleteReportGroup UpdateFleet UpdateReportGroup
    """,
    "changes which other accounts see a project, which is not judged yet": """
        DeleteResourcePolicy PutResourcePolicy
    """,
    "changes the account's credentials for sources, which no call shows": """
        DeleteSourceCredentials ImportSourceCredentials
    """,
}

SERVICE = service_calls("codebuild.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
