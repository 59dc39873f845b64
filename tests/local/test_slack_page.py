"""A channel as a page: everything that was sent is there, and nothing of it acts.

Its picture is made by a browser, and only missed where none makes it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from posturewatch_local import slack_page
from posturewatch_local.slack_page import channel_page
from posturewatch_local.slack_receiver import File, Form, Message, Shown

HOSTILE = "<script>alert(1)</script>"
ESCAPED = "&lt;script&gt;"


def section(text: str) -> dict[str, object]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def posted(ts: str, text: str) -> Message:
    return Message("chat.postMessage", "C0", text, (section(text),), ts, 0.0, 0.0, {})


def shown(ts: str, text: str, thread: str = "", **more: object) -> Shown:
    return Shown(ts, "C0", text, (section(text),), thread, **more)  # type: ignore[arg-type]


def test_a_message_that_was_edited_stands_beside_what_it_was_at_first() -> None:
    messages = [shown("1.0", "green"), shown("2.0", "unchanged")]
    page = channel_page(
        "alerts", messages, history=[posted("1.0", "red"), posted("2.0", "unchanged")]
    )
    assert page.index("When it was told") < page.index("red") < page.index("green")
    assert page.count("unchanged") == 1
    assert "red" not in channel_page("alerts", messages).partition("<body")[2]


def test_what_one_person_sees_says_whose_it_is_and_stands_at_its_time() -> None:
    whisper = shown("2.0", "for you", only_for="U0BOB")
    page = channel_page(
        "alerts",
        [shown("1.0", "the first"), shown("3.0", "the last")],
        whispers=[whisper],
        people={"U0BOB": "bob"},
    )
    assert page.index("the first") < page.index("Only visible to bob") < page.index("for you")
    assert page.index("for you") < page.index("the last")


def test_a_form_shows_what_was_written_into_it() -> None:
    def asked(name: str, **element: object) -> dict[str, object]:
        label = {"type": "plain_text", "text": f"{name}?"}
        return {"type": "input", "block_id": name, "label": label, "element": element}

    view = {
        "title": {"type": "plain_text", "text": "A form"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [
            section("About"),
            asked("why", type="plain_text_input", multiline=True),
            asked("until", type="datepicker", initial_date="2026-12-06"),
        ],
    }
    page = channel_page("alerts", [], forms=[Form("V1", "U0BOB", view, "1.0", {"why": HOSTILE})])
    for told in ("A form, opened by U0BOB", "About", "why?", ESCAPED, "2026-12-06", "Send"):
        assert told in page
    assert HOSTILE not in page


def test_a_picture_stands_in_its_thread() -> None:
    file = File("trend.png", b"\x89PNG", HOSTILE)
    page = channel_page("alerts", [shown("1.0", "digest"), shown("1.1", "", "1.0", files=(file,))])
    assert page.index("1 reply") < page.index("data:image/png;base64,iVBORw==")
    assert f'alt="{ESCAPED}' in page


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
