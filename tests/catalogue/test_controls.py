"""Laws of the controls: names, texts, cases, and their places in the scorecard."""

from __future__ import annotations

import re
from collections import Counter
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from posturewatch.bootstrap import scorecard
from posturewatch.catalog import (
    address,
    all_controls,
    check_card,
    controls_for,
    resource_class,
    resource_types,
    type_of,
)
from posturewatch.domain.control import Control, Severity
from posturewatch.domain.errors import BadInput
from posturewatch.domain.scorecard import Area, Item, Quantifier, Scorecard
from posturewatch.domain.verdict import Status
from tools import docs

ROOT = Path(__file__).parents[2]
CONTROLS = {control.id: control for control in all_controls()}
CARD = scorecard("foundation")
GRAVE = {Severity.HIGH, Severity.CRITICAL}

each_control = pytest.mark.parametrize(
    "control", [pytest.param(control, id=control.id) for control in all_controls()]
)
each_type = pytest.mark.parametrize("kind", resource_types())


def where(control: Control) -> str:
    found = address(control.resource.type)
    assert found is not None
    return found


@each_control
def test_the_id_is_the_address_and_the_function(control):
    expected = f"{where(control)}_{control.ask.__name__}"
    assert control.id == re.sub(r"[._]", "-", expected)


@each_control
def test_the_title_says_the_good_state(control):
    assert re.fullmatch(r"[A-Z][^\n]* should [^\n]*[^.\s]", control.title)
    assert len(control.title) <= 100


@each_control
def test_the_rationale_is_a_sentence_of_its_own(control):
    assert re.match(r"[A-Z0-9`]", control.rationale)
    assert control.rationale.endswith(".") or "https://" in control.rationale.splitlines()[-1]
    assert len(control.rationale.split()) >= 8
    assert control.title not in control.rationale


@each_control
def test_the_remediation_names_a_command_or_a_setting(control):
    assert re.search(r"`[^`]+`", control.remediation), control.remediation
    assert control.remediation.count("`") % 2 == 0
    assert control.remediation.endswith(".")


def test_an_id_is_never_used_twice():
    names = [name for control in CONTROLS.values() for name in (control.id, *control.aliases)]
    assert [name for name, count in Counter(names).items() if count > 1] == []


@each_type
def test_every_type_is_asked_something(kind):
    assert controls_for(kind)


@each_type
def test_controls_stand_with_their_type(kind):
    module = f"posturewatch.controls.{address(kind)}"
    for control in controls_for(kind):
        assert control.resource is resource_class(kind)
        assert control.ask.__module__ == module


def test_every_module_of_controls_has_its_type():
    folder = ROOT / "shared" / "posturewatch" / "controls"
    modules = {
        ".".join(path.relative_to(folder).with_suffix("").parts)
        for path in folder.glob("*/*.py")
        if path.stem != "__init__"
    }
    assert modules == {address(kind) for kind in resource_types()}


def cases(kind: str) -> list[tuple[Any, Status]]:
    """Return (control, expected status) of every line of a type's table of cases."""
    service, name = str(address(kind)).split(".")
    path = ROOT / "tests" / "controls" / service / f"test_{name}.py"
    assert path.is_file(), f"{kind} has no table of cases: {path.relative_to(ROOT)}"
    spec = spec_from_file_location(f"cases_of_{service}_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    rows = [getattr(row, "values", row) for row in module.CASES]
    return [(row[0], row[-1]) for row in rows]


@each_type
def test_every_control_has_a_case_that_passes_and_one_that_fails(kind):
    seen = cases(kind)
    missing = [
        f"{control.id}: {status}"
        for control in controls_for(kind)
        for status in (Status.PASSED, Status.FAILED)
        if (control.ask, status) not in seen
    ]
    assert missing == []


# --- scorecard ------------------------------------------------------------------------------------


@each_control
def test_what_is_grave_costs_points(control):
    if control.severity in GRAVE:
        assert CARD.items_of(control.id), f"{control.severity} and in no item of {CARD.name}"


@pytest.mark.parametrize("name", docs.scorecard_names())
def test_a_card_asks_what_there_is(name):
    check_card(scorecard(name))


@pytest.mark.parametrize(
    ("controls", "words"),
    [
        ({"AWS::No::Thing": ("x",)}, "AWS::No::Thing is not covered"),
        (
            {"AWS::S3::Bucket": ("s3-bucket-versioning-enable",)},
            "item wrong: AWS::S3::Bucket has no control 's3-bucket-versioning-enable'. "
            "Is s3-bucket-versioning-enabled meant?",
        ),
        ({"AWS::EC2::Volume": ("s3-bucket-versioning-enabled",)}, "AWS::EC2::Volume has no"),
    ],
)
def test_a_card_that_asks_what_there_is_not_is_refused(controls, words):
    item = Item("wrong", "Wrong", 1, Quantifier.ALL, controls)
    with pytest.raises(BadInput, match=re.escape(words)):
        check_card(Scorecard("mine", 1, "Mine", (Area("a", "A", (item,)),)))


def test_a_control_answers_one_item_at_most():
    # Else one fault would cost twice.
    assert [id_ for id_ in CONTROLS if len(CARD.items_of(id_)) > 1] == []


def test_the_points_of_the_card():
    assert [area.weight for area in CARD.areas] == [31, 32, 33, 31]
    assert CARD.total == 127


# --- types ----------------------------------------------------------------------------------------


def test_the_names_of_config_are_those_that_the_types_declare():
    from posturewatch.catalog import _CONFIG_NAMES

    classes = [cls for kind in resource_types() if (cls := resource_class(kind)) is not None]
    declared = {cls.config_type: cls.type for cls in classes if cls.config_type != cls.type}
    assert declared == _CONFIG_NAMES
    assert all(type_of(cls.config_type) == cls.type for cls in classes)
