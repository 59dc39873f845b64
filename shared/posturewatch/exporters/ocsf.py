"""OCSF Compliance Findings (class 2003), as events of the Open Cybersecurity Schema Framework 1.5.

Source: https://schema.ocsf.io/1.5.0/classes/compliance_finding?profiles=cloud
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from posturewatch.domain.control import Severity
from posturewatch.domain.report import Line, Report, Subject
from posturewatch.domain.verdict import Status

SCHEMA_VERSION: Final = "1.5.0"
CATEGORY_UID: Final = 2
CLASS_UID: Final = 2003
CREATE: Final = 1
"""The activity: each sweep tells what it saw."""
NEW: Final = 1
"""The status of the finding: nobody has looked at it."""

SEVERITY_IDS: Final = {
    Severity.INFORMATIONAL: 1,
    Severity.LOW: 2,
    Severity.MEDIUM: 3,
    Severity.HIGH: 4,
    Severity.CRITICAL: 5,
}
COMPLIANCE: Final = {
    Status.PASSED: (1, "Pass"),
    Status.WARNING: (2, "Warning"),
    Status.FAILED: (3, "Fail"),
    Status.NOT_AVAILABLE: (0, "Unknown"),
}
"""Status → id and caption of the compliance object."""

PROVIDER: Final = "AWS"
AWS_ACCOUNT: Final = 10
"""The type of a cloud account."""


def events(report: Report) -> list[dict[str, Any]]:
    """Return an event for each finding, then for what is unknown."""
    return [_event(report, line) for line in (*report.findings, *report.unknown)]


def _event(report: Report, line: Line) -> dict[str, Any]:
    status_id, status = COMPLIANCE[line.status]
    severity = line.severity
    at = _milliseconds(report.at)
    since = _milliseconds(line.since)
    control = line.control
    told: dict[str, Any] = {
        "activity_id": CREATE,
        "activity_name": "Create",
        "category_uid": CATEGORY_UID,
        "category_name": "Findings",
        "class_uid": CLASS_UID,
        "class_name": "Compliance Finding",
        "type_uid": CLASS_UID * 100 + CREATE,
        "type_name": "Compliance Finding: Create",
        "time": at,
        "severity_id": SEVERITY_IDS[severity],
        "severity": severity.value.capitalize(),
        "status_id": NEW,
        "status": "New",
        "message": line.reason,
        "metadata": {
            "version": SCHEMA_VERSION,
            "profiles": ["cloud"],
            "product": {"name": "Posturewatch", "vendor_name": "Posturewatch"},
            "event_code": control.id if control else "listing",
        },
        "cloud": {
            "provider": PROVIDER,
            "region": line.subject.region,
            "account": {
                "uid": report.account,
                "name": report.account,
                "type": "AWS Account",
                "type_id": AWS_ACCOUNT,
            },
        },
        "finding_info": {
            "uid": line.finding,
            "title": line.title,
            "desc": control.rationale if control else line.reason,
            "created_time": since,
            "first_seen_time": since,
            "last_seen_time": at,
            "product": {"name": "Posturewatch", "vendor_name": "Posturewatch"},
            "types": ["Configuration"],
        },
        "compliance": {
            "control": control.id if control else f"list {line.subject.type}",
            "standards": [f"Posturewatch {report.score.card.title}"],
            "status_id": status_id,
            "status": status,
            "status_detail": line.reason,
        },
        "resources": [_resource(report.account, line.subject)],
    }
    if control:
        told["remediation"] = {"desc": control.remediation}
    if line.evidence:
        told["unmapped"] = {"evidence": dict(line.evidence)}
    return told


def _resource(account: str, subject: Subject) -> dict[str, Any]:
    told: dict[str, Any] = {
        "uid": subject.arn or subject.id or account,
        "name": subject.name or subject.id or account,
        "type": subject.type,
        "region": subject.region,
        "cloud_partition": subject.partition,
        "namespace": account,
    }
    if subject.tags:
        told["labels"] = [f"{name}:{value}" for name, value in subject.tags.items()]
    return told


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
