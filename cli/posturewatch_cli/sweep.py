"""`posturewatch sweep`: judge a whole account from the terminal, with nothing deployed."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Any, Final

from posturewatch import bootstrap, catalog
from posturewatch.domain.control import Control, Severity
from posturewatch.domain.errors import BadInput
from posturewatch.domain.report import Line, Report, Selection
from posturewatch.domain.team import Teams
from posturewatch.domain.verdict import Status
from posturewatch.settings import Settings
from posturewatch.sources.answers import EXPIRED
from posturewatch.sources.describe import LiveSource
from posturewatch.stores.memory import MemoryStore
from posturewatch_cli.access import Access, open_account
from posturewatch_cli.audit import Audit, CallCounter, PassingStore, Progress, line_of
from posturewatch_cli.output import Output
from posturewatch_cli.terminal import count

EXIT_FINDINGS: Final = 1
EXIT_NOT_JUDGED: Final = 2

CALLS_AT_ONCE: Final = 16
"""How many calls run at once, those of all resources together."""


def run(options: argparse.Namespace) -> int:
    """Sweep an account.

    Args:
        options: What the command line says: `profile`, `endpoint_url`, `region`, `account_id`,
            `service`, `type`, `control`, `severity`, `fail_on`, `format`, `output`.

    Returns:
        0 when it is done, 1 when there is a finding as grave as `fail_on` says, 2 when nothing
        could be judged.

    Raises:
        BadInput: The account cannot be asked, a name is not known, the output cannot be written.
    """
    started = time.monotonic()
    settings = Settings.load()
    selection = _selection(options)
    form = _format(options)
    with Output(options.output) as output:
        calls = CallCounter()
        access = open_account(
            settings,
            profile=options.profile,
            endpoint_url=options.endpoint_url,
            account=options.account_id,
            regions=options.region,
            on_call=calls,
        )
        store = MemoryStore(now=bootstrap.now)
        if form == "jsonl":
            # Written as it is found, so that no finding is kept.
            store = PassingStore(
                lambda finding, state: _pass_on(line_of(finding, state), selection, output),
                now=bootstrap.now,
            )
        audit = _audited(access, settings, selection, store)
        report = audit.report(
            seconds=round(time.monotonic() - started, 3),
            api_calls=calls.total,
            selection=selection,
        )
        if form == "table" and not output.is_file:
            from posturewatch_cli import sweep_view

            sweep_view.show(report, sys.stdout)
        elif form == "jsonl":
            for line in report.unknown:
                _pass_on(line, selection, output)
            output.append(_as_line({"kind": "report", **_without_lines(report)}))
            output.finish()
        else:
            output.write(_written(report, form))
    gate = Severity(options.fail_on) if options.fail_on else None
    return _exit_code(audit, report, gate)


# --- What is asked for ----------------------------------------------------------------------------


def _selection(options: argparse.Namespace) -> Selection:
    """Return what is to be judged and listed.

    Raises:
        BadInput: A service, type or control is not covered.
    """
    types = _types(options.service, options.type)
    controls = tuple(dict.fromkeys(_control(name).id for name in options.control))
    lowest = Severity(options.severity) if options.severity else Severity.INFORMATIONAL
    selection = Selection(types, controls, lowest)
    for id_ in controls:
        kind = _control(id_).resource.type
        if types and kind not in types:
            raise BadInput(
                f"asks {kind}, which is not among the types to judge", where=f"--control {id_}"
            )
    return selection


def _types(services: Sequence[str], types: Sequence[str]) -> tuple[str, ...]:
    """Return the named types and those of the named services; nothing when all are meant."""
    covered = catalog.resource_types()
    by_service: dict[str, list[str]] = {}
    by_name: dict[str, str] = {}
    for name in covered:
        service = name.split("::")[1].lower() or "account"
        by_service.setdefault(service, []).append(name)
        by_name |= {name.lower(): name, str(catalog.address(name)): name}
    chosen: set[str] = set()
    for service in services:
        if service.lower() not in by_service:
            raise _unknown("service", service, by_service)
        chosen.update(by_service[service.lower()])
    for name in types:
        if name.lower() not in by_name:
            raise _unknown("type", name, covered)
        chosen.add(by_name[name.lower()])
    return tuple(sorted(chosen))


def _control(name: str) -> Control:
    known: dict[str, Control] = {}
    for control in catalog.all_controls():
        known |= dict.fromkeys((*control.aliases, control.id), control)
    if name not in known:
        raise _unknown("control", name, known)
    return known[name]


def _unknown(what: str, name: str, known: Iterable[str]) -> BadInput:
    names = sorted(known)
    near = get_close_matches(name, names, n=3)
    remedy = f"Did you mean {' or '.join(near)}?" if near else f"Known: {', '.join(names)}."
    if what == "control" and not near:
        remedy = "`posturewatch controls` lists them."
    return BadInput(f"there is no {what} {name!r}", where=f"--{what}", remedy=remedy)


def _format(options: argparse.Namespace) -> str:
    """Return the format: as told, else as the file's name says, else what suits the reader."""
    if options.format:
        return str(options.format)
    if options.output and options.output != "-":
        suffix = Path(options.output).suffix.lower()
        return {
            ".csv": "csv",
            ".html": "html",
            ".htm": "html",
            ".txt": "table",
            ".jsonl": "jsonl",
        }.get(suffix, "json")
    return "table" if sys.stdout.isatty() else "json"


# --- What is done ---------------------------------------------------------------------------------


def _audited(access: Access, settings: Settings, selection: Selection, store: MemoryStore) -> Audit:
    with _progress() as told:
        audit = Audit(
            source=LiveSource(
                access.clients, parallel=CALLS_AT_ONCE, of_one_sweep=True, final=EXPIRED
            ),
            account=access.account,
            regions=access.regions,
            card=bootstrap.scorecard(settings.scorecard),
            types=selection.types,
            teams=Teams(settings.team_tags, settings.teams),
            told=told,
            store=store,
        )
        audit.run()
    return audit


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None]]:
    """Show how far the sweep has come, where somebody watches."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    with Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[resources]} resources"),
        TimeElapsedColumn(),
        console=Console(file=sys.stderr),
        transient=True,
    ) as bar:
        task = bar.add_task("Sweeping", total=None, resources=0)

        def told(progress: Progress) -> None:
            bar.update(
                task,
                total=progress.slices,
                completed=progress.done,
                resources=progress.resources,
                description=progress.last,
            )

        yield told


# --- What is said ---------------------------------------------------------------------------------


def _pass_on(line: Line, selection: Selection, output: Output) -> None:
    if selection.lists(line):
        kind = "unknown" if line.status is Status.NOT_AVAILABLE else "finding"
        output.append(_as_line({"kind": kind, **line.to_json()}))


def _as_line(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=True) + "\n"


def _without_lines(report: Report) -> dict[str, Any]:
    told = report.to_json()
    return {name: value for name, value in told.items() if name not in ("findings", "unknown")}


def _written(report: Report, form: str) -> str:
    match form:
        case "json":
            return json.dumps(report.to_json(), indent=2, ensure_ascii=True) + "\n"
        case "table":
            from posturewatch_cli import sweep_view

            out = StringIO()
            sweep_view.show(report, out)
            return out.getvalue()
        case "csv":
            from posturewatch.exporters import csv

            return csv.written(report)
        case "html":
            from posturewatch.exporters import html

            return html.written(report)
        case "asff":
            from posturewatch.exporters import asff

            return json.dumps(asff.findings(report), indent=2, ensure_ascii=True) + "\n"
        case _:
            from posturewatch.exporters import ocsf

            return json.dumps(ocsf.events(report), indent=2, ensure_ascii=True) + "\n"


def _exit_code(audit: Audit, report: Report, gate: Severity | None) -> int:
    """Return the exit code, and say on stderr what a reader of it should know."""
    if report.stopped:
        _say(f"it ended early. {report.stopped}.")
    if report.missing:
        actions = count(len(report.missing), "action")
        _say(f"{actions} denied; the report has the policy that allows what was missing.")
    if audit.is_blind:
        _say(f"nothing could be judged: {_first_reason(report.unknown)}")
        return EXIT_NOT_JUDGED
    if gate is None:
        return 0
    # What is merely not listed is there all the same.
    grave = audit.grave(gate, report.selection)
    if grave:
        _say(f"{count(grave, 'finding')} of {gate.value} or worse.")
        return EXIT_FINDINGS
    unknown = len(report.unknown) + audit.unknown_passed_on
    if unknown:
        _say(f"no finding of {gate.value} or worse is known; {unknown:,} are unknown.")
    return 0


def _first_reason(unknown: Sequence[Line]) -> str:
    return unknown[0].reason if unknown else "every read failed."


def _say(text: str) -> None:
    print(f"posturewatch: {text}", file=sys.stderr)
