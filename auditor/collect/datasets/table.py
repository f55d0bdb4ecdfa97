"""A table of texts: who wrote what and when, on whatever platform. Nobody's membership is known from it.

Each table is a chat by itself, known by what it says: two files of one name never mix, nor a table and a chat that
was read live. The accounts in it are another platform's; a Telegram id of the same digits is somebody else.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import repeat
from pathlib import Path

import msgspec

from auditor.collect.datasets.accounts import Accounts
from auditor.collect.datasets.blocks import Block, TableFile, table_file
from auditor.collect.datasets.columns import OF_ACCOUNTS, THINGS, Columns
from auditor.collect.datasets.csv_rows import Faults
from auditor.collect.datasets.header import Layout
from auditor.collect.datasets.ids import EXACT_DIGITS, NO_TEXT, NOBODY, SHORT, Ids, same_kind
from auditor.collect.datasets.moments import Moments
from auditor.collect.datasets.packed import digest
from auditor.collect.datasets.time_column import TimeColumn, TimesAsked
from auditor.collect.grain import DAY
from auditor.errors import ExportUnreadable, Sentence
from auditor.typed import as_text
from storage.records import NO_ONE, Batch, Chat, Coverage, Member, Message, MessageKind, Who
from storage.sources import TABLE, TEXTS

ROWS_AT_ONCE = 1_000
LETTERS_AT_ONCE = 1 << 22
"""How much of a table is handed on together: so many rows, or fewer if they are long."""

PEOPLE_KEPT = 1 << 15
"""Authors whose cells are not looked at again."""

ROUNDED_MOST = 0.1
"""The part of the ids of rows, or of what rows answer, from which on rounding leaves no answers to be searched."""

NO_NUMBER = 0
"""Stands for the id of a row that has none."""

_LARGEST = 2**63
_TEXT = THINGS.index("text")
_OF_MESSAGES = THINGS.index("post") + 1


class TextTable:
    """One table, ready to be read."""

    kind = TEXTS

    def __init__(
        self, path: Path, file: TableFile, layout: Layout, times: TimeColumn, *, tz: str, platform: str = ""
    ) -> None:
        known = digest(path, layout.columns, layout.delimiter, tz, *times.asked.said)
        self.chat = Chat(as_text(path.name), TABLE, file=f"{known}:{platform}" if platform else known)
        self._file = file
        self._layout = layout
        self._numbered = layout.columns.id is None
        self._faults = Faults()
        self._moments = Moments(tz, times)
        self._accounts = _accounts(file, layout, times, tz)
        self._members: list[Member] = []
        self.authors, self._names = Ids(NOBODY), Ids(NOBODY)
        self._numbers, self._replies, self._shared, self._reposts, self._posts = (Ids() for _ in range(5))
        self._people: dict[str, tuple[str, Who]] = {}
        """The name beside an account, and who that is, by what is written for the account."""
        self._truncated = False
        self._encoding: str | None = None
        self._answers = 0
        self.read_rows = 0
        self.with_name = 0
        self.authorless = 0
        self.textless = 0
        self.bad_ids = 0

    def read(self) -> Iterator[Batch]:
        """The rows as messages, a thousand or so at a time."""
        with self._file.opened(self._layout) as blocks:
            self._faults = blocks.faults
            waiting: list[Message] = []
            letters = 0
            for block in blocks:
                waiting += self._messages(block)
                letters += sum(map(len, block[_TEXT]))
                if len(waiting) >= ROWS_AT_ONCE or letters > LETTERS_AT_ONCE:
                    yield Batch(waiting, [], [], self._members, progress=blocks.progress)
                    waiting, letters, self._members = [], 0, []
            yield Batch(waiting, [], [], self._members, progress=1.0)
            self._truncated = blocks.breaks_off
            self._encoding = blocks.encoding

    def _messages(self, block: Block) -> list[Message]:
        """Rows as messages, read column by column: what a column has not, or says the usual way, costs next to
        nothing."""
        times, names, keys, texts, shared, numbers, replies, reposts, posts = block[:_OF_MESSAGES]
        for ids, column in zip(self.ids, (keys, names, numbers, replies, shared, reposts, posts), strict=True):
            if ids.look(column):
                self._people.clear()
        self._answers += sum(map(bool, replies))
        said = ["" if len(text) < SHORT and text in NO_TEXT else text for text in texts]
        forwards = self._forwards(shared, reposts) if any(shared) or any(reposts) else [None] * len(said)
        kinds: Iterable[MessageKind] = repeat("text")
        if not all(said):
            kinds = ["text" if text else "other" for text in said]
            self.textless += sum(not (text or forward) for text, forward in zip(said, forwards, strict=True))
        answered: Iterable[int | None] = repeat(None)
        if any(posts):
            answered = map(self._reply_or_post, replies, numbers, posts)
        elif any(replies):
            answered = map(self._reply, replies, numbers)
        senders = self._senders(keys, names)
        if self._accounts is not None:
            self._members += self._accounts.read(senders, block)
        made = map(
            Message,
            self._ids(numbers),
            self._moments.read_all(times),
            senders,
            kinds,
            said,
            answered,
            forwards,
        )
        self.read_rows += len(said)
        return list(made)

    def _ids(self, numbers: Sequence[str]) -> Iterable[int]:
        if self._numbered:
            return range(self.read_rows + 1, self.read_rows + 1 + len(numbers))
        if all(map(str.isdecimal, numbers)) and max(map(len, numbers)) <= EXACT_DIGITS and min(numbers)[0] != "0":
            return map(int, numbers)
        return map(self._id, numbers)

    def _senders(self, keys: Sequence[str], names: Sequence[str]) -> list[Who]:
        people = self._people
        return [
            known[1] if (known := people.get(key)) is not None and known[0] == name else self._sender(key, name)
            for key, name in zip(keys, names, strict=True)
        ]

    def _forwards(self, shared: Iterable[str], reposts: Iterable[str]) -> list[str | None]:
        found: list[str | None] = []
        for one, passed_on in zip(shared, reposts, strict=True):
            thing, post = one and self._shared[one], passed_on and self._reposts[passed_on]
            found.append(f"object/{thing}" if thing else f"repost/{post}" if post else None)
        return found

    def _reply(self, written: str, number: str) -> int | None:
        if not written:
            return None
        if written.isdecimal() and len(written) <= EXACT_DIGITS and written[0] != "0":
            return int(written)
        return _number(same_kind(answered, number)) if (answered := self._replies[written]) else None

    def _reply_or_post(self, written: str, number: str, post: str) -> int | None:
        """What a row answers: another row, or else the post under which it stands, which is none of the rows."""
        answered = self._reply(written, number)
        if answered is None and post and (under := self._posts[post]):
            return _hashed(f"post/{under}")
        return answered

    def _sender(self, author_id: str, author: str) -> Who:
        key, name = self.authors[author_id], self._names[author]
        if key:
            sender = Who(key, name or None)
            if len(self._people) < PEOPLE_KEPT:
                self._people[author_id] = author, sender
            return sender
        if name:
            self.with_name += 1
            return Who(None, name)
        self.authorless += 1
        return NO_ONE

    def _id(self, written: str) -> int:
        before = self._numbers.rounded
        if number := self._numbers[written]:
            return _number(number)
        self.bad_ids += self._numbers.rounded == before
        return NO_NUMBER

    def own_ids(self, wanted: Collection[int]) -> dict[int, str]:
        """The ids of rows as the table writes them, by the numbers that stand for them, where these differ."""
        if self._numbered or not wanted:
            return {}
        place, written, found = THINGS.index("id"), Ids(), dict[int, str]()
        with self._file.opened(self._layout) as blocks:
            for own in (written[cell] for block in blocks for cell in block[place]):
                if own and (number := _number(own)) in wanted and own != str(number):
                    found[number] = own
        return found

    @property
    def with_id(self) -> int:
        """Rows whose author is known by an id."""
        return self.read_rows - self.with_name - self.authorless

    @property
    def ids(self) -> tuple[Ids, ...]:
        """Of each column that holds such: authors, their names, rows, what these answer, share and pass on, and the
        posts that they stand under."""
        return self.authors, self._names, self._numbers, self._replies, self._shared, self._reposts, self._posts

    @property
    def _replies_rounded(self) -> bool:
        """Whether rounding took so much of what says which row answers which, that answers cannot be told."""
        lost = self._replies.rounded >= ROUNDED_MOST * self._answers
        return self._answers > 0 and (lost or self._numbers.rounded >= ROUNDED_MOST * self.read_rows)

    def coverage(self) -> Coverage:
        """What was seen and lost; complete once `read` has ended."""
        moments, faults = self._moments, self._faults
        return Coverage(
            source=self.kind.name,
            elements=self.read_rows + faults.damage.count,
            first_at=moments.first,
            last_at=moments.last,
            arrival_sources=(),
            ids="none" if self.with_name and not self.with_id else "some" if self.with_name else "all",
            time_resolution=moments.resolution,
            times_from=moments.times_from,
            local_times=moments.local,
            tz=moments.tz if moments.local else None,
            undated=moments.undated,
            platform=self.chat.platform or None,
            bad_ids=self.bad_ids,
            authorless=self.authorless,
            textless=self.textless,
            rounded_ids=sum(ids.rounded for ids in self.ids),
            replies_rounded=self._replies_rounded,
            suspect_ids=sum(ids.suspected for ids in self.ids),
            stray_quotes=faults.stray_quotes,
            stray_quotes_at=faults.stray_quotes_at,
            repaired=faults.repaired,
            damaged=faults.damage.count,
            damaged_at=tuple(faults.damage.places),
            truncated=self._truncated,
            encoding=self._encoding,
        )


def _number(written: str) -> int:
    """An id as a number: itself, where it is one that a database can hold, else a hash, so that replies still lead to
    what they answer."""
    if written.isdecimal() and len(written) <= 19 and written[0] != "0" and (number := int(written)) < _LARGEST:
        return number
    return _hashed(written)


def _hashed(written: str) -> int:
    hashed = hashlib.blake2b(written.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(hashed, "little") >> 1


def open_table(
    path: Path, *, columns: Columns | None, tz: str, now: int, asked: TimesAsked, platform: str = ""
) -> TextTable:
    """The table at `path`, its columns as asked for, else by its header; `platform` is where its authors are. Raises
    `ExportUnreadable` where the columns cannot be told, or the first rows show that they are not what they were taken
    for."""
    file = table_file(path)
    layout = file.layout(columns)
    if file.counts_from_1904 and asked.epoch is None:
        asked = msgspec.structs.replace(asked, epoch="1904")
    times = _times(file, layout, "time", str(path), latest=now + DAY, asked=asked)
    tried = TextTable(path, file, layout, times, tz=tz)
    batches = tried.read()
    next(batches)
    batches.close()  # type: ignore[attr-defined]
    coverage = tried.coverage()
    if not tried.read_rows:
        if not coverage.damaged:
            raise ExportUnreadable("{path} cannot be read as a table of texts: it has no rows.", path=path)
        raise ExportUnreadable(
            "{path} cannot be read as a table of texts: none of its {count} rows is like its header.",
            path=path,
            count=coverage.damaged,
        )
    if coverage.undated == tried.read_rows and not times.survey.readable:
        raise times.refusal()
    held = layout.columns
    author = held.author_id or held.author
    if coverage.authorless == tried.read_rows and tried.authors.rounded:
        raise ExportUnreadable(
            "{path}: a spreadsheet has rounded the ids in the column {author!r} ({example}); accounts have run"
            " together in them. Export them again, and keep that column as text.",
            path=path,
            author=author,
            example=tried.authors.example,
        )
    for missing, thing, column in (
        (coverage.authorless, Sentence("author"), author),
        (coverage.textless, Sentence("text"), held.text or held.object or held.repost),
    ):
        if missing == tried.read_rows:
            raise ExportUnreadable(
                "{path} holds no {thing} that can be read in its column {column!r}.",
                path=path,
                thing=thing,
                column=column,
            )
    return TextTable(path, file, layout, times, tz=tz, platform=platform)


def _times(
    file: TableFile, layout: Layout, thing: str, name: str, *, latest: int, asked: TimesAsked
) -> TimeColumn:  # fmt: skip
    """The column that holds a thing, which is a time."""
    place = THINGS.index(thing)

    def values() -> Iterator[str]:
        with file.opened(layout) as blocks:
            for block in blocks:
                yield from block[place]

    return TimeColumn(name, getattr(layout.columns, thing) or "", values, latest=latest, asked=asked)


def _accounts(file: TableFile, layout: Layout, times: TimeColumn, tz: str) -> Accounts | None:
    """What reads the authors' accounts; None where no column says anything of these."""
    if not any(getattr(layout.columns, thing) for thing in OF_ACCOUNTS):
        return None
    asked = TimesAsked(dates=times.asked.dates, epoch="1904" if times.asked.epoch == "1904" else None)
    made = _times(file, layout, "author_created", times.file, latest=times.latest, asked=asked)
    return Accounts(Moments(tz, made))
