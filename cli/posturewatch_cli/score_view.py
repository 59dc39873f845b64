"""Shows the answers of `posturewatch score` in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from posturewatch.domain.team import parse_tally
from posturewatch_cli import explain_view, scorecard_view
from posturewatch_cli.terminal import GREY, ITEM, ago, console, count, plain, share, sparkline, when

MANY: Final = 8
"""How many findings are shown; JSON has them all."""

Told = Mapping[str, Any]


def show(question: str, told: Told, stream: TextIO) -> None:
    """Print an answer.

    Args:
        question: `now`, `history`, `at`, `teams`, `response`, `explain` or `verify`.
        told: The answer.
        stream: Where to.
    """
    shown = {
        "now": _now,
        "history": _history,
        "at": _at,
        "teams": _teams,
        "response": _response,
        "explain": explain_view.explained,
        "verify": _verify,
    }
    shown[question](told, console(stream))


def _colour(points: int) -> str:
    return "green" if points > 0 else "red" if points < 0 else ""


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column)
    return table


# --- now ------------------------------------------------------------------------------------------


def _teams(told: Told, out: Console) -> None:
    out.print(f"The teams of account {told['account']}")
    table = _table("Team", "Resources", "Score", "Fails", "Cannot be told")
    for team in told["teams"]:
        items = [item for area in team["areas"] for item in area["items"]]
        of = {
            status: ", ".join(item["id"] for item in items if item["status"] == status) or "none"
            for status in ("fail", "unknown")
        }
        table.add_row(
            plain(team["team"]), str(team["resources"]), share(team), of["fail"], of["unknown"]
        )
    out.print(table)


def _response(told: Told, out: Console) -> None:
    out.print(f"Account {told['account']} since {when(told['since'])} UTC, from the change until …")
    table = _table(
        "Severity",
        "Episodes",
        "Open",
        "Evaluated",
        "Told",
        "Acknowledged",
        "Fixed (p50, p90)",
        "Half are fixed",
        "Exposed",
    )
    for of in told["severities"]:
        legs, episodes = of["from_change_until"], of["episodes"]
        if not episodes["all"]:
            continue
        table.add_row(
            of["severity"],
            str(episodes["all"]),
            str(episodes["open"]),
            *(_lasted(legs[leg]["p50"]) for leg in ("evaluated", "told", "acknowledged")),
            f"{_lasted(legs['fixed']['p50'])}, {_lasted(legs['fixed']['p90'])}",
            _lasted(of["median_to_fix"]),
            _lasted(of["exposure"]),
        )
    if not table.row_count:
        out.print("Nothing has failed since.")
        return
    out.print(table)
    out.print(
        "“Half are fixed” counts what is still open; what is gone or an accepted risk counts until "
        "then. “Exposed”: at least one failed.",
        style=GREY,
    )


def _lasted(seconds: float | None) -> str:
    return "-" if seconds is None else ago(seconds)


def _now(told: Told, out: Console) -> None:
    card = scorecard_view.scorecard(dict(told), title=f"Account {told['account']}")
    console(out.file, markup=True).print(card)
    out.print()
    least, most = told["interval"]
    out.print(
        f"Between {least} and {most} of {told['total']} points; "
        f"scored {ago(told['age_seconds'])} ago, {when(told['scored_at'])} UTC."
    )
    second = told["with_accepted_risk"]
    if second["findings"]:
        accepted = count(second["findings"], "failing finding")
        out.print(f"With accepted risk: {share(second)}; {accepted} accepted.")
    stored = told["stored"]
    name = f"{told['card']}/{told['version']}"
    if stored["card"] != name:
        out.print(
            f"The account is scored by card {plain(stored['card'])}: {share(stored)}. "
            f"By {name} the same verdicts give {share(told)}.",
            style="yellow",
        )
    elif told["changed_since"]:
        out.print(
            f"Time alone has moved it since: stored are {share(stored)}. The next scored change "
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
                    f"{when(last)} UTC" if last else "never",
                    ", ".join(kind["items"]),
                )
        out.print(table)


# --- history and at -------------------------------------------------------------------------------


def _history(told: Told, out: Console) -> None:
    rows = told["rows"]
    if not rows:
        out.print(f"The ledger of account {told['account']} has no such row.")
        return
    if told["is_cut"]:
        out.print(
            Text(f"Only the newest {count(len(rows), 'row')}; --limit shows more.", style=GREY)
        )
    table = _table("")
    table.columns[0].justify = "right"
    table.add_column("Time (UTC)", no_wrap=True)
    table.add_column("Points", justify="right", no_wrap=True)
    table.add_column("Score", no_wrap=True)
    table.add_column("Items", ratio=3, overflow="fold")
    table.add_column("By", ratio=2, overflow="fold")
    table.add_column("Findings", justify="right")
    for row in rows:
        if row["break"]:
            was = f"{row['earned_before']}/{row['total_before']} = {row['percent_before']} %"
            text = f"card {row['break']['from']}: {was}  →  card {row['card']}: {share(row)}"
            table.add_row("", "", "", Text("── another card", style="yellow"), Text(plain(text)))
        table.add_row(
            str(row["version"]),
            when(row["at"]),
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
        f"\n{sparkline(shares)}  {rows[0]['percent']} → {rows[-1]['percent']} %, "
        f"between {low['percent']} and {high['percent']} %"
    )


def _exact(row: Told) -> float:
    return float(row["earned"] / row["total"])


def _moved(row: Told) -> Text:
    """Return the items that moved; of the first row only how many."""
    if not row["items"]:
        repair = row["repair"]
        if repair is None:
            return Text("none", style=GREY)
        names = sorted({*repair["tallies"], *repair["counts"]})
        told = ", ".join(_tally(*parse_tally(name)) for name in names)
        return Text(f"counts of {told or 'no control'}", style=GREY)
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
        text.append(item["after"], style=ITEM[item["after"]][1])
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
            f"Account {told['account']} at {when(told['asked'])} UTC: ",
            (share(told), "bold"),
            f" (card {told['card']}, between {least} and {most} points)",
        )
    )
    ended = f"until {when(told['until'])} UTC" if told["until"] else "and it still is so"
    out.print(f"So since {when(row['at'])} UTC, {ended}.")
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
            label, style = ITEM[status]
            out.print(Text.assemble((label, style), f"  {', '.join(items)}"))


# --- verify ---------------------------------------------------------------------------------------


def _verify(told: Told, out: Console) -> None:
    before = told.get("before")
    if before is not None:
        _verified(before, out)
        out.print(f"\nRepaired by {plain(told['repaired_by'])}, counted again:")
    _verified(told, out)


def _verified(told: Told, out: Console) -> None:
    out.print(
        f"Account {told['account']}: {count(told['resources'], 'resource')}, "
        f"{count(told['verdicts'], 'verdict')}, "
        f"{count(told['ledger']['rows'], 'ledger row')}; {share(told)}"
    )
    if told["waiting"]:
        out.print(
            f"{count(told['waiting'], 'committed change waits', 'committed changes wait')} "
            f"to be scored, the oldest since {when(told['waiting_since'])} UTC; "
            "what they move is counted in.",
            style="yellow" if _is_late(told) else "",
        )
    if told["controls"]:
        table = _table("Control", "Recounted", "Tally", "Score")
        table.add_column("Drift", justify="right")
        for drift in told["controls"]:
            right = drift["recounted"]
            scored = drift["score"] or right
            table.add_row(
                _tally(drift["control"], drift["team"]),
                _figures(right),
                Text(_figures(drift["tally"]), style="red" if drift["tally"] != right else ""),
                Text(
                    "" if drift["score"] is None else _figures(scored),
                    style="red" if scored != right else "",
                ),
                str(drift["drift"]),
            )
        out.print(table)
        out.print(Text("Figures are judged/failed/unknown.", style=GREY))
    for name in told["unsettled"]:
        out.print(
            f"{_tally(*parse_tally(name))} was being committed all the time: "
            "verify again when it is quieter.",
            style="yellow",
        )
    for problem in told["ledger"]["problems"]:
        out.print(Text(f"Ledger: {plain(problem)}", style="red"))
    agree = ": verdicts, tallies, score and ledger agree" if told["is_right"] else ""
    style = "bold green" if told["is_right"] else "bold red"
    out.print(Text.assemble((f"drift {told['drift']}", style), agree))


def _tally(control: str, team: str) -> str:
    """Return how a tally is called."""
    of = control or "resources"
    return f"{of} of team {plain(team)}" if team else of


def _is_late(told: Told) -> bool:
    since = datetime.fromisoformat(told["waiting_since"])
    return datetime.fromisoformat(told["at"]) - since > timedelta(minutes=5)


def _figures(figures: Sequence[int]) -> str:
    return "/".join(str(figure) for figure in figures)
