"""`posturewatch gate`: what opens it, what closes it, and what cannot be judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from posturewatch_cli.main import main
from tests.support.planned import plan, template

OPEN = {"aws_s3_bucket_public_access_block.b": {"bucket": "b", "block_public_acls": False}}
PUBLIC = json.dumps(
    {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}
)
ACCOUNT = {
    "aws_s3_account_public_access_block.a": {
        "block_public_acls": False,
        "block_public_policy": False,
        "ignore_public_acls": False,
        "restrict_public_buckets": False,
    }
}
PUBLIC_BUCKET = plan(
    {
        "aws_s3_bucket.b": {"bucket": "b"},
        "aws_s3_bucket_policy.b": {"bucket": "b", "policy": PUBLIC},
        "aws_s3_bucket_public_access_block.b": {"bucket": "b", "restrict_public_buckets": False},
        **ACCOUNT,
    }
)
PLAIN_BUCKET = template({"Data": ("AWS::S3::Bucket", {"BucketName": "data"})})


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def written(name: str, document: Any, coding: str = "utf-8") -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = document if isinstance(document, str) else json.dumps(document)
        path.write_bytes(text.encode(coding))
        return str(path)

    return written


def judged(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any, str]:
    code = main(["gate", *arguments, "--format", "json"])
    out, err = capsys.readouterr()
    return code, json.loads(out) if out else None, err


def statuses(report: Any) -> dict[str, str]:
    return {x["control"]: x["status"] for x in (*report["findings"], *report["unknown"])}


def test_a_plan_with_a_public_bucket_closes_the_gate(capsys: Any, write: Any) -> None:
    code, report, err = judged(capsys, write("plan.json", PUBLIC_BUCKET))
    assert code == 1
    assert statuses(report)["s3-bucket-public-data-classified"] == "FAILED"
    assert report["failures"]["CRITICAL"] == 1
    assert report["passed"] is False
    assert "the gate is closed: 1 CRITICAL failure, at most 0 may be." in err
    (first, *_) = report["findings"]
    assert first["resource"]["id"] == "aws_s3_bucket.b"
    assert first["file"].endswith("plan.json")


def test_limits_decide(capsys: Any, write: Any) -> None:
    path = write("plan.json", PUBLIC_BUCKET)
    assert judged(capsys, path, "--max-critical", "1")[0] == 0
    code, report, _ = judged(capsys, path, "--max-critical", "1", "--min-score", "100")
    assert code == 1
    score = report["scorecard"]
    assert report["objections"] == [
        f"The score is {score['earned']}/{score['total']}, less than 100 %."
    ]
    assert judged(capsys, path, "--max-critical", "1", "--max-high", "0")[0] == int(
        report["failures"]["HIGH"] > 0
    )


def test_a_template_that_is_in_order_opens_it(capsys: Any, write: Any) -> None:
    code, report, err = judged(capsys, write("stack.yaml", PLAIN_BUCKET))
    assert code == 0
    assert report["files"][0]["kind"] == "cloudformation"
    assert statuses(report)["s3-bucket-encryption-enabled"] == "PASSED"
    assert "the gate is open: 1 resource in 1 file judged." in err


def test_a_directory_is_searched_and_what_is_neither_is_passed_over(
    capsys: Any, write: Any, tmp_path: Path
) -> None:
    write("a/plan.json", PUBLIC_BUCKET, "utf-16")
    write("b/stack.template", PLAIN_BUCKET)
    write("package.json", {"name": "web"})
    write("chart/values.yaml", "x: {{ .Values.x }}")
    code, report, _ = judged(capsys, str(tmp_path))
    assert code == 1
    assert [Path(each["path"]).name for each in report["files"]] == ["plan.json", "stack.template"]
    assert report["errors"] == []


def test_what_looks_like_a_template_and_cannot_be_read_is_an_error(
    capsys: Any, write: Any, tmp_path: Path
) -> None:
    write("good.yaml", PLAIN_BUCKET)
    write("bad.yaml", "AWSTemplateFormatVersion: 2010-09-09\nResources: [")
    code, report, err = judged(capsys, str(tmp_path))
    assert code == 2
    assert len(report["errors"]) == 1
    assert "bad.yaml: the template is no YAML" in err


@pytest.mark.parametrize(
    ("name", "document", "told"),
    [
        ("x.json", {"a": 1}, "neither a plan of Terraform nor a CloudFormation template"),
        ("x.json", "{", "the template is no JSON"),
        ("x.json", {"resource_changes": [], "errored": True}, "could not finish this plan"),
    ],
)
def test_a_named_file_must_be_one(
    capsys: Any, write: Any, name: str, document: Any, told: str
) -> None:
    code, report, err = judged(capsys, write(name, document))
    assert code == 2
    assert report is None
    assert told in err


def test_no_text_is_no_crash(capsys: Any, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(b"\xff\xfe\x00")
    assert judged(capsys, str(tmp_path / "x.json"))[0] == 2
    assert judged(capsys, str(tmp_path / "missing.json"))[0] == 2
    assert judged(capsys, str(tmp_path))[0] == 2


def test_what_is_not_known_passes_nothing(capsys: Any, write: Any) -> None:
    document = plan({"aws_s3_bucket.b": {"bucket": "b"}, **OPEN})
    _, report, _ = judged(capsys, write("plan.json", document))
    unknown = {line["control"] for line in report["unknown"]}
    assert "s3-bucket-public-access-blocked" in unknown


def test_the_table_names_the_fix(capsys: Any, write: Any) -> None:
    assert main(["gate", write("plan.json", PUBLIC_BUCKET)]) == 1
    out = capsys.readouterr().out
    assert "CRITICAL" in out
    assert "s3-bucket-public-data-classified" in out
    assert "Posture of what is declared" in out
