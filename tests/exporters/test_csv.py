"""CSV that every reader reads alike, and no spreadsheet runs."""

from __future__ import annotations

import csv as reader
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.exporters import csv


def rows(text: str) -> list[dict[str, str]]:
    return list(reader.DictReader(StringIO(text, newline=""), strict=True))


def test_a_line_for_each_finding_and_each_unknown(report):
    found = rows(csv.written(report))
    assert len(found) == 6
    assert found[1] == {
        "account": "123456789012",
        "region": "eu-west-1",
        "type": "AWS::S3::Bucket",
        "resource": "logs",
        "name": "logs",
        "arn": "arn:aws:x:::logs",
        "control": "s3-bucket-versioning-enabled",
        "title": "S3 buckets should have versioning enabled",
        "severity": "LOW",
        "status": "FAILED",
        "reason": "Versioning is not enabled.",
        "evidence": '{"versioning": false, "names": ["logs", "b"]}',
        "remediation": report.findings[1].control.remediation,
        "finding": "123456789012/eu-west-1/AWS::S3::Bucket/logs/s3-bucket-versioning-enabled",
    }
    assert (found[-1]["control"], found[-1]["resource"], found[-1]["status"]) == (
        "",
        "",
        "NOT_AVAILABLE",
    )


def test_lines_end_as_the_rfc_says(report):
    text = csv.written(report)
    assert text.endswith("\r\n")
    assert text.count("\r\n") == text.count("\n") == 7


def test_without_findings_there_are_the_names_of_the_columns(empty):
    assert csv.written(empty) == ",".join(csv.COLUMNS) + "\r\n"


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1", " =1", "\ufeff=1"],  # noqa: RUF001
)
def test_what_begins_a_formula_is_made_a_text(cell):
    assert csv.harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=1", "arn:aws:s3:::x", "'=1", "{}"])
def test_what_begins_none_stays(cell):
    assert csv.harmless(cell) == cell


def test_a_hostile_report_is_read_back_without_a_formula(hostile):
    found = rows(csv.written(hostile))
    assert len(found) == 2 * len(hostile.findings)
    for row, line in zip(found, (*hostile.findings, *hostile.unknown), strict=True):
        assert row["resource"] == csv.harmless(line.subject.id)
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back(text):
    out = StringIO(newline="")
    reader.writer(out, lineterminator="\r\n").writerow([csv.harmless(text), "end"])
    ((cell, end),) = list(reader.reader(StringIO(out.getvalue(), newline=""), strict=True))
    assert (cell.removeprefix("'"), end) == (text.removeprefix("'"), "end")
