"""The AWS Security Finding Format, within its limits, as Security Hub's own model checks it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import boto3
from botocore.validate import ParamValidator

from posturewatch import catalog
from posturewatch.domain.report import Subject
from posturewatch.exporters import asff
from tests.exporters.conftest import ACCOUNT, line

MODEL = boto3.client("securityhub", region_name="us-east-1").meta.service_model
IMPORT = MODEL.operation_model("BatchImportFindings").input_shape


def assert_importable(findings: list[dict[str, Any]]) -> None:
    """Check findings as the API's model says, and the limits that it says in words alone."""
    for first in range(0, len(findings), 100):
        batch = findings[first : first + 100]
        errors = ParamValidator().validate({"Findings": batch}, IMPORT)
        assert not errors.has_errors(), errors.generate_report()
    members = MODEL.shape_for("AwsSecurityFinding").members
    for finding in findings:
        assert set(finding) <= set(members)
        assert 0 < len(finding["Id"]) <= 512
        assert 0 < len(finding["Title"]) <= 256
        assert 0 < len(finding["Description"]) <= 1024
        assert 0 < len(finding["GeneratorId"]) <= 512
        assert 1 <= len(finding["Resources"]) <= 32
        assert (
            len(
                finding.get("Remediation", {"Recommendation": {"Text": ""}})["Recommendation"][
                    "Text"
                ]
            )
            <= 512
        )
        # What an importer may not set.
        assert not {"Note", "UserDefinedFields", "VerificationState", "Workflow"} & set(finding)


def test_a_finding(report):
    found = asff.findings(report)[1]
    assert found == {
        "SchemaVersion": "2018-10-08",
        "Id": "123456789012/eu-west-1/AWS::S3::Bucket/logs/s3-bucket-versioning-enabled",
        "ProductArn": "arn:aws:securityhub:eu-west-1:123456789012:product/123456789012/default",
        "ProductName": "Posturewatch",
        "GeneratorId": "posturewatch/s3-bucket-versioning-enabled",
        "AwsAccountId": ACCOUNT,
        "Types": ["Software and Configuration Checks/AWS Security Best Practices"],
        "CreatedAt": "2026-03-01T11:30:00.000Z",
        "UpdatedAt": "2026-03-01T12:30:00.000Z",
        "Severity": {"Label": "LOW"},
        "FindingProviderFields": {
            "Severity": {"Label": "LOW", "Original": "LOW"},
            "Types": ["Software and Configuration Checks/AWS Security Best Practices"],
        },
        "Title": "S3 buckets should have versioning enabled",
        "Description": "Versioning is not enabled.",
        "Compliance": {"Status": "FAILED"},
        "RecordState": "ACTIVE",
        "Resources": [
            {
                "Type": "AwsS3Bucket",
                "Id": "arn:aws:x:::logs",
                "Partition": "aws",
                "Region": "eu-west-1",
                "Tags": {"team": "payments"},
            }
        ],
        "Remediation": {"Recommendation": {"Text": report.findings[1].control.remediation}},
        "ProductFields": {"posturewatch/evidence": '{"versioning": false, "names": ["logs", "b"]}'},
    }


def test_all_can_be_imported(report):
    found = asff.findings(report)
    assert_importable(found)
    assert [x["Compliance"]["Status"] for x in found] == [
        "FAILED",
        "FAILED",
        "FAILED",
        "WARNING",
        "NOT_AVAILABLE",
        "NOT_AVAILABLE",
    ]


def test_what_is_global_is_imported_in_one_region(report):
    first = asff.findings(report)[0]
    assert ":us-east-1:" in first["ProductArn"]
    assert first["Resources"][0]["Region"] == "us-east-1"
    assert asff.region_of(Subject("AWS::EC2::Volume", "cn-north-1", "v")) == "cn-north-1"


def test_a_listing_is_about_the_account(report):
    last = asff.findings(report)[-1]
    assert last["Resources"][0]["Type"] == "AwsAccount"
    assert last["Severity"] == {"Label": "INFORMATIONAL"}
    assert "Remediation" not in last


def test_hostile_and_endless_texts_fit(report, hostile):
    # Half of a surrogate pair cannot be sent at all; the writer replaces it.
    sendable = tuple(x for x in hostile.findings if x.subject.id.isascii())
    assert_importable(asff.findings(replace(hostile, findings=sendable, unknown=())))
    endless = replace(line(id="x" * 1400, reason="y" * 5000), evidence={"z": "z" * 9000})
    (found,) = asff.findings(replace(report, findings=(endless,), unknown=()))
    assert_importable([found])
    assert len(found["Id"]) == 512
    assert found["Description"].endswith("y…")
    other = replace(endless, finding=endless.finding + "other")
    (different,) = asff.findings(replace(report, findings=(other,), unknown=()))
    assert different["Id"] != found["Id"]


def test_nothing_gives_nothing(empty):
    assert asff.findings(empty) == []


def test_types_have_the_names_that_security_hub_knows():
    known = set(MODEL.shape_for("ResourceDetails").members) | {"AwsAccount"}
    # Types that have no details of their own.
    known |= {"AwsGuardDutyDetector"}
    assert set(asff.RESOURCE_TYPES.values()) <= known


def test_every_type_that_security_hub_knows_has_its_name():
    known = {name.lower(): name for name in MODEL.shape_for("ResourceDetails").members}
    for kind in catalog.resource_types():
        name = known.get("aws" + "".join(kind.split("::")[1:]).lower())
        # Everything else is `Other` there.
        assert name is None or asff.RESOURCE_TYPES.get(kind) == name
