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


async def test_the_same_export_twice_adds_nothing_and_shows_the_same_audit(store: Store) -> None:
    first = await audited(store, STORY)
    before = rows(store, COUNTS)
    second = await audited(store, STORY, now=first.audit.made_at + DAY)
    assert (second.again, second.audit) == (True, first.audit)
    assert second.report == first.report
    assert rows(store, COUNTS) == before
    assert people_csv(store, second) == people_csv(store, first)


async def test_other_arguments_are_another_audit_of_the_same_rows(store: Store) -> None:
    first = await audited(store, STORY)
    other = await audited(store, [row | {"text": row["text"]} for row in STORY], name="Чат")
    assert other.audit.row == first.audit.row
    assert rows(store, "SELECT count(*) FROM observations") == [(1,)]


async def test_a_longer_export_adds_what_is_new_and_keeps_the_rest(store: Store, tmp_path: Any) -> None:
    from storage.opening import open_store

    first, _ = await take_in(store, STORY)
    second, nothing_new = await take_in(store, LONGER)
    assert not nothing_new
    async with open_store(tmp_path / "fresh") as fresh:
        alone, _ = await take_in(fresh, LONGER)
        assert await shown(store, second) == await shown(fresh, alone)
        first_alone, _ = await take_in(fresh, STORY, name="Басқа", id=5)
        now, then = await shown(store, await again(store, first)), await shown(fresh, first_alone)
        for found in (now, then):
            found["people"] = [person[:-1] for person in found["people"]]  # Dana's id is known now
        assert now == then
    assert rows(store, "SELECT count(*) FROM messages WHERE until IS NOT NULL") == [(0,)]


async def test_what_changed_is_replaced_and_the_earlier_observation_keeps_its_own(store: Store) -> None:
    changed = [*STORY[:3], said(4, ASEL, "екі емес"), STORY[4]]
    first, _ = await take_in(store, STORY)
    second, _ = await take_in(store, changed)
    sql = (
        "SELECT since, until, text FROM messages AS m JOIN texts.texts AS t"
        " ON t.observation = m.since AND t.id = m.id AND t.ordinal = m.ordinal WHERE m.id = 4 ORDER BY since"
    )
    assert rows(store, sql) == [(first.row, second.row, "екі"), (second.row, None, "екі емес")]
    assert len((await frames(store, first)).messages) == len((await frames(store, second)).messages) == 2


async def test_a_shorter_export_after_a_longer_one_loses_nothing(store: Store) -> None:
    longer, _ = await take_in(store, LONGER)
    before = await shown(store, longer)
    shorter, _ = await take_in(store, LONGER[3:6])
    after = await shown(store, shorter)
    assert [after[part] for part in ("messages", "arrivals", "unresolved")] == [
        before[part] for part in ("messages", "arrivals", "unresolved")
    ]
    assert after["people"] == before["people"]
    assert await shown(store, await again(store, longer)) == before
    assert (after["coverage"]["history_begins"], after["coverage"]["last_at"]) == (
        "creation",
        before["coverage"]["last_at"],
    )


async def test_an_export_that_does_not_reach_back_to_the_last_one_leaves_a_gap(store: Store) -> None:
    await take_in(store, STORY)
    far, _ = await take_in(store, [said(5_000, ASEL), said(5_001, BOLAT)])
    assert far.coverage.history_begins is None


async def test_a_resolved_person_is_never_replaced_by_an_unresolved_one(store: Store) -> None:
    namesake = Somebody(300, "Дана")
    told = [founded(), added(1, ASEL, DANA), said(2, DANA), added(3, DANA, BOLAT), said(4, BOLAT)]
    first, _ = await take_in(store, told)
    before = await shown(store, first)
    # Without ids, and with another of the name: what was known stays known.
    second, _ = await take_in(store, [*without_ids(told), came_by_link(5, namesake), said(6, namesake)])
    after = await shown(store, second)
    assert len(after["people"]) == len(before["people"]) + 1
    assert after["arrivals"][:2] == before["arrivals"]
    assert after["unresolved"] == []
    adders = (await frames(store, second)).arrivals["adder"].tolist()
    assert adders[:2] == (await frames(store, first)).arrivals["adder"].tolist()


async def test_a_hidden_writer_does_not_replace_a_known_one(store: Store) -> None:
    await take_in(store, [said(1, ASEL), said(2, BOLAT)])
    hidden = said(2, BOLAT) | {"from": None, "from_id": None}
    observation, _ = await take_in(store, [said(1, ASEL), hidden, said(3, DANA)])
    assert sorted((await frames(store, observation)).people["messages"]) == [1, 1, 1]


async def test_a_name_only_person_merges_into_the_id_that_a_later_export_shows(store: Store) -> None:
    told = [founded(), added(1, ASEL, DANA), said(2, ASEL)]
    first, _ = await take_in(store, told)
    assert sorted((await frames(store, first)).people["name_only"]) == [False, True]
    second, _ = await take_in(store, [*told, said(3, DANA)])
    for observation in (first, second):
        people = (await frames(store, observation)).people
        assert len(people) == 2
        assert not people["name_only"].any()
        assert not any(by_name_alone(int(person)) for person in people.index)


async def test_a_name_that_two_bear_later_was_still_the_one_who_bore_it_then(store: Store) -> None:
    told = [founded(), added(1, ASEL, DANA), said(2, DANA)]
    first, _ = await take_in(store, told)
    second, _ = await take_in(store, [*told, said(3, Somebody(300, "Дана"))])
    assert len((await frames(store, first)).unresolved) == 0
    assert len((await frames(store, second)).people) == 3


async def test_a_chat_keeps_its_rows_from_another_with_the_same_ids(store: Store) -> None:
    one, _ = await take_in(store, STORY, id=11)
    two, _ = await take_in(store, STORY[:2], id=22)
    assert one.chat_row != two.chat_row
    assert len((await frames(store, one)).messages) == 2
    assert len((await frames(store, two)).messages) == 1


async def test_a_new_title_is_the_same_chat(store: Store) -> None:
    one, _ = await take_in(store, STORY)
    two, _ = await take_in(store, LONGER, name="Жаңа атау")
    assert one.chat_row == two.chat_row
    assert rows(store, "SELECT title FROM chats") == [("Жаңа атау",)]


async def test_repeated_ids_are_kept_counted_and_known_again(store: Store) -> None:
    twice = [said(7, ASEL, "а"), said(7, ASEL, "б"), said(7, BOLAT, "в"), added(8, ASEL, DANA), added(8, ASEL, ERLAN)]
    first, _ = await take_in(store, twice)
    assert first.coverage.repeated_ids == 3
    assert len((await frames(store, first)).messages) == 3
    assert len((await frames(store, first)).people) == 4
    _, nothing_new = await take_in(store, twice)
    assert nothing_new


async def test_ids_that_are_no_numbers_are_kept_and_known_again(store: Store) -> None:
    odd: list[Any] = [said(1, ASEL), said(2, BOLAT) | {"id": "x"}, said(3, DANA) | {"id": None}]
    first, _ = await take_in(store, odd)
    assert len((await frames(store, first)).messages) == 3
    _, nothing_new = await take_in(store, odd)
    assert nothing_new


async def test_a_group_made_twice_by_the_chat_itself_is_kept_twice(store: Store) -> None:
    def made(*members: Somebody) -> Element:
        names = [member.name for member in members]
        return element(5, type="service", actor="Чат", actor_id="channel9", action="create_group", members=names)

    observation, _ = await take_in(store, [said(1, ASEL), made(BOLAT), made(DANA), made(ERLAN, BOLAT)])
    assert len((await frames(store, observation)).arrivals) == 4


async def test_an_import_that_fails_leaves_nothing(store: Store) -> None:
    from storage.audited.observations import observe
    from storage.records import Batch, Chat, Message, Who

    await take_in(store, STORY)
    before = rows(store, COUNTS)
    chat = Chat("Чат", "supergroup", 1_234_567_890)
    message = Message(99, 1_514_764_800, Who("1", "Ж"), "text", "?", None, None)

    async def fail() -> None:
        async with observe(store, chat, source="desktop-export", collected_at=1, keep_text=True) as visit:
            await visit.add(Batch([message] * 5_000, [], [], [], 0.5))
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError, match="the power went"):
        await fail()
    assert rows(store, COUNTS) == before
    assert rows(store, "PRAGMA integrity_check") == [("ok",)]


async def test_a_file_that_breaks_off_behind_many_rows_leaves_nothing(store: Store, tmp_path: Any) -> None:
    import zipfile

    from auditor.collect.desktop import open_export
    from auditor.conductors.audit import collect
    from auditor.errors import ExportUnreadable

    await take_in(store, STORY)
    before = rows(store, COUNTS)
    many = [said(n, ASEL, f"сөз {n * 7919 % 10_007}") for n in range(10, 30_000)]
    path = tmp_path / "e.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("result.json", export([*STORY, *many]))
    data = bytearray(path.read_bytes())
    data[-400] ^= 1  # the checksum of the whole no longer fits
    path.write_bytes(data)
    (source,) = open_export(path, chat=None, tz="UTC", now=NOW)
    with pytest.raises(ExportUnreadable, match="damaged"):
        await collect(store, source, now=NOW, keep_text=True, progress=lambda _: None)
    assert rows(store, COUNTS) == before
    _, nothing_new = await take_in(store, STORY)
    assert nothing_new


async def test_no_text_is_kept_where_none_is_wanted(store: Store) -> None:
    await take_in(store, STORY, keep_text=False)
    assert rows(store, "SELECT count(*), count(exact) FROM messages") == [(2, 2)]
    assert rows(store, "SELECT count(*) FROM texts.texts") == [(0,)]


async def test_whoever_stops_in_the_middle_of_writing_leaves_nothing_and_no_loose_end(store: Store) -> None:
    await take_in(store, STORY)
    before = rows(store, COUNTS)
    many = [said(number, BOLAT, f"бір {number}") for number in range(10, 12_000)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.json"
        path.write_bytes(export([*STORY, *many]))
        (source,) = open_export(path, chat=None, tz="UTC", now=NOW)

        def stop(_: float) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            await collect(store, source, now=NOW, keep_text=True, progress=stop)
    assert rows(store, COUNTS) == before
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []
    await take_in(store, LONGER)
