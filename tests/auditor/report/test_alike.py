"""Nobody who holds the tables of two recipients can join their people by order or by figures.

The attacker knows both files, and by `adders.csv` which adder is which; the test knows the truth besides.
"""

import asyncio
import random
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.collect.desktop import open_export
from auditor.conductors.audit import Finished, audit, report_for, tables_for
from auditor.conductors.measuring import Arguments
from auditor.report.package.alike import ORDER, K, alike
from auditor.report.package.bands import BANDS, COUNTS, DAYS
from auditor.report.package.tables import package
from storage.opening import open_store
from tests.auditor.collect.chats import DAY, NOW, Somebody, added, came_alone, came_by_link, export, left, said

SAMPLE = Path(__file__).parents[3] / "examples" / "dvk-sample" / "result.json"
RECIPIENTS = ("operator", "person:7")
READERS = 20
PSEUDONYM = re.compile(r"p-[a-z2-7]{12}")


class Leaves(NamedTuple):
    """What leaves for one recipient: the rows of people.csv in their order, who stands in each (the attacker does not
    know that), and who is named elsewhere in the package."""

    rows: list[dict[str, str]]
    truth: list[int]
    elsewhere: set[int]


def leave(path: Path, *, exact: bool = False) -> tuple[Leaves, Leaves]:
    """One audit of an export, written for two recipients. Only the operator's key has exact tables, so the exact
    ones of somebody else are made by a key for joining."""

    async def go(home: Path) -> tuple[Leaves, Leaves]:
        (source,) = open_export(path, chat=None, tz="UTC", now=NOW)
        async with open_store(home) as store:
            done = await audit(store, source, Arguments(), now=NOW, keep_text=False, progress=lambda _: None)
            one, other = (left_for(store, done, each, exact=exact) for each in RECIPIENTS)
            return one, other

    with tempfile.TemporaryDirectory() as home:
        return asyncio.run(go(Path(home)))


def left_for(store: Any, done: Finished, recipient: str, *, exact: bool) -> Leaves:
    by_key = {"join_key": recipient.encode()} if exact else {"recipient": recipient}
    tables, report = tables_for(store, done, exact=exact, **by_key), report_for(store, done.audit, **by_key)
    names = {name: place for place, name in enumerate(tables.people["person"])}  # in the order of the frames: the truth
    made = package(report, tables)
    rows = rows_of(made.columns["people"], made.cells["people"])
    truth = [names[row.pop("person")] for row in rows]
    for row in rows:
        row["adder"] = str(names.get(row["adder"], ""))
    said = PSEUDONYM.findall(str([made.cells[table] for table in ("adders", "evidence")]))
    return Leaves(rows, truth, {names[name] for name in said})


def rows_of(columns: Iterable[Any], cells: list[Sequence[str]]) -> list[dict[str, str]]:
    return [dict(zip((column.name for column in columns), row, strict=True)) for row in zip(*cells, strict=True)]


# -- the attacks


def groups(table: Leaves, columns: Sequence[str]) -> dict[tuple[str, ...], list[int]]:
    """Who shares the same cells, in the order of the rows."""
    found = defaultdict(list)
    for row, person in zip(table.rows, table.truth, strict=True):
        found[tuple(row[column] for column in columns)].append(person)
    return found


def candidates(one: Leaves, other: Leaves, columns: Sequence[str]) -> list[int]:
    """For each row of one table that is named nowhere else, how many rows of the other it may be: those that show the
    same, without those of them that can be told otherwise."""
    mine, theirs = groups(one, columns), groups(other, columns)
    assert {cells: set(people) for cells, people in mine.items()} == {c: set(p) for c, p in theirs.items()}
    left = {cells: len(set(people) - one.elsewhere) for cells, people in theirs.items()}
    return [left[cells] for cells, people in mine.items() for person in people if person not in one.elsewhere]


def joined_by_order(one: Leaves, other: Leaves, columns: Sequence[str] = ()) -> int:
    """How many rows are the same person's where rows of equal cells are laid beside each other in their order."""
    mine, theirs = groups(one, columns), groups(other, columns)
    return sum(mine_ == theirs_ for cells in mine for mine_, theirs_ in zip(mine[cells], theirs[cells], strict=True))


def shuffled(table: Leaves, seed: int) -> Leaves:
    order = random.Random(seed).sample(range(len(table.rows)), len(table.rows))
    return Leaves([table.rows[place] for place in order], [table.truth[place] for place in order], table.elsewhere)


def subsets(columns: Sequence[str]) -> list[tuple[str, ...]]:
    return [
        (),
        *((column,) for column in columns),
        *combinations(columns, 2),
        *combinations(columns, 3),
        tuple(columns),
    ]


# -- the sample


@pytest.fixture(scope="module")
def sample() -> tuple[Leaves, Leaves]:
    return leave(SAMPLE)


@pytest.fixture(scope="module")
def exact() -> tuple[Leaves, Leaves]:
    return leave(SAMPLE, exact=True)


def test_no_columns_of_the_sample_single_out_fewer_than_k(sample: tuple[Leaves, Leaves]) -> None:
    for columns in subsets(ORDER):
        assert min(candidates(*sample, columns)) >= K, columns
        assert min(map(len, groups(sample[0], columns).values())) >= K, columns


def test_no_order_of_the_sample_joins_more_than_one_row_in_k(sample: tuple[Leaves, Leaves]) -> None:
    assert len(sample[0].rows) == 1_010
    for columns in subsets(ORDER):
        assert joined_by_order(*sample, columns) <= len(sample[0].rows) / K, columns


def test_the_same_attacks_join_the_exact_tables(exact: tuple[Leaves, Leaves]) -> None:
    assert joined_by_order(*exact) == joined_by_order(*exact, ORDER) == len(exact[0].rows) == 1_010
    assert sum(count < K for count in candidates(*exact, ORDER)) > 250


def test_exact_tables_under_an_order_of_their_own_are_joined_by_figures(exact: tuple[Leaves, Leaves]) -> None:
    """So the order of pseudonyms alone would not have been enough."""
    turned = shuffled(exact[0], 1), shuffled(exact[1], 2)
    assert joined_by_order(*turned) < 20
    assert joined_by_order(*turned, ORDER) > len(exact[0].rows) / K


def test_the_sample_keeps_who_added_whom(sample: tuple[Leaves, Leaves], exact: tuple[Leaves, Leaves]) -> None:
    truth = dict(zip(exact[0].truth, exact[0].rows, strict=True))
    added_people = [(row, truth[who]) for row, who in zip(sample[0].rows, sample[0].truth, strict=True)
                    if truth[who]["arrival"] == "added"]  # fmt: skip
    assert len(added_people) == 585
    assert all(was["adder"] for _, was in added_people)
    assert sum(row["adder"] == was["adder"] for row, was in added_people) > 0.9 * 585
    assert {row["adder"] for row, _ in added_people} - {""} == {was["adder"] for _, was in added_people}


# -- any worlds

CAST = tuple(Somebody(1_000 + number, f"Адам {number}") for number in range(24))


@st.composite
def chats(draw: Callable[..., Any]) -> list[dict[str, Any]]:
    """People who come in several ways on few days, write more or less, and mostly look alike."""
    elements: list[dict[str, Any]] = []

    def at() -> dict[str, Any]:
        return {"at": 1_514_764_800 + draw(st.sampled_from((0, 1, 2, 40, 200))) * DAY + len(elements)}

    for place, who in enumerate(CAST[: draw(st.integers(2, len(CAST)))]):
        adder = draw(st.sampled_from((None, None, CAST[0], CAST[1], CAST[max(0, place - 1)])))
        how = draw(st.sampled_from((came_alone, came_by_link)))
        came = (
            how(len(elements) + 1, who, **at())
            if adder in (None, who)
            else added(len(elements) + 1, adder, who, **at())
        )
        elements.append(came)
        elements += [
            said(len(elements) + 1 + n, who, "Сәлем", **at()) for n in range(draw(st.sampled_from((0, 0, 1, 9))))
        ]
        if draw(st.integers(0, 3)) == 0:
            elements.append(left(len(elements) + 1, who, **at()))
    return elements


@settings(max_examples=15)
@given(elements=chats())
def test_no_columns_of_any_chat_single_out_fewer_than_k(elements: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.json"
        path.write_bytes(export(elements))
        one, other = leave(path)
    anybody = set(one.truth) - one.elsewhere
    if len(anybody) < K:
        assert groups(one, ORDER).keys() <= {("",) * len(ORDER)}
        return
    assert min(candidates(one, other, ORDER)) >= K
    assert min(map(len, groups(one, ORDER).values())) >= K


def some(values: Sequence[Any]) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


DATES = ("", "2018-01-01", "2018-01-02", "2018-01-08", "2018-02-01", "2018-05-31", "2019-12-31", None)
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "kind": some(("person", "person", "name-only")),
            "arrival": some(("added", "added", "by_link", "unknown")),
            "arrival_source": some(("", "service-messages")),
            "arrival_day": some(DATES),
            "adder": some(("", "p-one", "p-other", None)),
            "messages": some((0, 0, 1, 2, 3, 70, 4_000)),
            "first_day": some(DATES),
            "last_day": some(DATES),
            **{
                name: some(("yes", "no", "unknown", "unknown"))
                for name in ("left", "deleted", "inactive", "blank", "new")
            },
            "age_from": some(("", "2017-Q3", "2015-Q1")),
            "age_to": some(("", "2017-Q4", float("nan"))),
        }
    ),
    max_size=80,
)


def frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    names = [f"p-{number:012d}" for number in range(len(rows))]
    return pd.DataFrame(rows, columns=["person", *ORDER]).assign(person=names)


@given(rows=PEOPLE, elsewhere=st.integers(0, 9), k=st.integers(1, 8))
def test_every_row_is_shared_by_k_and_says_nothing_wrong(rows: list[dict[str, Any]], elsewhere: int, k: int) -> None:
    people = frame(rows)
    away = set(people["person"][:elsewhere])
    shown = alike(people, away, k)
    assert shown.people["person"].tolist() == sorted(people["person"])
    cells = shown.people[list(ORDER)].astype(object).where(shown.people[list(ORDER)].notna(), "")
    alike_ = Counter(zip(*(cells[name] for name in ORDER), strict=True))
    told_rows = zip(cells.itertuples(index=False, name=None), shown.people["person"], strict=True)
    anybody = Counter(row for row, name in told_rows if name not in away)
    if len(rows) - min(elsewhere, len(rows)) < k:
        assert alike_.keys() <= {("",) * len(ORDER)}
    else:
        assert min(anybody[row] for row in alike_) >= k
    emptied: Counter[str] = Counter()
    for was, told in zip(people.to_dict("records"), cells.to_dict("records"), strict=True):
        for name in ORDER:
            true = "" if pd.isna(was[name]) else was[name]
            emptied[name] += true != "" and told[name] == ""
            if told[name] != "":
                band = shown.bands.get(name)
                assert told[name] == (true if band is None else BANDS[name][band].lower_end(true))
    assert {name: count for name, count in shown.withheld.items() if count} == +emptied


@settings(max_examples=30)
@given(rows=PEOPLE, seed=st.integers(0, 1_000))
def test_two_recipients_are_shown_the_same_of_everybody(rows: list[dict[str, Any]], seed: int) -> None:
    """Were their classes others, what two of them have in common could be fewer than k people."""
    people = frame(rows)
    names = people["person"].tolist()
    others = dict(zip(names, random.Random(seed).sample(names, len(names)), strict=True))
    one = alike(people, set(names[:2])).people
    other = alike(people.assign(person=people["person"].map(others)), {others[name] for name in names[:2]}).people
    told = other.set_index("person").loc[[others[name] for name in one["person"]]]
    assert one[list(ORDER)].astype(str).to_numpy().tolist() == told[list(ORDER)].astype(str).to_numpy().tolist()


def test_order_joins_one_in_each_group_over_many_pairs_of_recipients() -> None:
    """Where every group is as small as it may be, the best an order can do is what dice do."""
    rows = [
        row
        for number in range(40)
        for row in [{**PLAIN, "messages": 2 ** (number % 20), "left": "yes" if number > 19 else "no"}] * K
    ]
    people, dice = frame(rows), random.Random(11)
    joined = []
    for _ in range(READERS):
        one, other = renamed(people, dice), renamed(people, dice)
        assert min(candidates(one, other, ORDER)) == K
        joined.append(joined_by_order(one, other, ORDER))
    assert sum(joined) / READERS <= len(rows) / K * 1.1


def renamed(people: pd.DataFrame, dice: random.Random) -> Leaves:
    """What leaves for somebody who knows these people by other names."""
    names = {f"p-{dice.getrandbits(60):015x}": place for place in range(len(people))}
    shown = alike(people.assign(person=list(names)), set()).people
    rows = [dict(zip(ORDER, row, strict=True)) for row in shown[list(ORDER)].astype(str).to_numpy().tolist()]
    return Leaves(rows, [names[name] for name in shown["person"]], set())


PLAIN = {
    "kind": "person", "arrival": "by_link", "arrival_source": "invite-links", "arrival_day": "2018-01-03", "adder": "",
    "messages": 0, "first_day": "", "last_day": "", "left": "no", "deleted": "no", "inactive": "no", "blank": "no",
    "new": "no", "age_from": "2017-Q3", "age_to": "2017-Q4",
}  # fmt: skip


@pytest.mark.parametrize(("alone", "withheld"), [(0, 0), (1, K), (4, K), (5, 0)])
def test_a_rare_value_takes_others_along_until_they_are_enough(alone: int, withheld: int) -> None:
    people = frame([PLAIN] * 40 + [PLAIN | {"deleted": "yes"}] * alone)
    shown = alike(people, set())
    assert shown.withheld["deleted"] == (shown.people["deleted"] == "").sum() == withheld


def test_who_can_be_told_by_other_tables_counts_for_nobody() -> None:
    people = frame([PLAIN] * 40 + [PLAIN | {"left": "yes"}] * 5)
    assert alike(people, set()).withheld["left"] == 0
    assert alike(people, {people["person"].iloc[-1]}).withheld["left"] == 6


def test_bands_are_as_narrow_as_they_may_be() -> None:
    spread = [PLAIN | {"arrival_day": f"2018-{1 + number % 3:02}-{1 + number // 3:02}"} for number in range(60)]
    assert alike(frame(spread * 5), set()).bands["arrival_day"] == "day"
    assert alike(frame(spread * 2), set()).bands["arrival_day"] == "week"
    assert alike(frame(spread), set()).bands["arrival_day"] == "month"
    assert alike(frame(spread[::7]), set()).bands["arrival_day"] == "quarter"


@pytest.mark.parametrize(
    ("band", "expected"),
    [("day", "2018-08-19"), ("week", "2018-08-13"), ("month", "2018-08-01"), ("quarter", "2018-07-01"),
     ("year", "2018-01-01")],
)  # fmt: skip
def test_a_day_is_told_as_the_beginning_of_its_band(band: str, expected: str) -> None:
    assert DAYS[band].lower_end("2018-08-19") == expected


@pytest.mark.parametrize(
    ("band", "expected"),
    [("doubling", [0, 1, 2, 2, 64, 2**40]), ("fourfold", [0, 1, 1, 1, 64, 2**40]),
     ("tenfold", [0, 1, 1, 1, 10, 10**12]), ("any", [0, 1, 1, 1, 1, 1])],
)  # fmt: skip
def test_a_count_is_told_as_the_lower_end_of_its_band(band: str, expected: list[int]) -> None:
    assert [COUNTS[band].lower_end(count) for count in (0, 1, 2, 3, 99, 2**40)] == expected


def test_a_hundred_thousand_people_are_made_alike_fast() -> None:
    dice = random.Random(3)
    days = [
        f"{year}-{month:02}-{day:02}" for year in range(2016, 2024) for month in range(1, 13) for day in range(1, 29)
    ]
    people = frame(
        [PLAIN | {"adder": f"p-{dice.randrange(300)}", "messages": int(dice.paretovariate(0.6)) - 1,
                  "left": dice.choice(("yes", "no")), **{name: dice.choice(days) for name in
                  ("arrival_day", "first_day", "last_day")}} for _ in range(100_000)]
    )  # fmt: skip
    began = time.process_time()
    shown = alike(people, set(people["person"][:2_000])).people
    assert time.process_time() - began < 2
    assert shown[list(ORDER)].astype(str).groupby(list(ORDER)).size().min() >= K
