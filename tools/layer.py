"""Weighs the Lambda layer that `make build` made: a large one slows every cold start.

The sum of file sizes counts, which is what Lambda unpacks. The exit code is 1 when the layer is too
heavy, holds what the runtime brings itself, or was built for another machine.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Final

LAYER: Final = Path(__file__).parents[1] / ".aws-sam" / "build" / "PosturewatchLayer" / "python"
MOST: Final = 24_000_000
RUNTIME: Final = ("boto3", "botocore", "s3transfer", "urllib3")


def main() -> int:
    """Weigh the layer; 1 when something is wrong with it."""
    if not (LAYER / "posturewatch").is_dir():
        print(f"there is no layer at {LAYER}: run `make build`", file=sys.stderr)
        return 1
    sizes = weigh(LAYER)
    complaints = [f"{name} comes with the runtime" for name in RUNTIME if name in sizes]
    if sizes.total() >= MOST:
        complaints.append(f"at most {MOST:,} bytes are allowed; the heaviest parts:")
        complaints += [f"  {size:>12,}  {name}" for name, size in sizes.most_common(8)]
    if not list(LAYER.glob("pydantic_core/*-aarch64-linux-gnu.so")):
        complaints.append("it was not built for arm64")
    print(f"layer: {sizes.total():,} of {MOST:,} bytes")
    for complaint in complaints:
        print(f"layer: {complaint}", file=sys.stderr)
    return int(bool(complaints))


def weigh(folder: Path) -> Counter[str]:
    """Return the bytes of each part at the top of a folder."""
    sizes: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file():
            sizes[path.relative_to(folder).parts[0]] += path.stat().st_size
    return sizes


if __name__ == "__main__":
    raise SystemExit(main())
