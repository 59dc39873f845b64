"""Secrets in plain text: found by form or name, never told; what only points to one is none."""

from __future__ import annotations

import pytest

from posturewatch.domain.places import Reference
from posturewatch.domain.secrets import has_secret, secret_names

GITHUB = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"
ACCESS_KEY = "AKIA" + "IOSFODNN7ABCDEFG"
PRIVATE_KEY = "-----BEGIN RSA " + "PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "s3cr3tP4ss!"),
        ("db_pass", "hunter2"),
        ("API_KEY", "b7a8c9d0e1"),
        ("MySecret", "correct horse"),
        ("SESSION_TOKEN", "abcdef0123456789"),
        ("ANYTHING", GITHUB),
        ("ANYTHING", ACCESS_KEY),
        ("ANYTHING", f"{PRIVATE_KEY}\nMIIE"),
        ("DATABASE_URL", "postgres://app:hunter22@db.example.com/app"),
        ("QUOTED_PASSWORD", 'it\'s "quoted" `oddly`'),
    ],
)
def test_a_secret_is_found_by_its_form_or_its_name(name: str, value: str) -> None:
    assert secret_names({name: value, "LOG_LEVEL": "debug"}) == (name,)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOG_LEVEL", "debug"),
        ("TABLE", "orders-table-prod"),
        ("KMS_KEY", "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
        ("COMMIT", "5f4dcc3b5aa765d61d8327deb882cf99aa11bb22"),
        ("DB_PASSWORD", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"),
        ("DB_PASSWORD", "{{resolve:secretsmanager:db:SecretString:password}}"),
        ("DB_PASSWORD", ""),
        ("DB_PASSWORD", "${DbPassword}"),
        ("DB_PASSWORD", "/prod/db/password"),
        ("DB_PASSWORD_SECRET_ARN", "some-secret-name"),
        ("SECRET_NAME", "prod/db"),
        ("PASSWORD_MIN_LENGTH", "14"),
        ("TOKEN_TTL", "3600"),
        ("PASSWORD_ROTATION_ENABLED", "true"),
        ("DB_PASSWORD", Reference("<aws_secretsmanager_secret.db.arn>")),
    ],
)
def test_what_only_points_to_a_secret_is_none(name: str, value: str) -> None:
    assert secret_names({name: value}) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#!/bin/sh\nyum update -y\n", False),
        (f"#!/bin/sh\nexport AWS_ACCESS_KEY_ID={ACCESS_KEY}\n", True),
        ("#!/bin/sh\nexport DB_PASSWORD=hunter2hunter\n", True),
        ('{"password": "hunter2hunter"}', True),
        ('{"password": "{{resolve:ssm-secure:db:1}}"}', False),
        ("PASSWORD=$(aws ssm get-parameter --name db)", False),
        (f"cat > key <<EOF\n{PRIVATE_KEY}\nEOF", True),
        ("curl https://user:hunter22@example.com/", True),
        ("", False),
    ],
)
def test_a_text_is_searched_line_by_line(text: str, expected: bool) -> None:
    assert has_secret(text) is expected
