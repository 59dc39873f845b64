"""`posturewatch gate`: judge plans and templates before they ship."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from posturewatch import bootstrap, catalog
from posturewatch.domain.errors import BadInput
from posturewatch.sources.files import Judged, read_files
from posturewatch.usecases.gate import Gate, Limits, gate
from posturewatch_cli.terminal import count

EXIT_CLOSED: Final = 1
EXIT_NOT_JUDGED: Final = 2


def run(options: argparse.Namespace) -> int:
    """Judge files.

    Args:
        options: What the command line says: `paths`, `max_critical`, `max_high`, `min_score`,
            `format`.

    Returns:
        0 when the gate is open, 1 when it is closed, 2 when something could not be judged.

    Raises:
        BadInput: A path does not exist, or nothing in them can be judged.
    """
    paths = [Path(name) for name in options.paths]
    for path in paths:
        if not path.exists():
            raise BadInput("does not exist", where=str(path))
    documents: list[Judged] = []
    errors: list[BadInput] = []
    for outcome in read_files(paths, _classes(), datetime.now(UTC)):
        if isinstance(outcome, BadInput):
            errors.append(outcome)
        else:
            documents.append(outcome)
    for error in errors:
        told = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(error))
        print(f"posturewatch: {told}", file=sys.stderr)
    if not documents:
        if errors:
            return EXIT_NOT_JUDGED
        raise BadInput(
            "there is no plan of Terraform and no CloudFormation template",
            where=", ".join(map(str, paths)),
            remedy="`terraform show -json PLAN` writes a plan as JSON.",
        )
    result = gate(
        ((str(each.path), each.found) for each in documents),
        bootstrap.scorecard("foundation"),
        Limits(options.max_critical, options.max_high, options.min_score),
    )
    if options.format == "json":
        files = [
            {"path": str(x.path), "kind": x.kind, "resources": len(x.found)} for x in documents
        ]
        report = {"files": files, "errors": [str(error) for error in errors], **result.to_json()}
        sys.stdout.write(json.dumps(report, indent=2) + "\n")
    else:
        from posturewatch_cli import gate_view

        gate_view.show(result, sys.stdout)
    _conclude(result, len(documents))
    if errors:
        return EXIT_NOT_JUDGED
    return EXIT_CLOSED if result.objections else 0


def _classes() -> Iterator[type]:
    for name in catalog.resource_types():
        cls = catalog.resource_class(name)
        if cls is not None and cls.planned is not None:
            yield cls


def _conclude(told: Gate, documents: int) -> None:
    judged = f"{count(told.resources, 'resource')} in {count(documents, 'file')}"
    if told.objections:
        print(f"posturewatch: the gate is closed: {' '.join(told.objections)}", file=sys.stderr)
    else:
        print(f"posturewatch: the gate is open: {judged} judged.", file=sys.stderr)
