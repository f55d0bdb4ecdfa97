"""Every way in which Telegram Desktop has written a chat since 2018."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench.json_load import flatten
from storage.records import NO_ONE, Arrival, Leave, Member, Message, Who
from tests.auditor.collect.chats import (
    ASEL,
    BEGAN,
    BOLAT,
    DANA,
    DAY,
    DELETED,
    HOUR,
    Element,
    Somebody,
    added,
    came_alone,
    came_by_link,
    came_by_request,
    created,
    element,
    export,
    left,
    read,
    read_elements,
    said,
    written,
)
from tests.worlds.desktop_export import write_export
from tests.worlds.dvk import dvk_world, sample_world

ASEL_HERSELF = Who("101", "Әсел")


def test_a_message_as_it_is_written_now(tmp_path: Path) -> None:
    found = read_elements(tmp_path, [said(1, ASEL, "Сәлем", reply_to_message_id=7, forwarded_from="Арна")])
    assert found.messages == [Message(1, BEGAN + HOUR, ASEL_HERSELF, "text", "Сәлем", 7, "Арна")]
    assert (found.source.chat.title, found.source.chat.kind, found.source.chat.telegram_id) == (
        "Чат",
        "supergroup",
        1_234_567_890,
    )


def test_every_way_of_coming_and_going(tmp_path: Path) -> None:
    found = read_elements(
        tmp_path,
        [
            created(1, ASEL, ASEL, BOLAT),
            added(2, ASEL, DANA, DELETED),
            came_alone(3, BOLAT),
            came_by_link(4, DANA),
            came_by_request(5, BOLAT),
            came_alone(6, DELETED),
            left(7, DANA),
            left(8, BOLAT, by=ASEL),
        ],
    )
    asel, bolat, dana = (Who(str(who.id), who.name) for who in (ASEL, BOLAT, DANA))

    def at(hour: int) -> int:
        return BEGAN + hour * HOUR

    assert found.arrivals == [
        Arrival(1, 0, at(1), "by_self", asel),
        Arrival(1, 1, at(1), "added", Who(None, "Болат"), asel),
        Arrival(2, 0, at(2), "added", Who(None, "Дана"), asel),
        Arrival(2, 1, at(2), "added", NO_ONE, asel),
        Arrival(3, 0, at(3), "unclear", Who(None, "Болат"), bolat),
        Arrival(4, 0, at(4), "by_link", dana),
        Arrival(5, 0, at(5), "by_request", bolat),
        Arrival(6, 0, at(6), "unclear", NO_ONE, Who("190", None)),
    ]
    assert found.leaves == [Leave(7, 0, at(7), dana, True), Leave(8, 0, at(8), Who(None, "Болат"), False)]


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("user123", "123"),
        (123, "123"),
        ((1 << 32) + 123, "123"),
        (str((1 << 32) + 123), "123"),
        ("user5000000123", "5000000123"),
    ],
)
def test_an_id_of_any_time_is_the_same_person(tmp_path: Path, raw: Any, key: str) -> None:
    found = read_elements(tmp_path, [said(1, ASEL) | {"from_id": raw}])
    assert found.messages[0].sender == Who(key, "Әсел")
    assert found.coverage.ids == "all"


@pytest.mark.parametrize("raw", ["channel123", "chat123", (2 << 32) + 123, -5, 0])
def test_channels_and_the_chat_itself_are_no_people(tmp_path: Path, raw: Any) -> None:
    found = read_elements(tmp_path, [said(1, ASEL) | {"from_id": raw}, said(2, BOLAT)])
    assert [message.id for message in found.messages] == [2]
    assert found.coverage.not_people == 1


@pytest.mark.parametrize("missing", ["absent", None, ""])
def test_without_ids_names_speak(tmp_path: Path, missing: str | None) -> None:
    first, second = said(1, ASEL), added(2, ASEL, BOLAT)
    if missing == "absent":
        del first["from_id"], second["actor_id"]
    else:
        first["from_id"] = second["actor_id"] = missing
    found = read_elements(tmp_path, [first, second])
    assert found.messages[0].sender == Who(None, "Әсел")
    assert found.arrivals[0].adder == Who(None, "Әсел")
    assert found.coverage.ids == "none"
    assert read_elements(tmp_path, [first, second, said(3, DANA)]).coverage.ids == "some"


def test_a_writer_without_id_and_name_is_hidden(tmp_path: Path) -> None:
    nobody = said(1, DELETED)
    del nobody["from_id"]
    assert read_elements(tmp_path, [nobody, said(2, ASEL)]).messages[0].sender == NO_ONE


def test_a_local_date_is_read_in_the_zone_that_is_given(tmp_path: Path) -> None:
    elements = [{key: value for key, value in said(6, ASEL).items() if key != "date_unixtime"}]
    assert read_elements(tmp_path, elements).messages[0].at == BEGAN + 6 * HOUR
    east = read_elements(tmp_path, elements, tz="Asia/Almaty")  # six hours east in 2018
    assert east.messages[0].at == BEGAN
    assert (east.coverage.local_times, east.coverage.tz) == (1, "Asia/Almaty")


@pytest.mark.parametrize("zero", ["0", 0, "", None, "0000000000", "-5", -5, "99999999999", "never", 1.5, [1], "1e400"])
def test_the_date_fills_in_for_an_impossible_unixtime(tmp_path: Path, zero: Any) -> None:
    found = read_elements(tmp_path, [said(1, ASEL), said(2, ASEL) | {"date_unixtime": zero}, said(3, ASEL)])
    assert [message.at for message in found.messages] == [BEGAN + HOUR, BEGAN + 2 * HOUR, BEGAN + 3 * HOUR]
    assert (found.coverage.local_times, found.coverage.undated, found.coverage.damaged) == (1, 0, 0)


@pytest.mark.parametrize("date", [None, "", "1970-01-01T00:00:00", "2018-13-45T99:00:00", "yesterday", 5, "2999-01-01"])
def test_where_both_dates_fail_there_is_no_time(tmp_path: Path, date: Any) -> None:
    found = read_elements(tmp_path, [said(1, ASEL) | {"date_unixtime": "0", "date": date}])
    assert [message.at for message in found.messages] == [None]
    assert (found.coverage.undated, found.coverage.time_resolution) == (1, None)
    assert (found.coverage.first_at, found.coverage.last_at) == (None, None)


def test_two_dates_that_no_zone_brings_together_are_counted_and_the_first_is_kept(tmp_path: Path) -> None:
    apart = [said(1, ASEL, at=BEGAN) | {"date": f"2018-01-01T{hour:02d}:00:00"} for hour in (0, 14)]
    apart += [said(2, ASEL, at=BEGAN) | {"date": date} for date in ("2017-12-31T12:00:00", "2018-01-03T00:00:00")]
    found = read_elements(tmp_path, apart)
    assert {message.at for message in found.messages} == {BEGAN}
    assert found.coverage.contradicting_times == 1


def test_times_good_to_the_day_only_are_seen(tmp_path: Path) -> None:
    rows = [said(n, ASEL, at=BEGAN + n * DAY) for n in range(1, 5)]
    assert read_elements(tmp_path, rows).coverage.time_resolution == "day"
    assert read_elements(tmp_path, [*rows, said(6, ASEL, at=BEGAN + 6 * DAY + 5)]).coverage.time_resolution == "second"


@pytest.mark.parametrize(("step", "resolution"), [(60, "minute"), (600, "minute"), (HOUR, "hour")])
def test_times_that_all_leave_one_rest_are_good_to_that_only(tmp_path: Path, step: int, resolution: str) -> None:
    rows = [said(n, ASEL, at=BEGAN + 17 + n * n * step) for n in range(1, 50)]
    assert read_elements(tmp_path, rows).coverage.time_resolution == resolution
    assert read_elements(tmp_path, [*rows, said(60, ASEL, at=BEGAN + 5)]).coverage.time_resolution == "second"


def test_the_last_dated_element_counts_whatever_it_is(tmp_path: Path) -> None:
    rows = [said(1, ASEL), element(2, type="service", action="pin_message", text=""), element(3, type="not known yet")]
    found = read_elements(tmp_path, rows)
    assert found.coverage.last_at == BEGAN + 3 * HOUR
    assert found.coverage.elements == 3


def test_negative_ids_of_a_migrated_group_come_first(tmp_path: Path) -> None:
    found = read_elements(tmp_path, [said(1 - 1_000_000_000, ASEL, at=BEGAN), said(5, ASEL)])
    assert [message.id for message in found.messages] == [-999_999_999, 5]
    assert found.coverage.history_begins == "first-message"


@pytest.mark.parametrize(
    ("first", "begins"),
    [
        (created(77, ASEL, ASEL), "creation"),
        (element(77, type="service", action="create_channel", actor="Чат", actor_id="channel1"), "creation"),
        (element(77, type="service", action="migrate_from_group", actor="Чат", actor_id="channel1"), "migration"),
        (said(1, ASEL), "first-message"),
        (said(77, ASEL), None),
    ],
)
def test_a_history_is_whole_where_it_begins_at_its_beginning(
    tmp_path: Path, first: Element, begins: str | None
) -> None:
    assert read_elements(tmp_path, [first, said(78, BOLAT)]).coverage.history_begins == begins


def test_a_text_of_parts_is_one_text(tmp_path: Path) -> None:
    parts = ["Оқы: ", {"type": "link", "text": "https://a.example"}, " ", {"type": "custom_emoji", "text": "😮"}, "!"]
    odd = ["а", {"type": "bold", "text": "б", "unknown": {"deep": [1]}}, {"type": "spoiler"}]
    found = read_elements(tmp_path, [said(1, ASEL, parts), said(2, ASEL, odd), said(3, ASEL, [])])
    assert [message.text for message in found.messages] == ["Оқы: https://a.example 😮!", "аб", ""]
    assert (found.coverage.repaired, found.coverage.damaged) == (0, 0)


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        ({"text": ""}, "other"),
        ({"photo": "p.jpg"}, "photo"),
        ({"file": "f.pdf"}, "file"),
        ({"file": "s.webp", "media_type": "sticker"}, "sticker"),
        ({"file": "v.ogg", "media_type": "voice_message"}, "voice"),
        ({"file": "v.mp4", "media_type": "video_message"}, "video"),
        ({"file": "v.mp4", "media_type": "video_file"}, "video"),
        ({"file": "a.mp4", "media_type": "animation"}, "animation"),
        ({"file": "?", "media_type": "hologram"}, "other"),
        ({"poll": {"question": "?", "answers": []}}, "poll"),
        ({"poll": {"question": [{"type": "plain", "text": "?"}]}}, "poll"),
    ],
)
def test_what_kind_a_message_is(tmp_path: Path, keys: Element, kind: str) -> None:
    assert read_elements(tmp_path, [said(1, ASEL) | keys]).messages[0].kind == kind


def test_unknown_keys_and_actions_are_passed_over(tmp_path: Path) -> None:
    rows = [
        said(1, ASEL, media_group_id={"a": [1, {"b": None}]}, full_text=["x"], sticker_id=-1),
        element(2, type="service", actor="Әсел", actor_id="user101", action="suggest_birthday", gift={"x": 1}),
        element(3, type="service", information_text="?"),
        {"id": 4, "type": "unsupported"},
        element(5, type="hologram"),
        said(6, BOLAT),
    ]
    found = read_elements(tmp_path, rows)
    assert [message.id for message in found.messages] == [1, 6]
    assert (found.coverage.damaged, found.coverage.repaired, found.coverage.elements) == (0, 0, 6)


def test_reactors_show_their_names(tmp_path: Path) -> None:
    recent = [
        {"from": "Болат", "from_id": "user102", "date": "2018-01-01T00:00:00"},
        {"from": "Арна", "from_id": "channel9", "date": "2018-01-01T00:00:00"},
        {"from": None, "date": "2018-01-01T00:00:00"},
    ]
    reactions = [{"type": "emoji", "count": 3, "emoji": "👍", "recent": recent}, {"type": "paid", "count": 1}]
    found = read_elements(tmp_path, [said(1, ASEL, reactions=reactions)])
    assert found.members == [Member(Who("102", "Болат"))]


@pytest.mark.parametrize("number", ["abc", "12", None, 1.5, [1], {"a": 1}, True, 10**30, -(10**30)])
def test_an_id_that_is_no_number_costs_the_id_and_not_the_message(tmp_path: Path, number: Any) -> None:
    found = read_elements(tmp_path, [said(1, ASEL), said(2, BOLAT) | {"id": number}, said(3, DANA)])
    assert [message.sender.name for message in found.messages] == ["Әсел", "Болат", "Дана"]
    assert found.coverage.damaged == 0
    if number == "12":
        assert found.messages[1].id == 12
    else:
        assert (found.messages[1].id, found.coverage.bad_ids) == (0, 1)


def test_repeated_ids_are_all_read(tmp_path: Path) -> None:
    found = read_elements(tmp_path, [said(7, ASEL, "а"), said(7, ASEL, "б"), said(7, BOLAT, "в")])
    assert [message.text for message in found.messages] == ["а", "б", "в"]


def test_an_adder_that_is_the_chat_is_counted(tmp_path: Path) -> None:
    row = added(1, Somebody(1, "Чат"), ASEL) | {"actor_id": "channel1234567890"}
    found = read_elements(tmp_path, [row])
    assert found.arrivals == [Arrival(1, 0, BEGAN + HOUR, "added", Who(None, "Әсел"), None)]
    assert found.coverage.unknown_adders == 1


@pytest.mark.parametrize("kind", ["personal_chat", "bot_chat", "saved_messages", "replies", "verification_codes"])
def test_a_chat_with_one_person_is_never_audited(tmp_path: Path, kind: str) -> None:
    from auditor.errors import ChatNotChosen

    with pytest.raises(ChatNotChosen, match=r"^[^\n]*never audited\.$"):
        read(written(tmp_path, export([said(1, ASEL)], type=kind)))


@pytest.mark.parametrize(
    ("kind", "known_as"),
    [
        ("private_group", "basic-group"),
        ("private_supergroup", "supergroup"),
        ("public_supergroup", "supergroup"),
        ("private_channel", "channel"),
        ("public_channel", "channel"),
    ],
)
def test_groups_and_channels_are_audited(tmp_path: Path, kind: str, known_as: str) -> None:
    assert read_elements(tmp_path, [said(1, ASEL)], type=kind).source.chat.kind == known_as


@pytest.mark.parametrize("name", [None, "", " \n ", 5, ["a"]])
def test_a_chat_without_a_name_is_audited_all_the_same(tmp_path: Path, name: Any) -> None:
    found = read_elements(tmp_path, [said(1, ASEL)], name=name)
    assert (found.source.chat.title, len(found.messages)) == ("?", 1)


@pytest.mark.parametrize("number", [None, "12", 0, 1.5, 10**40])
def test_a_chat_without_a_usable_id_is_known_by_its_name(tmp_path: Path, number: Any) -> None:
    assert read_elements(tmp_path, [said(1, ASEL)], id=number).source.chat.telegram_id is None


@pytest.mark.parametrize("order", [("messages", "name", "type", "id"), ("type", "messages", "id", "name")])
def test_the_head_may_come_after_the_messages(tmp_path: Path, order: tuple[str, ...]) -> None:
    chat = json.loads(export([said(1, ASEL), said(2, BOLAT)]))
    data = json.dumps({key: chat[key] for key in order}, indent=1, ensure_ascii=False).encode()
    found = read(written(tmp_path, data))
    assert (found.source.chat.title, found.source.chat.telegram_id, len(found.messages)) == ("Чат", 1_234_567_890, 2)


@pytest.mark.parametrize("indent", [1, None, 2, 0, "\t"])
def test_the_reader_finds_what_plain_json_finds(tmp_path: Path, indent: Any) -> None:
    world = dvk_world(21, people=600, messages=2_500, half_by=4, deleted=15, leavers=40, namesakes=10, unknown=4)
    path = write_export(world, tmp_path / "result.json", indent=1)
    if indent != 1:
        path.write_text(json.dumps(json.loads(path.read_bytes()), ensure_ascii=False, indent=indent), encoding="utf-8")
    messages, arrivals, leaves, members, contradicting = flatten(path)
    found = read(path)
    assert found.messages == messages
    assert found.arrivals == arrivals
    assert found.leaves == leaves
    assert found.members == members
    assert found.coverage.contradicting_times == contradicting
    assert (found.coverage.damaged, found.coverage.repaired) == (0, 0)


def test_the_fast_way_and_the_slow_way_read_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_export(sample_world(), tmp_path / "result.json")
    fast = read(path)

    def broken(_: bytes) -> Any:
        raise ValueError

    from auditor.collect.desktop import elements

    class Slow(elements.Elements):
        def __init__(self) -> None:
            super().__init__()
            self._all = broken

    monkeypatch.setattr("auditor.collect.desktop.export.Elements", Slow)
    slow = read(path)
    assert slow[:5] == fast[:5]


def test_a_time_at_the_slow_clock_is_that_of_the_fast_one(tmp_path: Path) -> None:
    rows = [said(n, ASEL) for n in range(1, 50)]
    fast = read_elements(tmp_path, rows)
    slow = read_elements(tmp_path, [*rows, said(50, ASEL) | {"date_unixtime": None}])
    assert [message.at for message in slow.messages[:-1]] == [message.at for message in fast.messages]
