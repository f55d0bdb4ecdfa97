"""What live audits show again costs no new row, and every one of them can be read as it was."""

import asyncio
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from auditor.conductors.audit import Finished, frames_of, reopen
from auditor.conductors.compare import compared
from auditor.conductors.measuring import Arguments, build_report
from auditor.measure.spec import Measure
from auditor.report.report import to_json
from storage.audited.observations import find_observation
from storage.audited.retention import retain
from storage.errors import KeeperLost
from storage.keeping.readings import Reading, reading
from storage.opening import open_store
from storage.records import Account, Batch, Coverage, Member, Post
from storage.store import Store
from tests.storage.chats_heard import ASEL, BOLAT, CHAT, DANA, DAY, ERLAN, at, member, read, said
from tests.storage.installation import rows
from tests.storage.test_readings import keeper

SEEN: dict[str, Any] = {"seen": "exact", "seen_at": at(3.4)}


def runs(store: Store, what: str = "since, last", table: str = "members") -> list[tuple[Any, ...]]:
    return rows(store, f"SELECT {what} FROM {table} ORDER BY since, last")


async def report(store: Store, finished: Finished) -> bytes:
    """The report of an audit, measured anew from its rows."""
    observation = await find_observation(store, finished.audit.observation)
    assert observation is not None
    return to_json(build_report(observation, await frames_of(store, observation, Arguments())))


async def test_whoever_is_shown_as_before_costs_no_row(store: Store) -> None:
    everybody = [member(ASEL, 1, **SEEN), member(BOLAT, 2, seen="recently"), member(DANA, seen="empty", blank=True)]
    for day in (5, 6, 7):
        await read(store, day, members=everybody)
    assert [(1, 3)] * 3 == runs(store)


async def test_being_seen_again_lately_is_nothing_new(store: Store) -> None:
    for day in (5, 20, 50):
        await read(store, day, members=[member(ASEL, seen="exact", seen_at=at(day - 1))])
    await read(store, 51, members=[member(ASEL, seen="online")])
    assert [(1, 4, "lately", None)] == runs(store, "since, last, seen, seen_month")


async def test_whoever_stays_away_costs_one_row(store: Store) -> None:
    for day in (5, 32, 34, 100, 300):
        await read(store, day, members=[member(ASEL, **SEEN)])
    assert [(1, 2, "lately", None), (3, 5, "long-ago", 646)] == runs(store, "since, last, seen, seen_month")


@pytest.mark.parametrize(
    "later",
    [
        member(ASEL, 1, deleted=True), member(ASEL, 1, blank=True), member(ASEL, 1, flagged=True), member(ASEL, 2),
        member(ASEL, 1, seen="recently"), member(ASEL, 1, by_me=True), Member(ASEL, Account()),
    ],
)  # fmt: skip
async def test_what_is_shown_otherwise_costs_one_row(store: Store, later: Member) -> None:
    for day, shown in ((5, member(ASEL, 1)), (6, later), (7, later)):
        await read(store, day, members=[shown, member(BOLAT)])
    assert [(1, 1), (1, 3), (2, 3)] == runs(store)


async def test_a_new_table_of_ages_that_says_the_same_costs_nothing(store: Store) -> None:
    await read(store, 5, members=[member(ASEL)])
    before = runs(store, "age_from, age_to")
    async with store.writing() as connection:
        await connection.exec_driver_sql("UPDATE members SET age_table = age_table - 1")
    await read(store, 6, members=[member(ASEL)])
    assert before == runs(store, "age_from, age_to")
    async with store.writing() as connection:
        await connection.exec_driver_sql("UPDATE members SET age_to = age_to - 86400")
        await connection.exec_driver_sql("UPDATE observations SET seal = NULL")  # a hand is no damage here
    await read(store, 7, members=[member(ASEL)])
    assert [(1, 2), (3, 3)] == runs(store)


async def test_an_audit_shows_what_it_showed_whatever_came_after(store: Store) -> None:
    first = await read(
        store, 5, members=[member(ASEL, 1, **SEEN), member(BOLAT, 2), member(DANA)], messages=[said(BOLAT, 3)],
        posts=[Post(1, at(2), 10, 1)],
    )  # fmt: skip
    told = await report(store, first)
    assert to_json(first.report) == told
    changed = [member(ASEL, 1, **SEEN), member(BOLAT, 2, deleted=True), member(ERLAN, 6)]
    second = await read(store, 40, members=changed, messages=[said(DANA, 7)], posts=[Post(1, at(2), 99, 1)])
    later = await report(store, second)
    await read(store, 41, members=[member(DANA)], posts=[Post(1, at(2), 100, 1)])
    assert told == await report(store, first)
    assert later == await report(store, second)
    assert told != later


async def test_whoever_comes_back_was_not_there_in_between(store: Store) -> None:
    await read(store, 5, members=[member(ASEL), member(BOLAT)])
    between = await read(store, 6, members=[member(ASEL)])
    await read(store, 7, members=[member(ASEL), member(BOLAT)])
    assert [(1, 1), (1, 3), (3, 3)] == runs(store)
    assert 1 == int((await reopen(store, between.audit)).frames.people["listed"].sum())


async def gone(store: Store, before: Finished, after: Finished) -> Measure:
    """How many left between two audits."""
    found = (await compared(store, before.audit, after.audit)).measures["watch.gone"]
    assert isinstance(found, Measure)
    return found


async def test_a_whole_list_says_who_is_gone_and_no_other_does(store: Store) -> None:
    first = await read(store, 5, members=[member(ASEL), member(BOLAT)], messages=[said(BOLAT, 3)])
    for day, listing in ((6, "capped"), (7, "hidden")):
        cut = await read(store, day, members=[member(ASEL)], listing=listing)  # type: ignore[arg-type]
        assert not cut.frames.people["left"].any()
        assert "unavailable" == (await gone(store, first, cut)).outcome
    whole = await read(store, 8, members=[member(ASEL)])
    assert 1 == (await gone(store, first, whole)).count
    assert [(1, 1), (1, 4)] == runs(store)


async def test_a_bot_that_is_gone_is_still_no_person(store: Store) -> None:
    await read(store, 5, members=[member(ASEL), Member(BOLAT, Account(bot=True))], messages=[said(BOLAT, 3)])
    later = await read(store, 6, members=[member(ASEL)])
    assert 0 == len(later.frames.messages)
    await retain(store, now=at(5) + 400 * DAY, text_days=30, row_days=400)
    assert 0 == len((await reopen(store, later.audit)).frames.messages)


async def test_a_post_that_nobody_read_since_costs_nothing(store: Store) -> None:
    old, new = Post(1, at(1), 500, 3, 2, 1), Post(2, at(4), 40)
    await read(store, 5, posts=[old, new])
    second = await read(store, 6, posts=[old, Post(2, at(4), 60)])
    assert [(1, 500, 1, 2), (2, 40, 1, 1), (2, 60, 2, 2)] == rows(
        store, "SELECT id, views, since, last FROM posts ORDER BY id, since"
    )
    assert second.frames.posts is not None
    assert [500, 60] == second.frames.posts.views.tolist()


async def test_the_seconds_of_a_last_sight_do_not_rest(store: Store) -> None:
    shown = [member(ASEL, seen="exact", seen_at=at(-100) + 17), member(BOLAT, seen="exact", seen_at=at(4) + 17)]
    await read(store, 5, members=shown)
    cells = {cell for row in rows(store, "SELECT * FROM members") for cell in row}
    assert not cells & {at(-100) + 17, at(4) + 17}


FIRST = [member(ASEL), member(BOLAT, 2), member(DANA, 3)]
SECOND = [member(ASEL), member(ERLAN, 6), member(BOLAT, 2, deleted=True)]
WHOLE = Coverage(source="live", first_at=at(0), last_at=at(5), history_begins="creation", listing="whole", claimed=3)


async def handed_over(under_way: Reading, members: Sequence[Member]) -> None:
    for number, each in enumerate(members, 1):
        await under_way.keep(Batch([], [], [], [each]), f"{number}")


def wait_until_kept(store: Store, number: int) -> None:
    while not rows(store, f"SELECT 1 FROM observations WHERE marks = '{number}'"):
        time.sleep(0.02)


async def killed(store: Store) -> None:
    """A reading whose keeper is killed after two members."""
    async with reading(store, CHAT, now=at(40), keep_text=True) as under_way:
        await handed_over(under_way, SECOND[:2])
        await asyncio.to_thread(wait_until_kept, store, 2)
        os.kill(keeper(), signal.SIGKILL)
        await handed_over(under_way, SECOND[2:])
        await under_way.finish(WHOLE)


@pytest.mark.starts_keepers
async def test_a_reading_that_was_killed_changes_nothing_and_goes_on_to_the_same_rows(tmp_path: Path) -> None:
    found = []
    for number, disturbed in enumerate((False, True)):
        home = tmp_path / str(number)
        home.mkdir(mode=0o700)
        (home / "key").write_bytes(bytes(range(32)))
        (home / "key").chmod(0o600)
        async with open_store(home) as store:
            first = await read(store, 5, members=FIRST)
            told = await report(store, first)
            if disturbed:
                with pytest.raises(KeeperLost):
                    await killed(store)
                assert told == await report(store, first)
            async with reading(store, CHAT, now=at(40), keep_text=True) as under_way:
                await handed_over(under_way, SECOND[2 if disturbed else 0 :])
                await under_way.finish(WHOLE)
            assert told == await report(store, first)
            found.append(rows(store, "SELECT * FROM members ORDER BY person, since"))
    assert found[0] == found[1]
    assert 5 == len(found[0])


async def test_what_one_reading_is_told_twice_counts_as_it_was_told_first(store: Store) -> None:
    await read(store, 5, members=[member(ASEL)])
    twice = [member(ASEL), member(ASEL, deleted=True), member(BOLAT), member(BOLAT, 3)]
    await read(store, 6, members=twice)
    assert [(1, 2, None), (2, 2, None)] == runs(store, "since, last, joined_at")
    await read(store, 7, members=[*reversed(twice)])
    told = rows(store, "SELECT deleted, joined_at FROM members WHERE last = 3 ORDER BY joined_at")
    assert [(1, None), (0, at(3))] == told


async def parked(store: Store) -> None:
    async with reading(store, CHAT, now=at(5), keep_text=True) as under_way:
        await handed_over(under_way, FIRST)
        raise ConnectionResetError


async def test_a_reading_that_lay_about_until_its_rows_went_begins_anew(store: Store) -> None:
    with pytest.raises(ConnectionResetError):
        await parked(store)
    await retain(store, now=at(5) + 400 * DAY, text_days=30, row_days=400)
    assert [] == runs(store)
    async with reading(store, CHAT, now=at(406), keep_text=True) as under_way:
        assert "" == under_way.marks
        assert at(406) == under_way.begun_at
        await under_way.finish(WHOLE)
    assert 1 == len(rows(store, "SELECT 1 FROM observations"))
