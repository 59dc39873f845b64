"""The command line: `posturewatch COMMAND …`.

Machine output goes to stdout, progress and logs to stderr. Exit code 0 means done, 1 that a
judgement was not favourable, 2 that the input could not be used.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from posturewatch.domain.errors import BadInput, PosturewatchError

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
    )
    evaluate.add_argument("file", metavar="FILE", help="one event; - is standard input")
    evaluate.add_argument("--endpoint-url", metavar="URL", help="where the AWS API is")
    evaluate.add_argument(
        "--format", choices=["json", "table"], default="json", help="how to print (default: json)"
    )

    controls = commands.add_parser("controls", help="list the controls")
    controls.add_argument(
        "--format", choices=["json", "table"], default="table", help="how to print (default: table)"
    )

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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        The exit code.
    """
    options = parser().parse_args(arguments)
    try:
        return _run(options)
    except BadInput as error:
        print(f"posturewatch: {error}", file=sys.stderr)
        return EXIT_BAD_INPUT
    except PosturewatchError as error:
        print(f"posturewatch: {error}", file=sys.stderr)
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
        case _:
            from posturewatch_cli import demo

            return demo.run(options.events, keep=options.keep)


if __name__ == "__main__":
    sys.exit(main())
