"""The deployed template, end to end: each promise of the design, once, on a running stack."""

import pytest

from posturewatch.domain.finding import RecordState, Workflow
from posturewatch.domain.verdict import Status
from tests.integration.deployed import ACCOUNT, ADMIN_PORTS, Deployed, Subscriber, record

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]


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
    assert row.findings == (finding.id,)
    assert [item.item for item in row.move.items] == ["deny_default_network_policies"]
    assert row.move.points == -9
    assert deployed.store.score(ACCOUNT).earned == score_before.earned - 9

    deployed.settle()
    (message,) = deployed.slack_about(finding.id)
    assert "fails 1 control" in message.text or "tcp 22" in message.text
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
    assert [m.text.split(":")[0] for m in deployed.slack_about(finding.id)][1].endswith("FIXED")
    assert len(subscriber.about(finding.id)) == 2
    deployed.assert_tallies()
