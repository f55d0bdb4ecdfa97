"""Watches and their runs: each due moment once, whatever comes between."""

from typing import Any

import pytest
from sqlalchemy import insert

from storage import schema
from storage.audited import audits, chats, reachability, visits
from storage.companion import alerts, askings, jobs, talkers, watch_runs, watches
from storage.companion.alerts import NewAlert
from storage.companion.jobs import Request
from storage.companion.watch_runs import Run
from storage.companion.watches import Asked, Watch
from storage.records import Chat
from storage.store import Store
from tests.storage.installation import rows

AIGUL, TIMUR = 11, 12
NOW = 1_800_000_000
DAY = 86_400


async def watching(store: Store, asker: int = AIGUL, target: str = "name:square", **more: Any) -> Watch:
    """Somebody watches a chat from now on."""
    asked = Asked(target, asker, asker, "en", "0 9 * * *", "", "UTC", **more)
    return await watches.add(store, asked, due_at=NOW, now=NOW)


async def begun(store: Store, watch: Watch, due_at: int = NOW) -> Run:
    """A due moment has come, and has asked the queue."""
    assert await watch_runs.begin(store, watch.watch, due_at=due_at, next_at=due_at + DAY, now=due_at)
    run, _ = (await watch_runs.unasked(store))[-1]
    await jobs.ask(store, Request("live", watch.target, watch.asker, watch.room, -run.run, "en"), now=due_at)
    await watch_runs.mark_asked(store, run.run, "queued")
    return run


async def kept(store: Store, number: int) -> int:
    """An audit."""
    async with store.writing() as connection:
        chat = await chats.find_or_add(connection, Chat(f"Chat {number}", "supergroup", 100 + number, None))
        seen = {"chat": chat, "source": "live", "collected_at": NOW, "coverage": "{}", "texts_rest": 0, "rows_rest": 0}
        added = await connection.execute(insert(schema.observations).values(seen))
        observation = int(added.inserted_primary_key[0])  # type: ignore[index]
    made = await audits.save(
        store, chat_row=chat, observation=observation, identity=str(number), arguments="{}", as_of=NOW, made_at=NOW,
        report=b"{}",
    )  # fmt: skip
    return made.row


def alert(key: str = "burst:1", room: int = AIGUL, **more: Any) -> NewAlert:
    """Something happened."""
    return NewAlert(room, room, "en", None, key, "burst", NOW, NOW, {"count": 30}, **more)


async def test_audits_of_watches_are_counted_once_and_of_these_watches_alone(store: Store) -> None:
    first, second, theirs = [await kept(store, number) for number in range(3)]
    watch, other, third = [await watching(store, asker) for asker in (AIGUL, TIMUR, 13)]
    for each, due, audit in (
        (watch, NOW, first),
        (watch, NOW + DAY, second),
        (other, NOW, first),
        (third, NOW, theirs),
    ):
        run = await begun(store, each, due)
        await watch_runs.conclude(store, run, each, "done", audit=audit)
    run = await begun(store, watch, NOW + 2 * DAY)
    await watch_runs.conclude(store, run, watch, "failed", slug="nothing")

    assert 2 == await watches.audits_made(store, [watch.watch])
    assert 2 == await watches.audits_made(store, [watch.watch, other.watch])
    assert 0 == await watches.audits_made(store, [])


async def test_a_due_moment_is_one_run_for_ever(store: Store) -> None:
    watch = await watching(store)
    began = [
        await watch_runs.begin(store, watch.watch, due_at=due, next_at=NOW + DAY, now=NOW)
        for due in (NOW, NOW, NOW + 1)
    ]

    assert [True, False, True] == began
    assert rows(store, "SELECT due_at FROM runs") == [(NOW,), (NOW + 1,)]


async def test_a_run_asks_the_queue_once_and_is_no_persons_asking(store: Store) -> None:
    watch = await watching(store)
    run = await begun(store, watch)
    request = Request("live", watch.target, AIGUL, AIGUL, -run.run, "en")

    assert (await jobs.ask(store, request, now=NOW)).again
    assert await askings.under_way(store) == []
    assert await askings.withdraw(store, AIGUL, now=NOW) == []
    assert await jobs.take(store, 1, now=NOW) is not None


async def test_who_watches_the_same_chat_shares_one_job(store: Store) -> None:
    for asker in (AIGUL, TIMUR):
        await begun(store, await watching(store, asker))
    (line,) = await jobs.queue(store)
    await jobs.end(store, line.job.job, "done", now=NOW)

    assert [AIGUL, TIMUR] == [watch.asker for _, watch, _ in await watch_runs.ended(store)]


async def test_a_run_ends_once_with_all_that_it_has_to_tell(store: Store) -> None:
    watch = await watching(store)
    run = await begun(store, watch)
    stands = {"state": "private", "tries": 1, "due_at": NOW + 7, "marks": {"arrivals.forced": ("strong", 2)}}
    ended = [
        await watch_runs.conclude(store, run, watch, "failed", slug="why", told=[alert(key)], stands=stands)
        for key in ("first", "second")
    ]

    assert [True, False] == ended
    assert ["first"] == [each.key for each in await alerts.due(store, NOW)]
    found = await watches.find(store, watch.watch)
    assert found is not None
    assert ("private", 1, NOW + 7, {"arrivals.forced": ("strong", 2)}) == (
        found.state, found.tries, found.due_at, found.marks
    )  # fmt: skip
    assert rows(store, "SELECT state FROM askings") == [("answered",)]


async def test_asking_again_changes_the_watch_and_keeps_what_it_knows(store: Store) -> None:
    watch = await watching(store)
    await watches.change(store, watch.watch, marks={"x.y": ("some", 1)}, state="gone", tries=3)
    again = await watching(store, quiet=(1_320, 480), digest=540)

    assert (watch.watch, "active", 0, {"x.y": ("some", 1)}) == (again.watch, again.state, again.tries, again.marks)
    assert ((1_320, 480), 540) == (again.quiet, again.digest)


async def test_a_watch_that_ends_takes_with_it_what_it_asked_for_and_what_it_told(store: Store) -> None:
    watch = await watching(store)
    await begun(store, watch)
    await alerts.add(store, [alert()])

    assert await watches.remove(store, watch.watch)
    assert not await watches.remove(store, watch.watch)
    assert await jobs.take(store, 1, now=NOW) is None
    for table in ("watches", "runs", "alerts"):
        assert rows(store, f"SELECT * FROM {table}") == []


async def test_a_job_that_another_waits_for_goes_on(store: Store) -> None:
    first, second = await watching(store), await watching(store, TIMUR)
    for watch in (first, second):
        await begun(store, watch)
    await watches.remove(store, first.watch)

    assert await jobs.take(store, 1, now=NOW) is not None


async def test_an_event_is_one_alert_in_a_room_and_one_in_each(store: Store) -> None:
    assert await alerts.add(store, [alert(), alert(), alert(room=TIMUR)]) == 2
    assert await alerts.add(store, [alert()]) == 0


async def test_an_alert_waits_for_its_moment_and_is_settled(store: Store) -> None:
    later = NewAlert(AIGUL, AIGUL, "en", None, "later", "burst", NOW, NOW + 5, {})
    await alerts.add(store, [alert(), later])
    told = await alerts.due(store, NOW)
    await alerts.shown(store, told, 77)
    await alerts.settle(store, told, "told")

    assert ["burst:1"] == [each.key for each in told]
    assert ["later"] == [each.key for each in await alerts.due(store, NOW + 5)]
    kept = await alerts.find(store, told[0].alert)
    assert kept is not None
    assert (77, "told") == (kept.message, kept.state)


async def test_a_burst_goes_on(store: Store) -> None:
    async with store.writing() as connection:
        row = await chats.find_or_add(connection, Chat("Двор", "supergroup", 5, None))
    await alerts.add(store, [NewAlert(AIGUL, AIGUL, "en", row, "b", "burst", NOW, NOW, {})])
    await alerts.goes_on(store, await alerts.bursts_since(store, row, NOW), NOW + 100)

    assert len(await alerts.bursts_since(store, row, NOW + 100)) == 1
    assert await alerts.bursts_since(store, row, NOW + 101) == []


async def test_what_a_chat_became_is_a_fact_that_is_noted_once(store: Store) -> None:
    async with store.writing() as connection:
        row = await chats.find_or_add(connection, Chat("Двор", "supergroup", 5, None))
    for at, state in enumerate(["reachable", "reachable", "restricted", "restricted", "reachable"]):
        await reachability.note(store, row, state, now=NOW + at, last_at=NOW, reason="by order")

    assert [("reachable", NOW), ("restricted", NOW + 2), ("reachable", NOW + 4)] == [
        (each.state, each.at) for each in await reachability.history(store, row)
    ]


async def test_an_account_that_joined_is_at_home_in_a_watched_chat(store: Store) -> None:
    account, target = 1 << 40, "name:square"
    async with store.writing() as connection:
        row = await chats.find_or_add(connection, Chat("Двор", "supergroup", 5, None))
    watch = await watching(store)
    await visits.begin(store, account, target, now=NOW)
    async with store.writing() as connection:
        await visits.enter(connection, account, target, row)
    run = await begun(store, watch)
    (line,) = await jobs.queue(store)
    await jobs.meet(store, line.job.job, row)
    assert await watch_runs.is_watched(store, row, line.job.job)
    await watch_runs.conclude(store, run, watch, "done", stands={"chat": row})
    await jobs.end(store, line.job.job, "done", now=NOW)
    assert await visits.outstayed(store, account, now=NOW) == []
    await watches.remove(store, watch.watch)

    assert [visits.Visit(target, entered=True)] == await visits.outstayed(store, account, now=NOW)


async def test_who_watches_is_kept_while_they_watch(store: Store) -> None:
    await talkers.speak(store, AIGUL, "ru", now=NOW)
    watch = await watching(store)
    await talkers.let_go(store, now=NOW + 60 * DAY, decision_days=90)
    assert (await talkers.find(store, AIGUL)).language == "ru"
    assert [{"since": NOW, "chat": "square"}] == (await talkers.held(store, AIGUL))["watches"]
    await watches.remove(store, watch.watch)
    await talkers.let_go(store, now=NOW + 60 * DAY, decision_days=90)

    assert (await talkers.find(store, AIGUL)).language is None


async def test_runs_are_remembered_for_more_than_a_year(store: Store) -> None:
    watch = await watching(store)
    await begun(store, watch)
    await watch_runs.expire(store, now=NOW + 399 * DAY)
    assert len(rows(store, "SELECT * FROM runs")) == 1
    await watch_runs.expire(store, now=NOW + 400 * DAY)

    assert rows(store, "SELECT * FROM runs") == []


async def test_after_a_day_it_is_not_known_in_which_second_a_watch_was_asked_for(store: Store) -> None:
    """A first run is due when somebody asks, not when the rule says."""
    asked = NOW + 7_919
    watch = await watches.add(store, Asked("name:square", AIGUL, AIGUL, "en", "0 9 * * *", "", "UTC"),
                              due_at=asked - 13, now=asked)  # fmt: skip
    first = await begun(store, watch, due_at=asked - 13)
    await begun(store, watch, due_at=NOW + DAY)
    await talkers.speak(store, AIGUL, "kk", now=asked)
    await watch_runs.expire(store, now=asked + DAY)
    assert len(rows(store, "SELECT * FROM runs")) == 2, "a run that is under way ends first"
    await watch_runs.conclude(store, first, watch, "done")
    times = (
        "SELECT made_at FROM watches UNION ALL SELECT last_at FROM talkers UNION ALL SELECT min(asked_at) FROM askings"
    )
    for late in (DAY - 1, DAY):
        await watch_runs.expire(store, now=asked + late)
        await talkers.let_go(store, now=asked + late, decision_days=400)
        assert all(at % DAY == 0 for (at,) in rows(store, times)) == (late == DAY)
    assert rows(store, "SELECT due_at FROM runs") == [(NOW + DAY,)]


@pytest.mark.parametrize("asker", [AIGUL, TIMUR])
async def test_who_is_forgotten_is_so_as_somebody_who_watches(store: Store, asker: int) -> None:
    await watching(store, asker)
    await alerts.add(store, [alert(room=asker)])
    await talkers.forget_talker(store, asker, now=NOW)

    assert rows(store, "SELECT * FROM watches") == rows(store, "SELECT * FROM alerts") == []


async def test_a_watch_is_due_when_its_moment_and_its_jitter_have_gone_by(store: Store) -> None:
    watch = await watching(store)
    later = watches.jitter(watch.target)

    assert 0 < later < watches.JITTER_SECONDS
    assert [] == await watches.due(store, NOW + later - 1)
    assert [watch.watch] == [each.watch for each in await watches.due(store, NOW + later)]
    assert [] == await watches.due(store, NOW + later, since=NOW + 1), "nor so soon after a start"


async def test_watches_of_before_jitter_was_kept_get_theirs(store: Store) -> None:
    watch = await watching(store)
    async with store.writing() as connection:
        await connection.exec_driver_sql("UPDATE watches SET jitter = -1")
    await watches.draw_jitter(store)

    assert rows(store, "SELECT jitter FROM watches") == [(watches.jitter(watch.target),)]
