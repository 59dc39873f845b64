"""OCSF Compliance Findings with all that the schema requires."""

from __future__ import annotations

from posturewatch.domain.control import Severity
from posturewatch.exporters import ocsf

REQUIRED = (
    "activity_id",
    "category_uid",
    "class_uid",
    "cloud",
    "compliance",
    "finding_info",
    "metadata",
    "severity_id",
    "time",
    "type_uid",
)
"""Of a Compliance Finding with the cloud profile, in version 1.5."""

KNOWN = frozenset(
    (
        *REQUIRED,
        "activity_name",
        "category_name",
        "class_name",
        "message",
        "remediation",
        "resources",
        "severity",
        "status",
        "status_id",
        "type_name",
        "unmapped",
    )
)


def test_an_event(report):
    event = ocsf.events(report)[1]
    assert (event["class_uid"], event["category_uid"], event["type_uid"]) == (2003, 2, 200301)
    assert (event["severity_id"], event["severity"]) == (2, "Low")
    assert event["time"] == 1772368200000
    assert event["metadata"]["version"] == "1.5.0"
    assert event["metadata"]["profiles"] == ["cloud"]
    assert event["metadata"]["product"] == {"name": "Posturewatch", "vendor_name": "Posturewatch"}
    assert event["cloud"]["provider"] == "AWS"
    assert event["cloud"]["account"]["uid"] == "123456789012"
    assert event["finding_info"]["uid"].endswith("/logs/s3-bucket-versioning-enabled")
    assert event["finding_info"]["title"] == "S3 buckets should have versioning enabled"
    assert event["compliance"]["control"] == "s3-bucket-versioning-enabled"
    assert event["compliance"]["standards"] == ["Posturewatch Foundation"]
    assert (event["compliance"]["status_id"], event["compliance"]["status"]) == (3, "Fail")
    assert event["remediation"]["desc"] == report.findings[1].control.remediation
    (resource,) = event["resources"]
    assert (resource["uid"], resource["type"]) == ("arn:aws:x:::logs", "AWS::S3::Bucket")
    assert resource["labels"] == ["team:payments"]
    assert event["unmapped"] == {"evidence": {"versioning": False, "names": ["logs", "b"]}}


def test_what_the_schema_requires_is_there(report, hostile):
    for event in (*ocsf.events(report), *ocsf.events(hostile)):
        assert set(REQUIRED) <= set(event) <= KNOWN
        assert event["metadata"]["product"]["vendor_name"]
        assert event["finding_info"]["uid"]
        assert event["type_uid"] == event["class_uid"] * 100 + event["activity_id"]
        assert all(isinstance(event[name], int) for name in REQUIRED if name.endswith("_id"))
        assert event["cloud"]["provider"]


def test_a_warning_and_an_unknown_are_neither_a_pass_nor_a_fail(report):
    status = [event["compliance"]["status_id"] for event in ocsf.events(report)]
    assert status == [3, 3, 3, 2, 0, 0]


def test_every_severity_has_an_id():
    assert [ocsf.SEVERITY_IDS[severity] for severity in Severity] == [1, 2, 3, 4, 5]
