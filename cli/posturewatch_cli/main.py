"""The command line: `posturewatch COMMAND …`.

Machine output goes to stdout, progress and logs to stderr. Exit code 0 means done, 1 that a
judgement was not favourable, 2 that the input could not be used.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from posturewatch.domain.errors import PosturewatchError

EXIT_BAD_INPUT = 2


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="posturewatch",
        description="Is our cloud defensible right now?",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    resolve = commands.add_parser(
        "resolve",
        help="say which resources events change",
        description="Read CloudTrail records, EventBridge envelopes or Config events, and print "
        "one JSON line for each: what it means, and which resources it may have changed.",
    )
    resolve.add_argument(
        "paths",
        nargs="*",
        default=["-"],
        metavar="FILE",
        help="JSON, a JSON array, {'Records': […]} or JSON lines; a directory is read recursively; "
        "- is standard input (default)",
    )

    evaluate = commands.add_parser(
        "evaluate",
        help="judge what one event changed, against the live account",
        description="Resolve one event, read the resources that it names from the live account, "
        "and print the verdicts on them. Nothing is stored.",
        epilog="Exits with 1 if a control does not pass or cannot tell, and with 2 if the event "
        "cannot be used.",
    )
    evaluate.add_argument("file", metavar="FILE", help="one event; - is standard input")
    evaluate.add_argument("--endpoint-url", metavar="URL", help="where the AWS API is")
    evaluate.add_argument(
        "--format", choices=["json", "table"], default="json", help="how to print (default: json)"
    )

    controls = commands.add_parser(
        "controls",
        help="list the controls",
        description="List what is asked of every resource type, and how bad a failure is.",
    )
    controls.add_argument(
        "--format", choices=["json", "table"], default="table", help="how to print (default: table)"
    )

    _add_score(commands)
    _add_findings(commands)
    _add_exceptions(commands)
    _add_route(commands)
    _add_redrive(commands)

    _add_sweep(commands)
    _add_sweeps(commands)
    _add_gate(commands)

    demo = commands.add_parser(
        "demo",
        help="deploy to an embedded AWS and live through a story",
        description="Deploy template.yaml to an embedded AWS on this machine, sweep a small "
        "company's account, and watch what happens when it is changed. Needs no AWS account.",
    )
    demo.add_argument(
        "--events",
        metavar="PATH",
        help="play CloudTrail records or Config events from a file or directory instead",
    )
    demo.add_argument(
        "--keep", action="store_true", help="leave it running and print the addresses"
    )
    return top


def _add_gate(commands: Any) -> None:
    gate = commands.add_parser(
        "gate",
        help="judge plans and templates before they ship",
        description="Judge what plans of Terraform (`terraform show -json`) and CloudFormation "
        "templates declare, by the controls of live resources. What is known only after apply is "
        "unknown, never a pass.",
        epilog="Exits with 0 when the gate is open, 1 when it is closed, and 2 when something "
        "could not be judged.",
    )
    gate.add_argument(
        "paths", nargs="+", metavar="PATH", help="a file, or a directory that is searched"
    )
    gate.add_argument(
        "--max-critical",
        type=int,
        default=0,
        metavar="N",
        help="the most CRITICAL failures (default: 0)",
    )
    gate.add_argument(
        "--max-high", type=int, metavar="N", help="the most HIGH failures (default: any number)"
    )
    gate.add_argument(
        "--min-score",
        type=int,
        metavar="N",
        help="the least score in percent, of the items that the files speak of (default: any)",
    )
    gate.add_argument(
        "--format", choices=["json", "table"], default="table", help="how to print (default: table)"
    )


def _add_sweep(commands: Any) -> None:
    sweep = commands.add_parser(
        "sweep",
        help="judge a whole account, with nothing deployed",
        description="Read every resource of an account with your credentials, judge it, and show "
        "what fails, what cannot be told, and the score. Nothing is stored, nothing is changed. "
        "AWS's usual configuration holds: profiles, SSO, AWS_REGION, AWS_ENDPOINT_URL; "
        "POSTUREWATCH_AUDIT_ROLE names a role to assume.",
        epilog="Exits with 1 if --fail-on says so, and with 2 if nothing could be judged.",
    )
    sweep.add_argument("--profile", metavar="NAME", help="the profile of AWS's configuration")
    sweep.add_argument("--endpoint-url", metavar="URL", help="where the AWS API is")
    sweep.add_argument(
        "--account-id",
        metavar="ID",
        help="the account that must be meant; with an audit role, the one to assume it in",
    )

    def several(option: str, metavar: str, help: str) -> None:
        sweep.add_argument(
            option, metavar=metavar, action="append", default=[], help=f"{help}; may be repeated"
        )

    several("--region", "REGION", "a region to judge (default: all that are enabled)")
    several("--service", "SERVICE", "judge the types of this service alone, such as s3")
    several("--type", "TYPE", "judge this type alone, such as AWS::S3::Bucket")
    several("--control", "ID", "list this control alone; the score is of all")
    # The words of domain.control.Severity, which is not imported for a --help.
    severities = ["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"]
    sweep.add_argument(
        "--severity",
        type=str.upper,
        choices=severities,
        help="list nothing below it; the score and --fail-on look at all",
    )
    sweep.add_argument(
        "--fail-on",
        type=str.upper,
        choices=severities,
        help="exit with 1 if there is a finding (FAILED or WARNING) as grave as this or worse",
    )
    sweep.add_argument(
        "--format",
        choices=["json", "jsonl", "table", "csv", "html", "asff", "ocsf"],
        help="how to write (default: as the file is called, else table in a terminal, else json); "
        "jsonl writes each finding when it is found, in no order, and the score as the last line",
    )
    sweep.add_argument("--output", metavar="FILE", help="where to write (default: standard output)")


def _add_sweeps(commands: Any) -> None:
    sweeps = commands.add_parser(
        "sweeps",
        help="start, watch, end and resume the deployed stack's sweeps",
        description="The deployed stack sweeps its accounts by schedule: everything daily, "
        "identities hourly, what events missed more often. Here they are asked for and looked at.",
    )
    home = _home()
    actions = sweeps.add_subparsers(dest="action", required=True, metavar="ACTION")

    def action(name: str, help: str, description: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = actions.add_parser(
            name, help=help, description=description, parents=[home]
        )
        if name != "status":
            parser.add_argument(
                "--function",
                metavar="NAME",
                help="the stack's StartSweepFunctionName (default: POSTUREWATCH_START_FUNCTION)",
            )
        return parser

    action(
        "status",
        "the last sweeps, and how each slice came out last",
        "Show the last sweeps: how far they are, what events had missed, what could not be "
        "listed; and for each type and region the last result, its age and its error.",
    )
    start = action(
        "start",
        "sweep the account now",
        "Ask for a sweep of the account now, or of a part of it. One runs at a time.",
    )
    for option, what in (("service", "services"), ("type", "types"), ("region", "regions")):
        start.add_argument(
            f"--{option}",
            metavar=option.upper(),
            action="append",
            default=[],
            help=f"these {what} alone; may be repeated",
        )
    for parser in (
        action("cancel", "end a sweep", "End a sweep before its time. What was judged stays."),
        action("resume", "let a sweep go on", "Queue again what has not ended of a sweep."),
    ):
        parser.add_argument(
            "id", nargs="?", metavar="ID", help="the sweep (default: the account's last)"
        )


def _table() -> argparse.ArgumentParser:
    """The options of the commands that may ask the deployed table about no account."""
    table = argparse.ArgumentParser(add_help=False)
    table.add_argument("--table", metavar="NAME", help="the stack's table")
    table.add_argument("--endpoint-url", metavar="URL", help="where the AWS API is")
    table.add_argument(
        "--format", choices=["json", "table"], default="table", help="how to print (default: table)"
    )
    return table


def _add_route(commands: Any) -> None:
    route = commands.add_parser(
        "route",
        help="who hears of what",
        description="Show who would hear of something, and keep the routing of the table.",
    )
    actions = route.add_subparsers(dest="action", required=True, metavar="ACTION")

    def action(name: str, help: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = actions.add_parser(
            name, help=help, description=f"{help[0].upper()}{help[1:]}.", parents=[_table()]
        )
        return parser

    show = action("show", "who would hear of a matter, why and when; nothing is told")
    show.add_argument(
        "--severity",
        type=str.upper,
        default="HIGH",
        choices=["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"],
        help="its highest severity (default: HIGH)",
    )
    show.add_argument("--account", metavar="ID", help="its account")
    show.add_argument("--team", metavar="NAME", default="", help="who owns it (default: nobody)")
    show.add_argument("--environment", metavar="NAME", default="", help="its environment tag")
    for option, what in (("control", "a control that fails"), ("standard", "a card or standard")):
        show.add_argument(
            f"--{option}",
            metavar=option.upper(),
            action="append",
            default=[],
            help=f"{what}; may be repeated",
        )
    show.add_argument(
        "--kind",
        default="regression",
        choices=["regression", "improvement", "baseline"],
        help="what happened (default: regression)",
    )
    show.add_argument("--at", metavar="T", default="", help="when, in ISO 8601 (default: now)")
    show.add_argument("--file", metavar="FILE", help="a routing.toml (default: the deployed one)")
    check = action("check", "whether a routing file can be used")
    check.add_argument("file", metavar="FILE", help="a routing.toml")
    action("list", "the documents of the table")
    apply = action("apply", "put a file into the table, on top of routing.toml")
    apply.add_argument("file", metavar="FILE", help="a routing.toml")
    apply.add_argument("--name", metavar="NAME", default="own", help="its name (default: own)")
    remove = action("remove", "take a document out of the table")
    remove.add_argument("name", metavar="NAME", help="its name, as `route list` has it")


def _add_redrive(commands: Any) -> None:
    redrive = commands.add_parser(
        "redrive",
        help="what is dead, and sending it again",
        description="List what could not be delivered and the messages in dead-letter queues, and "
        "send them again once the cause is mended.",
    )
    actions = redrive.add_subparsers(dest="action", required=True, metavar="ACTION")

    def action(name: str, help: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = actions.add_parser(
            name, help=help, description=f"{help[0].upper()}{help[1:]}.", parents=[_table()]
        )
        return parser

    for name, what in (
        ("list", "what is dead; exits with 1 if anything is"),
        ("news", "have dead news told again"),
    ):
        action(name, what).add_argument(
            "--destination", metavar="NAME", default="", help="of this destination alone"
        )
    action("queue", "send the messages of dead-letter queues back").add_argument(
        "queue", metavar="QUEUE", help="a part of its name, such as Change"
    )


def _home() -> argparse.ArgumentParser:
    """The options of the commands that ask the deployed table."""
    home = argparse.ArgumentParser(add_help=False)
    home.add_argument(
        "--table", metavar="NAME", help="the stack's table (default: POSTUREWATCH_TABLE)"
    )
    home.add_argument(
        "--account", metavar="ID", help="the audited account (default: the credentials' account)"
    )
    home.add_argument(
        "--endpoint-url", metavar="URL", help="where the AWS API is (default: AWS_ENDPOINT_URL)"
    )
    home.add_argument(
        "--format", choices=["json", "table"], default="table", help="how to print (default: table)"
    )
    return home


def _add_score(commands: Any) -> None:
    score = commands.add_parser(
        "score",
        help="the score now, before, why, and whether it is counted right",
        description="Ask the deployed table about an account's score.",
    )
    home = _home()
    home.add_argument(
        "--card",
        metavar="NAME",
        help="the scorecard (default: foundation; of history: all that it was scored by)",
    )
    questions = score.add_subparsers(dest="question", required=True, metavar="QUESTION")
    time = "ISO 8601, UTC unless it has an offset, or how long ago: 90m, 36h, 7d, 4w"

    def question(name: str, help: str, description: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = questions.add_parser(
            name, help=help, description=description, parents=[home]
        )
        return parser

    question(
        "now",
        "the scorecard now",
        "Show the scorecard by the stored verdicts and the listings that are fresh now.",
    )
    history = question(
        "history", "every move, and who made it", "Show the ledger of the score, the newest last."
    )
    history.add_argument("--since", metavar="T", help=f"from this time on: {time}")
    history.add_argument("--until", metavar="T", help="up to this time")
    history.add_argument(
        "--limit", metavar="N", type=int, default=50, help="the newest N rows (default: 50)"
    )
    at = question("at", "the score as it was", "Show the score at a time, and what made it so.")
    at.add_argument("time", metavar="TIME", help=time)
    question(
        "teams",
        "the scorecard of each team",
        "Show every team's score, the lowest first. A resource's team is named by its owner tag.",
    )
    response = question(
        "response",
        "how long it took to tell, to acknowledge and to fix",
        "Show by severity how long findings took from the change until they were evaluated, told, "
        "acknowledged and fixed. What is still open counts in the median.",
    )
    response.add_argument(
        "--since", metavar="T", default="90d", help=f"from this time on (default: 90d): {time}"
    )
    explain = question(
        "explain",
        "what costs points, and what wins them back",
        "Show what costs points: which findings fail an item, what makes one unknown, and what to "
        "do. What wins most points for each finding comes first.",
    )
    explain.add_argument("--item", metavar="ID", help="this item alone")
    explain.add_argument(
        "--target", metavar="PERCENT", help="the fewest findings to fix for so many percent"
    )
    verify = question(
        "verify",
        "count again whether all is counted right",
        "Count all verdicts again and compare them with the tallies, the score and its ledger. "
        "Exits with 1 if something is counted wrong.",
    )
    verify.add_argument(
        "--repair",
        action="store_true",
        help="set right what is counted wrong; the ledger tells who did it",
    )


def _add_findings(commands: Any) -> None:
    findings = commands.add_parser(
        "findings",
        help="what is open; acknowledge, assign, note, suppress",
        description="Ask the deployed table about findings, and write down who does what with "
        "them. Nothing of it moves the score.",
    )
    home = _home()
    actions = findings.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser(
        "list",
        help="the open findings, the worst first",
        description="List what fails or cannot be told, the worst first.",
        parents=[home],
    )
    listed.add_argument(
        "--severity",
        choices=["informational", "low", "medium", "high", "critical"],
        default="informational",
        help="this severity and worse (default: all)",
    )
    for name, help_ in (
        ("show", "one finding: its episodes, and what people did with it"),
        ("acknowledge", "say that you know of it"),
        ("assign", "say who is to see to it"),
        ("note", "write something down about it"),
        ("suppress", "tell nobody of it any more, as long as it is this exposure"),
        ("lift", "tell of it again"),
    ):
        action = actions.add_parser(
            name, help=help_, description=help_[0].upper() + help_[1:] + ".", parents=[home]
        )
        action.add_argument("id", metavar="ID", help="the finding's id, as list prints it")
        if name == "assign":
            action.add_argument("--to", metavar="WHO", help="whom; leave out for nobody")
        if name == "note":
            action.add_argument("note", metavar="TEXT", help="what to write down")
        elif name != "show":
            action.add_argument("--note", metavar="TEXT", help="why")


def _add_exceptions(commands: Any) -> None:
    exceptions = commands.add_parser(
        "exceptions",
        help="which risks are accepted; accept and end them",
        description="Exceptions say who accepted which risk, why, with whose approval and until "
        "when. They never move the score; a second figure shows it with accepted risk.",
    )
    home = _home()
    actions = exceptions.add_subparsers(dest="action", required=True, metavar="ACTION")

    listed = actions.add_parser(
        "list",
        help="the exceptions, how they stand, and the score with accepted risk",
        description="List the exceptions of an account: used, unused, expired, and those whose "
        "exposure is another one now.",
        parents=[home],
    )
    listed.add_argument("--all", action="store_true", help="those that were ended too")

    add = actions.add_parser(
        "add",
        help="accept a risk by hand",
        description="Accept a risk. The scope is a finding, a resource (with --control if not all "
        "are meant), a tag with --control, or one --control in the whole account. A finding or a "
        "resource is accepted as it fails now: another exposure is not.",
        parents=[home],
    )
    add.add_argument("id", metavar="ID", help="its name in the account, such as public-website")
    add.add_argument("--reason", required=True, metavar="TEXT", help="why the risk is accepted")
    add.add_argument(
        "--approved-by", required=True, metavar="WHO", help="who agreed: not who requests it"
    )
    add.add_argument(
        "--requested-by", metavar="WHO", help="who asks for it (default: the caller's ARN)"
    )
    add.add_argument(
        "--expires",
        required=True,
        metavar="WHEN",
        help="2026-12-31 (to its end, UTC), a time with its zone, or 90d; at most 365 days",
    )
    add.add_argument("--finding", metavar="ID", help="ACCOUNT/REGION/TYPE/ID/CONTROL")
    add.add_argument("--resource", metavar="KEY", help="ACCOUNT/REGION/TYPE/ID")
    add.add_argument("--tag", metavar="NAME=VALUE", help="the resources that have this tag")
    add.add_argument(
        "--control", metavar="ID", action="append", default=[], help="a control; may be repeated"
    )

    end = actions.add_parser(
        "end",
        help="end an exception that was made by hand",
        description="End an exception at once. One that is kept as code ends when its file no "
        "longer has it.",
        parents=[home],
    )
    end.add_argument("id", metavar="ID", help="its name")

    apply = actions.add_parser(
        "apply",
        help="make the exceptions those of a file",
        description="Add, change and end exceptions so that they are those of a file such as "
        "exceptions.toml. Those made by hand stay. All is checked before anything is written.",
        parents=[home],
    )
    apply.add_argument("file", metavar="FILE", help="the TOML file; - is standard input")
    apply.add_argument("--dry-run", action="store_true", help="only say what would change")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        The exit code.
    """
    options = parser().parse_args(arguments)
    try:
        return _run(options)
    except PosturewatchError as error:
        # Names in it may be a stranger's: nothing of it may reach the terminal as a command.
        told = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(error))
        print(f"posturewatch: {told}", file=sys.stderr)
        return EXIT_BAD_INPUT
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough.
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("posturewatch: interrupted", file=sys.stderr)
        return 130


def _run(options: argparse.Namespace) -> int:
    # A command imports only what it needs, so that `--help` is there at once.
    match options.command:
        case "resolve":
            from posturewatch_cli import resolve

            return resolve.run(options.paths, sys.stdout, sys.stderr)
        case "evaluate":
            from posturewatch_cli import evaluate

            return evaluate.run(options.file, options.endpoint_url, options.format)
        case "controls":
            from posturewatch_cli import controls

            return controls.run(options.format, sys.stdout)
        case "route":
            from posturewatch_cli import route

            return route.run(options)
        case "redrive":
            from posturewatch_cli import redrive

            return redrive.run(options)
        case "sweep":
            from posturewatch_cli import sweep

            return sweep.run(options)
        case "gate":
            from posturewatch_cli import gate

            return gate.run(options)
        case "score":
            from posturewatch_cli import score

            return score.run(options)
        case "sweeps":
            from posturewatch_cli import sweeps

            return sweeps.run(options)
        case "findings":
            from posturewatch_cli import findings

            return findings.run(options)
        case "exceptions":
            from posturewatch_cli import exceptions

            return exceptions.run(options)
        case _:
            from posturewatch_cli import demo

            return demo.run(options.events, keep=options.keep)


if __name__ == "__main__":
    sys.exit(main())
