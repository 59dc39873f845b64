"""`posturewatch evaluate`: one event, judged in an account that may deny things or lack them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest

from posturewatch_cli import main
from posturewatch_local.moto_launcher import moto
from tests.integration.gate import Gate

ACCOUNT, REGION = "123456789012", "eu-west-1"
SAMPLES = Path(__file__).parents[2] / "events" / "evaluate_change"
ADMIN_PORTS = "ec2-security-group-admin-ports-closed"


@pytest.fixture(scope="module")
def gate() -> Iterator[Gate]:
    """The way into the account: it counts calls, and denies them when told to."""
    with Gate() as gate, moto() as child:
        gate.target = child.url
        yield gate


@dataclass
class Command:
    """Runs the command as a user would."""

    folder: Path
    gate: Gate
    capsys: pytest.CaptureFixture[str]
    ec2: Any = field(init=False)

    def __post_init__(self) -> None:
        self.ec2 = boto3.client("ec2", region_name=REGION, endpoint_url=self.gate.target)

    def new_group(self, name: str, *ports: int) -> str:
        vpc = self.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        group: str = self.ec2.create_security_group(GroupName=name, Description="-", VpcId=vpc)[
            "GroupId"
        ]
        (made,) = self.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
        self.ec2.revoke_security_group_egress(
            GroupId=group, IpPermissions=made["IpPermissionsEgress"]
        )
        for port in ports:
            permission = {
                "IpProtocol": "tcp",
                "FromPort": port,
                "ToPort": port,
                "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
            }
            self.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
        return group

    def run(self, event: object, *options: str) -> tuple[int, str, str]:
        """Evaluate an event, or a file; returns the exit code and both streams."""
        path = self.folder / "event.json"
        if isinstance(event, Path):
            path = event
        else:
            path.write_text(json.dumps(event))
        return self.run_file(str(path), *options)

    def run_file(self, path: str, *options: str) -> tuple[int, str, str]:
        self.capsys.readouterr()
        code = main.main(["evaluate", path, "--endpoint-url", self.gate.url, *options])
        streams = self.capsys.readouterr()
        return code, streams.out, streams.err

    def report(self, event: object) -> tuple[int, dict[str, Any]]:
        """Evaluate an event of which all is well with the input; returns the exit code and JSON."""
        code, out, err = self.run(event)
        assert err == ""
        told: dict[str, Any] = json.loads(out)
        assert list(told)[:6] == [
            "event_id",
            "event_source",
            "event_name",
            "outcome",
            "resources",
            "reason",
        ]
        return code, told


@pytest.fixture
def command(
    gate: Gate,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Command:
    for name in ("AUDIT_ROLE", "EXTERNAL_ID", "AUDITED_ENDPOINT_URL"):
        monkeypatch.delenv(f"POSTUREWATCH_{name}", raising=False)
    return Command(tmp_path, gate, capsys)


def call(name: str, request: dict[str, Any], *, service: str = "ec2", **more: Any) -> Any:
    return {
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "eventTime": "2026-03-02T10:00:00Z",
        "eventID": "e-1",
        "awsRegion": REGION,
        "recipientAccountId": ACCOUNT,
        "requestParameters": request,
        **more,
    }


def opened(group: str, **more: Any) -> Any:
    return call("AuthorizeSecurityGroupIngress", {"groupId": group}, **more)


# --- What is judged -------------------------------------------------------------------------------


def test_what_is_found_is_judged_by_every_control(command: Command) -> None:
    group = command.new_group("found", 22)
    before = len(command.gate.requests)
    code, told = command.report(opened(group))
    assert code == 1
    assert told["outcome"] == "changed"
    (resource,) = told["judged"]
    assert (resource["state"], resource["id"], resource["name"]) == ("found", group, "found")
    verdicts = {finding["control"]: finding for finding in told["findings"]}
    assert len(verdicts) == told["evaluations"] == 11
    failed = [name for name, finding in verdicts.items() if finding["status"] == "FAILED"]
    assert failed == [ADMIN_PORTS, "ec2-security-group-permissions-described"]
    assert verdicts[ADMIN_PORTS]["severity"] == "HIGH"
    assert "tcp 22" in verdicts[ADMIN_PORTS]["reason"]
    assert verdicts[ADMIN_PORTS]["evidence"]
    assert told["unknown"] == []
    assert told["api_calls"] == len(command.gate.requests) - before == 1


def test_what_passes_exits_with_0(command: Command) -> None:
    code, told = command.report(opened(command.new_group("closed")))
    assert code == 0
    assert {finding["status"] for finding in told["findings"]} == {"PASSED"}


def test_what_is_gone_has_no_verdicts(command: Command) -> None:
    code, told = command.report(opened("sg-00000000000000000"))
    assert code == 0
    assert [resource["state"] for resource in told["judged"]] == ["gone"]
    assert (told["findings"], told["api_calls"]) == ([], 1)


def test_what_is_denied_is_unknown_and_no_pass(command: Command) -> None:
    group = command.new_group("denied", 22)
    with command.gate.denying(lambda request: request.operation == "DescribeSecurityGroups"):
        code, told = command.report(opened(group))
    assert code == 1
    assert [resource["state"] for resource in told["judged"]] == ["unknown"]
    assert {finding["status"] for finding in told["findings"]} == {"NOT_AVAILABLE"}
    assert told["unknown"] == told["findings"]
    reason = "UnauthorizedOperation on DescribeSecurityGroups"
    assert {finding["reason"] for finding in told["unknown"]} == {reason}


def test_a_part_that_is_denied_makes_only_that_unknown(command: Command) -> None:
    s3 = boto3.client("s3", region_name="us-east-1", endpoint_url=command.gate.target)
    s3.create_bucket(Bucket="partly-denied")
    event = call("PutBucketAcl", {"bucketName": "partly-denied"}, service="s3")
    with command.gate.denying(lambda request: "?encryption" in request.operation):
        code, told = command.report({**event, "awsRegion": "us-east-1"})
    assert code == 1
    assert [finding["control"] for finding in told["unknown"]] == [
        "s3-bucket-encryption-enabled",
        "s3-bucket-kms-encryption-enabled",
    ]
    assert [resource["state"] for resource in told["judged"]] == ["found"]


def test_an_event_about_all_of_a_type_judges_all_of_it(command: Command) -> None:
    groups = {command.new_group(f"one-of-all-{number}", 22) for number in range(2)}
    code, told = command.report(call("ModifyManagedPrefixList", {"PrefixListId": "pl-1"}))
    assert code == 1
    assert [target["scope"] for target in told["resources"]] == ["type"]
    assert groups < {resource["id"] for resource in told["judged"]}
    failed = {f["resource"]["id"] for f in told["findings"] if f["control"] == ADMIN_PORTS}
    assert groups < failed


def test_a_listing_that_is_denied_is_said(command: Command) -> None:
    with command.gate.denying(lambda request: request.operation == "DescribeSecurityGroups"):
        code, out, err = command.run(call("ModifyManagedPrefixList", {"PrefixListId": "pl-1"}))
    assert (code, out) == (2, "")
    assert err == (
        f"posturewatch: listing AWS::EC2::SecurityGroup in {REGION}: UnauthorizedOperation on "
        "DescribeSecurityGroups. docs/permissions.md names the rights that are needed.\n"
    )


def item(*ports: int, name: str = "web") -> dict[str, Any]:
    """Return Config's item of a security group, with ports that are open to the world."""
    opened = [
        {"ipProtocol": "tcp", "fromPort": port, "toPort": port, "ipRanges": ["0.0.0.0/0"]}
        for port in ports
    ]
    return {
        "resourceType": "AWS::EC2::SecurityGroup",
        "resourceId": "sg-1",
        "awsAccountId": ACCOUNT,
        "awsRegion": REGION,
        "configurationItemCaptureTime": "2026-03-01T12:00:00Z",
        "configurationItemStatus": "OK",
        "tags": {"Name": name},
        "configuration": {"groupName": "w", "ipPermissions": opened, "ipPermissionsEgress": []},
    }


def test_a_config_item_that_tells_all_is_judged_as_it_is(command: Command) -> None:
    before = len(command.gate.requests)
    code, told = command.report(item())
    assert (code, told["api_calls"]) == (0, 0)
    assert [resource["state"] for resource in told["judged"]] == ["found"]
    assert command.gate.requests[before:] == []


@pytest.mark.parametrize(
    "name", ["put_bucket_acl_denied", "get_bucket_acl", "put_bucket_versioning_of_no_service"]
)
def test_what_changes_nothing_needs_neither_calls_nor_credentials(
    name: str, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    code, told = command.report(SAMPLES / f"{name}.json")
    assert code == 0
    assert told["outcome"] in ("failed_call", "read_only", "unmapped")
    assert (told["judged"], told["findings"], told["api_calls"]) == ([], [], 0)


# --- Whose account --------------------------------------------------------------------------------


def test_an_event_of_another_account_is_refused(command: Command) -> None:
    before = len(command.gate.requests)
    code, out, err = command.run(opened("sg-1", recipientAccountId="999988887777"))
    assert (code, out) == (2, "")
    assert err == (
        f"posturewatch: the event is of account 999988887777, the credentials are of {ACCOUNT}. "
        "Use that account's credentials, or name its audit role in POSTUREWATCH_AUDIT_ROLE.\n"
    )
    assert command.gate.requests[before:] == [], "nothing was read"


def test_an_audit_role_opens_another_account(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTUREWATCH_AUDIT_ROLE", "Audit")
    group = command.new_group("of-one-account", 22)
    code, told = command.report(opened(group, recipientAccountId="999988887777"))
    assert code == 0
    assert [resource["state"] for resource in told["judged"]] == ["gone"], "it is not there"


def test_without_credentials_it_says_what_to_do(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    code, out, err = command.run(opened("sg-1"))
    assert (code, out) == (2, "")
    assert err == (
        "posturewatch: the credentials' account cannot be told: Unable to locate credentials. "
        "Log in, or set AWS_PROFILE.\n"
    )


# --- The input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "event.json:1:2: not JSON: "),
        ("[]", "event.json: holds 0 events, not one. `posturewatch resolve` takes many."),
        ("[{}, {}]", "event.json: holds 2 events, not one. `posturewatch resolve` takes many."),
        ("{}", "event.json: the event is an empty object. Give a CloudTrail or Config event."),
        ('{"eventName": "RunInstances"}', "event.json: eventSource is missing, not a service's "),
    ],
)
def test_what_is_no_event_is_refused(content: str, complaint: str, command: Command) -> None:
    path = command.folder / "event.json"
    path.write_text(content)
    code, out, err = command.run(path)
    assert (code, out) == (2, "")
    assert err.startswith(f"posturewatch: {command.folder}/{complaint}")
    assert err.count("\n") == 1


@pytest.mark.parametrize("form", ["utf-16", "records", "list", "indented"])
def test_an_event_is_read_in_every_form(form: str, command: Command) -> None:
    event = opened("sg-00000000000000000")
    text = json.dumps(event, indent=2 if form == "indented" else None)
    if form in ("records", "list"):
        text = json.dumps({"Records": [event]} if form == "records" else [event])
    path = command.folder / "event.json"
    path.write_bytes(text.encode("utf-16" if form == "utf-16" else "utf-8"))
    code, told = command.report(path)
    assert (code, told["judged"][0]["state"]) == (0, "gone")


def test_an_event_is_read_from_standard_input(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = json.dumps(opened("sg-00000000000000000")).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    code, out, _ = command.run_file("-")
    assert (code, json.loads(out)["judged"][0]["state"]) == (0, "gone")


def test_the_table_shows_names_that_cannot_harm_the_terminal(command: Command) -> None:
    hostile = item(22, name="\x1b[31mred\x1b[0m [bold]x[/] \u202egpj")
    code, out, err = command.run(hostile, "--format", "table")
    assert (code, err) == (1, "")
    assert "\x1b[31m" not in out
    assert "\u202e" not in out
    assert "[bold]x[/]" in out
    assert "\ufffd[31mred\ufffd[0m [bold]x[/] \ufffdgpj: found" in out
    rows = {line.split()[2]: line.split()[:2] for line in out.splitlines() if "ec2-" in line}
    assert rows[ADMIN_PORTS] == ["FAILED", "HIGH"]
    assert "11 verdicts, 0 AWS calls." in out
