"""The alerts that the tests tell: each a case that people will see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from posturewatch.domain.change import Actor, Cause
from posturewatch.domain.control import Severity
from posturewatch.domain.finding import MoveKind
from posturewatch.domain.notification import Alert, AlertFinding, AlertKind
from posturewatch.domain.outbox import ItemMove, ScoreMove
from posturewatch.domain.resource import ResourceKey

CHANGED = datetime(2026, 11, 23, 12, 4, 9, tzinfo=UTC)
COMMITTED = CHANGED + timedelta(seconds=3)
SENT = CHANGED + timedelta(seconds=4.2)

ACCOUNT = "111111111111"
INVOICES = ResourceKey(ACCOUNT, "eu-central-1", "AWS::S3::Bucket", "acme-invoices")

ALICE = Actor(
    kind="IAMUser",
    name="alice",
    arn="arn:aws:iam::111111111111:user/alice",
    account=ACCOUNT,
    access_key_id="AKIAIOSFODNN7EXAMPLE",
    source_ip="203.0.113.7",
    user_agent="aws-cli/2.31.0",
    mfa=False,
)


def cause(actor: Actor = ALICE, call: str = "PutBucketPolicy", **others: Any) -> Cause:
    told: dict[str, Any] = {
        "event_id": "5f0c3c1e-6f1c-4b57-9a53-0d2a7c7c9b11",
        "source": "cloudtrail",
        "at": CHANGED,
        "event_source": "s3.amazonaws.com",
        "event_name": call,
        "region": "eu-central-1",
        "actor": actor,
    }
    return Cause(**{**told, **others})


def public(key: ResourceKey = INVOICES, **others: Any) -> AlertFinding:
    told: dict[str, Any] = {
        "id": f"{key}/s3-bucket-public-data-classified",
        "control": "s3-bucket-public-data-classified",
        "title": "S3 buckets should not be public unless their data is classified as public",
        "severity": Severity.CRITICAL,
        "kind": MoveKind.REGRESSED,
        "reason": "The bucket is public, and its data is not classified as public.",
        "remediation": "Turn on all four Block Public Access settings of the bucket "
        "(`aws s3api put-public-access-block`); if the data is meant for everybody, tag the bucket "
        "`data-classification=public`.",
        "evidence": {
            "public": True,
            "grants": [f"AllUsers: s3:GetObject on arn:aws:s3:::{key.id}/*"],
            "public_by_policy": True,
            "classification": None,
        },
        "opened_at": CHANGED,
        "points": 7,
    }
    return AlertFinding(**{**told, **others})


def unblocked(key: ResourceKey = INVOICES, **others: Any) -> AlertFinding:
    told: dict[str, Any] = {
        "id": f"{key}/s3-bucket-public-access-blocked",
        "control": "s3-bucket-public-access-blocked",
        "title": "S3 buckets should block public access",
        "severity": Severity.MEDIUM,
        "kind": MoveKind.REGRESSED,
        "reason": "2 of the 4 settings are off for bucket and account.",
        "remediation": "Turn on all four settings, or turn them on for the account.",
        "evidence": {"off": ["BlockPublicPolicy", "RestrictPublicBuckets"]},
        "opened_at": CHANGED,
    }
    return AlertFinding(**{**told, **others})


CLASSIFIED_FAILS = ItemMove(
    "sensitive_data_classified", "Sensitive data is classified", 7, "pass", "fail"
)
CLASSIFIED_PASSES = ItemMove(
    "sensitive_data_classified", "Sensitive data is classified", 7, "fail", "pass"
)
LOST = ScoreMove(41, 78, 71, 9, 127, (CLASSIFIED_FAILS,))
WON = ScoreMove(42, 71, 78, 9, 127, (CLASSIFIED_PASSES,))
SAME = ScoreMove(41, 71, 71, 9, 127)


def alert(*findings: AlertFinding, **others: Any) -> Alert:
    told: dict[str, Any] = {
        "id": "0f4a1b2c3d4e5f607182-7",
        "kind": AlertKind.REGRESSION,
        "account": ACCOUNT,
        "at": COMMITTED,
        "cause": cause(),
        "severity": max(
            (f.severity for f in findings), key=lambda s: s.rank, default=Severity.INFORMATIONAL
        ),
        "findings": findings,
        "resource": INVOICES,
        "resource_name": "acme-invoices",
        "resource_arn": "arn:aws:s3:::acme-invoices",
        "owner": "payments",
        "score": LOST,
    }
    return Alert(**{**told, **others})


def fixed(
    finding: AlertFinding, after: timedelta | None = timedelta(minutes=7, seconds=12)
) -> AlertFinding:
    return replace(
        finding,
        kind=MoveKind.FIXED,
        reason="The bucket is not public.",
        evidence={"public": False},
        opened_at=CHANGED - after if after else None,
        open_for=after,
    )


def _many() -> tuple[AlertFinding, ...]:
    buckets = [
        ResourceKey(ACCOUNT, region, "AWS::S3::Bucket", f"acme-{name}")
        for region, name in (
            ("eu-central-1", "invoices"),
            ("eu-central-1", "exports"),
            ("us-east-1", "logs"),
            ("eu-west-1", "backups"),
        )
    ]
    seen = {"kind": MoveKind.FIRST_SEEN}
    return (
        *(public(key, **seen) for key in buckets),
        *(unblocked(key, **seen) for key in buckets),
    )


BOB = Actor(
    kind="AssumedRole",
    name="AWSReservedSSO_AdministratorAccess_0123456789abcdef/bob@acme.example",
    account=ACCOUNT,
    source_ip="198.51.100.20",
    mfa=False,
)
PIPELINE = Actor(
    kind="AssumedRole",
    name="deploy/build-4711",
    account="222222222222",
    source_ip="cloudformation.amazonaws.com",
    invoked_by="cloudformation.amazonaws.com",
    mfa=False,
)
ROOT = Actor(kind="Root", name="root", account=ACCOUNT, source_ip="203.0.113.7", mfa=False)
SERVICE = Actor(kind="AWSService", invoked_by="autoscaling.amazonaws.com")

HOSTILE = ResourceKey(
    ACCOUNT,
    "global",
    "AWS::IAM::User",
    "<!channel> *x* `rm -rf` \u202egnp.exe :rotating_light: @here",
)

CASES: dict[str, Alert] = {
    "regression": alert(public()),
    "regression_of_several_controls": alert(
        public(), unblocked(), cause=cause(BOB, "DeleteBucketPublicAccessBlock")
    ),
    "regression_without_points": alert(unblocked(points=10), score=SAME, cause=cause(PIPELINE)),
    "first_seen_without_score": alert(
        public(kind=MoveKind.FIRST_SEEN), score=None, owner="", cause=cause(ROOT, "CreateBucket")
    ),
    "found_by_a_sweep": alert(
        *_many(),
        cause=Cause("sweep-20261123", "sweep", CHANGED, event_name="Sweep"),
        resource=None,
        resource_name="",
        resource_arn="",
        owner="",
    ),
    "by_a_service": alert(public(), cause=cause(SERVICE, "UpdateAutoScalingGroup")),
    "from_config": alert(
        public(),
        cause=Cause("c0ffee", "config", CHANGED - timedelta(days=1), region="eu-central-1"),
    ),
    "fixed": alert(
        fixed(public()),
        kind=AlertKind.IMPROVEMENT,
        cause=cause(BOB, "PutBucketPublicAccessBlock"),
        score=WON,
    ),
    "fixed_but_held": alert(fixed(public()), kind=AlertKind.IMPROVEMENT, score=SAME),
    "closed": alert(
        replace(public(), kind=MoveKind.CLOSED, open_for=timedelta(days=3, hours=4, minutes=5)),
        kind=AlertKind.IMPROVEMENT,
        cause=cause(call="DeleteBucket"),
        score=WON,
    ),
    "worse_and_better": alert(public(), fixed(unblocked()), cause=cause(replace(ALICE, mfa=True))),
    "baseline": alert(
        kind=AlertKind.BASELINE,
        cause=Cause("sweep-1", "sweep", CHANGED - timedelta(minutes=6), event_name="Sweep"),
        resource=None,
        resource_name="",
        resource_arn="",
        owner="",
        score=SAME,
        summary={
            "judged": 2294,
            "failed": {"LOW": 6, "CRITICAL": 2, "HIGH": 9, "MEDIUM": 20},
            "errors": {
                f"{ACCOUNT}/eu-south-1/AWS::EC2::Volume": "AccessDenied: ec2:DescribeVolumes"
            },
        },
    ),
    "hostile": alert(
        public(
            HOSTILE,
            reason=f"User {HOSTILE.id}\nhas <https://evil.example|a link>.",
            evidence={
                "path": "```\n<!everyone>",
                "note": "see https://evil.example/_login_ & relax",
            },
        ),
        cause=cause(
            Actor(
                kind="AssumedRole", name="_admin_/<@U0123>*", source_ip="<!here>", account=ACCOUNT
            ),
            "CreateUser",
        ),
        resource=HOSTILE,
        resource_name=HOSTILE.id,
        resource_arn=f"arn:aws:iam::{ACCOUNT}:user/{HOSTILE.id}",
        owner="~pay*ments~ <!subteam^S1>",
    ),
}
