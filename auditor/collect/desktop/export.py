"""Which chats an export holds, and reading one of them."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from auditor.collect.chat_ids import bare_id, names_several
from auditor.collect.desktop.elements import Element, Elements
from auditor.collect.desktop.files import open_stream
from auditor.collect.desktop.layout import Layout
from auditor.collect.desktop.records import Flattener
from auditor.collect.desktop.times import Clock
from auditor.collect.encodings import MOST_FOREIGN
from auditor.collect.unknown import Unknowns
from auditor.errors import ChatNotChosen, DeadSoulsError, ExportUnreadable, Sentence
from storage.records import Batch, Chat, Coverage, Unknown
from storage.sources import EXPORT, ChatKind

KINDS: dict[str, ChatKind] = {
    "private_group": "basic-group",
    "public_group": "supergroup",  # a group of the small kind cannot be public
    "private_supergroup": "supergroup",
    "public_supergroup": "supergroup",
    "private_channel": "channel",
    "public_channel": "channel",
}
"""The chats that can be audited."""

OF_ONE_PERSON = frozenset({"bot_chat", "personal_chat", "replies", "saved_messages", "verification_codes"})
"""The chats that never are: they are between one person and another."""

MIGRATED = 1_000_000_000
"""Desktop takes this from the ids of a group that became a supergroup."""

_LONGEST_TITLE = 255


class Header(msgspec.Struct, frozen=True):
    """A chat as the export introduces it: its place among the file's chats, and what its head says."""

    place: int
    title: str
    type: object
    telegram_id: int | None
    nth: int = 1
    """The how manieth it is of the chats in the file that have one id, or one title and no id."""

    @property
    def shown(self) -> str:
        """What the chat is called, told apart from those before it."""
        return self.title if self.nth == 1 else f"{self.title} ({self.nth})"

    @property
    def chat(self) -> Chat:
        """The chat; a further one of the same id is a chat of its own, so that neither is taken for the other."""
        return Chat(self.shown, KINDS[str(self.type)], self.telegram_id if self.nth == 1 else None)


class DesktopExport:
    """One chat of an export, ready to be read."""

    kind = EXPORT

    def __init__(
        self, path: Path, header: Header, beside: Unknowns, *, tz: str, now: int, pages_beside: bool = False
    ) -> None:
        self.chat = header.chat
        self._path = path
        self._place = header.place
        self._beside = beside
        self._pages_beside = pages_beside
        self._tz = tz
        self._clock = Clock(tz, now)
        self._elements = Elements()
        self._flattener = Flattener(self._clock)
        self._first: Element | None = None
        self._truncated = False
        self._encoding: str | None = None

    def read(self) -> Iterator[Batch]:
        """The chat's records, a hundred or so at a time."""
        with open_stream(self._path) as stream:
            layout = Layout(stream)
            for place, head in enumerate(_chats(layout)):
                if place < self._place:
                    layout.skip()
                    continue
                for chunk in layout.chunks(last=head.alone):
                    elements = self._elements.decode(chunk)
                    if self._elements.foreign > MOST_FOREIGN:
                        raise layout.unreadable(
                            Sentence(
                                "it is UTF-8 at first and in another encoding later; save each part as UTF-8 before you"
                                " join them"
                            )
                        )
                    if self._first is None and elements:
                        self._first = elements[0]
                    flat = self._flattener.flatten(elements)
                    yield Batch(*flat, progress=layout.progress, founder=self._flattener.founder)
                break
            self._truncated = layout.truncated
            self._encoding = stream.encoding

    def coverage(self) -> Coverage:
        """What was seen and lost; complete once `read` has ended."""
        clock, flattener, elements = self._clock, self._flattener, self._elements
        with_id, without = flattener.with_id, flattener.without_id
        return Coverage(
            source=self.kind.name,
            elements=flattener.elements,
            first_at=clock.first,
            last_at=clock.last,
            history_begins=_beginning(self._first),
            ids="none" if without and not with_id else "some" if without else "all",
            time_resolution=clock.resolution,
            local_times=clock.local,
            tz=self._tz if clock.local else None,
            undated=clock.undated,
            contradicting_times=clock.contradicting,
            bad_ids=flattener.bad_ids,
            not_people=flattener.not_people,
            unknown_adders=flattener.unknown_adders,
            unknown_actions=flattener.unknown_actions.found,
            unknown_types=flattener.unknown_types.found,
            unknown_chats=self._beside.found,
            unsupported=flattener.unsupported,
            pages_beside=self._pages_beside,
            repaired=elements.repaired,
            damaged=elements.damage.count,
            damaged_at=tuple(elements.damage.places),
            truncated=self._truncated,
            encoding=self._encoding,
        )


def open_export(path: Path, *, chat: str | None, tz: str, now: int, pages_beside: bool = False) -> list[DesktopExport]:
    """The chats of the export at `path` that `chat` names (an id, a name or `all`), or its only one. `pages_beside`:
    the same export lies there as HTML, too.

    Raises `ExportUnreadable` or `ChatNotChosen`.
    """
    with open_stream(path) as stream:
        layout = Layout(stream)
        headers = _headers(layout)
    if not headers:
        raise ExportUnreadable("{path} is JSON, but holds no Telegram chat.", path=path)
    chosen, beside = choose(path, headers, chat), _unknown(headers)
    return [DesktopExport(path, header, beside, tz=tz, now=now, pages_beside=pages_beside) for header in chosen]


def choose(path: Path, headers: list[Header], chat: str | None) -> list[Header]:
    """The groups and channels among these that `chat` names, or the only one. Raises `ChatNotChosen`."""
    audible = [header for header in headers if str(header.type) in KINDS]
    if not audible:
        raise _none_audible(path, headers)
    if chat == "all" or (chat is None and len(audible) == 1):
        return audible
    found = _named(audible, chat)
    if len(found) == 1:
        return found
    if not found and (others := _named(headers, chat)):
        raise _none_audible(path, others, named=chat)
    listed = ", ".join(map(_listed, (found or audible)[:20]))
    raise ChatNotChosen(
        "{path} holds {count} groups and channels. {why}: {listed}; or --chat all.",
        path=path,
        count=len(audible),
        why=names_several(chat, len(found)),
        listed=listed,
    )


def _named(headers: list[Header], chat: str | None) -> list[Header]:
    """The chats that an id or a title names; where no title is written just so, those that differ in case or spaces."""
    if chat is None:
        return []
    number, plain = bare_id(chat), " ".join(chat.split()).casefold()
    if exact := [each for each in headers if each.nth > 1 and each.shown == chat]:
        return exact
    if exact := [each for each in headers if chat == each.title or number == each.telegram_id is not None]:
        return exact
    return [each for each in headers if plain in (each.title.casefold(), each.shown.casefold())]


def _listed(header: Header) -> str:
    return repr(header.shown) + ("" if header.telegram_id is None else f" ({header.telegram_id})")


def _none_audible(path: Path, headers: list[Header], *, named: str | None = None) -> DeadSoulsError:
    """Why none of these chats can be audited, all of the file or those that are `named`: their types are not Desktop's,
    or all are with one person."""
    unknown = _unknown(headers).found
    if unknown is None:
        kinds = ", ".join(sorted({str(header.type) for header in headers}))
        if named is not None:
            return ChatNotChosen(
                "{path} holds no group or channel {named!r} (but: {kinds}); chats with one person are never audited.",
                path=path,
                named=named,
                kinds=kinds,
            )
        return ChatNotChosen(
            "{path} holds no group or channel (only: {kinds}); chats with one person are never audited.",
            path=path,
            kinds=kinds,
        )
    ours = ", ".join(KINDS)
    if all(header.type is None for header in headers):
        what = Sentence("{path} does not say what type of chat it holds (`type`)", path=path)
    elif named is None:
        what = Sentence(
            "{path} holds no group or channel, but a `type` that Telegram Desktop does not write: {types}",
            path=path,
            types=_names(unknown),
        )
    else:
        what = Sentence(
            "{path} holds no group or channel {named!r}, but a `type` that Telegram Desktop does not write: {types}",
            path=path,
            named=named,
            types=_names(unknown),
        )
    return ExportUnreadable(
        "{what}; it is a file of another program, or was changed. Export the chat again with Telegram Desktop;"
        " if it is a group or channel of Telegram, its `type` is one of {ours}.",
        path=path,
        what=what,
        ours=ours,
    )


def _unknown(headers: list[Header]) -> Unknowns:
    """The chats of which nobody can say whether they are groups or talks with one person."""
    found = Unknowns()
    for header in headers:
        if str(header.type) not in KINDS and str(header.type) not in OF_ONE_PERSON:
            found.add("(none)" if header.type is None else str(header.type))
    return found


def _names(unknown: Unknown) -> str:
    return ", ".join(name for name, _ in unknown.names)


def _headers(layout: Layout) -> list[Header]:
    """The heads of all chats, their messages unread. Of a file with one chat the head alone is read."""
    heads: list[_Head] = []
    try:
        for head in _chats(layout):
            heads.append(head)
            if head.alone and head.complete:
                break
            layout.skip()
    except ExportUnreadable:
        if not heads:
            raise
    return number_namesakes([head.header(place) for place, head in enumerate(heads)])


def number_namesakes(headers: list[Header]) -> list[Header]:
    """The same, those numbered that the file gives the id of one before, or its title and no id."""
    before: Counter[object] = Counter()
    told = []
    for header in headers:
        small = KINDS.get(str(header.type)) == "basic-group"
        identity = small, header.telegram_id or header.title
        before[identity] += 1
        told.append(msgspec.structs.replace(header, nth=before[identity]))
    return told


class _Head:
    """What the keys of a chat object have said so far; those behind its messages are heard later."""

    def __init__(self, *, alone: bool) -> None:
        self.alone = alone
        self._said: dict[str, object] = {}

    def take(self, layout: Layout, key: str) -> None:
        """Hears the value of `key`, or leaves it unread."""
        if key in ("name", "type", "id") and not (layout.opens(b"{") or layout.opens(b"[")):
            self._said.setdefault(key, layout.scalar())
        else:
            layout.skip()

    @property
    def complete(self) -> bool:
        return {"name", "type", "id"} <= self._said.keys()

    def header(self, place: int) -> Header:
        name, number = self._said.get("name"), self._said.get("id")
        title = " ".join(name.split())[:_LONGEST_TITLE] if isinstance(name, str) else ""
        usable = type(number) is int and 0 < abs(number) < 2**62
        return Header(place, title or "?", self._said.get("type"), bare_id(str(number)) if usable else None)


def _chats(layout: Layout) -> Iterator[_Head]:
    """Stops at the messages of each chat of the file; the caller reads them or skips them."""
    alone = _Head(alone=True)
    for key in layout.keys():  # noqa: SIM118 - not a dict
        if key in ("chats", "left_chats") and layout.opens(b"{"):
            for inner in layout.keys():  # noqa: SIM118
                if inner == "list" and layout.opens(b"["):
                    for _ in layout.items():
                        yield from _chat(layout)
                else:
                    layout.skip()
        elif key == "messages" and layout.opens(b"["):
            yield alone
        else:
            alone.take(layout, key)


def _chat(layout: Layout) -> Iterator[_Head]:
    if not layout.opens(b"{"):
        layout.skip()
        return
    head = _Head(alone=False)
    for key in layout.keys():  # noqa: SIM118
        if key == "messages" and layout.opens(b"["):
            yield head
        else:
            head.take(layout, key)


def _beginning(first: Element | None) -> Literal["creation", "migration", "first-message"] | None:
    """What shows that a history which begins with this element is whole: it begins with the making of the chat, with
    its becoming a supergroup, or with message 1. None where nothing does."""
    if first is None:
        return None
    if first.type == "service" and first.action in ("create_group", "create_channel"):
        return "creation"
    if first.type == "service" and first.action == "migrate_from_group":
        return "migration"
    return "first-message" if first.id in (1, 1 - MIGRATED) else None
