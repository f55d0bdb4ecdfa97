"""Chats that were joined for an audit: who still has to go home."""

import pytest

from storage.audited import chats, visits
from storage.audited.visits import DAY, KEPT_DAYS, Visit
from storage.companion import jobs
from storage.companion.jobs import Request, State
from storage.records import Chat
from storage.store import Store

ACCOUNT, OTHER = 1 << 40, 1 << 41
NOW = 1_800_000_000
TARGET = "invite:AbCdEf"


async def asked(database: Store, target: str = TARGET) -> int:
    """Somebody asks for a chat; the job's number."""
    return (await jobs.ask(database, Request("live", target, 1, 1, len(target), "en", may_join=True), now=NOW)).job


async def entered(database: Store) -> int:
    """The account is let in; the chat's row."""
    async with database.writing() as connection:
        row = await chats.find_or_add(connection, Chat("Room", "supergroup", 5, None))
        await visits.enter(connection, ACCOUNT, TARGET, row)
    return row


async def test_a_visit_is_noted_until_it_is_over(database: Store) -> None:
    assert not await visits.are_noted(database)
    for _ in range(2):
        await visits.begin(database, ACCOUNT, TARGET, now=NOW)
    assert await visits.are_noted(database)
    assert await visits.is_visiting(database, ACCOUNT, TARGET)
    assert not await visits.is_visiting(database, OTHER, TARGET)

    await visits.end(database, ACCOUNT, TARGET)
    assert not await visits.are_noted(database)


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
async def test_a_visit_is_outstayed_once_no_job_wants_it(database: Store, state: State) -> None:
    job = await asked(database)
    await visits.begin(database, ACCOUNT, TARGET, now=NOW)
    assert [] == await visits.outstayed(database, ACCOUNT, now=NOW)

    await jobs.end(database, job, state, now=NOW)  # type: ignore[arg-type]
    assert [Visit(TARGET, entered=False)] == await visits.outstayed(database, ACCOUNT, now=NOW)
    assert [] == await visits.outstayed(database, OTHER, now=NOW)
    await entered(database)
    assert [Visit(TARGET, entered=True)] == await visits.outstayed(database, ACCOUNT, now=NOW)


async def test_a_job_that_knows_the_chat_by_another_name_wants_it_all_the_same(database: Store) -> None:
    await visits.begin(database, ACCOUNT, TARGET, now=NOW)
    row = await entered(database)
    other = await asked(database, "id:5")
    await jobs.meet(database, other, row)

    assert [] == await visits.outstayed(database, ACCOUNT, now=NOW)


async def test_who_was_never_let_in_is_not_waited_for_for_ever(database: Store) -> None:
    await visits.begin(database, ACCOUNT, TARGET, now=NOW)

    assert 1 == len(await visits.outstayed(database, ACCOUNT, now=NOW + KEPT_DAYS * DAY - 1))
    assert [] == await visits.outstayed(database, ACCOUNT, now=NOW + KEPT_DAYS * DAY)
    assert not await visits.are_noted(database)
