"""What Telegram Desktop writes today, and what it may write tomorrow: nothing of it goes by in silence."""

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.collect.desktop import open_export
from auditor.conductors.coverage import coverage_facts
from auditor.errors import ChatNotChosen, ExportUnreadable
from auditor.languages.spoken import LANGUAGES
from auditor.report.report import Note
from auditor.report.statements.wording import wording
from storage.audited.chats import identity_of
from storage.records import NO_ONE, Unknown
from tests.auditor.collect.chats import (
    ASEL,
    BOLAT,
    DANA,
    NOW,
    Element,
    Somebody,
    added,
    export,
    founded,
    frames_of_elements,
    measures_of,
    read,
    read_elements,
    said,
    written,
)

WORDS = "Жиын сейсенбі күні сағат жетіде"


def rich(number: int, who: Somebody, message: Any, **keys: Any) -> Element:
    """A message with `rich_message` in place of its text."""
    row = said(number, who, **keys)
    del row["text"]
    return row | {"rich_message": message}


def service(number: int, who: Somebody, action: str, **keys: Any) -> Element:
    row = said(number, who, "")
    return row | {"type": "service", "actor": who.name, "actor_id": f"user{who.id}", "action": action} | keys


@pytest.mark.parametrize(
    "message",
    [
        {"blocks": [{"type": "paragraph", "text": [{"type": "plain", "text": WORDS}]}]},
        {"blocks": [{"type": "heading", "level": 2, "text": "Жиын"}, {"kind": "p", "text": WORDS[5:]}]},
        {"sections": [{"style": "list", "entries": [{"t": WORDS, "href": "https://example.org/a b"}]}]},
        {"_": "page", "content": {"runs": ["Жиын ", {"bold": {"inner": WORDS[5:]}}]}, "lang": "kk", "id": "a b"},
        [WORDS],
        WORDS,
        {"blocks": [{"type": "table", "rows": [{"cells": [{"text": part} for part in WORDS.split()]}]}]},
    ],
)
def test_the_words_of_a_rich_message_are_read_whatever_its_blocks_are_called(tmp_path: Path, message: Any) -> None:
    (found,) = read_elements(tmp_path, [rich(1, ASEL, message)]).messages
    assert WORDS.split() == found.text.split()
    assert "text" == found.kind


def test_parts_of_one_text_are_joined_and_blocks_are_not(tmp_path: Path) -> None:
    parts = [{"type": "plain", "text": "Сей"}, {"type": "bold", "text": "сенбі"}]
    blocks = {"blocks": [{"type": "paragraph", "text": parts}, {"type": "paragraph", "text": "күні"}]}
    (found,) = read_elements(tmp_path, [rich(1, ASEL, blocks)]).messages
    assert "Сейсенбі\nкүні" == found.text


def test_rich_words_go_before_a_text_beside_them_and_no_words_before_nothing(tmp_path: Path) -> None:
    beside = [
        said(1, ASEL, "Your version cannot show this", rich_message={"blocks": [{"text": WORDS}]}),
        said(2, ASEL, "", rich_message={"blocks": [{"text": WORDS}]}),
        said(3, ASEL, None, rich_message={"blocks": [{"text": WORDS}]}),
        said(4, ASEL, WORDS, rich_message={"blocks": [], "rtl": False}),
        said(5, ASEL, WORDS, rich_message=None),
    ]
    found = read_elements(tmp_path, beside)
    assert [WORDS] * 5 == [message.text for message in found.messages]
    assert 0 == found.coverage.repaired + found.coverage.damaged


def test_entities_speak_where_there_is_no_text(tmp_path: Path) -> None:
    row = said(1, ASEL, text_entities=[{"type": "plain", "text": "Жиын "}, {"type": "bold", "text": "бүгін"}])
    del row["text"]
    both = said(2, ASEL, "", text_entities=row["text_entities"], media_type="sticker")
    found = read_elements(tmp_path, [row, both]).messages
    assert ["Жиын бүгін"] * 2 == [message.text for message in found]


def test_a_rich_message_that_cannot_be_read_costs_no_other(tmp_path: Path) -> None:
    deep = '{"id": 2, "type": "message", "from": "a", "from_id": "user5", "rich_message": ' + "[" * 9_000 + "]" * 9_000
    data = export([said(1, ASEL), "HERE", said(3, BOLAT)]).replace(b'"HERE"', deep.encode() + b"}")
    found = read(written(tmp_path, data))
    assert [1, 3] == [message.id for message in found.messages]
    assert 1 == found.coverage.damaged


def test_a_raid_in_rich_messages_is_a_raid() -> None:
    people = [Somebody(300 + n, f"Адам {n}") for n in range(6)]
    talk = [said(n, ASEL, f"сөз {n} және тағы {n * 3} басқаша") for n in range(1, 30)]
    raid = [
        rich(
            40 + n,
            who,
            {"blocks": [{"type": "p", "text": WORDS + " алаңға шығыңдар"}]},
            at=talk[-1]["id"] * 3_600 + NOW,
        )
        for n, who in enumerate(people)
    ]
    raid = [row | {"date_unixtime": str(1_514_764_800 + 40 * 3_600 + n * 6)} for n, row in enumerate(raid)]
    found = measures_of([*talk, *raid])["coordination.copies"]
    assert ("measured", 1) == (found.outcome, found.count)


def test_who_joins_by_way_of_a_community_came_by_themselves() -> None:
    joined = [
        service(n, Somebody(500 + n, f"Адам {n}"), "join_group_via_community", community_id=7) for n in range(1, 9)
    ]
    found = measures_of([*joined, said(20, ASEL)])
    assert (8, 1) == (found["arrivals.by_self"].count, found["arrivals.unknown"].count)


def notes_of(elements: list[Element]) -> dict[str, Note]:
    frames = frames_of_elements(elements)
    with_coverage = read_in_memory(elements)
    return {note.id: note for note in coverage_facts(with_coverage, frames).notes}


def read_in_memory(elements: list[Element]) -> Any:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return read_elements(Path(folder), elements).coverage


def test_unknown_actions_and_types_are_named_with_their_counts() -> None:
    unknown = [service(n, BOLAT, "hologram_projected") for n in (5, 6, 7)] + [service(8, BOLAT, "soul_bought")]
    odd = [said(9, DANA) | {"type": "whisper"}, said(10, DANA) | {"type": ""}]
    notes = notes_of([said(1, ASEL), *unknown, *odd])
    assert {"count": 4, "names": "hologram_projected (3), soul_bought (1)"} == notes["unknown-actions"].facts
    assert {"count": 2, "names": "(none) (1), whisper (1)"} == notes["unknown-types"].facts
    for language in LANGUAGES:
        assert "hologram_projected (3)" in wording(language).note(notes["unknown-actions"])
        assert "whisper (1)" in wording(language).note(notes["unknown-types"])


def test_known_actions_are_no_news() -> None:
    quiet = ["pin_message", "edit_group_title", "group_call", "topic_created", "boost_apply", "send_star_gift"]
    rows = [service(n, BOLAT, action) for n, action in enumerate(quiet, 2)]
    custom = service(20, BOLAT, "x")
    del custom["action"]
    assert not {"unknown-actions", "unknown-types"} & notes_of([said(1, ASEL), *rows, custom]).keys()


def test_a_file_full_of_made_up_names_is_told_in_a_line(tmp_path: Path) -> None:
    rows = [service(n, BOLAT, f"action_{n}") for n in range(1, 3_000)]
    rows += [
        service(4_000, BOLAT, "x" * 100_000),
        service(4_001, BOLAT, "\u202e\x1b[2J\nname"),
        service(4_002, BOLAT, "=cmd"),
    ]
    found = read_elements(tmp_path, rows).coverage.unknown_actions
    assert isinstance(found, Unknown)
    assert 3_002 == found.count
    assert len(found.names) <= 12
    hostile = read_elements(tmp_path, rows[-3:]).coverage.unknown_actions
    assert isinstance(hostile, Unknown)
    assert all(name.isprintable() and len(name) < 200 for name, _ in hostile.names)


def test_messages_that_desktop_could_not_write_are_said_and_not_called_undated(tmp_path: Path) -> None:
    rows: list[Element] = [
        said(1, ASEL),
        {"id": 2, "type": "unsupported"},
        said(3, BOLAT),
        {"id": 4, "type": "unsupported"},
    ]
    found = read_elements(tmp_path, rows)
    assert [1, 3] == [message.id for message in found.messages]
    assert (2, 0, 4, None) == (
        found.coverage.unsupported, found.coverage.undated, found.coverage.elements, found.coverage.unknown_types,
    )  # fmt: skip
    assert {"count": 2} == notes_of(rows)["unsupported"].facts


@pytest.mark.parametrize("unwritten", [{"type": "unsupported"}, said(9, BOLAT) | {"type": "whisper"}])
def test_what_the_export_does_not_tell_the_writer_of_may_be_anybodys(unwritten: Element) -> None:
    talk = [founded(), said(1, ASEL), added(2, ASEL, BOLAT, DANA), said(3, BOLAT)]
    whole = measures_of(talk)
    assert ("measured", 2) == (whole["voices.writers"].outcome, whole["voices.writers"].count)
    found = measures_of([*talk, *(unwritten | {"id": number} for number in (4, 5))])
    assert (2, 4) == (found["voices.writers"].low, found["voices.writers"].high)
    assert (3, 5) == (found["people.seen"].low, found["people.seen"].high)
    assert 0 == found["arrivals.added_silent"].low
    assert "unresolved" not in notes_of([*talk, unwritten | {"id": 4}])


UNREADABLE = [None, [], "Болат", {"0": "Болат"}, [["Болат"]], [7]]


@pytest.mark.parametrize("members", UNREADABLE)
def test_somebody_was_added_though_it_cannot_be_read_who(tmp_path: Path, members: Any) -> None:
    rows = [founded(), said(1, ASEL), service(2, ASEL, "invite_members", members=members)]
    (arrival,) = read_elements(tmp_path, rows).arrivals
    assert ("added", NO_ONE) == (arrival.kind, arrival.who)
    found = measures_of(rows)
    assert (1, 2) == (found["people.seen"].low, found["people.seen"].high)
    assert (0, 0.5) == (found["arrivals.added"].low, found["arrivals.added"].high)


def test_a_name_that_cannot_be_read_takes_none_beside_it_along(tmp_path: Path) -> None:
    rows = [said(1, ASEL), service(2, ASEL, "invite_members", members=[5, {"name": "x"}, "Дана"])]
    assert [None, None, "Дана"] == [arrival.who.name for arrival in read_elements(tmp_path, rows).arrivals]


def test_a_public_group_is_a_group(tmp_path: Path) -> None:
    assert "supergroup" == read_elements(tmp_path, [said(1, ASEL)], type="public_group").source.chat.kind


@pytest.mark.parametrize("kind", [None, "guild", "megagroup", 5, ["private_group"], "\u202eevil\x1b"])
def test_a_foreign_type_is_a_file_of_another_program(tmp_path: Path, kind: Any) -> None:
    with pytest.raises(ExportUnreadable) as caught:
        read(written(tmp_path, export([said(1, ASEL)], type=kind)))
    assert "`type`" in str(caught.value)
    assert "another program" in str(caught.value)
    assert "one person" not in str(caught.value)


def test_a_missing_type_is_said(tmp_path: Path) -> None:
    head = json.loads(export([said(1, ASEL), said(2, BOLAT)]))
    del head["type"]
    with pytest.raises(ExportUnreadable, match="does not say what type of chat it holds"):
        read(written(tmp_path, json.dumps(head).encode()))


def full_account(*chats: dict[str, Any]) -> bytes:
    listed = [{"name": "Чат", "id": 1_500_000_001, "messages": [said(1, ASEL)]} | chat for chat in chats]
    return json.dumps({"about": "", "chats": {"about": "", "list": listed}}).encode()


def test_chats_of_unknown_types_beside_one_that_is_read_are_named(tmp_path: Path) -> None:
    data = full_account({"type": "private_group"}, {"type": "private_hive", "name": "Рой"}, {"type": "personal_chat"})
    path = written(tmp_path, data)
    assert Unknown(1, (("private_hive", 1),)) == read(path).coverage.unknown_chats
    with pytest.raises(ExportUnreadable, match="private_hive"):
        read(path, chat="Рой")
    with pytest.raises(ChatNotChosen, match="one person"):
        read(written(tmp_path, full_account({"type": "personal_chat"}), "personal.json"))


@pytest.mark.parametrize("typed", ["-1001500000002", "1500000002", "-1500000002", "Двор"])
def test_a_chat_is_chosen_by_its_id_as_any_tool_writes_it(tmp_path: Path, typed: str) -> None:
    data = full_account({"type": "private_group"}, {"type": "public_supergroup", "id": 1_500_000_002, "name": "Двор"})
    (source,) = open_export(written(tmp_path, data), chat=typed, tz="UTC", now=NOW)
    assert 1_500_000_002 == source.chat.telegram_id


def test_a_title_is_found_whatever_its_case_and_spaces_unless_two_are_meant(tmp_path: Path) -> None:
    kind = {"type": "private_group"}
    data = full_account(
        kind | {"name": "Двор"}, kind | {"name": "ДВОР", "id": 5}, kind | {"name": "Наш Сад", "id": 6},
    )  # fmt: skip
    path = written(tmp_path, data)
    assert "ДВОР" == read(path, chat="ДВОР").source.chat.title
    assert "Наш Сад" == read(path, chat="  наш  сад ").source.chat.title
    with pytest.raises(ChatNotChosen, match=r"'двор' names 2 of them: 'Двор' \(1500000001\), 'ДВОР' \(5\); or"):
        read(path, chat="двор")


@pytest.mark.parametrize("head", [{"id": 7}, {"id": None}])
def test_two_chats_that_a_file_calls_alike_are_two(tmp_path: Path, head: dict[str, Any]) -> None:
    head |= {"type": "private_supergroup"}
    talk = [said(1, ASEL), said(2, BOLAT)]
    path = written(tmp_path, full_account(head, head | {"messages": talk}, head | {"type": "private_group"}))
    found = [source.chat for source in open_export(path, chat="all", tz="UTC", now=NOW)]
    assert ["Чат", "Чат (2)", "Чат"] == [chat.title for chat in found]
    assert 3 == len({identity_of(chat) for chat in found})
    assert 2 == len(read(path, chat="Чат (2)").messages)
    with pytest.raises(ChatNotChosen, match="names 3 of them"):
        read(path, chat="Чат")


@pytest.mark.parametrize(("kind", "error"), [("personal_chat", ChatNotChosen), ("hive", ExportUnreadable)])
def test_a_named_chat_that_is_no_group_is_not_said_of_the_whole_file(
    tmp_path: Path, kind: str, error: type[Exception]
) -> None:
    path = written(tmp_path, full_account({"type": "private_group"}, {"type": kind, "name": "Рой", "id": 8}))
    with pytest.raises(error, match="holds no group or channel 'Рой'"):
        read(path, chat="Рой")
