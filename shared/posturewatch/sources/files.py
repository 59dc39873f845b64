"""Files → the plans and templates in them → snapshots.

A file that is named must be a plan or a template. In a directory whatever is neither is passed
over, but a file that looks like one and cannot be read is an error: it would ship unseen.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from posturewatch.domain.errors import BadInput
from posturewatch.domain.reading import Found
from posturewatch.domain.resource import Resource
from posturewatch.sources import cloudformation, terraform

ENDINGS: Final = (".json", ".yaml", ".yml", ".template")
"""The endings of the files that are looked at in a directory."""

MOST_BYTES: Final = 200_000_000
"""The largest file that is read; CloudFormation takes templates of 1 MB, plans may be larger."""

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LIKE_ONE = re.compile(
    r"^[\"']?AWSTemplateFormatVersion|\"AWSTemplateFormatVersion\"|"
    r"Type[\"']?\s*:\s*[\"']?AWS::|\"(?:resource_changes|planned_values)\"",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A plan or a template that was read.

    Args:
        path: Where it stands.
        kind: `terraform` or `cloudformation`.
        found: The snapshots of the resources that are covered.
    """

    path: Path
    kind: str
    found: tuple[Found, ...]


def read_files(
    paths: Iterable[Path], classes: Iterable[type[Resource]], observed_at: datetime
) -> Iterator[Judged | BadInput]:
    """Yield each plan and template, or why one cannot be read.

    Args:
        paths: Files, and directories that are searched recursively.
        classes: The resource types to look for.
        observed_at: When they are read.
    """
    types = tuple(classes)
    for path in paths:
        if path.is_dir():
            for inner in sorted(each for each in path.rglob("*") if each.suffix in ENDINGS):
                yield from _outcome(inner, types, observed_at, named=False)
        else:
            yield from _outcome(path, types, observed_at, named=True)


def _outcome(
    path: Path, types: tuple[type[Resource], ...], observed_at: datetime, *, named: bool
) -> Iterator[Judged | BadInput]:
    text = ""
    try:
        text = _text(path)
        document = cloudformation.parse_template(text)
        if terraform.is_plan(document):
            yield Judged(path, "terraform", terraform.read_plan(document, types, observed_at))
        elif cloudformation.is_template(document):
            found = cloudformation.read_template(document, types, observed_at)
            yield Judged(path, "cloudformation", found)
        elif named:
            raise BadInput(
                "this is neither a plan of Terraform nor a CloudFormation template",
                remedy="`terraform show -json PLAN` writes a plan as JSON.",
            )
    except BadInput as error:
        if named or _LIKE_ONE.search(text):
            yield BadInput(error.what, where=str(path), remedy=error.remedy)


def _text(path: Path) -> str:
    """Return the text of a file, in UTF-8 or, as PowerShell writes it, UTF-16.

    Raises:
        BadInput: It cannot be read, is too large, or is no text.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput(f"a file of more than {MOST_BYTES:,} bytes is not read")
        raw = path.read_bytes()
    except OSError as error:
        raise BadInput(f"it cannot be read: {error.strerror}") from error
    coding = next((name for bom, name in _BOMS if raw.startswith(bom)), None)
    if coding is None:
        # Without a mark, every other byte of UTF-16 is zero.
        coding = "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be" if raw[:1] == b"\0" else "utf-8"
    try:
        return raw.decode(coding)
    except UnicodeDecodeError as error:
        raise BadInput(f"it is no text in {coding}: {error.reason}") from error
