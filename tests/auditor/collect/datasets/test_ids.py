"""What tells accounts, rows and shared things apart, and what stands where nothing does."""

import random
from pathlib import Path

import pytest

from auditor.measure import voices
from auditor.measure.measures import measure_all
from storage.records import NO_ONE, Who
from tests.auditor.collect.datasets.reading import frames, read, written

HEADER = "id,author_id,time,text,reply,repost\n"


def pair(tmp_path: Path, first: str, second: str) -> bool:
    """Whether two cells are one account."""
    data = f"author_id;time;text\n{first};1523440800;x\n{second};1523440801;y\n"
    one, other = read(written(tmp_path, data)).messages
    return one.sender == other.sender


@pytest.mark.parametrize(
    ("one", "other"),
    [("5017", "5017.0"), ("5017", "5017,0"), ("5017", " 5017 "), ("5017", "'5017"), ("5017", "5017.000000"),
     ("1234567890123", "1.234567890123E+12"), ("-100123", "-100123.0"), ("5017", "5017\u00a0")],
)  # fmt: skip
def test_one_account_is_one_however_it_is_written(one: str, other: str, tmp_path: Path) -> None:
    assert pair(tmp_path, one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("5017", "5017.5"), ("5", "5.000"), ("007", "7"), ("5e10", "50000000000"), ("t1_0a3fz", "t1_0a3fy"),
     ("1350010000000000001", "1350010000000000002"), ("a", "A")],
)  # fmt: skip
def test_two_accounts_are_two(one: str, other: str, tmp_path: Path) -> None:
    assert not pair(tmp_path, one, other)


@pytest.mark.parametrize(
    "absent",
    ["nan", "NaN", "null", "NULL", "None", "<NA>", "N/A", "#N/A", "NaT", "undefined", "\\N", "[deleted]", "[removed]",
     "[Deleted]", "Deleted User", "Deleted Account", "Удалённый аккаунт", "unknown", "Anonymous", "0",
     "-1", "0.0", " "],
)  # fmt: skip
def test_nobody_is_nobody_and_widens_the_bounds(absent: str, tmp_path: Path) -> None:
    rows = [f"{name},{1523440800 + place},words" for place, name in enumerate(("a", absent, "b", absent, absent))]
    path = written(tmp_path, "author,time,text\n" + "\n".join(rows) + "\n")
    found = read(path)
    assert [NO_ONE] * 3 == [message.sender for message in found.messages if message.sender.name not in ("a", "b")]
    measured = voices.writers(frames(path))
    assert ("bounded", 2, 2, 5) == (measured.outcome, measured.count, measured.low, measured.high)


def test_a_name_stands_in_for_an_id_that_is_none(tmp_path: Path) -> None:
    found = read(written(tmp_path, "author,author_id,time,text\na,nan,1523440800,x\n[deleted],5,1523440801,y\n"))
    assert [Who(None, "a"), Who("5", None)] == [message.sender for message in found.messages]


def test_replies_lead_to_what_they_answer_however_ids_are_written(tmp_path: Path) -> None:
    rows = (
        "123,1,1523440800,x,,\n124,2,1523440801,y,123.0,\n125,3,1523440802,z,nan,\n126,4,1523440803,z,0,\n"
        "t1_0a3fz,5,1523440804,x,,\nt1_0a3fy,6,1523440805,y,t1_0a3fz,\n0b,7,1523440806,x,,\n0c,8,1523440807,y,t1_0b,\n"
    )
    found = read(written(tmp_path, HEADER + rows)).messages
    assert found[0].id == found[1].reply_to
    assert (None, None) == (found[2].reply_to, found[3].reply_to)
    assert found[4].id == found[5].reply_to
    assert found[6].id == found[7].reply_to
    assert 8 == len({message.id for message in found})


def test_what_stands_for_nothing_is_not_shared(tmp_path: Path) -> None:
    rows = "1,1,1523440800,x,,nan\n2,2,1523440801,[removed],,None\n3,3,1523440802,,,5017.0\n4,4,1523440803,,,5017\n"
    found = read(written(tmp_path, HEADER + rows))
    assert [None, None, "repost/5017", "repost/5017"] == [message.forward for message in found.messages]
    assert 1 == found.coverage.textless


def test_ids_that_a_spreadsheet_rounded_are_taken_for_none_and_counted(tmp_path: Path) -> None:
    rows = "1.36E+18,a1,1523440800,x,1.35E+18,\n1.36E+18,1.35001E+18,1523440801,y,,1.3E+17\n7,a3,1523440802,z,,\n"
    found = read(written(tmp_path, HEADER + rows))
    assert [0, 0, 7] == [message.id for message in found.messages]
    assert [Who("a1", None), NO_ONE, Who("a3", None)] == [message.sender for message in found.messages]
    assert [None] * 3 == [message.reply_to for message in found.messages]
    assert (5, 0) == (found.coverage.rounded_ids, found.coverage.bad_ids)


@pytest.mark.parametrize("kept", [15, 17])
def test_ids_that_end_in_zeros_are_rounded_where_a_column_is_full_of_them(kept: int, tmp_path: Path) -> None:
    rng = random.Random(1)
    longs = [rng.randrange(10**18, 2 * 10**18) for _ in range(40)]
    cut = [number // 10 ** (19 - kept) * 10 ** (19 - kept) for number in longs]
    told = "author,author_id,time,text\n{}"

    def rows(numbers: list[int]) -> str:
        return told.format("".join(f"n{n},{n},{1523440800 + place},x\n" for place, n in enumerate(numbers)))

    found = read(written(tmp_path, rows(cut)))
    assert 40 == found.coverage.rounded_ids
    assert all(message.sender.key is None for message in found.messages)
    sound = read(written(tmp_path, rows(longs)))
    assert [str(number) for number in longs] == [message.sender.key for message in sound.messages]
    assert 0 == sound.coverage.rounded_ids


def test_numbers_of_objects_are_ids_unless_they_are_rounded(tmp_path: Path) -> None:
    rows = (
        '{"author_id": 5017.0, "time": 1523440800, "text": "x"}\n{"author_id": 5017, "time": 1523440801, "text": "y"}\n'
    )
    rows += '{"author_id": 1.35001E+18, "time": 1523440802, "text": "half \\ud83d"}\n'
    rows += '{"author_id": 1350010000000000001, "time": 1523440802, "text": "z"}\n'
    found = read(written(tmp_path, rows))
    assert [Who("5017", None)] * 2 + [NO_ONE, Who("1350010000000000001", None)] == [m.sender for m in found.messages]
    assert "half \ufffd" == found.messages[2].text
    assert 0 == found.coverage.damaged


def test_ids_that_are_rounded_only_later_are_not_taken_either(tmp_path: Path) -> None:
    whole = "".join(f"{1350012345678901231 + number * 10},{1_700_000_000 + number},x\n" for number in range(1_500))
    rounded = "".join(f"{135001234567890 + number}0000,{1_700_002_000 + number},x\n" for number in range(1_500))
    found = read(written(tmp_path, f"author_id,time,text\n{whole}{rounded}"))
    assert [True] * 1_500 + [False] * 1_500 == [message.sender.key is not None for message in found.messages]
    assert (1_500, 0) == (found.coverage.rounded_ids, found.coverage.suspect_ids)


def test_where_ids_of_answers_were_rounded_no_answers_are_searched(tmp_path: Path) -> None:
    for name, number, reply in (("replies", "77", "1.35E+18"), ("rows", "1.35E+18", "77")):
        rows = "".join(f"{who % 9 + 1},{1_700_000_000 + who},x,{number},{reply}\n" for who in range(30))
        path = written(tmp_path, f"author_id,time,text,id,reply\n{rows}", f"{name}.csv")
        assert read(path).coverage.replies_rounded
        measure = measure_all(frames(path), "texts").measures["coordination.swarms"]
        assert ("unavailable", "replies-rounded") == (measure.outcome, measure.why)
