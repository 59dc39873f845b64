"""Shows a Slack message in the terminal, as a person would see it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

_EMOJI: Final = {
    "red_circle": "🔴",
    "large_orange_circle": "🟠",
    "large_yellow_circle": "🟡",
    "large_green_circle": "🟢",
    "large_blue_circle": "🔵",
    "white_circle": "⚪",
    "white_check_mark": "✅",
    "tada": "🎉",
    "bar_chart": "📊",
    "hourglass_flowing_sand": "⏳",
    "no_entry_sign": "🚫",
}

_SPAN: Final = re.compile(
    r"```(?P<pre>.*?)```|`(?P<code>[^`\n]+)`|(?<!\w)\*(?P<bold>[^*\n]+)\*(?!\w)"
    r"|(?<!\w)_(?P<italic>[^_\n]+)_(?!\w)|:(?P<emoji>[a-z0-9_+-]+):|<(?P<link>[^>|]+)(?:\|(?P<label>[^>]+))?>",
    re.DOTALL,
)


def message(blocks: Iterable[Mapping[str, Any]]) -> RenderableType:
    """Return the blocks of a message for rich to print."""
    return Group(*(part for block in blocks for part in _block(block)))


def form(view: Mapping[str, Any], values: Mapping[str, str]) -> RenderableType:
    """Return a form, with what was written into it, for rich to print.

    Args:
        view: The form.
        values: Block id → what stands in it.
    """
    parts: list[RenderableType] = []
    for block in view["blocks"]:
        if block["type"] != "input":
            parts += _block(block)
            continue
        value = values.get(block["block_id"]) or block["element"].get("initial_date", "")
        parts.append(Text.assemble((f"{block['label']['text']}  ", "bold"), (value, "cyan")))
    return Group(*parts)


def _block(block: Mapping[str, Any]) -> list[RenderableType]:
    match block.get("type"):
        case "header":
            return [Text(unescape(str(block["text"]["text"])), style="bold")]
        case "divider":
            return [Rule(style="bright_black")]
        case "context":
            return [_styled(element, "bright_black") for element in block["elements"]]
        case "section":
            parts: list[RenderableType] = []
            if "text" in block:
                parts.append(_styled(block["text"]))
            if fields := block.get("fields"):
                grid = Table.grid(expand=True, padding=(0, 2))
                grid.add_column(ratio=1)
                grid.add_column(ratio=1)
                cells = [_styled(field) for field in fields]
                for left in range(0, len(cells), 2):
                    grid.add_row(*cells[left : left + 2])
                parts.append(grid)
            return parts
        case "actions":
            labels = [
                str(element.get("text", element.get("placeholder", {})).get("text", ""))
                for element in block["elements"]
            ]
            row = Text("  ").join(Text(f"[ {label} ]", style="bold") for label in labels)
            return [row]
        case other:
            return [Text(f"[{other}]", style="bright_black")]


def _styled(told: Mapping[str, Any], style: str = "") -> Text:
    text = Text(style=style)
    at = 0
    raw = str(told.get("text", ""))
    for span in _SPAN.finditer(raw):
        text.append(unescape(raw[at : span.start()]))
        at = span.end()
        if span["pre"] is not None:
            text.append(unescape(span["pre"].strip("\n")), style="cyan")
        elif span["code"] is not None:
            text.append(unescape(span["code"]), style="bold cyan")
        elif span["bold"] is not None:
            text.append_text(_styled({"text": span["bold"]}, "bold"))
        elif span["italic"] is not None:
            text.append(unescape(span["italic"]), style="italic")
        elif span["emoji"] is not None:
            text.append(_EMOJI.get(span["emoji"], f":{span['emoji']}:"))
        else:
            text.append(unescape(span["label"] or span["link"]), style="underline")
    text.append(unescape(raw[at:]))
    return text
