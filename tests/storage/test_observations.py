"""The same export, a longer one, a shorter one, an older one: what is kept, and what each observation shows."""

import asyncio
import tempfile
from pathlib import Path
from typing import Any

import pytest

from auditor.collect.desktop import open_export
from auditor.conductors.audit import collect
from storage.people.identities import by_name_alone
from storage.store import Store
from tests.auditor.collect.chats import (
    ASEL,
    BOLAT,
    DANA,
    DAY,
    ERLAN,
    NOW,
    Element,
    Somebody,
    added,
    came_by_link,
    created,
    element,
    export,
    founded,
    left,
    said,
    without_id,
)
from tests.storage.installation import again, audited, frames, people_csv, rows, shown, take_in

STORY = [
    created(1, ASEL, ASEL, BOLAT),
    said(2, BOLAT, "бір"),
    added(3, ASEL, DANA),
    said(4, ASEL, "екі"),
    left(5, DANA),
]
LONGER = [*STORY, said(6, DANA, "үш"), came_by_link(7, ERLAN), said(8, ERLAN, "төрт")]


def without_ids(elements: list[Element]) -> list[Element]:
    return [without_id(row) for row in elements]


COUNTS = "SELECT (SELECT count(*) FROM messages), (SELECT count(*) FROM arrivals), (SELECT count(*) FROM leaves)," \
    " (SELECT count(*) FROM names), (SELECT count(*) FROM observations), (SELECT count(*) FROM audits)"  # fmt: skip


async def test_the_same_export_twice_adds_nothing_and_shows_the_same_audit(database: Store) -> None:
    first = await audited(database, STORY)
    before = rows(database, COUNTS)
    second = await audited(database, STORY, now=first.audit.made_at + DAY)
    assert (second.again, second.audit) == (True, first.audit)
    assert second.report == first.report
    assert rows(database, COUNTS) == before
    assert people_csv(database, second) == people_csv(database, first)


async def test_other_arguments_are_another_audit_of_the_same_rows(database: Store) -> None:
    first = await audited(database, STORY)
    other = await audited(database, [row | {"text": row["text"]} for row in STORY], name="Чат")
    assert other.audit.row == first.audit.row
    assert rows(database, "SELECT count(*) FROM observations") == [(1,)]


async def test_a_longer_export_adds_what_is_new_and_keeps_the_rest(database: Store, tmp_path: Any) -> None:
    from storage.opening import open_store

    first, _ = await take_in(database, STORY)
    second, nothing_new = await take_in(database, LONGER)
    assert not nothing_new
    async with open_store(tmp_path / "fresh") as fresh:
        alone, _ = await take_in(fresh, LONGER)
        assert await shown(database, second) == await shown(fresh, alone)
        first_alone, _ = await take_in(fresh, STORY, name="Басқа", id=5)
        now, then = await shown(database, await again(database, first)), await shown(fresh, first_alone)
        for found in (now, then):
            found["people"] = [person[:-1] for person in found["people"]]  # Dana's id is known now
        assert now == then
    assert rows(database, "SELECT count(*) FROM messages WHERE until IS NOT NULL") == [(0,)]


async def test_what_changed_is_replaced_and_the_earlier_observation_keeps_its_own(database: Store) -> None:
    changed = [*STORY[:3], said(4, ASEL, "екі емес"), STORY[4]]
    first, _ = await take_in(database, STORY)
    second, _ = await take_in(database, changed)
    sql = (
        "SELECT since, until, text FROM messages AS m JOIN texts.texts AS t"
        " ON t.observation = m.since AND t.id = m.id AND t.ordinal = m.ordinal WHERE m.id = 4 ORDER BY since"
    )
    assert rows(database, sql) == [(first.row, second.row, "екі"), (second.row, None, "екі емес")]
    assert len((await frames(database, first)).messages) == len((await frames(database, second)).messages) == 2


async def test_a_shorter_export_after_a_longer_one_loses_nothing(database: Store) -> None:
    longer, _ = await take_in(database, LONGER)
    before = await shown(database, longer)
    shorter, _ = await take_in(database, LONGER[3:6])
    after = await shown(database, shorter)
    assert [after[part] for part in ("messages", "arrivals", "unresolved")] == [
        before[part] for part in ("messages", "arrivals", "unresolved")
    ]
    assert after["people"] == before["people"]
    assert await shown(database, await again(database, longer)) == before
    assert (after["coverage"]["history_begins"], after["coverage"]["last_at"]) == (
        "creation",
        before["coverage"]["last_at"],
    )


async def test_an_export_that_does_not_reach_back_to_the_last_one_leaves_a_gap(database: Store) -> None:
    await take_in(database, STORY)
    far, _ = await take_in(database, [said(5_000, ASEL), said(5_001, BOLAT)])
    assert far.coverage.history_begins is None


async def test_a_resolved_person_is_never_replaced_by_an_unresolved_one(database: Store) -> None:
    namesake = Somebody(300, "Дана")
    told = [founded(), added(1, ASEL, DANA), said(2, DANA), added(3, DANA, BOLAT), said(4, BOLAT)]
    first, _ = await take_in(database, told)
    before = await shown(database, first)
    # Without ids, and with another of the name: what was known stays known.
    second, _ = await take_in(database, [*without_ids(told), came_by_link(5, namesake), said(6, namesake)])
    after = await shown(database, second)
    assert len(after["people"]) == len(before["people"]) + 1
    assert after["arrivals"][:2] == before["arrivals"]
    assert after["unresolved"] == []
    adders = (await frames(database, second)).arrivals["adder"].tolist()
    assert adders[:2] == (await frames(database, first)).arrivals["adder"].tolist()


async def test_a_hidden_writer_does_not_replace_a_known_one(database: Store) -> None:
    await take_in(database, [said(1, ASEL), said(2, BOLAT)])
    hidden = said(2, BOLAT) | {"from": None, "from_id": None}
    observation, _ = await take_in(database, [said(1, ASEL), hidden, said(3, DANA)])
    assert sorted((await frames(database, observation)).people["messages"]) == [1, 1, 1]


async def test_a_name_only_person_merges_into_the_id_that_a_later_export_shows(database: Store) -> None:
    told = [founded(), added(1, ASEL, DANA), said(2, ASEL)]
    first, _ = await take_in(database, told)
    assert sorted((await frames(database, first)).people["name_only"]) == [False, True]
    second, _ = await take_in(database, [*told, said(3, DANA)])
    for observation in (first, second):
        people = (await frames(database, observation)).people
        assert len(people) == 2
        assert not people["name_only"].any()
        assert not any(by_name_alone(int(person)) for person in people.index)


async def test_a_name_that_two_bear_later_was_still_the_one_who_bore_it_then(database: Store) -> None:
    told = [founded(), added(1, ASEL, DANA), said(2, DANA)]
    first, _ = await take_in(database, told)
    second, _ = await take_in(database, [*told, said(3, Somebody(300, "Дана"))])
    assert len((await frames(database, first)).unresolved) == 0
    assert len((await frames(database, second)).people) == 3


async def test_a_chat_keeps_its_rows_from_another_with_the_same_ids(database: Store) -> None:
    one, _ = await take_in(database, STORY, id=11)
    two, _ = await take_in(database, STORY[:2], id=22)
    assert one.chat_row != two.chat_row
    assert len((await frames(database, one)).messages) == 2
    assert len((await frames(database, two)).messages) == 1


async def test_a_new_title_is_the_same_chat(database: Store) -> None:
    one, _ = await take_in(database, STORY)
    two, _ = await take_in(database, LONGER, name="Жаңа атау")
    assert one.chat_row == two.chat_row
    assert rows(database, "SELECT title FROM chats") == [("Жаңа атау",)]


async def test_repeated_ids_are_kept_counted_and_known_again(database: Store) -> None:
    twice = [said(7, ASEL, "а"), said(7, ASEL, "б"), said(7, BOLAT, "в"), added(8, ASEL, DANA), added(8, ASEL, ERLAN)]
    first, _ = await take_in(database, twice)
    assert first.coverage.repeated_ids == 3
    assert len((await frames(database, first)).messages) == 3
    assert len((await frames(database, first)).people) == 4
    _, nothing_new = await take_in(database, twice)
    assert nothing_new


async def test_ids_that_are_no_numbers_are_kept_and_known_again(database: Store) -> None:
    odd: list[Any] = [said(1, ASEL), said(2, BOLAT) | {"id": "x"}, said(3, DANA) | {"id": None}]
    first, _ = await take_in(database, odd)
    assert len((await frames(database, first)).messages) == 3
    _, nothing_new = await take_in(database, odd)
    assert nothing_new


async def test_a_group_made_twice_by_the_chat_itself_is_kept_twice(database: Store) -> None:
    def made(*members: Somebody) -> Element:
        names = [member.name for member in members]
        return element(5, type="service", actor="Чат", actor_id="channel9", action="create_group", members=names)

    observation, _ = await take_in(database, [said(1, ASEL), made(BOLAT), made(DANA), made(ERLAN, BOLAT)])
    assert len((await frames(database, observation)).arrivals) == 4


async def test_an_import_that_fails_leaves_nothing(database: Store) -> None:
    from storage.audited.observations import observe
    from storage.records import Batch, Chat, Message, Who

    await take_in(database, STORY)
    before = rows(database, COUNTS)
    chat = Chat("Чат", "supergroup", 1_234_567_890)
    message = Message(99, 1_514_764_800, Who("1", "Ж"), "text", "?", None, None)

    async def fail() -> None:
        async with observe(database, chat, source="desktop-export", collected_at=1, keep_text=True) as visit:
            await visit.add(Batch([message] * 5_000, [], [], [], 0.5))
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError, match="the power went"):
        await fail()
    assert rows(database, COUNTS) == before
    assert rows(database, "PRAGMA integrity_check") == [("ok",)]


async def test_a_file_that_breaks_off_behind_many_rows_leaves_nothing(database: Store, tmp_path: Any) -> None:
    import zipfile

    from auditor.collect.desktop import open_export
    from auditor.conductors.audit import collect
    from auditor.errors import ExportUnreadable

    await take_in(database, STORY)
    before = rows(database, COUNTS)
    many = [said(n, ASEL, f"сөз {n * 7919 % 10_007}") for n in range(10, 30_000)]
    path = tmp_path / "e.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("result.json", export([*STORY, *many]))
    data = bytearray(path.read_bytes())
    data[-400] ^= 1  # the checksum of the whole no longer fits
    path.write_bytes(data)
    (source,) = open_export(path, chat=None, tz="UTC", now=NOW)
    with pytest.raises(ExportUnreadable, match="damaged"):
        await collect(database, source, now=NOW, keep_text=True, progress=lambda _: None)
    assert rows(database, COUNTS) == before
    _, nothing_new = await take_in(database, STORY)
    assert nothing_new


async def test_no_text_is_kept_where_none_is_wanted(database: Store) -> None:
    await take_in(database, STORY, keep_text=False)
    assert rows(database, "SELECT count(*), count(exact) FROM messages") == [(2, 2)]
    assert rows(database, "SELECT count(*) FROM texts.texts") == [(0,)]


async def test_whoever_stops_in_the_middle_of_writing_leaves_nothing_and_no_loose_end(database: Store) -> None:
    await take_in(database, STORY)
    before = rows(database, COUNTS)
    many = [said(number, BOLAT, f"бір {number}") for number in range(10, 12_000)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.json"
        path.write_bytes(export([*STORY, *many]))
        (source,) = open_export(path, chat=None, tz="UTC", now=NOW)

        def stop(_: float) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            await collect(database, source, now=NOW, keep_text=True, progress=stop)
    assert rows(database, COUNTS) == before
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []
    await take_in(database, LONGER)
