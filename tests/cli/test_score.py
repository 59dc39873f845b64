"""`posturewatch score` asks the table: now, before, why, and whether it is counted right."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from posturewatch.bootstrap import scorecard
from posturewatch.domain.outbox import EntryState
from posturewatch.domain.scorecard import Counts
from posturewatch.stores.dynamodb import DynamoStore
from posturewatch.usecases.score import Scorer
from posturewatch_cli import main, score, terminal
from tests.support.house import (
    ACCOUNT,
    CARD,
    REGION,
    START,
    Actor,
    House,
    Widget,
    catalogued,
    cause,
    change,
    covered,
    key,
    widget,
)
from tests.support.tables import make_table

HOSTILE = "\x1b[31m[red]<!channel>\n=cmd"


@pytest.fixture(autouse=True)
def _catalogue():
    with catalogued():
        yield


@pytest.fixture(scope="module")
def client():
    with mock_aws():
        yield boto3.client("dynamodb")


@pytest.fixture
def house(client, monkeypatch) -> House:
    """Widgets on a table: sealing fails by two findings, labels by one, privacy passes."""
    table = make_table(client)
    house = House(store=DynamoStore(client, table))
    covered(house.store)
    house.clock.tick(60)
    house.scorer.score(house.waiting())
    for number in range(4):
        of = key(f"w-{number}")
        house.world.put(widget(of, is_sealed=number < 2, label=""))
        hostile = cause(house.clock.tick(60), actor=Actor("IAMUser", HOSTILE))
        house.evaluator.evaluate(replace(change(of), cause=hostile))
        house.scorer.score(house.waiting())
    house.clock.tick(60)
    monkeypatch.setenv("POSTUREWATCH_TABLE", table)
    monkeypatch.setattr(score, "clock", house.clock)
    monkeypatch.setattr(
        score, "scorecard", lambda name: CARD if name == "foundation" else other(name)
    )
    monkeypatch.setattr("time.sleep", lambda _: None)
    return house


def other(name: str):
    return replace(CARD, name=name, version=3) if name == "other" else scorecard(name)


def asked(capsys, *arguments: str, account: str = ACCOUNT) -> tuple[int, str, str]:
    code = main.main(["score", *arguments, "--account", account])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def told(capsys, *arguments: str):
    code, out, err = asked(capsys, *arguments, "--format", "json")
    assert (code, err) == (0, "")
    return json.loads(out)


def shown(capsys, *arguments: str) -> str:
    code, out, err = asked(capsys, *arguments)
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    return " ".join(out.split())


# --- now ------------------------------------------------------------------------------------------


def test_now(house, capsys):
    now = told(capsys, "now")
    assert (now["account"], now["at"]) == (ACCOUNT, house.clock().isoformat())
    assert (now["card"], now["version"]) == ("test", 1)
    assert (now["earned"], now["unknown"], now["total"], now["percent"]) == (3, 0, 11, "27.3")
    assert now["interval"] == [3, 3]
    assert (now["age_seconds"], now["stale"], now["changed_since"]) == (60, [], [])
    reasons = {i["id"]: i["reason"] for area in now["areas"] for i in area["items"]}
    assert reasons["sealing"] == "2 of 4 verdicts failed."
    text = shown(capsys, "now")
    assert f"Account {ACCOUNT} 3/11 = 27.3 %" in text
    assert "Between 3 and 3 of 11 points; scored 1 minute ago" in text


def test_response(house, capsys):
    response = told(capsys, "response", "--since", "1h")
    assert response["since"] == (house.clock() - timedelta(hours=1)).isoformat()
    worst, *_ = response["severities"]
    assert worst["severity"] == "CRITICAL"
    assert worst["episodes"] == {"all": 2, "open": 2, "fixed": 0, "closed": 0, "accepted": 0}
    assert worst["from_change_until"]["evaluated"] == {"count": 2, "p50": 0.0, "p90": 0.0}
    assert worst["from_change_until"]["fixed"] == {"count": 0, "p50": None, "p90": None}
    assert worst["median_to_fix"] is None
    # The third and the fourth widget were born bad, the latter a minute ago.
    assert worst["exposure"] == 120.0
    text = shown(capsys, "response")
    assert "CRITICAL 2 2 0 seconds - - -, - - 2 minutes" in text
    code, _, err = asked(capsys, "response", "--since", "2099-01-01")
    assert (code, "is in the future" in err) == (2, True)


def test_teams(house, capsys):
    of = key("w-9")
    house.world.put(widget(of, is_sealed=True, label="x", tags={"team": "[bold]shop"}))
    house.evaluator.evaluate(change(of))
    house.scorer.score(house.waiting())
    teams = {team["team"]: team for team in told(capsys, "teams")["teams"]}
    assert {name: team["resources"] for name, team in teams.items()} == {
        "unowned": 4,
        "[bold]shop": 1,
    }
    failing = {
        name: {i["id"] for area in team["areas"] for i in area["items"] if i["status"] == "fail"}
        for name, team in teams.items()
    }
    now = told(capsys, "now")
    account = {i["id"] for area in now["areas"] for i in area["items"] if i["status"] == "fail"}
    # What asks for all fails for the account if it fails for some team.
    assert account - {"labels"} == (failing["unowned"] | failing["[bold]shop"]) - {"labels"}
    text = shown(capsys, "teams")
    assert "[bold]shop" in text
    assert "unowned 4" in text


def test_time_alone_turns_items_unknown(house, capsys):
    house.clock.tick(hours=50)
    now = told(capsys, "now")
    assert (now["earned"], now["unknown"]) == (0, 4)
    assert now["stored"] == {
        "card": "test/1",
        "earned": 3,
        "unknown": 0,
        "total": 11,
        "percent": "27.3",
        "percent_at_most": "27.3",
        "interval": [3, 3],
    }
    assert now["changed_since"] == [
        {"id": "privacy", "stored": "pass", "now": "unknown"},
        {"id": "labels", "stored": "fail", "now": "unknown"},
    ]
    (stale,) = now["stale"]
    assert stale == {
        "type": Widget.type,
        "regions": {REGION: START.isoformat(timespec="microseconds")},
        "items": ["sealing", "privacy", "labels"],
    }
    text = shown(capsys, "now")
    assert "Time alone has moved it since: stored are 3/11 = 27.3 %." in text
    assert "privacy: pass → unknown" in text
    assert f"{Widget.type} {REGION} 2026-03-01 12:00:00 UTC" in text


def test_another_card_is_not_called_time(house, capsys):
    text = shown(capsys, "now", "--card", "other")
    assert "The account is scored by card test/1: 3/11" in text
    assert "Time alone" not in text


# --- history and at -------------------------------------------------------------------------------


def test_history(house, capsys):
    rows = told(capsys, "history")["rows"]
    assert [row["version"] for row in rows] == list(range(1, len(rows) + 1))
    assert sum(row["points"] for row in rows) == 3
    for before, after in itertools.pairwise(rows):
        assert after["earned_before"] == before["earned"]
    last = rows[-1]
    assert last["items"] == [
        {"id": "sealing", "title": "Sealed", "weight": 7, "before": "pass", "after": "fail"}
    ]
    assert (last["points"], last["percent_before"], last["percent"]) == (-7, "90.9", "27.3")
    assert (last["by"], last["call"]) == (HOSTILE, "PutWidget")
    assert last["findings"] == [
        f"{key('w-2')}/test-widget-labelled",
        f"{key('w-2')}/test-widget-sealed",
    ]
    text = shown(capsys, "history")
    assert "90.9 → 27.3 %" in text
    assert "sealing fail" in text
    assert "\N{REPLACEMENT CHARACTER}[31m[red]<!channel>" in text
    assert any(bar in text for bar in terminal.SPARKS)


def test_history_of_a_time(house, capsys):
    for label in ("x", ""):
        house.world.put(widget(key("w-0"), label=label))
        house.evaluate(change(key("w-0"), house.clock.tick(60)))
        house.scorer.score(house.waiting())
    house.clock.tick(60)
    rows = told(capsys, "history")["rows"]
    first, *middle, last = (row["at"] for row in rows)
    some = told(capsys, "history", "--since", middle[0], "--until", middle[-1])
    assert [row["at"] for row in some["rows"]] == middle
    assert not some["is_cut"]
    cut = told(capsys, "history", "--limit", "1")
    assert [row["at"] for row in cut["rows"]] == [last]
    assert cut["is_cut"]
    assert cut["rows"][0] == rows[-1], "a row is the same in every part"
    assert "Only the newest 1 row" in shown(capsys, "history", "--limit", "1")
    none = told(capsys, "history", "--since", "30s")
    assert none["rows"] == []
    assert "has no such row" in shown(capsys, "history", "--since", "30s")
    assert first == rows[0]["at"]


def test_another_version_of_the_card_is_a_break(house, capsys):
    heavier = replace(
        CARD,
        version=2,
        areas=tuple(
            replace(area, items=tuple(replace(i, weight=i.weight + 3) for i in area.items))
            for area in CARD.areas
        ),
    )
    house.evaluate(change(key("w-0"), house.clock.tick(60)))
    house.world.put(widget(key("w-0"), good=False))
    house.evaluate(change(key("w-0"), house.clock.tick(60)))
    Scorer(house.store, heavier, house.clock).score(house.waiting())
    rows = told(capsys, "history")["rows"]
    (changed,) = [row for row in rows if row["break"]]
    assert changed["break"] == {"from": "test/1", "to": "test/2"}
    assert (changed["earned_before"], changed["total_before"]) == (3, 11)
    assert changed["percent_before"] == "27.3"
    assert (changed["earned"], changed["total"], changed["percent"]) == (6, 20, "30.0")
    assert changed["by"] == "another card"
    text = shown(capsys, "history")
    assert "card test/1: 3/11 = 27.3 % → card test/2: 6/20 = 30.0 %" in text
    mine = told(capsys, "history", "--card", "test")["rows"]
    assert mine == rows
    assert told(capsys, "history", "--card", "none")["rows"] == []


def test_at_a_time(house, capsys):
    rows = told(capsys, "history")["rows"]
    for before, after in itertools.pairwise(rows):
        between = START + (moment(after) - START) - timedelta(seconds=1)
        was = told(capsys, "at", between.isoformat())
        assert was["row"] == before
        assert (was["earned"], was["until"]) == (before["earned"], after["at"])
        assert told(capsys, "at", before["at"])["row"] == before
    now = told(capsys, "at", "2100-01-01")
    assert (now["row"], now["until"]) == (rows[-1], None)
    assert now["items"] == {"labels": "fail", "privacy": "pass", "sealing": "fail"}
    text = shown(capsys, "at", rows[-1]["at"])
    assert "3/11 = 27.3 %" in text
    assert "and it still is so" in text
    assert "-7 points, 90.9 → 27.3 %" in text


def moment(row):
    return score.time_of(row["at"], START)


def test_before_the_first_row_there_is_no_score(house, capsys):
    code, out, err = asked(capsys, "at", "2020-01-01")
    assert (code, out) == (2, "")
    assert "had no score at 2020-01-01T00:00:00+00:00. Its first is of 2026-03-01T12:01" in err


def test_a_card_beside_the_first_has_a_history_of_its_own(house, capsys):
    beside = replace(CARD, name="other", version=3)
    house.world.put(widget(key("w-0"), label="x"))
    house.evaluate(change(key("w-0"), house.clock.tick(60)))
    Scorer(house.store, CARD, house.clock, beside=(beside,)).score(house.waiting())
    (begun, moved) = told(capsys, "history", "--card", "other")["rows"]
    assert (begun["card"], begun["cause"]["source"]) == ("other/3", "score")
    assert (moved["card"], moved["points"], moved["call"]) == ("other/3", 1, "PutWidget")
    at = told(capsys, "at", "0s", "--card", "other")
    assert at["card"] == "other/3"
    assert {row["card"] for row in told(capsys, "history")["rows"]} == {"test/1"}


# --- explain --------------------------------------------------------------------------------------


def test_explain_sorts_by_points_for_each_fix(house, capsys):
    found = told(capsys, "explain")
    assert [item["id"] for item in found["items"]] == ["sealing", "labels"]
    sealing, labels = found["items"]
    assert (sealing["points"], sealing["fixes"], sealing["points_per_fix"]) == (7, 2, 3.5)
    assert (labels["points"], labels["fixes"], len(labels["findings"])) == (1, 1, 4)
    assert found["winnable"] == {"points": 8, "fixes": 3, "earned": 11, "percent": "100.0"}
    one = sealing["findings"][0]
    assert (one["control"], one["severity"]) == ("test-widget-sealed", "CRITICAL")
    assert one["resource"] == {"type": Widget.type, "id": "w-2", "region": REGION}
    assert (one["opened_by"], one["call"], one["remediation"]) == (
        HOSTILE,
        "PutWidget",
        "Make it good.",
    )
    text = shown(capsys, "explain")
    assert "Fixing 3 findings wins back 8 points: 100.0 %." in text
    assert "wins 7 points: fix 2 findings, 3.5 for each (all of them)" in text
    assert "wins 1 point: fix 1 finding (any one of its findings)" in text
    assert "→ Make it good." in text


def test_explain_one_item(house, capsys):
    assert [i["id"] for i in told(capsys, "explain", "--item", "labels")["items"]] == ["labels"]
    assert "Private (3 points) passes: All 4 verdicts passed." in shown(
        capsys, "explain", "--item", "privacy"
    )
    code, _, err = asked(capsys, "explain", "--item", "nothing")
    assert code == 2
    assert "has no item 'nothing'. It has sealing, privacy, labels." in err


def test_the_fastest_path(house, capsys):
    target = told(capsys, "explain", "--target", "90")["target"]
    assert (target["need"], target["fixes"], target["number_of_paths"]) == (7, 2, 1)
    (path,) = target["paths"]
    assert (path["points"], path["percent"], path["items"]) == (7, "90.9", ["sealing"])
    assert path["steps"] == [
        {
            "any_one": False,
            "fixes": 2,
            "findings": [
                {
                    "id": f"{key(f'w-{n}')}/test-widget-sealed",
                    "control": "test-widget-sealed",
                    "resource": {"type": Widget.type, "id": f"w-{n}", "region": REGION},
                }
                for n in (2, 3)
            ],
        }
    ]
    text = shown(capsys, "explain", "--target", "100%")
    assert "To 100 %: 8 points are missing, 3 fixes win them. One way:" in text
    assert "1. +8 → 100.0 % labels, sealing" in text
    assert f"any one of w-0 ({REGION}): test-widget-labelled" in text
    assert "is reached already" in shown(capsys, "explain", "--target", "27.2")


def test_a_target_out_of_reach(house, capsys):
    house.clock.tick(hours=50)
    target = told(capsys, "explain", "--target", "50")["target"]
    assert (target["is_possible"], target["paths"]) == (False, [])
    assert target["at_most"] == {"earned": 1, "percent": "9.1"}
    text = shown(capsys, "explain", "--target", "50")
    assert (
        "50 % cannot be reached by fixing findings: at most 1/11 = 9.1 %, 5 points short." in text
    )
    assert f"{Widget.type}: Last listed completely: {REGION} at 2026-03-01T12:00 UTC." in text


@pytest.mark.parametrize("target", ["", "much", "101", "-1", "1e2", "nan"])
def test_bad_targets(house, capsys, target):
    code, out, err = asked(capsys, "explain", f"--target={target}")
    assert (code, out) == (2, "")
    assert err.startswith("posturewatch: ")


def without_controls(name):
    """Return a card whose items nothing answers yet."""
    card = scorecard(name)
    bare = [
        replace(area, items=tuple(replace(item, controls={}) for item in area.items))
        for area in card.areas
    ]
    return replace(card, areas=tuple(bare))


def test_items_without_a_control_are_told_together(house, capsys, monkeypatch):
    monkeypatch.setattr(score, "scorecard", without_controls)
    # The shipped card asks no widgets, and nothing else is in this catalogue.
    monkeypatch.setattr(score, "check_card", lambda _: None)
    found = told(capsys, "explain")
    assert len(found["items"]) == 16
    text = shown(capsys, "explain")
    assert "127 points: No control answers this yet." in text
    assert "tls_1_2_minimum 7" in text


# --- verify ---------------------------------------------------------------------------------------


def spoil(house, client) -> None:
    update = house.store._tally_update(ACCOUNT, "test-widget-sealed", Counts(1, 1), 0)
    client.update_item(**update)


def test_verify(house, capsys):
    found = told(capsys, "verify")
    assert (found["drift"], found["is_right"], found["controls"]) == (0, True, [])
    assert (found["resources"], found["verdicts"], found["waiting"]) == (4, 12, 0)
    text = shown(capsys, "verify")
    assert "4 resources, 12 verdicts" in text
    assert text.endswith("drift 0: verdicts, tallies, score and ledger agree")


def test_verify_says_what_waits(house, capsys):
    house.world.put(widget(key("new")))
    house.evaluate(change(key("new"), house.clock.tick(60)))
    assert "1 committed change waits to be scored" in shown(capsys, "verify")


def test_verify_finds_drift(house, client, capsys):
    spoil(house, client)
    code, out, err = asked(capsys, "verify", "--format", "json")
    assert (code, err) == (1, "")
    assert json.loads(out)["controls"] == [
        {
            "control": "test-widget-sealed",
            "team": "",
            "recounted": [4, 2, 0],
            "tally": [5, 3, 0],
            "score": [4, 2, 0],
            "drift": 2,
        }
    ]
    code, out, _ = asked(capsys, "verify")
    assert code == 1
    assert "drift 2" in out
    assert "5/3/0" in out


def test_verify_finds_drift_of_a_team(house, client, capsys):
    update = house.store._team_update(ACCOUNT, HOSTILE, 3, 0)
    client.update_item(**update)
    code, out, err = asked(capsys, "verify", "--format", "json")
    assert (code, err) == (1, "")
    (drift,) = json.loads(out)["controls"]
    assert drift == {
        "control": "",
        "team": HOSTILE,
        "recounted": [0, 0, 0],
        "tally": [3, 0, 0],
        "score": None,
        "drift": 3,
    }
    code, out, _ = asked(capsys, "verify", "--repair")
    assert code == 0
    assert "resources of team" in out
    assert "\x1b" not in out
    assert "[red]" in shown(capsys, "history")


def test_verify_repairs_and_names_who_did_it(house, client, capsys):
    spoil(house, client)
    arn = boto3.client("sts").get_caller_identity()["Arn"]
    found = told(capsys, "verify", "--repair")
    assert (found["drift"], found["before"]["drift"], found["repaired_by"]) == (0, 2, arn)
    last = told(capsys, "history")["rows"][-1]
    assert (last["cause"]["source"], last["cause"]["actor"]["arn"]) == ("repair", arn)
    assert (last["points"], last["call"]) == (0, "Repair")
    assert last["repair"] == {"tallies": {"test-widget-sealed": [-1, -1, 0]}, "counts": {}}
    assert "counts of test-widget-sealed" in shown(capsys, "history")
    assert "drift 0" in shown(capsys, "verify")
    again = told(capsys, "verify", "--repair")
    assert "before" not in again, "what is right is not repaired"
    assert told(capsys, "history")["rows"][-1] == last


def test_repair_in_words(house, client, capsys):
    spoil(house, client)
    text = shown(capsys, "verify", "--repair")
    assert "drift 2 Repaired by arn:aws:" in text
    assert text.endswith("drift 0: verdicts, tallies, score and ledger agree")


# --- What cannot be used --------------------------------------------------------------------------

QUESTIONS = [
    ["now"],
    ["history"],
    ["at", "1h"],
    ["teams"],
    ["response"],
    ["explain"],
    ["verify"],
]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q[0])
def test_no_table(question, capsys, monkeypatch):
    monkeypatch.delenv("POSTUREWATCH_TABLE", raising=False)
    code, out, err = asked(capsys, *question)
    assert (code, out) == (2, "")
    assert "no table is named. Give --table or POSTUREWATCH_TABLE" in err


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q[0])
def test_a_table_that_is_not_there(question, house, capsys):
    code, out, err = asked(capsys, *question, "--table", "nowhere")
    assert (code, out) == (2, "")
    assert "there is no table nowhere." in err


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q[0])
def test_an_account_that_was_never_scored(question, house, capsys):
    code, out, err = asked(capsys, *question, account="999999999999")
    assert (code, out) == (2, "")
    assert "account 999999999999 has never been scored" in err


def test_the_account_is_the_credentials_own(house, capsys, monkeypatch):
    own = boto3.client("sts").get_caller_identity()["Account"]
    assert own == ACCOUNT, "moto's account is the tests' account"
    assert main.main(["score", "now", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["account"] == own


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["at", "yesterday"], "'yesterday' is not a time. Give ISO 8601"),
        (["at", ""], "'' is not a time"),
        (["history", "--since", "12"], "'12' is not a time"),
        (["history", "--until", "2026-13-01"], "'2026-13-01' is not a time"),
        (["history", "--since", "1h", "--until", "2h"], "is after --until"),
        (["history", "--limit", "0"], "--limit 0: at least one row is shown"),
        (["now", "--card", "nothing"], "there is no scorecard 'nothing'"),
    ],
)
def test_bad_input(house, capsys, arguments, complaint):
    code, out, err = asked(capsys, *arguments)
    assert (code, out) == (2, "")
    assert complaint in err


def test_a_bad_account(house, capsys):
    code, _, err = asked(capsys, "now", account="me")
    assert code == 2
    assert "--account me: an account has 12 digits" in err


def test_times():
    for text, expected in {
        "2026-03-01": START.replace(hour=0),
        "2026-03-01T12:00:00Z": START,
        "2026-03-01T13:00:00+01:00": START,
        "2026-03-01 12:00": START,
        "90m": START - timedelta(minutes=90),
        "2w": START - timedelta(days=14),
    }.items():
        assert score.time_of(text, START) == expected


def test_without_credentials_or_region(capsys, monkeypatch):
    monkeypatch.setenv("POSTUREWATCH_TABLE", "table")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    code, out, err = asked(capsys, "now")
    assert (code, out) == (2, "")
    assert "AWS cannot be asked" in err


def test_a_sparkline_keeps_its_width():
    assert terminal.sparkline([1, 2, 3]) == "▁▅█"
    assert terminal.sparkline([5, 5]) == "▄▄"
    assert terminal.sparkline(list(range(500)), 10)[-1] == "█"
    assert len(terminal.sparkline(list(range(500)), 10)) == 10


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-3, "0 seconds"), (1, "1 second"), (61, "1 minute"), (7200, "2 hours"), (2e5, "2 days")],
)
def test_ages(seconds, words):
    assert terminal.ago(seconds) == words


def test_nothing_waits_in_the_house(house):
    assert [e for e in house.waiting() if e.state is EntryState.SCORING] == []
