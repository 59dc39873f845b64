"""Runs the demo and renders one step of its story as `docs/demo.svg`, the README's picture."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any, Final

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

from posturewatch_cli import demo

PICTURE: Final = Path(__file__).resolve().parents[1] / "docs" / "demo.svg"
STEP: Final = "4. "
"""How the title of the step begins that is shown."""

# The fonts that rich would fetch from elsewhere; the machine's own monospaced font does as well.
FORMAT: Final = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)


class Camera(Console):
    """A console that keeps what is printed between the rule of one step and the next."""

    svg: str | None = None
    _is_open = False

    def rule(self, title: Any = "", **options: Any) -> None:
        """Print a rule, and open or close the picture at it."""
        if self._is_open:
            self._is_open = False
            self.svg = self.export_svg(title="make demo", code_format=FORMAT)
        if STEP in str(title) and self.svg is None:
            self._is_open = True
            self.export_text(clear=True)
        super().rule(title, **options)


def main() -> int:
    """Run the demo and write the picture."""
    camera = Camera(record=True, width=104, force_terminal=True, highlight=False)
    code = demo.run(console=camera)
    if code or camera.svg is None:
        print("picture: the demo did not come to the step that is shown", file=sys.stderr)
        return code or 1
    PICTURE.write_text(camera.svg, "utf-8")
    print(f"wrote {PICTURE}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
