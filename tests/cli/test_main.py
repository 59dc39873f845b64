"""The command line as a whole: help, exit codes, and what goes to which stream."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from posturewatch.domain.errors import BadInput, StoreConflict
from posturewatch_cli import controls, main

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "events" / "evaluate_change"


def commands(
    parser: argparse.ArgumentParser, *names: str
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    """Every command, and every command of a command."""
    yield names, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                yield from commands(child, *names, name)


COMMANDS = dict(commands(main.parser()))


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "posturewatch_cli.main", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=ROOT,
    )


def test_the_commands() -> None:
    assert {"resolve", "evaluate", "controls", "demo"} <= {names[0] for names in COMMANDS if names}


@pytest.mark.parametrize("names", COMMANDS, ids=" ".join)
def test_every_command_has_its_help(
    names: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main.main([*names, "--help"])
    assert end.value.code == 0
    streams = capsys.readouterr()
    assert streams.err == ""
    assert streams.out.startswith(f"usage: {' '.join(('posturewatch', *names))}")
    parser = COMMANDS[names]
    assert parser.description, "it says what it does"
    for action in parser._actions:
        assert action.help or isinstance(action, argparse._SubParsersAction), action.dest


def test_the_help_is_there_at_once() -> None:
    heavy = ("boto3", "botocore", "pydantic", "rich", "ministack", "moto", "slack_sdk")
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "posturewatch_cli.main", "--help"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    imported = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    assert "argparse" in imported
    assert imported.isdisjoint(heavy)


@pytest.mark.parametrize(
    "arguments", [[], ["no-such-command"], ["evaluate"], ["controls", "--format", "yaml"]]
)
def test_a_wrong_command_line_exits_with_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main.main(arguments)
    assert end.value.code == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert "usage: posturewatch" in streams.err


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("resolve", "no-such-file.json"),
        ("resolve", "no-such-folder/"),
        ("evaluate", "no-such-file.json"),
        ("evaluate", "empty-folder"),
        ("demo --events", "no-such-file.json"),
        ("demo --events", "broken.json"),
        ("demo --events", "empty-folder"),
    ],
)
def test_what_cannot_be_read_exits_with_2_and_says_where_what_and_the_remedy(
    command: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty-folder").mkdir()
    (tmp_path / "broken.json").write_text("{")
    path = f"{tmp_path}/{name}".rstrip("/")
    assert main.main([*command.split(), path]) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    (line,) = streams.err.splitlines()
    where, _, rest = line.removeprefix("posturewatch: ").partition(": ")
    assert where.startswith(path)
    what, _, remedy = rest.partition(". ")
    assert what
    assert remedy.endswith(".")


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (BadInput("is wrong", where="f.json", remedy="Mend it."), "f.json: is wrong. Mend it."),
        (BadInput("is wrong.", where="f.json", remedy="Mend it."), "f.json: is wrong. Mend it."),
        (BadInput("is wrong", where="f.json"), "f.json: is wrong"),
        (BadInput("is wrong"), "is wrong"),
        (StoreConflict("somebody was faster"), "somebody was faster"),
        (BadInput("is \x1b[31mred\n", where="\u202e"), "\ufffd: is \ufffd[31mred\ufffd"),
    ],
)
def test_an_error_of_ours_is_one_line_and_no_traceback(
    error: Exception,
    shown: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> int:
        raise error

    monkeypatch.setattr(controls, "run", fail)
    assert main.main(["controls"]) == 2
    streams = capsys.readouterr()
    assert (streams.out, streams.err) == ("", f"posturewatch: {shown}\n")


def test_ctrl_c_exits_with_130(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(controls, "run", interrupt)
    assert main.main(["controls"]) == 130
    assert capsys.readouterr().err == "posturewatch: interrupted\n"


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    line = (SAMPLES / "create_bucket.json").read_text().replace("\n", " ")
    path.write_text(f"{line}\n" * 2_000)
    with subprocess.Popen(
        [sys.executable, "-m", "posturewatch_cli.main", "resolve", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert b'"changed"' in process.stdout.readline()
        process.stdout.close()
        assert process.wait(60) == 0
        assert process.stderr.read() == b""


@pytest.mark.parametrize("arguments", [["controls", "--format", "json"]])
def test_json_is_all_that_goes_to_standard_output(arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)


def test_what_is_not_mapped_is_counted_beside_the_json() -> None:
    path = SAMPLES / "put_bucket_versioning_of_no_service.json"
    done = run("resolve", str(path), str(SAMPLES / "create_bucket.json"))
    assert done.returncode == 0
    assert [json.loads(line)["outcome"] for line in done.stdout.splitlines()] == [
        "unmapped",
        "changed",
    ]
    assert done.stderr.startswith(b"1 call is not mapped: ec2.amazonaws.com:PutBucketVersioning")
