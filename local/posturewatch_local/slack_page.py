"""A Slack channel as a page, and as a picture: what was sent can be looked at as people see it.

What Slack would act on although nobody meant it, a mention, a link made by a name, is marked red.
"""

from __future__ import annotations

import base64
import html
import logging
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from posturewatch_local.slack_receiver import File, Form, Message, Shown

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
WIDTH: Final = 760
WIDE: Final = 2 * WIDTH
"""With what messages were at first beside what they are."""

_log = logging.getLogger(__name__)

_TOKEN: Final = re.compile(
    r"```(?P<pre>.*?)```|`(?P<code>[^`\n]+)`"
    r"|<(?P<link>https?://[^>|]+)\|(?P<label>[^>]*)>|<(?P<angle>[^>]*)>"
    r"|(?P<mention>@(?:here|channel|everyone)\b)"
    r"|\*(?P<bold>[^*\n]+)\*|(?<!\w)_(?P<italic>[^_\n]+)_(?!\w)|~(?P<strike>[^~\n]+)~",
    re.DOTALL,
)
_EMOJI: Final = {
    "hourglass_flowing_sand": "⏳",
    "no_entry_sign": "🚫",
    "white_check_mark": "✅",
}
_SHORT_NAME: Final = re.compile(rf":({'|'.join(_EMOJI)}):")
_TAGS: Final = {"bold": "b", "italic": "i", "strike": "s", "code": "code", "pre": "pre"}


def channel_page(
    name: str,
    messages: Sequence[Shown],
    *,
    whispers: Sequence[Shown] = (),
    forms: Sequence[Form] = (),
    people: Mapping[str, str] | None = None,
    history: Sequence[Message] = (),
) -> str:
    """Return a channel as a page: its messages, each with its thread below it.

    Args:
        name: The channel's name.
        messages: Its messages.
        whispers: What single persons were told in it.
        forms: The forms that were opened from it.
        people: User id → the person's name.
        history: Each posting and editing, in order; with it a message that was edited stands beside
            what it was at first.
    """
    known = people or {}
    first: dict[str, Message] = {}
    for told in history:
        first.setdefault(told.ts, told)
    below: dict[str, list[Shown]] = {}
    for message in messages:
        if message.thread:
            below.setdefault(message.thread, []).append(message)
    body: list[tuple[str, str]] = []
    for message in (*messages, *whispers):
        if not message.thread:
            replies = below.get(message.ts, [])
            now = _message(message, known) + (_thread(replies, known) if replies else "")
            body.append((message.ts, _beside(first.get(message.ts), message, now)))
    body += [(form.ts, _row(_form(form, known))) for form in forms]
    drawn = "\n".join(text for _, text in sorted(body, key=lambda each: each[0]))
    heads = '<div class="row heads"><div>When it was told</div><div>In the end</div></div>'
    page = _PAGE.replace("NAME", html.escape(name)).replace("KIND", "wide" if history else "")
    return page.replace("BODY", f"{heads if history else ''}{drawn}")


def _beside(first: Message | None, message: Shown, now: str) -> str:
    """Draw a message beside what it was at first, where it was edited since."""
    if first is None or first.blocks == message.blocks:
        return _row(now)
    then = replace(message, text=first.text, blocks=first.blocks, reactions=frozenset())
    return _row(_message(then, {}), now)


def _row(left: str, right: str = "") -> str:
    return f'<div class="row"><div>{left}</div><div>{right}</div></div>'


def _thread(replies: Sequence[Shown], people: Mapping[str, str]) -> str:
    count = f"{len(replies)} {'reply' if len(replies) == 1 else 'replies'}"
    inner = "".join(_message(reply, people) for reply in replies)
    return f'<div class="thread"><div class="count">{count}</div>{inner}</div>'


def _message(message: Shown, people: Mapping[str, str]) -> str:
    blocks = "".join(_block(block) for block in message.blocks) or _plain(message.text)
    reactions = "".join(
        f'<span class="reaction">{_EMOJI.get(name, f":{html.escape(name)}:")} 1</span>'
        for name in sorted(message.reactions)
    )
    reader = html.escape(people.get(message.only_for, message.only_for))
    alone = f'<div class="alone">👁 Only visible to {reader}</div>' if reader else ""
    files = "".join(_file(file) for file in message.files)
    return (
        f'<div class="message{" whisper" if reader else ""}"><div class="face">P</div>'
        f'<div class="said">{alone}<div class="app">Posturewatch <small>APP</small></div>'
        f"{blocks}{files}{reactions}</div></div>"
    )


def _file(file: File) -> str:
    content = base64.b64encode(file.content).decode()
    words = html.escape(file.words)
    return (
        f'<div class="file"><small>{html.escape(file.name)}</small>'
        f'<img src="data:image/png;base64,{content}" alt="{words}"></div>'
    )


def _form(form: Form, people: Mapping[str, str]) -> str:
    """Draw a form as its person saw it, with what they wrote into it."""
    view = form.view
    user = html.escape(people.get(form.user, form.user))
    parts = []
    for block in view["blocks"]:
        if block["type"] != "input":
            parts.append(_block(block))
            continue
        element = block["element"]
        value = form.values.get(block["block_id"]) or element.get("initial_date", "")
        hint = f'<div class="hint">{_plain_text(block["hint"])}</div>' if "hint" in block else ""
        kind = "field tall" if element.get("multiline") else "field"
        parts.append(
            f'<div class="label">{_plain_text(block["label"])}</div>'
            f'<div class="{kind}">{html.escape(value)}</div>{hint}'
        )
    buttons = "".join(
        f'<span class="button{style}">{_plain_text(view[name])}</span>'
        for name, style in (("close", ""), ("submit", " primary"))
        if name in view
    )
    return (
        f'<div class="form"><div class="alone">A form, opened by {user}</div>'
        f'<div class="title">{_plain_text(view["title"])}</div>{"".join(parts)}'
        f'<div class="foot">{buttons}</div></div>'
    )


def _plain(text: str) -> str:
    return f'<div class="section">{html.escape(html.unescape(text))}</div>'


def _block(block: Mapping[str, Any]) -> str:
    match block.get("type"):
        case "divider":
            return "<hr>"
        case "header":
            return f'<div class="header">{_plain_text(block["text"])}</div>'
        case "section":
            text = f"<div>{_marked(block['text'])}</div>" if "text" in block else ""
            fields = "".join(f"<div>{_marked(field)}</div>" for field in block.get("fields", ()))
            grid = f'<div class="fields">{fields}</div>' if fields else ""
            side = _element(block["accessory"]) if "accessory" in block else ""
            return f'<div class="section">{text}{grid}{side}</div>'
        case "context":
            inner = "".join(f"<div>{_element(element)}</div>" for element in block["elements"])
            return f'<div class="context">{inner}</div>'
        case "actions":
            return f'<div class="actions">{"".join(map(_element, block["elements"]))}</div>'
        case "image":
            return f'<div class="image">{html.escape(block.get("alt_text", ""))}</div>'
        case other:
            return f"<div>[{html.escape(str(other))}]</div>"


def _element(element: Mapping[str, Any]) -> str:
    match element.get("type"):
        case "button":
            style = html.escape(element.get("style", ""))
            return f'<span class="button {style}">{_plain_text(element["text"])}</span>'
        case "mrkdwn" | "plain_text":
            return _marked(element)
        case "image":
            return html.escape(element.get("alt_text", ""))
        case _:
            shown = element.get("placeholder", {"text": str(element.get("type"))})
            return f'<span class="button menu">{_plain_text(shown)}</span>'


def _plain_text(text: Mapping[str, Any]) -> str:
    return html.escape(html.unescape(str(text.get("text", ""))))


def _marked(text: Mapping[str, Any]) -> str:
    raw = str(text.get("text", ""))
    if text.get("type") == "plain_text":
        return _plain_text(text)
    return _SHORT_NAME.sub(lambda found: _EMOJI[found[1]], "".join(_spans(raw)))


def _spans(text: str) -> Iterator[str]:
    end = 0
    for span in _TOKEN.finditer(text):
        yield html.escape(html.unescape(text[end : span.start()]))
        end = span.end()
        kind = span.lastgroup or ""
        if span["link"] is not None:
            yield f"<a>{html.escape(html.unescape(span['label']))}</a>"
        elif kind in ("angle", "mention"):
            yield f"<mark>{html.escape(span[0])}</mark>"
        elif kind == "pre":
            yield f"<pre>{_code(span['pre'])}</pre>"
            # The block ends its line by itself.
            end += text[end : end + 1] == "\n"
        elif kind == "code":
            yield f"<code>{html.escape(html.unescape(span['code']))}</code>"
        else:
            yield f"<{_TAGS[kind]}>{''.join(_spans(span[kind]))}</{_TAGS[kind]}>"
    yield html.escape(html.unescape(text[end:]))


def _code(text: str) -> str:
    return html.escape(html.unescape(text.strip("\n")))


def picture(page: str, path: Path, *, width: int = WIDTH) -> bool:
    """Write a page as a PNG, as high as it is; False where there is no browser that does it."""
    path.unlink(missing_ok=True)
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        return False
    with tempfile.TemporaryDirectory(prefix="posturewatch-page-") as folder:
        source = Path(folder) / "page.html"
        source.write_text(page.replace("</body>", f"{_MEASURE}</body>"), encoding="utf-8")
        common = [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--force-device-scale-factor=2",
            f"--user-data-dir={folder}/profile",
        ]
        asked = [*common, f"--window-size={width},400", "--dump-dom", source.as_uri()]
        try:
            measured = re.search(r'data-height="(\d+)"', _run(asked))
            height = int(measured[1]) if measured else 1_000
            window = f"--window-size={width},{height}"
            _run([*common, window, f"--screenshot={path.resolve()}", source.as_uri()])
        except (OSError, subprocess.SubprocessError) as error:
            _log.warning("%s made no picture: %s", browser, error)
    return path.is_file()


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(list(command), check=True, capture_output=True, text=True, timeout=120)
    return done.stdout


_MEASURE: Final = (
    "<script>document.body.dataset.height=document.documentElement.scrollHeight</script>"
)

_PAGE: Final = """<!doctype html><html><head><meta charset="utf-8"><style>
*{box-sizing:border-box}
html{background:#fff}
body{margin:0;padding:0 0 16px;color:#1d1c1d;
font:15px/1.47 Lato,'Noto Sans','DejaVu Sans',sans-serif}
.top{font-weight:900;font-size:17px;padding:12px 20px;border-bottom:1px solid #ddd;
margin-bottom:8px}
.message{display:flex;gap:10px;padding:8px 20px}
.face{flex:none;width:36px;height:36px;border-radius:8px;background:#1b365d;color:#fff;
font-weight:900;text-align:center;line-height:36px}
.said{flex:1;min-width:0}.app{font-weight:900}
.app small{font-weight:400;font-size:10px;background:#e8e8e8;color:#616061;border-radius:2px;
padding:1px 3px;vertical-align:middle}
.section,.context,.header,.actions{margin:4px 0 8px;white-space:pre-wrap;overflow-wrap:anywhere}
.header{font-size:18px;font-weight:900}
.context{font-size:13px;color:#616061}
.fields{display:grid;grid-template-columns:1fr 1fr;gap:0 16px}
.actions{display:flex;flex-wrap:wrap;gap:8px}
.button{border:1px solid #bbb;border-radius:4px;padding:3px 11px;font-size:13px;font-weight:700}
.button.primary{background:#007a5a;color:#fff;border-color:#007a5a}
.button.danger{color:#e01e5a;border-color:#e01e5a}.button.menu::after{content:" ⌄"}
.thread{margin:0 0 8px 66px;border-left:2px solid #e0e0e0}
.thread .message{padding:4px 20px 4px 12px}.count{color:#1264a3;font-weight:700;font-size:13px;
padding-left:12px}
.thread .face{width:20px;height:20px;line-height:20px;font-size:11px;border-radius:4px}
code,pre{font:12px/1.5 Menlo,'DejaVu Sans Mono',monospace;background:#f8f8f8;border:1px solid #ddd;
border-radius:3px}
code{color:#c01343;padding:1px 3px}pre{margin:4px 0;padding:8px;white-space:pre-wrap}
a{color:#1264a3}hr{border:0;border-top:1px solid #ddd}
.reaction{border:1px solid #1264a3;background:#e8f5fa;border-radius:12px;padding:2px 8px;
font-size:12px}
mark{background:#f00;color:#fff}
.whisper{background:#faf8f0}.alone{font-size:12px;color:#616061;margin-bottom:2px}
.file{margin:4px 0 8px}.file small{display:block;color:#616061;margin-bottom:4px}
.file img{display:block;max-width:100%;border:1px solid #ddd;border-radius:8px}
.wide .row{display:grid;grid-template-columns:1fr 1fr;border-bottom:1px solid #f0f0f0}
.wide .row>div{min-width:0}.wide .row>div+div{border-left:1px solid #e6e6e6}
.wide .heads{font-size:13px;font-weight:700;color:#616061;text-transform:uppercase;
letter-spacing:.04em}
.wide .heads>div{padding:2px 20px 8px}
.form{margin:8px 20px 12px 66px;padding:14px 18px;border:1px solid #bbb;border-radius:10px;
box-shadow:0 4px 14px rgba(0,0,0,.14)}
.form .title{font-size:18px;font-weight:900;margin-bottom:8px}
.form .label{font-weight:700;margin-top:10px}
.form .field{border:1px solid #8d8d8d;border-radius:4px;padding:6px 10px;margin:4px 0;
min-height:36px}
.form .tall{min-height:64px}
.form .hint{font-size:13px;color:#616061}
.form .foot{display:flex;justify-content:flex-end;gap:8px;margin-top:12px}
</style></head><body class="KIND"><div class="top"># NAME</div>
BODY
</body></html>"""
