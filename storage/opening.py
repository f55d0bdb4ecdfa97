"""Opens the store that holds an installation's rows: the one place that knows which there are."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from storage.keeping.keepers import Keepers
from storage.sealing.keys import Passphrase, key_of
from storage.sqlite import database as sqlite
from storage.store import Store


@contextlib.asynccontextmanager
async def open_store(
    home: Path | None = None, *, passphrase: Passphrase | None = None, key: bytes | None = None
) -> AsyncIterator[Store]:
    """Opens the installation in the folder `home`, making and migrating what is missing; without one, a store in memory
    that is gone when it is closed. `passphrase` is asked where the key is sealed with one; a `key` that was opened
    already is not read again.

    Raises `DatabaseUnreadable`, `DatabaseBusy`, `SchemaTooNew` or `KeyUnusable`.
    """
    keepers = Keepers()
    async with sqlite.opened(home, keepers) as store:
        store.key = await key_of(store, None if home is None else home / "key", passphrase, key)
        try:
            yield store
        finally:
            await keepers.close()
