"""Budgets of imports: a cold start loads one type and no more. Modules are counted, not time."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOORS = sorted(path.parent.name for path in ROOT.glob("functions/*/app.py"))
ONE_CONTROL_TYPE = re.compile(r"posturewatch\.controls\.\w+\.\w+")
ONE_RESOURCE_TYPE = re.compile(r"posturewatch\.resources\.\w+\.\w+")


def imported_by(statement: str) -> set[str]:
    """Return the modules that a fresh interpreter has after a statement."""
    script = f"import json, sys\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    paths = [str(ROOT / part) for part in ("shared", "cli", "local")]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {paths!r}\n{script}"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return set(json.loads(done.stdout))


def packages(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


@pytest.mark.parametrize(
    "module",
    [
        "posturewatch.resources.s3.bucket",
        "posturewatch.controls.s3.bucket",
        "posturewatch.triggers.s3",
        "posturewatch.catalog",
        "posturewatch.usecases.resolve",
        "posturewatch.usecases.evaluate",
    ],
)
def test_what_is_below_the_adapters_needs_no_library(module):
    loaded = imported_by(f"import {module}")
    assert packages(loaded) & {"boto3", "botocore", "pydantic", "rich", "slack_sdk"} == set()


def test_one_type_imports_no_other():
    loaded = imported_by(
        "from posturewatch.catalog import controls_for; controls_for('AWS::EC2::Volume')"
    )
    assert {name for name in loaded if ONE_CONTROL_TYPE.fullmatch(name)} == {
        "posturewatch.controls.ec2.volume"
    }
    assert {name for name in loaded if ONE_RESOURCE_TYPE.fullmatch(name)} == {
        "posturewatch.resources.ec2.tags",  # a place, and no type
        "posturewatch.resources.ec2.volume",
    }


def test_one_event_imports_the_triggers_of_one_service():
    loaded = imported_by(
        "from posturewatch.catalog import triggers_for; triggers_for('s3.amazonaws.com')"
    )
    assert "posturewatch.triggers.s3" in loaded
    assert "posturewatch.triggers.iam" not in loaded


@pytest.mark.parametrize("door", DOORS)
def test_a_door_imports_no_type_before_an_event_names_one(door):
    folder = str(ROOT / "functions" / door)
    loaded = imported_by(f"sys.path.insert(0, {folder!r}); import app")
    assert "app" in loaded
    assert [name for name in loaded if ONE_CONTROL_TYPE.fullmatch(name)] == []
    assert [name for name in loaded if ONE_RESOURCE_TYPE.fullmatch(name)] == []
    # Sockets of Slack and X-Ray's SDK take long, and are imported when they are needed.
    assert packages(loaded) & {"slack_sdk", "rich"} == set()


def test_the_command_line_is_there_at_once():
    loaded = imported_by("import posturewatch_cli.main")
    assert packages(loaded) & {"boto3", "botocore", "pydantic", "rich", "slack_sdk"} == set()


def test_a_whole_catalogue_takes_no_adapter():
    loaded = imported_by("from posturewatch.catalog import all_controls; all_controls()")
    assert packages(loaded) & {"boto3", "botocore", "pydantic"} == set()
