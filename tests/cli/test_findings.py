"""`posturewatch findings` on a table: list, show, and what people do with one."""

import json
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from moto import mock_aws

from posturewatch.domain.change import Actor
from posturewatch.stores.dynamodb import DynamoStore
from posturewatch_cli import main
from tests.support.house import ACCOUNT, CONTROLS, Clock, House, catalogued, change, key, widget
from tests.support.tables import make_table

HOSTILE = "\x1b[31m[red]<!channel>\n=cmd"
CALLER = f"arn:aws:sts::{ACCOUNT}:user/moto"
SEALED = f"{key()}/{CONTROLS[0].id}"


@pytest.fixture
def house(monkeypatch):
    """A deployed table with a widget that failed, was fixed and fails again."""
    with mock_aws(), catalogued():
        client = boto3.client("dynamodb")
        house = House(clock=Clock(datetime.now(UTC) - timedelta(hours=1)))
        table = make_table(client)
        monkeypatch.setenv("POSTUREWATCH_TABLE", table)
        house.store = DynamoStore(client, table, now=house.clock)
        for is_sealed in (False, True, False):
            house.world.put(widget(is_sealed=is_sealed, label="?"))
            mallory = Actor("IAMUser", HOSTILE, account=ACCOUNT)
            house.evaluate(change(at=house.clock.tick(60), actor=mallory))
        yield house


def told(capsys, *arguments: str) -> dict:
    assert main.main(["findings", *arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def shown(capsys, *arguments: str) -> str:
    assert main.main(["findings", *arguments]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    return " ".join(out.split())


def refused(capsys, *arguments: str) -> str:
    assert main.main(["findings", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    return err


def test_what_is_open_and_one_of_it(house, capsys):
    listed = told(capsys, "list")
    assert [(f["severity"], f["status"]) for f in listed["findings"]] == [
        ("CRITICAL", "FAILED"),
        ("LOW", "WARNING"),
    ]
    assert [f["id"] for f in told(capsys, "list", "--severity", "high")["findings"]] == [SEALED]
    text = shown(capsys, "list")
    assert "2 open findings" in text
    finding = told(capsys, "show", SEALED)["finding"]
    assert (finding["episode"], finding["regressions"], finding["workflow"]) == (2, 1, "NEW")
    first, second = finding["episodes"]
    assert (first["ending"], second["ending"], second["resolved_by"]) == ("fixed", None, None)
    assert first["opened_by"]["event_name"] == "PutWidget"
    text = shown(capsys, "show", SEALED)
    assert "CRITICAL FAILED NEW ACTIVE, 1 regression" in text
    assert "[red]" in text


def test_what_people_do_is_written_with_who_they_are(house, capsys):
    assert told(capsys, "acknowledge", SEALED, "--note", "Looking.")["effect"] == "done"
    assert told(capsys, "acknowledge", SEALED)["effect"] == "same"
    assert "It was so already." in shown(capsys, "acknowledge", SEALED)
    told(capsys, "assign", SEALED, "--to", HOSTILE)
    told(capsys, "note", SEALED, "It was the deploy.")
    suppressed = told(capsys, "suppress", SEALED)["finding"]
    assert (suppressed["workflow"], suppressed["acknowledged_by"]) == ("SUPPRESSED", CALLER)
    assert [(h["kind"], h["by"], h["note"]) for h in suppressed["history"]] == [
        ("acknowledged", CALLER, "Looking."),
        ("assigned", CALLER, ""),
        ("noted", CALLER, "It was the deploy."),
        ("suppressed", CALLER, ""),
    ]
    assert told(capsys, "lift", SEALED)["finding"]["workflow"] == "NOTIFIED"
    text = shown(capsys, "show", SEALED)
    assert f"noted by {CALLER}: It was the deploy." in text
    assert told(capsys, "assign", SEALED)["finding"]["assignee"] == ""
    assert "assigned to nobody by" in shown(capsys, "show", SEALED)


def test_what_cannot_be_used_is_refused(house, capsys):
    assert "there is no finding" in refused(capsys, "show", f"{key()}/none")
    assert "there is no finding" in refused(capsys, "lift", f"{key('none')}/none")
    assert "expected account/region/type/id" in refused(capsys, "show", "nonsense")
    assert "the note is empty" in refused(capsys, "note", SEALED, " ")
    house.world.put(widget())
    house.evaluate(change(at=house.clock.tick(60)))
    assert "is over" in refused(capsys, "suppress", SEALED)
    assert main.main(["findings", "list", "--account", ACCOUNT]) == 0
    assert "no open finding" in capsys.readouterr().out
