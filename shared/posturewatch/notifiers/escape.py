"""Hostile text, made harmless for the place where it is shown.

Names, reasons and evidence are written by whoever may name a resource. Wording composes sentences
from them through a `Medium`, which escapes each piece as it goes in; there is no other way in.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Protocol

_INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    r"""Return text as one line on which everything can be seen.

    Line breaks and other white space become one space. Control characters, marks that turn the
    direction of writing (U+202E) and everything else without a shape become visible, as `\u{202e}`.
    """
    line = _SPACES.sub(" ", text).strip()
    if line.isascii() and line.isprintable():
        return line
    return "".join(
        f"\\u{{{ord(char):x}}}" if unicodedata.category(char) in _INVISIBLE else char
        for char in line
    )


def clip_name(text: str, limit: int) -> str:
    """Return a name with its middle left out where it is too long: both ends tell names apart."""
    if len(text) <= limit:
        return text
    tail = (limit - 1) // 2
    return f"{text[: limit - 1 - tail]}…{text[len(text) - tail :]}"


def clip_words(text: str, limit: int) -> str:
    """Return running text with its end left out where it is too long."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip(' .,;:')}…"


class Medium(Protocol):
    """How pieces of text are written in one place. Limits count characters before escaping."""

    def words(self, text: str, limit: int = 300) -> str:
        """Write running text."""
        ...

    def strong(self, text: str, limit: int = 200) -> str:
        """Write running text that stands out."""
        ...

    def name(self, text: str, limit: int = 80) -> str:
        """Write a name or an id, which people copy."""
        ...


@dataclass(frozen=True, slots=True)
class Plain:
    """Plain text, as in an e-mail: no line of its own for a name, and no links to click on."""

    def words(self, text: str, limit: int = 300) -> str:
        """Write running text."""
        return clip_words(_unlinked(clean(text)), limit)

    def strong(self, text: str, limit: int = 200) -> str:
        """Write running text that stands out: there is no way to, here."""
        return self.words(text, limit)

    def name(self, text: str, limit: int = 80) -> str:
        """Write a name or an id."""
        return clip_name(_unlinked(clean(text)), limit) or "(blank)"


def _unlinked(text: str) -> str:
    return text.replace("://", "[:]//")


@dataclass(frozen=True, slots=True)
class Mrkdwn:
    """Slack's markup.

    `&`, `<` and `>` are escaped as Slack documents, so no mention and no link can begin. A word in
    which anything else could be markup (`*`, `_`, `~`, a backtick, `@`, an emoji's `:name:`, an
    address) is shown as code, where Slack takes everything as it stands; a backtick inside code
    becomes a character that looks like one.

    Args:
        scale: What share of each limit is used, so that a text that is too long once escaped can
            be composed again, shorter.
    """

    scale: float = 1.0

    def words(self, text: str, limit: int = 300) -> str:
        """Write running text; what stands between backticks stays code."""
        return _marked(clip_words(clean(text), self.limit(limit)), strong=False)

    def strong(self, text: str, limit: int = 200) -> str:
        """Write running text in bold, except for what must be code."""
        return _marked(clip_words(clean(text), self.limit(limit)), strong=True)

    def name(self, text: str, limit: int = 80) -> str:
        """Write a name or an id as code."""
        return _code(clip_name(clean(text), self.limit(limit)) or "(blank)")

    def limit(self, characters: int) -> int:
        """Return a limit, scaled."""
        return max(8, round(characters * self.scale))


def slack_literal(text: str) -> str:
    """Return text that Slack shows as it stands where it reads no markup (`"mrkdwn": false`).

    Mentions and emoji names are broken by a zero-width space, because Slack looks for them there
    too; lines are kept.
    """
    return _EMOJI.sub(f":{_ZERO_WIDTH}", _entities(text).replace("@", f"@{_ZERO_WIDTH}"))


def slack_escaped(text: str) -> str:
    """Return text for the inside of a link, where Slack reads nothing but these signs."""
    return _entities(text).replace("|", "%7C")


def slack_preformatted(lines: list[str]) -> str:
    """Return lines as a block of code for Slack."""
    inside = "\n".join(_entities(line.replace("`", _BACKTICK)) for line in lines)
    return f"```{inside}```"


def slack_length(text: str) -> int:
    """Return the length of text in the units of UTF-16, the strictest way to count characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


_ZERO_WIDTH = "\N{ZERO WIDTH SPACE}"
_BACKTICK = "\N{MODIFIER LETTER GRAVE ACCENT}"
_EMOJI = re.compile(r":(?!\d\d:)(?=[^\s:]+:)")  # but not the minutes of 12:04:09
_CODE = re.compile(r"(?<![^\s(\[])`([^`]*[^`\s][^`]*)`(?=[\s.,;:!?)\]]|$)")
_RISKY = re.compile(r"[*_~`<>@]|:[^\s:]+:|://")
_WORD = re.compile(r"([(\[]*)(.*?)([.,;!?)\]]*)", re.DOTALL)


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _code(text: str) -> str:
    return f"`{_entities(text.replace('`', _BACKTICK))}`"


def _marked(text: str, *, strong: bool) -> str:
    parts = []
    end = 0
    for match in _CODE.finditer(text):
        parts += [_prose(text[end : match.start()], strong=strong), _code(match[1].strip())]
        end = match.end()
    parts.append(_prose(text[end:], strong=strong))
    return "".join(parts)


def _prose(text: str, *, strong: bool) -> str:
    """Mark up text between pieces of code: risky words become code, runs of others may be bold."""
    if not text.strip():
        return text
    written: list[str] = []
    run: list[str] = []
    for word in [*text.strip().split(" "), None]:
        if word is not None and not _RISKY.search(word):
            run.append(_entities(word))
            continue
        if run:
            written.append(f"*{' '.join(run)}*" if strong else " ".join(run))
            run = []
        if word is not None:
            whole = _WORD.fullmatch(word)
            assert whole is not None
            written.append(f"{whole[1]}{_code(whole[2])}{whole[3]}")
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{lead}{' '.join(written)}{trail}"
