"""`posturewatch exceptions` on a table: accept, list, apply, end."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from moto import mock_aws

from posturewatch.domain.errors import BadInput
from posturewatch.stores.dynamodb import DynamoStore
from posturewatch_cli import exceptions, main
from tests.support.house import (
    ACCOUNT,
    CARD,
    CONTROLS,
    Clock,
    House,
    catalogued,
    change,
    covered,
    key,
    widget,
)
from tests.support.tables import make_table

SEALED, PRIVATE = CONTROLS[0].id, CONTROLS[1].id
CALLER = f"arn:aws:sts::{ACCOUNT}:user/moto"
FINDING = f"{key()}/{SEALED}"


@pytest.fixture
def house(monkeypatch):
    """A deployed table with one widget that is neither sealed nor private, judged today."""
    now = datetime.now(UTC)
    with mock_aws(), catalogued():
        client = boto3.client("dynamodb")
        house = House(clock=Clock(now - timedelta(hours=1)))
        table = make_table(client)
        monkeypatch.setenv("POSTUREWATCH_TABLE", table)
        monkeypatch.setattr("posturewatch_cli.score.scorecard", lambda _: CARD)
        house.store = DynamoStore(client, table, now=house.clock)
        covered(house.store, house.clock())
        house.world.put(widget(is_sealed=False, is_private=False))
        house.evaluate(change(at=house.clock()))
        house.scorer.score(house.waiting())
        yield house


def ran(capsys, *arguments: str) -> dict:
    assert main.main(["exceptions", *arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys, *arguments: str) -> str:
    assert main.main(["exceptions", *arguments]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    return shown.err


def add(*more: str, id: str = "x", scope=("--finding", FINDING)) -> tuple[str, ...]:
    return (
        "add",
        id,
        "--reason",
        "Why.",
        "--approved-by",
        "grace",
        "--expires",
        "30d",
        *scope,
        *more,
    )


def test_accepted_listed_and_ended(house, capsys):
    added = ran(capsys, *add())["added"]
    assert added["recorded_by"] == added["requested_by"] == CALLER
    assert (added["standing"], added["covers"]) == ("used", [FINDING])
    assert added["days_left"] in (29, 30)
    assert list(added["evidence"]) == [SEALED]
    told = ran(capsys, "list")
    assert told["score"]["earned"] == 1
    assert told["with_accepted_risk"]["earned"] == 8
    assert [item["id"] for item in told["with_accepted_risk"]["items"]] == ["sealing"]
    assert [each["id"] for each in told["exceptions"]] == ["x"]
    assert main.main(["score", "now", "--format", "json"]) == 0
    now = json.loads(capsys.readouterr().out)
    assert now["earned"] == 1
    assert now["with_accepted_risk"] == told["with_accepted_risk"]
    assert main.main(["score", "now"]) == 0
    shown = capsys.readouterr().out
    assert "With accepted risk: 8/11 = 72.7 %; 1 failing finding accepted." in shown
    assert ran(capsys, "end", "x")["ended"]["ended_by"] == CALLER
    told = ran(capsys, "list")
    assert (told["exceptions"], told["with_accepted_risk"]["earned"]) == ([], 1)
    (ended,) = ran(capsys, "list", "--all")["exceptions"]
    assert ended["standing"] == "ended"


@pytest.mark.parametrize(
    ("scope", "kind"),
    [
        (("--resource", str(key())), "resource"),
        (("--resource", str(key()), "--control", SEALED, "--control", PRIVATE), "resource"),
        (("--control", SEALED), "control"),
        (("--tag", "stage=dev", "--control", SEALED), "tag"),
    ],
)
def test_every_scope(house, capsys, scope, kind):
    assert ran(capsys, *add(scope=scope))["added"]["scope"]["kind"] == kind


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (add("--requested-by", "Grace"), "Another person has to approve it"),
        (add("--expires", "366d"), "in more than 365 days"),
        (add("--expires", "2020-01-01"), "it expired"),
        (add("--expires", "soon"), "--expires: "),
        (add("--tag", "a=b"), "found finding and tag"),
        (add(scope=()), "one scope is needed, found none"),
        (add(scope=("--control", SEALED, "--control", PRIVATE)), "one control"),
        (add(scope=("--finding", f"{key('none')}/{SEALED}")), "has not been judged yet"),
        (add(id="X"), "is not an exception's id"),
        (("end", "none"), "has no exception 'none'. It has none."),
        (("list", "--account", "12"), "an account has 12 digits"),
        (("apply", "/nowhere.toml"), "/nowhere.toml: No such file"),
    ],
)
def test_what_is_refused(house, capsys, arguments, told):
    assert told in refused(capsys, *arguments)
    assert house.store.exceptions(ACCOUNT) == []


TOML = f"""
account = "{ACCOUNT}"

[[exception]]
id = "sealing"
reason = "It is opened every day."
requested_by = "ada"
approved_by = "grace"
expires = {datetime.now(UTC) + timedelta(days=20):%Y-%m-%d}
finding = "{FINDING}"
"""


def test_a_file_is_applied(house, capsys, tmp_path):
    path = tmp_path / "exceptions.toml"
    path.write_text(TOML)
    dry = ran(capsys, "apply", str(path), "--dry-run")
    assert [each["id"] for each in dry["added"]] == ["sealing"]
    assert house.store.exceptions(ACCOUNT) == []
    done = ran(capsys, "apply", str(path))
    assert [each["recorded_by"] for each in done["added"]] == [CALLER]
    assert ran(capsys, "apply", str(path))["unchanged"] == ["sealing"]
    path.write_text(TOML.replace("every day", "every hour"))
    assert [each["id"] for each in ran(capsys, "apply", str(path))["changed"]] == ["sealing"]
    assert "kept as code" in refused(capsys, "end", "sealing")
    path.write_text(f'account = "{ACCOUNT}"')
    assert [each["id"] for each in ran(capsys, "apply", str(path))["removed"]] == ["sealing"]
    assert "not 999999999999" in refused(capsys, "apply", str(path), "--account", "999999999999")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"account = ", "it is not TOML"),
        (b"\xff", "it is not UTF-8 text"),
        (b"", "the account is missing"),
        (b" " * (exceptions.MAX_FILE + 1), "longer than"),
        (b"a = " + b"[" * 5000, "it is not TOML"),
    ],
)
def test_files_that_cannot_be_used(tmp_path, data, told):
    path = tmp_path / "exceptions.toml"
    path.write_bytes(data)
    with pytest.raises(BadInput, match=told) as raised:
        exceptions.read(str(path))
    assert str(raised.value).startswith(str(path))


def test_the_tables(house, capsys, tmp_path):
    def shown(*arguments: str) -> str:
        assert main.main(["exceptions", *arguments]) == 0
        return capsys.readouterr().out

    assert "There are no exceptions." in shown("list")
    assert f"It covers 1 failing finding:\n  {FINDING}" in shown(*add())
    ran(capsys, *add(id="idle", scope=("--control", CONTROLS[2].id)))
    ran(capsys, *add(id="whole", scope=("--resource", str(key()), "--control", PRIVATE)))
    (stored,) = [e for e in house.store.exceptions(ACCOUNT) if e.id == "whole"]
    other = replace(stored, version=2, evidence={PRIVATE: "another exposure"})
    house.store.put_exception(other, stored.version)
    told = shown("list")
    assert "With accepted risk  8/11 = 72.7 %; 1 failing finding accepted" in told
    assert "test-widget" in told
    assert "whole: accepted risk no longer applies" in told
    assert "end them: idle." in told
    assert "\x1b" not in told
    assert "Ended: x." in shown("end", "x")
    path = tmp_path / "exceptions.toml"
    path.write_text(TOML)
    assert "+ sealing" in shown("apply", str(path), "--dry-run")
    assert "1 added, 0 changed, 0 removed, 0 unchanged." in shown("apply", str(path))
