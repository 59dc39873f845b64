"""The child's end of the cord between a launcher and the process that started it.

The parent keeps the write end of the child's standard input open and never writes to it. When the
parent ends, for whatever reason (a signal that Python cannot catch included), the kernel closes
that end: the child reads end-of-file, removes its scratch folder and kills its own process group.
Unlike `PR_SET_PDEATHSIG` this takes grandchildren along, does not fire when a mere thread of the
parent ends, and works on every Unix.

Nothing but the standard library may be imported here.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from pathlib import Path

SCRATCH_VARIABLE = "POSTUREWATCH_SCRATCH"
"""Names the folder that belongs to the child alone and is removed with it."""


def hold() -> None:
    """End this process group as soon as the parent is gone."""
    scratch = Path(os.environ[SCRATCH_VARIABLE])
    cord = sys.stdin.fileno()
    threading.Thread(target=_wait, args=(cord, scratch), name="lifeline", daemon=True).start()


def _wait(cord: int, scratch: Path) -> None:
    while os.read(cord, 1024):
        continue
    shutil.rmtree(scratch, ignore_errors=True)
    os.killpg(os.getpgrp(), signal.SIGKILL)
