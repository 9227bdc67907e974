"""A quick folder for databases of the tests of `server/`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import quick_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory with a short path, as sockets and databases like it; gone afterwards."""
    with quick_folder() as path:
        yield path
