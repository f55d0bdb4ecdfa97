"""One table in whatever holds it: read, it is the same table."""

import bz2
import csv
import datetime as dt
import gzip
import io
import json
import lzma
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
import zstandard

from auditor.errors import ExportUnreadable
from tests.auditor.collect.datasets.reading import NOW, read, written
from tests.worlds.spreadsheets import Cell, Sheets, write_ods, write_xlsx

HEADER = ("author", "time", "text", "id", "reply")
ROWS: list[tuple[str, dt.datetime, str, int, int | None]] = [
    (f"user{number % 7}", dt.datetime(2023, 3, 17, 9, 23, 42) + dt.timedelta(seconds=7 * number + number // 3),  # noqa: DTZ001
     f"сәлем, «мир» {number}\nline two", number, number - 1 if number % 3 == 0 else None)
    for number in range(1, 301)
]  # fmt: skip


def as_csv() -> bytes:
    file = io.StringIO(newline="")
    rows = csv.writer(file)
    rows.writerows([HEADER, *((a, t.isoformat() + "Z", x, i, "" if r is None else r) for a, t, x, i, r in ROWS)])
    return file.getvalue().encode()


def objects() -> list[dict[str, object]]:
    return [dict(zip(HEADER, (a, t.isoformat() + "Z", x, i, r), strict=True)) for a, t, x, i, r in ROWS]


def arrow(zone: str | None = "UTC") -> pa.Table:
    columns = list(zip(*ROWS, strict=True))
    times = pa.array(columns[1], pa.timestamp("ms")).cast(pa.timestamp("ms", zone)) if zone else pa.array(columns[1])
    return pa.table([pa.array(columns[0]), times, *map(pa.array, columns[2:])], names=list(HEADER))


def zipped(data: bytes, *beside: str, name: str = "comments.csv") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for other in beside:
            archive.writestr(other, "x")
        archive.writestr(name, data)
    return file.getvalue()


def indented(value: object) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False).encode()


def flat(value: object) -> bytes:
    return json.dumps(value).encode()


TEXTS: dict[str, Callable[[], bytes]] = {
    "gz": lambda: gzip.compress(as_csv()),
    "bz2": lambda: bz2.compress(as_csv()),
    "bz2 of two streams": lambda: bz2.compress(as_csv()[:3_000]) + bz2.compress(as_csv()[3_000:]),
    "xz": lambda: lzma.compress(as_csv()),
    "xz of two streams, padded": lambda: lzma.compress(as_csv()[:999]) + b"\0" * 8 + lzma.compress(as_csv()[999:]),
    "zst": lambda: zstandard.compress(as_csv()),
    "zip": lambda: zipped(as_csv()),
    "zip of a Mac": lambda: zipped(as_csv(), "__MACOSX/._comments.csv", ".DS_Store"),
    "zip of an array": lambda: zipped(flat(objects()), name="data.json"),
    "array on one line": lambda: flat(objects()),
    "array, indented": lambda: indented(objects()),
    "array in UTF-16": lambda: indented(objects()).decode().encode("utf-16"),
    "wrapped on one line": lambda: flat({"count": 300, "messages": objects(), "next": None}),
    "wrapped, indented": lambda: indented({"meta": {"of": [{"a": 1}]}, "items": objects()}),
    "wrapped twice": lambda: indented({"response": {"count": 300, "items": objects()}}),
    "an answer a line": lambda: b"\n".join(flat({"data": objects()[at : at + 100]}) for at in (0, 100, 200)),
    "objects a line": lambda: b"\n".join(map(flat, objects())),
}


def test_the_table_itself(tmp_path: Path) -> None:
    """Against which the others are held."""
    found = read(written(tmp_path, as_csv()))
    assert [number for *_, number, _ in ROWS] == [message.id for message in found.messages]
    assert [int(t.replace(tzinfo=dt.UTC).timestamp()) for _, t, *_ in ROWS] == [m.at for m in found.messages]
    assert [text for _, _, text, *_ in ROWS] == [message.text for message in found.messages]
    assert [answered for *_, answered in ROWS] == [message.reply_to for message in found.messages]


@pytest.mark.parametrize("how", TEXTS)
def test_however_it_is_packed_and_laid_out_it_is_the_same_table(tmp_path: Path, how: str) -> None:
    found, csv_ = read(written(tmp_path, TEXTS[how](), "table")), read(written(tmp_path, as_csv()))
    assert csv_.messages == found.messages
    assert csv_.coverage == found.coverage


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("from_1904", [True, False])
def test_dates_in_cells_are_times_and_the_sheet_with_the_columns_is_read(
    tmp_path: Path, shared: bool, from_1904: bool
) -> None:
    sheets: Sheets = {"Notes": [["made for", "the newsroom"]], "Empty": [], "Комменты": [["Export"], [], HEADER, *ROWS]}
    path = write_xlsx(tmp_path / "table.xlsx", sheets, shared=shared, from_1904=from_1904)
    found = read(path)
    assert read(written(tmp_path, as_csv())).messages == found.messages
    assert len(ROWS) == found.coverage.local_times
    assert "second" == found.coverage.time_resolution


def test_days_without_a_style_are_counted_from_where_the_workbook_says(tmp_path: Path) -> None:
    days = {False: 45_002.5, True: 45_002.5 - 1_462}
    for from_1904, day in days.items():
        path = write_xlsx(
            tmp_path / "t.xlsx", {"s": [("author", "time", "text"), ("a", day, "x")]}, from_1904=from_1904
        )
        assert [1_679_054_400] == [message.at for message in read(path).messages]


def test_numbers_in_cells_are_ids_and_rounded_ones_are_none(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["author_id", "time", "text"],
        [5017.0, 1_700_000_000, "x"],
        [1.35e18, 1_700_000_060, "y"],
    ]
    found = read(write_xlsx(tmp_path / "t.xlsx", {"s": rows}))
    assert ["5017", None] == [message.sender.key for message in found.messages]
    assert 1 == found.coverage.rounded_ids


def test_an_open_document_with_all_its_empty_cells_is_read(tmp_path: Path) -> None:
    rows = [(a, t, " ".join(x.split()), i, r) for a, t, x, i, r in ROWS]
    found = read(write_ods(tmp_path / "table.ods", {"Notes": [["a"]], "Sheet": [HEADER, *rows]}))
    told = [(m.id, m.at, m.sender, m.reply_to) for m in read(written(tmp_path, as_csv())).messages]
    assert told == [(m.id, m.at, m.sender, m.reply_to) for m in found.messages]


@pytest.mark.parametrize("write", [pq.write_table, pyarrow.feather.write_feather])
@pytest.mark.parametrize("zone", ["UTC", "Asia/Almaty", None])
def test_columns_of_parquet_and_feather_are_the_same_table(
    tmp_path: Path, write: Callable[..., None], zone: str | None
) -> None:
    path = tmp_path / "table"
    write(arrow(zone), str(path))
    found = read(path)
    assert read(written(tmp_path, as_csv())).messages == found.messages
    assert (0 if zone else len(ROWS)) == found.coverage.local_times


def test_parquet_may_hold_its_author_within_a_column(tmp_path: Path) -> None:
    table = pa.table({
        "user": [{"id": 2**60 + 1, "name": "a"}, None], "time": [1_700_000_000, 1_700_000_060], "text": ["x", None],
    })  # fmt: skip
    pq.write_table(table, tmp_path / "t.parquet")
    found = read(tmp_path / "t.parquet", columns="author_id=user.id,author=user.name,time=time,text=text")
    assert [str(2**60 + 1), None] == [message.sender.key for message in found.messages]
    assert 1 == found.coverage.textless


def test_without_pyarrow_one_sentence_helps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pq.write_table(arrow(), tmp_path / "t.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportUnreadable, match=r"pip install 'deadsouls\[parquet\]'"):
        read(tmp_path / "t.parquet")


NESTED = [
    {"user": {"id_str": "5"}, "posted": {"at": 1_700_000_000}, "body": {"text": "x"}, "n.m": "9", "refs": []},
    {"user": {"id_str": "6"}, "posted": {"at": 1_700_000_060}, "caption": "y", "n.m": "10",
     "refs": [{"kind": "quote", "id": "1"}, {"kind": "reply", "id": "9"}]},
]  # fmt: skip


def test_paths_lead_to_what_stands_within_objects(tmp_path: Path) -> None:
    asked = "author_id=user.id_str,time=posted.at,text=body.text|caption,id=n.m,reply=refs[kind=reply].id"
    found = read(written(tmp_path, b"\n".join(map(flat, NESTED))), columns=asked).messages
    assert [("5", "x", 9, None), ("6", "y", 10, 9)] == [(m.sender.key, m.text, m.id, m.reply_to) for m in found]


def test_a_damaged_object_in_an_array_costs_itself_alone(tmp_path: Path) -> None:
    data = indented(objects()).replace(b'"id": 5,', b'"id": 5 5,')
    found = read(written(tmp_path, data)).coverage
    assert (1, (5,), False) == (found.damaged, found.damaged_at, found.truncated)


def test_an_array_that_breaks_off_is_read_so_far(tmp_path: Path) -> None:
    for data in (indented(objects()), flat(objects())):
        found = read(written(tmp_path, data[:-2_000]))
        assert 270 < len(found.messages) < 299
        assert found.coverage.truncated


BOMB = b"author,time,text\n" + (b"a,1523440800," + b"a" * 120_000 + b"\n") * 400
HUGE = '<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>'
REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "two tables in a zip": (lambda p: p.write_bytes(zipped(as_csv(), "other.csv")), "holds no result.json"),
    "a zip in a zip": (lambda p: p.write_bytes(zipped(zipped(as_csv()), name="t.zip")), "unpack it first"),
    "a packed bomb in bzip2": (lambda p: p.write_bytes(bz2.compress(BOMB)), "times its size"),
    "a packed bomb in xz": (lambda p: p.write_bytes(lzma.compress(BOMB)), "times its size"),
    "xz cut short": (lambda p: p.write_bytes(lzma.compress(as_csv())[:-30]), "breaks off"),
    "an old workbook": (lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "save it as .xlsx"),
    "a corner far out": (lambda p: _with_sheet(p, f'<row r="1">{HUGE}</row>'), "more room than any"),
    "a row of 16,000 cells and a million rows": (
        lambda p: _with_sheet(p, "<row>" + "<c/>" * 16_000 + "</row>" + "<row/>" * 1_000_000), "more room than any",
    ),
    "a workbook of other columns": (lambda p: write_xlsx(p, {"s": [["a", "b"], [1, 2]]}), "has the columns 'a', 'b'"),
    "an empty workbook": (lambda p: write_xlsx(p, {"s": []}), "is empty"),
    "Parquet cut short": (lambda p: (pq.write_table(arrow(), p), p.write_bytes(p.read_bytes()[:-60])), "is damaged"),
    "an empty array": (lambda p: p.write_bytes(b"[]"), "is empty"),
    "numbers in an array": (lambda p: p.write_bytes(b"[1, 2, 3]"), "is empty"),
    "an array of other rows": (lambda p: p.write_bytes(b'[{"who": "a", "when": 5}]'), "has the columns 'who', 'when'"),
}  # fmt: skip


def _with_sheet(path: Path, rows: str) -> None:
    write_xlsx(path, {"s": []})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace("<sheetData>", f"<sheetData>{rows}")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_read_gets_one_sentence(tmp_path: Path, what: str) -> None:
    write, sentence = REFUSED[what]
    write(tmp_path / "file")
    with pytest.raises(ExportUnreadable, match=sentence):
        read(tmp_path / "file")


def test_an_open_document_that_repeats_a_cell_a_billion_times_is_refused(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "t.ods", {"s": [HEADER, *ROWS[:3]]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["content.xml"] = (
        parts["content.xml"]
        .replace("<table:table-row>", '<table:table-row table:number-rows-repeated="1000000">', 2)
        .replace("<table:table-cell office", '<table:table-cell table:number-columns-repeated="1000" office', 2)
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    with pytest.raises(ExportUnreadable, match="more room"):
        read(path)


def test_a_moment_to_come_in_a_cell_is_no_time(tmp_path: Path) -> None:
    later = dt.datetime.fromtimestamp(NOW, dt.UTC).replace(tzinfo=None) + dt.timedelta(days=400)
    rows: list[list[Cell]] = [["author", "time", "text"], ["a", ROWS[0][1], "x"], ["b", later, "y"]]
    assert 1 == read(write_xlsx(tmp_path / "t.xlsx", {"s": rows})).coverage.undated
