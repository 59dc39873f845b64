"""Filter patterns of CloudWatch Logs: which records one selects.

Whether a pattern means the right thing shows in what it selects, never in how it is spelt. What is
read here are patterns for JSON (`{ $.eventName = "StopLogging" }`) and for terms (`?this ?that`).

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

Selects = Callable[[Mapping[str, Any]], bool]
"""Whether a record is selected."""

MAX_LENGTH: Final = 1_024
"""The longest pattern that CloudWatch Logs accepts."""

_MAX_DEPTH: Final = 40
_MAX_REPEATS: Final = 3
"""Of what is compared with a value: more can be made to take for ever, and no pattern in use has
them. A whole record is longer, and is searched with one at most."""

_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<sign>&&|\|\||!=|<=|>=|[(){}=<>])
      | "(?P<text>(?:[^"\\]|\\.)*)"
      | %(?P<regex>[^%]+)%
      | (?P<word>[^\s(){}=<>!&|"%]+)
    )""",
    re.VERBOSE,
)
_STEP: Final = re.compile(r"\.(?P<name>[\w-]+)|\[(?P<index>\d+|\*)\]")
_TERM: Final = re.compile(
    r'(?P<sign>[?-]?)(?:"(?P<text>(?:[^"\\]|\\.)*)"|%(?P<regex>[^%]+)%|(?P<word>[\w*./:@-]+))(?:\s+|$)'
)


def selects(pattern: str) -> Selects:
    """Return what tells whether a pattern selects a record.

    Raises:
        ValueError: The pattern is for logs that are no JSON, or is none that is understood here.
    """
    text = pattern.strip()
    if len(text) > MAX_LENGTH:
        raise ValueError("the pattern is longer than CloudWatch Logs accepts")
    if text.startswith("["):
        raise ValueError("the pattern is for events whose fields are divided by spaces")
    return _Parser(text).whole() if text.startswith("{") else _terms(text)


def _terms(text: str) -> Selects:
    groups: dict[str, list[Callable[[str], bool]]] = {"": [], "?": [], "-": []}
    position = 0
    while position < len(text):
        match = _TERM.match(text, position)
        if match is None:
            raise ValueError(f"no term at {text[position : position + 20]!r}")
        groups[match["sign"]].append(_contained(match))
        position = match.end()
    every, some, none = groups[""], groups["?"], groups["-"]
    if some and (every or none):
        raise ValueError("terms of which one is enough stand beside others")

    def told(record: Mapping[str, Any]) -> bool:
        line = json.dumps(record, separators=(",", ":"))
        wanted = all(each(line) for each in every) and not any(each(line) for each in none)
        return wanted and (not some or any(each(line) for each in some))

    return told


def _contained(match: re.Match[str]) -> Callable[[str], bool]:
    if match["regex"] is not None:
        return _regex(match["regex"], most=1)
    text = match["word"] if match["text"] is None else _unescaped(match["text"])
    return lambda line: text in line


class _Parser:
    """Reads a pattern for JSON; `&&` binds closer than `||`."""

    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        position = 0
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                raise ValueError(f"nothing is known of {text[position : position + 20]!r}")
            kind = str(match.lastgroup)
            self._tokens.append((kind, match[kind]))
            position = match.end()
        self._next = 0

    def whole(self) -> Selects:
        """Return the pattern between its braces."""
        self._expect("{")
        found = self._either(0)
        self._expect("}")
        if self._next != len(self._tokens):
            raise ValueError("the pattern goes on behind its end")
        return found

    def _either(self, depth: int) -> Selects:
        found = [self._both(depth)]
        while self._take("||"):
            found.append(self._both(depth))
        return lambda record: any(each(record) for each in found)

    def _both(self, depth: int) -> Selects:
        found = [self._unit(depth)]
        while self._take("&&"):
            found.append(self._unit(depth))
        return lambda record: all(each(record) for each in found)

    def _unit(self, depth: int) -> Selects:
        if depth > _MAX_DEPTH:
            raise ValueError("the pattern is nested too deeply")
        if self._take("("):
            found = self._either(depth + 1)
            self._expect(")")
            return found
        return self._comparison()

    def _comparison(self) -> Selects:
        at = _selector(self._word())
        if self._take_word("EXISTS"):
            return lambda record: bool(at(record))
        if self._take_word("NOT"):
            if not self._take_word("EXISTS"):
                raise ValueError("NOT without EXISTS")
            return lambda record: not at(record)
        if self._take_word("IS"):
            name = self._word().upper()
            if name not in _LITERALS:
                raise ValueError(f"IS {name} is no comparison")
            wanted = _LITERALS[name]
            return lambda record: any(value is wanted for value in at(record))
        sign = self._sign()
        test = _test(sign, *self._value())
        return lambda record: any(test(value) for value in at(record))

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._next] if self._next < len(self._tokens) else ("end", "")

    def _take(self, sign: str) -> bool:
        if self._peek() == ("sign", sign):
            self._next += 1
            return True
        return False

    def _take_word(self, word: str) -> bool:
        kind, text = self._peek()
        if kind == "word" and text.upper() == word:
            self._next += 1
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise ValueError(f"expected {sign!r}, found {self._peek()[1]!r}")

    def _word(self) -> str:
        kind, text = self._peek()
        if kind != "word":
            raise ValueError(f"expected a name, found {text!r}")
        self._next += 1
        return text

    def _sign(self) -> str:
        kind, text = self._peek()
        if kind != "sign" or text not in _SIGNS:
            raise ValueError(f"expected a comparison, found {text!r}")
        self._next += 1
        return text

    def _value(self) -> tuple[str, str]:
        kind, text = self._peek()
        if kind not in ("text", "word", "regex"):
            raise ValueError(f"expected a value, found {text!r}")
        self._next += 1
        return kind, text


_SIGNS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "=": lambda told, wanted: told == wanted,
    "!=": lambda told, wanted: told != wanted,
    "<": lambda told, wanted: told < wanted,
    "<=": lambda told, wanted: told <= wanted,
    ">": lambda told, wanted: told > wanted,
    ">=": lambda told, wanted: told >= wanted,
}


_LITERALS: Final[Mapping[str, bool | None]] = {"NULL": None, "TRUE": True, "FALSE": False}


def _selector(text: str) -> Callable[[Mapping[str, Any]], list[Any]]:
    """Return what finds the values at a selector such as `$.userIdentity.type`."""
    if not text.startswith("$"):
        raise ValueError(f"{text!r} is no selector")
    steps: list[str | int | None] = []
    position = 1
    while position < len(text):
        match = _STEP.match(text, position)
        if match is None:
            raise ValueError(f"{text!r} is no selector that is understood here")
        index = match["index"]
        steps.append(match["name"] if index is None else None if index == "*" else int(index))
        position = match.end()

    def at(record: Mapping[str, Any]) -> list[Any]:
        values: list[Any] = [record]
        for step in steps:
            values = [inner for value in values for inner in _step(value, step)]
        return values

    return at


def _step(value: Any, step: str | int | None) -> list[Any]:
    if isinstance(step, str):
        return [value[step]] if isinstance(value, Mapping) and step in value else []
    if not isinstance(value, list):
        return []
    return value if step is None else value[step : step + 1]


def _test(sign: str, kind: str, text: str) -> Callable[[Any], bool]:
    """Return whether a value of a record compares with what a pattern gives."""
    if kind == "regex":
        if sign not in ("=", "!="):
            raise ValueError(f"a regular expression is compared with {sign}")
        found = _regex(text)
        return lambda value: isinstance(value, str) and found(value) is (sign == "=")
    wanted = _unescaped(text) if kind == "text" else text
    number = _number(wanted)
    if number is not None and kind == "word":
        compare = _SIGNS[sign]
        return lambda value: _is_number(value) and compare(value, number)
    if sign not in ("=", "!="):
        raise ValueError(f"{wanted[:20]!r} is no number to be compared with {sign}")
    form = re.compile(".*".join(re.escape(part) for part in _few(wanted).split("*")), re.DOTALL)
    return lambda value: (
        _spelt(value) is not None
        and ((form.fullmatch(str(_spelt(value))) is not None) is (sign == "="))
    )


def _few(text: str) -> str:
    if text.count("*") > _MAX_REPEATS:
        raise ValueError("a text with so many wildcards is not understood here")
    return text


def _regex(text: str, most: int = _MAX_REPEATS) -> Callable[[str], bool]:
    if "(" in text:
        raise ValueError("CloudWatch Logs takes no regular expression with parentheses")
    if sum(text.count(sign) for sign in "*+?{") > most:
        raise ValueError("a regular expression with so many repeats is not understood here")
    try:
        form = re.compile(text)
    except (re.error, OverflowError) as error:
        raise ValueError(f"{text[:20]!r} is no regular expression") from error
    return lambda line: form.search(line) is not None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _spelt(value: Any) -> str | None:
    """Return a value of a record as a pattern spells it; None for an object, a list and null."""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else str(value) if _is_number(value) else None


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
