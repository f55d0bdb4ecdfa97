"""What tables say of their authors' accounts: whether, never how many; and what they do not say is not known."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from auditor.collect.datasets.accounts import has_any
from auditor.conductors.audit import collect
from auditor.library import measure_all
from auditor.library import read as loaded
from auditor.measure.spec import Measure
from storage.opening import open_store
from storage.records import Account, Who
from tests.auditor.collect.datasets.known_formats import TEXTS
from tests.auditor.collect.datasets.reading import NOW, sources, written
from tests.auditor.collect.datasets.test_known_formats import as_file

HEADER = "author_id,time,text,author_friends,author_followers,author_photo,author_created\n"
ROWS = (
    "a,2024-05-01 10:00:00,one,0,12,true,2024-04-20\n"
    "b,2024-05-01 11:00:00,two,7,0,false,2019-01-01\n"
    "c,2024-05-01 12:00:00,three,,,,\n"
    "d,2024-05-02 10:00:00,four,0,0,no,2024-04-30\n"
    "a,2024-05-03 10:00:00,again,5,0,false,2010-01-01\n"
)
"""Four authors; of c nothing is said, and what a row says of a later is not taken."""
MADE = 1_699_920_000
"""The first second of the day on which those of X were made."""
OF_FORMATS: dict[str, Account] = {
    "twarc-csv (X, API 2)": Account(made_at=MADE),
    "twarc json2csv (X, API 1.1)": Account(made_at=MADE, friends=False, followers=True),
    "X, API 1.1": Account(made_at=MADE, photo=False, friends=False, followers=True),
    "Zeeschuimer, X": Account(made_at=MADE),
    "4CAT, X": Account(made_at=MADE),
    "Zeeschuimer, TikTok": Account(followers=True),
    "4CAT, TikTok": Account(followers=True),
    "CrowdTangle, Facebook": Account(made_at=MADE, followers=True),
    "CrowdTangle, Instagram": Account(followers=True),
}


def measures(path: Path, **asked: Any) -> dict[str, Measure]:
    found = measure_all(loaded(path, now=NOW, **asked)).measures
    return {name: found[f"souls.{name}"] for name in ("no_friends", "no_followers", "no_photo", "young")}


def accounts(path: Path) -> dict[Who, Account]:
    (source,) = sources(path)
    return {member.who: member.account for batch in source.read() for member in batch.members if member.account}


def bounds(measure: Measure) -> tuple[Any, ...]:
    return measure.outcome, measure.count, measure.of, measure.low, measure.high


def test_of_whom_the_table_says_nothing_nothing_is_known(tmp_path: Path) -> None:
    found = measures(written(tmp_path, HEADER + ROWS))
    assert ("bounded", 2, 4, 0.5, 0.75) == bounds(found["no_friends"])
    assert ("bounded", 2, 4, 0.5, 0.75) == bounds(found["no_followers"])
    assert ("bounded", 2, 4, 0.5, 0.75) == bounds(found["no_photo"])
    assert ("bounded", 2, 4, 0.5, 0.75) == bounds(found["young"])


def test_where_all_is_said_all_is_known(tmp_path: Path) -> None:
    without_c = "".join(row + "\n" for row in ROWS.splitlines() if not row.startswith("c"))
    found = measures(written(tmp_path, HEADER + without_c))
    assert [(2, 3)] * 4 == [(measure.count, measure.of) for measure in found.values()]
    assert {"measured"} == {measure.outcome for measure in found.values()}


def test_rows_without_an_author_may_be_of_others(tmp_path: Path) -> None:
    found = measures(written(tmp_path, HEADER + ROWS + ",2024-05-02 10:00:00,five,0,,,\n"))
    assert ("bounded", 2, 4, 2 / 5, 4 / 5) == bounds(found["no_friends"])


def test_a_table_that_says_nothing_of_accounts_has_no_zero(tmp_path: Path) -> None:
    found = measures(written(tmp_path, "author_id,time,text\na,2024-05-01,one\nb,2024-05-02,two\n"))
    assert {("unavailable", None, "not-in-table")} == {(m.outcome, m.count, m.why) for m in found.values()}


def test_columns_can_be_named(tmp_path: Path) -> None:
    said = [
        {"user": {"id": n, "friends": 3 * (n % 2), "egg": n > 2}, "at": 1_714_000_000 + n, "body": "x"}
        for n in range(1, 5)
    ]
    path = written(tmp_path, "\n".join(map(json.dumps, said)), "table.jsonl")
    columns = "author_id=user.id,time=at,text=body,author_friends=user.friends,author_no_photo=user.egg"
    found = measures(path, columns=columns)
    assert (("measured", 2), ("measured", 2)) == tuple(
        (found[name].outcome, found[name].count) for name in ("no_friends", "no_photo")
    )


def test_the_day_of_an_account_that_can_be_two_is_not_asked_about(tmp_path: Path) -> None:
    header = "author_id,time,text,author_created\n"
    found = measures(written(tmp_path, f"{header}a,2024-05-01 10:00:00,one,3/4/2024\n"))
    assert "not-in-table" == found["young"].why


@pytest.mark.parametrize("known", [known for known in TEXTS if known.name in OF_FORMATS], ids=lambda each: each.name)
def test_a_known_format_says_what_its_page_says_of_accounts(tmp_path: Path, known: Any) -> None:
    found = accounts(as_file(tmp_path, known.said)).values()
    assert [OF_FORMATS[known.name]] * 2 == [
        Account(made_at=each.made_at and each.made_at // 86_400 * 86_400, photo=each.photo, friends=each.friends,
                followers=each.followers) for each in found
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "meant"),
    [("0", False), ("0.0", False), ("12", True), ("1,204", True), ("1.2K", True), ("1 204", True),
     ("", None), ("hidden", None), ("-1", None), ("nan", None), ("private", None)],
)  # fmt: skip
def test_a_number_says_whether_there_are_any(written: str, meant: bool | None) -> None:
    assert meant is has_any(written)


def test_how_many_friends_somebody_has_never_comes_to_rest(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + "a,2024-05-01 10:00:00,one,4815,162342,true,2024-04-20 15:16:23\n")

    async def kept() -> list[Any]:
        (source,) = sources(path)
        async with open_store(tmp_path / "home") as store:
            await collect(store, source, now=NOW, keep_text=False, progress=lambda _: None)
            async with store.reading() as connection:
                sql = "SELECT photo, friends, followers, age_from, age_to FROM members"
                return [tuple(row) async for chunk in connection.chunks(sql, {}) for row in chunk]

    day = 1_713_571_200
    assert [(1, 1, 1, day, day + 86_399)] == asyncio.run(kept())
