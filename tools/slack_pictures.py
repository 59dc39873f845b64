"""Renders what people see in Slack as PNGs, with the machine's own Chromium, to be looked at."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from posturewatch_local.slack_page import picture
from tests.notifiers.stories import STORIES
from tests.notifiers.test_stories import page


def main(folder: str) -> int:
    """Write one picture for each story, and the page of each beside it."""
    where = Path(folder)
    where.mkdir(parents=True, exist_ok=True)
    for name in STORIES:
        shown = page(name)
        (where / f"{name}.html").write_text(shown, encoding="utf-8")
        if not picture(shown, where / f"{name}.png"):
            print(f"slack_pictures: no Chromium here; the pages are in {where}", file=sys.stderr)
            return 1
    print(f"wrote {len(STORIES)} pictures to {where}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "build/slack"))
