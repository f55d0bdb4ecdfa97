"""A live audit of a local Telegram, in this process: the real client, the real wire, the real database."""

import contextlib
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

from auditor.collect.live.read import leave_outstayed, read_chat
from auditor.collect.live.session import Credentials, account
from auditor.collect.live.target import Target, live_target
from auditor.collect.live.waits import Pace, Pacing
from auditor.conductors.audit import Finished, measured
from auditor.conductors.measuring import Arguments
from storage.audited.observations import Observation
from storage.records import Chat
from storage.store import Store
from tests.telegram.server import LocalTelegram
from tests.worlds.live import LiveChat

QUICK = Pacing(answer_within=1.2, longest_wait=3, tries=3, between_tries=0.02, burst=100_000)
"""As patient as a test may be."""


def target_of(chat: LiveChat) -> Target:
    """The chat as a person would type it."""
    typed = f"@{chat.username}" if chat.username else f"https://t.me/+{chat.link_of(chat.creator)}"
    target = live_target(typed)
    assert target is not None
    return target


async def read(
    telegram: LocalTelegram,
    store: Store,
    chat: LiveChat,
    *,
    target: Target | None = None,
    may_join: bool = False,
    now: int | None = None,
    pacing: Pacing = QUICK,
    may_read: Callable[[Chat, Chat | None], Awaitable[None]] | None = None,
) -> Observation:
    """One live observation."""
    session = telegram.session_file(Path(store.home) / "account.session")
    async with account(Credentials(1, "x", str(session))) as client:
        return await read_chat(
            store,
            client,
            Pace(client, pacing),
            target or target_of(chat),
            now=now or chat.now,
            keep_text=True,
            may_join=may_join,
            progress=lambda _: None,
            may_read=may_read,
        )


async def audited(telegram: LocalTelegram, store: Store, chat: LiveChat, *, may_join: bool = False) -> Finished:
    """One live observation, measured."""
    observation = await read(telegram, store, chat, may_join=may_join)
    return await measured(store, observation, Arguments(), now=chat.now)


TABLES = ("messages", "arrivals", "leaves", "members", "names", "posts")


def installation(folder: Path) -> Path:
    """A home whose key is known, so that two of them hold the same rows."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    (home / "key").write_bytes(bytes(range(32)))
    (home / "key").chmod(0o600)
    return home


def kept(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of people that are at rest, and the coverage."""
    with contextlib.closing(sqlite3.connect(home / "deadsouls.db")) as connection:
        found = {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4").fetchall() for table in TABLES}
        found["coverage"] = connection.execute("SELECT coverage FROM observations WHERE marks IS NULL").fetchall()
        return found


async def home(telegram: LocalTelegram, store: Store, now: int) -> None:
    """The account leaves what it joined and no job wants."""
    session = telegram.session_file(Path(store.home) / "account.session")
    async with account(Credentials(1, "x", str(session))) as client:
        await leave_outstayed(store, client, Pace(client, QUICK), now=now)
