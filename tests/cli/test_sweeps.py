"""`posturewatch sweeps`: on a table with the planning function behind it."""

import io
import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from posturewatch.domain.errors import BadInput
from posturewatch.stores.memory import MemoryStore
from posturewatch_cli import main, score, sweeps
from tests.support.house import ACCOUNT, REGION, Clock, House, Widget, catalogued, key, widget

ARN = f"arn:aws:iam::{ACCOUNT}:user/alice"


@pytest.fixture
def house(monkeypatch):
    """A house whose planning function is reached through Lambda's client."""
    with catalogued():
        house = House(clock=Clock(datetime.now(UTC)))

        class Client:
            def get_caller_identity(self):
                return {"Account": ACCOUNT, "Arn": ARN}

            def invoke(self, **asked):
                assert asked["FunctionName"] == "start-sweep"
                return answered(house, json.loads(asked["Payload"]))

        monkeypatch.setattr(score, "DynamoStore", lambda *_: house.store)
        monkeypatch.setattr(score.boto3, "client", lambda *_, **__: Client())
        monkeypatch.setenv("POSTUREWATCH_TABLE", "table")
        monkeypatch.setenv("POSTUREWATCH_START_FUNCTION", "start-sweep")
        yield house


def answered(house, event):
    """Answer as the deployed function does."""
    from posturewatch.domain.sweep import Plan

    try:
        if "cancel" in event:
            told = {"cancelled": house.starter.cancel(event["cancel"])}
        elif "resume" in event:
            told = {"resumed": house.starter.resume(event["resume"])}
        else:
            started = house.starter.start_all(Plan.from_json(event)).sweeps
            told = {"sweeps": [{"id": s.id, "slices": s.slices} for s in started], "queued": 0}
    except BadInput as error:
        body = {"errorMessage": str(error), "errorType": "BadInput"}
        return {"FunctionError": "Unhandled", "Payload": io.BytesIO(json.dumps(body).encode())}
    return {"Payload": io.BytesIO(json.dumps(told).encode())}


def run(*arguments):
    """Run a command; its exit code and its answer."""
    out = io.StringIO()
    code = sweeps.run(main.parser().parse_args(["sweeps", *arguments, "--format", "json"]), out)
    return code, json.loads(out.getvalue())


def table(*arguments):
    """Run a command; its exit code and the text of its table."""
    out = io.StringIO()
    code = sweeps.run(main.parser().parse_args(["sweeps", *arguments]), out)
    return code, out.getvalue()


def test_a_sweep_is_started_watched_ended_and_resumed(house):
    house.world.put(widget(key("a")))
    code, told = run("start")
    assert (code, told["done"], told["slices"]) == (0, True, 1)
    code, again = run("start")
    assert (code, again["done"], again["sweep"]) == (1, False, told["sweep"])
    code, seen = run("status")
    assert (seen["sweeps"][0]["state"], seen["sweeps"][0]["reason"]) == (
        "RUNNING",
        f"on demand, {ARN}",
    )
    assert run("cancel")[1] == {"sweep": told["sweep"], "action": "cancel", "done": True}
    assert run("cancel")[0] == 1
    assert run("resume", told["sweep"])[1]["done"]
    house.slices.slices[:] = house.slices.slices[-1:]
    house.work_all()
    assert run("resume")[0] == 1
    _, seen = run("status")
    assert seen["sweeps"][0]["state"] == "DONE"
    (part,) = seen["slices"]
    assert (part["type"], part["region"], part["judged"], part["error"]) == (
        Widget.type,
        REGION,
        1,
        "",
    )
    assert part["complete_at"]


def test_what_events_missed_and_what_failed_is_shown(house):
    house.world.put(widget(key("a")))
    run("start")
    house.work_all()
    house.settle()
    house.world.put(widget(key("\x1b[31mred", region=REGION)))
    house.clock.tick(hours=1)
    house.sweep("second")
    house.clock.tick(hours=1)
    house.world.unlisted = "AccessDenied on ListWidgets"
    house.sweep("third")
    code, text = table("status")
    assert code == 0
    assert "events missed in test: 1 new" in text
    assert "AccessDenied on ListWidgets" in text
    assert "\x1b" not in text
    assert "being swept" not in text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("start", "--type", "AWS::Test::Unheard"), "not covered: AWS::Test::Unheard"),
        (("start", "--service", "nothing"), "not covered: nothing"),
        (("cancel", "none"), "there is no sweep 'none'"),
        (("resume",), "was never swept"),
        (("cancel", "--account", "12"), "12 digits"),
    ],
)
def test_what_cannot_be_done_is_said(house, arguments, says):
    with pytest.raises(BadInput, match=says):
        run(*arguments)


def test_the_function_has_to_be_named(house, monkeypatch):
    monkeypatch.delenv("POSTUREWATCH_START_FUNCTION")
    with pytest.raises(BadInput, match="no function is named"):
        run("start")
    assert run("status")[0] == 0


def test_words_for_every_answer(house):
    assert "has 1 slice." in table("start")[1]
    assert "is being swept" in table("start")[1]
    assert "is cancelled" in table("cancel")[1]
    assert "goes on" in table("resume")[1]
    assert "is done, or another one" not in table("status")[1]
    house.store = MemoryStore(now=house.clock)
    assert "None yet." in table("status")[1]


def test_an_account_that_cannot_be_asked_is_told(house, monkeypatch):
    def refuses(_):
        raise BadInput("the audit role cannot be assumed")

    real = House.starter.fget
    monkeypatch.setattr(
        House,
        "starter",
        property(lambda self: SimpleNamespace(start_all=_refusing(real(self), refuses))),
    )
    code, text = table("start")
    assert code == 1
    assert "the audit role cannot be assumed" in text


def _refusing(starter, regions_of):
    from dataclasses import replace

    return replace(starter, regions_of=regions_of).start_all
