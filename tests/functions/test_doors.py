"""Each door parses its event, calls one use case, and answers: nothing else."""

import ast
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from posturewatch.domain.errors import BadInput, StoreConflict
from posturewatch.domain.outbox import EntryState
from posturewatch.domain.places import Unknown
from posturewatch.domain.sweep import Slice
from posturewatch.sources.describe import LiveSource
from posturewatch.stores.dynamodb import DynamoStore, entry_of_item
from posturewatch.stores.sqs import change_from_json, sweep_message
from posturewatch.usecases import sweep as sweeps
from tests.support.doors import (
    ACCOUNT,
    FUNCTIONS,
    REGION,
    call_event,
    context,
    failed_of,
    metrics_of,
    queued,
    shared_session,
    streamed,
)

DOORS = sorted(path.parent.name for path in FUNCTIONS.glob("*/app.py"))
VOLUME = "AWS::EC2::Volume"


def make_volume() -> str:
    made = (
        shared_session().client("ec2", REGION).create_volume(Size=1, AvailabilityZone=f"{REGION}a")
    )
    return made["VolumeId"]


def volume_event(volume: str, **more) -> str:
    return call_event("ModifyVolume", "ec2", {"ModifyVolumeRequest": {"VolumeId": volume}}, **more)


def volume_slice(sweep: str = "change-1", **more) -> str:
    return json.dumps(Slice(sweep, ACCOUNT, REGION, VOLUME, **more).to_json())


def test_the_doors_are_all_tested():
    assert DOORS == [
        "evaluate_change",
        "score_posture",
        "send_digest",
        "send_notification",
        "serve_posture",
        "slack_action",
        "start_sweep",
        "sweep_slice",
        "work_action",
    ]


@pytest.mark.parametrize("name", DOORS)
def test_a_door_is_short(name):
    """At most 40 lines that do anything: what is longer is a use case."""
    text = Path(FUNCTIONS / name / "app.py").read_text("utf-8")
    tree = ast.parse(text)
    lines: set[int] = set()
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if isinstance(node, ast.stmt | ast.expr) and not is_text:
            lines.add(node.lineno)
    imports = {
        line
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    texts = {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    assert len(lines - imports - texts) < 40


# --- evaluate_change ------------------------------------------------------------------------------


def test_a_change_is_judged_from_the_queue_to_the_table(aws, capsys):
    volume = make_volume()
    response = aws.invoke("evaluate_change", queued(volume_event(volume)))
    assert failed_of(response) == []
    (entry,) = (entry_of_item(item) for item in aws.entries("SCORING"))
    assert entry.resource.key.id == volume
    assert entry.cause.actor.name == "mallory"
    assert "ec2-volume-encryption-enabled" in {m.finding.control for m in entry.moves}
    assert metrics_of(capsys.readouterr().out) == {"changed": 1, "committed": 1}


BAD = ["", "{", "null", "{}", '{"schema": "posturewatch.change/1"}', "[" * 100_000]


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_a_bad_message_never_returns_its_neighbours(aws, capsys, bad):
    volume = make_volume()
    response = aws.invoke(
        "evaluate_change", queued(bad, volume_event(volume), volume_event("vol-gone"))
    )
    assert failed_of(response) == ["m-0"]
    assert len(aws.entries("SCORING")) == 1
    assert metrics_of(capsys.readouterr().out)["invalid"] == 1


def test_a_batch_of_only_bad_messages_comes_back_whole(aws):
    assert failed_of(aws.invoke("evaluate_change", queued("{", "}"))) == ["m-0", "m-1"]


def test_a_failing_resource_alone_comes_back(aws, monkeypatch):
    good, bad = make_volume(), make_volume()
    door = aws.door("evaluate_change")
    source = door.receiver().evaluator.source
    read = source.read

    def failing(cls, key, *, listed=None):
        if key.id == bad:
            raise RuntimeError("a bug of ours")
        return read(cls, key, listed=listed)

    monkeypatch.setattr(source, "read", failing)
    response = door.handler(queued(volume_event(bad), volume_event(good)), context("door"))
    assert failed_of(response) == ["m-0"]
    assert {i["pk"]["S"].rpartition("/")[2] for i in aws.items("RESOURCE#")} == {good}


def test_the_same_change_several_times_is_read_once(aws, capsys):
    volume = make_volume()
    same = volume_event(volume)
    aws.invoke("evaluate_change", queued(same, same, volume_event(volume)))
    assert [operation for _, operation, _ in aws.calls].count("DescribeVolumes") == 1
    assert metrics_of(capsys.readouterr().out) == {"changed": 2, "committed": 1}


def test_a_further_look_goes_through_the_queue_and_comes_back(aws):
    volume = make_volume()
    now = datetime.now(UTC) + timedelta(seconds=30)
    late = volume_event(volume, eventTime=now.isoformat())
    aws.invoke("evaluate_change", queued(volume_event(volume)))
    aws.invoke("evaluate_change", queued(late))
    sent = [p for _, operation, p in aws.calls if operation == "SendMessage"]
    (message,) = sent
    assert message["DelaySeconds"] == 15
    assert change_from_json(json.loads(message["MessageBody"])).looks == 1
    assert failed_of(aws.invoke("evaluate_change", queued(message["MessageBody"]))) == []


# --- score_posture and send_notification ----------------------------------------------------------


def judged(aws) -> str:
    volume = make_volume()
    aws.invoke("evaluate_change", queued(volume_event(volume)))
    return volume


def test_stream_records_are_scored_once(aws, capsys):
    judged(aws)
    records = streamed(aws.entries("SCORING"))
    aws.invoke("score_posture", records)
    assert metrics_of(capsys.readouterr().out)["scored"] == 1
    (entry,) = (entry_of_item(item) for item in aws.entries("PENDING"))
    assert entry.score.total == 127
    aws.invoke("score_posture", records)
    assert metrics_of(capsys.readouterr().out)["scored"] == 0
    assert len(aws.items("SCORE#")) == 2


def test_scored_records_are_told_once(aws, capsys):
    volume = judged(aws)
    aws.invoke("score_posture", streamed(aws.entries("SCORING")))
    records = streamed(aws.entries("PENDING"), "MODIFY")
    capsys.readouterr()
    aws.invoke("send_notification", records)
    assert metrics_of(capsys.readouterr().out)["told"] == 1
    aws.invoke("send_notification", records)
    assert metrics_of(capsys.readouterr().out)["told"] == 0
    (message,) = aws.received("Inbox")
    assert volume in message
    assert [entry_of_item(i).state for i in aws.entries("DELIVERED")] == [EntryState.DELIVERED]


def test_the_schedule_scores_and_tells_what_streams_left(aws, capsys):
    judged(aws)
    capsys.readouterr()
    aws.invoke("send_notification", {"reason": "overdue"})
    assert metrics_of(capsys.readouterr().out)["told"] == 0, "nothing is overdue yet"
    make_overdue(aws)
    aws.invoke("send_notification", {"reason": "overdue"})
    assert [item["state"]["S"] for item in aws.items("OUTBOX#")] == ["PENDING"]
    make_overdue(aws)
    aws.invoke("send_notification", {"reason": "overdue"})
    assert metrics_of(capsys.readouterr().out)["told"] == 1
    assert len(aws.received("Inbox")) == 1


def make_overdue(aws) -> None:
    """Let the entries' time have come, as the index shows it."""
    for item in aws.entries("SCORING", "PENDING"):
        aws.dynamodb.update_item(
            TableName=aws.table,
            Key={"pk": item["pk"], "sk": item["sk"]},
            UpdateExpression="SET open_sk = :past",
            ExpressionAttributeValues={":past": {"S": "2026-01-01T00:00:00.000000+00:00"}},
        )


def test_what_cannot_be_scored_does_not_hold_up_what_can_be_told(aws, capsys, monkeypatch):
    judged(aws)
    aws.invoke("score_posture", streamed(aws.entries("SCORING")))
    judged(aws)
    make_overdue(aws)
    door = aws.door("send_notification")

    def refuse(*_):
        raise StoreConflict("always")

    monkeypatch.setattr(DynamoStore, "apply_scores", refuse)
    door.handler({"reason": "overdue"}, context("door"))
    assert metrics_of(capsys.readouterr().out)["told"] == 1
    assert len(aws.entries("SCORING")) == 1


@pytest.mark.filterwarnings("ignore:No application metrics")
def test_a_batch_that_cannot_be_scored_fails_whole(aws, monkeypatch):
    judged(aws)

    def refuse(*_):
        raise RuntimeError("the table is away")

    monkeypatch.setattr(DynamoStore, "apply_scores", refuse)
    with pytest.raises(RuntimeError):
        aws.invoke("score_posture", streamed(aws.entries("SCORING")))
    assert len(aws.entries("SCORING")) == 1


# --- Sweeps ---------------------------------------------------------------------------------------


def slices_in(bodies: list[str]) -> list[Slice]:
    """Return the slices of messages."""
    return [part for body in bodies for part in sweep_message(body)]


def test_a_sweep_is_planned_through_the_queue(aws, capsys):
    answer = aws.invoke("start_sweep", {"reason": "scheduled", "id": "round"})
    (sweep,) = answer["sweeps"]
    assert (sweep["id"], sweep["account"]) == (f"round-{ACCOUNT}", ACCOUNT)
    bodies = aws.received("SweepQueue")
    sent = slices_in(bodies)
    assert len(sent) == sweep["slices"]
    assert {part.type for part in sent} >= {VOLUME, "AWS::S3::Bucket", "AWS::IAM::User"}
    # What one worker asks of a service in a region is in one message, with other such.
    lanes = [lane for body in bodies for lane in {part.lane for part in slices_in([body])}]
    assert len(bodies) < len(lanes) == len(set(lanes)) < len(sent)
    assert metrics_of(capsys.readouterr().out)["sweeps_started"] == 1
    none = {"sweeps": [], "queued": 0}
    assert aws.invoke("start_sweep", {"reason": "scheduled", "id": "next"}) == none
    assert aws.invoke("start_sweep", {"cancel": sweep["id"]}) == {"cancelled": True}
    assert aws.invoke("start_sweep", {"resume": sweep["id"]}) == {"resumed": True}
    assert {part.id for part in slices_in(aws.received("SweepQueue"))} == {p.id for p in sent}


def test_the_same_round_again_sends_its_slices_again(aws):
    first = aws.invoke("start_sweep", {"id": "round"})
    aws.received("SweepQueue")
    assert aws.invoke("start_sweep", {"id": "round"}) == first
    assert len(slices_in(aws.received("SweepQueue"))) == first["sweeps"][0]["slices"]


def test_many_accounts_are_planned_by_message(aws):
    accounts = f"{ACCOUNT},111111111111"
    answer = aws.invoke("start_sweep", {"id": "round"}, accounts=accounts)
    assert answer == {"sweeps": [], "queued": 2}
    bodies = aws.received("SweepQueue")
    assert failed_of(aws.invoke("sweep_slice", queued(*bodies))) == []
    assert {part.account for part in slices_in(aws.received("SweepQueue"))} == set(
        accounts.split(",")
    )


def test_the_accounts_of_an_organization(aws):
    organizations = shared_session().client("organizations", REGION)
    organizations.create_organization(FeatureSet="ALL")
    made = organizations.create_account(AccountName="second", Email="second@example.com")
    second = made["CreateAccountStatus"]["AccountId"]
    answer = aws.invoke("start_sweep", {"id": "round"}, accounts="organization")
    assert answer["queued"] == 2
    plans = [sweep_message(body) for body in aws.received("SweepQueue")]
    assert {plan.account for plan in plans} == {ACCOUNT, second}


@pytest.mark.parametrize(
    "event", [{"types": ["AWS::Test::Unheard"]}, {"services": ["iam", "nothing"]}, {"colour": 1}]
)
def test_what_cannot_be_swept_is_refused(aws, event):
    with pytest.raises((BadInput, ValueError), match=r"Unheard|nothing|colour"):
        aws.invoke("start_sweep", event)
    assert aws.received("SweepQueue") == []


def test_slices_are_listed_judged_and_finished_while_there_is_time(aws, capsys, monkeypatch):
    monkeypatch.setattr(sweeps, "PAGE", 2)
    volumes = {make_volume() for _ in range(5)}
    hurried = aws.invoke("sweep_slice", queued(volume_slice()), time_left=100_000)
    assert failed_of(hurried) == []
    (rest,) = aws.received("SweepQueue")
    assert [part.judged for part in slices_in([rest])] == [2]
    assert metrics_of(capsys.readouterr().out)["judged"] == 2
    assert failed_of(aws.invoke("sweep_slice", queued(rest))) == []
    assert aws.received("SweepQueue") == []
    assert {i["pk"]["S"].rpartition("/")[2] for i in aws.items("RESOURCE#")} >= volumes
    assert metrics_of(capsys.readouterr().out)["judged"] >= 3


def test_a_bad_slice_never_returns_its_neighbours(aws):
    make_volume()
    unheard = json.dumps(Slice("s", ACCOUNT, REGION, "AWS::Test::Unheard").to_json())
    response = aws.invoke(
        "sweep_slice", queued("{", '{"colour": "red"}', unheard, "null", volume_slice())
    )
    assert failed_of(response) == ["m-0", "m-1", "m-2", "m-3"]
    assert len(aws.items("RESOURCE#")) > 0


def test_what_fails_for_the_last_time_ends_as_incomplete(aws, monkeypatch):
    (sweep,) = aws.invoke("start_sweep", {"id": "round"})["sweeps"]
    bodies = aws.received("SweepQueue")
    lane = [part for part in slices_in(bodies) if part.type.startswith("AWS::EC2::")]
    body = json.dumps({"slices": [part.to_json() for part in lane]})
    door = aws.door("sweep_slice")

    def crashes(source, cls, *args, **more):
        if cls.type == VOLUME:
            raise LookupError("a defect")
        return real(source, cls, *args, **more)

    real = LiveSource.list
    monkeypatch.setattr(LiveSource, "list", crashes)
    event = queued(body)
    event["Records"][0]["attributes"] = {"ApproximateReceiveCount": "2"}
    assert failed_of(door.handler(event, context("door"))) == ["m-0"]
    store = door.home().store
    others = store.sweep(sweep["id"]).done
    assert others == len(sweep_message(body)) - 1
    event["Records"][0]["attributes"] = {"ApproximateReceiveCount": "3"}
    assert failed_of(door.handler(event, context("door"))) == ["m-0"]
    swept = store.sweep(sweep["id"])
    assert swept.done == others + 1
    assert list(swept.errors.values()) == ["LookupError while it was worked off"]


def test_lanes_that_failed_together_are_tried_alone(aws):
    aws.invoke("start_sweep", {"id": "round"})
    bodies = aws.received("SweepQueue")
    body = max(bodies, key=lambda each: len({part.lane for part in slices_in([each])}))
    event = queued(body)
    event["Records"][0]["attributes"] = {"ApproximateReceiveCount": "2"}
    door = aws.door("sweep_slice")
    assert failed_of(door.handler(event, context("door"))) == []
    sent = aws.received("SweepQueue")
    lanes = [{part.lane for part in slices_in([each])} for each in sent]
    assert all(len(lane) == 1 for lane in lanes)
    assert len(lanes) > 1
    assert slices_in(sent) == slices_in([body])


def test_a_slice_that_cannot_be_listed_is_incomplete_and_said(aws, capsys, caplog, monkeypatch):
    door = aws.door("sweep_slice")
    monkeypatch.setattr(
        LiveSource, "list", lambda *_, **__: Unknown("AccessDenied on DescribeVolumes")
    )
    assert failed_of(door.handler(queued(volume_slice()), context("door"))) == []
    assert metrics_of(capsys.readouterr().out) == {
        "messages": 1,
        "judged": 0,
        "incomplete_slices": 1,
    }
    assert [record.error for record in caplog.records] == ["AccessDenied on DescribeVolumes"]


# --- send_digest ----------------------------------------------------------------------------------


def test_a_digest_is_made_in_its_hours_and_told_once(aws, capsys, monkeypatch):
    judged(aws)
    aws.invoke("score_posture", streamed(aws.entries("SCORING")))
    now = datetime.now(UTC)
    hours = f"*={now:%H:%M}"
    capsys.readouterr()
    for made in (1, 0):
        aws.invoke("send_digest", {"reason": "digests"}, digest_hours=hours)
        assert metrics_of(capsys.readouterr().out) == {"digests": made}
    aws.invoke("send_digest", {"reason": "digests"}, digest_hours="")
    assert metrics_of(capsys.readouterr().out) == {"digests": 0}
    (entry,) = (entry_of_item(item) for item in aws.entries("SCORING"))
    assert entry.summary["team"] == "unowned"
    assert entry.summary["open"]


def test_milestones_are_looked_for(aws, capsys):
    judged(aws)
    aws.invoke("score_posture", streamed(aws.entries("SCORING")))
    capsys.readouterr()
    aws.invoke("send_digest", {"reason": "milestones"})
    assert metrics_of(capsys.readouterr().out) == {"milestones": 0}


# --- Examples -------------------------------------------------------------------------------------

EVENTS = FUNCTIONS.parent / "events"
SAMPLES = sorted(
    path for name in DOORS if name != "evaluate_change" for path in EVENTS.glob(f"{name}/*.json")
)


def test_every_door_has_an_example():
    assert {path.parent.name for path in SAMPLES} | {"evaluate_change"} == set(DOORS)
    assert list(EVENTS.glob("evaluate_change/*.json"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_door_takes_its_examples(aws, path):
    answer = aws.invoke(path.parent.name, json.loads(path.read_text("utf-8")))
    if path.parent.name == "start_sweep":
        assert [sweep["account"] for sweep in answer["sweeps"]] == [ACCOUNT]
    if path.parent.name == "sweep_slice":
        assert failed_of(answer) == []


@pytest.mark.parametrize(
    "path", sorted(EVENTS.glob("evaluate_change/*.json")), ids=lambda p: p.stem
)
def test_an_example_from_the_queue_is_worked_off_or_refused_whole(aws, capsys, path):
    answer = aws.invoke("evaluate_change", queued(path.read_text("utf-8")))
    counted = metrics_of(capsys.readouterr().out)
    assert (failed_of(answer) == ["m-0"]) == ("invalid" in counted)
    assert counted
