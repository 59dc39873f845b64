"""Pictures of a trend: a step line over some days, as a PNG of a few kilobytes.

Drawn on a palette and written with the standard library alone: a score moves in steps, so there is
no slanted line that would need smoothing, and the only text is digits and the names of months.
Nothing that somebody else could have written is in a picture.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

WIDTH: Final = 960
HEIGHT: Final = 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 96, 24, 24, 54
_SCALE: Final = 3
_LINE: Final = 5

_WHITE, _GRID, _TEXT, _AREA, _STEP, _GOAL = range(6)
_PALETTE: Final = (
    (255, 255, 255),
    (226, 229, 233),
    (84, 94, 107),
    (214, 228, 250),
    (31, 98, 214),
    (30, 142, 88),
)

_MONTHS: Final = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"

# Five columns and seven rows each: a row is a number of five bits, the left column the highest.
_GLYPHS: Final[dict[str, tuple[int, ...]]] = {
    "0": (14, 17, 17, 17, 17, 17, 14),
    "1": (4, 12, 4, 4, 4, 4, 14),
    "2": (14, 17, 1, 6, 8, 16, 31),
    "3": (14, 17, 1, 6, 1, 17, 14),
    "4": (2, 6, 10, 18, 31, 2, 2),
    "5": (31, 16, 30, 1, 1, 17, 14),
    "6": (14, 16, 16, 30, 17, 17, 14),
    "7": (31, 1, 2, 4, 4, 8, 8),
    "8": (14, 17, 17, 14, 17, 17, 14),
    "9": (14, 17, 17, 15, 1, 1, 14),
    "%": (25, 26, 2, 4, 8, 11, 19),
    "A": (14, 17, 17, 31, 17, 17, 17),
    "B": (30, 17, 17, 30, 17, 17, 30),
    "C": (14, 17, 16, 16, 16, 17, 14),
    "D": (30, 17, 17, 17, 17, 17, 30),
    "E": (31, 16, 16, 30, 16, 16, 31),
    "F": (31, 16, 16, 30, 16, 16, 16),
    "G": (14, 17, 16, 23, 17, 17, 14),
    "J": (7, 2, 2, 2, 2, 18, 12),
    "L": (16, 16, 16, 16, 16, 16, 31),
    "M": (17, 27, 21, 21, 17, 17, 17),
    "N": (17, 25, 21, 21, 19, 17, 17),
    "O": (14, 17, 17, 17, 17, 17, 14),
    "P": (30, 17, 17, 30, 16, 16, 16),
    "R": (30, 17, 17, 30, 20, 18, 17),
    "S": (15, 16, 16, 14, 1, 1, 30),
    "T": (31, 4, 4, 4, 4, 4, 4),
    "U": (17, 17, 17, 17, 17, 17, 14),
    "V": (17, 17, 17, 17, 17, 10, 4),
    "Y": (17, 17, 10, 4, 4, 4, 4),
    " ": (0, 0, 0, 0, 0, 0, 0),
}

Point = tuple[datetime, float]
"""From a moment on, a share of one."""


@dataclass(slots=True)
class _Canvas:
    pixels: list[bytearray] = field(
        default_factory=lambda: [bytearray(WIDTH) for _ in range(HEIGHT)]
    )

    def fill(self, left: int, top: int, right: int, bottom: int, colour: int) -> None:
        """Fill a rectangle; what lies outside is cut off."""
        left, right = max(left, 0), min(right, WIDTH)
        for row in self.pixels[max(top, 0) : max(bottom, 0)]:
            row[left:right] = bytes([colour]) * max(right - left, 0)

    def write(self, text: str, left: int, top: int) -> None:
        """Write a text, its upper left corner at a point."""
        for number, char in enumerate(text):
            at = left + number * 6 * _SCALE
            for y, row in enumerate(_smooth(_GLYPHS[char])):
                for x, is_set in enumerate(row):
                    if is_set:
                        self.fill(at + x, top + y, at + x + 1, top + y + 1, colour=_TEXT)

    def png(self) -> bytes:
        """Return the picture as a PNG on a palette."""
        # 0 before each row: no filter.
        raw = b"".join(b"\x00" + row for row in self.pixels)
        header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
        palette = b"".join(bytes(colour) for colour in _PALETTE)
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            _chunk(kind, data)
            for kind, data in (
                (b"IHDR", header),
                (b"PLTE", palette),
                (b"IDAT", zlib.compress(raw, 9)),
                (b"IEND", b""),
            )
        )


def _smooth(glyph: Sequence[int]) -> list[list[bool]]:
    """Return a glyph thrice as large, its steps rounded off.

    Source: the algorithm Scale3x, https://www.scale2x.it/algorithm
    """

    def at(x: int, y: int) -> bool:
        return 0 <= x < 5 and 0 <= y < len(glyph) and bool(glyph[y] >> (4 - x) & 1)

    drawn: list[list[bool]] = []
    for y in range(len(glyph)):
        rows: list[list[bool]] = [[], [], []]
        for x in range(5):
            (a, b, c), (d, e, f), (g, h, i) = (
                [at(x + right, y + down) for right in (-1, 0, 1)] for down in (-1, 0, 1)
            )
            if b == h or d == f:
                nine = [e] * 9
            else:
                nine = [
                    d if d == b else e,
                    b if (d == b and e != c) or (b == f and e != a) else e,
                    f if b == f else e,
                    d if (d == b and e != g) or (d == h and e != a) else e,
                    e,
                    f if (b == f and e != i) or (h == f and e != c) else e,
                    d if d == h else e,
                    h if (d == h and e != i) or (h == f and e != g) else e,
                    f if h == f else e,
                ]
            for number, row in enumerate(rows):
                row.extend(nine[3 * number : 3 * number + 3])
        drawn += rows
    return drawn


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def trend(
    points: Sequence[Point], since: datetime, until: datetime, *, goal: float | None = 0.9
) -> bytes:
    """Return the picture of a trend.

    Args:
        points: From which moment on which share, in the order of time; one before `since` tells
            where it begins.
        since: The left edge.
        until: The right edge.
        goal: A share to reach, drawn as a line; None: none.
    """
    canvas = _Canvas()
    shares = [min(max(share, 0.0), 1.0) for _, share in points]
    floor, ceiling = _bounds([*shares, *([goal] if goal is not None else [])])
    right, bottom = WIDTH - _RIGHT, HEIGHT - _BOTTOM

    def x(at: datetime) -> int:
        part = (at - since) / (until - since)
        return _LEFT + round(min(max(part, 0.0), 1.0) * (right - _LEFT))

    def y(share: float) -> int:
        return bottom - round((share - floor) / (ceiling - floor) * (bottom - _TOP))

    edges = [(max(at, since), share) for (at, _), share in zip(points, shares, strict=True)]
    ends = [*(at for at, _ in edges[1:]), until]
    steps = list(zip(edges, ends[: len(edges)], strict=True))
    for (at, share), end in steps:
        canvas.fill(x(at), y(share), x(end), bottom, _AREA)
    for tenth in range(round(floor * 10), round(ceiling * 10) + 1):
        share = tenth / 10
        if tenth % (1 if ceiling - floor <= 0.4 else 2) == 0:
            canvas.fill(_LEFT, y(share), right, y(share) + 1, _GRID)
            label = f"{round(share * 100)}%"
            width = len(label) * 6 * _SCALE
            canvas.write(label, _LEFT - width - 6, y(share) - 3 * _SCALE - 1)
    if goal is not None:
        for left in range(_LEFT, right, 18):
            canvas.fill(left, y(goal) - 1, min(left + 9, right), y(goal) + 2, _GOAL)
    before: int | None = None
    for (at, share), end in steps:
        level = y(share)
        if before is not None:
            low, high = sorted((before, level))
            canvas.fill(x(at) - _LINE // 2, low, x(at) + _LINE // 2 + 1, high + _LINE, _STEP)
        canvas.fill(x(at), level, x(end), level + _LINE, _STEP)
        before = level
    for part in (0, 1, 2):
        day = (
            since
            + (until - since) * part / 2
            - (timedelta(seconds=1) if part == 2 else timedelta())
        )
        label = f"{day.day} {_MONTHS[3 * day.month - 3 : 3 * day.month]}"
        width = (len(label) * 6 - 1) * _SCALE
        left = _LEFT + (right - _LEFT - width) * part // 2
        canvas.write(label, left, bottom + 6 * _SCALE)
    return canvas.png()


def _bounds(shares: Sequence[float]) -> tuple[float, float]:
    """Return a floor and a ceiling in whole tenths, far enough apart to tell steps from noise."""
    if not shares:
        return 0.0, 1.0
    floor = max(int(min(shares) * 10 + 1e-9) - 1, 0)
    ceiling = min(-int(-max(shares) * 10 - 1e-9) + 1, 10)
    floor = min(floor, ceiling - 2)
    return floor / 10, ceiling / 10


_BARS: Final = "▁▂▃▄▅▆▇█"


def sparkline(points: Sequence[Point], since: datetime, until: datetime, columns: int = 14) -> str:
    """Return a trend as a line of text, for where no picture can be sent."""
    if not points:
        return ""
    shares = [share for _, share in points]
    low, high = min(shares), max(shares)
    told = []
    for column in range(columns):
        at = since + (until - since) * (column + 1) / columns
        known = [share for moment, share in points if moment <= at]
        if not known:
            told.append(" ")
            continue
        part = (known[-1] - low) / (high - low) if high > low else 1.0
        told.append(_BARS[round(part * (len(_BARS) - 1))])
    return "".join(told)
