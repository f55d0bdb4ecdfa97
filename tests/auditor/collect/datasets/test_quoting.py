"""Rows whose quotes do not match, or whose writer had a way of its own: none takes others along or goes unsaid."""

import csv
import io
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.auditor.collect.datasets.reading import Read, read, written

HEADER = ["id", "author", "time", "text"]
ORDERS = [HEADER, ["text", "time", "author"], ["time", "text", "author", "reply"], ["author", "text", "time"]]
WORDS = [
    "утро",
    "bread, milk",
    'said "so"',
    "two\nlines",
    '5" pipe',
    "semi;colon",
    "a\ttab",
    "one\n\nthree, end",
    "x|y",
]
QUOTING = [csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]


def rows_of(count: int, rng: random.Random) -> list[dict[str, str]]:
    return [
        {
            "id": str(number),
            "author": f"user{rng.randrange(9)}",
            "time": f"2023-03-{1 + number // 24:02d}T{number % 24:02d}:00:0{number % 10}Z",
            "text": " ".join(rng.choice(WORDS) for _ in range(rng.randrange(1, 4))) + f" {number}",
            "reply": "",
        }
        for number in range(1, count + 1)
    ]


def table(rows: list[dict[str, str]], order: list[str], delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL) -> str:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator="\n")  # type: ignore[arg-type]
    writer.writerow(order)
    writer.writerows([[row[name] for name in order] for row in rows])
    return file.getvalue()


def texts(found: Read) -> list[str]:
    return [message.text for message in found.messages]


def plain(*lines: str, header: str = "id,author,time,text") -> str:
    return "\n".join((header, *lines)) + "\n"


def row(number: int, text: str = "", author: str = "") -> str:
    return f"{number},{author or f'user{number}'},2023-03-17T09:{number:02d}:04Z,{text or f'words {number}'}"


@given(seed=st.integers(0, 10**6), order=st.sampled_from(ORDERS), delimiter=st.sampled_from(",;\t|"),
       quoting=st.sampled_from(QUOTING))  # fmt: skip
@settings(max_examples=120, deadline=None)
def test_any_table_that_csv_wrote_reads_back_to_the_same_rows(
    seed: int, order: list[str], delimiter: str, quoting: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = rows_of(12, random.Random(seed))
    found = read(written(tmp_path_factory.mktemp("t"), table(rows, order, delimiter, quoting)))
    assert [one["text"] for one in rows] == texts(found)
    assert [one["author"] for one in rows] == [message.sender.name for message in found.messages]
    assert (0, 0) == (found.coverage.damaged, found.coverage.stray_quotes)


@given(seed=st.integers(0, 10**6), order=st.sampled_from(ORDERS), delimiter=st.sampled_from(",;\t|"),
       quoting=st.sampled_from(QUOTING), strays=st.integers(1, 3), put=st.booleans())  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_a_stray_quote_costs_at_most_its_own_row_and_what_is_lost_is_counted(  # noqa: PLR0917
    seed: int, order: list[str], delimiter: str, quoting: int, strays: int, put: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    rng = random.Random(seed)
    rows = rows_of(30, rng)
    data = table(rows, order, delimiter, quoting)
    for _ in range(strays):
        quotes = [place for place, letter in enumerate(data) if letter == '"']
        if put or not quotes:
            place = rng.randrange(data.index("\n") + 1, len(data))
            data = data[:place] + '"' + data[place:]
        else:
            place = rng.choice(quotes)
            data = data[:place] + data[place + 1 :]
    found = read(written(tmp_path_factory.mktemp("t"), data))
    assert len(rows) - strays <= len(found.messages) <= len(rows)
    assert len(found.messages) == len(rows) or found.coverage.damaged
    assert strays >= len({one["text"] for one in rows} - set(texts(found)))


def test_a_quote_that_is_never_closed_is_a_letter(tmp_path: Path) -> None:
    lines = [row(number) for number in range(1, 30)]
    lines[7] = row(8, '"words 8')
    found = read(written(tmp_path, plain(*lines)))
    assert 29 == len(found.messages)
    assert '"words 8' == found.messages[7].text
    assert (1, 9, 0) == (found.coverage.stray_quotes, found.coverage.stray_quotes_at, found.coverage.damaged)


def test_two_quotes_far_apart_swallow_nothing(tmp_path: Path) -> None:
    lines = [row(number) for number in range(1, 60)]
    lines[7], lines[51] = row(8, '"words 8'), row(52, 'words 52"')
    found = read(written(tmp_path, plain(*lines)))
    assert [line.rsplit(",", 1)[1] for line in lines] == texts(found)


def test_an_open_quote_in_a_long_table_is_found_without_the_end_of_the_file(tmp_path: Path) -> None:
    lines = [row(1, '"' + "open"), *(row(2 + number % 50, "word " * 40) for number in range(5_000))]
    found = read(written(tmp_path, plain(*lines)))
    assert 5_001 == len(found.messages)


def test_a_text_of_many_lines_is_one_text_even_with_a_row_in_it(tmp_path: Path) -> None:
    text = "see what I found:\n" + row(77) + "\nis that not odd?\nI think so\nbye"
    found = read(written(tmp_path, plain(row(1), row(2, f'"{text}"'), row(3))))
    assert ["words 1", text, "words 3"] == texts(found)


def test_a_quote_is_a_letter_where_tabs_part_the_cells(tmp_path: Path) -> None:
    told = ['"so" he said', '"', 'a "word"', '""', 'end"']
    lines = [row(number, text).replace(",", "\t") for number, text in enumerate(told, 1)]
    found = read(written(tmp_path, plain(*lines, header="id\tauthor\ttime\ttext")))
    assert len(told) == len(found.messages)
    assert '"so" he said' == found.messages[0].text


def test_quotes_escaped_with_a_backslash_are_quotes(tmp_path: Path) -> None:
    lines = [row(1, r'"a \"b\", c"'), row(2, r'"\"b\""'), row(3, '"two\nlines \\"x\\" here"'), row(4)]
    found = read(written(tmp_path, plain(*lines)))
    assert ['a "b", c', '"b"', 'two\nlines "x" here', "words 4"] == texts(found)
    assert (0, 0) == (found.coverage.stray_quotes, found.coverage.damaged)


SHAPES = {
    "notes above": 'Exported by the office\nAll, rights, reserved "so\n\n' + plain(row(1), row(2)),
    "a comma at the end of rows": plain(row(1) + ",", row(2) + ",,"),
    "a comma at the end of the header": plain(row(1), row(2), header="id,author,time,text,,"),
    "empty columns left out": plain(row(1), row(2), header="id,author,time,text,reply,repost"),
    "the header again": plain(row(1), "id,author,time,text", row(2)),
    "two files joined, each with its mark": "\ufeff" + plain(row(1)) + "\ufeff" + plain(row(2)),
    "blank lines and empty rows": plain(row(1), "", ",,,", " , ,,", row(2), ",,,"),
    "pipes": plain(row(1), row(2)).replace(",", "|"),
    "spaces behind commas": plain(row(1), row(2)).replace(",", ", "),
    "a header of two lines": plain(row(1), row(2), header='id,author,time,text,"more\nof it"').replace("1\n", "1,\n"),
    "old line ends": plain(row(1), row(2)).replace("\n", "\r"),
    "doubled line ends": plain(row(1), row(2)).replace("\n", "\r\r\n"),
    "a space behind a quote": plain(row(1, '"words 1" '), row(2)),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_table_is_read_however_it_is_dressed(name: str, tmp_path: Path) -> None:
    found = read(written(tmp_path, SHAPES[name]))
    assert ["words 1", "words 2"] == texts(found)
    assert ["user1", "user2"] == [message.sender.name for message in found.messages]
    assert 0 == found.coverage.damaged


def test_a_total_below_the_table_is_no_row_and_is_counted(tmp_path: Path) -> None:
    found = read(written(tmp_path, plain(row(1), row(2), "Total: 2", "sum,2")))
    assert (2, 2, (4, 5)) == (len(found.messages), found.coverage.damaged, found.coverage.damaged_at)


def test_a_cell_too_long_costs_its_row(tmp_path: Path) -> None:
    found = read(written(tmp_path, plain(row(1), row(2, "x" * 200_000), row(3))))
    assert 2 <= len(found.messages) <= 3
    assert found.coverage.damaged + found.coverage.stray_quotes


def test_rows_that_r_counts_are_read_beside_their_names(tmp_path: Path) -> None:
    lines = [f'"{number}","user{number}","2023-03-17T09:{number:02d}:04Z","words {number}"' for number in (1, 2, 3)]
    found = read(written(tmp_path, plain(*lines, header='"author","time","text"')))
    assert ["user1", "user2", "user3"] == [message.sender.name for message in found.messages]
    assert 0 == found.coverage.damaged


def test_a_last_text_keeps_the_delimiters_that_nothing_encloses(tmp_path: Path) -> None:
    found = read(written(tmp_path, plain(row(1), row(2, "one, two, three"), row(3))))
    assert ["words 1", "one, two, three", "words 3"] == texts(found)
    assert 0 == found.coverage.damaged


def test_a_loose_delimiter_before_the_time_costs_its_row(tmp_path: Path) -> None:
    found = read(written(tmp_path, plain(row(1), row(2, author="Doe, John"), row(3))))
    assert (["words 1", "words 3"], 1) == (texts(found), found.coverage.damaged)


def test_a_misplaced_quote_in_a_header_is_a_letter(tmp_path: Path) -> None:
    found = read(written(tmp_path, plain('"user1","2023-03-17T09:01:04Z","x"', header='"author,"time","text"')))
    assert ["x"] == texts(found)


def test_one_nul_costs_at_most_its_row(tmp_path: Path) -> None:
    lines = [row(1, "wo\0rds 1"), row(2, author="us\0er2"), row(3, "words 3\0\0"), row(4)]
    found = read(written(tmp_path, plain(*lines)))
    assert ["words 1", "words 3", "words 4"] == texts(found)
    assert (1, 1) == (found.coverage.repaired, found.coverage.damaged)
