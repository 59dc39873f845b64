"""Digests and milestones in words, blocks and pictures."""

import struct
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from posturewatch.domain.control import Severity
from posturewatch.domain.digest import Ages, Digest, Ending, Line, Milestone, milestones_to_json
from posturewatch.notifiers import bulletin
from posturewatch.notifiers.picture import HEIGHT, WIDTH, trend
from posturewatch_local.slack_blocks import block_problems

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
LINE = Line("a/b/c/d/e", "s3-bucket-tls-required", Severity.HIGH, "invoices", 700_000, "bob")
DIGEST = Digest(
    "123456789012",
    "payments",
    date(2026, 3, 1),
    AT - DAY,
    AT,
    fixed=7,
    new=1,
    fixed_lines=(LINE,) * 5,
    new_lines=(LINE,),
    open=(Ages(Severity.HIGH, 2, 1, 700_000),),
    overdue_lines=(LINE,),
    ending=(
        Ending("public-website", AT + 3 * DAY, 2),
        Ending("slack-37e6", AT + 4 * DAY, 1, "acme-break-glass"),
    ),
    earned=92,
    total=127,
    trend=((AT - 2 * DAY, 80, 127), (AT - DAY, 85, 127)),
)


def test_a_digest_says_what_is_open_new_fixed_and_ends():
    text = bulletin.plain_text(DIGEST.to_json())
    for told in (
        "payments · Sun 01 Mar · 3 open, 1 past their target, 1 new, 7 fixed",
        "72.4 % (92 of 127 points), +7 points since the last digest",
        "HIGH  3 open, 1 past 7 d, the oldest for 8 d",
        "invoices s3-bucket-tls-required, open for 8 d, with bob",
        "… and 2 more",
        "public-website on Wed 04 Mar: then 2 findings fail again",
        "acme-break-glass (slack-37e6) on Thu 05 Mar: then 1 finding fails again",
    ):
        assert told in text


@pytest.mark.parametrize("hostile", ["<!channel>", "*_~`x`", "x" * 3_000, "\u202egnp", "<@U1|x>"])
def test_hostile_names_stay_harmless_and_within_slacks_limits(hostile):
    line = replace(LINE, name=hostile, assignee=hostile)
    digest = replace(DIGEST, team=hostile, overdue_lines=(line,) * 5, new_lines=(line,) * 5)
    reached = (Milestone("m", hostile, AT - DAY, hostile),)
    for summary in (digest.to_json(), milestones_to_json("123456789012", reached)):
        message = bulletin.slack_bulletin(summary)
        assert block_problems(message["blocks"]) == []
        assert "<!channel>" not in str(message)
        assert "<@U1" not in str(message)


def test_a_picture_is_a_whole_png_and_says_what_it_shows():
    drawn = bulletin.picture(DIGEST.to_json())
    assert drawn is not None
    png, words = drawn
    assert "from 63.0% to 72.4%" in words
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, {}
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert struct.unpack(">I", png[at + 8 + size : at + 12 + size])[0] == zlib.crc32(
            kind + data
        )
        chunks[kind], at = data, at + 12 + size
    assert struct.unpack(">II", chunks[b"IHDR"][:8]) == (WIDTH, HEIGHT)
    assert len(zlib.decompress(chunks[b"IDAT"])) == HEIGHT * (WIDTH + 1)
    assert len(png) < 10_000


@pytest.mark.parametrize("shares", [[], [0.0], [1.0], [0.0, 1.0], [0.905, 0.9], [-3.0, 7.0]])
def test_any_trend_can_be_drawn(shares):
    points = [(AT - DAY + n * timedelta(hours=1), share) for n, share in enumerate(shares)]
    assert trend(points, AT - DAY, AT).endswith(b"IEND\xaeB`\x82")


def test_without_a_trend_there_is_no_picture():
    assert bulletin.picture(replace(DIGEST, trend=()).to_json()) is None
