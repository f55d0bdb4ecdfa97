"""Whether an installation's key is the one that its rows were written under.

The database holds a mark of its key: a keyed hash of nothing, which tells nothing of it. Under another key everybody
would come back under a new pseudonym, those who asked to be forgotten with them; so a key that is missing, or another
one, is refused where rows exist.
"""

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import Table, delete, exists, insert, select

from storage import schema
from storage.errors import KeyUnusable
from storage.people.identities import KEY_SIZE, Passphrase, check_closed, installation_key
from storage.sentences import Sentence
from storage.store import Connection, Store

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Passphrase", "key_of"]

_HELP = Sentence("put back the key from its backup (docs/keys.md says what can be done without one)")

_UNDER_THE_KEY: tuple[Table, ...] = (
    schema.observations, schema.erasures, schema.updates, schema.names, schema.accesses, schema.visits,
    schema.decisions, schema.spent,
)  # fmt: skip
"""Tables whose rows mean nothing under another key."""


async def key_of(store: Store, path: "Path | None", passphrase: Passphrase | None, key: bytes | None) -> bytes:
    """The key of an open store, which lies at `path`; made where there was never one, and `key` where it was opened
    already. Without a path it is made anew and kept nowhere.

    Raises `KeyUnusable` where rows exist and the key is missing, or is another one.
    """
    if path is None:
        return key or secrets.token_bytes(KEY_SIZE)
    async with store.reading() as connection:
        known, holds = await _mark_at_rest(connection), await _holds_rows(connection)
    if key is None and holds and not path.exists():
        raise KeyUnusable(
            "The key {path} is missing, and {place} holds rows under it: {help}.",
            path=path,
            place=store.place,
            help=_HELP,
        )
    if key is None:
        key = installation_key(path, passphrase)
    elif path.exists():
        check_closed(path)
    mark = hmac.digest(key, b"mark", hashlib.sha256)[:16]
    if mark == known:
        return key
    if known is not None and holds:
        raise KeyUnusable(
            "The key {path} is not the one under which {place} was written: {help}.",
            path=path,
            place=store.place,
            help=_HELP,
        )
    async with store.writing() as connection:
        await connection.execute(delete(schema.key_mark))
        await connection.execute(insert(schema.key_mark).values(mark=mark))
    return key


async def _mark_at_rest(connection: Connection) -> bytes | None:
    return await connection.scalar(select(schema.key_mark.c.mark))


async def _holds_rows(connection: Connection) -> bool:
    for table in _UNDER_THE_KEY:
        if await connection.scalar(select(exists(select(next(iter(table.columns)))))):
            return True
    return False
