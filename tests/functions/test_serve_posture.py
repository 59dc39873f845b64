"""The API for programs: what it starts, shows and ends, and what it refuses."""

import json
from typing import Any

import pytest

from posturewatch.domain.sweep import Slice
from posturewatch.sources.sessions import NoAccess
from posturewatch.stores.sqs import sweep_message
from tests.support.doors import ACCOUNT, FUNCTIONS, Deployment, metrics_of, queued, streamed

EXAMPLES = FUNCTIONS.parent / "events" / "serve_posture"
VOLUME = "AWS::EC2::Volume"


def asked(
    aws: Deployment, method: str, sweep: str = "", *, body: Any = None, **settings: str
) -> tuple[int, dict[str, Any]]:
    """Make a request as API Gateway hands it on; its status and answer."""
    event = json.loads((EXAMPLES / "start_sweep.json").read_text("utf-8"))
    path = f"/sweeps/{sweep}" if sweep else "/sweeps"
    event |= {"rawPath": path, "body": body if isinstance(body, str) else json.dumps(body or {})}
    event["requestContext"]["http"] |= {"method": method, "path": path}
    answer = aws.invoke("serve_posture", event, **settings)
    return answer["statusCode"], json.loads(answer["body"])


def started(aws: Deployment, **more: Any) -> dict[str, Any]:
    status, told = asked(aws, "POST", body={"account": ACCOUNT, **more})
    assert (status, told["queued"]) == (202, 0)
    (sweep,) = told["sweeps"]
    assert isinstance(sweep, dict)
    return sweep


def waiting(aws: Deployment) -> list[Slice]:
    """Take the slices that wait."""
    bodies = aws.received("SweepQueue")
    return [part for body in bodies for part in sweep_message(body) if isinstance(part, Slice)]


def test_a_sweep_is_started_shown_and_ended(aws, capsys):
    sweep = started(aws)
    assert (sweep["account"], sweep["state"], sweep["done"]) == (ACCOUNT, "RUNNING", 0)
    assert sweep["reason"] == "on demand, arn:aws:sts::123456789012:assumed-role/deployer/alice"
    parts = waiting(aws)
    assert len(parts) == sweep["slices"]
    assert {part.sweep for part in parts} == {sweep["id"]}
    assert asked(aws, "GET", sweep["id"]) == (200, sweep)
    status, ended = asked(aws, "DELETE", sweep["id"])
    assert (status, ended["state"]) == (200, "CANCELLED")
    assert asked(aws, "GET", sweep["id"]) == (200, ended)
    assert metrics_of(capsys.readouterr().out)["refused"] == 0


def test_without_a_body_every_account_is_swept(aws):
    status, told = asked(aws, "POST", body="", accounts=f"{ACCOUNT},111111111111")
    assert (status, told) == (202, {"sweeps": [], "queued": 2})
    assert len(aws.received("SweepQueue")) == 2


def test_a_part_is_swept_of_an_account_that_was_swept_before(aws):
    first = started(aws)
    volumes = [part for part in waiting(aws) if part.type == VOLUME]
    aws.invoke("sweep_slice", queued(*(json.dumps(part.to_json()) for part in volumes)))
    aws.invoke("score_posture", streamed(aws.entries("SCORING")))
    asked(aws, "DELETE", first["id"])
    sweep = started(aws, services=["EC2"], types=["AWS::S3::Bucket"], regions=["us-east-1"])
    parts = waiting(aws)
    assert len(parts) == sweep["slices"] < first["slices"]
    assert {part.type.split("::")[1] for part in parts} == {"EC2", "S3"}


def test_one_sweep_of_an_account_at_a_time(aws, capsys):
    sweep = started(aws)
    aws.received("SweepQueue")
    capsys.readouterr()
    status, told = asked(aws, "POST", body={"account": ACCOUNT})
    assert (status, told["sweep"]["id"]) == (409, sweep["id"])
    assert "under way" in told["error"]
    assert aws.received("SweepQueue") == []
    assert metrics_of(capsys.readouterr().out)["refused"] == 1


def test_what_has_ended_cannot_be_ended(aws):
    sweep = started(aws)
    asked(aws, "DELETE", sweep["id"])
    status, told = asked(aws, "DELETE", sweep["id"])
    assert (status, told["sweep"]["state"]) == (409, "CANCELLED")


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_what_is_not_there_is_not_found(aws, method):
    status, told = asked(aws, method, "on-demand-never")
    assert (status, told) == (404, {"error": "there is no sweep 'on-demand-never'"})


BAD = {
    "[": "not JSON",
    "[" * 100_000: "not JSON",
    "[]": "not a JSON object",
    '{"colour": 1}': "colour",
    '{"account": 123456789012}': "twelve digits",
    '{"account": "1234"}': "twelve digits",
    '{"account": "123456789012\\n"}': "twelve digits",
    '{"account": "999999999999"}': "not swept here",
    '{"types": "AWS::S3::Bucket"}': "types",
    '{"types": [1]}': "types",
    '{"types": ["AWS::Test::Unheard"]}': "not covered",
    '{"services": ["iam", "nothing"]}': "nothing",
    '{"services": ["<script>"]}': "services",
    '{"regions": ["us-east-1/../x"]}': "regions",
    '{"regions": {"us-east-1": 1}}': "regions",
}


@pytest.mark.parametrize(("body", "why"), BAD.items(), ids=range(len(BAD)))
def test_what_cannot_be_swept_is_refused(aws, body, why):
    status, told = asked(aws, "POST", body=body)
    assert (status, why in told["error"]) == (400, True)
    assert aws.items("SWEEP#") == []
    assert aws.received("SweepQueue") == []


def test_an_account_that_cannot_be_asked_is_said_to_be(aws, monkeypatch):
    def refuse(*_: Any) -> Any:
        raise NoAccess("the audit role cannot be assumed")

    monkeypatch.setattr("posturewatch.bootstrap.enabled_regions", refuse)
    status, told = asked(aws, "POST", body={"account": ACCOUNT}, regions="")
    assert (status, told) == (502, {"error": "the audit role cannot be assumed"})


def test_other_requests_have_no_answer(aws):
    for method, sweep in (("PUT", ""), ("GET", ""), ("POST", "on-demand-1")):
        assert asked(aws, method, sweep)[0] == 404


@pytest.mark.parametrize("name", ["start_sweep", "look_at_sweep", "cancel_sweep"])
def test_the_examples_are_answered(aws, name):
    event = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
    expected = 202 if name == "start_sweep" else 404
    assert aws.invoke("serve_posture", event)["statusCode"] == expected
