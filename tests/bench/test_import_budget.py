"""What a door imports at its cold start: nothing that its own use case does not need.

Not measured but counted, so that it holds on every machine; `make bench` measures.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOORS = (
    "evaluate_change",
    "score_posture",
    "send_notification",
    "serve_posture",
    "start_sweep",
    "sweep_slice",
)

HEAVY = ("rich", "slack_sdk", "moto", "tomllib", "aws_xray_sdk", "unittest", "hypothesis")
CATALOGUE = ("posturewatch.resources.", "posturewatch.controls.", "posturewatch.triggers.")
OTHERS = {
    "evaluate_change": ("posturewatch.usecases.sweep", "posturewatch.usecases.notify"),
    "score_posture": ("posturewatch.usecases.sweep", "posturewatch.usecases.notify"),
    "send_notification": ("posturewatch.usecases.sweep", "posturewatch.usecases.evaluate"),
    "serve_posture": ("posturewatch.usecases.notify", "posturewatch.usecases.score"),
    "start_sweep": ("posturewatch.usecases.notify", "posturewatch.usecases.score"),
    "sweep_slice": ("posturewatch.usecases.notify", "posturewatch.usecases.score"),
}


def imported_by(code: str) -> set[str]:
    """The modules that a fresh interpreter has after running some code."""
    told = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    return set(json.loads(told.stdout.splitlines()[-1]))


@pytest.mark.parametrize("door", DOORS)
def test_a_door_imports_what_its_use_case_needs(door: str) -> None:
    modules = imported_by(f"import sys; sys.path.insert(0, 'functions/{door}'); import app")
    assert "posturewatch.bootstrap" in modules
    for name in (*HEAVY, *OTHERS[door], "posturewatch.notifiers", "posturewatch.exporters"):
        assert not {m for m in modules if m == name or m.startswith(f"{name}.")}, name
    for prefix in CATALOGUE:
        assert not {module for module in modules if module.startswith(prefix)}, prefix


def test_a_change_of_one_type_imports_one_type() -> None:
    modules = imported_by(
        "from posturewatch import catalog\n"
        "catalog.controls_for(catalog.resource_class('AWS::EC2::Volume').type)"
    )
    prefixes = CATALOGUE[:2]
    catalogue = {m for m in modules if m.startswith(prefixes) and m.count(".") == 3}
    assert catalogue == {
        "posturewatch.resources.ec2.volume",
        "posturewatch.controls.ec2.volume",
        # No type: where tags stand in all of EC2's.
        "posturewatch.resources.ec2.tags",
    }


def test_the_help_is_there_at_once() -> None:
    modules = imported_by("from posturewatch_cli.main import parser\nparser().format_help()")
    assert "posturewatch_cli.main" in modules
    for name in ("boto3", "botocore", "pydantic", "rich", "ministack", "moto"):
        assert name not in modules
