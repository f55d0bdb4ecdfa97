"""A table of texts: who wrote what and when, on whatever platform. Nobody's membership is known from it.

Each table is a chat by itself, known by what it says: two files of one name never mix, nor a table and a chat that
was read live. The accounts in it are another platform's; a Telegram id of the same digits is somebody else.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from auditor.collect.datasets.columns import Columns
from auditor.collect.datasets.lines import Lines
from auditor.collect.datasets.moments import Moments
from auditor.collect.datasets.packed import digest, open_packed
from auditor.collect.datasets.rows import Layout, Rows, find_layout
from auditor.collect.datasets.time_column import TimeColumn, TimesAsked
from auditor.collect.grain import DAY
from auditor.errors import ExportUnreadable
from auditor.typed import as_text
from storage.records import NO_ONE, Batch, Chat, Coverage, Message, SourceKind, Who

ROWS_AT_ONCE = 1_000
LETTERS_AT_ONCE = 1 << 22
"""How much of a table is handed on together: so many rows, or fewer if they are long."""

NO_NUMBER = 0
"""Stands for the id of a row that has none."""

_LARGEST = 2**63


class TextTable:
    """One table, ready to be read."""

    kind: SourceKind = "texts"

    def __init__(self, path: Path, layout: Layout, times: TimeColumn, *, tz: str) -> None:
        known = digest(path, layout.columns, layout.delimiter, tz, *times.asked.said)
        self.chat = Chat(as_text(path.name), "table", file=known)
        self._path = path
        self._numbered = layout.columns.id is None
        self._rows = Rows(layout)
        self._moments = Moments(tz, times)
        self._truncated = False
        self.read_rows = 0
        self.with_id = 0
        self.with_name = 0
        self.authorless = 0
        self.textless = 0
        self.bad_ids = 0

    def read(self) -> Iterator[Batch]:
        """The rows as messages, a thousand or so at a time."""
        with open_packed(self._path) as packed:
            lines = Lines(packed)
            waiting: list[Message] = []
            letters = 0
            for cells in self._rows.read(lines):
                waiting.append(message := self._message(*cells))
                letters += len(message.text)
                if len(waiting) >= ROWS_AT_ONCE or letters > LETTERS_AT_ONCE:
                    yield Batch(waiting, [], [], [], progress=lines.progress)
                    waiting, letters = [], 0
            yield Batch(waiting, [], [], [], progress=1.0)
            self._truncated = self._rows.last_damaged and not lines.ended_whole

    def _message(  # noqa: PLR0917  the things of a row, in their order
        self, time: str, author: str, author_id: str, text: str, shared: str, number: str, reply: str, repost: str
    ) -> Message:
        self.read_rows += 1
        key, name = author_id.strip(), author.strip()
        if key:
            self.with_id += 1
            sender = Who(key, name or None)
        elif name:
            self.with_name += 1
            sender = Who(None, name)
        else:
            self.authorless += 1
            sender = NO_ONE
        self.textless += not (text or shared or repost)
        forward = f"object/{shared}" if shared else f"repost/{repost}" if repost else None
        at = self._moments.read(time)
        reply_to = _number(reply) if reply else None
        return Message(self._id(number), at, sender, "text" if text else "other", text, reply_to, forward)

    def _id(self, written: str) -> int:
        if self._numbered:
            return self.read_rows
        if not written:
            self.bad_ids += 1
            return NO_NUMBER
        return _number(written)

    def coverage(self) -> Coverage:
        """What was seen and lost; complete once `read` has ended."""
        moments, rows = self._moments, self._rows
        return Coverage(
            source=self.kind,
            elements=self.read_rows + rows.damaged,
            first_at=moments.first,
            last_at=moments.last,
            arrival_sources=(),
            ids="none" if self.with_name and not self.with_id else "some" if self.with_name else "all",
            time_resolution=moments.resolution,
            times_from=moments.times_from,
            local_times=moments.local,
            tz=moments.tz if moments.local else None,
            undated=moments.undated,
            bad_ids=self.bad_ids,
            authorless=self.authorless,
            textless=self.textless,
            damaged=rows.damaged,
            damaged_at=tuple(rows.damaged_at),
            truncated=self._truncated,
        )


def _number(written: str) -> int:
    """An id as a number: itself, where it is one that a database can hold, else a hash, so that replies still lead to
    what they answer."""
    if written.isdecimal() and len(written) <= 19 and (number := int(written)) < _LARGEST:
        return number
    hashed = hashlib.blake2b(written.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(hashed, "little") >> 1


def open_table(path: Path, *, columns: Columns | None, tz: str, now: int, asked: TimesAsked) -> TextTable:
    """The table at `path`, its columns as asked for, else by its header. Raises `ExportUnreadable` where the columns
    cannot be told, or the first rows show that they are not what they were taken for."""
    with open_packed(path) as packed:
        layout = find_layout(Lines(packed), columns)
    times = TimeColumn(
        str(path), layout.columns.time, lambda: _times(path, layout), latest=now + DAY, asked=asked
    )  # fmt: skip
    tried = TextTable(path, layout, times, tz=tz)
    batches = tried.read()
    next(batches)
    batches.close()  # type: ignore[attr-defined]
    coverage = tried.coverage()
    if not tried.read_rows:
        what = f"none of its {coverage.damaged:,} rows is like its header" if coverage.damaged else "it has no rows"
        raise ExportUnreadable(f"{path} cannot be read as a table of texts: {what}.")
    if coverage.undated == tried.read_rows and not times.survey.readable:
        raise times.refusal()
    held = layout.columns
    for missing, thing, column in (
        (coverage.authorless, "author", held.author_id or held.author),
        (coverage.textless, "text", held.text or held.object or held.repost),
    ):
        if missing == tried.read_rows:
            raise ExportUnreadable(f"{path} holds no {thing} that can be read in its column {column!r}.")
    return TextTable(path, layout, times, tz=tz)


def _times(path: Path, layout: Layout) -> Iterator[str]:
    """What each row says in the column of times."""
    with open_packed(path) as packed:
        for cells in Rows(layout).read(Lines(packed)):
            yield cells[0]
