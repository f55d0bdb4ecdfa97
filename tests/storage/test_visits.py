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


async def asked(store: Store, target: str = TARGET) -> int:
    """Somebody asks for a chat; the job's number."""
    return (await jobs.ask(store, Request("live", target, 1, 1, len(target), "en", may_join=True), now=NOW)).job


async def entered(store: Store) -> int:
    """The account is let in; the chat's row."""
    async with store.writing() as connection:
        row = await chats.find_or_add(connection, Chat("Room", "supergroup", 5, None))
        await visits.enter(connection, ACCOUNT, TARGET, row)
    return row


async def test_a_visit_is_noted_until_it_is_over(store: Store) -> None:
    assert not await visits.are_noted(store)
    for _ in range(2):
        await visits.begin(store, ACCOUNT, TARGET, now=NOW)
    assert await visits.are_noted(store)
    assert await visits.is_visiting(store, ACCOUNT, TARGET)
    assert not await visits.is_visiting(store, OTHER, TARGET)

    await visits.end(store, ACCOUNT, TARGET)
    assert not await visits.are_noted(store)


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
async def test_a_visit_is_outstayed_once_no_job_wants_it(store: Store, state: State) -> None:
    job = await asked(store)
    await visits.begin(store, ACCOUNT, TARGET, now=NOW)
    assert [] == await visits.outstayed(store, ACCOUNT, now=NOW)

    await jobs.end(store, job, state, now=NOW)  # type: ignore[arg-type]
    assert [Visit(TARGET, entered=False)] == await visits.outstayed(store, ACCOUNT, now=NOW)
    assert [] == await visits.outstayed(store, OTHER, now=NOW)
    await entered(store)
    assert [Visit(TARGET, entered=True)] == await visits.outstayed(store, ACCOUNT, now=NOW)


async def test_a_job_that_knows_the_chat_by_another_name_wants_it_all_the_same(store: Store) -> None:
    await visits.begin(store, ACCOUNT, TARGET, now=NOW)
    row = await entered(store)
    other = await asked(store, "id:5")
    await jobs.meet(store, other, row)

    assert [] == await visits.outstayed(store, ACCOUNT, now=NOW)


async def test_who_was_never_let_in_is_not_waited_for_for_ever(store: Store) -> None:
    await visits.begin(store, ACCOUNT, TARGET, now=NOW)

    assert 1 == len(await visits.outstayed(store, ACCOUNT, now=NOW + KEPT_DAYS * DAY - 1))
    assert [] == await visits.outstayed(store, ACCOUNT, now=NOW + KEPT_DAYS * DAY)
    assert not await visits.are_noted(store)
