"""Tables of texts: which columns, times, encodings and delimiters are understood, and what is counted."""

import gzip
import random
from collections import Counter
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.collect.datasets import chosen_columns
from auditor.errors import UsageError
from storage.records import NO_ONE, Who
from tests.auditor.collect.datasets.reading import NOW, frames, read, written
from tests.worlds.complaints import COORTWEET, TOOLKIT, as_csv, as_ndjson, complaints, coortweet_rows, toolkit_rows

WORLD = complaints(1)
OWN = "author,time,text\n"
ASKED = "author=Кто,time=Когда,text=Что"


def test_the_format_of_the_toolkit_is_known_by_its_header(tmp_path: Path) -> None:
    found = read(written(tmp_path, as_csv(TOOLKIT, toolkit_rows(WORLD))))
    assert [row.text for row in WORLD.rows] == [message.text for message in found.messages]
    assert [Who(row.author_id, row.author) for row in WORLD.rows] == [message.sender for message in found.messages]
    assert [(row.number, row.at) for row in WORLD.rows] == [(message.id, message.at) for message in found.messages]
    assert ("texts", "all", 30) == (found.coverage.source, found.coverage.ids, found.coverage.elements)


def test_the_format_of_coortweet_shares_objects_and_has_no_texts(tmp_path: Path) -> None:
    shown = frames(written(tmp_path, as_csv(COORTWEET, coortweet_rows(WORLD))))
    assert shown.texts is not None
    shared = Counter(shown.texts.origin.tolist())
    assert [WORLD.copied, *[1] * 6] == sorted(shared.values(), reverse=True)
    assert not shown.texts.exact.any()


def test_the_same_complaints_are_the_same_whatever_they_are_written_in(tmp_path: Path) -> None:
    plain = as_csv(TOOLKIT, toolkit_rows(WORLD))
    ways = {
        "semicolons": as_csv(TOOLKIT, toolkit_rows(WORLD), ";").encode(),
        "tabs": as_csv(TOOLKIT, toolkit_rows(WORLD), "\t").encode(),
        "mark": plain.encode("utf-8-sig"),
        "utf-16": plain.encode("utf-16"),
        "utf-16 big-endian": b"\xfe\xff" + plain.encode("utf-16-be"),
        "utf-16 without mark": plain.encode("utf-16-le"),
        "old line ends": plain.replace("\r\n", "\r").encode(),
        "excel": b"sep=,\r\n" + plain.encode(),
        "zstd": zstandard.compress(plain.encode()),
        "gzip": gzip.compress(plain.encode()),
        "objects": as_ndjson(TOOLKIT, toolkit_rows(WORLD)).encode(),
        "objects in utf-16": as_ndjson(TOOLKIT, toolkit_rows(WORLD)).encode("utf-16"),
    }
    expected = read(written(tmp_path, plain)).messages
    for way, data in ways.items():
        assert expected == read(written(tmp_path, data)).messages, way


def test_columns_are_taken_as_they_are_asked_for(tmp_path: Path) -> None:
    found = read(
        written(tmp_path, 'Кто;Когда;Что;"Ответ, на"\nӘсел;1523440800;Сәлем;\nБолат;1523440801;Жоқ;r/1\n'),
        columns=ASKED + ',"reply=Ответ, на"',
    )
    assert [Who(None, "Әсел"), Who(None, "Болат")] == [message.sender for message in found.messages]
    assert [1, 2] == [message.id for message in found.messages]
    assert found.messages[0].reply_to is None
    assert found.messages[1].reply_to
    assert "none" == found.coverage.ids


@pytest.mark.parametrize(
    "wrong", ["author", "author=a,time=b", "author=a,text=b", "time=a,text=b", "who=a", "author=a,author=b", '"', "",
              "author=a,time=a,text=b"],
)  # fmt: skip
def test_columns_that_make_no_sense_are_wrong_usage(wrong: str) -> None:
    with pytest.raises(UsageError, match="--columns"):
        chosen_columns(wrong)


@pytest.mark.parametrize(
    ("time", "at"),
    [("1523440800", 1523440800), ("1523440800123", 1523440800), ("1523440800123456", 1523440800),
     ("1523440800.5", 1523440800), ("2018-04-11T10:00:00Z", 1523440800), ("2018-04-11 16:00:00+06:00", 1523440800),
     ("2018-04-11 16:00", 1523440800), ("2018-04-11", 1523383200), ("5", None), ("", None), ("yesterday", None),
     ("-5", None), ("nan", None), ("inf", None), ("²", None), ("99999999999", None), ("9" * 40, None),
     ("2018-02-30", None), ("9999-12-31T23:59:59-12:00", None)],
)  # fmt: skip
def test_a_time_is_read_whatever_it_is_written_as(time: str, at: int | None, tmp_path: Path) -> None:
    rows = as_csv(("author", "time", "text"), [("a", "1523440000", "x"), ("a", time, "y")])
    found = read(written(tmp_path, rows), tz="Asia/Almaty")
    assert at == found.messages[1].at
    assert (at is None) == bool(found.coverage.undated)


def test_dates_without_a_zone_are_read_in_the_zone_that_was_asked_for_and_counted(tmp_path: Path) -> None:
    path = written(tmp_path, OWN + "a,2018-04-11,x\nb,2018-04-12,y\nc,2018-04-13,z\n")
    coverage = read(path, tz="Asia/Almaty").coverage
    assert (3, "Asia/Almaty", "day") == (coverage.local_times, coverage.tz, coverage.time_resolution)


def test_rows_without_author_time_or_text_are_kept_and_counted(tmp_path: Path) -> None:
    path = written(tmp_path, OWN + "a,1523440800,x\n,1523440801,y\n  ,,z\nb,1523440802,\n\n")
    found = read(path)
    coverage = found.coverage
    assert (4, 2, 1, 1) == (coverage.elements, coverage.authorless, coverage.undated, coverage.textless)
    assert [NO_ONE, NO_ONE] == [found.messages[1].sender, found.messages[2].sender]
    assert 2 == len(frames(path).unresolved)


def test_a_row_of_the_wrong_width_is_left_out_and_its_line_is_told(tmp_path: Path) -> None:
    coverage = read(
        written(tmp_path, OWN + 'a,1523440800,"x\ny"\nb,1523440801\n1523440801,c,2,3\nd,1523440802,z\n')
    ).coverage
    assert (4, 2, (4, 5), False) == (coverage.elements, coverage.damaged, coverage.damaged_at, coverage.truncated)


def test_a_row_of_nothing_but_delimiters_says_nothing(tmp_path: Path) -> None:
    rows = "id,author,text,more,time\n1,a,x,m,1523440800\n , \n2,b,y,m,1523440801\n"
    assert 2 == len(read(written(tmp_path, rows)).messages)


def test_a_table_that_breaks_off_in_a_row_says_so(tmp_path: Path) -> None:
    assert read(written(tmp_path, OWN + "a,1523440800,x\nb,15234")).coverage.truncated
    assert not read(written(tmp_path, OWN + "a,1523440800,x\nb,1523440801,y")).coverage.truncated
    broken = as_ndjson(("author", "time", "text"), [("a", 1523440800, "x")]) + '{"author": "b", "ti'
    assert read(written(tmp_path, broken)).coverage.truncated


def test_ids_that_are_no_numbers_still_lead_from_a_reply_to_what_it_answers(tmp_path: Path) -> None:
    rows = "id,author_id,time,text,reply\nt3_a,1,1523440800,x,\nt3_b,2,1523440801,y,t3_a\n,3,1523440802,z,\n"
    first, second, third = read(written(tmp_path, rows)).messages
    assert first.id == second.reply_to
    assert 0 < first.id < 2**63
    assert 0 == third.id


def test_ids_as_long_as_twitters_stay_as_they_are(tmp_path: Path) -> None:
    found = read(written(tmp_path, f"id,author_id,time,text\n1800000000000000001,1,1523440800,x\n{2**63},1,1,y\n"))
    assert 1800000000000000001 == found.messages[0].id
    assert 2**63 > found.messages[1].id


def test_fields_of_objects_that_are_no_text_say_nothing(tmp_path: Path) -> None:
    rows = '{"author": "a", "time": 1523440800.0, "text": "x", "more": [[[]]]}\n[1]\n'
    rows += '{"author": {}, "time": "5", "text": true}\n'
    found = read(written(tmp_path, rows + '{"time": 6, "author": 7, "text": "7"}\n'))
    assert [(Who(None, "a"), "x"), (NO_ONE, ""), (Who(None, "7"), "7")] == [(m.sender, m.text) for m in found.messages]
    assert (1, (2,)) == (found.coverage.damaged, found.coverage.damaged_at)


CELL = st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), max_size=30)
NAME = st.just("") | CELL.map("user {}".format)  # "0", "nan" and the like are nobody's


@given(rows=st.lists(st.tuples(NAME, st.integers(10**9, NOW), CELL), min_size=1, max_size=20), data=st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_is_written_is_read_back(
    rows: list[tuple[str, int, str]], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    header = ("author", "time", "text")
    rows = [("somebody", 10**9, "something"), *rows]
    delimiter = data.draw(st.sampled_from([",", ";", "\t"]))
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    objects = data.draw(st.booleans())
    text = as_ndjson(header, rows) if objects else as_csv(header, rows, delimiter)
    path = written(tmp_path_factory.mktemp("t"), text.encode(encoding))
    found = read(path).messages
    assert [at for _, at, _ in rows] == [message.at for message in found]

    def kept(cell: str) -> str:
        return cell if objects else cell.replace("\r\n", "\n").replace("\r", "\n")

    assert [kept(text) for _, _, text in rows] == [message.text for message in found]
    assert [kept(author).strip() or None for author, _, _ in rows] == [message.sender.name for message in found]


def test_the_order_of_rows_changes_nobody(tmp_path: Path) -> None:
    rows = toolkit_rows(WORLD)
    before = frames(written(tmp_path, as_csv(TOOLKIT, rows), "a.csv")).people
    random.Random(2).shuffle(rows)
    after = frames(written(tmp_path, as_csv(TOOLKIT, rows), "b.csv")).people
    assert sorted(before["first_at"]) == sorted(after["first_at"])
    assert len(WORLD.rows) == len(after)


def test_numbered_rows_that_end_in_a_comma_are_no_rows_that_r_counted(tmp_path: Path) -> None:
    rows = "".join(f"{number},a,{1523440800 + number},x,\n" for number in range(1, 6))
    found = read(written(tmp_path, "id,author,time,text\n" + rows))
    assert [1, 2, 3, 4, 5] == [message.id for message in found.messages]
    assert (0, 0) == (found.coverage.undated, found.coverage.damaged)
