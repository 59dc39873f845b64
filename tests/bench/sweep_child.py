"""Runs `posturewatch sweep …` and writes down what it asked."""

import json
import sys
from pathlib import Path

from posturewatch_cli import main, sweep
from posturewatch_cli.audit import CallCounter


class Noted(CallCounter):
    """A counter that can be looked at afterwards."""

    made: list["Noted"] = []  # noqa: RUF012 # one process has one sweep

    def __init__(self) -> None:
        super().__init__()
        self.made.append(self)


if __name__ == "__main__":
    noted, *arguments = sys.argv[1:]
    sweep.CallCounter = Noted  # type: ignore[misc] # the counter that the sweep makes
    code = main.main(["sweep", *arguments])
    Path(noted).write_text(json.dumps(Noted.made[0].by_operation if Noted.made else {}), "utf-8")
    sys.exit(code)
