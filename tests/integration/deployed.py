"""The deployed template with an audited account behind a gate, and what tests ask of it."""

from __future__ import annotations

import json
import os
import signal
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from posturewatch.domain.errors import StoreConflict
from posturewatch.domain.finding import Finding, ResourceState
from posturewatch.domain.interaction import InteractionKind
from posturewatch.domain.outbox import Entry, LedgerRow
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.scorecard import Counts, merged
from posturewatch.domain.sweep import Sweep, SweepState
from posturewatch.domain.thread import WINDOW, Thread
from posturewatch.notifiers.slack_buttons import action_id
from posturewatch.stores.dynamodb import DynamoStore, entry_of_item
from posturewatch_local import sockets
from posturewatch_local.past import hour_begun
from posturewatch_local.slack_people import SlackPeople
from posturewatch_local.slack_receiver import Shown
from posturewatch_local.stack import AUDITED_ACCOUNT, EmbeddedAws
from tests.integration.gate import Gate

ACCOUNT = AUDITED_ACCOUNT
REGION = "eu-central-1"
WORLD = "0.0.0.0/0"
PATIENCE = 300.0
"""Seconds that anything may take on a machine that others use too."""

ALICE, BOB, CAROL = "U0ALICE", "U0BOB", "U0CAROL"
"""People in Slack: two by their names, and one as the member of a group."""

DIGEST_TEAM = "shoppers"
"""The team whose digest is told."""

DIGEST_HOUR = hour_begun(datetime.now(UTC))
"""When that is: it is due while the tests run."""

SECURITY_GROUP = "AWS::EC2::SecurityGroup"
ADMIN_PORTS = "ec2-security-group-admin-ports-closed"


def actor(name: str = "mallory") -> dict[str, Any]:
    return {
        "type": "IAMUser",
        "principalId": "AIDAEXAMPLE",
        "arn": f"arn:aws:iam::{ACCOUNT}:user/mallory",
        "accountId": ACCOUNT,
        "accessKeyId": "AKIAEXAMPLEEXAMPLE00",
        "userName": name,
        "sessionContext": {"attributes": {"mfaAuthenticated": "false"}},
    }


def record(service: str, name: str, request: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return the CloudTrail record of a call that was made just now."""
    return {
        "eventVersion": "1.11",
        "userIdentity": actor(),
        "eventTime": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": REGION,
        "sourceIPAddress": "198.51.100.23",
        "userAgent": "aws-cli/2.31.0",
        "requestParameters": dict(request),
        "responseElements": None,
        "eventID": str(uuid.uuid4()),
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
        **more,
    }


def event(detail: Mapping[str, Any]) -> dict[str, Any]:
    """Return a CloudTrail record, or a Config notification, as EventBridge carries it."""
    if "eventSource" in detail:
        source = f"aws.{detail['eventSource'].partition('.')[0]}"
        return {"source": source, "detail-type": "AWS API Call via CloudTrail", "detail": detail}
    return {
        "source": "aws.config",
        "detail-type": "Config Configuration Item Change",
        "detail": detail,
    }


def config_item(
    group: Mapping[str, Any], *, status: str = "OK", whole: bool = True, at: datetime | None = None
) -> dict[str, Any]:
    """Return Config's notification about a security group, as DescribeSecurityGroups shows it."""
    at = at or datetime.now(UTC)
    head = {
        "configurationItemVersion": "1.3",
        "configurationItemCaptureTime": at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
        "configurationStateId": int(at.timestamp() * 1000),
        "awsAccountId": ACCOUNT,
        "configurationItemStatus": status,
        "resourceType": SECURITY_GROUP,
        "resourceId": group["GroupId"],
        "resourceName": group.get("GroupName"),
        "ARN": f"arn:aws:ec2:{REGION}:{ACCOUNT}:security-group/{group['GroupId']}",
        "awsRegion": REGION,
        "availabilityZone": "Not Applicable",
        "configurationStateMd5Hash": "",
        "resourceCreationTime": None,
    }
    if not whole:
        return {
            "messageType": "OversizedConfigurationItemChangeNotification",
            "notificationCreationTime": head["configurationItemCaptureTime"],
            "recordVersion": "1.0",
            "configurationItemSummary": {**head, "changeType": "UPDATE"},
        }
    configuration = {
        "description": group.get("Description"),
        "groupName": group.get("GroupName"),
        "groupId": group["GroupId"],
        "vpcId": group.get("VpcId"),
        "ownerId": ACCOUNT,
        "ipPermissions": [_recorded(p) for p in group.get("IpPermissions", ())],
        "ipPermissionsEgress": [_recorded(p) for p in group.get("IpPermissionsEgress", ())],
        "tags": [],
    }
    return {
        "messageType": "ConfigurationItemChangeNotification",
        "notificationCreationTime": head["configurationItemCaptureTime"],
        "recordVersion": "1.3",
        "configurationItemDiff": {"changeType": "UPDATE", "changedProperties": {}},
        "configurationItem": {
            **head,
            "configuration": configuration if status == "OK" else None,
            "supplementaryConfiguration": {},
            "relatedEvents": [],
            "relationships": [],
            "tags": {},
        },
    }


def _recorded(permission: Mapping[str, Any]) -> dict[str, Any]:
    ranges = [{"cidrIp": each["CidrIp"]} for each in permission["IpRanges"]]
    told = {
        "ipProtocol": permission["IpProtocol"],
        "fromPort": permission.get("FromPort"),
        "toPort": permission.get("ToPort"),
        "ipv4Ranges": ranges,
        "ipv6Ranges": [],
        "userIdGroupPairs": [],
        "prefixListIds": [],
        "ipRanges": [each["cidrIp"] for each in ranges],
    }
    return {name: value for name, value in told.items() if value is not None}


@dataclass
class Deployed:
    """The embedded AWS with the template, and short ways to act on it and to look at it."""

    aws: EmbeddedAws
    gate: Gate
    baseline: Sweep | None = None
    ec2: Any = field(init=False)
    store: DynamoStore = field(init=False)
    _clients: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session = self.aws.audited_session(ACCOUNT, REGION)
        self.ec2 = self.session.client("ec2")
        self.store = DynamoStore(self.home("dynamodb"), self.aws.outputs["TableName"])
        self.people = SlackPeople(self.aws.slack, f"{self.aws.api_url('SlackApi')}/slack/actions")

    def home(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = self.aws.home.client(service)
        return self._clients[service]

    def close(self) -> None:
        for client in [*self._clients.values(), self.ec2]:
            client.close()

    # --- The audited account ---

    def new_group(self, name: str, *, description: str = "for a test", **tags: str) -> str:
        """Make a security group from which nothing leaves: nothing is wrong with it."""
        id_: str = self.ec2.create_security_group(
            GroupName=name,
            Description=description,
            VpcId=self._vpc(),
            TagSpecifications=[
                {
                    "ResourceType": "security-group",
                    "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
                }
            ]
            if tags
            else [],
        )["GroupId"]
        self.empty(self.group(id_))
        return id_

    def _vpc(self) -> str:
        default = [{"Name": "is-default", "Values": ["true"]}]
        id_: str = self.ec2.describe_vpcs(Filters=default)["Vpcs"][0]["VpcId"]
        return id_

    def group(self, id_: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ec2.describe_security_groups(GroupIds=[id_])["SecurityGroups"][
            0
        ]
        return found

    def empty(self, group: Mapping[str, Any]) -> None:
        for permissions, revoke in (
            (group["IpPermissions"], self.ec2.revoke_security_group_ingress),
            (group["IpPermissionsEgress"], self.ec2.revoke_security_group_egress),
        ):
            if permissions:
                revoke(GroupId=group["GroupId"], IpPermissions=permissions)

    def open(self, group: str, port: int = 22) -> dict[str, Any]:
        """Open a port to the world; returns the record of the call."""
        self.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[_to_all(port)])
        return record("ec2", "AuthorizeSecurityGroupIngress", {"groupId": group})

    def shut(self, group: str, port: int = 22) -> dict[str, Any]:
        """Close it again; returns the record of the call."""
        self.ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[_to_all(port)])
        return record("ec2", "RevokeSecurityGroupIngress", {"groupId": group})

    # --- Telling ---

    def tell(self, *details: Mapping[str, Any]) -> None:
        """Put records or notifications on the hub's bus."""
        self.aws.put_events(*(event(detail) for detail in details))

    def put_on_queue(self, *bodies: str) -> None:
        """Put messages on the change queue, past the rules."""
        answer = self.home("sqs").send_message_batch(
            QueueUrl=self.aws.outputs["ChangeQueueUrl"],
            Entries=[{"Id": str(n), "MessageBody": body} for n, body in enumerate(bodies)],
        )
        assert not answer.get("Failed")

    def sweep(self, id_: str) -> Sweep:
        """Sweep the account to the end."""
        self.start_sweep(id_)
        return self.swept(id_)

    def start_sweep(self, id_: str) -> None:
        started = self.aws.invoke("StartSweepFunction", {"reason": "a test", "id": id_})
        assert [sweep["account"] for sweep in started["sweeps"]] == [ACCOUNT]

    def swept(self, id_: str) -> Sweep:
        def done() -> Sweep | None:
            sweep = self.store.sweep(f"{id_}-{ACCOUNT}")
            return sweep if sweep and sweep.state is SweepState.DONE else None

        sweep: Sweep = self.wait(done, f"the end of sweep {id_}")
        return sweep

    def set_queue(self, name: str, **attributes: str) -> None:
        self.home("sqs").set_queue_attributes(
            QueueUrl=self.aws.physical_id(name), Attributes=attributes
        )

    def switch_changes(self, *, on: bool) -> None:
        """Stop or start the delivery of the change queue."""
        mapping = self.aws.physical_id("EvaluateChangeFunctionChanges")
        self.home("lambda").update_event_source_mapping(UUID=mapping, Enabled=on)

    def kill(self, function: str) -> int:
        """Kill every process that runs a function; returns how many there were."""
        name = self.aws.physical_id(function).encode()
        killed = 0
        for pid in sockets.group_members(self.aws._ministack.pid):
            with suppress(FileNotFoundError, ProcessLookupError):
                environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
                if b"AWS_LAMBDA_FUNCTION_NAME=" + name in environment:
                    os.kill(pid, signal.SIGKILL)
                    killed += 1
        return killed

    # --- Waiting and looking ---

    def wait(self, condition: Callable[[], Any], what: str, timeout: float = PATIENCE) -> Any:
        return self.aws.wait_until(condition, what, timeout=timeout)

    def settle(self) -> None:
        """Wait until no message is worked off, and nothing is left to be scored or told."""

        def is_quiet() -> bool:
            names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
            for queue in ("ChangeQueue", "SweepQueue", "ActionQueue"):
                answer = self.home("sqs").get_queue_attributes(
                    QueueUrl=self.aws.physical_id(queue), AttributeNames=names
                )
                if any(int(value) for value in answer["Attributes"].values()):
                    return False
            return not self.waiting()

        self.wait(is_quiet, "quiet")

    def waiting(self) -> list[Entry | Thread]:
        """Everything that is to be scored, told or shown now or later."""
        far = datetime.now(UTC) + timedelta(days=30)
        return [*self.store.due_entries(far), *self.store.due_threads(far)]

    def key(self, group: str) -> ResourceKey:
        return ResourceKey(ACCOUNT, REGION, SECURITY_GROUP, group)

    def state(self, group: str) -> ResourceState | None:
        return self.store.load(self.key(group)).state

    def finding(self, group: str, control: str = ADMIN_PORTS) -> Finding | None:
        return self.store.load(self.key(group)).findings.get(control)

    def found(
        self, group: str, accept: Callable[[Finding], object], what: str, control: str = ADMIN_PORTS
    ) -> Finding:
        """Wait until a finding is as it should be."""

        def look() -> Finding | None:
            finding = self.finding(group, control)
            return finding if finding is not None and accept(finding) else None

        finding: Finding = self.wait(look, f"{what} on {group}")
        return finding

    def ledger_row(self, event_id: str) -> LedgerRow:
        def find() -> LedgerRow | None:
            rows = self.store.ledger(ACCOUNT, limit=100)
            return next((row for row in rows if row.cause.event_id == event_id), None)

        row: LedgerRow = self.wait(find, f"the ledger's row of {event_id}")
        return row

    def entries(self) -> list[Entry]:
        """Every entry of the outbox, those of the past included."""
        return [entry_of_item(item) for item in self.items() if item["sk"]["S"] == "OUTBOX"]

    def entry_about(self, event_id: str) -> Entry:
        (entry,) = [e for e in self.entries() if e.cause.event_id == event_id and e.moves]
        return entry

    def items(self) -> list[dict[str, Any]]:
        pages = self.home("dynamodb").get_paginator("scan")
        table = self.aws.outputs["TableName"]
        return [
            item
            for page in pages.paginate(TableName=table, ConsistentRead=True)
            for item in page["Items"]
        ]

    def recount(self) -> dict[str, Counts]:
        """Count the stored verdicts of the account again."""
        return merged(
            *(
                {control: Counts.of(status) for control, status in state.verdicts.items()}
                for state in self.states()
            )
        )

    def states(self) -> list[ResourceState]:
        """Return the states of all resources of the account, those that are gone too."""
        keys = [
            ResourceKey.parse(item["pk"]["S"].removeprefix("RESOURCE#"))
            for item in self.items()
            if item["sk"]["S"] == "RESOURCE"
        ]
        found = self.store.load_states([key for key in keys if key.account == ACCOUNT])
        return list(found.values())

    def listed(self) -> list[ResourceKey]:
        """Return what is there, as listings have shown it."""
        return [s.key for s in self.states() if s.gone_at is None and s.listed_at]

    def assert_tallies(self) -> None:
        """Assert that the tallies and the score's counts are what the stored verdicts add up to."""
        recounted = self.recount()
        assert self.store.tallies(ACCOUNT) == recounted
        assert merged(self.store.score(ACCOUNT).counts) == recounted

    def threads_about(self, finding: str) -> list[Thread]:
        """The threads that hold a finding."""
        threads = self.store.desk("slack", ACCOUNT).threads
        return [thread for thread in threads if thread.holds(finding)]

    def slack_about(self, finding: str) -> list[Shown]:
        """The Slack messages that tell of a finding, as they stand now, with those below them."""
        parents = {t.parent.partition("/")[2] for t in self.threads_about(finding) if t.parent}
        return [m for m in self.aws.slack.shown if {m.ts, m.thread} & parents]

    def parent_of(self, finding: str) -> Shown:
        """Wait for the Slack message that tells of a finding, with its buttons."""

        def look() -> Shown | None:
            return next((m for m in self.slack_about(finding) if not m.thread), None)

        parent: Shown = self.wait(look, f"the message about {finding}")
        return parent

    def in_slack(self, accept: Callable[[Shown], bool], what: str) -> Shown:
        """Wait for a message in Slack."""

        def look() -> Shown | None:
            return next((m for m in self.aws.slack.shown if accept(m)), None)

        found: Shown = self.wait(look, what)
        return found

    def press(self, user: str, message: Shown, kind: InteractionKind) -> Shown:
        """Press a button; returns what its person is told."""
        known = len(self.aws.slack.whispers)
        assert self.people.press(user, message, action_id(kind)).status == 200
        return self.whispered(user, known)

    def whispered(self, user: str, known: int) -> Shown:
        """Wait for an answer to a person, after so many answers."""

        def look() -> Shown | None:
            new = self.aws.slack.whispers[known:]
            return next((each for each in new if each.only_for == user), None)

        told: Shown = self.wait(look, f"an answer to {user}")
        return told

    def part(self) -> None:
        """Let what happens from now on be another matter than all before."""

        def parted() -> bool:
            if self.store.due_entries(datetime.now(UTC) + timedelta(days=30)):
                # What is still to be told would begin a matter that takes in what comes next.
                return False
            try:
                for thread in self.store.desk("slack", ACCOUNT).threads:
                    self.store.save_thread(replace(thread, moved_at=thread.moved_at - 2 * WINDOW))
            except StoreConflict:
                # Somebody shows it just now.
                return False
            return True

        self.wait(parted, "threads that are over")

    def counted(self, since: float, function: str = "EvaluateChangeFunction") -> Counter[str]:
        """What a function counted, from the metrics in its log."""
        counted: Counter[str] = Counter()
        for line in self.aws.logs(function, since=since):
            with suppress(ValueError):
                told = json.loads(line.message)
                if not isinstance(told, dict) or "_aws" not in told:
                    continue
                for metric in told["_aws"]["CloudWatchMetrics"][0]["Metrics"]:
                    value = told[metric["Name"]]
                    counted[metric["Name"]] += int(sum(value) if isinstance(value, list) else value)
        return counted


def _to_all(port: int) -> dict[str, Any]:
    return {
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": port,
        "IpRanges": [{"CidrIp": WORLD}],
    }


@dataclass
class Queue:
    """An SQS queue that somebody puts messages on."""

    sqs: Any
    url: str
    taken: list[dict[str, Any]] = field(default_factory=list)

    def take(self) -> list[dict[str, Any]]:
        """All that has come so far."""
        while messages := self.sqs.receive_message(
            QueueUrl=self.url, MaxNumberOfMessages=10, WaitTimeSeconds=0
        ).get("Messages"):
            for message in messages:
                self.taken.append(json.loads(message["Body"]))
                self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return self.taken


class Subscriber(Queue):
    """A queue that is subscribed to the topic."""

    def about(self, text: str) -> list[dict[str, Any]]:
        """The notifications so far that name something, as SNS wraps them."""
        return [told for told in self.take() if text in told["Message"]]


class Listener(Queue):
    """A queue that hears of our own bus."""

    def about(self, text: str, kind: str) -> list[dict[str, Any]]:
        """The details so far of one kind of event that name something."""
        told = [event for event in self.take() if event["detail-type"] == kind]
        return [event["detail"] for event in told if text in json.dumps(event["detail"])]
