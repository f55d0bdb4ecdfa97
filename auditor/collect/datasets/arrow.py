"""Reads Parquet and Feather (Arrow's file format) column by column, some rows at a time.

They are read by pyarrow, which is installed with `deadsouls[parquet]`; without it one sentence says so. Only the
columns that are needed are decoded, and nothing is made into rows on the way.
"""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.collect.datasets.columns import THINGS, Columns
from auditor.collect.datasets.csv_rows import Faults
from auditor.collect.datasets.header import Layout, layout_of_rows
from auditor.collect.datasets.rows import teller
from auditor.collect.datasets.time_numbers import SINCE
from auditor.errors import ExportUnreadable

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_TOGETHER = 4_096
"""Rows decoded together; what each call costs is paid for that many."""

MOST_TIMES_LARGER, SMALL = 1_000, 1 << 24
"""Letters that may come of a byte of the file, in which repeated texts take next to nothing; so few are harmless."""

MOST_GROUP = 2 << 30
"""Bytes that one group of rows may decode to; writers make groups of 128 MiB."""

_PARQUET, _ARROW, _FEATHER_1 = b"PAR1", b"ARROW1", b"FEA1"


def is_arrow(path: Path) -> bool:
    """Whether a file is Parquet or Feather."""
    try:
        with path.open("rb") as file:
            return file.read(len(_ARROW)).startswith((_PARQUET, _ARROW, _FEATHER_1))
    except OSError:
        return False


class ArrowFile:
    """A file of Parquet or Feather."""

    counts_from_1904 = False

    def __init__(self, path: Path) -> None:
        self._path = path

    def layout(self, asked: Columns | None) -> Layout:
        """The layout by the names of the columns; those within a column are named by a path (`user.id`)."""
        with self._file() as file:
            names = [name for field in file.schema for name in _names(field)]
        found = layout_of_rows([names], asked, str(self._path))
        if isinstance(found, ExportUnreadable):
            raise found
        return found

    @contextlib.contextmanager
    def opened(self, layout: Layout) -> Iterator["ArrowBlocks"]:
        """The rows, from the beginning."""
        with self._file() as file:
            yield ArrowBlocks(file, layout, self._path)

    @contextlib.contextmanager
    def _file(self) -> "Iterator[_Parquet | _Feather]":
        """The open file. Raises `ExportUnreadable`, for whatever is found damaged while it is read as well."""
        try:
            import pyarrow as pa
        except ImportError as error:
            raise ExportUnreadable(
                "{path} is Parquet or Feather, which takes pyarrow to read: pip install 'deadsouls[parquet]'; or save"
                " it as CSV.",
                path=self._path,
            ) from error
        try:
            with self._path.open("rb") as file:
                start = file.read(len(_ARROW))
            if start.startswith(_FEATHER_1):
                raise ExportUnreadable(
                    "{path} is Feather of the first kind; write it again as Parquet.", path=self._path
                )
            yield _Parquet(self._path) if start.startswith(_PARQUET) else _Feather(self._path)
        except (pa.ArrowException, MemoryError, OSError, ValueError, OverflowError) as error:
            why = " ".join(str(error).split())[:200]
            raise ExportUnreadable(
                "{path} is damaged, or of a kind that cannot be read: {why}.", path=self._path, why=why
            ) from error


class _Parquet:
    """A Parquet file as batches."""

    def __init__(self, path: Path) -> None:
        import pyarrow.parquet as pq

        self._file = pq.ParquetFile(path, memory_map=False, pre_buffer=False)
        self.schema: pa.Schema = self._file.schema_arrow
        self.rows: int = self._file.metadata.num_rows
        self._name = str(path)

    def batches(self, columns: list[str]) -> "Iterator[pa.RecordBatch]":
        """Some rows after the other, of these columns."""
        known = self._file.metadata
        for group in range(known.num_row_groups):
            if known.row_group(group).total_byte_size > MOST_GROUP:
                raise ExportUnreadable(
                    "{path} has groups of rows of more than {most} GiB; write it with smaller ones.",
                    path=self._name,
                    most=MOST_GROUP >> 30,
                )
        return self._file.iter_batches(batch_size=ROWS_TOGETHER, columns=columns, use_threads=False)  # type: ignore[no-any-return]


class _Feather:
    """A file of Arrow's own format as batches."""

    def __init__(self, path: Path) -> None:
        import pyarrow as pa

        self._file = pa.ipc.open_file(pa.OSFile(str(path)))
        self.schema: pa.Schema = self._file.schema
        self.rows = 0

    def batches(self, columns: list[str]) -> "Iterator[pa.RecordBatch]":
        """Some rows after the other, of these columns. Each is looked over first: nothing else in the format is."""
        for number in range(self._file.num_record_batches):
            batch = self._file.get_batch(number).select(columns)
            batch.validate(full=True)
            for begin in range(0, batch.num_rows, ROWS_TOGETHER):
                yield batch.slice(begin, ROWS_TOGETHER)


class ArrowBlocks:
    """The rows of an open file."""

    breaks_off: bool = False
    encoding: str | None = None

    def __init__(self, file: _Parquet | _Feather, layout: Layout, path: Path) -> None:
        self.faults = Faults()
        self._file = file
        self._size = path.stat().st_size
        self._name = str(path)
        self._held = {
            place: name for place, thing in enumerate(THINGS) if (name := getattr(layout.columns, thing)) is not None
        }
        self._read = 0

    @property
    def progress(self) -> float:
        """How much has been read, 0 to 1; of Feather only whether anything has."""
        return min(1.0, self._read / self._file.rows) if self._file.rows else 0.0

    def __iter__(self) -> Iterator[tuple[Sequence[str], ...]]:
        there = set(self._file.schema.names)
        tops = {name: name if name in there else name.split(".", 1)[0] for name in self._held.values()}
        letters = 0
        for batch in self._file.batches(list(dict.fromkeys(tops.values()))):
            rows = batch.num_rows
            if not rows:
                continue
            nothing: Sequence[str] = [""] * rows
            columns = {
                place: _cells(batch.column(tops[name]), None if name in there else name, THINGS[place])
                for place, name in self._held.items()
            }
            self._read += rows
            letters += sum(column.nbytes for column in columns.values()) + rows
            if letters > SMALL and letters > MOST_TIMES_LARGER * self._size:
                raise ExportUnreadable(
                    "{path} unpacks to more than {most} times its size; no data set does that, so it is not read on.",
                    path=self._name,
                    most=MOST_TIMES_LARGER,
                )
            block = {place: column.to_numpy(zero_copy_only=False).tolist() for place, column in columns.items()}
            yield tuple(block.get(place, nothing) for place in range(len(THINGS)))


def _names(field: "pa.Field") -> Iterator[str]:
    """The name of a column, and the paths to what stands in it."""
    import pyarrow as pa

    yield field.name
    if pa.types.is_struct(field.type):
        for inside in field.type:
            yield from (f"{field.name}.{name}" for name in _names(inside))


def _cells(column: "pa.Array", path: str | None, thing: str) -> "pa.Array":
    """What a column says, row by row, in letters, as the cells of a CSV would. NumPy makes strings of it in a tenth of
    the time that `to_pylist` takes."""
    import pyarrow as pa

    column = _reached(column, path)
    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_decimal(kind) or pa.types.is_null(kind):
        column = column.cast(pa.string())
    elif pa.types.is_timestamp(kind):
        column = _moments(column)
    elif pa.types.is_date(kind):
        column = column.cast(pa.date32()).cast(pa.string())
    elif not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)):
        column = pa.array(list(map(teller(thing), column.to_pylist())), pa.string())
    return column.fill_null("") if column.null_count else column


def _reached(column: "pa.Array", path: str | None) -> "pa.Array":
    """What stands in a column where a path leads."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    for name in () if path is None else path.split(".")[1:]:
        column = pc.struct_field(column, name)
    return column


def _moments(column: "pa.Array") -> "pa.Array":
    """Times as letters: seconds since 1970 where they are moments, else as a clock showed them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.type.tz is None:
        return pc.strftime(pc.floor_temporal(column, unit="second").cast(pa.timestamp("s")), format="%Y-%m-%dT%H:%M:%S")
    seconds = pc.floor_temporal(column, unit="second").cast(pa.timestamp("s", column.type.tz)).cast(pa.int64())
    least = pc.min(seconds).as_py()
    if least is not None and least < SINCE:
        column = column.cast(pa.timestamp(column.type.unit, "UTC"))
        return pc.strftime(column.cast(pa.timestamp("s", "UTC"), safe=False), format="%Y-%m-%dT%H:%M:%SZ")
    return seconds.cast(pa.string())
