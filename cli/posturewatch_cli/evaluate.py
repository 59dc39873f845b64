"""`posturewatch evaluate`: judge what one event changed, in the live account; nothing is stored."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from rich.markup import escape
from rich.table import Table

from posturewatch import catalog
from posturewatch.domain.change import Cause, Change, Outcome, Resolution, Scope, Target
from posturewatch.domain.errors import BadInput
from posturewatch.domain.reading import Found, Gone, Unknown
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.verdict import Status, Verdict, not_available
from posturewatch.settings import Settings
from posturewatch.sources.config import read_item
from posturewatch.sources.describe import LiveSource
from posturewatch.sources.models import reading_session
from posturewatch.sources.sessions import AuditedClients
from posturewatch.usecases.evaluate import collapse
from posturewatch.usecases.judge import judge
from posturewatch.usecases.resolve import resolve
from posturewatch_cli import terminal
from posturewatch_cli.events import read_events


def run(path: str, endpoint_url: str | None, output: str) -> int:
    """Judge what one event changed.

    Args:
        path: The file with the event; `-` is standard input.
        endpoint_url: Where the AWS API is; None for AWS, or where its usual settings say.
        output: `json` or `table`.

    Returns:
        0 when everything passes, 1 when something does not, or could not be told.

    Raises:
        BadInput: The event cannot be used, or is of another account than the credentials.
    """
    started = time.monotonic()
    resolution = _resolved(path)
    calls: Counter[str] = Counter()
    settings = Settings.load()
    session = reading_session()
    endpoint_url = endpoint_url or settings.audited_endpoint_url or None
    clients = AuditedClients(
        session,
        role=settings.audit_role,
        external_id=settings.external_id,
        why="evaluate",
        endpoint_url=endpoint_url,
        on_call=lambda name: calls.update([name]),
    )
    source = LiveSource(clients)
    resources: list[dict[str, Any]] = []
    findings: list[dict[str, Any]] = []
    if resolution.targets and resolution.cause:
        if not settings.audit_role:
            _same_account(session, endpoint_url, {target.account for target in resolution.targets})
        for change in _changes(source, resolution.targets, resolution.cause, resolution):
            resource, verdicts = _judged(source, change)
            resources.append(resource)
            findings.extend(verdicts)
    report = {
        **resolution.to_json(),
        "seconds": round(time.monotonic() - started, 3),
        "api_calls": sum(calls.values()),
        "judged": resources,
        "evaluations": len(findings),
        "findings": findings,
        "unknown": [f for f in findings if f["status"] == Status.NOT_AVAILABLE.value],
    }
    if output == "json":
        print(json.dumps(report, indent=2, ensure_ascii=True))
    else:
        _show(report)
    return 1 if any(f["status"] != Status.PASSED.value for f in findings) else 0


def _resolved(path: str) -> Resolution:
    """Return what the one event of a file means."""

    def complain(error: BadInput) -> None:
        raise error

    events = list(read_events([path], complain))
    if len(events) != 1:
        raise BadInput(
            f"holds {len(events):,} events, not one",
            where=path,
            remedy="`posturewatch resolve` takes many.",
        )
    resolution = resolve(events[0])
    if resolution.outcome is Outcome.INVALID:
        raise BadInput(resolution.reason, where=path, remedy="Give a CloudTrail or Config event.")
    return resolution


def _same_account(session: boto3.Session, endpoint_url: str | None, owners: set[str]) -> None:
    """Refuse to judge one account's event by another account's resources."""
    try:
        region = session.region_name or "us-east-1"
        sts = session.client("sts", endpoint_url=endpoint_url, region_name=region)
        account = sts.get_caller_identity()["Account"]
    except (ClientError, BotoCoreError) as error:
        raise BadInput(
            f"the credentials' account cannot be told: {error}",
            remedy="Log in, or set AWS_PROFILE.",
        ) from error
    others = sorted(owners - {account})
    if others:
        raise BadInput(
            f"the event is of account {', '.join(others)}, the credentials are of {account}",
            remedy="Use that account's credentials, or name its audit role in "
            "POSTUREWATCH_AUDIT_ROLE.",
        )


def _changes(
    source: LiveSource, targets: Iterable[Target], cause: Cause, resolution: Resolution
) -> list[Change]:
    changes: list[Change] = []
    for target in targets:
        if target.scope is Scope.RESOURCE:
            changes.append(Change(target.key(), cause, resolution.document))
        else:
            changes.extend(Change(key, cause) for key in _all_of(source, target))
    return collapse(changes)


def _all_of(source: LiveSource, target: Target) -> Iterator[ResourceKey]:
    cls = catalog.resource_class(target.type)
    token: str | None = None
    while cls is not None:
        page = source.list(cls, target.account, target.region, token=token)
        if isinstance(page, Unknown):
            raise BadInput(
                page.reason,
                where=f"listing {target.type} in {target.region}",
                remedy="docs/permissions.md names the rights that are needed.",
            )
        yield from (listed.key for listed in page.resources)
        token = page.token
        if token is None:
            return


def _judged(source: LiveSource, change: Change) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    key = change.key
    cls = catalog.resource_class(key.type)
    if cls is None:
        raise BadInput("the type is not covered", where=key.type)
    controls = catalog.controls_for(key.type)
    outcome = None if change.document is None else read_item(change.document, cls)
    if outcome is None or (isinstance(outcome, Found) and outcome.resource.unknown):
        # What Config does not record of a type is asked for live.
        outcome = source.read(cls, key)
    told: dict[str, Any] = {
        "type": key.type,
        "id": key.id,
        "arn": "",
        "region": key.region,
        "name": key.id,
    }
    if isinstance(outcome, Gone):
        return {**told, "state": "gone"}, []
    verdicts: dict[str, Verdict]
    if isinstance(outcome, Unknown):
        verdicts = {control.id: not_available(outcome.reason) for control in controls}
        state = "unknown"
    else:
        resource = outcome.resource
        verdicts = judge(resource, controls)
        told |= {"arn": resource.arn, "region": resource.key.region, "name": resource.name}
        state = "found"
    return {**told, "state": state}, [
        {
            "control": control.id,
            "title": control.title,
            "status": verdicts[control.id].status.value,
            "severity": control.severity.value,
            "resource": told,
            "reason": verdicts[control.id].reason,
            "evidence": dict(verdicts[control.id].evidence),
        }
        for control in controls
    ]


def _show(report: dict[str, Any]) -> None:
    console = terminal.console(sys.stdout, markup=True)
    console.print(f"[bold]{_shown(report['event_name'] or 'Event')}[/]: {_shown(report['reason'])}")
    for resource in report["judged"]:
        name = _shown(resource["name"])
        console.print(f"  {_shown(resource['type'])} {name}: {resource['state']}")
    if not report["findings"]:
        return
    colours = {"PASSED": "green", "FAILED": "red", "WARNING": "yellow", "NOT_AVAILABLE": "magenta"}
    table = Table("Status", "Severity", "Control", "Why", box=None, header_style="bold")
    for finding in sorted(report["findings"], key=lambda f: list(colours).index(f["status"])):
        colour = colours[finding["status"]]
        table.add_row(
            f"[{colour}]{finding['status']}[/]",
            finding["severity"],
            finding["control"],
            _shown(finding["reason"]),
        )
    console.print(table)
    console.print(f"{report['evaluations']} verdicts, {report['api_calls']} AWS calls.")


def _shown(text: str) -> str:
    return escape(terminal.plain(text))
