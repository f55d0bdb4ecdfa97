"""Opening, migrating, and what happens when the file is locked, damaged, or from the future."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, inspect

from storage.errors import DatabaseBusy, DatabaseUnreadable, SchemaTooNew
from storage.opening import open_store
from storage.schema import METADATA
from storage.sqlite import database as module
from storage.sqlite.database import migrations
from storage.store import Store
from tests.auditor.collect.chats import ASEL, BOLAT, said
from tests.storage.installation import rows, take_in

pytestmark = pytest.mark.migrates


def tables_of(engine: Engine) -> dict[str, object]:
    """What can be asked of each table: columns, keys, indexes."""
    found = inspect(engine)
    keys = {table: found.get_pk_constraint(table)["constrained_columns"] for table in found.get_table_names()}
    return {
        table: (
            [
                (column["name"], str(column["type"]), column["nullable"] and keys[table] != [column["name"]])
                for column in found.get_columns(table)
            ],
            keys[table],
            sorted((index["name"] or "", index["column_names"]) for index in found.get_indexes(table)),
            sorted(str(key["referred_table"]) for key in found.get_foreign_keys(table)),
            sorted(str(unique["column_names"]) for unique in found.get_unique_constraints(table)),
        )
        for table in found.get_table_names()
    }


async def test_the_migrations_make_the_tables_that_the_schema_knows(store: Store) -> None:
    def told(path: str) -> dict[str, object]:
        engine = create_engine(f"sqlite:///{path}")
        try:
            return tables_of(engine)
        finally:
            engine.dispose()

    other, texts = Path(store.home, "schema.db"), Path(store.home, "schema_of_texts.db")
    engine = create_engine(f"sqlite:///{other}")
    event.listen(engine, "connect", lambda raw, _: raw.execute("ATTACH DATABASE ? AS texts", (str(texts),)))
    METADATA.create_all(engine)
    engine.dispose()
    assert told(str(Path(store.home, "texts.db"))) == told(str(texts))
    migrated, known = told(str(Path(store.home, "deadsouls.db"))), told(str(other))
    assert migrated.keys() == known.keys()
    for table, columns in known.items():
        assert migrated[table] == columns


async def test_a_database_opened_again_is_migrated_once(tmp_path: Path) -> None:
    for _ in range(2):
        async with open_store(tmp_path / "home") as store:
            assert rows(store, "PRAGMA user_version") == [(len(migrations()),)]
            assert await store.quick_check() == "ok"


async def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    async with open_store(tmp_path / "home") as store:
        path = Path(store.home, "deadsouls.db")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(SchemaTooNew, match=r"^[^\n]*schema 99[^\n]*$"):
        async with open_store(tmp_path / "home"):
            pass


@pytest.mark.parametrize(
    "content", [b"this is no database, it is a letter" * 100, b"SQLite format 3\x00" + b"\xff" * 9_000]
)
async def test_a_file_that_is_no_database_is_said_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "deadsouls.db").write_bytes(content)
    with pytest.raises(DatabaseUnreadable, match=r"^[^\n]*deadsouls.db cannot be used: [^\n]*$"):
        async with open_store(home):
            pass
    assert (home / "deadsouls.db").read_bytes() == content


async def test_a_database_damaged_in_the_middle_is_said_in_one_sentence(tmp_path: Path) -> None:
    home = tmp_path / "home"
    async with open_store(home) as store:
        observation, _ = await take_in(store, [said(n, ASEL, f"сөз {n} " * 20) for n in range(1, 2_000)])
    data = bytearray((home / "deadsouls.db").read_bytes())
    for page in range(3, len(data) // 16_384):
        data[page * 16_384 : page * 16_384 + 4_000] = b"\xa5" * 4_000
    (home / "deadsouls.db").write_bytes(data)
    from storage.audited.shown import read_columns

    async def look() -> None:
        async with open_store(home) as store:
            await read_columns(store, observation)

    with pytest.raises(DatabaseUnreadable) as caught:
        await look()
    assert "\n" not in str(caught.value)


async def test_a_home_that_cannot_be_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_bytes(b"a file")
    with pytest.raises(DatabaseUnreadable, match=r"^[^\n]*cannot be opened[^\n]*$"):
        async with open_store(tmp_path / "home"):
            pass


async def test_a_database_that_another_writes_to_is_waited_for_and_then_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.2)
    pragmas = tuple("busy_timeout = 200" if pragma.startswith("busy") else pragma for pragma in module._PRAGMAS)
    monkeypatch.setattr(module, "_PRAGMAS", pragmas)
    async with open_store(tmp_path / "home") as store:
        await take_in(store, [said(1, ASEL)])
        other = sqlite3.connect(Path(store.home, "deadsouls.db"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusy, match=r"^[^\n]*try again later\.$"):
            await take_in(store, [said(1, ASEL), said(2, BOLAT)])
        assert rows(store, "SELECT count(*) FROM messages") == [(1,)]
        other.rollback()
        other.close()
        await take_in(store, [said(1, ASEL), said(2, BOLAT)])
        assert rows(store, "SELECT count(*) FROM messages") == [(2,)]


async def test_what_was_deleted_is_overwritten_and_the_log_is_empty(tmp_path: Path) -> None:
    async with open_store(tmp_path / "home") as store:
        await take_in(store, [said(1, ASEL)])
        assert rows(store, "PRAGMA journal_mode") == [("wal",)]
        async with store.reading() as connection:
            assert (await connection.exec_driver_sql("PRAGMA secure_delete")).scalar_one() == 1
        wal = Path(store.home, "deadsouls.db-wal")
        assert not wal.exists() or wal.stat().st_size == 0
