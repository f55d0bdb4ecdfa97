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


async def test_what_was_heard_changes_what_an_audit_finds(database: Store) -> None:
    before = await read(database, 5, members=EVERYBODY)
    assert before.report.measures["arrivals.added"].count == 0
    for who in (BOLAT, DANA):
        assert await record(database, CHAT, came(who, 3, by=ASEL), now=at(3))
    later = await read(database, 6, members=EVERYBODY)
    measures = later.report.measures
    assert (measures["arrivals.added"].count, measures["arrivals.adders"].count) == (2, 1)
    assert sources(later) == {"bot-updates": 2}
    assert later.report.coverage.arrival_sources == ["bot-updates"]
    assert notes(later)["arrivals-bot-updates"] == {"count": 2}
    people = tables_for(database, later).people
    assert sorted(people["arrival_source"]) == ["", "bot-updates", "bot-updates"]


async def test_the_bot_is_believed_before_the_history_and_counts_once_beside_it(database: Store) -> None:
    await record(database, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    finished = await read(database, 6, members=EVERYBODY, arrivals=[shown(BOLAT, 3.001), shown(DANA, 3)])
    assert sources(finished) == {"bot-updates": 1, "service-messages": 1}
    assert len(finished.frames.arrivals) == 2
    assert finished.report.measures["arrivals.added"].count == 1


async def test_what_comes_twice_counts_once(database: Store) -> None:
    assert await record(database, CHAT, came(BOLAT, 3), now=at(3))
    assert not await record(database, CHAT, came(BOLAT, 3), now=at(3.5))
    assert await record(database, CHAT, went(BOLAT, 3), now=at(3.5))
    assert rows(database, "SELECT kind, heard_at FROM updates") == [("added", at(3)), ("left", at(3.5))]


async def test_an_earlier_audit_measured_again_is_what_it_was(database: Store) -> None:
    first = await read(database, 5, members=EVERYBODY)
    await record(database, CHAT, came(BOLAT, 3, by=ASEL), now=at(5.2))
    again = await reopen(database, first.audit)
    assert again.frames.people.equals(first.frames.people)
    assert (await read(database, 6, members=EVERYBODY)).report.measures["arrivals.added"].count == 1


async def test_a_leave_is_heard_and_says_nothing_of_those_who_left_before(database: Store) -> None:
    await record(database, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    await record(database, CHAT, went(BOLAT, 3.2), now=at(3.2))
    many = [shown(DANA, 1)]
    finished = await read(database, 6, members=[member(ASEL), member(DANA)], arrivals=many)
    assert finished.frames.people["left"].sum() == 1
    assert finished.report.measures["arrivals.added_gone"].count == 1


async def test_an_export_of_the_chat_is_read_as_before(database: Store) -> None:
    observation, _ = await take_in(database, [added(1, Somebody(7, "Әсел"), Somebody(8, "Болат"))])
    await record(database, observation.chat, came(BOLAT, 3), now=at(3))
    assert observation.source == "desktop-export"
    assert rows(database, "SELECT count(*) FROM chats") == [(1,)]
    assert len((await frames(database, observation)).arrivals) == 1


async def test_the_account_that_reads_is_not_counted_when_it_joins(database: Store) -> None:
    await record(database, CHAT, came(ERLAN, 3, "by_self"), now=at(3))
    reader = Identities(database.key).person(str(ERLAN.key))
    async with database.writing() as connection:
        await connection.exec_driver_sql("INSERT INTO accesses VALUES (1, ?, 5)", (reader,))
    finished = await read(database, 6, members=EVERYBODY)
    assert reader not in finished.frames.people.index


async def test_the_forgotten_are_turned_away_at_this_door_too(database: Store) -> None:
    await record(database, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    await record(database, CHAT, came(DANA, 3, by=BOLAT), now=at(3))
    assert await forget(database, str(BOLAT.key)) == 1
    assert await forget(database, str(BOLAT.key)) == 0
    assert not await record(database, CHAT, came(BOLAT, 4, by=ASEL), now=at(4))
    assert not await record(database, CHAT, went(BOLAT, 5), now=at(5))
    assert await record(database, CHAT, came(ERLAN, 4, by=BOLAT), now=at(4))
    assert rows(database, "SELECT adder FROM updates") == [(None,), (None,)]
    finished = await read(database, 6, members=EVERYBODY)
    assert finished.report.coverage.erased == 1
    bolat = Identities(database.key).person(str(BOLAT.key))
    assert bolat not in finished.frames.people.index


async def test_silences_are_said(database: Store) -> None:
    await listen(database, CHAT, at(1))
    await heartbeat(database, at(2))
    await resume(database, at(3))
    await heartbeat(database, at(4))
    await listen(database, CHAT, at(4))
    assert rows(database, "SELECT since, until, open FROM listening") == [(at(1), at(2), 0), (at(3), at(4), 1)]
    found = notes(await read(database, 4, members=EVERYBODY))
    assert found["bot-listened"] == {"since": "2023-11-15"}
    assert found["bot-deaf"] == {"count": 1, "hours": 24}
    await deafen(database, CHAT, at(4.5))
    assert notes(await read(database, 6, members=EVERYBODY))["bot-deaf"] == {"count": 2, "hours": 24 + 36}


async def test_where_nobody_was_deaf_no_silence_is_said(database: Store) -> None:
    await listen(database, CHAT, at(1))
    await heartbeat(database, at(4) - 60)
    first = await read(database, 4, members=EVERYBODY)
    assert "bot-deaf" not in notes(first)
    await resume(database, at(9))
    again = await reopen(database, first.audit)
    assert again.frames.facts.listened == ((at(1), at(4) - 60),)


async def test_a_chat_that_nobody_listened_to_says_nothing_of_bots(database: Store) -> None:
    await deafen(database, CHAT, at(1))
    await resume(database, at(2))
    assert not {"bot-listened", "bot-deaf"} & notes(await read(database, 4, members=EVERYBODY)).keys()


@pytest.mark.parametrize("audited", [False, True])
async def test_what_was_heard_goes_when_nothing_at_rest_holds_it(database: Store, *, audited: bool) -> None:
    await listen(database, CHAT, at(1))
    await record(database, CHAT, came(BOLAT, 3), now=at(3))
    await deafen(database, CHAT, at(4))
    kept = 3.0
    if audited:
        await read(database, 10, members=EVERYBODY)
        kept = 10.0
    await retain(database, now=at(kept) + 400 * DAY - 1, text_days=30, row_days=400)
    assert (await holdings(database)).updates == 1
    assert (await holdings(database)).oldest_update == at(3)
    await retain(database, now=at(kept) + 401 * DAY, text_days=30, row_days=400)
    held = await holdings(database)
    assert (held.updates, held.oldest_update, held.listening) == (0, None, 0)


async def test_what_another_chat_is_listened_to_for_stays(database: Store) -> None:
    other = Chat("Басқа", "supergroup", 1_400_000_002, "basqa")
    await listen(database, CHAT, at(1))
    await record(database, CHAT, came(BOLAT, 3), now=at(3))
    await deafen(database, CHAT, at(4))
    await listen(database, other, at(200))
    await record(database, other, came(BOLAT, 300), now=at(300))
    await retain(database, now=at(3) + 401 * DAY, text_days=30, row_days=400)
    assert rows(database, "SELECT since, open FROM listening") == [(at(200), 1)]
    assert rows(database, "SELECT at FROM updates") == [(at(300),)]


async def test_an_export_that_is_kept_holds_nothing_of_what_was_heard(database: Store) -> None:
    await record(database, CHAT, came(BOLAT, 3), now=at(3))
    observation, _ = await take_in(database, [exported(1, EXPORTED)], now=at(300), id=CHAT.telegram_id)
    assert rows(database, "SELECT count(*) FROM chats") == [(1,)]
    await retain(database, now=at(3) + 401 * DAY, text_days=30, row_days=400)
    assert rows(database, "SELECT count(*) FROM updates") == [(0,)]
    assert rows(database, "SELECT rows_rest FROM observations") == [(1,)]
    assert len((await frames(database, observation)).messages) == 1


async def test_that_nothing_was_heard_is_let_go_as_well(database: Store) -> None:
    await listen(database, CHAT, at(1))
    await deafen(database, CHAT, at(4))
    await retain(database, now=at(4) + 400 * DAY - 1, text_days=30, row_days=400)
    assert rows(database, "SELECT until FROM listening") == [(at(4),)]
    await retain(database, now=at(4) + 400 * DAY, text_days=30, row_days=400)
    assert rows(database, "SELECT until FROM listening") == []
