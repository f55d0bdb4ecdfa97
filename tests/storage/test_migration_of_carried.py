"""Messages of before links, mentions, emoji and hashtags were looked for: that they hold none is not known."""

import sqlite3
from pathlib import Path

import msgspec
import pytest

from auditor.conductors.coverage import coverage_facts
from storage.audited.observations import find_observation
from storage.columns import TextColumns
from storage.opening import open_store
from storage.records import Coverage
from storage.sqlite.database import migrations
from storage.store import Store
from tests.auditor.collect.chats import ASEL, BOLAT, NOW, said
from tests.storage.installation import audited, frames, rows, take_in

BEFORE = next(number for number, script in enumerate(migrations()) if "ADD COLUMN hashtags" in script)
LINK = "https://example.org/join"
CARRIED = ("link", "mentions", "emoji", "hashtags")


def carried(texts: TextColumns) -> list[tuple[bool, ...]]:
    """Of each message whether something of each kind is kept."""
    return [tuple(bool(getattr(texts, kind)[place]) for kind in CARRIED) for place in range(len(texts.link))]


@pytest.mark.migrates
async def test_of_old_messages_nothing_is_known_and_the_coverage_says_so(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "key").touch(0o600)
    (home / "key").write_bytes(bytes(range(32)))
    with sqlite3.connect(home / "deadsouls.db") as old:
        old.execute("ATTACH DATABASE ? AS texts", (str(home / "texts.db"),))
        old.execute("CREATE TABLE texts.texts (observation, id, ordinal, text, PRIMARY KEY (observation, id, ordinal))")
        for script in migrations()[:BEFORE]:
            old.executescript(script)
        old.execute(f"PRAGMA user_version = {BEFORE}")
        old.execute("INSERT INTO chats VALUES (1, 'channel:1', 1, 'Соседи', NULL, 'supergroup')")
        told = msgspec.json.encode(Coverage(source="live", elements=1)).decode()
        old.execute(
            "INSERT INTO observations (observation, chat, source, collected_at, coverage, texts_rest, rows_rest)"
            " VALUES (1, 1, 'live', ?, ?, 1, 1)",
            (NOW, told),
        )
        old.execute(
            "INSERT INTO messages (chat, id, ordinal, since, at, person, kind, length, words_total, words, traits)"
            " VALUES (1, 1, 0, 1, ?, 2, 'text', 0, 0, x'', 1)",
            (NOW - 9,),
        )
    old.close()
    async with open_store(home) as store:
        assert rows(store, f"SELECT {', '.join(CARRIED)} FROM messages") == [(None,) * 4]
        observation = await find_observation(store, 1)
        assert observation is not None
        found = await frames(store, observation)
        assert found.texts is not None
        assert found.texts.looked.tolist() == [False]
        notes = coverage_facts(observation.coverage, found).notes
        assert [note.facts for note in notes if note.id == "kept-before-links"] == [{"count": 1}]


async def test_a_file_that_is_read_again_shows_what_was_not_looked_for(store: Store) -> None:
    story = [said(1, ASEL, LINK), said(2, BOLAT, "сөз")]
    first = await audited(store, story)
    assert "kept-before-links" not in [note.id for note in first.report.coverage.notes]
    with sqlite3.connect(Path(store.home, "deadsouls.db")) as connection:
        connection.execute("UPDATE messages SET link = NULL, traits = 1")
        connection.execute("UPDATE observations SET seal = NULL")
        connection.execute("DELETE FROM audits")
    connection.close()
    found, _ = await take_in(store, story, now=NOW + 1)
    now = await frames(store, found)
    assert now.texts is not None
    assert [(True, False, False, False), (False,) * 4] == carried(now.texts)
    assert now.texts.looked.all()
