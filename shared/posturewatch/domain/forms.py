"""Forms: how ARNs and ids are put together, and taken apart again.

`{id}` is a text without slashes, `{path}` one without colons, `{rest}` any, any other name one
without either;
`*` is any text without a colon, and what stands in brackets may be absent.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_PARTS: Final = {
    "account": "[^:/]{0,64}",
    "id": "[^/]+",
    "partition": "aws[a-z-]*",
    "path": "[^:]+",
    "region": "[^:/]{0,64}",
    "rest": ".+",
}
"""What the named parts of a form may be; any other name stands for a text without `:` and `/`."""

_SIGNS: Final = {"*": "[^:]*", "[": "(?:", "]": ")?"}


def parts_of(form: str, text: str) -> dict[str, str] | None:
    """Return the named parts of a text that has a form; None where it has another."""
    match = _pattern(form).fullmatch(text)
    return None if match is None else match.groupdict()


@lru_cache(maxsize=1024)
def _pattern(form: str) -> re.Pattern[str]:
    pattern = ""
    for literal, sign in re.findall(r"([^{}*\[\]]*)(\{\w+\}|[*\[\]]|$)", form):
        name = sign.strip("{}")
        group = f"(?P<{name}>{_PARTS.get(name, '[^:/]+')})" if name.isidentifier() else ""
        pattern += re.escape(literal) + _SIGNS.get(sign, group)
    return re.compile(pattern, re.DOTALL)
