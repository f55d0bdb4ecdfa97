"""Transactions: all of one or nothing, one view for who reads, one writer at a time."""

import asyncio
import contextlib

import pytest
from sqlalchemy import insert, select

from storage import schema
from storage.errors import StorageError
from storage.store import Connection, Store
from tests.storage.contract.conftest import Again

ERASURES = schema.erasures


async def add(connection: Connection, *people: int) -> None:
    await connection.execute(insert(ERASURES), [{"person": person} for person in people])


async def seen(connection: Connection) -> list[int]:
    return list((await connection.scalars(select(ERASURES.c.person).order_by(ERASURES.c.person))).all())


async def kept(store: Store) -> list[int]:
    async with store.reading() as connection:
        return await seen(connection)


async def test_what_is_written_is_seen_at_once_by_who_writes_and_later_by_all(store: Store) -> None:
    async with store.writing() as connection:
        await add(connection, 1, 2)
        assert await seen(connection) == [1, 2]
    assert await kept(store) == [1, 2]


@pytest.mark.parametrize("error", [ValueError("its own"), KeyboardInterrupt(), asyncio.CancelledError()], ids=repr)
async def test_a_transaction_left_by_an_error_leaves_nothing_and_the_error_is_its_own(
    store: Store, error: BaseException
) -> None:
    async with store.writing() as connection:
        await add(connection, 1)

    async def fail() -> None:
        async with store.writing() as connection:
            await add(connection, 2)
            raise error

    with pytest.raises(type(error)) as caught:
        await fail()
    assert caught.value is error
    assert await kept(store) == [1]
    async with store.writing() as connection:
        await add(connection, 3)
    assert await kept(store) == [1, 3]


async def test_a_task_that_is_cancelled_while_it_writes_leaves_nothing(store: Store) -> None:
    begun = asyncio.Event()

    async def write() -> None:
        async with store.writing() as connection:
            await add(connection, 1)
            begun.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(write())
    await begun.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    async with asyncio.timeout(10):
        async with store.writing() as connection:
            await add(connection, 2)
    assert await kept(store) == [2]


async def test_who_reads_goes_on_seeing_what_was_there_while_another_writes(store: Store) -> None:
    async def write() -> None:
        async with store.writing() as connection:
            await add(connection, 2)

    async with store.writing() as connection:
        await add(connection, 1)
    async with store.reading() as connection:
        assert await seen(connection) == [1]
        writing = asyncio.create_task(write())
        await asyncio.sleep(0.1)
        assert await seen(connection) == [1]
    async with asyncio.timeout(10):
        await writing
    assert await kept(store) == [1, 2]


@pytest.mark.parametrize("whole", [True, False])
async def test_who_begins_to_read_while_another_writes_sees_nothing_half_done(store: Store, whole: bool) -> None:
    """They see what was there before, or wait and see what was kept."""
    with contextlib.suppress(ValueError):
        async with store.writing() as connection:
            await add(connection, 1)
            reading = asyncio.create_task(kept(store))
            await asyncio.sleep(0.1)
            await add(connection, 2)
            if not whole:
                raise ValueError("its own")
    async with asyncio.timeout(10):
        assert await reading in ([], [1, 2] if whole else [])
    assert await kept(store) == ([1, 2] if whole else [])


async def test_several_read_at_once(store: Store) -> None:
    async with asyncio.timeout(10), store.reading() as one, store.reading() as other:
        assert await seen(one) == await seen(other) == []


async def test_writers_take_turns(store: Store) -> None:
    """Each sees what the one before has kept: nothing that was counted is counted anew."""

    async def next_one() -> None:
        async with store.writing() as connection:
            known = await seen(connection)
            await asyncio.sleep(0)
            await add(connection, len(known))

    await asyncio.gather(*(next_one() for _ in range(8)))
    assert await kept(store) == list(range(8))


async def test_steps_on_one_connection_are_each_whole_or_not_at_all(store: Store) -> None:
    async with store.stepwise() as steps:
        async with steps.step() as connection:
            await add(connection, 1)
        assert await kept(store) == [1]
        with contextlib.suppress(ZeroDivisionError):
            async with steps.step() as connection:
                await add(connection, 2)
                raise ZeroDivisionError
        assert await kept(store) == [1]
        async with asyncio.timeout(10), store.writing() as connection:  # others write between two steps
            await add(connection, 3)
        async with steps.step() as connection:
            assert await seen(connection) == [1, 3]
            await add(connection, 4)
    assert await kept(store) == [1, 3, 4]


async def test_a_step_that_a_statement_ends_leaves_nothing_and_the_next_one_is_kept(store: Store) -> None:
    async def twice() -> None:
        async with store.stepwise() as steps, steps.step() as connection:
            await add(connection, 1)
            await add(connection, 1)

    with pytest.raises(StorageError):
        await twice()
    async with store.stepwise() as steps, steps.step() as connection:
        await add(connection, 2)
    assert await kept(store) == [2]


async def test_what_is_closed_and_opened_again_is_as_it_was_or_new(opened: Again) -> None:
    """Where a store names a home it keeps what it held; where it names none, nothing outlives it."""
    async with opened() as store:
        home, key = store.home, store.key
        async with store.writing() as connection:
            await add(connection, 1)
    async with opened() as store:
        assert store.key == key
        assert await kept(store) == ([1] if home else [])


async def test_a_store_closes_when_its_time_ends_in_an_error(opened: Again) -> None:
    with contextlib.suppress(ZeroDivisionError):
        async with opened() as store, store.writing() as connection:
            await add(connection, 1)
            raise ZeroDivisionError
    async with opened() as store:
        assert await kept(store) == []


async def test_two_that_open_the_same_home_share_it(opened: Again) -> None:
    async with opened() as store, opened() as other:
        async with store.writing() as connection:
            await add(connection, 1)
        assert await kept(other) == ([1] if store.home else [])


async def test_a_store_says_where_it_is_and_that_it_is_sound(store: Store) -> None:
    assert store.place
    assert store.version > 0
    assert len(store.key) == 32
    assert await store.quick_check() == "ok"
    await store.must_be_sound()
    await store.checkpoint()
