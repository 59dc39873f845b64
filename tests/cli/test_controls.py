"""`posturewatch controls` lists the whole catalogue."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from posturewatch.catalog import all_controls
from posturewatch.domain.control import Severity
from posturewatch_cli import controls, main


def listed() -> list[dict[str, Any]]:
    out = io.StringIO()
    assert controls.run("json", out) == 0
    told: list[dict[str, Any]] = json.loads(out.getvalue())
    return told


def test_json_names_every_control_once():
    assert [line["id"] for line in listed()] == [control.id for control in all_controls()]


def test_a_line_of_json():
    line = next(line for line in listed() if line["id"] == "s3-bucket-encryption-enabled")
    assert all(set(each) == {"standard", "requirement"} for each in line.pop("standards"))
    assert line == {
        "id": "s3-bucket-encryption-enabled",
        "title": "S3 buckets should encrypt objects at rest by default",
        "severity": "HIGH",
        "resource_type": "AWS::S3::Bucket",
        "scorecard_item": "encryption_at_rest",
        "equivalents": {
            "security_hub": [],
            "config": ["S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED"],
            "prowler": ["s3_bucket_default_encryption"],
            "guard": ["S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED", "S3_DEFAULT_ENCRYPTION_KMS"],
        },
    }


def test_a_control_that_costs_no_points_has_no_item():
    line = next(line for line in listed() if line["id"] == "s3-bucket-versioning-enabled")
    assert line["scorecard_item"] is None


def test_every_line_has_the_same_fields():
    assert {tuple(line) for line in listed()} == {tuple(listed()[0])}
    assert {line["severity"] for line in listed()} <= {severity.value for severity in Severity}


def test_the_table_has_the_gravest_first_and_folds_nothing_in_a_pipe():
    out = io.StringIO()
    assert controls.run("table", out) == 0
    head, *lines, count = out.getvalue().splitlines()
    assert count == f"{len(all_controls())} controls."
    assert head.split()[:2] == ["Severity", "Control"]
    ranks = [Severity(line.split()[0]).rank for line in lines]
    assert ranks == sorted(ranks, reverse=True)
    assert [line.split()[1] for line in lines] == [
        control.id
        for control in sorted(all_controls(), key=lambda one: (-one.severity.rank, one.id))
    ]
    assert "\x1b" not in out.getvalue()


@pytest.mark.parametrize("format", ["json", "table"])
def test_from_the_command_line(capsys, format):
    assert main.main(["controls", "--format", format]) == 0
    shown = capsys.readouterr()
    assert "s3-bucket-encryption-enabled" in shown.out
    assert shown.err == ""
