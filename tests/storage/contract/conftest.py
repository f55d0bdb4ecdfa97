"""Each store in turn, opened in a folder of the test's own."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

import pytest

from storage.store import Store
from tests.storage.contract.stores import STORES


class Again(Protocol):
    """Opens the same place once more."""

    def __call__(self) -> AbstractAsyncContextManager[Store]: ...


@pytest.fixture(params=STORES)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Again:
    """How a store is opened."""
    return lambda: STORES[request.param](tmp_path)


@pytest.fixture
async def store(opened: Again) -> AsyncIterator[Store]:
    """A store that nothing was written to."""
    async with opened() as fresh:
        yield fresh
