"""Rows that took whoever added their own name for joining say, once migrated, no more than the export did."""

import sqlite3
from pathlib import Path

import msgspec

from storage.opening import open_store
from storage.records import Coverage
from storage.sqlite.database import migrations
from tests.storage.installation import rows

BEFORE = next(number for number, script in enumerate(migrations()) if "adds their own name" in script)
"""The last version that kept it as joining."""

FOUNDER, DANA, LIVE = 20, 22, 24
NAME = 101


async def test_own_names_become_unclear_but_a_founders_and_what_is_known_live(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "key").touch(0o600)
    (home / "key").write_bytes(bytes(range(32)))
    with sqlite3.connect(home / "deadsouls.db") as old:
        for script in migrations()[:BEFORE]:
            old.executescript(script)
        old.execute(f"PRAGMA user_version = {BEFORE}")
        old.execute("INSERT INTO chats VALUES (1, 'channel:1', 1, 'Соседи', NULL, 'supergroup')")
        told = msgspec.json.encode(Coverage(source="desktop-export", history_begins="creation")).decode()
        for number, source in ((1, "desktop-export"), (2, "live")):
            row = (number, 1, source, 1_700_000_000 + number, told, 1, 1)
            old.execute(
                "INSERT INTO observations (observation, chat, source, collected_at, coverage, texts_rest, rows_rest)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
        old.execute("INSERT INTO names VALUES (1, ?, ?, 1, 1, 'cyrillic', 'none', 1)", (DANA, NAME))
        for number, since, person in ((1, 1, FOUNDER), (5, 1, DANA), (9, 2, LIVE)):
            old.execute(
                "INSERT INTO arrivals (chat, source, id, ordinal, position, since, at, kind, person)"
                " VALUES (1, 'service-messages', ?, 0, 0, ?, 1700000000, 'by_self', ?)",
                (number, since, person),
            )
    async with open_store(home) as store:
        found = rows(store, "SELECT id, kind, person, adder FROM arrivals ORDER BY id")
    assert found == [(1, "by_self", FOUNDER, None), (5, "unclear", NAME, DANA), (9, "by_self", LIVE, None)]
