"""What was deleted is gone from the files, and what cannot go yet is said: every byte of a home is searched."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from bench.deleted import FORGOTTEN, World, proof
from storage import traces
from storage.audited.retention import forget, retain
from storage.opening import open_store
from storage.people.identities import Identities
from storage.sqlite import database as sqlite
from storage.sqlite import wiping
from storage.store import Store
from tests.auditor.collect.chats import ASEL, BOLAT, DAY, NOW, said
from tests.storage.installation import bytes_at_rest, rows, take_in

TOLD = "құпия сөйлем"


@pytest.mark.slow
async def test_of_thirty_thousand_messages_nothing_that_went_is_found(tmp_path: Path) -> None:
    steps = await proof(tmp_path / "home", World(30_000, 7))
    assert [(step.what, step.found) for step in steps if step.found] == []
    assert [step.what for step in steps if step.resting != step.rests] == [], "the search must find what rests"
    assert min(step.gone for step in steps[1:]) > FORGOTTEN


@pytest.mark.slow
async def test_files_that_are_not_made_anew_hold_what_went(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(_: Store) -> bool:
        return False

    monkeypatch.setattr(sqlite.Database, "leave_no_trace", nothing)
    steps = await proof(tmp_path / "home", World(6_000, 7))
    assert [step.what for step in steps if step.found] == [
        f"{FORGOTTEN} people forgotten", "texts whose time is over", "rows whose time is over",
    ]  # fmt: skip


async def test_beside_a_reader_it_is_said_and_finished_later(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiping, "PATIENCE_SECONDS", 0.1)
    await take_in(store, [said(n, (ASEL, BOLAT)[n % 2], f"{TOLD} {n}.") for n in range(1, 400)])
    home, asel = Path(store.home), Identities(store.key).person(str(ASEL.id)).to_bytes(8, "big", signed=True)
    reader = sqlite3.connect(Path(store.home, "deadsouls.db"), isolation_level=None)
    reader.execute("ATTACH ? AS texts", (str(Path(store.home, "texts.db")),))
    reader.execute("BEGIN")
    assert reader.execute("SELECT (SELECT count(*) FROM messages), (SELECT count(*) FROM texts.texts)").fetchone()
    await forget(store, str(ASEL.id))
    assert await traces.left(store) == ["main", "texts"]
    assert asel in bytes_at_rest(home)
    reader.close()
    await retain(store, now=NOW, text_days=30, row_days=400)
    assert await traces.left(store) == []
    assert asel not in bytes_at_rest(home)
    assert f"{TOLD} 2.".encode() not in bytes_at_rest(home)
    assert f"{TOLD} 3.".encode() in bytes_at_rest(home)


async def test_texts_that_a_process_left_behind_as_it_died_go_with_the_next(tmp_path: Path) -> None:
    async with open_store(tmp_path / "home") as store:
        await take_in(store, [said(1, ASEL, TOLD), said(2, BOLAT, "сәлем")])
        texts = Path(store.home, "texts.db")
        with sqlite3.connect(texts) as connection:
            kept = connection.execute("SELECT * FROM texts").fetchall()
        connection.close()
        await forget(store, str(ASEL.id))
        async with store.writing() as opened:
            await traces.mark(opened, "texts")
        with sqlite3.connect(texts) as connection:
            connection.executemany("INSERT OR IGNORE INTO texts VALUES (?, ?, ?, ?)", [*kept, (9, 1, 0, TOLD)])
        connection.close()
        await retain(store, now=NOW, text_days=30, row_days=400)
        assert rows(store, "SELECT text FROM texts.texts") == [("сәлем",)]
        assert TOLD.encode() not in bytes_at_rest(tmp_path / "home")


async def test_texts_do_without_their_file(tmp_path: Path) -> None:
    async with open_store(tmp_path / "home") as store:
        await take_in(store, [said(1, ASEL, TOLD)])
        texts = Path(store.home, "texts.db")
    texts.unlink()
    async with open_store(tmp_path / "home") as store:
        assert rows(store, "SELECT count(*) FROM messages") == [(1,)]
        await take_in(store, [said(1, ASEL, TOLD), said(2, BOLAT, "сәлем")], now=NOW + DAY)
        assert rows(store, "SELECT text FROM texts.texts") == [("сәлем",)]
        assert texts.stat().st_mode & 0o777 == 0o600


async def test_others_who_write_are_waited_for_and_then_it_is_left(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiping, "PATIENCE_SECONDS", 0.1)
    await take_in(store, [said(1, ASEL, TOLD)])
    async with store.writing() as connection:
        await traces.mark(connection, "main")
    other = sqlite3.connect(Path(store.home, "deadsouls.db"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert not await asyncio.to_thread(wiping._vacuum, Path(store.home, "deadsouls.db"))
    other.close()
    assert await store.leave_no_trace()
    assert await traces.left(store) == []
