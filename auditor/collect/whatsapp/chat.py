"""One chat of WhatsApp: what it is, and reading it.

Nobody has an id: people are known by the names under which the phone that wrote the export has them, or by their
numbers. The file is read twice: first for the order of its dates and for what the chat is, then for its records.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from auditor.collect.datasets.packed import digest
from auditor.collect.datasets.time_column import TimesAsked
from auditor.collect.datasets.written_times import Order
from auditor.collect.desktop.times import zone
from auditor.collect.grain import DAY, Grain, named, seconds_of
from auditor.collect.name_lists import ANY, NAMES_KEPT, could_be_several, names_in
from auditor.collect.telegram import Event, adder_is_unknown
from auditor.collect.telegram import events_of as told_by
from auditor.collect.unknown import Unknowns
from auditor.collect.whatsapp.files import open_lines, text_path, title_of
from auditor.collect.whatsapp.headings import MARKS, SAID_BY_WHATSAPP, Heading, heading
from auditor.collect.whatsapp.order import DateOrder, date_of
from auditor.collect.whatsapp.sentences import YOU, Told, names_a_group, parse_sentence
from auditor.collect.whatsapp.words import NOT_TOLD, typed
from auditor.errors import ChatNotChosen, ExportUnreadable
from storage.records import NO_ONE, Arrival, Batch, Chat, Coverage, Message, MessageKind, TimeResolution, Who
from storage.sources import WHATSAPP

MESSAGES_AT_ONCE = 500

LONGEST_TEXT = 1 << 17
"""Letters of one message: WhatsApp takes 65,536."""

FEWEST_WRITERS = 3
"""People who write in a chat that shows itself to be a group by nothing else."""

_FIRST_DAY = int(dt.datetime(2009, 1, 1, tzinfo=dt.UTC).timestamp())
"""WhatsApp was founded in 2009."""

_BEGINNING = 3
"""Among so many first entries the making of a group shows that its history is whole."""

_SUFFIXES: dict[str, MessageKind] = {
    "jpg": "photo", "jpeg": "photo", "png": "photo", "heic": "photo", "gif": "animation", "mp4": "video",
    "mov": "video", "3gp": "video", "opus": "voice", "ogg": "voice", "m4a": "voice", "mp3": "voice", "aac": "voice",
    "webp": "sticker", NOT_TOLD: "other",
}  # fmt: skip


class Entry(msgspec.Struct, gc=False):
    """What stands in a chat from one heading to the next: `sender` is None where WhatsApp itself speaks."""

    heading: Heading
    sender: str | None
    text: str

    @property
    def by_itself(self) -> bool:
        """Whether WhatsApp itself speaks, in its own name or in somebody's."""
        return self.sender is None or self.text.startswith(SAID_BY_WHATSAPP)


class WhatsAppChat:
    """One chat, ready to be read."""

    kind = WHATSAPP

    def __init__(self, path: Path, title: str, order: Order, *, tz: str, now: int) -> None:
        self.chat = Chat(title, "group", file=digest(text_path(path), order, tz))
        self._path = path
        self._title = title
        self._order = order
        self._tz = tz
        self._zone = zone(tz)
        self._latest = now + DAY
        self._grain = Grain(mixed=False)
        self._to_the_second = 0
        self._known: set[str] = set()
        self._numbers: dict[str, str] = {}
        self._elements = 0
        self._dated = 0
        self._undated = 0
        self._first: int | None = None
        self._last: int | None = None
        self._unknown = Unknowns()
        self._unknown_adders = 0
        self._listed = 0
        self._cut = 0
        self._created = False
        self._encoding: str | None = None

    def read(self) -> Iterator[Batch]:
        """The chat's records, some hundred at a time."""
        with open_lines(self._path) as lines:
            batch = Batch([], [], [], [])
            for entry in entries(lines):
                self._take(entry, batch)
                if len(batch.messages) >= MESSAGES_AT_ONCE:
                    yield msgspec.structs.replace(batch, progress=lines.progress)
                    batch = Batch([], [], [], [])
            yield msgspec.structs.replace(batch, progress=1.0)
            self._encoding = lines.encoding

    def coverage(self) -> Coverage:
        """What was seen and lost; complete once `read` has ended."""
        return Coverage(
            source=self.kind.name,
            elements=self._elements,
            first_at=self._first,
            last_at=self._last,
            history_begins="creation" if self._created else None,
            ids="none",
            time_resolution=self._resolution,
            local_times=self._dated,
            tz=self._tz,
            undated=self._undated,
            unknown_adders=self._unknown_adders,
            unknown_actions=self._unknown.found,
            names_listed=self._listed,
            encoding=self._encoding,
        )

    @property
    def _resolution(self) -> TimeResolution | None:
        """To the minute where no seconds are written."""
        if not self._dated:
            return None
        written: TimeResolution = "second" if self._to_the_second > self._dated / 2 else "minute"
        return named(max(seconds_of(written), seconds_of(self._grain.resolution)))

    def _take(self, entry: Entry, batch: Batch) -> None:
        self._elements += 1
        number, sender = self._elements, entry.sender
        bare = MARKS.sub("", entry.text).strip()
        said = parse_sentence(bare) if entry.by_itself else None
        if said is not None:
            at = self._time(entry.heading) if said.deed is not None else None
            for event in self._events(said, number, at):
                (batch.arrivals if isinstance(event, Arrival) else batch.leaves).append(event)  # type: ignore[arg-type]
            return
        words, file = typed(bare)
        if sender is None or (entry.by_itself and not file and sender == self._title):
            self._unknown.add("(sentence)")
            return
        if entry.by_itself and not file:
            words, file = "", NOT_TOLD  # WhatsApp's own words, in a language that is not known here
        at = self._time(entry.heading)
        kind: MessageKind = _SUFFIXES.get(file, "file") if file else "text" if words else "other"
        batch.messages.append(Message(number, at, self._who(sender), kind, words, None, None))

    def _who(self, name: str) -> Who:
        name = " ".join(MARKS.sub("", name).split()).removeprefix("~").strip()
        name = self._numbers.get(name, name)
        if could_be_several(name, ANY) and len(self._known) < NAMES_KEPT:
            self._known.add(name)
        return Who(None, name) if name and not YOU.fullmatch(name) else NO_ONE

    def _events(self, said: Told, number: int, at: int | None) -> list[Event]:
        if said.renamed is not None:
            before, after = said.renamed
            self._numbers[after] = self._numbers.get(before, before)
        if said.deed is None:
            return []
        self._created |= said.deed == "create" and number <= _BEGINNING
        names = names_in(said.whom, self._known, ANY) if said.whom else []
        self._listed += len(names) if len(names) > 1 else 0
        whom = [self._who(name) for name in names]
        actor = None if said.who is None else self._who(said.who)
        if said.deed == "remove" and actor is not None and not whom:
            whom = [actor]
        events = list(told_by(said.deed, number, at, actor, whom))
        self._unknown_adders += adder_is_unknown(events)
        return events

    def _time(self, found: Heading) -> int | None:
        day = date_of(found, self._order)
        at = None if day is None else self._moment(day, found.of_day)
        if at is None or not _FIRST_DAY <= at <= self._latest:
            self._undated += 1
            return None
        self._dated += 1
        self._to_the_second += found.to_the_second
        self._grain.note(at)
        self._first = at if self._first is None else min(self._first, at)
        self._last = at if self._last is None else max(self._last, at)
        return at

    def _moment(self, day: dt.date, of_day: int) -> int | None:
        clock = dt.time(of_day // 3600, of_day // 60 % 60, of_day % 60)
        try:
            return int(dt.datetime.combine(day, clock, self._zone).timestamp())
        except (ValueError, OverflowError):
            return None


def entries(lines: Iterable[str]) -> Iterator[Entry]:
    """What stands in a chat, one after the other; lines that begin nothing go on with what was before."""
    begun: Heading | None = None
    text: list[str] = []
    length, group = 0, ""
    for line in lines:
        found = heading(line)
        if found is not None:
            if begun is not None:
                yield _entry(begun, "".join(text), group)
            elif _SAYS in found.rest:
                group = found.rest.partition(_SAYS)[0]
            begun, text, length = found, [found.rest[:LONGEST_TEXT]], len(found.rest)
        elif begun is not None and length < LONGEST_TEXT:
            text.append(line)
            length += len(line)
    if begun is not None:
        yield _entry(begun, "".join(text), group)


_SAYS = ": " + SAID_BY_WHATSAPP
"""Behind this an iPhone lets the group itself say the first sentence."""


def _entry(begun: Heading, rest: str, group: str) -> Entry:
    """Who speaks, and what; nobody where WhatsApp does. The name of the group, as far as it is known, and what WhatsApp
    says of it may hold a colon."""
    rest = rest.strip()
    if group and rest.startswith(f"{group}{_SAYS}"):
        return Entry(begun, group, rest.removeprefix(f"{group}: "))
    sender, colon, text = rest.partition(":")
    if not colon or (text and not text.startswith((" ", SAID_BY_WHATSAPP, "\n"))) or names_a_group(sender):
        return Entry(begun, None, rest)
    return Entry(begun, sender, text.strip())


def open_whatsapp(path: Path, *, tz: str, now: int, times: TimesAsked) -> list[WhatsAppChat]:
    """The chat at `path`. Raises `ExportUnreadable` or `ChatNotChosen`."""
    order = DateOrder(str(path), times.dates)
    writers: set[str] = set()
    grouped, first = False, None
    with open_lines(path) as lines:
        for entry in entries(lines):
            order.look_at(entry.heading)
            first = first or entry
            if entry.by_itself and not grouped:
                said = parse_sentence(MARKS.sub("", entry.text).strip())
                grouped = said is not None and said.deed is not None
            elif len(writers) < FEWEST_WRITERS + 1 and entry.sender is not None:
                writers.add(MARKS.sub("", entry.sender).strip())
    if first is None:
        raise ExportUnreadable("{path} holds no message of WhatsApp.", path=path)
    title = _title(path, first)
    if not grouped and len(writers - {title}) < FEWEST_WRITERS:
        raise ChatNotChosen(
            "{path} shows no group: neither a sentence of WhatsApp's on who came or left nor {fewest} people"
            " who write; chats with one person are never audited.",
            path=path,
            fewest=FEWEST_WRITERS,
        )
    return [WhatsAppChat(path, title, order.decided, tz=tz, now=now)]


def _title(path: Path, first: Entry) -> str:
    """What the chat is called: an iPhone lets the group itself say the first sentence; else by the file's name."""
    if first.sender is not None and first.text.startswith(SAID_BY_WHATSAPP):
        return " ".join(MARKS.sub("", first.sender).split()) or "?"
    return title_of(path)
