"""What the use cases' tests share: widgets in place of the catalogue."""

from collections.abc import Iterator

import pytest

from tests.support.house import Catalogue, House, catalogued


@pytest.fixture
def widgets() -> Iterator[Catalogue]:
    """Let the use cases find the widgets instead of the catalogue."""
    with catalogued() as stand_in:
        yield stand_in


@pytest.fixture
def house(widgets: Catalogue) -> House:
    return House()
