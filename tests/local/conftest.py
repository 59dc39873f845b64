"""One embedded AWS with the miniature deployed, for all tests of one file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from posturewatch_local.stack import EmbeddedAws

MINIATURE = Path(__file__).parent / "miniature" / "template.yaml"
CACHE = Path(__file__).parents[2] / "build" / "embedded"


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws(template=MINIATURE, cache=CACHE, enforce_iam=True) as embedded:
        yield embedded
