"""What people see of threads: exact texts, within Slack's limits, with nothing that acts."""

import os
from pathlib import Path
from typing import Any

import pytest

from posturewatch.notifiers.slack_story import events_message, story_message, story_plain_message
from posturewatch_local.slack_blocks import block_problems
from posturewatch_local.slack_page import channel_page
from posturewatch_local.slack_receiver import Shown
from tests.notifiers.mrkdwn import read, readable, texts
from tests.notifiers.stories import HOSTILE, SHOWN, STORIES

GOLDEN = Path(__file__).parent / "golden" / "stories"
TAKEN = 13_200
"""Characters of all blocks that Slack takes for a message."""


def messages(name: str) -> list[dict[str, Any]]:
    story = STORIES[name]
    told = [story_message(story, SHOWN)]
    if story.thread.events:
        told.append(events_message(story, story.thread.events))
    return told


def page(*names: str) -> str:
    """Return a channel with some stories in it."""
    shown = [
        Shown(
            f"{name}.{place}",
            "C0",
            message["text"],
            tuple(message["blocks"]),
            f"{name}.0" if place else "",
            frozenset(),
        )
        for name in names
        for place, message in enumerate(messages(name))
    ]
    return channel_page("security-posture", shown)


@pytest.mark.parametrize("name", STORIES)
def test_what_people_see(name: str) -> None:
    text = "\n\n--- below ---\n".join(readable(message) for message in messages(name)) + "\n"
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("REWRITE_GOLDEN") == "1":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", STORIES)
def test_slack_takes_it_and_nothing_in_it_acts(name: str) -> None:
    for message in messages(name):
        assert block_problems(message["blocks"]) == []
        assert sum(len(text) for text in texts(message["blocks"])) <= TAKEN
        assert 0 < len(message["text"]) <= 1_000
        for text in texts(message["blocks"]):
            linked = [what for kind, what in read(text) if kind == "angle"]
            assert all(what.startswith("https://posture.acme.example/") for what in linked)
            kinds = {kind for kind, _ in read(text)}
            assert kinds <= {"text", "bold", "code", "pre", "angle"}, text
    assert len(story_plain_message(STORIES[name])["text"]) <= 3_800


def test_the_first_line_says_what_where_who_and_the_points() -> None:
    assert story_message(STORIES["failing"], SHOWN)["text"].startswith(
        "🔴 CRITICAL: S3 bucket acme-invoices. 111111111111 · eu-central-1. "
        "alice (IAM user), without MFA. \N{MINUS SIGN}7 points, 61.4 % → 55.9 %. The bucket is"
    )


def test_a_storm_names_the_worst_ten_and_counts_the_others() -> None:
    message = story_message(STORIES["storm"], SHOWN)
    shown = readable(message)
    assert "500 S3 buckets, 1,000 findings" in shown
    assert shown.count("🔴 S3 bucket `acme-logs-") == 10
    assert "… and 990 more findings: 490 CRITICAL, 500 MEDIUM." in shown
    assert "<https://posture.acme.example/findings?account=111111111111|See all of them>" in shown


def test_the_page_shows_threads_and_marks_what_would_act() -> None:
    shown = page(*STORIES)
    assert shown.count('class="thread"') == sum(1 for s in STORIES.values() if s.thread.events)
    assert "<mark>" not in shown
    block = {"type": "section", "text": {"type": "mrkdwn", "text": HOSTILE}}
    acting = Shown("1", "C0", "x", (block,), "", frozenset())
    assert "<mark>&lt;!channel&gt;</mark>" in channel_page("x", [acting])
