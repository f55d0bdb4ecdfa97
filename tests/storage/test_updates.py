"""What a bot hears of who came and left: kept once, seen by every later live audit and by no earlier one, and its
silences said."""

import pytest

from auditor.conductors.audit import Finished, reopen, tables_for
from storage.audited.retention import forget, holdings, retain
from storage.audited.updates import deafen, heartbeat, listen, record, resume
from storage.people.identities import Identities
from storage.records import Chat
from storage.store import Store
from tests.auditor.collect.chats import ASEL as EXPORTED
from tests.auditor.collect.chats import Somebody, added
from tests.auditor.collect.chats import said as exported
from tests.storage.chats_heard import ASEL, BOLAT, CHAT, DANA, DAY, ERLAN, at, came, member, read, shown, went
from tests.storage.installation import frames, rows, take_in

EVERYBODY = [member(ASEL), member(BOLAT, 3), member(DANA, 3)]


def sources(finished: Finished) -> dict[str, int]:
    """How many arrivals are known from where."""
    counted = finished.frames.people["arrival_source"].value_counts()
    return {str(source): int(count) for source, count in counted.items() if source}


def notes(finished: Finished) -> dict[str, dict[str, int | str]]:
    return {note.id: note.facts for note in finished.report.coverage.notes}


async def test_what_was_heard_changes_what_an_audit_finds(store: Store) -> None:
    before = await read(store, 5, members=EVERYBODY)
    assert before.report.measures["arrivals.added"].count == 0
    for who in (BOLAT, DANA):
        assert await record(store, CHAT, came(who, 3, by=ASEL), now=at(3))
    later = await read(store, 6, members=EVERYBODY)
    measures = later.report.measures
    assert (measures["arrivals.added"].count, measures["arrivals.adders"].count) == (2, 1)
    assert sources(later) == {"bot-updates": 2}
    assert later.report.coverage.arrival_sources == ["bot-updates"]
    assert notes(later)["arrivals-bot-updates"] == {"count": 2}
    people = tables_for(store, later).people
    assert sorted(people["arrival_source"]) == ["", "bot-updates", "bot-updates"]


async def test_the_bot_is_believed_before_the_history_and_counts_once_beside_it(store: Store) -> None:
    await record(store, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    finished = await read(store, 6, members=EVERYBODY, arrivals=[shown(BOLAT, 3.001), shown(DANA, 3)])
    assert sources(finished) == {"bot-updates": 1, "service-messages": 1}
    assert len(finished.frames.arrivals) == 2
    assert finished.report.measures["arrivals.added"].count == 1


async def test_what_comes_twice_counts_once(store: Store) -> None:
    assert await record(store, CHAT, came(BOLAT, 3), now=at(3))
    assert not await record(store, CHAT, came(BOLAT, 3), now=at(3.5))
    assert await record(store, CHAT, went(BOLAT, 3), now=at(3.5))
    assert rows(store, "SELECT kind, heard_at FROM updates") == [("added", at(3)), ("left", at(3.5))]


async def test_an_earlier_audit_measured_again_is_what_it_was(store: Store) -> None:
    first = await read(store, 5, members=EVERYBODY)
    await record(store, CHAT, came(BOLAT, 3, by=ASEL), now=at(5.2))
    again = await reopen(store, first.audit)
    assert again.frames.people.equals(first.frames.people)
    assert (await read(store, 6, members=EVERYBODY)).report.measures["arrivals.added"].count == 1


async def test_a_leave_is_heard_and_says_nothing_of_those_who_left_before(store: Store) -> None:
    await record(store, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    await record(store, CHAT, went(BOLAT, 3.2), now=at(3.2))
    many = [shown(DANA, 1)]
    finished = await read(store, 6, members=[member(ASEL), member(DANA)], arrivals=many)
    assert finished.frames.people["left"].sum() == 1
    assert finished.report.measures["arrivals.added_gone"].count == 1


async def test_an_export_of_the_chat_is_read_as_before(store: Store) -> None:
    observation, _ = await take_in(store, [added(1, Somebody(7, "Әсел"), Somebody(8, "Болат"))])
    await record(store, observation.chat, came(BOLAT, 3), now=at(3))
    assert observation.source == "desktop-export"
    assert rows(store, "SELECT count(*) FROM chats") == [(1,)]
    assert len((await frames(store, observation)).arrivals) == 1


async def test_the_account_that_reads_is_not_counted_when_it_joins(store: Store) -> None:
    await record(store, CHAT, came(ERLAN, 3, "by_self"), now=at(3))
    reader = Identities(store.key).person(str(ERLAN.key))
    async with store.writing() as connection:
        await connection.exec_driver_sql("INSERT INTO accesses VALUES (1, ?, 5)", (reader,))
    finished = await read(store, 6, members=EVERYBODY)
    assert reader not in finished.frames.people.index


async def test_the_forgotten_are_turned_away_at_this_door_too(store: Store) -> None:
    await record(store, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    await record(store, CHAT, came(DANA, 3, by=BOLAT), now=at(3))
    assert await forget(store, str(BOLAT.key)) == 1
    assert await forget(store, str(BOLAT.key)) == 0
    assert not await record(store, CHAT, came(BOLAT, 4, by=ASEL), now=at(4))
    assert not await record(store, CHAT, went(BOLAT, 5), now=at(5))
    assert await record(store, CHAT, came(ERLAN, 4, by=BOLAT), now=at(4))
    assert rows(store, "SELECT adder FROM updates") == [(None,), (None,)]
    finished = await read(store, 6, members=EVERYBODY)
    assert finished.report.coverage.erased == 1
    bolat = Identities(store.key).person(str(BOLAT.key))
    assert bolat not in finished.frames.people.index


async def test_silences_are_said(store: Store) -> None:
    await listen(store, CHAT, at(1))
    await heartbeat(store, at(2))
    await resume(store, at(3))
    await heartbeat(store, at(4))
    await listen(store, CHAT, at(4))
    assert rows(store, "SELECT since, until, open FROM listening") == [(at(1), at(2), 0), (at(3), at(4), 1)]
    found = notes(await read(store, 4, members=EVERYBODY))
    assert found["bot-listened"] == {"since": "2023-11-15"}
    assert found["bot-deaf"] == {"count": 1, "hours": 24}
    await deafen(store, CHAT, at(4.5))
    assert notes(await read(store, 6, members=EVERYBODY))["bot-deaf"] == {"count": 2, "hours": 24 + 36}


async def test_where_nobody_was_deaf_no_silence_is_said(store: Store) -> None:
    await listen(store, CHAT, at(1))
    await heartbeat(store, at(4) - 60)
    first = await read(store, 4, members=EVERYBODY)
    assert "bot-deaf" not in notes(first)
    await resume(store, at(9))
    again = await reopen(store, first.audit)
    assert again.frames.facts.listened == ((at(1), at(4) - 60),)


async def test_a_chat_that_nobody_listened_to_says_nothing_of_bots(store: Store) -> None:
    await deafen(store, CHAT, at(1))
    await resume(store, at(2))
    assert not {"bot-listened", "bot-deaf"} & notes(await read(store, 4, members=EVERYBODY)).keys()


@pytest.mark.parametrize("audited", [False, True])
async def test_what_was_heard_goes_when_nothing_at_rest_holds_it(store: Store, *, audited: bool) -> None:
    await listen(store, CHAT, at(1))
    await record(store, CHAT, came(BOLAT, 3), now=at(3))
    await deafen(store, CHAT, at(4))
    kept = 3.0
    if audited:
        await read(store, 10, members=EVERYBODY)
        kept = 10.0
    await retain(store, now=at(kept) + 400 * DAY - 1, text_days=30, row_days=400)
    assert (await holdings(store)).updates == 1
    assert (await holdings(store)).oldest_update == at(3)
    await retain(store, now=at(kept) + 401 * DAY, text_days=30, row_days=400)
    held = await holdings(store)
    assert (held.updates, held.oldest_update, held.listening) == (0, None, 0)


async def test_what_another_chat_is_listened_to_for_stays(store: Store) -> None:
    other = Chat("Басқа", "supergroup", 1_400_000_002, "basqa")
    await listen(store, CHAT, at(1))
    await record(store, CHAT, came(BOLAT, 3), now=at(3))
    await deafen(store, CHAT, at(4))
    await listen(store, other, at(200))
    await record(store, other, came(BOLAT, 300), now=at(300))
    await retain(store, now=at(3) + 401 * DAY, text_days=30, row_days=400)
    assert rows(store, "SELECT since, open FROM listening") == [(at(200), 1)]
    assert rows(store, "SELECT at FROM updates") == [(at(300),)]


async def test_an_export_that_is_kept_holds_nothing_of_what_was_heard(store: Store) -> None:
    await record(store, CHAT, came(BOLAT, 3), now=at(3))
    observation, _ = await take_in(store, [exported(1, EXPORTED)], now=at(300), id=CHAT.telegram_id)
    assert rows(store, "SELECT count(*) FROM chats") == [(1,)]
    await retain(store, now=at(3) + 401 * DAY, text_days=30, row_days=400)
    assert rows(store, "SELECT count(*) FROM updates") == [(0,)]
    assert rows(store, "SELECT rows_rest FROM observations") == [(1,)]
    assert len((await frames(store, observation)).messages) == 1


async def test_that_nothing_was_heard_is_let_go_as_well(store: Store) -> None:
    await listen(store, CHAT, at(1))
    await deafen(store, CHAT, at(4))
    await retain(store, now=at(4) + 400 * DAY - 1, text_days=30, row_days=400)
    assert rows(store, "SELECT until FROM listening") == [(at(4),)]
    await retain(store, now=at(4) + 400 * DAY, text_days=30, row_days=400)
    assert rows(store, "SELECT until FROM listening") == []
