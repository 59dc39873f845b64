"""Verdicts of the controls of CodeBuild projects."""

import pytest

from posturewatch.controls.codebuild import project as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.codebuild.project import Project, Source, Variable

PASSED, FAILED = Status.PASSED, Status.FAILED
PASSWORD = "hunter2-Correct-Horse"


def given(name, value, kind="PLAINTEXT"):
    return Project(variables=(Variable(name=name, value=value, kind=kind),))


def built_from(*urls):
    first, *others = (Source(location=url) for url in urls)
    return Project(source=first, other_sources=tuple(others))


CASES = [
    (controls.no_credentials_in_urls, Project(), PASSED),
    (controls.no_credentials_in_urls, built_from("https://github.com/team/web@2.git"), PASSED),
    (controls.no_credentials_in_urls, built_from("bucket/web.zip"), PASSED),
    (controls.no_credentials_in_urls, built_from("https://token@github.com/team/web"), FAILED),
    (controls.no_credentials_in_urls, built_from("", "https://u:p@bitbucket.org/t/w"), FAILED),
    (controls.no_plain_secrets, given("STAGE", "prod"), PASSED),
    (controls.no_plain_secrets, given("DB_PASSWORD", "prod/db", "SECRETS_MANAGER"), PASSED),
    (controls.no_plain_secrets, given("DB_PASSWORD", PASSWORD), FAILED),
    (controls.no_plain_secrets, given("AWS_ACCESS_KEY_ID", "short"), FAILED),
    (controls.not_public, Project(), PASSED),
    (controls.not_public, Project(visibility="PUBLIC_READ"), FAILED),
    (controls.no_privileged_containers, Project(), PASSED),
    (controls.no_privileged_containers, Project(privileged=True), FAILED),
    (controls.tls_verified, Project(), PASSED),
    (controls.tls_verified, Project(source=Source(insecure_tls=True)), FAILED),
    (controls.tls_verified, Project(other_sources=(Source(insecure_tls=True),)), FAILED),
    (controls.logs_kept, Project(), PASSED),
    (controls.logs_kept, Project(log_group_kept=False, bucket_logs_kept=True), PASSED),
    (controls.logs_kept, Project(log_group_kept=False), FAILED),
    (controls.artifacts_encrypted, Project(artifacts_plain=True), PASSED),
    (controls.artifacts_encrypted, Project(artifacts_kind="S3"), PASSED),
    (controls.artifacts_encrypted, Project(artifacts_kind="S3", artifacts_plain=True), FAILED),
    (controls.bucket_logs_encrypted, Project(bucket_logs_plain=True), PASSED),
    (
        controls.bucket_logs_encrypted,
        Project(bucket_logs_kept=True, bucket_logs_plain=True),
        FAILED,
    ),
    (controls.owner_tagged, Project(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Project(), FAILED),
]


@pytest.mark.parametrize(("control", "project", "expected"), CASES)
def test_verdict(control, project, expected):
    assert control(project).status is expected


def test_no_secret_reaches_the_evidence():
    for control, project in (
        (controls.no_plain_secrets, given("DB_PASSWORD", PASSWORD)),
        (controls.no_credentials_in_urls, built_from(f"https://me:{PASSWORD}@github.com/t/w")),
    ):
        assert PASSWORD not in repr(control(project))
