"""Which chats an export for the browser holds, and reading one of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from auditor.collect.damage import Damage
from auditor.collect.desktop.export import MIGRATED, Header, choose, number_namesakes
from auditor.collect.desktop.times import Clock, zone
from auditor.collect.grain import named
from auditor.collect.pages.blocks import Block, Page
from auditor.collect.pages.chats_list import chats_listed
from auditor.collect.pages.elements import Element, element
from auditor.collect.pages.files import Found, Place
from auditor.collect.pages.records import Flattener
from auditor.collect.pages.sentences import NAMELESS, OF_A_CHANNEL, OF_A_GROUP, parse_sentence
from auditor.collect.pages.service_times import ServiceTimes
from auditor.errors import ChatNotChosen, ExportUnreadable
from storage.records import Batch, Coverage
from storage.sources import PAGES

BLOCKS_AT_ONCE = 200

FEWEST_WRITERS = 3
"""People who write in a chat that shows itself to be a group by nothing else. Two may be a talk of one with another."""

_GROUP, _CHANNEL, _OF_ONE = "private_supergroup", "private_channel", "personal_chat"
"""What an export as JSON would say of such a chat (`type`)."""


class PagesExport:
    """One chat of such an export, ready to be read."""

    kind = PAGES

    def __init__(self, place: Place, found: Found, header: Header, *, tz: str, now: int) -> None:
        self.chat = header.chat
        self._place = place
        self._found = found
        self._tz = tz
        self._clock = Clock(tz, now)
        self._times = ServiceTimes(zone(tz))
        self._flattener = Flattener(self._clock, self._times, header.title)
        self._first: Element | None = None
        self._damage = Damage()
        self._truncated = False
        self._encoding: str | None = None
        self._missing = 0

    def read(self) -> Iterator[Batch]:
        """The chat's records, some hundred at a time."""
        pages = self._found.pages
        goes_on = False
        seconds_east = _clock_of(self._place, pages)
        if seconds_east is not None:
            self._times.on_a_clock(seconds_east)
        for number, name in enumerate(pages):
            with self._place.open(name) as stream:
                page = Page(stream)
                self._flattener.forget_author()
                waiting: list[Element] = []
                for block in page.blocks():
                    waiting += self._elements(block)
                    if len(waiting) >= BLOCKS_AT_ONCE:
                        messages, arrivals, leaves = self._flattener.flatten(waiting)
                        yield Batch(messages, arrivals, leaves, [], (number + stream.progress) / len(pages))
                        waiting = []
                messages, arrivals, leaves = self._flattener.flatten(waiting)
                yield Batch(messages, arrivals, leaves, [], (number + 1) / len(pages))
                self._damage.count += page.too_long
                self._truncated |= not page.ended
                self._encoding = self._encoding or stream.encoding
                goes_on = page.goes_on
        arrivals, leaves = self._flattener.end()
        self._missing = self._found.gaps + goes_on
        yield Batch([], arrivals, leaves, [], 1.0)

    def _elements(self, block: Block) -> list[Element]:
        """The element of a block; none where it is damaged. Whoever wrote what is joined to a damaged one is not
        known."""
        read = element(block)
        if read is None:
            self._damage.at(block.start)
            return [Element(None, service=True, joined=False, broken=True)]
        if self._first is None and read.day is None:
            self._first = read
        return [read]

    def coverage(self) -> Coverage:
        """What was seen and lost; complete once `read` has ended."""
        clock, flattener, times = self._clock, self._flattener, self._times
        dated = [at for at in (clock.first, clock.last, times.first, times.last) if at is not None]
        whole = not self._missing and not self._damage.count
        return Coverage(
            source=self.kind.name,
            elements=flattener.elements,
            first_at=min(dated, default=None),
            last_at=max(dated, default=None),
            history_begins=_beginning(self._first) if whole or not self._found.gaps else None,
            ids="none",
            time_resolution=clock.resolution or (named(times.within) if times.within else None),
            events_within=times.within,
            local_times=clock.local,
            tz=self._tz if clock.local else None,
            undated=clock.undated + times.undated,
            bad_ids=flattener.bad_ids,
            not_people=flattener.not_people,
            unknown_adders=flattener.unknown_adders,
            unknown_actions=flattener.unknown_actions.found,
            unsupported=flattener.unsupported,
            names_listed=flattener.listed,
            pages_missing=self._missing,
            damaged=self._damage.count,
            damaged_at=tuple(self._damage.places),
            truncated=self._truncated,
            encoding=self._encoding,
        )


def open_pages(path: Path, *, chat: str | None, tz: str, now: int) -> list[PagesExport]:
    """The chats of the export at `path` that `chat` names (a title or `all`), or its only one.

    Raises `ExportUnreadable` or `ChatNotChosen`.
    """
    place = Place(path)
    found = place.chats()
    listed = chats_listed(place)
    headers: list[Header] = []
    of: list[Found] = []
    for pages in found:
        header = _header(place, pages, listed.get(pages.folder), number=len(headers))
        if header is not None:
            headers.append(header)
            of.append(pages)
    if not headers:
        raise ExportUnreadable("{path} is HTML, but no page of a chat as Telegram Desktop exports it.", path=path)
    if len(headers) == 1 and headers[0].type == _OF_ONE:
        raise ChatNotChosen(
            "{path} shows no group or channel: neither a service message of one nor {fewest} people who"
            " write; chats with one person are never audited.",
            path=path,
            fewest=FEWEST_WRITERS,
        )
    chosen = choose(path, number_namesakes(headers), chat)
    return [PagesExport(place, of[header.place], header, tz=tz, now=now) for header in chosen]


def _clock_of(place: Place, pages: tuple[str, ...]) -> int | None:
    """How far east of UTC the clock was that the first message was written down by; None where it is not said."""
    for name in pages:
        with place.open(name) as stream:
            for block in Page(stream).blocks():
                read = None if block.service else element(block)
                if read is not None and read.date is not None:
                    return read.seconds_east
    return None


class _Survey(msgspec.Struct):
    """What the beginning of a chat shows of what it is."""

    writers: set[str]
    made: bool = False

    def kind_of_chat(self, read: Element, title: str) -> str | None:
        """What the chat is, once it shows; None until then."""
        if read.service:
            said = parse_sentence(" ".join(read.text.split())).action
            self.made |= said == "create_channel"
            return _CHANNEL if said == OF_A_CHANNEL else _GROUP if said in OF_A_GROUP else None
        if read.name is not None:
            self.writers.add(" ".join(read.name.split()))
        return _GROUP if len(self.writers - {title} - NAMELESS) >= FEWEST_WRITERS else None


def _header(place: Place, found: Found, listed: str | None, *, number: int) -> Header | None:
    """What a chat is called and what it is; None for what are no pages of a chat. Pages do not say whether they are of
    a group: it is told by what happens there, or by the list of the chats of a full account."""
    title: str | None = None
    survey = _Survey(set())
    for name in found.pages:
        with place.open(name) as stream:
            page = Page(stream)
            heading = page.title()
            if title is None and heading is None:
                return None
            title = title if title is not None else " ".join((heading or "").split())
            if listed is not None:
                return Header(number, title or "?", listed, None)
            for block in page.blocks():
                read = element(block)
                type_ = None if read is None or read.day is not None else survey.kind_of_chat(read, title)
                if type_ is not None:
                    return Header(number, title or "?", type_, None)
    alone = survey.made and survey.writers <= {title}
    return Header(number, title or "?", _CHANNEL if alone else _OF_ONE, None)


def _beginning(first: Element | None) -> Literal["creation", "migration", "first-message"] | None:
    """What shows that a history which begins with this element is whole."""
    if first is None:
        return None
    said = parse_sentence(" ".join(first.text.split())).action if first.service else ""
    if said in {"create_group", "create_channel"}:
        return "creation"
    if said == "migrate_from_group":
        return "migration"
    return "first-message" if first.number in (1, 1 - MIGRATED) else None
