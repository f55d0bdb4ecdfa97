"""The queue of the companion, as sentences."""

import asyncio

import pytest

from storage.audited import chats
from storage.companion import askings, jobs
from storage.companion.jobs import Asked, Job, Request
from storage.records import Chat
from storage.store import Store

AIGUL, TIMUR, BERIK = 11, 12, 13
NOW = 1_800_000_000


def request(target: str = "name:square", asker: int = AIGUL, number: int = 1, **more: object) -> Request:
    """Somebody's message in their private chat."""
    return Request("live", target, asker, room=asker, request=number, language="en", **more)  # type: ignore[arg-type]


async def asked(store: Store, target: str, asker: int, number: int = 1, *, now: int = NOW) -> Asked:
    """Somebody asks for a chat."""
    return await jobs.ask(store, request(target, asker, number), now=now)


async def taken(store: Store, *, account: int = 1, now: int = NOW) -> Job:
    """The job that an account takes."""
    job = await jobs.take(store, account, now=now)
    assert job is not None
    return job


async def state_of(store: Store, job: int) -> str:
    """How a job stands."""
    found = await jobs.find(store, job)
    assert found is not None
    return found.state


async def chat_row(store: Store, number: int) -> int:
    """A chat that is known."""
    async with store.writing() as connection:
        return await chats.find_or_add(connection, Chat(f"Chat {number}", "supergroup", number, None))


async def test_two_who_ask_for_the_same_chat_wait_for_one_job(store: Store) -> None:
    first, second = await asked(store, "name:square", AIGUL), await asked(store, "name:square", TIMUR)

    assert (first.joined, second.joined) == (False, True)
    assert first.job == second.job
    (line,) = await jobs.queue(store)
    assert (line.job.job, line.people) == (first.job, 2)


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
async def test_a_job_that_has_ended_is_joined_by_nobody(store: Store, state: str) -> None:
    first = await asked(store, "name:square", AIGUL)
    await jobs.end(store, first.job, state, now=NOW)  # type: ignore[arg-type]
    second = await asked(store, "name:square", TIMUR)

    assert second.job != first.job
    assert not second.joined


async def test_a_message_that_comes_twice_has_asked_once(store: Store) -> None:
    first = await jobs.ask(store, request(), now=NOW)
    again = await jobs.ask(store, request("name:another"), now=NOW + 5)

    assert again == Asked(first.job, first.asking, again=True, joined=False)
    assert [line.people for line in await jobs.queue(store)] == [1]


async def test_the_same_number_in_another_room_is_another_message(store: Store) -> None:
    await asked(store, "name:square", AIGUL, 7)

    assert not (await asked(store, "name:market", TIMUR, 7)).again


async def test_who_joins_a_chat_by_leave_to_enter_brings_it_along(store: Store) -> None:
    await asked(store, "invite:x", AIGUL)
    await jobs.ask(store, request("invite:x", TIMUR, may_join=True), now=NOW)

    assert (await taken(store)).may_join


async def test_first_come_is_first_served(store: Store) -> None:
    numbers = [(await asked(store, f"name:chat_{who}", who)).job for who in (AIGUL, TIMUR, BERIK)]

    assert [(await taken(store)).job for _ in numbers] == numbers
    assert await jobs.take(store, 1, now=NOW) is None


async def test_who_was_served_least_goes_before_who_asked_for_much(store: Store) -> None:
    much = [(await asked(store, f"name:a{number}", AIGUL, number)).job for number in range(5)]
    late = (await asked(store, "name:b", TIMUR)).job
    last = (await asked(store, "name:c", BERIK)).job

    order = [(await taken(store)).job for _ in range(7)]
    assert order == [much[0], late, last, *much[1:]]


async def test_a_chat_that_somebody_unserved_waits_for_goes_with_them(store: Store) -> None:
    first, second = [(await asked(store, f"name:a{number}", AIGUL, number)).job for number in range(2)]
    assert (await taken(store)).job == first
    other = (await asked(store, "name:b", AIGUL, 9)).job
    await asked(store, "name:b", TIMUR)

    assert [(await taken(store)).job for _ in range(2)] == [other, second]


async def test_what_was_served_a_day_ago_counts_no_more(store: Store) -> None:
    for number in range(3):
        await asked(store, f"name:old{number}", AIGUL, number, now=NOW - jobs.DAY)
        await jobs.end(store, (await taken(store)).job, "done", now=NOW)
    mine = (await asked(store, "name:a", AIGUL, 8)).job
    await asked(store, "name:b", TIMUR)

    assert (await taken(store)).job == mine


async def test_what_was_cancelled_was_no_service(store: Store) -> None:
    await asked(store, "name:a", AIGUL)
    await askings.withdraw(store, AIGUL, now=NOW)
    mine = (await asked(store, "name:b", AIGUL, 2)).job
    await asked(store, "name:c", TIMUR)

    assert (await taken(store)).job == mine


async def test_an_upload_is_for_no_reading_account_and_a_chat_not_for_the_exports(store: Store) -> None:
    upload = Request("export", "upload:x.json", AIGUL, AIGUL, 1, "en", account=-1)
    number = (await jobs.ask(store, upload, now=NOW)).job
    live = (await asked(store, "name:a", TIMUR)).job

    assert (await taken(store, account=1)).job == live
    assert await jobs.take(store, 1, now=NOW) is None
    assert (await taken(store, account=-1)).job == number


async def test_the_exports_leave_a_chat_alone_that_waits_before_an_upload(store: Store) -> None:
    await asked(store, "name:square", AIGUL)

    assert await jobs.take(store, -1, now=NOW) is None


async def test_a_parked_job_comes_back_when_its_time_has_come_and_before_the_others(store: Store) -> None:
    parked = (await asked(store, "name:a", AIGUL)).job
    await taken(store)
    await jobs.park(store, parked, until=NOW + 60, slug="audit-parked", sentence="Wait.")
    other, third = [(await asked(store, f"name:{who}", who)).job for who in (TIMUR, BERIK)]

    assert (await taken(store, now=NOW + 59)).job == other
    back = await taken(store, now=NOW + 60)
    assert (back.job, back.attempts, back.state) == (parked, 2, "running")
    assert (await taken(store, now=NOW + 60)).job == third


async def test_a_parked_job_stays_with_its_account_unless_it_is_set_free(store: Store) -> None:
    number = (await asked(store, "name:a", AIGUL)).job
    await taken(store, account=1)
    await jobs.park(store, number, until=NOW, slug="", sentence="")
    assert await jobs.take(store, 2, now=NOW) is None
    await taken(store, account=1)
    await jobs.park(store, number, until=NOW, slug="", sentence="", free=True)

    assert (await taken(store, account=2)).job == number


async def test_only_what_runs_is_parked(store: Store) -> None:
    number = (await asked(store, "name:a", AIGUL)).job
    await askings.withdraw(store, AIGUL, now=NOW)
    await jobs.park(store, number, until=NOW, slug="", sentence="")

    assert await state_of(store, number) == "cancelled"


async def test_what_ran_when_the_process_died_waits_again_at_once(store: Store) -> None:
    number = (await asked(store, "name:a", AIGUL)).job
    await taken(store)

    assert await jobs.revive(store, now=NOW + 9, accounts=1) == 1
    assert await jobs.revive(store, now=NOW + 9, accounts=1) == 0
    again = await taken(store, now=NOW + 9)
    assert (again.job, again.attempts) == (number, 2)


@pytest.mark.parametrize("parked", [False, True])
async def test_what_an_account_began_that_is_there_no_more_is_for_any(store: Store, parked: bool) -> None:
    number = (await asked(store, "name:a", AIGUL)).job
    await taken(store, account=3)
    if parked:
        await jobs.park(store, number, until=NOW, slug="", sentence="")
    await jobs.revive(store, now=NOW, accounts=2)

    assert (await taken(store, account=1)).job == number


async def test_a_job_ends_once(store: Store) -> None:
    number = (await asked(store, "name:a", AIGUL)).job

    assert await jobs.end(store, number, "failed", now=NOW, slug="broken")
    assert not await jobs.end(store, number, "done", now=NOW)
    assert await state_of(store, number) == "failed"
    assert not await jobs.beat(store, number, now=NOW, stage="history", done=1, total=2)


async def test_each_who_waits_is_answered_once(store: Store) -> None:
    number = (await asked(store, "name:a", AIGUL)).job
    await asked(store, "name:a", TIMUR)
    assert await askings.unanswered(store) == []
    assert [asking.asker for asking, _ in await askings.under_way(store)] == [AIGUL, TIMUR]
    await jobs.end(store, number, "done", now=NOW)

    (first, job), (second, _) = await askings.unanswered(store)
    assert (job.job, job.state) == (number, "done")
    await askings.answered(store, first.asking)
    assert [asking for asking, _ in await askings.unanswered(store)] == [second]
    assert await askings.under_way(store) == []


async def test_withdrawing_cancels_only_what_nobody_else_waits_for(store: Store) -> None:
    shared = (await asked(store, "name:a", AIGUL)).job
    alone = (await asked(store, "name:b", AIGUL, 2)).job
    await asked(store, "name:a", TIMUR)
    gone = await askings.withdraw(store, AIGUL, now=NOW)

    assert {asking.job for asking in gone} == {shared, alone}
    assert (await state_of(store, shared), await state_of(store, alone)) == ("waiting", "cancelled")
    assert await askings.unanswered(store) == [], "who withdrew is told at once, and by nobody else"
    assert await askings.withdraw(store, AIGUL, now=NOW) == []


async def test_one_withdraws_from_one_room_or_one_job_alone(store: Store) -> None:
    group = Request("live", "name:a", AIGUL, room=-100, request=1, language="en")
    in_group = await jobs.ask(store, group, now=NOW)
    private = await asked(store, "name:b", AIGUL, 2)
    await askings.shown(store, in_group.asking, 50)
    await askings.shown(store, private.asking, 50)

    assert await askings.withdraw(store, AIGUL, now=NOW, room=-100, job=private.job) == []
    assert [each.asking for each in await askings.withdraw(store, AIGUL, now=NOW, room=-100, job=in_group.job)] == [
        in_group.asking
    ]
    assert [each.asking for each in await askings.withdraw(store, AIGUL, now=NOW)] == [private.asking]


async def test_a_running_job_that_everybody_has_withdrawn_from_hears_of_it_at_the_next_beat(store: Store) -> None:
    number = (await asked(store, "name:a", AIGUL)).job
    await taken(store)
    assert await jobs.beat(store, number, now=NOW, stage="history", done=1, total=2)
    await askings.withdraw(store, AIGUL, now=NOW)

    assert not await jobs.beat(store, number, now=NOW, stage="history", done=2, total=2)


async def test_two_jobs_that_turn_out_to_be_about_one_chat_become_one(store: Store) -> None:
    row = await chat_row(store, 5)
    by_name = (await asked(store, "name:a", AIGUL)).job
    by_id = (await jobs.ask(store, request("id:5", TIMUR, may_join=True), now=NOW)).job
    await taken(store)
    await taken(store)

    assert await jobs.meet(store, by_name, row) is None
    assert await jobs.meet(store, by_id, row) == by_name
    assert await state_of(store, by_id) == "cancelled"
    assert [(asking.asker, job.job) for asking, job in await askings.under_way(store)] == [
        (AIGUL, by_name), (TIMUR, by_name)
    ]  # fmt: skip
    one = await jobs.find(store, by_name)
    assert one is not None
    assert (one.chat, one.title, one.may_join) == (row, "Chat 5", True)


async def test_an_ended_job_about_the_same_chat_is_not_met(store: Store) -> None:
    row = await chat_row(store, 5)
    first = (await asked(store, "name:a", AIGUL)).job
    await jobs.meet(store, first, row)
    await jobs.end(store, first, "failed", now=NOW)
    second = (await asked(store, "id:5", TIMUR)).job

    assert await jobs.meet(store, second, row) is None


async def test_how_many_were_asked_for_is_counted_by_person_and_by_chat(store: Store) -> None:
    await asked(store, "name:a", AIGUL, 1, now=NOW - 100)
    await asked(store, "name:a", TIMUR, now=NOW)
    await asked(store, "name:b", AIGUL, 2, now=NOW)

    assert await jobs.asked_since(store, NOW - 101, asker=AIGUL) == 2
    assert await jobs.asked_since(store, NOW - 100, asker=AIGUL) == 1
    assert await jobs.asked_since(store, NOW - 101, target="name:a") == 1, "both wait for one audit"
    assert await jobs.asked_since(store, NOW - 101) == 2


async def test_what_somebody_asked_for_last_is_found(store: Store) -> None:
    assert await askings.latest_of(store, AIGUL) is None
    await asked(store, "name:a", AIGUL, 1)
    last = await asked(store, "name:b", AIGUL, 2)

    found = await askings.latest_of(store, AIGUL)
    assert found is not None
    assert (found[0].asking, found[1].job) == (last.asking, last.job)


async def test_the_queue_survives_being_asked_by_many_at_once(store: Store) -> None:
    await asyncio.gather(*(asked(store, f"name:chat_{who % 4}", 100 + who) for who in range(40)))
    lines = await jobs.queue(store)
    taken_ones = await asyncio.gather(*(jobs.take(store, number, now=NOW) for number in range(1, 7)))

    assert [line.people for line in lines] == [10] * 4
    assert sorted(job.job for job in taken_ones if job is not None) == [line.job.job for line in lines]


async def test_whose_turn_it_is_is_fixed_when_it_is_asked(store: Store) -> None:
    mine = [(await asked(store, f"name:a{number}", AIGUL, number)).job for number in range(3)]
    await jobs.end(store, (await taken(store)).job, "done", now=NOW)
    other = [(await asked(store, f"name:b{number}", TIMUR, number)).job for number in range(2)]

    order = [(await taken(store)).job for _ in range(4)]
    assert [other[0], mine[1], other[1], mine[2]] == order


async def test_what_a_persons_watches_ask_for_does_not_set_them_back(store: Store) -> None:
    for number in range(1, 4):
        await jobs.ask(store, request(f"name:w{number}", AIGUL, -number), now=NOW)
    mine = (await asked(store, "name:a", AIGUL, 9)).job
    await asked(store, "name:b", TIMUR)

    assert mine in {(await taken(store)).job for _ in range(3)}, "the first of hers, of her watches', or of his"


async def test_the_place_in_the_queue_is_the_order_in_which_jobs_are_taken(store: Store) -> None:
    numbers = [(await asked(store, f"name:a{number}", AIGUL, number)).job for number in range(3)]
    numbers.append((await asked(store, "name:b", TIMUR)).job)
    places = {job: await jobs.place(store, job) for job in numbers}

    assert [(await taken(store)).job for _ in numbers] == sorted(numbers, key=lambda job: places[job])
    assert [0, 0, 0, 0] == [await jobs.place(store, job) for job in numbers]


async def test_who_asks_for_what_has_just_ended_is_answered_from_it(store: Store) -> None:
    first = await asked(store, "name:square", AIGUL)
    await jobs.end(store, (await taken(store)).job, "done", now=NOW)
    late = await jobs.ask(store, request("name:square", TIMUR, since=NOW - 1), now=NOW + 1)

    assert first.job == late.job
    assert {AIGUL, TIMUR} == {asking.asker for asking, _ in await askings.unanswered(store)}


async def test_those_are_told_first_how_it_goes_whose_message_is_oldest(store: Store) -> None:
    numbers = [(await asked(store, f"name:a{number}", 20 + number, number + 1)).asking for number in range(3)]
    for number in numbers[:2]:
        await askings.shown(store, number, 100 + number)
    await askings.mark_told(store, [numbers[0]], NOW)
    found = await askings.to_tell(store, before=NOW, most=5)

    assert [numbers[1], numbers[0]] == [asking.asking for asking, _ in found], "the third has no message yet"
    assert [numbers[1]] == [asking.asking for asking, _ in await askings.to_tell(store, before=NOW - 1, most=5)]
    assert [numbers[1]] == [asking.asking for asking, _ in await askings.to_tell(store, before=NOW, most=1)]
