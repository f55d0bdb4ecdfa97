"""Times of tables: whatever a moment is written as, it reads back to within its grain, or is refused by name."""

import contextlib
import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.collect.datasets import TimesAsked, chosen_columns
from auditor.collect.sources import open_sources
from auditor.errors import ExportUnreadable, UsageError
from storage.records import undated_share
from tests.auditor.collect.datasets.reading import NOW, Read, frames, read, written
from tests.worlds.complaints import as_csv

HEADER = ("author", "time", "text")
BEGAN = dt.datetime(2024, 2, 20, 9, 13, 7, tzinfo=dt.UTC)
_RANDOM = random.Random(4)
MOMENTS = [BEGAN + dt.timedelta(seconds=_RANDOM.randrange(40 * 86_400)) for _ in range(90)]
EARLY = [moment for moment in MOMENTS if moment.day <= 12]
Form = Callable[[dt.datetime], str]


def form(pattern: str) -> Form:
    return lambda moment: moment.strftime(pattern)


def table(folder: Path, times: list[str], **asked: Any) -> Read:
    rows = [(f"user{number % 9}", time, f"text {number}") for number, time in enumerate(times)]
    path = written(folder, as_csv(HEADER, rows))
    (source,) = open_sources(
        path, chat=None, columns=chosen_columns(None), tz=asked.pop("tz", "UTC"), now=NOW, times=TimesAsked(**asked)
    )
    messages = [message for batch in source.read() for message in batch.messages]
    return Read(messages, [], [], source.coverage(), source)


MONTHS_RU = [
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
]  # fmt: skip
MONTHS_KK = [
    "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
    "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан",
]  # fmt: skip
EXCEL = dt.datetime(1899, 12, 30, tzinfo=dt.UTC)
EDT = dt.timezone(dt.timedelta(hours=-4))

FORMS: dict[str, tuple[Form, int]] = {
    "seconds": (lambda moment: str(int(moment.timestamp())), 1),
    "seconds with a fraction": (lambda moment: f"{moment.timestamp():.2f}", 1),
    "milliseconds": (lambda moment: str(int(moment.timestamp()) * 10**3), 1),
    "microseconds": (lambda moment: str(int(moment.timestamp()) * 10**6), 1),
    "nanoseconds": (lambda moment: str(int(moment.timestamp()) * 10**9 + 7), 1),
    "all digits of a float": (lambda moment: f"{moment.timestamp():.9E}", 1),
    "five digits of a float": (lambda moment: f"{moment.timestamp() * 1000:.5E}", 10_000),
    "a spreadsheet's days": (lambda moment: f"{(moment - EXCEL) / dt.timedelta(days=1):.6f}", 1),
    "the same with a comma": (lambda moment: f"{(moment - EXCEL) / dt.timedelta(days=1):.6f}".replace(".", ","), 1),
    "whole days of a spreadsheet": (lambda moment: str((moment - EXCEL).days), 86_400),
    "digits of days": (form("%Y%m%d"), 86_400),
    "digits of hours": (form("%Y%m%d%H"), 3_600),
    "digits of minutes": (form("%Y%m%d%H%M"), 60),
    "digits of seconds": (form("%Y%m%d%H%M%S"), 1),
    "iso": (form("%Y-%m-%dT%H:%M:%SZ"), 1),
    "iso, compact": (form("%Y%m%dT%H%M%SZ"), 1),
    "iso to the minute": (form("%Y-%m-%d %H:%M"), 60),
    "iso to the hour": (form("%Y-%m-%dT%H"), 3_600),
    "iso days": (form("%Y-%m-%d"), 86_400),
    "iso weeks": (form("%G-W%V-%u"), 86_400),
    "iso with a comma and a short offset": (form("%Y-%m-%dT%H:%M:%S,%f+00"), 1),
    "offset without a colon": (lambda moment: moment.astimezone(EDT).strftime("%Y-%m-%dT%H:%M:%S%z"), 1),
    "unpadded": (lambda moment: f"{moment.year}-{moment.month}-{moment.day} {moment.hour}:{moment:%M:%S}", 1),
    "slashes, year first": (form("%Y/%m/%d %H:%M:%S"), 1),
    "dots": (form("%d.%m.%Y %H:%M:%S"), 1),
    "dots to the minute": (form("%d.%m.%Y %H:%M"), 60),
    "dots, year first": (form("%Y.%m.%d. %H:%M"), 60),
    "america": (form("%m/%d/%Y %H:%M:%S"), 1),
    "america, a clock of twelve hours": (form("%m/%d/%Y, %I:%M:%S\u202f%p"), 1),
    "europe, slashes": (form("%d/%m/%Y %H:%M"), 60),
    "mail": (form("%a, %d %b %Y %H:%M:%S +0000"), 1),
    "http": (form("%a, %d %b %Y %H:%M:%S GMT"), 1),
    "twitter": (form("%a %b %d %H:%M:%S +0000 %Y"), 1),
    "unix date": (form("%a %b %d %H:%M:%S UTC %Y"), 1),
    "javascript": (form("%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)"), 1),
    "java": (form("%Y-%m-%dT%H:%M:%S+00:00[Etc/UTC]"), 1),
    "go": (form("%Y-%m-%d %H:%M:%S.%f +0000 UTC"), 1),
    "kibana": (form("%b %d, %Y @ %H:%M:%S.000"), 1),
    "crowdtangle": (lambda moment: moment.astimezone(EDT).strftime("%Y-%m-%d %H:%M:%S EDT"), 1),
    "bigquery": (form("%Y-%m-%d %H:%M:%S UTC"), 1),
    "a place": (form("%Y-%m-%d %H:%M:%S Africa/Abidjan"), 1),
    "log of a web server": (form("%d/%b/%Y:%H:%M:%S +0000"), 1),
    "oracle": (form("%d-%b-%y %I.%M.%S.000000 %p"), 1),
    "camera": (form("%Y:%m:%d %H:%M:%S"), 1),
    "time before date": (form("%I:%M %p - %d %b %Y"), 60),
    "a file's name": (form("%Y-%m-%d_%H-%M-%S"), 1),
    "messenger": (form("[%d.%m.%Y, %H:%M:%S]"), 1),
    "words": (form("%A, %B %d, %Y at %I:%M %p"), 60),
    "russian": (lambda moment: f"{moment.day} {MONTHS_RU[moment.month - 1]} {moment.year} г., {moment:%H:%M}", 60),
    "kazakh": (lambda moment: f"{moment.year} ж. {moment.day} {MONTHS_KK[moment.month - 1]}, {moment:%H:%M}", 60),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_every_way_of_writing_reads_back_to_within_its_grain(name: str, tmp_path: Path) -> None:
    write, grain = FORMS[name]
    found = table(tmp_path, [write(moment) for moment in MOMENTS])
    assert 0 == found.coverage.undated
    names = {1: "second", 60: "minute", 3_600: "hour", 10_000: "day", 86_400: "day"}
    assert names[grain] == found.coverage.time_resolution
    for moment, message in zip(MOMENTS, found.messages, strict=True):
        assert message.at is not None
        assert abs(message.at - moment.timestamp()) < grain


@given(
    moment=st.integers(978_307_200, NOW - 86_400).map(lambda at: dt.datetime.fromtimestamp(at, dt.UTC)),
    name=st.sampled_from(sorted(FORMS)),
)
@settings(max_examples=100, deadline=None)
def test_never_another_day(moment: dt.datetime, name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    write, grain = FORMS[name]
    folder, days = tmp_path_factory.mktemp("t"), [write(moment)]
    (read_as,) = table(folder, days, dates="month-first" if name.startswith("america") else "day-first").messages
    assert read_as.at is not None
    assert abs(read_as.at - moment.timestamp()) < grain
    with contextlib.suppress(ExportUnreadable):  # one date alone can be two days; then it is refused, not guessed
        assert [read_as] == table(folder, days).messages


@pytest.mark.parametrize("pattern", ["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d-%m-%Y", "%m/%d/%y", "%d-%m-%y"])
def test_dates_that_can_be_two_days_are_refused_unless_the_asker_says(pattern: str, tmp_path: Path) -> None:
    times = [moment.strftime(pattern) for moment in EARLY]
    with pytest.raises(ExportUnreadable, match=r"can be two days.*--dates day-first or --dates month-first"):
        table(tmp_path, times)
    order: Any = "day-first" if pattern.startswith("%d") else "month-first"
    found = table(tmp_path, times, dates=order)
    days = [dt.datetime.fromtimestamp(message.at or 0, dt.UTC).date() for message in found.messages]
    assert [moment.date() for moment in EARLY] == days


def test_one_late_day_at_the_end_of_a_long_column_decides_for_all_of_it(tmp_path: Path) -> None:
    late = dt.datetime(2024, 5, 30, 8, 0, 1, tzinfo=dt.UTC)
    moments = EARLY * 60 + [late]
    for pattern in ("%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%m.%d.%Y %H:%M:%S"):
        found = table(tmp_path, [moment.strftime(pattern) for moment in moments])
        assert [int(moment.timestamp()) for moment in moments] == [message.at for message in found.messages]


def test_a_column_of_both_orders_is_refused(tmp_path: Path) -> None:
    times = [moment.strftime("%d/%m/%Y" if place % 2 else "%m/%d/%Y") for place, moment in enumerate(MOMENTS)]
    with pytest.raises(ExportUnreadable, match="more than one order"):
        table(tmp_path, times)


def test_clear_ways_of_writing_stand_beside_each_other_in_one_column(tmp_path: Path) -> None:
    ways = [form("%Y-%m-%dT%H:%M:%SZ"), form("%d %b %Y %H:%M:%S"), FORMS["seconds"][0], FORMS["dots"][0]]
    found = table(tmp_path, [ways[place % 4](moment) for place, moment in enumerate(MOMENTS)])
    assert [int(moment.timestamp()) for moment in MOMENTS] == [message.at for message in found.messages]


@pytest.mark.parametrize(
    ("times", "why"),
    [
        (["2023", "2024"], "years alone, such as '2023'"),
        (["202311", "202312"], "months alone, such as '202311'"),
        (["2023-11", "2023-12"], "months alone"),
        (["12", "3500", "40000", "90000"], "'12' is neither a moment from 2000.*--epoch relative"),
        (["240302"], "neither a moment"),
        (["yesterday", "in spring"], "found was 'yesterday'.*28.11.2024 15:24"),
        (["Fri Mar 17 09:56:02 CST 2023"], "zone CST has several meanings"),
        (["2031-03-02 20:14"], "still to come"),
        (["1970-01-01T00:00:00Z"], "before 1970"),
        (["", "0", "0.0"], "it is empty"),
        (["nan"], "found was 'nan'"),
    ],
)
def test_what_is_no_time_is_refused_by_name_with_what_is_read(times: list[str], why: str, tmp_path: Path) -> None:
    with pytest.raises(ExportUnreadable, match=f"column 'time': .*{why}"):
        table(tmp_path, times)


@pytest.mark.parametrize(
    "value",
    ["2023-02-30", "13/13/2024", "2023-03-17 25:00", "2023-03-17 09:61", "00:30 PM 2023-03-17", "17 Mar 09:56",
     "1.2.3.4 09:00", "2023-03-17 09:56 - 10:30", "5 minutes ago", "inf", "1e400", "²", "1_000", "-5", "9" * 40,
     "9999-12-31T23:59:59-12:00", "2023-W11", "1899-12-30", "2023-03-17 09:56:02 XYZ", "2023-03-17 09:56:02 +25:00"],
)  # fmt: skip
def test_a_value_that_is_no_time_has_none_and_takes_none_from_others(value: str, tmp_path: Path) -> None:
    found = table(tmp_path, ["1523440800", value, "1523440801"])
    assert [1523440800, None, 1523440801] == [message.at for message in found.messages]
    assert 1 == found.coverage.undated


def test_seconds_from_a_beginning_of_their_own_are_no_days_of_a_calendar(tmp_path: Path) -> None:
    found = table(tmp_path, ["0", "12.5", "86400", "2024-01-01"], epoch="relative")
    assert [0, 12, 86_400, None] == [message.at for message in found.messages]
    assert ("relative", 1) == (found.coverage.times_from, found.coverage.undated)


def test_days_from_1904_are_read_so_where_it_is_said(tmp_path: Path) -> None:
    for epoch, days in (("1904", "43539.5"), (None, "45001.5")):
        found = table(tmp_path, [days], epoch=epoch)
        assert [dt.datetime(2023, 3, 16, 12, tzinfo=dt.UTC).timestamp()] == [message.at for message in found.messages]
        assert (epoch or "1900") == found.coverage.times_from


def test_what_is_said_of_times_is_for_tables_alone(tmp_path: Path) -> None:
    path = written(tmp_path, '{"name": "x", "type": "private_supergroup", "id": 1, "messages": []}', "result.json")
    with pytest.raises(UsageError, match="--dates and --epoch"):
        open_sources(path, chat=None, columns=None, tz="UTC", now=NOW, times=TimesAsked(dates="day-first"))


@pytest.mark.parametrize(
    ("round_to", "resolution"),
    [(1, "second"), (60, "minute"), (600, "hour"), (900, "hour"), (3_600, "hour"), (10_800, "day"), (86_400, "day")],
)
def test_the_grain_shows_in_the_times_themselves(round_to: int, resolution: str, tmp_path: Path) -> None:
    times = [str(int(moment.timestamp()) // round_to * round_to) for moment in MOMENTS]
    assert resolution == table(tmp_path, times).coverage.time_resolution


@pytest.mark.parametrize(
    ("share", "resolution", "undated"), [(2, "day", 0), (5, "day", 0), (20, "second", 5)]
)  # fmt: skip
def test_days_among_finer_times_make_all_coarse_or_are_no_times(
    share: int, resolution: str, undated: int, tmp_path: Path
) -> None:
    times = [moment.strftime("%Y-%m-%d" if n % share == 0 else "%Y-%m-%d %H:%M:%S") for n, moment in enumerate(MOMENTS)]
    coverage = table(tmp_path, times).coverage
    assert (resolution, undated) == (coverage.time_resolution, coverage.undated)


def test_midnights_that_were_written_for_days_make_times_good_to_the_day(tmp_path: Path) -> None:
    times = [moment.strftime("%Y-%m-%d 00:00:00" if n % 4 == 0 else "%Y-%m-%d %T") for n, moment in enumerate(MOMENTS)]
    assert "day" == table(tmp_path, times).coverage.time_resolution


def test_half_without_times_is_known_to_the_measures(tmp_path: Path) -> None:
    rows = [("a", "1523440800" if n % 2 else "", f"text {n}") for n in range(10)]
    path = written(tmp_path, as_csv(HEADER, rows))
    assert 0.5 == undated_share(read(path).coverage)
    assert frames(path).facts.mostly_undated


def test_days_of_short_dates_are_not_taken_for_years(tmp_path: Path) -> None:
    rows = "".join(f"a;{day:02d}.11.24 15:24;x\n" for day in range(1, 21))
    found = read(written(tmp_path, f"author;time;text\n{rows}"))
    assert 1_730_474_640 == found.coverage.first_at
    assert 1_730_474_640 + 19 * 86_400 == found.coverage.last_at
