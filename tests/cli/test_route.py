"""`posturewatch route`: who would hear of what, and the table's own documents."""

import json

import boto3
import pytest
from moto import mock_aws

from posturewatch_cli import main
from tests.support.tables import make_table

TEAM = """
[destinations.payments]
slack = "C0PAYMENTS"
quiet = { from = "20:00", to = "07:00", zone = "Europe/Berlin" }

[[routes]]
name = "payments"
team = ["payments"]
standard = ["foundation/no_public_databases"]
to = ["payments"]
"""


@pytest.fixture
def table():
    with mock_aws():
        yield make_table(boto3.client("dynamodb"))


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(TEAM)
    return str(path)


def told(capsys, *arguments: str) -> tuple[int, dict]:
    code = main.main(["route", *arguments, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_deployed_file_tells_everything_to_what_is_deployed(capsys):
    code, answer = told(capsys, "show", "--severity", "critical")
    assert code == 0
    assert [(h["destination"], h["address"], h["told"]) for h in answer["heard"]] == [
        ("sns", "$TOPIC", "at once"),
        ("slack", "$SLACK", "at once"),
    ]


def test_a_matter_is_routed_by_the_items_that_its_controls_answer(capsys, own):
    asked = ["show", "--file", own, "--team", "payments", "--at", "2026-03-05T22:00+01:00"]
    code, answer = told(capsys, *asked, "--control", "rds-db-instance-not-public")
    assert code == 0
    (heard,) = answer["heard"]
    assert heard["because"] in (["payments"], ["default"])
    assert (heard["told"], heard["at"]) == ("later", "2026-03-06T06:00:00+00:00")


def test_documents_of_the_table_are_kept_on_top(capsys, table, own):
    at = ("--table", table)
    assert told(capsys, "list", *at) == (0, {"documents": {}})
    code, answer = told(capsys, "apply", own, "--name", "payments", *at)
    assert (code, answer["applied"], answer["destinations"]) == (0, "payments", ["payments"])
    assert "everything" in answer["routes"]
    assert told(capsys, "list", *at)[1] == {"documents": {"payments": ["destinations", "routes"]}}
    asked = ("--team", "payments", "--standard", "foundation/no_public_databases")
    heard = told(capsys, "show", *asked, *at)[1]["heard"]
    assert [each["destination"] for each in heard] == ["sns", "slack", "payments"]
    assert told(capsys, "remove", "payments", *at) == (
        0,
        {"removed": "payments", "was_there": True},
    )
    assert told(capsys, "remove", "payments", *at)[0] == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("routes = 1", "routes is not a list of tables"),
        ("[[routes", "it is not TOML"),
        ('[[routes]]\nto = ["nowhere"]', "there is no destination 'nowhere'"),
    ],
)
def test_a_bad_file_says_what_is_wrong(capsys, tmp_path, table, text, says):
    path = tmp_path / "bad.toml"
    path.write_text(text)
    for arguments in (["check", str(path)], ["apply", str(path), "--table", table]):
        assert main.main(["route", *arguments]) == 2
        assert says in capsys.readouterr().err
    assert main.main(["route", "check", str(tmp_path / "none.toml")]) == 2
    assert main.main(["route", "apply", str(path), "--name", "A B", "--table", table]) == 2


def test_people_read_a_table(capsys):
    assert main.main(["route", "show"]) == 0
    shown = capsys.readouterr().out
    assert "Because of" in shown
    assert "everything" in shown
