"""A data set of Telegram, a message a line or an element of an array: which chats it holds, and reading one of them.

Whether such a set is the whole history of a chat nobody can tell from it: it may be a sample, and says nothing of names
and members. Each chat of each set is therefore a chat by itself; the people in it are Telegram's, known by their ids.
"""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from pyroaring import BitMap64

from auditor.collect.chat_ids import bare_id, names_several
from auditor.collect.damage import Damage
from auditor.collect.datasets.arrays import lines_of
from auditor.collect.datasets.dumps import decoder
from auditor.collect.datasets.elements import (
    EMPTY,
    MESSAGE,
    SERVICE,
    ChatKey,
    Element,
    Place,
    chat_of,
    message,
    person,
    service,
)
from auditor.collect.datasets.moments import Moments
from auditor.collect.datasets.packed import digest, open_packed
from auditor.collect.datasets.shapes import Dump
from auditor.collect.datasets.time_column import TimeColumn, TimesAsked
from auditor.collect.grain import DAY
from auditor.collect.telegram import adder_is_unknown
from auditor.collect.unknown import TELEGRAMS_ACTIONS, Unknowns
from auditor.errors import ChatNotChosen, ExportUnreadable, Sentence
from auditor.typed import as_text
from storage.records import NAMES_KEPT, Arrival, Batch, Chat, Coverage, Leave
from storage.sources import DATASET, ChatKind

LINES_AT_ONCE = 1_000

MOST_CHATS = 1_000_000
"""The largest public sets hold some 120,000."""

_SPACE = 1 << 63
_UNREADABLE = (msgspec.DecodeError, ValueError, RecursionError)


class Held(msgspec.Struct):
    """How much of one chat a data set holds."""

    messages: int = 0
    posts: int = 0

    def kind(self, key: ChatKey) -> ChatKind:
        """A channel where all is posts; the set itself does not say."""
        if key[0] == "group":
            return "basic-group"
        return "channel" if self.messages == self.posts else "supergroup"


class TelegramDataset:
    """One chat of a data set, ready to be read."""

    kind = DATASET

    def __init__(self, path: Path, key: ChatKey, chat: Chat, *, tz: str, now: int, dump: Dump | None = None) -> None:
        self.chat = chat
        self.told = msgspec.structs.replace(chat, telegram_id=key[1], file="")
        """The chat by the id that its messages bear."""
        self._path = path
        self._key = key
        self._dump = dump
        times = TimeColumn(str(path), "date", self._dates, latest=now + DAY, asked=TimesAsked())
        self._moments = Moments(tz, times)
        self._seen = BitMap64()
        self._elements = 0
        self._again = 0
        self._not_people = 0
        self._unknown_adders = 0
        self._unknown_actions = Unknowns()
        self._unknown_types = Unknowns()
        self._damage = Damage()
        self._truncated = False

    def read(self) -> Iterator[Batch]:
        """The chat's records, a thousand lines of the file at a time."""
        with open_packed(self._path) as packed:
            lines = lines_of(packed)
            batch, decode = Batch([], [], [], []), decoder(self._dump)
            last_damaged = False
            for number, line in enumerate(lines, start=1):
                try:
                    element = decode(line)
                except _UNREADABLE:
                    last_damaged = not line.isspace()
                    if last_damaged:
                        self._damage.at(number)
                    continue
                last_damaged = False
                if chat_of(element) == self._key and element.kind != EMPTY:
                    self._take(element, batch)
                if number % LINES_AT_ONCE == 0:
                    yield msgspec.structs.replace(batch, progress=lines.progress)
                    batch = Batch([], [], [], [])
            yield msgspec.structs.replace(batch, progress=1.0)
            self._truncated = last_damaged and not lines.ended_whole

    def _take(self, element: Element, batch: Batch) -> None:
        place = (element.id or 0) + _SPACE
        if place in self._seen:
            self._again += 1
            return
        self._seen.add(place)
        self._elements += 1
        if element.kind not in (MESSAGE, SERVICE):
            self._unknown_types.add(element.kind)
            return
        at = self._moments.read(_date(element))
        if element.kind == MESSAGE:
            sender = person(element.from_id)
            if sender is None:
                self._not_people += 1
            else:
                batch.messages.append(message(element, at, sender))
            return
        if element.action is not None and element.action.kind not in TELEGRAMS_ACTIONS:
            self._unknown_actions.add(element.action.kind)
        events = service(element, at)
        self._unknown_adders += adder_is_unknown(events)
        batch.arrivals.extend(event for event in events if isinstance(event, Arrival))
        batch.leaves.extend(event for event in events if isinstance(event, Leave))

    def _dates(self) -> Iterator[str]:
        """What each message of this chat says of its time."""
        decode = decoder(self._dump)
        with open_packed(self._path) as packed:
            lines = lines_of(packed)
            for line in lines:
                with contextlib.suppress(*_UNREADABLE):
                    element = decode(line)
                    if chat_of(element) == self._key and element.kind in {MESSAGE, SERVICE}:
                        yield _date(element)

    def coverage(self) -> Coverage:
        """What was seen and lost; complete once `read` has ended."""
        moments = self._moments
        return Coverage(
            source=self.kind.name,
            elements=self._elements,
            first_at=moments.first,
            last_at=moments.last,
            ways_told=self._dump is None or self._dump.ways_told,
            time_resolution=moments.resolution,
            local_times=moments.local,
            tz=moments.tz if moments.local else None,
            undated=moments.undated,
            not_people=self._not_people,
            unknown_adders=self._unknown_adders,
            unknown_actions=self._unknown_actions.found,
            unknown_types=self._unknown_types.found,
            held_again=self._again,
            damaged=self._damage.count,
            damaged_at=tuple(self._damage.places),
            truncated=self._truncated,
        )


def _date(element: Element) -> str:
    date = element.date
    return "" if date is None else date if isinstance(date, str) else str(date)


def open_dataset(path: Path, *, chat: str | None, tz: str, now: int, dump: Dump | None = None) -> list[TelegramDataset]:
    """The chats of the data set at `path` that `chat` names (an id or `all`), or its only one. `dump` is the format of
    its messages, where that is not Telethon's.

    Raises `ExportUnreadable` or `ChatNotChosen`.
    """
    held = _held(path, dump)
    sources, name = [], as_text(path.name)
    for key in _choose(path, held, chat):
        title = name if len(held) == 1 else f"{name} {key[1]}"
        known = Chat(title, held[key].kind(key), file=digest(path, key, tz))
        sources.append(TelegramDataset(path, key, known, tz=tz, now=now, dump=dump))
    return sources


def _held(path: Path, dump: Dump | None) -> dict[ChatKey, Held]:
    """The chats of a data set, each with how much of it there is; the whole file is read for that."""
    held: dict[ChatKey, Held] = {}
    others: Counter[str] = Counter()
    decode: Callable[[str], Place | Element] = msgspec.json.Decoder(Place).decode if dump is None else decoder(dump)
    with open_packed(path) as packed:
        lines = lines_of(packed)
        for line in lines:
            try:
                place = decode(line)
            except _UNREADABLE:
                continue
            key = chat_of(place)
            if key is None or place.kind not in (MESSAGE, SERVICE):
                others[place.kind[:40] if len(others) < NAMES_KEPT else "…"] += 1
                continue
            found = held.setdefault(key, Held())
            found.messages += place.kind == MESSAGE
            found.posts += place.kind == MESSAGE and bool(place.post)
            if len(held) > MOST_CHATS:
                raise ExportUnreadable(
                    "{path} holds more than {most} chats; cut it into several files.",
                    path=path,
                    most=MOST_CHATS,
                )
    if not held:
        kinds = ", ".join(sorted(kind for kind in others if kind)) or Sentence("nothing of Telegram")
        raise ExportUnreadable("{path} holds no message of a group or channel ({kinds}).", path=path, kinds=kinds)
    return held


def _choose(path: Path, held: dict[ChatKey, Held], chat: str | None) -> list[ChatKey]:
    largest = sorted(held, key=lambda key: (-held[key].messages, key))
    if chat == "all" or (chat is None and len(held) == 1):
        return largest
    found = [key for key in largest if chat is not None and bare_id(chat) == key[1]]
    if len(found) == 1:
        return found
    listed = ", ".join(f"{key[1]} ({held[key].messages:,})" for key in (found or largest)[:20])
    raise ChatNotChosen(
        "{path} holds {count} groups and channels. {why}: {listed}; or --chat all.",
        path=path,
        count=len(held),
        why=names_several(chat, len(found)),
        listed=listed,
    )
