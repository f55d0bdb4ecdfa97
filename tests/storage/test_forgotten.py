"""Whoever was forgotten does not come back: not by a name that was theirs for a time, not by an audit or an alert that
was under way."""

import json
import sqlite3
from pathlib import Path

import pytest

from auditor.conductors import audit as conductor
from auditor.conductors.measuring import Arguments, build_report
from storage.audited import audits
from storage.audited.observations import observe
from storage.audited.retention import erase, forget
from storage.audited.rights import held_about
from storage.companion import alerts, askings, jobs, talkers
from storage.companion.alerts import NewAlert
from storage.companion.jobs import Request
from storage.errors import ForgottenMeanwhile
from storage.people.identities import Identities
from storage.records import Batch, Chat, Coverage
from storage.store import Store
from tests.auditor.collect.chats import ASEL, BOLAT, DANA, DAY, ERLAN, NOW, Somebody, added, left, said
from tests.storage import chats_heard as live
from tests.storage.installation import again, audited, bytes_at_rest, frames, report_of, rows, take_in

NAMESAKE = Somebody(300, DANA.name)


def pseudonyms(store: Store, *people: Somebody) -> list[int]:
    return [Identities(store.key).person(str(who.id)) for who in people]


async def test_a_name_that_was_theirs_alone_at_the_time_is_theirs(store: Store) -> None:
    """Dana wrote under the name when she was added under it; later another Dana came."""
    first = [said(1, DANA), added(2, ASEL, DANA), left(3, DANA)]
    await take_in(store, first)
    async with store.writing() as connection:  # as a later export showed it, when the first Dana had another name
        (dana,) = pseudonyms(store, DANA)
        await connection.exec_driver_sql("UPDATE names SET seen = 1 WHERE person = ?", (dana,))
    later, _ = await take_in(store, [*first[1:], said(5, NAMESAKE), added(6, ASEL, NAMESAKE)], now=NOW + DAY)
    async with store.writing() as connection:
        await connection.exec_driver_sql("UPDATE names SET seen = 1 WHERE person = ?", (dana,))
    assert [
        row["kind"]
        for row in (await held_about(store, str(DANA.id), text_days=30, row_days=400))["chats"][0]["arrivals"]
    ] == ["added"]
    await forget(store, str(DANA.id))
    assert rows(store, "SELECT id FROM arrivals") == [(6,)]
    assert rows(store, "SELECT id FROM leaves") == []
    shown = await frames(store, await again(store, later))
    (namesake,) = pseudonyms(store, NAMESAKE)
    assert [(row.id, row.person) for row in shown.arrivals.itertuples()] == [(6, namesake)]


async def test_a_name_that_nobody_was_shown_under_at_the_time_is_nobodys(store: Store) -> None:
    observation, _ = await take_in(store, [said(1, DANA), said(2, NAMESAKE), added(3, ASEL, DANA)])
    dana, namesake = pseudonyms(store, DANA, NAMESAKE)
    async with store.writing() as connection:
        for person, seen in ((dana, 8), (namesake, 9)):
            await connection.exec_driver_sql(
                "UPDATE names SET since = ?, seen = ? WHERE person = ?", (seen, seen, person)
            )
    assert "arrivals" not in (await held_about(store, str(DANA.id), text_days=30, row_days=400))["chats"][0]
    await forget(store, str(DANA.id))
    assert rows(store, "SELECT id FROM arrivals") == [(3,)]
    assert len((await frames(store, await again(store, observation))).arrivals) == 1


async def test_an_adder_known_by_a_name_of_theirs_is_no_adder_any_more(store: Store) -> None:
    await take_in(store, [said(1, ASEL), added(2, ASEL, BOLAT), said(3, BOLAT)])
    name = rows(store, "SELECT name FROM names WHERE person = (SELECT adder FROM arrivals)")[0][0]
    async with store.writing() as connection:
        await connection.exec_driver_sql("UPDATE arrivals SET adder = ?", (name,))
    await forget(store, str(ASEL.id))
    assert rows(store, "SELECT adder FROM arrivals") == [(None,)]
    assert name.to_bytes(8, "big", signed=True) not in bytes_at_rest(Path(store.home))


async def test_what_was_measured_while_somebody_was_forgotten_is_measured_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = [added(1, ASEL, DANA, ERLAN), said(2, BOLAT, "сөз"), said(3, DANA, "сөз"), left(4, ERLAN)]
    observation, _ = await take_in(store, story)
    build, times = build_report, list[int]()

    def with_evidence(*given: object) -> object:
        from msgspec.structs import replace

        report = build(*given)  # type: ignore[arg-type]
        times.append(len(times))
        if len(times) == 1:  # while the first was being measured
            with sqlite3.connect(Path(store.home, "deadsouls.db")) as other:
                other.execute("INSERT INTO erasures VALUES (?)", (dana,))
                other.execute("DELETE FROM messages WHERE person = ?", (dana,))
                other.execute("DELETE FROM names WHERE person = ?", (dana,))
            other.close()
        frames_given = given[1]
        people = sorted(frames_given.people.index.tolist())  # type: ignore[attr-defined]
        return replace(report, evidence={"arrivals.forced": [{"people": people}]})

    (dana,) = pseudonyms(store, DANA)
    monkeypatch.setattr(conductor, "build_report", with_evidence)
    finished = await conductor.measured(store, observation, Arguments(), now=NOW)
    assert len(times) == 2
    assert str(dana).encode() not in finished.audit.report
    assert str(pseudonyms(store, BOLAT)[0]).encode() in finished.audit.report


async def test_a_report_is_not_kept_when_somebody_was_forgotten_since_its_rows_were_read(store: Store) -> None:
    finished = await audited(store, [said(1, ASEL), said(2, BOLAT)])
    seen = await audits.erased(store)
    await erase(store, str(DANA.id))
    with pytest.raises(ForgottenMeanwhile):
        await audits.save(
            store, chat_row=1, observation=finished.audit.observation, identity="another", arguments="{}",
            as_of=None, made_at=NOW, report=b"{}", erased=seen,
        )  # fmt: skip
    assert len(await audits.list_audits(store)) == 1


async def test_evidence_under_a_name_that_others_bear_too_goes(store: Store) -> None:
    finished = await audited(store, [said(1, DANA), said(2, BOLAT)])
    dana, bolat = pseudonyms(store, DANA, BOLAT)
    ((name,),), ((his,),) = (rows(store, f"SELECT name FROM names WHERE person = {each}") for each in (dana, bolat))
    async with store.writing() as connection:  # she was shown without a name, too
        await connection.exec_driver_sql("INSERT INTO names VALUES (1, ?, 0, 1, 1, 'none', 0, 1)", (dana,))
        await connection.exec_driver_sql("UPDATE observations SET seal = NULL")
    await take_in(store, [said(1, DANA), said(2, BOLAT), said(3, NAMESAKE)], now=NOW + DAY)
    report = report_of(finished) | {"evidence": {"arrivals.forced": [{"adder": name}, {"adder": his, "left": 0}]}}
    await audits.save(
        store, chat_row=1, observation=finished.audit.observation, identity=finished.audit.identity,
        arguments=finished.audit.arguments, as_of=finished.audit.as_of, made_at=NOW, report=json.dumps(report).encode(),
    )  # fmt: skip
    await forget(store, str(DANA.id))
    kept = json.loads((await audits.find(store, str(finished.audit.row))).report)
    assert kept["evidence"] == {"arrivals.forced": [{"adder": his, "left": 0}]}
    assert str(name).encode() not in bytes_at_rest(Path(store.home))


def burst(adder: int, room: int) -> NewAlert:
    return NewAlert(room, room, "en", None, f"burst:{room}", "burst", NOW, NOW, {"count": 9}, adder=adder)


async def test_an_alert_names_nobody_who_was_forgotten_before_or_after(store: Store) -> None:
    dana, bolat = pseudonyms(store, DANA, BOLAT)
    await alerts.add(store, [burst(dana, 1), burst(bolat, 2)])
    await forget(store, str(DANA.id))
    await alerts.add(store, [burst(dana, 3)])
    assert rows(store, "SELECT room, adder FROM alerts ORDER BY room") == [(1, None), (2, bolat), (3, None)]
    assert dana.to_bytes(8, "big", signed=True) not in bytes_at_rest(Path(store.home))


async def test_the_reading_account_of_whoever_is_forgotten_is_forgotten_too(store: Store) -> None:
    (dana,) = pseudonyms(store, DANA)
    async with store.writing() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO chats (chat, identity, title, kind) VALUES (1, 'x', 'X', 'group')"
        )
        await connection.exec_driver_sql("INSERT INTO accesses VALUES (1, ?, 5), (1, 8, 5)", (dana,))
    assert await forget(store, str(DANA.id)) == 1
    assert rows(store, "SELECT account FROM accesses") == [(8,)]


async def test_nothing_ties_an_asker_to_a_person_of_chats_without_the_key(store: Store) -> None:
    """Whoever has the database, and knows when who asked for what, finds no row of a chat by it."""
    askers = [ASEL, BOLAT, DANA, ERLAN]
    await take_in(store, [said(n, who) for n, who in enumerate(askers, 1)])
    for number, who in enumerate(askers):
        now = NOW + 7_919 * number
        await jobs.ask(store, Request("live", f"name:{number}", who.id, who.id, number + 1, "en"), now=now)
        await talkers.decided(store, who.id, "audit", "allowed", now=now)
    await talkers.forget_talker(store, ERLAN.id, now=NOW + 30_000)
    people = {row[0] for row in rows(store, "SELECT person FROM messages UNION SELECT person FROM names")}
    said_of_askers = {row[0] for row in rows(store, "SELECT person FROM decisions UNION SELECT person FROM spent")}
    assert len(people) == len(said_of_askers) == 4
    assert not people & said_of_askers
    assert {row[0] % DAY for row in rows(store, "SELECT at FROM decisions")} == {0}
    assert {row[0] % 3_600 for row in rows(store, "SELECT at FROM spent")} == {0}
    assert await askings.spent_since(store, NOW - DAY, ERLAN.id) == 1


async def test_a_name_alone_of_one_who_is_turned_away_takes_its_texts_along(store: Store) -> None:
    from storage.records import Message, Who

    await forget(store, str(DANA.id))
    chat = Chat(title="Соседи", kind="supergroup", telegram_id=5)
    async with observe(store, chat, source="desktop-export", collected_at=NOW, keep_text=True) as visit:
        by_id, by_name = Who(str(DANA.id), DANA.name), Who(None, DANA.name)
        told = [Message(n, NOW, who, "text", f"құпия {n}", None, None) for n, who in ((1, by_id), (2, by_name))]
        told.append(Message(3, NOW, Who("9", "Ерлан"), "text", "сәлем", None, None))
        await visit.add(Batch(told, [], [], []))
        await visit.finish(Coverage(source="desktop-export"))
    assert rows(store, "SELECT id FROM messages") == [(3,)]
    assert rows(store, "SELECT text FROM texts.texts") == [("сәлем",)]


async def test_of_the_forgotten_no_line_of_a_member_list_and_no_name_stays(store: Store) -> None:
    await live.read(store, 4, members=[live.member(live.ASEL), live.member(live.BOLAT)])
    await forget(store, str(live.BOLAT.key))
    asel = Identities(store.key).person(str(live.ASEL.key))
    assert rows(store, "SELECT person FROM members") == [(asel,)]
    assert rows(store, "SELECT person FROM names") == [(asel,)]


async def test_whom_others_added_stays_with_their_adder(store: Store) -> None:
    await take_in(store, [added(1, ASEL, DANA), added(2, BOLAT, ERLAN), said(3, ASEL), said(4, BOLAT)])
    await forget(store, str(BOLAT.id))
    adders = [adder for (adder,) in rows(store, "SELECT adder FROM arrivals ORDER BY id")]
    assert adders == [Identities(store.key).person(str(ASEL.id)), None]
