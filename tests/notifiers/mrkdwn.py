"""A reader of Slack's markup, no less eager than Slack, and a page to look at messages on."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_TOKEN = re.compile(
    r"""
      ```(?P<pre>.*?)```
    | `(?P<code>[^`\n]+)`
    | <(?P<angle>[^>]*)>
    | (?P<mention>@(?:here|channel|everyone)\b)
    | (?P<emoji>:[\w+'-]*[A-Za-z][\w+'-]*:)
    | (?P<link>\w+://\S+)
    | \*(?P<bold>[^*\n]+)\*
    | _(?P<italic>[^_\n]+)_
    | ~(?P<strike>[^~\n]+)~
    """,
    re.DOTALL | re.VERBOSE,
)


def read(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands in a text: `text`, `pre`, `code`, `bold`, or what no name may cause."""
    end = 0
    for match in _TOKEN.finditer(text):
        if match.start() > end:
            yield "text", text[end : match.start()]
        assert match.lastgroup is not None
        yield match.lastgroup, match[match.lastgroup]
        end = match.end()
    if text[end:]:
        yield "text", text[end:]


def texts(blocks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield every marked-up text of a message's blocks."""
    for block in blocks:
        if "text" in block:
            yield block["text"]["text"]
        for inner in (*block.get("fields", ()), *block.get("elements", ())):
            yield inner["text"]


def readable(message: Mapping[str, Any]) -> str:
    """Return a message as text, block by block."""
    lines = [f"text: {message['text']}"]
    for block in message.get("blocks", ()):
        lines += ["", f"[{block['type']}]", *texts([block])]
    return "\n".join(lines)


_TAGS = {"bold": "b", "italic": "i", "strike": "s", "code": "code", "pre": "pre"}


def render_html(blocks: Sequence[Mapping[str, Any]]) -> str:
    """Return a page that shows blocks much as Slack does; what escaped its text is marked."""
    body = []
    for block in blocks:
        if block["type"] == "divider":
            body.append("<hr>")
            continue
        inner = "".join(f"<div>{_html(text)}</div>" for text in texts([block]))
        kind = "fields" if "fields" in block else block["type"]
        body.append(f"<div class={kind}>{inner}</div>")
    return _PAGE.replace("BODY", "\n".join(body))


def _html(text: str) -> str:
    parts = []
    for kind, piece in read(text):
        shown = html.escape(html.unescape(piece))
        if kind == "text":
            parts.append(shown)
        elif kind in _TAGS:
            inner = _html(piece) if kind == "bold" else shown
            parts.append(f"<{_TAGS[kind]}>{inner}</{_TAGS[kind]}>")
        else:
            parts.append(f"<mark>{kind} {shown}</mark>")
    return "".join(parts)


_PAGE = """<!doctype html><meta charset=utf-8><style>
body{margin:0;padding:16px 20px;width:680px;font:15px/1.46668 Lato,sans-serif;color:#1d1c1d}
.who{display:flex;gap:8px}.said{flex:1;min-width:0}.app{font-weight:900}
.face{width:36px;height:36px;border-radius:8px;background:#1b365d;color:#fff;font-weight:900;
text-align:center;line-height:36px}.app small{font-weight:400;color:#616061;margin-left:6px}
.said>div{margin:4px 0 8px;white-space:pre-wrap;overflow-wrap:anywhere}
.context{font-size:13px;color:#616061}
.fields{display:grid;grid-template-columns:1fr 1fr;gap:0 16px}
code,pre{font:12px/1.5 Menlo,monospace;background:#f8f8f8;border:1px solid #ddd;border-radius:3px}
code{color:#e01e5a;padding:2px 3px 1px}pre{margin:4px 0;padding:8px;white-space:pre-wrap}
hr{border:0;border-top:1px solid #ddd;margin:12px 0}mark{background:#f00;color:#fff}
</style><div class=who><div class=face>P</div><div class=said>
<span class=app>Posturewatch<small>APP 12:04</small></span>
BODY</div></div>"""
