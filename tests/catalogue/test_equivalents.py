"""Laws of the equivalents: one of our controls on the left, an id of its form on the right."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from posturewatch.catalog import PEERS, address, all_controls, equivalents

CONTROLS = {control.id: control for control in all_controls()}
FOLDER = Path(__file__).parents[2] / "shared" / "posturewatch" / "equivalents"

FORMS = {
    "security_hub": r"[A-Z][A-Za-z0-9]*\.\d+",
    "config": r"[A-Z0-9_]+",
    "prowler": r"[a-z0-9_]+",
    "guard": r"[A-Za-z0-9_]+",
}


def test_every_control_that_has_equivalents_exists() -> None:
    assert equivalents().keys() - CONTROLS.keys() == set()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_a_file_holds_the_controls_of_its_service(path: Path) -> None:
    named = re.findall(r"^\[([a-z0-9-]+)\]$", path.read_text("utf-8"), re.MULTILINE)
    assert named
    for control in named:
        where = address(CONTROLS[control].resource.type)
        assert where is not None
        assert where.split(".")[0] == path.stem


@pytest.mark.parametrize("peer", PEERS)
def test_ids_have_the_form_of_their_catalogue(peer: str) -> None:
    ids = [id_ for told in equivalents().values() for id_ in told[peer]]
    assert [id_ for id_ in ids if not re.fullmatch(FORMS[peer], id_)] == []


def test_prowler_has_the_checks_that_are_named(reference_data: Path) -> None:
    lines = (reference_data / "peer_checks.jsonl").read_text("utf-8").splitlines()
    known = {value for line in lines for value in json.loads(line).values()}
    named = {id_ for told in equivalents().values() for id_ in told["prowler"]}
    assert named - known == set()
