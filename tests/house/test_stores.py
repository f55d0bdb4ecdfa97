"""What is SQLite's own stands in `storage/sqlite`, and a store in memory audits like one on disk."""

import asyncio
import re
from pathlib import Path

from auditor.collect.desktop import open_export
from auditor.conductors.audit import audit
from auditor.conductors.measuring import Arguments
from storage.opening import open_store
from tests.house.tree import ROOT
from tests.worlds.desktop_export import write_export
from tests.worlds.dvk import sample_world

SQLITE = re.compile(r"dialects\.sqlite|sqlite3|aiosqlite|prefix_with\(|OR (?:IGNORE|REPLACE)")


def test_what_is_sqlites_own_stands_in_its_room() -> None:
    room = ROOT / "storage" / "sqlite"
    outside = [
        path for top in ("auditor", "bot", "storage") for path in (ROOT / top).rglob("*.py") if room not in path.parents
    ]

    assert outside
    assert [] == [str(path) for path in outside if SQLITE.search(path.read_text("utf-8"))]


def report_in(home: Path | None, export: Path) -> bytes:
    async def go() -> bytes:
        async with open_store(home, key=bytes(32)) as store:
            (source,) = open_export(export, chat=None, tz="UTC", now=1_700_000_000)
            done = await audit(store, source, Arguments(), now=1_700_000_000, keep_text=True, progress=lambda _: None)
            await audit(store, source, Arguments(), now=1_700_000_100, keep_text=True, progress=lambda _: None)
            assert await store.leave_no_trace()
            return done.audit.report

    return asyncio.run(go())


def test_a_store_in_memory_audits_like_one_on_disk(tmp_path: Path) -> None:
    write_export(sample_world(), tmp_path / "export")

    in_memory, on_disk = report_in(None, tmp_path / "export"), report_in(tmp_path / "home", tmp_path / "export")
    assert in_memory == on_disk
    assert ["export", "home"] == sorted(path.name for path in tmp_path.iterdir())


def test_what_was_in_memory_is_gone_with_it() -> None:
    async def go() -> tuple[int, int, bytes]:
        from sqlalchemy import func, select

        from storage import schema
        from storage.audited import chats
        from storage.records import Chat

        count = select(func.count()).select_from(schema.chats)
        async with open_store() as store:
            async with store.writing() as connection:
                await chats.find_or_add(connection, Chat("A chat", "supergroup", 5))
            async with store.reading() as connection:
                before = await connection.scalar(count)
            key = store.key
        async with open_store() as other, other.reading() as connection:
            assert other.key != key
            return before or 0, await connection.scalar(count) or 0, key

    before, after, key = asyncio.run(go())
    assert (1, 0) == (before, after)
    assert len(key) == 32
