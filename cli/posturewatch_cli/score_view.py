"""Shows the answers of `posturewatch score` in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TextIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from posturewatch_cli import scorecard_view

WIDTH: Final = 120
"""A pipe has no width of its own."""

SPARKS: Final = "▁▂▃▄▅▆▇█"
SPARK_WIDTH: Final = 60

MANY: Final = 8
"""How many findings of one control a table shows; JSON has them all."""

STATUS: Final = {
    "pass": ("✔ pass", "green"),
    "fail": ("✘ fail", "bold red"),
    "unknown": ("? unknown", "magenta"),
}
SEVERITY: Final = {"CRITICAL": "bold red", "HIGH": "red", "MEDIUM": "yellow"}
GREY: Final = "bright_black"

Told = Mapping[str, Any]


def show(question: str, told: Told, stream: TextIO) -> None:
    """Print an answer.

    Args:
        question: `now`, `history`, `at`, `explain` or `verify`.
        told: The answer.
        stream: Where to.
    """
    out = Console(file=stream, highlight=False)
    if not out.is_terminal:
        out = Console(file=stream, highlight=False, width=WIDTH)
    shown = {"now": _now, "history": _history, "at": _at, "explain": _explain, "verify": _verify}
    shown[question](told, out)


def plain(text: object) -> str:
    """Return a text without characters that a terminal would act on."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(text))


def sparkline(values: Sequence[float], width: int = SPARK_WIDTH) -> str:
    """Return values as a line of bars, from the least to the greatest; of each stretch the last."""
    if len(values) > width:
        values = [values[(n + 1) * len(values) // width - 1] for n in range(width)]
    least, greatest = min(values), max(values)
    if least == greatest:
        return SPARKS[3] * len(values)
    top = len(SPARKS) - 1
    return "".join(SPARKS[round((v - least) / (greatest - least) * top)] for v in values)


def ago(seconds: float) -> str:
    """Return a length of time in words, in its greatest whole unit."""
    for size, name in ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {name}{'s' if count != 1 else ''}"
    return "0 seconds"


def _time(text: str) -> str:
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M:%S}"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _share(told: Told) -> str:
    return f"{told['earned']}/{told['total']} = {told['percent']} %"


def _colour(points: int) -> str:
    return "green" if points > 0 else "red" if points < 0 else ""


def _table(*columns: str, **right: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column)
    return table


# --- now ------------------------------------------------------------------------------------------


def _now(told: Told, out: Console) -> None:
    out.print(scorecard_view.scorecard(dict(told), title=f"Account {told['account']}"))
    out.print()
    least, most = told["interval"]
    out.print(
        f"Between {least} and {most} of {told['total']} points; "
        f"scored {ago(told['age_seconds'])} ago, {_time(told['scored_at'])} UTC."
    )
    stored = told["stored"]
    card = f"{told['card']}/{told['version']}"
    if stored["card"] != card:
        out.print(
            f"The account is scored by card {plain(stored['card'])}: {_share(stored)}. "
            f"By {card} the same verdicts give {_share(told)}.",
            style="yellow",
        )
    elif told["changed_since"]:
        out.print(
            f"Time alone has moved it since: stored are {_share(stored)}. The next scored change "
            "writes that to the ledger.",
            style="yellow",
        )
        for item in told["changed_since"]:
            out.print(f"  {item['id']}: {item['stored'] or 'nothing'} → {item['now']}")
    if told["stale"]:
        out.print("\nNot listed completely of late, so that an item may not pass:", style="yellow")
        table = _table("Type", "Region", "Last listed", "Items")
        for kind in told["stale"]:
            regions = kind["regions"] or {"": None}
            for region, last in regions.items():
                table.add_row(
                    kind["type"],
                    plain(region) or "none planned",
                    f"{_time(last)} UTC" if last else "never",
                    ", ".join(kind["items"]),
                )
        out.print(table)


# --- history and at -------------------------------------------------------------------------------


def _history(told: Told, out: Console) -> None:
    rows = told["rows"]
    if not rows:
        out.print(f"The score of account {told['account']} did not move in that time.")
        return
    if told["is_cut"]:
        out.print(
            Text(f"Only the newest {_count(len(rows), 'row')}; --limit shows more.", style=GREY)
        )
    table = _table("")
    table.columns[0].justify = "right"
    table.add_column("Time (UTC)", no_wrap=True)
    table.add_column("Points", justify="right", no_wrap=True)
    table.add_column("Score", no_wrap=True)
    table.add_column("Items", ratio=3)
    table.add_column("By", ratio=2)
    table.add_column("Findings", justify="right")
    for row in rows:
        if row["break"]:
            was = f"{row['earned_before']}/{row['total_before']} = {row['percent_before']} %"
            text = f"card {row['break']['from']}: {was}  →  card {row['card']}: {_share(row)}"
            table.add_row("", "", "", Text("── another card", style="yellow"), Text(plain(text)))
        table.add_row(
            str(row["version"]),
            _time(row["at"]),
            Text(f"{row['points']:+d}", style=_colour(row["points"])),
            f"{row['percent_before']} → {row['percent']} %",
            _moved(row),
            _by(row),
            str(len(row["findings"]) or ""),
        )
    out.print(table)
    shares = [100 * row["earned"] / row["total"] for row in rows]
    low, high = min(rows, key=_exact), max(rows, key=_exact)
    out.print(
        f"\n{sparkline(shares)}  {low['percent']} % to {high['percent']} %, "
        f"now in this table {rows[-1]['percent']} %"
    )


def _exact(row: Told) -> float:
    return float(row["earned"] / row["total"])


def _moved(row: Told) -> Text:
    """Return the items that moved; of the first row only how many."""
    if not row["items"]:
        repair = row["repair"]
        if repair is None:
            return Text("none", style=GREY)
        controls = sorted({*repair["tallies"], *repair["counts"]})
        return Text(f"counts of {', '.join(controls) or 'no control'}", style=GREY)
    if all(item["before"] is None for item in row["items"]):
        by_status: dict[str, int] = {}
        for item in row["items"]:
            by_status[item["after"]] = by_status.get(item["after"], 0) + 1
        told = ", ".join(f"{count} {status}" for status, count in sorted(by_status.items()))
        return Text(f"first scored: {told}", style=GREY)
    text = Text()
    for number, item in enumerate(row["items"]):
        text.append(", " if number else "")
        text.append(f"{item['id']} ")
        text.append(item["after"], style=STATUS[item["after"]][1])
    return text


def _by(row: Told) -> Text:
    text = Text(plain(row["by"]))
    if row["call"] and row["call"] != "Sweep":
        text.append(f": {plain(row['call'])}")
    return text


def _at(told: Told, out: Console) -> None:
    row = told["row"]
    least, most = told["interval"]
    out.print(
        Text.assemble(
            f"Account {told['account']} at {_time(told['asked'])} UTC: ",
            (_share(told), "bold"),
            f" (card {told['card']}, between {least} and {most} points)",
        )
    )
    ended = f"until {_time(told['until'])} UTC" if told["until"] else "and it still is so"
    out.print(f"So since {_time(row['at'])} UTC, {ended}.")
    out.print(
        Text.assemble(
            f"Row {row['version']} made it so: ",
            (f"{row['points']:+d}", _colour(row["points"])),
            f" points, {row['percent_before']} → {row['percent']} %, by ",
            _by(row),
            "; ",
            _moved(row),
        )
    )
    for finding in row["findings"][:MANY]:
        out.print(Text(f"  {plain(finding)}", style=GREY))
    if len(row["findings"]) > MANY:
        out.print(Text(f"  … and {len(row['findings']) - MANY} more findings", style=GREY))
    for status in ("fail", "unknown"):
        items = [item for item, was in told["items"].items() if was == status]
        if items:
            label, style = STATUS[status]
            out.print(Text.assemble((label, style), f"  {', '.join(items)}"))


# --- explain --------------------------------------------------------------------------------------


def _explain(told: Told, out: Console) -> None:
    out.print(Text.assemble(f"Account {told['account']}: ", (_share(told), "bold")))
    won = told["winnable"]
    if "item" not in told:
        if won["points"]:
            out.print(
                f"Fixing {_count(won['fixes'], 'finding')} wins back "
                f"{_count(won['points'], 'point')}: {won['percent']} %. "
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
    for cost in told["items"]:
        _cost(cost, out)
    if "target" in told:
        out.print()
        _target(told, out)


def _cost(cost: Told, out: Console) -> None:
    label, style = STATUS[cost["status"]]
    heading = Text.assemble(
        "\n", (label, style), "  ", (cost["title"], "bold"), (f"  {cost['id']}", GREY)
    )
    out.print(heading)
    if cost["points"]:
        which = "any one of its findings" if cost["quantifier"] == "exists" else "all of them"
        rate = f"{cost['points_per_fix']:g} for each"
        number = _count(cost["fixes"], "finding")
        fix = f"fix {number}" + (f", {rate}" if cost["fixes"] > 1 else "")
        if len(cost["findings"]) > 1:
            fix += f" ({which})"
        out.print(f"  wins {_count(cost['points'], 'point')}: {fix}")
    elif cost["findings"]:
        fixes = _count(len(cost["findings"]), "failing finding")
        out.print(
            f"  costs {_count(cost['weight'], 'point')}: fixing its {fixes} does not win them "
            "alone, see below"
        )
    else:
        out.print(f"  costs {_count(cost['weight'], 'point')}: there is no finding to fix")
    by_control: dict[str, list[Told]] = {}
    for finding in cost["findings"]:
        by_control.setdefault(finding["control"], []).append(finding)
    for control, findings in by_control.items():
        _findings(control, findings, out)
    blockers: dict[tuple[str, str], list[str]] = {}
    for blocker in cost["blockers"]:
        what = "" if blocker["what"] == cost["id"] else plain(blocker["what"])
        blockers.setdefault((blocker["reason"], blocker["remedy"]), []).append(what)
    for (reason, remedy), what in blockers.items():
        named = ", ".join(name for name in what[:MANY] if name)
        more = f" and {len(what) - MANY} more" if len(what) > MANY else ""
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
            f"since {_time(finding['since'])}" + (f", {by}{call}" if by else ""),
        )
    if len(findings) > MANY:
        table.add_row(f"… and {len(findings) - MANY} more", "", "")
    out.print(Padding(table, (0, 0, 0, 4)))
    out.print(Padding(Text(f"→ {plain(first['remediation'])}", style="cyan"), (0, 0, 0, 4)))


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
            f"{_count(missing, 'point')} short. The rest is unknown, or blocked as said above.",
            style="yellow",
        )
        return
    paths = target["paths"]
    number = f"{'at least ' if target['has_more'] else ''}{target['number_of_paths']:,}"
    ways = "One way" if target["number_of_paths"] == 1 else f"{number} equally short ways"
    out.print(
        Text.assemble(
            (f"To {target['percent']} %", "bold"),
            f": {_count(target['need'], 'point')} are missing, "
            f"{_count(target['fixes'], 'fix').replace('fixs', 'fixes')} win them. {ways}"
            + (f"; the first {len(paths)}:" if len(paths) < target["number_of_paths"] else ":"),
        )
    )
    for letter, path in enumerate(paths, 1):
        items = ", ".join(path["items"])
        out.print(
            Text.assemble(
                (f"  {letter}. ", "bold"),
                (f"+{path['points']} → {path['percent']} %", "green"),
                f"  {items}",
            )
        )
        for step in path["steps"]:
            findings = [plain(finding) for finding in step["findings"]]
            shown = findings[:MANY]
            if len(findings) > MANY:
                shown.append(f"… and {len(findings) - MANY} more")
            which = "any one of" if step["any_one"] else "fix"
            for n, finding in enumerate(shown):
                text = Text(f"{which if not n else '':>10}  {finding}")
                out.print(Padding(text, (0, 0, 0, 4)))


# --- verify ---------------------------------------------------------------------------------------


def _verify(told: Told, out: Console) -> None:
    before = told.get("before")
    if before is not None:
        _verified(before, out)
        out.print(f"\nRepaired by {plain(told['repaired_by'])}, counted again:")
    _verified(told, out)


def _verified(told: Told, out: Console) -> None:
    out.print(
        f"Account {told['account']}: {_count(told['resources'], 'resource')}, "
        f"{_count(told['verdicts'], 'verdict')}, "
        f"{_count(told['ledger']['rows'], 'ledger row')}; {_share(told)}"
    )
    if told["waiting"]:
        out.print(
            f"{told['waiting']:,} committed changes wait to be scored, the oldest since "
            f"{_time(told['waiting_since'])} UTC; they are counted in.",
            style="yellow" if _is_late(told) else "",
        )
    if told["controls"]:
        table = _table("Control", "Recounted", "Tally", "Score")
        table.add_column("Drift", justify="right")
        for drift in told["controls"]:
            right = drift["recounted"]
            table.add_row(
                drift["control"],
                _figures(right),
                Text(_figures(drift["tally"]), style="red" if drift["tally"] != right else ""),
                Text(_figures(drift["score"]), style="red" if drift["score"] != right else ""),
                str(drift["drift"]),
            )
        out.print(table)
        out.print(Text("Figures are judged/failed/unknown.", style=GREY))
    for control in told["unsettled"]:
        out.print(
            f"{control} was being committed all the time: verify again when it is quieter.",
            style="yellow",
        )
    for problem in told["ledger"]["problems"]:
        out.print(Text(f"Ledger: {plain(problem)}", style="red"))
    out.print(Text(f"drift {told['drift']}", style="bold red" if told["drift"] else "bold green"))


def _is_late(told: Told) -> bool:
    since = datetime.fromisoformat(told["waiting_since"])
    return datetime.fromisoformat(told["at"]) - since > timedelta(minutes=5)


def _figures(figures: Sequence[int]) -> str:
    return "/".join(str(figure) for figure in figures)
