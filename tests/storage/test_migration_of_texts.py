"""Texts of a home from before they had a file of their own: readable in the new place, and none in the old file."""

import sqlite3
from pathlib import Path

import msgspec

from storage.audited.observations import find_observation
from storage.audited.quotes import read_quotes
from storage.audited.retention import retain
from storage.opening import open_store
from storage.people.identities import Identities
from storage.records import Coverage
from storage.sqlite.database import migrations
from tests.auditor.collect.chats import ASEL, BOLAT, DANA, NOW
from tests.storage.installation import bytes_at_rest, rows

BEFORE = 8
KEY = bytes(range(32))
MANY = range(1, 3_000)


def text(number: int) -> str:
    return f"mk{number:06} құпия сөйлем"


def old_home(home: Path) -> None:
    """As the eighth version kept it: 3,000 messages of two people, their names, and a third who was forgotten."""
    home.mkdir(mode=0o700)
    (home / "key").write_bytes(KEY)
    (home / "key").chmod(0o600)
    known = Identities(KEY)
    asel, bolat, dana = (known.person(str(who.id)) for who in (ASEL, BOLAT, DANA))
    with sqlite3.connect(home / "deadsouls.db") as old:
        for script in migrations()[:BEFORE]:
            old.executescript(script)
        old.execute(f"PRAGMA user_version = {BEFORE}")
        old.execute("INSERT INTO chats VALUES (1, 'channel:1', 1, 'Соседи', NULL, 'supergroup')")
        told = msgspec.json.encode(Coverage(source="desktop-export")).decode()
        old.execute(
            "INSERT INTO observations (observation, chat, source, collected_at, coverage, texts_rest, rows_rest)"
            " VALUES (1, 1, 'desktop-export', ?, ?, 1, 1)",
            (NOW, told),
        )
        for person, name in ((asel, 101), (bolat, 103)):
            old.execute("INSERT INTO names VALUES (1, ?, ?, 1, 1, 'cyrillic', 'none', 1)", (person, name))
        old.execute("INSERT INTO erasures VALUES (?)", (dana,))
        old.executemany(
            "INSERT INTO messages (chat, id, ordinal, since, until, at, person, kind, length, words_total, words,"
            " traits, text) VALUES (1, ?, 0, 1, NULL, ?, ?, 'text', 20, 0, x'', 1, ?)",
            [(n, NOW - 9_000 + n, (asel, bolat)[n % 2], text(n)) for n in MANY],
        )
        old.executemany(
            "INSERT INTO decisions (at, person, command, verdict) VALUES (?, ?, 'audit', 'allowed')", [(NOW, asel)]
        )
    old.close()


async def test_texts_move_to_their_own_file_and_leave_the_old(tmp_path: Path) -> None:
    home = tmp_path / "home"
    old_home(home)
    assert text(7).encode() in (home / "deadsouls.db").read_bytes()
    async with open_store(home) as store:
        await retain(store, now=NOW, text_days=30, row_days=400)
        assert rows(store, "SELECT count(*), min(text), max(text) FROM texts.texts") == [
            (len(MANY), text(MANY[0]), text(MANY[-1]))
        ]
        observation = await find_observation(store, 1)
        assert observation is not None
        asel = Identities(KEY).person(str(ASEL.id))
        assert await read_quotes(store, observation, {8: frozenset({asel})}) == {8: text(8)}
        assert rows(store, "SELECT count(*) FROM messages") == [(len(MANY),)]
        assert rows(store, "SELECT count(*) FROM names") == [(2,)]
        assert rows(store, "SELECT person FROM erasures") == [(Identities(KEY).person(str(DANA.id)),)]
        assert rows(store, "SELECT * FROM decisions") == []
    main = b"".join(path.read_bytes() for path in home.glob("deadsouls.db*"))
    assert [n for n in MANY if f"mk{n:06}".encode() in main] == []
    async with open_store(home) as store:
        await retain(store, now=NOW + 31 * 86_400, text_days=30, row_days=400)
    assert b"mk00" not in bytes_at_rest(home)
