"""The stores that the contract is tried on. A new store is a line here."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from storage.opening import open_store
from storage.store import Store

KEY = bytes(range(32))

Opening = Callable[[Path], AbstractAsyncContextManager[Store]]
"""Opens the store of a folder; a store that keeps nothing in files ignores the folder."""

STORES: dict[str, Opening] = {
    "on-disk": lambda folder: open_store(folder / "home", key=KEY),
    "in-memory": lambda _: open_store(key=KEY),
}
