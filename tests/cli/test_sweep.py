"""`posturewatch sweep`: a whole account, whatever of it cannot be seen."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from posturewatch import bootstrap, catalog
from posturewatch.domain.control import Severity
from posturewatch.sources import sessions
from posturewatch.sources.describe import LiveSource
from posturewatch_cli import audit, main, sweep_view
from tests.cli.sweeping import (
    QUICK,
    Terminal,
    account,
    few_types,
    lines,
    page,
    terminal,
    unlisted,
)
from tests.support.account import ACCOUNT, BUCKETS, REGION, USERS

__all__ = ["account", "few_types", "terminal"]  # fixtures

OTHER_REGION = "eu-west-3"


@pytest.fixture(scope="module")
def whole(account: None) -> dict[str, Any]:
    """The report of a sweep that nothing disturbs."""
    report: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sessions, "CONFIG", QUICK)
        patch.setattr(main.sys, "stdout", Spool())
        assert main.main(["sweep", "--region", REGION, "--format", "json"]) == 0
        report = json.loads(main.sys.stdout.text)
    return report


class Spool:
    """A standard output that is not a terminal."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None: ...

    def isatty(self) -> bool:
        return False


def judged(report: dict[str, Any], *services: str) -> dict[str, Any]:
    """Return what a report would be for some services alone."""
    types = tuple(f"AWS::{service}::" for service in services)
    return {
        name: [x for x in report[name] if x["resource"]["type"].startswith(types)]
        for name in ("findings", "unknown")
    }


def never_passes(report: dict[str, Any], truth: dict[str, Any]) -> bool:
    """Whether whatever fails in truth is there as a finding, or as unknown, or not listed."""
    hidden = unlisted(report)
    failing = {
        (x["control"], x["resource"]["id"])
        for x in truth["findings"]
        if x["resource"]["type"] not in hidden
    }
    return failing <= lines(report, "findings", "unknown")


# --- What it tells --------------------------------------------------------------------------------


def test_the_report_of_a_whole_account(whole):
    assert (whole["account"], whole["regions"]) == (ACCOUNT, [REGION])
    assert whole["resources"] == 17
    assert whole["evaluations"] > 100
    # moto has no Access Analyzer.
    assert {x["control"] for x in whole["unknown"]} == {"account-account-external-access-analyzed"}
    assert whole["missing_permissions"] == []
    assert whole["policy"] is None
    found = lines(whole, "findings")
    assert {("s3-bucket-versioning-enabled", "open"), ("iam-user-mfa-enabled", "alice")} <= found
    assert not {("s3-bucket-versioning-enabled", "closed"), ("iam-user-mfa-enabled", "bob")} & found
    assert {x["status"] for x in whole["findings"]} <= {"FAILED", "WARNING"}
    (versioning,) = (x for x in whole["findings"] if x["control"].endswith("versioning-enabled"))
    assert versioning == {
        "control": "s3-bucket-versioning-enabled",
        "status": "FAILED",
        "severity": "LOW",
        "resource": {
            "type": "AWS::S3::Bucket",
            "id": "open",
            "arn": "arn:aws:s3:::open",
            "region": REGION,
            "name": "open",
        },
        "reason": "Versioning is not enabled.",
        "evidence": {"versioning": False},
    }


def test_the_worst_come_first_and_always_in_the_same_order(whole, terminal):
    ranks = [Severity(x["severity"]).rank for x in whole["findings"]]
    assert ranks == sorted(ranks, reverse=True)
    _, again, _ = terminal.sweep()
    assert again["findings"] == whole["findings"]
    assert again["api_calls"] == sum(terminal.calls.values())
    # Of a credential report that was there before, nothing is fetched.
    assert whole["api_calls"] - again["api_calls"] in (0, 1)


def test_the_score_has_the_items_of_the_card(whole):
    items = {x["id"]: x["status"] for area in whole["scorecard"]["areas"] for x in area["items"]}
    assert items["encryption_at_rest"] == "fail"
    assert items["no_public_databases"] == "unknown"
    assert whole["scorecard"]["total"] == 127


def test_one_service_leaves_the_items_of_others_unknown(terminal, whole):
    code, report, _ = terminal.sweep("--service", "s3")
    assert code == 0
    assert report["findings"] == judged(whole, "S3")["findings"]
    items = {x["id"]: x["status"] for area in report["scorecard"]["areas"] for x in area["items"]}
    assert items["no_public_databases"] == items["unused_credentials_removed"] == "unknown"
    assert items["encryption_at_rest"] == "fail"
    assert report["selection"]["says"] == ["Only these types were judged: AWS::S3::Bucket."]


def test_a_type_by_its_name_or_address(terminal):
    _, report, _ = terminal.sweep("--type", "aws::ec2::volume", "--type", "rds.db_instance")
    assert report["selection"]["types"] == ["AWS::EC2::Volume", "AWS::RDS::DBInstance"]
    assert report["resources"] == 2


def test_filters_limit_the_list_and_nothing_else(terminal, whole):
    code, report, _ = terminal.sweep(
        "--service", "s3", "--control", "s3-bucket-versioning-enabled", "--severity", "low"
    )
    assert code == 0
    assert lines(report, "findings") == {("s3-bucket-versioning-enabled", "open")}
    assert report["selection"]["says"][1:] == [
        "Only these controls are listed: s3-bucket-versioning-enabled.",
        "Only LOW and worse is listed.",
    ]
    assert report["evaluations"] == len(BUCKETS) * len(catalog.controls_for("AWS::S3::Bucket"))


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--service", "s3", "--fail-on", "CRITICAL"), 1),
        (("--type", "AWS::EC2::Volume", "--fail-on", "CRITICAL"), 0),
        (("--type", "AWS::EC2::Volume", "--fail-on", "high"), 1),
        # What is merely not listed is there all the same.
        (("--type", "AWS::EC2::Volume", "--fail-on", "HIGH", "--severity", "CRITICAL"), 1),
        (("--control", "s3-bucket-versioning-enabled", "--service", "s3", "--fail-on", "HIGH"), 0),
        (("--control", "s3-bucket-versioning-enabled", "--service", "s3", "--fail-on", "LOW"), 1),
    ],
)
def test_fail_on(terminal, options, code):
    assert terminal.sweep(*options)[0] == code


def test_regions_are_those_that_are_enabled(terminal):
    code, out, _ = terminal.run("--type", "AWS::EC2::Volume", "--format", "json")
    assert code == 0
    assert len(json.loads(out)["regions"]) > 15
    assert json.loads(out)["resources"] == 1


def test_progress_is_silent_where_nobody_watches(terminal):
    _, _, err = terminal.sweep("--type", "AWS::EC2::Volume")
    assert err == ""


def test_the_table_shows_the_worst_and_counts_the_rest(terminal, monkeypatch):
    monkeypatch.setattr(sweep_view, "MOST_FINDINGS", 3)
    code, out, _ = terminal.run("--region", REGION, "--service", "s3", "--format", "table")
    assert code == 0
    assert "2 resources" in out
    assert "more of other controls" in out
    assert out.index("CRITICAL  s3") < out.index("Data is encrypted in transit")
    assert "Only these types were judged: AWS::S3::Bucket." in out
    assert "\x1b" not in out


def test_passing_verdicts_take_no_room(account):
    source = LiveSource(sessions.AuditedClients(boto3.Session()), of_one_sweep=True)
    card = bootstrap.scorecard("foundation")
    one = audit.Audit(source, ACCOUNT, (REGION,), card, ("AWS::IAM::User", "AWS::IAM::Role"))
    one.run()
    states = list(one.store.inventory(ACCOUNT, "AWS::IAM::User"))
    assert len(states) == len(USERS)
    different = {tuple(sorted(state.verdicts.items())) for state in states}
    assert len({id(state.verdicts) for state in states}) == len(different)
    # Entries are folded into the score and forgotten, but for the sum of a first sweep.
    waiting = one.store.due_entries(datetime.max.replace(tzinfo=UTC))
    assert [entry.id for entry in waiting] == ["terminal-baseline"]


# --- What cannot be seen --------------------------------------------------------------------------

S3_READS = [
    "s3:GetBucketPolicy",
    "s3:GetBucketLocation",
    "s3:GetBucketAcl",
    "s3:GetPublicAccessBlock",
    "s3control:GetPublicAccessBlock",
]


@pytest.mark.parametrize("operation", S3_READS)
def test_one_denied_call_is_unknown_and_says_what_to_allow(terminal, whole, operation):
    terminal.fault = lambda call, *_: "AccessDenied" if plain(call) == operation else None
    code, report, err = terminal.sweep("--service", "s3")
    assert code == 0
    assert never_passes(report, judged(whole, "S3"))
    (missing,) = report["missing_permissions"]
    assert missing["regions"] in ([REGION], ["us-east-1"])
    assert not missing["explicit_deny"]
    (statement,) = report["policy"]["Statement"]
    assert statement["Action"] == [missing["action"]]
    assert missing["action"] == {
        "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
        "s3control:GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
    }.get(operation, operation)
    assert "1 action denied" in err


def plain(call: str) -> str:
    """Return a call by boto3's name of its client."""
    return call.replace("s3-control:", "s3control:")


def test_what_the_account_denies_once_is_asked_once(terminal):
    terminal.fault = lambda call, *_: (
        "AccessDenied" if plain(call) == "s3control:GetPublicAccessBlock" else None
    )
    terminal.sweep("--service", "s3")
    assert sum(n for call, n in terminal.calls.items() if plain(call).startswith("s3control")) == 1


@pytest.mark.parametrize(
    "operation",
    ["GetAccountAuthorizationDetails", "GetLoginProfile", "ListMFADevices", "ListAccessKeys"],
)
def test_denied_calls_about_users(terminal, whole, operation):
    terminal.fault = lambda call, *_: "AccessDenied" if call == f"iam:{operation}" else None
    code, report, _ = terminal.sweep("--service", "iam")
    assert code == 0
    assert never_passes(report, judged(whole, "IAM"))
    if operation == "GetAccountAuthorizationDetails":
        # It only saves calls: nobody needs the right to it.
        assert report["findings"] == judged(whole, "IAM")["findings"]
        assert report["unknown"] == report["missing_permissions"] == []
    else:
        assert [x["action"] for x in report["missing_permissions"]] == [f"iam:{operation}"]
        assert report["unknown"]


def test_a_denied_service_is_a_listing_that_is_not_complete(terminal, whole):
    terminal.fault = lambda call, *_: "AccessDenied!" if call.startswith("iam:") else None
    code, report, err = terminal.sweep("--service", "iam", "--service", "rds")
    assert code == 0
    assert unlisted(report) == {"AWS::IAM::User", "AWS::IAM::Role", "AWS::IAM::ManagedPolicy"}
    assert report["findings"] == judged(whole, "RDS")["findings"]
    assert report["unknown"][0] == {
        "control": None,
        "status": "NOT_AVAILABLE",
        "severity": None,
        "resource": {
            "type": "AWS::IAM::ManagedPolicy",
            "id": None,
            "arn": "",
            "region": "global",
            "name": None,
        },
        "reason": "The listing is not complete: AccessDenied on ListPolicies.",
        "evidence": {},
    }
    assert all(x["explicit_deny"] for x in report["missing_permissions"])
    assert "3 actions denied" in err
    items = {x["id"]: x["status"] for area in report["scorecard"]["areas"] for x in area["items"]}
    assert items["mfa_enabled_all_admins"] == "unknown"


def test_a_denied_region_is_unknown_and_the_others_are_judged(terminal, whole):
    def fault(call: str, region: str, _: Any) -> str | None:
        return "UnauthorizedOperation" if region == OTHER_REGION else None

    terminal.fault = fault
    code, report, _ = terminal.sweep(
        "--region", REGION, "--region", OTHER_REGION, "--service", "ec2"
    )
    assert code == 0
    assert report["findings"] == judged(whole, "EC2")["findings"]
    assert {x["resource"]["region"] for x in report["unknown"]} == {OTHER_REGION}
    assert {tuple(x["regions"]) for x in report["missing_permissions"]} == {(OTHER_REGION,)}
    items = {x["id"]: x["status"] for area in report["scorecard"]["areas"] for x in area["items"]}
    assert items["no_public_databases"] == "unknown"
    assert items["deny_default_network_policies"] == "fail"


@pytest.mark.parametrize("code", ["ThrottlingException", "Throttling", "SlowDown", "InternalError"])
def test_what_is_throttled_or_fails_is_unknown_and_no_missing_permission(terminal, whole, code):
    terminal.fault = lambda call, *_: code if call == "s3:GetBucketPolicy" else None
    _, report, _ = terminal.sweep("--service", "s3")
    assert never_passes(report, judged(whole, "S3"))
    assert len(report["unknown"]) >= len(BUCKETS)
    assert report["missing_permissions"] == []
    assert all(f"{code} on GetBucketPolicy" in x["reason"] for x in report["unknown"])


def test_a_storm_of_throttling_ends_and_passes_nothing(terminal, whole):
    """Every read of a service is refused, and the other services are judged."""

    def fault(call: str, *_: Any) -> str | None:
        return "SlowDown" if call.startswith("s3:Get") else None

    terminal.fault = fault
    code, report, _ = terminal.sweep("--service", "s3", "--service", "rds")
    assert code == 0
    assert never_passes(report, {"findings": [*judged(whole, "S3")["findings"]]})
    assert {x["resource"]["type"] for x in report["findings"]} == {
        x["resource"]["type"] for x in judged(whole, "RDS")["findings"]
    }
    assert all("SlowDown" in x["reason"] or "throttled" in x["reason"] for x in report["unknown"])
    items = {x["id"]: x["status"] for area in report["scorecard"]["areas"] for x in area["items"]}
    assert items["sensitive_data_classified"] == "unknown"


@pytest.mark.parametrize(
    "trouble",
    [
        page(500),
        page(200),
        page(403),
        ReadTimeoutError(endpoint_url="https://iam"),
        ConnectTimeoutError(endpoint_url="https://iam"),
        EndpointConnectionError(endpoint_url="https://iam"),
    ],
    ids=["500", "200", "403", "read timeout", "connect timeout", "no connection"],
)
def test_what_is_not_from_aws_is_unknown(terminal, whole, trouble):
    def on_wire(request: Any) -> Any:
        return trouble if "Action=ListMFADevices" in str(request.body) else None

    terminal.on_wire = on_wire
    code, report, _ = terminal.sweep("--type", "AWS::IAM::User")
    assert code == 0
    of_users = [x for x in whole["findings"] if x["resource"]["type"] == "AWS::IAM::User"]
    assert never_passes(report, {"findings": of_users})
    assert ("iam-user-mfa-enabled", "alice") in lines(report, "unknown")


def test_credentials_that_end_half_way_stop_the_asking(terminal, whole):
    made = 0

    def fault(call: str, *_: Any) -> str | None:
        nonlocal made
        made += 1
        return "ExpiredToken" if made > 25 else None

    terminal.fault = fault
    code, report, err = terminal.sweep()
    assert code == 0
    assert report["evaluations"] > 0
    assert never_passes(report, whole)
    assert "credentials have ended" in report["stopped"]
    assert "it ended early" in err
    # Only the calls that were under way already.
    assert made <= 25 + audit.READS_AT_ONCE + audit.SLICES_AT_ONCE + 16


def test_a_bucket_that_is_deleted_after_it_was_listed_is_no_finding(terminal, whole):
    gone = "open"

    def fault(call: str, _: str, sent: dict[str, Any]) -> str | None:
        of_gone = call.startswith("s3:Get") and gone in sent["url"]
        return "NoSuchBucket" if of_gone else None

    terminal.fault = fault
    _, report, _ = terminal.sweep("--service", "s3")
    assert report["resources"] == len(BUCKETS) - 1
    assert report["unknown"] == []
    assert gone not in {x["resource"]["id"] for x in report["findings"]}


def test_a_page_that_fails_leaves_the_rest_of_the_type_unknown(terminal, whole, monkeypatch):
    monkeypatch.setattr(audit, "PAGE", 3)
    asked: list[str] = []

    def fault(call: str, *_: Any) -> str | None:
        if call != "iam:ListUsers":
            return None
        asked.append(call)
        return "ServiceFailure" if len(asked) > 1 else None

    terminal.fault = fault
    code, report, _ = terminal.sweep("--type", "AWS::IAM::User")
    assert code == 0
    assert report["resources"] == 3 < len(USERS)
    assert unlisted(report) == {"AWS::IAM::User"}
    assert len(asked) == 2
    items = {x["id"]: x["status"] for area in report["scorecard"]["areas"] for x in area["items"]}
    assert items["unused_credentials_removed"] == "unknown"


def test_pages_are_followed_to_the_end(terminal, whole, monkeypatch):
    monkeypatch.setattr(audit, "PAGE", 3)
    _, report, _ = terminal.sweep("--service", "iam")
    assert report["findings"] == judged(whole, "IAM")["findings"]
    assert report["resources"] == 9


def test_a_crash_of_ours_is_unknown_and_spares_the_rest(terminal, monkeypatch):
    real = LiveSource.list

    def listing(self: Any, cls: Any, *args: Any, **kwargs: Any) -> Any:
        if cls.type == "AWS::EC2::Volume":
            raise RuntimeError("a mistake")
        return real(self, cls, *args, **kwargs)

    monkeypatch.setattr(LiveSource, "list", listing)
    code, report, _ = terminal.sweep("--service", "ec2")
    assert code == 0
    assert unlisted(report) == {"AWS::EC2::Volume"}
    assert report["resources"] == 2


def test_who_interrupts_does_not_wait_for_what_is_still_to_be_asked(account):
    source = LiveSource(sessions.AuditedClients(boto3.Session()), of_one_sweep=True)

    def interrupt(_: audit.Progress) -> None:
        raise KeyboardInterrupt

    one = audit.Audit(source, ACCOUNT, (REGION,), bootstrap.scorecard("foundation"), told=interrupt)
    with pytest.raises(KeyboardInterrupt):
        one.run()
    assert source.stopped == "The sweep was interrupted"
    made = sum(source.calls.values())
    assert made < 90


# --- What cannot be judged at all -----------------------------------------------------------------


def test_nothing_that_could_be_judged(terminal):
    terminal.fault = lambda call, *_: (
        None if call in ("sts:GetCallerIdentity", "ec2:DescribeRegions") else "AccessDenied"
    )
    code, report, err = terminal.sweep()
    assert code == 2
    assert (report["findings"], report["scorecard"]["earned"]) == ([], 0)
    assert "nothing could be judged" in err
    assert "AccessDenied" in err


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("ExpiredToken", "have expired"),
        ("InvalidClientTokenId", "does not accept"),
        ("AccessDenied", "sts:GetCallerIdentity is denied"),
        ("Odd", "Odd"),
    ],
)
def test_credentials_that_open_nothing(terminal, code, says):
    terminal.fault = lambda *_: code
    assert_refused(terminal, says)


def assert_refused(terminal: Terminal, says: str, *arguments: str) -> None:
    code, out, err = terminal.run(*arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert len(err.splitlines()) == 1


def test_an_endpoint_that_cannot_be_reached(terminal):
    terminal.on_wire = lambda _: EndpointConnectionError(endpoint_url="http://127.0.0.1:1")
    assert_refused(terminal, "cannot be reached")


def test_no_credentials(terminal, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setattr("botocore.credentials.CredentialResolver.load_credentials", lambda _: None)
    assert_refused(terminal, "no AWS credentials")


def test_the_region_of_the_environment_says_where_to_ask_first(terminal, monkeypatch):
    asked: list[str] = []
    monkeypatch.setenv("AWS_REGION", "ap-south-1")
    terminal.fault = lambda call, region, _: asked.append(region) or "Odd"
    assert_refused(terminal, "Odd")
    assert asked == ["ap-south-1"]


def test_an_endpoint_that_is_no_url(terminal):
    assert_refused(terminal, "nonsense", "--endpoint-url", "nonsense")


def test_a_profile_that_is_not_there(terminal):
    assert_refused(terminal, "nobody", "--profile", "nobody")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--account-id", "999999999999"), f"are of account {ACCOUNT}, not 999999999999"),
        (("--account-id", "12"), "twelve digits"),
        (("--region", "mars-north-1"), "no such region"),
        (("--service", "s4"), "Known: account, cloudtrail, ec2, iam, rds, s3"),
        (("--type", "AWS::S3::Bucked"), "Did you mean AWS::S3::Bucket"),
        (("--control", "s3-bucket-versioning-enable"), "Did you mean s3-bucket-versioning-enabled"),
        (("--control", "zzz"), "posturewatch controls"),
        (("--service", "iam", "--control", "s3-bucket-tls-required"), "not among the types"),
        (("--output", "/nowhere/report.json"), "cannot be written"),
        (("--output", "/"), "is a directory"),
    ],
)
def test_what_cannot_be_used_is_refused_before_any_work(terminal, arguments, says):
    assert_refused(terminal, says, *arguments)
    assert set(terminal.calls) <= {"sts:GetCallerIdentity", "ec2:DescribeRegions"}


def test_regions_that_nobody_tells_have_to_be_named(terminal):
    terminal.fault = lambda call, *_: (
        "UnauthorizedOperation" if call == "ec2:DescribeRegions" else None
    )
    assert_refused(terminal, "name the regions with --region")
    code, report, _ = terminal.sweep("--type", "AWS::EC2::Volume")
    assert (code, report["regions"]) == (0, [REGION])
    assert_refused(terminal, "no such region", "--region", "mars-north-1")


# --- Another account ------------------------------------------------------------------------------


def test_the_audit_role_is_assumed_in_the_account(terminal, monkeypatch):
    monkeypatch.setenv("POSTUREWATCH_AUDIT_ROLE", "PosturewatchAudit")
    code, report, _ = terminal.sweep("--account-id", "999988887777", "--type", "AWS::EC2::Volume")
    assert (code, report["account"], report["findings"]) == (0, "999988887777", [])
    assert terminal.calls["sts:GetCallerIdentity"] == 2


def test_an_audit_role_that_cannot_be_assumed(terminal, monkeypatch):
    monkeypatch.setenv("POSTUREWATCH_AUDIT_ROLE", "PosturewatchAudit")
    terminal.fault = lambda call, *_: "AccessDenied" if call == "sts:AssumeRole" else None
    assert_refused(terminal, "cannot be assumed", "--account-id", "999988887777")


# --- Where it goes --------------------------------------------------------------------------------


def test_a_file_is_written_whole_or_not_at_all(terminal, tmp_path, monkeypatch):
    target = tmp_path / "report.json"
    target.write_text("before")
    target.chmod(0o640)
    code, out, _ = terminal.run(
        "--region", REGION, "--type", "AWS::EC2::Volume", "--output", str(target)
    )
    assert (code, out) == (0, "")
    assert json.loads(target.read_text())["resources"] == 1
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    terminal.fault = lambda *_: "ExpiredToken"
    assert terminal.run("--output", str(target))[0] == 2
    assert json.loads(target.read_text())["resources"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_a_disk_that_is_full(terminal, tmp_path, monkeypatch):
    target = tmp_path / "report.json"

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    code, _, err = terminal.run(
        "--region", REGION, "--type", "AWS::EC2::Volume", "--output", str(target)
    )
    assert code == 2
    assert "No space left" in err
    assert not list(tmp_path.iterdir())


def test_a_link_is_followed_and_a_device_is_not_replaced(terminal, tmp_path):
    real = tmp_path / "real.csv"
    real.write_text("")
    link = tmp_path / "link.csv"
    link.symlink_to(real)
    arguments = ("--region", REGION, "--type", "AWS::EC2::Volume")
    assert terminal.run(*arguments, "--output", str(link))[0] == 0
    assert link.is_symlink()
    assert real.read_text().startswith("account,region,type")
    assert terminal.run(*arguments, "--output", os.devnull)[0] == 0
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("r.html", "<!doctype html>"),
        ("r.csv", "account,"),
        ("r.json", "{"),
        ("r.txt", "AWS account"),
        ("r", "{"),
    ],
)
def test_the_format_follows_the_name_of_the_file(terminal, tmp_path, name, begins):
    target = tmp_path / name
    terminal.run("--region", REGION, "--type", "AWS::EC2::Volume", "--output", str(target))
    assert target.read_text().startswith(begins)


@pytest.mark.parametrize("form", ["csv", "html", "asff", "ocsf"])
def test_other_formats_on_standard_output(terminal, form):
    code, out, err = terminal.run(
        "--region", REGION, "--type", "AWS::EC2::Volume", "--format", form
    )
    assert (code, err) == (0, "")
    assert "ec2-volume-attached" in out


def test_findings_are_streamed_as_they_are_found_and_none_is_kept(
    terminal, whole, tmp_path, monkeypatch
):
    kept = []
    real = audit.Audit.report
    monkeypatch.setattr(
        audit.Audit,
        "report",
        lambda self, **more: kept.append(list(self.store.findings(ACCOUNT))) or real(self, **more),
    )
    path = tmp_path / "findings.jsonl"
    code, _, err = terminal.run(
        "--region", REGION, "--output", str(path), "--fail-on", "informational"
    )
    assert code == 1
    told = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    *lines, report = told
    for kind, name in (("finding", "findings"), ("unknown", "unknown")):
        got = [
            {k: v for k, v in line.items() if k != "kind"} for line in lines if line["kind"] == kind
        ]
        assert sorted(map(json.dumps, got)) == sorted(map(json.dumps, whole[name]))
    assert report["kind"] == "report"
    assert report["scorecard"] == whole["scorecard"]
    assert (report["resources"], report["evaluations"]) == (
        whole["resources"],
        whole["evaluations"],
    )
    assert kept == [[]]
    assert f"{len(whole['findings'])} findings of INFORMATIONAL or worse" in err


def test_help_imports_neither_boto3_nor_the_catalogue():
    script = (
        "import sys\nfrom posturewatch_cli import main\n"
        "try:\n    main.main(['sweep', '--help'])\nexcept SystemExit:\n    pass\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('boto3', 'botocore', 'pydantic', "
        "'rich') or m.startswith('posturewatch.resources')], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"
    assert "--fail-on" in done.stdout
    # The words of the options are those of the severities.
    for severity in Severity:
        assert severity.value in done.stdout
