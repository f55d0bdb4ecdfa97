"""What is deleted goes from the tables at once, and from wherever rows rest when no trace is to be left."""

import contextlib
from pathlib import Path

from sqlalchemy import delete, func, select

from storage import schema, traces
from storage.audited import kept_texts
from storage.audited.retention import forget
from storage.store import Store
from tests.auditor.collect.chats import ASEL, BOLAT, said
from tests.storage.contract.scenes import all_rows
from tests.storage.installation import take_in

SECRET = "a secret that nobody may read again"


def at_rest(folder: Path) -> bytes:
    """All bytes of the files of a store; of one in memory there are none."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


async def test_what_was_forgotten_is_nowhere_any_more(store: Store, tmp_path: Path) -> None:
    chat = [said(1, ASEL, SECRET), *(said(number, BOLAT, f"сөз {number}") for number in range(2, 400))]
    await take_in(store, chat)
    if store.home:
        assert SECRET.encode() in at_rest(tmp_path)  # else this test would look in the wrong place
    await forget(store, str(ASEL.id))
    assert await store.leave_no_trace()
    assert await traces.left(store) == []
    assert SECRET.encode() not in at_rest(tmp_path)
    rows = await all_rows(store)
    assert len(rows["messages"]) == len(rows["texts"]) == 398


async def test_texts_go_and_messages_stay(store: Store, tmp_path: Path) -> None:
    assert await store.leave_no_trace()  # a store may be marked when it is made
    await take_in(store, [said(1, ASEL, SECRET), said(2, BOLAT, "stays")])
    async with store.writing() as connection:
        await kept_texts.drop_of_messages(connection, schema.messages.c.id == 1)
    assert await traces.left(store) == ["texts"]
    assert await store.leave_no_trace()
    assert SECRET.encode() not in at_rest(tmp_path)
    rows = await all_rows(store)
    assert [row[3] for row in rows["texts"]] == ["stays"]
    assert [row[1] for row in rows["messages"]] == [1, 2]


async def test_texts_whose_message_is_gone_go_with_the_traces(store: Store) -> None:
    """A process that dies between two files leaves such."""
    await take_in(store, [said(1, ASEL, SECRET), said(2, BOLAT, "stays")])
    async with store.writing() as connection:
        await connection.execute(delete(schema.messages).where(schema.messages.c.id == 1))
        await traces.mark(connection, "texts")
    assert await store.leave_no_trace()
    assert [row[3] for row in (await all_rows(store))["texts"]] == ["stays"]


async def test_where_nothing_was_deleted_nothing_is_done(store: Store) -> None:
    await take_in(store, [said(1, ASEL)])
    before = await all_rows(store)
    assert await store.leave_no_trace()
    assert await all_rows(store) == before


async def test_a_mark_that_is_given_up_with_its_transaction_is_none(store: Store) -> None:
    assert await store.leave_no_trace()
    with contextlib.suppress(ZeroDivisionError):
        async with store.writing() as connection:
            await traces.mark(connection, "main")
            await traces.mark(connection, "main")
            raise ZeroDivisionError
    assert await traces.left(store) == []


async def test_what_hangs_on_a_row_goes_with_it(store: Store) -> None:
    """The runs of a watch go with the watch."""
    watch = {
        "watch": 1, "room": 1, "asker": 1, "target": "@a", "language": "en", "rule": "daily", "zone": "UTC",
        "may_join": 0, "signs": "[]", "quiet": "", "made_at": 1, "state": "active", "tries": 0,
        "due_at": 1, "marks": "{}", "effect": 0.1,
    }  # fmt: skip
    table, runs = schema.watches, schema.runs
    missing = {each.name: "" for each in table.columns if not (each.nullable or each.name in watch or each.default)}
    async with store.writing() as connection:
        await connection.execute(table.insert(), missing | watch)
        assert await connection.scalar(select(table.c.effect)) == 0.1
        run = {"watch": 1, "due_at": 1, "began_at": 1, "state": "asked", "slug": ""}
        assert await connection.add_new(runs, run) == 1
        assert await connection.add_new(runs, run | {"began_at": 2}) == 0
        await connection.execute(delete(table))
        assert await connection.scalar(select(func.count()).select_from(runs)) == 0
