"""The picture of a channel: made by a browser, and only missed where none makes it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from posturewatch_local import slack_page

PAGE = "<html><body>Hello</body></html>"


def browser(folder: Path, script: str) -> str:
    """Put a browser of a few lines on a path of its own."""
    folder.mkdir()
    path = folder / "chromium"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin"


def test_a_browser_is_asked_for_the_height_and_then_for_the_picture(tmp_path, monkeypatch):
    asked = tmp_path / "asked"
    script = f"""echo "$*" >> {asked}
echo '<body data-height="1234">'
for word in "$@"; do case "$word" in --screenshot=*) echo PNG > "${{word#*=}}";; esac; done"""
    monkeypatch.setenv("PATH", browser(tmp_path / "bin", script))
    assert slack_page.picture(PAGE, tmp_path / "page.png")
    assert (tmp_path / "page.png").read_text() == "PNG\n"
    first, second = asked.read_text().splitlines()
    assert "--dump-dom" in first
    assert "--window-size=760,1234" in second


@pytest.mark.parametrize("script", ["kill -ABRT $$", "exit 1", "echo no picture"])
def test_a_browser_that_fails_leaves_no_picture_and_no_older_one(script, tmp_path, monkeypatch):
    (tmp_path / "page.png").write_text("of an earlier run")
    monkeypatch.setenv("PATH", browser(tmp_path / "bin", script))
    assert not slack_page.picture(PAGE, tmp_path / "page.png")
    assert not (tmp_path / "page.png").exists()


def test_no_browser_is_no_error(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not slack_page.picture(PAGE, tmp_path / "page.png")
