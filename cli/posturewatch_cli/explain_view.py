"""Shows what costs points, and how to win them back, in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from posturewatch_cli.terminal import GREY, ITEM, SEVERITY, count, plain, share, when

MANY: Final = 8
"""How many findings of one control are shown; JSON has them all."""

Told = Mapping[str, Any]


def explained(told: Told, out: Console) -> None:
    """Print what costs points."""
    out.print(Text.assemble(f"Account {told['account']}: ", (share(told), "bold")))
    won = told["winnable"]
    if "item" not in told:
        if won["points"]:
            out.print(
                f"Fixing {count(won['fixes'], 'finding')} wins back "
                f"{count(won['points'], 'point')}: {won['percent']} %. "
                "What wins most for each finding comes first."
            )
        else:
            out.print("No finding costs a point that fixing it alone would win back.")
    elif not told["items"]:
        item = told["item"]
        out.print(f"{item['title']} ({item['weight']} points) passes: {item['reason']}")
    if not told["is_current"]:
        out.print(
            "Findings and score do not tell of the same moment: something is being scored, or the "
            "counts are wrong (posturewatch score verify).",
            style="yellow",
        )
    unasked = [cost for cost in told["items"] if _has_no_control(cost)]
    for cost in told["items"]:
        if cost not in unasked:
            _cost(cost, out)
    if unasked:
        _without_control(unasked, out)
    if "target" in told:
        out.print()
        _target(told, out)


def _has_no_control(cost: Told) -> bool:
    return [blocker["obstacle"] for blocker in cost["blockers"]] == ["no_control"]


def _without_control(costs: Sequence[Told], out: Console) -> None:
    label, style = ITEM["unknown"]
    points = count(sum(cost["weight"] for cost in costs), "point")
    reason, remedy = (costs[0]["blockers"][0][name] for name in ("reason", "remedy"))
    out.print(Text.assemble("\n", (label, style), f"  {points}: {reason}"))
    items = ", ".join(f"{cost['id']} {cost['weight']}" for cost in costs)
    out.print(Padding(Text(items), (0, 0, 0, 2)))
    out.print(Padding(Text(f"→ {remedy}", style="cyan"), (0, 0, 0, 4)))


def _cost(cost: Told, out: Console) -> None:
    label, style = ITEM[cost["status"]]
    heading = Text.assemble(
        "\n", (label, style), "  ", (cost["title"], "bold"), (f"  {cost['id']}", GREY)
    )
    out.print(heading)
    if cost["points"]:
        which = "any one of its findings" if cost["quantifier"] == "exists" else "all of them"
        rate = f"{cost['points_per_fix']:g} for each"
        number = count(cost["fixes"], "finding")
        fix = f"fix {number}" + (f", {rate}" if cost["fixes"] > 1 else "")
        if len(cost["findings"]) > 1:
            fix += f" ({which})"
        out.print(f"  wins {count(cost['points'], 'point')}: {fix}")
    elif cost["findings"]:
        fixes = count(len(cost["findings"]), "failing finding")
        out.print(
            f"  costs {count(cost['weight'], 'point')}: fixing its {fixes} does not win them "
            "alone, see below"
        )
    else:
        out.print(f"  costs {count(cost['weight'], 'point')}: there is no finding to fix")
    by_control: dict[str, list[Told]] = {}
    for finding in cost["findings"]:
        by_control.setdefault(finding["control"], []).append(finding)
    for control, findings in by_control.items():
        _findings(control, findings, out)
    blockers: dict[tuple[str, str], list[str]] = {}
    for blocker in cost["blockers"]:
        name = "" if blocker["what"] == cost["id"] else plain(blocker["what"])
        blockers.setdefault((blocker["reason"], blocker["remedy"]), []).append(name)
    for (reason, remedy), names in blockers.items():
        named = ", ".join(name for name in names[:MANY] if name)
        more = f" and {len(names) - MANY} more" if len(names) > MANY else ""
        text = Text.assemble(
            ("? ", "magenta"), (f"{named}{more}: " if named else ""), plain(reason)
        )
        out.print(Padding(text, (0, 0, 0, 2)))
        out.print(Padding(Text(f"→ {plain(remedy)}", style="cyan"), (0, 0, 0, 4)))


def _findings(control: str, findings: Sequence[Told], out: Console) -> None:
    first = findings[0]
    title = Text.assemble(
        (first["severity"], SEVERITY.get(first["severity"], "")),
        f"  {first['title']}",
        (f"  {control}", GREY),
    )
    out.print(Padding(title, (0, 0, 0, 2)))
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(overflow="fold")
    table.add_column(no_wrap=True, style=GREY)
    table.add_column(style=GREY)
    for finding in findings[:MANY]:
        resource = finding["resource"]
        by = plain(finding["opened_by"] or "")
        call = f": {plain(finding['call'])}" if finding["call"] not in (None, "", "Sweep") else ""
        table.add_row(
            plain(resource["id"]),
            resource["region"],
            f"since {when(finding['since'])}" + (f", {by}{call}" if by else ""),
        )
    if len(findings) > MANY:
        table.add_row(f"… and {len(findings) - MANY} more", "", "")
    out.print(Padding(table, (0, 0, 0, 4)))
    out.print(Padding(Text(f"→ {plain(first['remediation'])}", style="cyan"), (0, 0, 0, 4)))


def _named(finding: Told) -> str:
    resource = finding["resource"]
    return f"{plain(resource['id'])} ({resource['region']}): {finding['control']}"


def _target(told: Told, out: Console) -> None:
    target = told["target"]
    if target["is_reached"]:
        out.print(f"{target['percent']} % is reached already.", style="green")
        return
    if not target["is_possible"]:
        most = target["at_most"]
        missing = told["earned"] + target["need"] - most["earned"]
        out.print(
            f"{target['percent']} % cannot be reached by fixing findings: at most "
            f"{most['earned']}/{told['total']} = {most['percent']} %, "
            f"{count(missing, 'point')} short. The rest is unknown, or blocked as said above.",
            style="yellow",
        )
        return
    paths = target["paths"]
    known = f"{'at least ' if target['has_more'] else ''}{target['number_of_paths']:,}"
    ways = "One way" if target["number_of_paths"] == 1 else f"{known} equally short ways"
    out.print(
        Text.assemble(
            (f"To {target['percent']} %", "bold"),
            f": {count(target['need'], 'point is', 'points are')} missing, "
            f"{count(target['fixes'], 'fix wins', 'fixes win')} them. {ways}"
            + (f"; the first {len(paths)}:" if len(paths) < target["number_of_paths"] else ":"),
        )
    )
    for number, path in enumerate(paths, 1):
        items = ", ".join(path["items"])
        out.print(
            Text.assemble(
                (f"  {number}. ", "bold"),
                (f"+{path['points']} → {path['percent']} %", "green"),
                f"  {items}",
            )
        )
        for step in path["steps"]:
            findings = [_named(finding) for finding in step["findings"]]
            shown = findings[:MANY]
            if len(findings) > MANY:
                shown.append(f"… and {len(findings) - MANY} more")
            which = "any one of" if step["any_one"] else "fix"
            for n, finding in enumerate(shown):
                text = Text(f"{which if not n else '':>10}  {finding}")
                out.print(Padding(text, (0, 0, 0, 4)))
