"""AWS::CodeBuild::Project as each source tells of it."""

from datetime import UTC, datetime

from posturewatch.resources.codebuild.project import Project
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template, read_live

ARN = f"arn:aws:codebuild:{REGION}:{ACCOUNT}:project/web"
URL = "https://github.com/team/web"
OTHER = "https://github.com/team/lib"
LOGS = {
    "cloudWatchLogs": {"status": "DISABLED"},
    "s3Logs": {"status": "ENABLED", "location": "logs/web", "encryptionDisabled": True},
}
CONFIGURATION = {
    "name": "web",
    "source": {"type": "GITHUB", "location": URL},
    "secondarySources": [{"type": "GITHUB", "location": OTHER, "sourceIdentifier": "lib"}],
    "artifacts": {"type": "S3", "location": "out", "encryptionDisabled": True},
    "environment": {
        "privilegedMode": True,
        "environmentVariables": [{"name": "STAGE", "value": "prod", "type": "PLAINTEXT"}],
    },
    "logsConfig": LOGS,
}
LIVE = {
    **CONFIGURATION,
    "arn": ARN,
    "created": datetime(2026, 1, 1, tzinfo=UTC),
    "projectVisibility": "PUBLIC_READ",
    "tags": [{"key": "team", "value": "payments"}],
}
PLAN = {
    "name": "web",
    "source": [{"type": "GITHUB", "location": URL}],
    "secondary_sources": [{"type": "GITHUB", "location": OTHER, "source_identifier": "lib"}],
    "artifacts": [{"type": "S3", "location": "out", "encryption_disabled": True}],
    "environment": [
        {
            "privileged_mode": True,
            "environment_variable": [{"name": "STAGE", "value": "prod", "type": "PLAINTEXT"}],
        }
    ],
    "logs_config": [
        {
            "cloudwatch_logs": [{"status": "DISABLED"}],
            "s3_logs": [{"status": "ENABLED", "location": "logs/web", "encryption_disabled": True}],
        }
    ],
    "project_visibility": "PUBLIC_READ",
    "tags_all": {"team": "payments"},
}
TEMPLATE = {
    "Name": "web",
    "Source": {"Type": "GITHUB", "Location": URL},
    "SecondarySources": [{"Type": "GITHUB", "Location": OTHER, "SourceIdentifier": "lib"}],
    "Artifacts": {"Type": "S3", "Location": "out", "EncryptionDisabled": True},
    "Environment": {
        "PrivilegedMode": True,
        "EnvironmentVariables": [{"Name": "STAGE", "Value": "prod"}],
    },
    "LogsConfig": {
        "CloudWatchLogs": {"Status": "DISABLED"},
        "S3Logs": {"Status": "ENABLED", "Location": "logs/web", "EncryptionDisabled": True},
    },
    "Visibility": "PUBLIC_READ",
    "Tags": [{"Key": "team", "Value": "payments"}],
}


def test_four_sources_tell_the_same():
    live = read_live(
        Project,
        "web",
        {"BatchGetProjects": {"projects": [LIVE]}, "ListProjects": {"projects": ["web"]}},
    )
    assert unknowns(live) == []
    told = item(
        Project,
        CONFIGURATION,
        arn=ARN,
        resourceId=ARN,
        resourceName="web",
        tags={"team": "payments"},
    )
    config = from_config(Project, told)
    assert config.key == live.key
    untold = ["other_sources[0].insecure_tls", "source.insecure_tls", "visibility"]
    assert differences(live, config) == untold
    assert differences(live, of_plan(Project, PLAN)) == []
    assert differences(live, of_template(Project, TEMPLATE)) == []


def test_without_settings_builds_are_private_and_logged():
    for new in (of_template(Project, {}), of_plan(Project, {})):
        assert new.log_group_kept
        assert new.visibility == "PRIVATE"
        assert new.variables == ()


def test_gone_when_no_project_has_the_name():
    aws = Audited()
    aws.answer("BatchGetProjects", {"projects": [], "projectsNotFound": ["web"]})
    assert aws.is_gone(Project, "web")
