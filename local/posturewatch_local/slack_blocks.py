"""The limits of Slack's Block Kit, as Slack enforces them when a message or a form arrives."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

MAX_BLOCKS = 50
MAX_TEXT = 40_000
_BLOCK_ID = 255
_SECTION_TEXT = 3000
_FIELDS = 10
_FIELD_TEXT = 2000
_HEADER_TEXT = 150
_CONTEXT_ELEMENTS = 10
_ACTION_ELEMENTS = 25
_BUTTON_TEXT = 75
_BUTTON_VALUE = 2000
_URL = 3000
_ALT_TEXT = 2000
_MARKDOWN = 12_000
_VIEW_BLOCKS = 100
_VIEW_TITLE = 24
_VIEW_METADATA = 3000
_LABEL = 2000


_Kinds = dict[str, Callable[[dict[str, Any], str], None]]


class _Wrong(Exception):
    """Where and how a block breaks a rule."""


def block_problems(blocks: Any) -> list[str]:
    """What is wrong with the blocks of a message, and where, in Slack's words."""
    return _problems(blocks, MAX_BLOCKS, _BLOCKS)


def view_problems(view: Any) -> list[str]:
    """What is wrong with a form, and where, in Slack's words."""
    if not isinstance(view, dict) or view.get("type") != "modal":
        return ["must be a modal [json-pointer:/view/type]"]
    problems = _problems(view.get("blocks"), _VIEW_BLOCKS, {**_BLOCKS, "input": _input})
    try:
        for name in ("title", "submit", "close"):
            if name in view or name == "title":
                _text(view.get(name), f"/view/{name}", _VIEW_TITLE, plain=True)
        for name, limit in (("callback_id", _BLOCK_ID), ("private_metadata", _VIEW_METADATA)):
            if name in view:
                _string(view[name], f"/view/{name}", limit)
    except _Wrong as wrong:
        problems.append(str(wrong))
    return problems


def _problems(blocks: Any, limit: int, kinds: _Kinds) -> list[str]:
    if not isinstance(blocks, list):
        return ["must be an array [json-pointer:/blocks]"]
    problems = []
    if len(blocks) > limit:
        problems.append(f"no more than {limit} items allowed [json-pointer:/blocks]")
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        try:
            _block(block, f"/blocks/{index}", seen, kinds)
        except _Wrong as wrong:
            problems.append(str(wrong))
    return problems


def _block(block: Any, place: str, seen: set[str], kinds: _Kinds) -> None:
    _object(block, place)
    kind = block.get("type")
    check = kinds.get(str(kind))
    if check is None:
        raise _wrong(f"unsupported type: {kind}", f"{place}/type")
    identifier = block.get("block_id")
    if identifier is not None:
        _string(identifier, f"{place}/block_id", _BLOCK_ID)
        if identifier in seen:
            raise _wrong("duplicate block_id", f"{place}/block_id")
        seen.add(identifier)
    check(block, place)


def _section(block: dict[str, Any], place: str) -> None:
    if "text" not in block and "fields" not in block:
        raise _wrong("missing required field: text or fields", place)
    if "text" in block:
        _text(block["text"], f"{place}/text", _SECTION_TEXT)
    if "fields" in block:
        for index, field in enumerate(_array(block["fields"], f"{place}/fields", _FIELDS)):
            _text(field, f"{place}/fields/{index}", _FIELD_TEXT)
    if "accessory" in block:
        _element(block["accessory"], f"{place}/accessory")


def _header(block: dict[str, Any], place: str) -> None:
    _text(block.get("text"), f"{place}/text", _HEADER_TEXT, plain=True)


def _divider(block: dict[str, Any], place: str) -> None:
    unknown = sorted(set(block) - {"type", "block_id"})
    if unknown:
        raise _wrong(f"additional property: {unknown[0]}", place)


def _context(block: dict[str, Any], place: str) -> None:
    elements = _array(block.get("elements"), f"{place}/elements", _CONTEXT_ELEMENTS)
    for index, element in enumerate(elements):
        where = f"{place}/elements/{index}"
        _object(element, where)
        if element.get("type") == "image":
            _image(element, where)
        else:
            _text(element, where, _SECTION_TEXT)


def _actions(block: dict[str, Any], place: str) -> None:
    elements = _array(block.get("elements"), f"{place}/elements", _ACTION_ELEMENTS)
    for index, element in enumerate(elements):
        _element(element, f"{place}/elements/{index}")


def _image(block: dict[str, Any], place: str) -> None:
    _string(block.get("image_url"), f"{place}/image_url", _URL)
    _string(block.get("alt_text"), f"{place}/alt_text", _ALT_TEXT)


def _markdown(block: dict[str, Any], place: str) -> None:
    _string(block.get("text"), f"{place}/text", _MARKDOWN)


def _rich_text(block: dict[str, Any], place: str) -> None:
    _array(block.get("elements"), f"{place}/elements", MAX_TEXT)


def _input(block: dict[str, Any], place: str) -> None:
    _text(block.get("label"), f"{place}/label", _LABEL, plain=True)
    _element(block.get("element"), f"{place}/element")
    if "hint" in block:
        _text(block["hint"], f"{place}/hint", _LABEL, plain=True)


_BLOCKS: _Kinds = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "markdown": _markdown,
    "rich_text": _rich_text,
}


def _element(element: Any, place: str) -> None:
    _object(element, place)
    if "action_id" in element:
        _string(element["action_id"], f"{place}/action_id", _BLOCK_ID)
    if element.get("type") == "image":
        _image(element, place)
    if element.get("type") == "button":
        _text(element.get("text"), f"{place}/text", _BUTTON_TEXT, plain=True)
        if "value" in element:
            _string(element["value"], f"{place}/value", _BUTTON_VALUE)
        if "url" in element:
            _string(element["url"], f"{place}/url", _URL)
        if element.get("style") not in (None, "primary", "danger"):
            raise _wrong("must be one of: primary, danger", f"{place}/style")
    elif not isinstance(element.get("type"), str):
        raise _wrong("missing required field: type", place)


def _text(text: Any, place: str, limit: int, *, plain: bool = False) -> None:
    _object(text, place)
    allowed = ("plain_text",) if plain else ("plain_text", "mrkdwn")
    if text.get("type") not in allowed:
        raise _wrong(f"must be one of: {', '.join(allowed)}", f"{place}/type")
    _string(text.get("text"), f"{place}/text", limit)


def _object(value: Any, place: str) -> None:
    if not isinstance(value, dict):
        raise _wrong("must be an object", place)


def _array(value: Any, place: str, limit: int) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise _wrong("must be an array with at least one item", place)
    if len(value) > limit:
        raise _wrong(f"no more than {limit} items allowed", place)
    return value


def _string(value: Any, place: str, limit: int) -> None:
    if not isinstance(value, str) or not value:
        raise _wrong("must be a string of more than 0 characters", place)
    if len(value) > limit:
        raise _wrong(f"must be less than {limit + 1} characters", place)


def _wrong(what: str, place: str) -> _Wrong:
    return _Wrong(f"[ERROR] {what} [json-pointer:{place}]")


def parse_blocks(value: Any) -> Any:
    """The blocks of a JSON body (an array) or of a form (a string); None if unreadable."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None
