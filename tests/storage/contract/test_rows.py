"""Rows: put over known ones, read in pieces, digested; and what a value may be."""

import hashlib
from typing import Any

import msgspec
import pytest
from sqlalchemy import Table, delete, insert, select

from storage import schema
from storage.errors import StorageError
from storage.store import ROWS_A_CHUNK, Store, Values

LOWEST, HIGHEST = -(1 << 63), (1 << 63) - 1

CHAT: dict[str, Any] = {"chat": 1, "identity": "channel:5", "title": "A chat", "kind": "supergroup", "username": None,
    "telegram_id": None}  # fmt: skip


async def write(store: Store, table: Table, *rows: Values) -> None:
    async with store.writing() as connection:
        await connection.execute(insert(table), list(rows))


async def rows_of(store: Store, table: Table) -> list[tuple[Any, ...]]:
    async with store.reading() as connection:
        found = (await connection.execute(select(table).order_by(*table.primary_key))).all()
    return [tuple(row) for row in found]


async def test_rows_are_added_where_their_key_is_new(store: Store) -> None:
    async with store.writing() as connection:
        assert await connection.add_new(schema.erasures, {"person": 1}) == 1
        assert await connection.add_new(schema.erasures, {"person": 1}) == 0
        assert await connection.add_new(schema.erasures, [{"person": person} for person in (1, 2, 3, 3)]) == 2
    assert await rows_of(store, schema.erasures) == [(1,), (2,), (3,)]


async def test_what_is_known_stays_as_it_is_whichever_key_it_is_known_by(store: Store) -> None:
    """A key is the primary one, or any that must be unique."""
    await write(store, schema.chats, CHAT)
    async with store.writing() as connection:
        assert await connection.add_new(schema.chats, CHAT | {"title": "Another"}) == 0
        assert await connection.add_new(schema.chats, CHAT | {"title": "Another", "chat": 2}) == 0
        assert await connection.add_new(schema.chats, CHAT | {"identity": "channel:6", "chat": 2}) == 1
    assert [(row[0], row[1], row[3]) for row in await rows_of(store, schema.chats)] == [
        (1, "channel:5", "A chat"),
        (2, "channel:6", "A chat"),
    ]


async def test_a_row_is_put_over_the_one_of_its_key(store: Store) -> None:
    table = schema.spent
    async with store.writing() as connection:
        for person, audits in ((7, 1), (7, 2), (8, 4)):
            row = {"person": person, "at": 3_600, "audits": audits}
            await connection.put(table, row, key=["person", "at"], known={"audits": table.c.audits + audits})
    assert await rows_of(store, table) == [(7, 3_600, 3), (8, 3_600, 4)]


async def test_of_a_known_row_only_what_is_told_changes(store: Store) -> None:
    table, row = schema.listening, {"chat": 1, "since": 5, "until": 6, "open": 1}
    await write(store, schema.chats, CHAT)
    async with store.writing() as connection:
        await connection.put(table, row, key=["chat", "since"], known=row)
        await connection.put(table, row | {"until": 9, "open": 0}, key=["chat", "since"], known={"until": 9})
    assert await rows_of(store, table) == [(1, 5, 9, 1)]


async def test_a_number_that_counts_up_never_comes_again(store: Store) -> None:
    """Else a report would be of an observation that is not the one it was made of."""
    await write(store, schema.chats, CHAT)
    row = {"chat": 1, "source": "live", "collected_at": 1, "coverage": "{}", "texts_rest": 0, "rows_rest": 1}
    given = []
    async with store.writing() as connection:
        for _ in range(2):
            added = await connection.execute(insert(schema.observations).values(row))
            given.append(added.inserted_primary_key[0])  # type: ignore[index]
            await connection.execute(delete(schema.observations))
    assert given == sorted(set(given))


async def test_rows_come_in_pieces_and_in_order(store: Store) -> None:
    people = range(ROWS_A_CHUNK + 5)
    await write(store, schema.erasures, *({"person": person} for person in people))
    sql = "SELECT person, person + :more FROM erasures WHERE person >= :lowest ORDER BY person"
    async with store.reading() as connection:
        chunks = [chunk async for chunk in connection.chunks(sql, {"lowest": 1, "more": 10})]
        none = [chunk async for chunk in connection.chunks(sql, {"lowest": HIGHEST, "more": 0})]
    assert none == []
    assert max(map(len, chunks)) <= ROWS_A_CHUNK
    assert all(chunks)
    rows = [row for chunk in chunks for row in chunk]
    assert {type(row) for row in rows} == {tuple}
    assert rows == [(person, person + 10) for person in people[1:]]


async def test_who_reads_pieces_may_stop_early(store: Store) -> None:
    await write(store, schema.erasures, *({"person": person} for person in range(9)))
    async with store.reading() as connection:
        async for chunk in connection.chunks("SELECT person FROM erasures ORDER BY person", {}):
            assert chunk[0] == (0,)
            break
    await write(store, schema.erasures, {"person": 9})
    assert len(await rows_of(store, schema.erasures)) == 10


async def test_a_digest_is_over_what_the_rows_say_alone(store: Store) -> None:
    """So a seal holds in whichever store the rows lie."""
    await write(store, schema.erasures, *({"person": person} for person in (LOWEST, -1, 0, 1, HIGHEST)))
    await write(store, schema.chats, CHAT, CHAT | {"chat": 2, "identity": "", "username": "", "telegram_id": 0})
    queries = [
        "SELECT person FROM erasures WHERE person <= :now ORDER BY person",
        "SELECT chat, identity, username, telegram_id FROM chats WHERE chat <= :chat ORDER BY chat",
    ]
    told, expected = hashlib.blake2b(digest_size=16), hashlib.blake2b(digest_size=16)
    async with store.reading() as connection:
        await connection.digest(queries, {"now": 1, "chat": 2}, rows_at_once=3, into=told)
    for piece in (
        [(LOWEST,), (-1,), (0,)], [(1,)], [(1, "channel:5", None, None), (2, "", "", 0)],
    ):  # fmt: skip
        expected.update(msgspec.msgpack.encode(piece))
    assert told.digest() == expected.digest()


@pytest.mark.parametrize("number", [LOWEST, LOWEST + 1, -1, 0, 1, 1 << 53, (1 << 53) + 1, HIGHEST])
async def test_numbers_have_64_bits(store: Store, number: int) -> None:
    await write(store, schema.erasures, {"person": number})
    assert await rows_of(store, schema.erasures) == [(number,)]
    async with store.reading() as connection:
        sql = "SELECT person FROM erasures WHERE person = :person"
        assert [chunk async for chunk in connection.chunks(sql, {"person": number})] == [[(number,)]]


@pytest.mark.parametrize("number", [LOWEST - 1, HIGHEST + 1, 1 << 200])
async def test_a_number_of_more_bits_is_refused_and_nothing_is_kept(store: Store, number: int) -> None:
    with pytest.raises(StorageError, match=r"^[^\n]+$"):
        await write(store, schema.erasures, {"person": 1}, {"person": number})
    assert await rows_of(store, schema.erasures) == []
    with pytest.raises(StorageError, match=r"^[^\n]+$"):
        await _add_new(store, number)
    assert await rows_of(store, schema.erasures) == []


@pytest.mark.parametrize(
    ("username", "telegram_id"), [(None, None), ("", 0), (None, 0), ("", None), ("0", 1), ("None", -1)]
)
async def test_null_is_neither_empty_nor_zero(store: Store, username: str | None, telegram_id: int | None) -> None:
    await write(store, schema.chats, CHAT | {"username": username, "telegram_id": telegram_id})
    assert await rows_of(store, schema.chats) == [
        (1, "channel:5", telegram_id, "A chat", username, "supergroup")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["", " ", "  two  ", "line\nline\r\n", "a\x00b", "Әсел ұйым",
     "\U0001f469\u200d\U0001f4bb", "e\u0301", "\u202eabc", "'\"%s:x?\\"],
    ids=ascii,
)  # fmt: skip
async def test_a_text_comes_back_as_it_was(store: Store, text: str) -> None:
    await write(store, schema.chats, CHAT | {"title": text})
    assert (await rows_of(store, schema.chats))[0][3] == text
    async with store.reading() as connection:
        sql = "SELECT title FROM chats WHERE title = :title"
        assert [chunk async for chunk in connection.chunks(sql, {"title": text})] == [[(text,)]]


@pytest.mark.parametrize("half", ["\ud83d", "a\ude00b"], ids=ascii)
async def test_half_a_pair_of_surrogates_is_refused_and_nothing_is_kept(store: Store, half: str) -> None:
    """No UTF-8 can hold one: whoever reads files puts a sign in its place."""
    with pytest.raises(StorageError, match=r"^[^\n]+$"):
        await write(store, schema.chats, CHAT, CHAT | {"chat": 2, "identity": "", "title": half})
    assert await rows_of(store, schema.chats) == []


@pytest.mark.parametrize("data", [b"", bytes(range(256)), b"\x00"], ids=len)
async def test_bytes_come_back_as_they_were(store: Store, data: bytes) -> None:
    await write(store, schema.inbox, {"number": 1, "at": 0, "body": data})
    assert await rows_of(store, schema.inbox) == [(1, 0, data)]


async def test_a_row_that_another_must_stand_behind_is_refused_without_it(store: Store) -> None:
    with pytest.raises(StorageError):
        await write(store, schema.listening, {"chat": 1, "since": 1, "until": 2, "open": 0})
    await write(store, schema.chats, CHAT)
    await write(store, schema.listening, {"chat": 1, "since": 1, "until": 2, "open": 0})
    assert await rows_of(store, schema.listening) == [(1, 1, 2, 0)]


async def test_what_a_database_refuses_is_one_sentence_that_tells_no_values(store: Store) -> None:
    secret = "Secret words of somebody"
    async with store.writing() as connection:
        await connection.execute(insert(schema.chats), CHAT)
    for refused in (
        write(store, schema.chats, CHAT | {"title": secret}),
        write(store, schema.chats, {"chat": 3, "identity": "", "title": secret, "kind": None}),
        _read(store, "SELECT nothing FROM nowhere WHERE x = :x", {"x": secret}),
        _read(store, "no SQL at all", {}),
    ):
        with pytest.raises(StorageError, match=r"^[^\n]+$") as caught:
            await refused
        assert secret not in str(caught.value)
    assert len(await rows_of(store, schema.chats)) == 1


async def _add_new(store: Store, person: int) -> None:
    async with store.writing() as connection:
        await connection.add_new(schema.erasures, {"person": person})


async def _read(store: Store, sql: str, values: Values) -> None:
    async with store.reading() as connection:
        assert [chunk async for chunk in connection.chunks(sql, values)]
