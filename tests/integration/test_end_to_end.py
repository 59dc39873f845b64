"""The deployed template, end to end: each promise of the design, once, on a running stack."""

import json
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from posturewatch.domain.digest import Hours
from posturewatch.domain.finding import ActKind, Finding, MoveKind, RecordState, Workflow
from posturewatch.domain.interaction import InteractionKind
from posturewatch.domain.outbox import DeliveryState, EntryState
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.sweep import Sweep
from posturewatch.domain.verdict import Status
from posturewatch.notifiers.slack_buttons import REASON, UNTIL, action_id
from posturewatch.usecases.except_ import Excepter
from posturewatch.usecases.redrive import Redriver
from posturewatch_local.past import tell_earlier_digests
from posturewatch_local.slack_receiver import Shown, rate_limited, server_error
from posturewatch_local.stack import EmbeddedSession
from tests.integration.deployed import (
    ACCOUNT,
    ADMIN_PORTS,
    ALICE,
    BOB,
    CAROL,
    DIGEST_HOUR,
    DIGEST_TEAM,
    REGION,
    SECURITY_GROUP,
    WORLD,
    Deployed,
    Listener,
    Subscriber,
    config_item,
    event,
    record,
)
from tests.support.patterns import matches

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]


@pytest.fixture(autouse=True)
def _matter_of_its_own(deployed: Deployed) -> None:
    """Keep each test's failures out of the threads of the tests before."""
    deployed.part()


def test_an_opened_port_is_found_counted_scored_and_told_and_so_is_its_end(
    deployed: Deployed, subscriber: Subscriber, unconcerned: Subscriber
) -> None:
    group = deployed.new_group("regression")
    deployed.tell(record("ec2", "CreateSecurityGroup", {}, responseElements={"groupId": group}))
    deployed.wait(lambda: deployed.state(group), "the new group")
    assert deployed.finding(group) is None, "what passes has no finding"
    failed_before = deployed.store.tallies(ACCOUNT)[ADMIN_PORTS].failed
    score_before = deployed.store.score(ACCOUNT)

    opened = deployed.open(group)
    deployed.tell(opened)

    finding = deployed.found(group, lambda f: f.workflow is Workflow.NOTIFIED, "a told finding")
    assert (finding.status, finding.episode, finding.is_open) == (Status.FAILED, 1, True)
    assert "tcp 22" in finding.reason
    cause = finding.opened_by
    assert cause is not None
    assert cause.event_id == opened["eventID"]
    assert (cause.event_name, cause.actor.name) == ("AuthorizeSecurityGroupIngress", "mallory")
    assert cause.actor.source_ip == "198.51.100.23"
    assert cause.actor.mfa is False
    assert deployed.store.tallies(ACCOUNT)[ADMIN_PORTS].failed == failed_before + 1
    row = deployed.ledger_row(opened["eventID"])
    assert row.cause == cause
    # The permission has no description either.
    described = f"{finding.id.rpartition('/')[0]}/ec2-security-group-permissions-described"
    assert set(row.findings) == {finding.id, described}
    assert [item.item for item in row.move.items] == ["deny_default_network_policies"]
    assert row.move.points == -9
    assert deployed.store.score(ACCOUNT).earned == score_before.earned - 9

    deployed.settle()
    (message,) = deployed.slack_about(finding.id)
    assert message.text.startswith("🟠 HIGH: EC2 security group")
    assert message.channel == "C0SECURITY"
    (told,) = subscriber.about(finding.id)
    assert told["MessageAttributes"]["severity"]["Value"] == "HIGH"
    assert unconcerned.about(group) == []

    closed = deployed.shut(group)
    deployed.tell(closed)
    finding = deployed.found(group, lambda f: not f.is_open, "the end of the episode")
    assert (finding.status, finding.workflow) == (Status.PASSED, Workflow.RESOLVED)
    assert finding.resolved_by is not None
    assert finding.resolved_by.event_id == closed["eventID"]
    assert deployed.ledger_row(closed["eventID"]).move.points == 9
    assert deployed.store.score(ACCOUNT).earned == score_before.earned
    deployed.settle()
    parent, below = deployed.slack_about(finding.id)
    assert (parent.ts, parent.text[:7]) == (message.ts, "🟢 FIXED")
    assert (below.thread, below.text[:7]) == (message.ts, "🟢 FIXED")
    assert len(subscriber.about(finding.id)) == 2
    deployed.assert_tallies()


# --- AWS Config -----------------------------------------------------------------------------------


def test_a_complete_config_item_is_judged_as_it_is_without_any_call(deployed: Deployed) -> None:
    group = deployed.new_group("recorded")
    deployed.open(group)
    deployed.tell(config_item(deployed.group(group)))
    finding = deployed.found(group, lambda f: f.is_open, "a finding by Config's item")
    assert finding.opened_by is not None
    assert finding.opened_by.source == "config"
    assert finding.reason.startswith("Open to the internet: tcp 22")
    assert deployed.gate.naming(group) == []


def test_an_oversized_item_is_read_by_api(deployed: Deployed) -> None:
    group = deployed.new_group("oversized")
    deployed.open(group, 3389)
    deployed.tell(config_item(deployed.group(group), whole=False))
    finding = deployed.found(group, lambda f: f.is_open, "a finding by a live read")
    assert "tcp 3389" in finding.reason
    assert {x.operation for x in deployed.gate.naming(group)} == {"DescribeSecurityGroups"}


def test_a_deleted_item_archives_the_findings(deployed: Deployed) -> None:
    group = deployed.new_group("deleted")
    shown = {**deployed.group(group)}
    deployed.tell(deployed.open(group))
    deployed.found(group, lambda f: f.is_open, "a finding")
    deployed.ec2.delete_security_group(GroupId=group)
    deployed.tell(config_item(shown, status="ResourceDeleted"))
    finding = deployed.found(
        group, lambda f: f.record_state is RecordState.ARCHIVED, "an archived finding"
    )
    assert not finding.is_open
    state = deployed.state(group)
    assert state is not None
    assert state.gone_at is not None
    assert state.verdicts == {}
    deployed.settle()
    assert "CLOSED" in deployed.slack_about(finding.id)[-1].text
    deployed.assert_tallies()


# --- What changes nothing -------------------------------------------------------------------------


def test_failed_read_only_and_unmapped_calls_cause_no_work(deployed: Deployed) -> None:
    began = time.time()
    names = [f"untouched-{n}" for n in range(4)]
    noise = [
        record("s3", "PutBucketAcl", {"bucketName": names[0]}, errorCode="AccessDenied"),
        record("s3", "GetBucketAcl", {"bucketName": names[1]}, readOnly=True),
        record("s3", "PutBucketFrobnication", {"bucketName": names[2]}),
        record("ec2", "PutBucketVersioning", {"bucketName": names[3]}),
    ]
    group = deployed.new_group("after-the-noise")
    calls = len(deployed.gate.requests)
    # By the bus, where the rules drop them, and past the rules, where the function does.
    deployed.tell(*noise)
    deployed.put_on_queue(*(json.dumps({**event(each), "account": ACCOUNT}) for each in noise))
    deployed.tell(deployed.open(group))
    deployed.found(group, lambda f: f.is_open, "the finding after the noise")
    deployed.settle()
    assert [x for name in names for x in deployed.gate.naming(name)] == []
    assert len(deployed.gate.requests) == calls + 1, "the group alone was read"
    assert not [item for item in deployed.items() if "untouched" in item["pk"]["S"]]
    counted = deployed.counted(began)
    assert (counted["failed_call"], counted["read_only"], counted["unmapped"]) == (1, 1, 2)
    assert counted["changed"] == 1
    logged = [x.message for x in deployed.aws.logs("EvaluateChangeFunction", since=began)]
    named = [line for line in logged if "unmapped call" in line]
    assert any("s3.amazonaws.com:PutBucketFrobnication" in line for line in named)


def test_the_same_change_told_four_times_is_one_episode_and_one_message(
    deployed: Deployed,
) -> None:
    group = deployed.new_group("told-often")
    told = deployed.open(group)
    deployed.tell(told, config_item(deployed.group(group)), told)
    deployed.found(group, lambda f: f.is_open, "a finding")
    deployed.tell(told)
    deployed.settle()
    finding = deployed.finding(group)
    assert finding is not None
    assert finding.episode == 1
    assert finding.is_open
    assert len(deployed.slack_about(finding.id)) == 1
    moves = [move for entry in deployed.entries() for move in entry.moves]
    about = [move.kind for move in moves if move.finding.id == finding.id]
    assert about == [MoveKind.FIRST_SEEN]
    deployed.assert_tallies()


def test_a_call_that_may_change_all_of_a_type_lets_all_of_it_be_read(deployed: Deployed) -> None:
    group = deployed.new_group("by-a-prefix-list")
    deployed.open(group)
    told = record("ec2", "ModifyManagedPrefixList", {"ModifyManagedPrefixListRequest": {}})
    deployed.tell(told)
    finding = deployed.found(group, lambda f: f.is_open, "a finding by the listing")
    assert finding.opened_by is not None
    assert finding.opened_by.event_id == told["eventID"]
    assert finding.opened_by.actor.name == "mallory"


# --- Bad messages ---------------------------------------------------------------------------------


def test_bad_messages_end_as_dead_letters_and_their_neighbours_are_worked_off(
    deployed: Deployed,
) -> None:
    groups = [deployed.new_group(f"neighbour-{n}") for n in range(3)]
    good = [json.dumps({**event(deployed.open(group)), "account": ACCOUNT}) for group in groups]
    bad = [
        "{not JSON",
        json.dumps({"nothing": "of ours"}),
        json.dumps({"schema": "posturewatch.change/1", "key": "no key"}),
        json.dumps(event(record("ec2", "StopInstances", {}, recipientAccountId=None))),
    ]
    deployed.set_queue("ChangeQueue", VisibilityTimeout="2")
    deployed.switch_changes(on=False)
    deployed.put_on_queue(bad[0], good[0], bad[1], bad[2], good[1], bad[3], good[2])
    deployed.switch_changes(on=True)
    for group in groups:
        deployed.found(group, lambda f: f.is_open, "the neighbour's finding")
    letters = deployed.wait(
        lambda: deployed.aws.queue_depths()["ChangeDeadLetterQueue"] == len(bad), "dead letters"
    )
    assert letters
    deployed.set_queue("ChangeQueue", VisibilityTimeout="360")
    url = deployed.aws.physical_id("ChangeDeadLetterQueue")
    messages = deployed.home("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    assert sorted(message["Body"] for message in messages["Messages"]) == sorted(bad), "whole"
    # What was worked on for more than the two seconds comes again, and goes.
    deployed.wait(lambda: deployed.aws.queue_depths()["ChangeQueue"] == 0, "an empty queue")
    for group in groups:
        finding = deployed.finding(group)
        assert finding is not None
        assert finding.episode == 1


def test_a_denied_read_is_unknown_and_resolves_nothing(deployed: Deployed) -> None:
    group = deployed.new_group("denied")
    deployed.tell(deployed.open(group))
    deployed.found(group, lambda f: f.is_open, "a finding")
    with deployed.gate.denying(lambda x: group in x.body):
        calls = len(deployed.gate.naming(group))
        deployed.tell(deployed.shut(group))
        deployed.wait(lambda: len(deployed.gate.naming(group)) > calls, "a denied read")
        deployed.settle()
        finding = deployed.finding(group)
    assert finding is not None
    assert (finding.status, finding.is_open) == (Status.FAILED, True)
    # It is looked at again by itself, and then seen.
    deployed.found(group, lambda f: not f.is_open, "the end, at the second look")


# --- Sweeps ---------------------------------------------------------------------------------------


def baseline_messages(deployed: Deployed) -> int:
    return sum("FIRST SWEEP DONE" in message.text for message in deployed.aws.slack.messages)


def failed(sweep: Sweep) -> dict[str, str]:
    """Return what failed, except the listings that the emulator does not have."""
    return {part: why for part, why in sweep.errors.items() if "NotImplemented" not in why}


def test_a_sweep_finds_what_no_event_has_told(deployed: Deployed) -> None:
    assert deployed.baseline is not None
    assert failed(deployed.baseline) == {}
    assert baseline_messages(deployed) == 1
    opened, deleted = deployed.new_group("silently-opened"), deployed.new_group("silently-deleted")
    deployed.tell(
        record("ec2", "CreateSecurityGroup", {}, responseElements={"groupId": opened}),
        deployed.open(deleted),
    )
    deployed.found(deleted, lambda f: f.is_open, "a finding")
    deployed.wait(lambda: deployed.state(opened), "the group that passes")
    deployed.settle()
    deployed.open(opened, 3306)
    deployed.ec2.delete_security_group(GroupId=deleted)

    sweep = deployed.sweep("second")

    assert failed(sweep) == {}
    missed = sweep.missed_changes["ec2"]
    assert missed.changed >= 1
    assert missed.gone >= 1
    assert f"gone {deployed.key(deleted)}" in missed.examples
    recounted = deployed.wait(
        lambda: (s := deployed.store.sweep(sweep.id)) and s.drift is not None and s, "a recount"
    )
    assert recounted.drift == 0
    databases = "ec2-security-group-database-ports-closed"
    finding = deployed.found(opened, lambda f: f.is_open, "what was opened", databases)
    assert finding.opened_by is not None
    assert finding.opened_by.source == "sweep"
    gone = deployed.found(deleted, lambda f: not f.is_open, "what was deleted")
    assert gone.record_state is RecordState.ARCHIVED
    deployed.settle()
    deployed.assert_tallies()
    # What hangs below its message is told of the group that was deleted.
    told = deployed.slack_about(finding.id)
    assert len([message for message in told if message.thread in ("", message.ts)]) == 1
    assert baseline_messages(deployed) == 1


def test_a_sweep_whose_workers_are_killed_ends_and_counts_nothing_twice(
    deployed: Deployed,
) -> None:
    group = deployed.new_group("seen-by-two-workers")
    deployed.open(group)
    dead_letters = deployed.aws.physical_id("SweepDeadLetterQueue")
    arn = deployed.home("sqs").get_queue_attributes(
        QueueUrl=dead_letters, AttributeNames=["QueueArn"]
    )["Attributes"]["QueueArn"]
    policy = {"deadLetterTargetArn": arn, "maxReceiveCount": 10}
    deployed.set_queue("SweepQueue", VisibilityTimeout="8", RedrivePolicy=json.dumps(policy))

    with deployed.gate.holding(lambda x: x.operation == "DescribeSecurityGroups") as hold:
        deployed.start_sweep("killed")
        assert hold.caught.wait(90), "the sweep lists the groups"
        assert deployed.kill("SweepSliceFunction") >= 1
    sweep = deployed.swept("killed")

    assert sweep.done == sweep.slices
    assert failed(sweep) == {}
    there = deployed.listed()
    assert group in {key.id for key in there}
    assert sweep.judged == len(there), "each resource once"
    finding = deployed.finding(group)
    assert finding is not None
    assert finding.episode == 1
    deployed.settle()
    assert len(deployed.slack_about(finding.id)) == 1
    deployed.assert_tallies()
    assert deployed.aws.queue_depths()["SweepDeadLetterQueue"] == 0


# --- Telling --------------------------------------------------------------------------------------


def test_a_slack_that_is_busy_fails_or_is_silent_gets_its_messages_later(
    deployed: Deployed, subscriber: Subscriber
) -> None:
    groups = [deployed.new_group(f"busy-{n}") for n in range(3)]
    calls = len(deployed.aws.slack.calls)
    deployed.aws.slack.misbehave([rate_limited(5), server_error(500)])
    records = [deployed.open(group) for group in groups]
    deployed.tell(*records)
    findings = [deployed.found(group, lambda f: f.is_open, "a finding") for group in groups]

    def waiting_for_slack() -> bool:
        return len(deployed.aws.slack.calls) >= calls + 2

    deployed.wait(waiting_for_slack, "two failed attempts")
    statuses = [call.status for call in deployed.aws.slack.calls[calls : calls + 2]]
    assert statuses == [429, 500]
    # A dead or slow Slack holds up nobody else.
    deployed.wait(lambda: all(subscriber.about(f.id) for f in findings), "SNS")

    def overdue() -> bool:
        deployed.aws.invoke("SendNotificationFunction", {"reason": "overdue"})
        return all(deployed.slack_about(finding.id) for finding in findings)

    deployed.wait(overdue, "the messages, later")
    deployed.settle()
    for told in records:
        entry = deployed.entry_about(told["eventID"])
        assert entry.state is EntryState.DELIVERED
        assert entry.deliveries["slack"].state is DeliveryState.FOLDED
        assert entry.deliveries["sns"].attempts == 1
    (thread,) = {thread.id: thread for f in findings for thread in deployed.threads_about(f.id)}
    for finding in findings:
        assert len(deployed.slack_about(finding.id)) == 1, thread
        assert len(subscriber.about(finding.id)) == 1


def test_a_dead_slack_is_visible_and_does_not_hold_up_sns(
    deployed: Deployed, subscriber: Subscriber
) -> None:
    group = deployed.new_group("slack-is-dead")
    tokens, deployed.aws.slack.tokens = deployed.aws.slack.tokens, frozenset({"xoxb-another"})
    try:
        told = deployed.open(group)
        deployed.tell(told)
        finding = deployed.found(group, lambda f: f.workflow is Workflow.NOTIFIED, "told by SNS")
        (dead,) = deployed.wait(deployed.store.dead_threads, "a dead thread")
    finally:
        deployed.aws.slack.tokens = tokens
    assert dead.holds(finding.id)
    assert "invalid_auth" in dead.delivery.error
    entry = deployed.entry_about(told["eventID"])
    assert entry.deliveries["sns"].state is DeliveryState.DELIVERED
    assert len(subscriber.about(finding.id)) == 1
    assert deployed.slack_about(finding.id) == []
    assert Redriver(deployed.store, lambda: datetime.now(UTC)).redrive() == 1
    deployed.aws.invoke("SendNotificationFunction", {"reason": "due"})
    # The schedule may have been faster, and be at it.
    deployed.wait(lambda: deployed.slack_about(finding.id), "the message that was dead")
    deployed.settle()
    assert len(deployed.slack_about(finding.id)) == 1


def test_hostile_names_arrive_escaped(deployed: Deployed, subscriber: Subscriber) -> None:
    name = "<!channel> \"quoted\" 'x'\n*bold* `code` 🚨 <https://evil.example|click>"
    group = deployed.new_group("{hostile} &lt;!here&gt; *b*", description="@here *x*", Name=name)
    told = deployed.open(group)
    told["userIdentity"]["userName"] = "<!everyone>\n<@U012345>"
    told["userAgent"] = "<!subteam^S1> \u202egpj.exe"
    deployed.tell(told)
    finding = deployed.found(group, lambda f: f.workflow is Workflow.NOTIFIED, "a told finding")
    deployed.settle()
    (message,) = deployed.slack_about(finding.id)
    texts = [message.text, *texts_of(message.blocks)]
    assert any("&lt;!channel&gt;" in text for text in texts)
    for text in texts:
        # Whatever opens a mention or a link in Slack begins with an angle bracket.
        assert "<" not in text
        assert "\u202e" not in text
    headline = next(text for text in texts if "*HIGH*" in text)
    assert "click" in headline.split("\n")[0], "the name stays in its line"
    (published,) = subscriber.about(finding.id)
    assert json.loads(published["Message"])["resource"]["name"] == name
    assert not re.search(r"[\n\r]", published["Subject"])


def texts_of(part: object) -> list[str]:
    """Every text of a message's blocks."""
    if isinstance(part, dict):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        return own + [text for each in part.values() for text in texts_of(each)]
    if isinstance(part, list | tuple):
        return [text for each in part for text in texts_of(each)]
    return []


# --- People in Slack ------------------------------------------------------------------------------


def told_and_failing(deployed: Deployed, name: str, **tags: str) -> tuple[Finding, Shown]:
    """Open a new group; returns its finding and the message with its buttons."""
    group = deployed.new_group(name, **tags)
    deployed.tell(deployed.open(group))
    finding = deployed.found(group, lambda f: f.workflow is Workflow.NOTIFIED, "a told finding")
    return finding, deployed.parent_of(finding.id)


def test_a_button_acknowledges_once_and_stands_in_the_history(deployed: Deployed) -> None:
    finding, message = told_and_failing(deployed, "acknowledged")
    press = deployed.people.pressing(ALICE, message, action_id(InteractionKind.ACKNOWLEDGE))
    known = len(deployed.aws.slack.whispers)
    assert deployed.people.send(press).status == 200
    told = deployed.whispered(ALICE, known)
    assert "Acknowledged" in told.text
    # Who has recorded the request and sends it again changes nothing.
    assert deployed.people.send(press).status == 200
    deployed.settle()
    assert deployed.aws.slack.whispers[known:] == [told]
    after = deployed.found(finding.key.id, lambda f: f.acknowledged_by, "an acknowledged finding")
    assert (after.acknowledged_by, after.status) == ("alice", Status.FAILED)
    assert [(act.kind, act.by) for act in after.history] == [(ActKind.ACKNOWLEDGED, "alice")]
    assert "ACKNOWLEDGED" in deployed.parent_of(finding.id).text
    (reply,) = [each for each in deployed.slack_about(finding.id) if each.thread]
    assert "alice" in reply.text
    # A member of a group that may act is who Slack says.
    deployed.press(CAROL, message, InteractionKind.RECHECK)
    acts = deployed.found(finding.key.id, lambda f: len(f.history) > 1, "a second act").history
    assert [(act.kind, act.by) for act in acts[1:]] == [(ActKind.NOTED, f"slack:{CAROL}")]


def test_a_forged_an_old_and_a_foreign_request_change_nothing(deployed: Deployed) -> None:
    finding, message = told_and_failing(deployed, "forged")
    deployed.settle()
    before = deployed.store.load(finding.key)
    people, slack = deployed.people, deployed.aws.slack
    whispers, posted = slack.whispers, slack.shown
    since = time.time()
    for kind in (InteractionKind.ACKNOWLEDGE, InteractionKind.ACCEPT):
        press = people.pressing(ALICE, message, action_id(kind))
        elsewhere = {"id": "T0ELSEWHERE", "domain": "elsewhere"}
        guest = {"id": ALICE, "team_id": "T0ELSEWHERE"}
        refused = [
            people.send(press, secret="another-signing-secret"),
            people.send(press, age=301),
            people.send(press, age=-310),
            people.send({**press, "team": elsewhere}),
            people.send({**press, "user": guest}),
        ]
        assert [answer.status for answer in refused] == [401] * len(refused)
    assert deployed.aws.queue_depths()["ActionQueue"] == 0
    # Whoever may not act is told so, and only that.
    told = deployed.press("U0MALLORY", message, InteractionKind.ACKNOWLEDGE)
    assert "not among those who may act" in told.text
    deployed.settle()
    assert deployed.store.load(finding.key) == before
    assert slack.forms == []
    assert (slack.whispers, slack.shown) == ([*whispers, told], posted)
    assert deployed.counted(since, "SlackActionFunction")["refused"] == 2 * 5


def test_a_risk_is_accepted_by_two_persons(deployed: Deployed) -> None:
    finding, message = told_and_failing(deployed, "accepted")
    deployed.settle()
    store, slack = deployed.store, deployed.aws.slack
    earned = store.score(ACCOUNT).earned
    assert deployed.people.press(ALICE, message, action_id(InteractionKind.ACCEPT)).status == 200
    form = slack.forms[-1]
    assert form.user == ALICE
    refused = deployed.people.fill_in(form, {REASON: "short", UNTIL: "2020-01-01"})
    assert set(refused.told["errors"]) == {REASON, UNTIL}
    known = len(slack.whispers)
    until = f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}"
    assert deployed.people.fill_in(form, {REASON: "It is our honeypot.", UNTIL: until}).told == {}
    deployed.whispered(ALICE, known)
    request = deployed.in_slack(lambda m: "asked to be accepted" in m.text, "a request")

    told = deployed.press(ALICE, request, InteractionKind.APPROVE)
    assert "somebody else has to approve it" in told.text
    assert store.exceptions(ACCOUNT) == []

    told = deployed.press(BOB, request, InteractionKind.APPROVE)
    assert "Approved" in told.text
    (risk,) = store.exceptions(ACCOUNT)
    assert (risk.requested_by, risk.approved_by) == ("alice", "bob")
    assert risk.reason == "It is our honeypot."
    (shown,) = [m for m in slack.shown if m.ts == request.ts]
    assert shown.text.startswith("Risk accepted")
    accepted = Excepter(store, lambda: datetime.now(UTC)).standing(ACCOUNT)
    assert {f.id for f in accepted.accepted} >= {finding.id}
    deployed.settle()
    after = deployed.found(finding.key.id, lambda f: len(f.history) > 1, "both acts")
    assert [act.by for act in after.history] == ["alice", "bob"]
    assert (after.status, store.score(ACCOUNT).earned) == (Status.FAILED, earned)
    assert "ACCEPTED" in deployed.parent_of(finding.id).text
    deployed.assert_tallies()


# --- Digests and feeds ----------------------------------------------------------------------------


def test_a_digest_is_told_once_with_its_picture(deployed: Deployed) -> None:
    now = datetime.now(UTC)
    today = Hours.parse({"*": DIGEST_HOUR}).of(DIGEST_TEAM).day(now)
    tell_earlier_digests(deployed.store, ACCOUNT, DIGEST_TEAM, today, now, (50, 60), 127)
    finding, _ = told_and_failing(deployed, "in-a-digest", team=DIGEST_TEAM)
    for _ in range(2):
        deployed.aws.invoke("SendDigestFunction", {"reason": "digests"})
    digest = deployed.in_slack(lambda m: m.text.startswith("📰"), "a digest")
    picture = deployed.in_slack(lambda m: m.thread == digest.ts and bool(m.files), "its picture")
    assert DIGEST_TEAM in digest.text
    assert "2 open, 2 new" in digest.text
    assert finding.control in str(digest.blocks)
    (file,) = picture.files
    assert file.content.startswith(b"\x89PNG\r\n")
    assert DIGEST_TEAM in file.words
    deployed.settle()
    assert sum(m.text.startswith("📰") for m in deployed.aws.slack.shown) == 1


def test_our_own_bus_tells_of_findings_and_scores(deployed: Deployed, listener: Listener) -> None:
    group = deployed.new_group("on-the-bus")
    told = deployed.open(group)
    deployed.tell(told)
    finding = deployed.found(group, lambda f: f.is_open, "a finding")

    def heard() -> list[dict[str, Any]]:
        return listener.about(finding.id, "Posture Finding Changed")

    (event,) = deployed.wait(heard, "an event on the bus")
    assert event["schema"] == "posturewatch.finding/1"
    assert (event["change"], event["finding"]["status"]) == ("first_seen", "FAILED")
    assert event["cause"]["event_id"] == told["eventID"]
    deployed.tell(deployed.shut(group))
    deployed.found(group, lambda f: not f.is_open, "its end")
    events = deployed.wait(lambda: len(heard()) > 1 and heard(), "its end on the bus")
    assert [each["change"] for each in events] == ["first_seen", "fixed"]
    deployed.settle()
    scores = [
        event["detail"]
        for event in listener.take()
        if event["detail-type"] == "Posture Score Changed"
    ]
    rows = {row.move.version: row.move.points for row in deployed.store.ledger(ACCOUNT, limit=100)}
    assert {s["ledger_version"]: s["points"] for s in scores}.items() <= rows.items()


# --- Other accounts -------------------------------------------------------------------------------

MEMBER = "333344445555"
MEMBER_TEMPLATE = Path(__file__).parents[2] / "template-member.yaml"


def test_a_members_event_is_forwarded_and_judged_there_by_its_audit_role(
    deployed: Deployed,
) -> None:
    session = deployed.aws.audited_session(MEMBER, REGION)
    bus = deployed.aws.outputs["EventBusArn"]
    made = deploy_member(
        session,
        HubAccount=deployed.aws.hub_account,
        HubBusArn=bus,
        ExternalId="an-external-id",
        AuditRoleRegion=REGION,
    )
    assert made["AuditRoleArn"] == f"arn:aws:iam::{MEMBER}:role/PosturewatchAudit"
    ec2 = session.client("ec2")
    group = ec2.create_security_group(GroupName="of-a-member", Description="for a test")["GroupId"]
    everybody = [{"CidrIp": WORLD}]
    ssh = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": everybody}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[ssh])
    told = record(
        "ec2", "AuthorizeSecurityGroupIngress", {"groupId": group}, recipientAccountId=MEMBER
    )
    assert forwarded(session, event(told)) == [bus]

    deployed.tell(told)

    def judged() -> Finding | None:
        key = ResourceKey(MEMBER, REGION, SECURITY_GROUP, group)
        return deployed.store.load(key).findings.get(ADMIN_PORTS)

    finding = deployed.wait(judged, "a finding in the member's account")
    assert finding.status is Status.FAILED
    assert finding.opened_by.event_id == told["eventID"]
    assert json.loads(finding.opened_by.request) == {"groupId": group}
    assert deployed.state(group) is None, "the other account has no such group"
    (assumed,) = [x for x in deployed.gate.assumed if x["RoleArn"] == made["AuditRoleArn"]]
    assert assumed["ExternalId"] == "an-external-id"
    assert deployed.gate.naming(group)


def deploy_member(session: EmbeddedSession, **parameters: str) -> dict[str, str]:
    """Make the member's stack; returns its outputs."""
    cloudformation = session.client("cloudformation")
    cloudformation.create_stack(
        StackName="posturewatch-member",
        TemplateBody=MEMBER_TEMPLATE.read_text("utf-8"),
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    (stack,) = cloudformation.describe_stacks(StackName="posturewatch-member")["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}


def forwarded(session: EmbeddedSession, told: dict[str, object]) -> list[str]:
    """Return where the account's own rules send an event."""
    events = session.client("events")
    rules = [
        rule
        for page in events.get_paginator("list_rules").paginate()
        for rule in page["Rules"]
        if matches(json.loads(rule["EventPattern"]), told)
    ]
    return [
        target["Arn"]
        for rule in rules
        for target in events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
    ]


# --- In the end -----------------------------------------------------------------------------------


def test_in_the_end_everything_adds_up_and_nothing_listens_outside(deployed: Deployed) -> None:
    deployed.settle()
    deployed.assert_tallies()
    depths = deployed.aws.queue_depths()
    for queue in ("SweepDeadLetterQueue", "StreamDeadLetterQueue", "ScheduleDeadLetterQueue"):
        assert depths[queue] == 0, queue
    ledger = deployed.store.ledger(ACCOUNT, limit=1000)
    assert sum(row.move.points for row in ledger) == deployed.store.score(ACCOUNT).earned
    deployed.aws.assert_loopback_only()
