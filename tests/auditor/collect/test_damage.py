"""One damaged element costs one element: repaired where it can be, else left out, counted, and said where."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import ExportUnreadable
from storage.records import NO_ONE
from tests.auditor.collect.chats import ASEL, BOLAT, DANA, Read, added, export, read, said, written
from tests.worlds import damage
from tests.worlds.desktop_export import write_export
from tests.worlds.dvk import dvk_world

GARBAGE = b"\x00\xfe garbage \xff"
PEOPLE = (ASEL, BOLAT, DANA)


def talk(count: int = 9) -> list[Any]:
    return [said(n, PEOPLE[n % 3], f"сөз {n}") for n in range(1, count + 1)]


def ids(found: Read) -> list[int]:
    return [message.id for message in found.messages]


def spoilt(data: bytes, number: int, how: Callable[[bytes], bytes]) -> bytes:
    """The export with the text of one element replaced."""
    old = f'"text": "сөз {number}"'.encode()
    assert data.count(old) == 1
    return data.replace(old, how(old))


@pytest.mark.parametrize("number", [1, 2, 5, 8, 9])
@pytest.mark.parametrize(
    "how",
    [
        lambda _: GARBAGE,
        lambda old: old + b' "more" 5',
        lambda _: b'"text": }',
        lambda _: b'"text": ][',
        lambda _: b"",
    ],
)
def test_one_damaged_element_costs_one_element(tmp_path: Path, number: int, how: Callable[[bytes], bytes]) -> None:
    data = export(talk())
    found = read(written(tmp_path, spoilt(data, number, how)))
    assert ids(found) == [n for n in range(1, 10) if n != number]
    assert (found.coverage.damaged, found.coverage.repaired, found.coverage.truncated) == (1, 0, False)
    (place,) = found.coverage.damaged_at
    assert data[place : place + 40].replace(b"\n", b" ").split()[:3] == [b"{", b'"id":', b"%d," % number]


@pytest.mark.parametrize("number", [1, 5, 9])
def test_in_a_minified_file_too(tmp_path: Path, number: int) -> None:
    data = json.dumps(json.loads(export(talk())), ensure_ascii=False, separators=(",", ":")).encode()
    data = data.replace(f'"text":"сөз {number}"'.encode(), b'"text":%')
    found = read(written(tmp_path, data))
    assert ids(found) == [n for n in range(1, 10) if n != number]
    assert found.coverage.damaged == 1


@pytest.mark.parametrize("number", [1, 9])
@pytest.mark.parametrize("first", [True, False])
def test_in_a_full_account_the_next_chat_is_read_all_the_same(tmp_path: Path, number: int, *, first: bool) -> None:
    one, two = json.loads(export(talk(), id=11, name="Бір")), json.loads(export(talk(), id=22, name="Екі"))
    chats = [one, two]
    account = {
        "about": "…",
        "contacts": {"list": []},
        "chats": {"about": "…", "list": chats},
        "left_chats": {"list": []},
    }
    data = json.dumps(account, ensure_ascii=False, indent=1).encode()
    old = f'"text": "сөз {number}"'.encode()
    place = data.find(old) if first else data.rfind(old)
    data = data[:place] + GARBAGE + data[place + len(old) :]
    path = written(tmp_path, data)
    hit, whole = read(path, chat="11" if first else "22"), read(path, chat="22" if first else "11")
    assert ids(hit) == [n for n in range(1, 10) if n != number]
    assert (hit.coverage.damaged, whole.coverage.damaged) == (1, 0)
    assert ids(whole) == list(range(1, 10))


def test_a_control_character_is_mended(tmp_path: Path) -> None:
    data = spoilt(export(talk()), 4, lambda _: rb'"text": "a\x0B\x1Fb"')
    found = read(written(tmp_path, data))
    assert found.messages[3].text == "a\x0b\x1fb"
    assert (found.coverage.repaired, found.coverage.damaged) == (1, 0)


def test_an_unquoted_document_id_is_mended(tmp_path: Path) -> None:
    lines = (
        "[",
        '    {\n     "type": "custom_emoji",',
        '     "text": "😮",',
        '     "document_id": files/s (2).webm',
        "    }\n   ]",
    )
    emoji = "\n".join(lines)
    found = read(written(tmp_path, spoilt(export(talk()), 4, lambda _: b'"text": ' + emoji.encode())))
    assert found.messages[3].text == "😮"
    assert (ids(found), found.coverage.repaired, found.coverage.damaged) == (list(range(1, 10)), 1, 0)


def test_a_missing_brace_is_mended(tmp_path: Path) -> None:
    data = export(talk()).replace('"text": "сөз 4"\n  }'.encode(), '"text": "сөз 4"\n'.encode())
    found = read(written(tmp_path, data))
    assert found.coverage.damaged + found.coverage.repaired >= 1
    assert set(range(1, 10)) - set(ids(found)) <= {4, 5}


def test_a_wrong_field_is_dropped_and_the_message_kept(tmp_path: Path) -> None:
    data = spoilt(export(talk()), 4, lambda old: old + b',\n   "reply_to_message_id": {"a": 1}')
    found = read(written(tmp_path, data))
    assert (found.messages[3].text, found.messages[3].reply_to) == ("сөз 4", None)
    assert (found.coverage.repaired, found.coverage.damaged) == (1, 0)


@pytest.mark.parametrize("members", ["Болат", 5, {"a": 1}, [["Болат"]], [5], None])
def test_members_that_are_no_list_of_names_cost_nothing_else(tmp_path: Path, members: Any) -> None:
    found = read(
        written(tmp_path, export([said(1, ASEL), added(2, ASEL, BOLAT) | {"members": members}, said(3, DANA)]))
    )
    assert ids(found) == [1, 3]
    assert {arrival.who for arrival in found.arrivals} == {NO_ONE}, "somebody was added, nobody knows who"
    assert found.coverage.damaged == 0


@pytest.mark.parametrize("item", [None, 5, "text", [], [[]], True, 1.5])
@pytest.mark.parametrize("place", [0, 4, 9])
def test_an_item_that_is_no_element_costs_itself(tmp_path: Path, item: Any, place: int) -> None:
    rows = talk()
    rows.insert(place, item)
    found = read(written(tmp_path, export(rows)))
    assert ids(found) == list(range(1, 10))


def test_bytes_that_are_no_text_are_mended(tmp_path: Path) -> None:
    found = read(written(tmp_path, spoilt(export(talk()), 4, lambda _: b'"text": "\xff\xc3 end"')))
    assert found.messages[3].text.endswith(" end")
    assert (found.coverage.repaired, found.coverage.damaged) == (1, 0)


def test_half_an_emoji_is_no_text_and_costs_nothing(tmp_path: Path) -> None:
    found = read(written(tmp_path, spoilt(export(talk()), 4, lambda _: rb'"text": "\ud83d!"')))
    found.messages[3].text.encode()
    assert (ids(found), found.coverage.damaged) == (list(range(1, 10)), 0)


@pytest.mark.parametrize("depth", [1_200, 100_000])
def test_deep_nesting_costs_one_element(tmp_path: Path, depth: int) -> None:
    deep = b'"deep": ' + b"[" * depth + b"]" * depth
    found = read(written(tmp_path, spoilt(export(talk()), 4, lambda old: old + b",\n   " + deep)))
    assert [n for n in ids(found) if n != 4] == [1, 2, 3, 5, 6, 7, 8, 9]
    unclosed = read(written(tmp_path, spoilt(export(talk()), 4, lambda old: old + b",\n   " + deep[: 8 + depth])))
    assert [n for n in ids(unclosed) if n != 4] == [1, 2, 3, 5, 6, 7, 8, 9]
    assert unclosed.coverage.damaged == 1


@pytest.mark.parametrize("cut", [0.3, 0.5, 0.77, 0.97])
def test_a_truncated_file_gives_what_it_has(tmp_path: Path, cut: float) -> None:
    data = export(talk(60))
    data = data[: int(len(data) * cut)]
    found = read(written(tmp_path, data))
    whole = data.count(b"\n  }")
    assert ids(found)[:whole] == list(range(1, whole + 1))
    assert len(found.messages) - whole in (0, 1)
    assert found.coverage.truncated


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    assert ids(read(written(tmp_path, b"\xef\xbb\xbf" + export(talk())))) == list(range(1, 10))


def test_line_ends_of_windows_are_line_ends(tmp_path: Path) -> None:
    found = read(written(tmp_path, export(talk()).replace(b"\n", b"\r\n")))
    assert (ids(found), found.coverage.damaged) == (list(range(1, 10)), 0)
    spoilt_too = spoilt(export(talk()), 4, lambda _: GARBAGE).replace(b"\n", b"\r\n")
    assert ids(read(written(tmp_path, spoilt_too))) == [1, 2, 3, 5, 6, 7, 8, 9]


@pytest.mark.parametrize("spoil", damage.DAMAGES, ids=lambda spoil: spoil.__name__)
@pytest.mark.parametrize("seed", [1, 2])
def test_every_damage_found_in_the_world_costs_what_it_hit_and_no_more(
    tmp_path: Path, spoil: Callable[[bytes, int], damage.Damage], seed: int
) -> None:
    world = dvk_world(seed, people=150, messages=500, half_by=2, adders=4)
    path = write_export(world, tmp_path / "whole.json")
    before = {message.id for message in read(path).messages}
    hurt = spoil(path.read_bytes(), seed)
    found = read(written(tmp_path, hurt.data))
    lost = before - set(ids(found))
    if hurt.kind == "truncated":
        assert found.coverage.truncated
        assert lost == {number for number in before if number >= hurt.elements[0]} - set(ids(found))
    elif hurt.kind != "missing_brace":
        assert lost <= set(hurt.elements)
    else:
        assert len(lost) <= 2
    assert found.coverage.damaged <= max(1, len(hurt.elements))


@pytest.mark.parametrize(
    "data",
    [b"", b" \n ", b"[]", b"[1]", b"{}", b'{"a": 1}', b"null", b"5", b'"text"', b"PK", b"<html></html>", b"{",
     b'{"name"', b"\x00" * 100, b"\xff\xfe{\x00}\x00", b'{"messages": 5}', b'{"chats": {"list": []}}', b'{"chats": 5}'],
)  # fmt: skip
def test_what_is_no_export_is_one_sentence(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ExportUnreadable) as caught:
        read(written(tmp_path, data))
    assert "\n" not in str(caught.value)
    assert str(tmp_path) in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 4, 9])
def test_memory_does_not_grow_with_one_endless_element(tmp_path: Path, number: int) -> None:
    data = spoilt(export(talk()), number, lambda _: b'"text": "' + b"x" * (40 << 20) + b'"')
    found = read(written(tmp_path, data))
    assert ids(found) == [n for n in range(1, 10) if n != number]
    assert found.coverage.damaged == 1
    (place,) = found.coverage.damaged_at
    assert data[place : place + 40].split()[:3] == [b"{", b'"id":', b"%d," % number]
