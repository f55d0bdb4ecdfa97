"""Observations laid one beside another: each shows afterwards what it showed when it was new."""

import contextlib
from typing import Any

import pytest

from storage.audited.observations import check, observe, seal
from storage.audited.shown import read_columns
from storage.errors import StorageError
from storage.keeping.readings import reading
from storage.opening import open_store
from storage.records import Batch, Coverage, Post
from storage.store import Store
from tests.auditor.collect.chats import ASEL, DANA, NOW, said
from tests.storage.contract.scenes import CHAT, FIRST, LATER, all_rows, member, play, see
from tests.storage.contract.stores import KEY
from tests.storage.installation import again, audited, shown, take_in


async def test_every_store_holds_the_same_rows_of_the_same_chats(store: Store) -> None:
    await play(store)
    async with open_store(key=KEY) as known:
        await play(known)
        expected = await all_rows(known)
    assert all(expected.values())
    assert await all_rows(store) == expected


async def test_an_audit_says_the_same_whatever_store_it_is_kept_in(store: Store) -> None:
    told = (await audited(store, [*FIRST, *LATER])).audit.report
    async with open_store(key=KEY) as known:
        assert told == (await audited(known, [*FIRST, *LATER])).audit.report


async def test_an_earlier_observation_shows_what_it_showed(store: Store) -> None:
    first, _ = await take_in(store, FIRST[:3])  # nobody by a name alone, which a later one may resolve
    before = await shown(store, first)
    await seal(store, first)
    later, _ = await take_in(store, LATER, now=NOW + 1)
    assert await shown(store, await again(store, first)) == before
    assert await shown(store, later) != before
    for observation in (first, later):
        await check(store, await again(store, observation))


async def test_what_shows_nothing_new_writes_nothing(store: Store) -> None:
    first, new = await take_in(store, FIRST)
    before = await all_rows(store)
    second, nothing_new = await take_in(store, FIRST, now=NOW + 1)
    assert (new, nothing_new, second.row) == (False, True, first.row)
    assert await all_rows(store) == before


async def test_an_observation_that_is_broken_off_leaves_nothing(store: Store) -> None:
    await take_in(store, FIRST)
    before = await all_rows(store)
    with contextlib.suppress(ConnectionResetError):
        async with observe(store, CHAT, source="live", collected_at=1, keep_text=True) as visit:
            await visit.add(Batch([], [], [], [member(1)] * 6_000, posts=[Post(1, NOW)]))
            raise ConnectionResetError
    assert await all_rows(store) == before


async def test_texts_lie_apart_a_version_each_and_only_where_they_are_to_be_kept(store: Store) -> None:
    first, _ = await take_in(store, [said(1, ASEL, "one"), said(2, ASEL, "")])
    later, _ = await take_in(store, [said(1, ASEL, "two"), said(2, ASEL, "three")], now=NOW + 1)
    await take_in(store, [said(1, ASEL, "four")], now=NOW + 2, keep_text=False)
    rows = await all_rows(store)
    assert rows["texts"] == [(first.row, 1, 0, "one"), (later.row, 1, 0, "two"), (later.row, 2, 0, "three")]
    assert [row[1:5] for row in rows["messages"]] == [
        (1, 0, 1, 2), (1, 0, 2, 3), (1, 0, 3, None), (2, 0, 1, 2), (2, 0, 2, None),
    ]  # fmt: skip


async def test_whoever_is_known_by_id_is_not_replaced_by_a_name(store: Store) -> None:
    nameless = said(1, DANA, "сөз")
    del nameless["from_id"]
    await take_in(store, [said(1, DANA, "сөз")])
    (known,) = (row[6] for row in (await all_rows(store))["messages"])
    await take_in(store, [nameless, said(2, ASEL)], now=NOW + 1)
    assert [row[6] for row in (await all_rows(store))["messages"] if row[1] == 1] == [known]
    assert known % 2 == 0


async def test_what_is_shown_as_before_makes_a_run_longer(store: Store) -> None:
    seen = [await see(store, [member(1)], [Post(1, NOW, views)], now=at) for at, views in ((1, 5), (2, 5), (3, 6))]
    (before,) = (row for row in (await all_rows(store))["members"])
    assert before[2:4] == (seen[0].row, seen[2].row)
    assert [row[2:4] + row[5:6] for row in (await all_rows(store))["posts"]] == [
        (seen[0].row, seen[1].row, 5), (seen[2].row, seen[2].row, 6),
    ]  # fmt: skip
    read = [(await read_columns(store, await again(store, each))).posts for each in seen]
    assert [each.views.tolist() for each in read if each is not None] == [[5], [5], [6]]


async def test_the_writer_counts_posts_that_the_reading_before_showed(store: Store) -> None:
    await see(store, [], [Post(number, NOW, 1) for number in (1, 2, 3, 7)], now=1)
    counted: list[Any] = []
    async with observe(store, CHAT, source="live", collected_at=2, keep_text=True) as visit:
        counted += [await visit._door._prepared.posts_behind(number) for number in (0, 2, 7)]
        await visit.finish(Coverage(source="live", elements=2))
    assert counted == [4, 2, 0]


async def test_a_reading_is_kept_by_another_process_where_one_can_open_the_store(store: Store) -> None:
    async def read() -> int:
        async with reading(store, CHAT, now=1, keep_text=True) as under_way:
            await under_way.keep(Batch([], [], [], [member(1)]), "on")
            return (await under_way.finish(Coverage(source="live", elements=7))).row

    if store.home:
        row = await read()
        assert [kept[2:4] for kept in (await all_rows(store))["members"]] == [(row, row)]
        return
    with pytest.raises(StorageError, match="no other process can open"):
        await read()
    assert (await all_rows(store))["chats"] == []


async def test_a_writer_says_whether_something_is_new(store: Store) -> None:
    async def written(text: str, at: int) -> int:
        """How many rows said something new to the writer of a reading."""
        async with observe(store, CHAT, source="dataset", collected_at=at, keep_text=True) as visit:
            writer = visit._door._prepared
            row = (1, 0, NOW, 2, "text", 0, 0, len(text), 1, 1, b"\0\0\0\0", 0, 0, 0, 0, text)
            nothing: dict[str, list[Any]] = {name: [] for name in ("arrivals", "leaves", "names", "members", "posts")}
            new = await writer.write(nothing | {"messages": [row]})
            await visit.finish(Coverage(source="dataset", elements=at))
        return new

    assert await written("one", 1) == 1
    assert await written("one", 2) == 0
    assert await written("other", 3) > 0
