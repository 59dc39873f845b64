"""`posturewatch resolve`: any file of events becomes one line for each, in order."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from posturewatch_cli import resolve

SAMPLES = Path(__file__).parents[2] / "events" / "evaluate_change"


def call(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "eventSource": "s3.amazonaws.com",
        "eventName": "PutBucketPolicy",
        "eventTime": "2026-03-02T10:00:00Z",
        "eventID": f"e{number}",
        "awsRegion": "eu-west-1",
        "recipientAccountId": "123456789012",
        "requestParameters": {"bucketName": f"bücket-{number}"},
        **fields,
    }


def run(*paths: Path | str, stdin: bytes = b"") -> tuple[int, list[dict[str, Any]], str]:
    out, err = io.StringIO(), io.StringIO()
    code = resolve.run([str(path) for path in paths], out, err, io.BytesIO(stdin))
    return code, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def ids(lines: list[dict[str, Any]]) -> list[str]:
    return [line["event_id"] for line in lines]


EVENTS = [call(0), call(1), call(2)]
LINES = "\n".join(json.dumps(event) for event in EVENTS)


@pytest.mark.parametrize(
    "content",
    [
        LINES.encode(),
        (LINES + "\n\n").encode(),
        LINES.replace("\n", "\r\n\r\n").encode(),
        json.dumps(EVENTS).encode(),
        json.dumps(EVENTS, indent=2).encode(),
        json.dumps({"Records": EVENTS}, indent=2).encode(),
        "\n".join(json.dumps(event, indent=2) for event in EVENTS).encode(),
        "".join(json.dumps(event, indent=2) for event in EVENTS).encode(),
        LINES.encode("utf-8-sig"),
        LINES.encode("utf-16"),
        LINES.encode("utf-16-le"),
        json.dumps(EVENTS, ensure_ascii=False, indent=1).encode("utf-16"),
        gzip.compress(json.dumps({"Records": EVENTS}).encode()),
        "\n".join(json.dumps({"file": "x", "event": event}) for event in EVENTS).encode(),
        "\n".join(
            json.dumps({"envelope": {"detail": event, "source": "aws.s3"}}) for event in EVENTS
        ).encode(),
        json.dumps(
            {"Events": [{"CloudTrailEvent": json.dumps(event)} for event in EVENTS]}
        ).encode(),
    ],
    ids=[
        *("lines", "blank-end", "windows", "array", "pretty-array", "records", "pretty-documents"),
        *("documents-without-space", "bom", "utf-16", "utf-16-without-bom", "pretty-utf-16"),
        *("gzip", "event-lines", "envelope-lines", "lookup-events"),
    ],
)
def test_forms_of_files(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "events.json"
    file.write_bytes(content)
    code, lines, err = run(file)
    assert (code, ids(lines), err) == (0, ["e0", "e1", "e2"], "")
    assert [line["resources"][0]["id"] for line in lines] == ["bücket-0", "bücket-1", "bücket-2"]
    assert run("-", stdin=content)[1] == lines


def test_a_line_tells_all_of_the_answer(tmp_path: Path) -> None:
    assert run("-", stdin=json.dumps(call(7)).encode())[1] == [
        {
            "event_id": "e7",
            "event_source": "s3.amazonaws.com",
            "event_name": "PutBucketPolicy",
            "outcome": "changed",
            "resources": [
                {
                    "type": "AWS::S3::Bucket",
                    "id": "bücket-7",
                    "account": "123456789012",
                    "region": "eu-west-1",
                    "scope": "resource",
                }
            ],
            "reason": "PutBucketPolicy may have changed a bucket.",
        }
    ]


def test_a_directory_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.jsonl").write_text(json.dumps(call(0)))
    (tmp_path / "b" / "x.json.gz").write_bytes(gzip.compress(json.dumps(call(1)).encode()))
    (tmp_path / "c.json").write_text(json.dumps(call(2)))
    (tmp_path / "README.md").write_text("# not an event")
    assert ids(run(tmp_path)[1]) == ["e0", "e1", "e2"]


def test_every_sample_has_an_answer() -> None:
    code, lines, _ = run(SAMPLES)
    assert code == 0
    assert len(lines) == len(list(SAMPLES.glob("*.json")))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b'{\n "a": 1,\n "b" 2}', "bad.json:3:6: not JSON: Expecting ':' delimiter."),
        (b"[1, 2", "bad.json:1:6: not JSON: Expecting ',' delimiter."),
        (b"\n\nno", "bad.json:3:1: not JSON: Expecting value."),
        (b"[" * 100_000, "bad.json:1:1: nested too deeply."),
        (b"\xff\xd8\xff\xe0", "bad.json: is not a text: "),
        (gzip.compress(b"{}")[:-4], "bad.json: is not a whole gzip file: "),
        (b"\x1f\x8bxxxx", "bad.json: is not a whole gzip file: "),
    ],
    ids=["object", "array", "words", "deep", "binary", "cut-gzip", "no-gzip"],
)
def test_a_broken_file_is_named_and_the_others_go_on(
    tmp_path: Path, content: bytes, complaint: str
) -> None:
    bad, good = tmp_path / "bad.json", tmp_path / "good.json"
    bad.write_bytes(content)
    good.write_text(LINES)
    code, lines, err = run(bad, good)
    assert code == 2
    assert ids(lines)[-3:] == ["e0", "e1", "e2"]
    assert complaint in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("broken", [0, 1, 2])
def test_a_broken_line_is_named_and_the_others_go_on(tmp_path: Path, broken: int) -> None:
    file = tmp_path / "events.jsonl"
    texts = [json.dumps(event) for event in EVENTS]
    texts[broken] = texts[broken][:-30]
    file.write_text("\n".join(texts))
    code, lines, err = run(file)
    assert code == 2
    assert ids(lines) == [f"e{number}" for number in range(3) if number != broken]
    assert f"events.jsonl:{broken + 1}:" in err
    assert "Repair or remove it there; everything else is read." in err


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    code, lines, err = run(tmp_path / "nothing.json", tmp_path, "-", stdin=LINES.encode())
    assert code == 2
    assert ids(lines) == ["e0", "e1", "e2"]
    first, second = err.splitlines()
    assert "nothing.json: cannot be opened: No such file or directory." in first
    assert "holds no events. Name a directory with files called *.json" in second


def test_nothing_is_no_event() -> None:
    assert run("-", stdin=b"") == (0, [], "")
    assert run("-", stdin=b" \n ") == (0, [], "")
    assert run("-", stdin=b"[]") == (0, [], "")


def test_what_is_no_event_is_invalid_and_keeps_its_place() -> None:
    code, lines, _ = run("-", stdin=b'7\n{"status_code": 200}\n' + LINES.encode())
    assert code == 0
    assert [line["outcome"] for line in lines] == ["invalid"] * 2 + ["changed"] * 3


def test_calls_that_are_not_mapped_are_counted_by_name() -> None:
    unmapped = {"eventSource": "foo.amazonaws.com", "readOnly": False}
    events = [
        call(0, **unmapped, eventName="Bar"),
        call(1),
        call(2, **unmapped, eventName="Baz\x1b[2J"),
        call(3, **unmapped, eventName="Bar"),
    ]
    code, _, err = run("-", stdin=json.dumps(events).encode())
    assert code == 0
    times = "\N{MULTIPLICATION SIGN}"
    assert err == (
        f"3 calls are not mapped: foo.amazonaws.com:Bar {times}2, "
        f"foo.amazonaws.com:Baz\N{REPLACEMENT CHARACTER}[2J {times}1\n"
    )


def test_one_line_is_answered_before_the_next_is_there() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "posturewatch_cli.main", "resolve", "-"],
        input=LINES,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ids([json.loads(line) for line in done.stdout.splitlines()]) == ["e0", "e1", "e2"]


@pytest.mark.bench
def test_ten_thousand_events_take_two_seconds(tmp_path: Path) -> None:
    samples = [json.loads(path.read_text()) for path in sorted(SAMPLES.glob("*.json"))]
    file = tmp_path / "events.jsonl"
    with file.open("w") as out:
        for number in range(10_000):
            out.write(json.dumps(samples[number % len(samples)]) + "\n")
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "posturewatch_cli.main", "resolve", str(file)],
        stdout=subprocess.PIPE,
        check=True,
        timeout=60,
    )
    assert time.perf_counter() - start < 2
    assert done.stdout.count(b"\n") == 10_000
