"""An open installation of the test's own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.opening import open_store
from storage.store import Store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A new, empty installation."""
    async with open_store(tmp_path / "home") as opened:
        yield opened
