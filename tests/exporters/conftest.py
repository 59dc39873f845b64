"""Reports to export: a plain one, and one in which every text is hostile."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from posturewatch import bootstrap, catalog
from posturewatch.domain.report import Line, MissingPermission, Report, Selection, Subject
from posturewatch.domain.scorecard import Counts, score
from posturewatch.domain.verdict import Status

ACCOUNT = "123456789012"
AT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
CONTROLS = {control.id: control for control in catalog.all_controls()}

HOSTILE = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "\u202egnirts",
    "a\x00b\x1b[31mc\r\nd",
    "\ud800",
    "& &amp; `code` {{7*7}} ]]>",
    "漢字 🪣",
)


def line(
    control: str = "s3-bucket-versioning-enabled",
    status: Status = Status.FAILED,
    *,
    id: str = "logs",
    region: str = "eu-west-1",
    reason: str = "Versioning is not enabled.",
    type: str = "",
) -> Line:
    """Return a verdict of a control on a resource."""
    kind = type or CONTROLS[control].resource.type
    subject = Subject(kind, region, id, f"arn:aws:x:::{id}", id, {"team": "payments"})
    return Line(
        CONTROLS[control],
        status,
        subject,
        reason,
        f"{ACCOUNT}/{region}/{kind}/{id}/{control}",
        AT - timedelta(hours=1),
        {"versioning": False, "names": [id, "b"]} if status is not Status.NOT_AVAILABLE else {},
    )


def listing(type: str = "AWS::EC2::Volume", region: str = "eu-west-3") -> Line:
    """Return a listing that is not complete."""
    return Line(
        None,
        Status.NOT_AVAILABLE,
        Subject(type, region),
        "The listing is not complete: UnauthorizedOperation on DescribeVolumes.",
        f"{ACCOUNT}/{region}/{type}/listing",
        AT,
    )


@pytest.fixture
def report() -> Report:
    card = bootstrap.scorecard("foundation")
    counts = {id_: Counts(3, 1) for id_ in CONTROLS}
    return Report(
        account=ACCOUNT,
        regions=("eu-west-1", "eu-west-3"),
        at=AT,
        seconds=12.345,
        api_calls=321,
        resources=54,
        evaluations=987,
        findings=(
            line("iam-user-no-admin-permissions", id="alice", region="global"),
            line(),
            line(id="archive"),
            line("iam-role-not-open-to-anyone", Status.WARNING, id="app", region="global"),
        ),
        unknown=(
            line("s3-bucket-tls-required", Status.NOT_AVAILABLE, reason="policy: AccessDenied."),
            listing(),
        ),
        score=score(card, counts, lambda kind: kind != "AWS::EC2::Volume"),
        missing=(MissingPermission("s3:GetBucketPolicy", ("eu-west-1",), 7, is_explicit=True),),
    )


@pytest.fixture
def empty(report: Report) -> Report:
    """A report of an account in which nothing is wrong."""
    return replace(report, findings=(), unknown=(), missing=())


@pytest.fixture
def hostile(report: Report) -> Report:
    """A report in which strangers chose every name."""
    lines = tuple(
        replace(
            line(id=text or "x", reason=text),
            evidence={"name": text, text: [text, {"inner": text}]},
        )
        for text in HOSTILE
    )
    unknown = tuple(replace(each, status=Status.NOT_AVAILABLE, evidence={}) for each in lines)
    return replace(
        report,
        findings=lines,
        unknown=unknown,
        stopped=HOSTILE[0],
        regions=(HOSTILE[0],),
        selection=Selection(controls=(HOSTILE[0],)),
    )
