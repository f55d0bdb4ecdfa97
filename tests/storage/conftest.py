"""An open installation of the test's own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.sqlite.database import Database, open_database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A new, empty installation."""
    async with open_database(tmp_path / "home") as opened:
        yield opened
