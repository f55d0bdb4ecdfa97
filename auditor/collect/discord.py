"""A channel of Discord as DiscordChatExporter writes it to JSON, streamed: memory does not grow with the file.

Ids are Discord's own, of people and of messages, and hold the moment at which each was made; a message without a usable
time gets it from there. Bots and webhooks say that they are such. Who joined is a message of the channel that greets,
by which invitation it does not say; of who left Discord says nothing, but in a group of direct messages.
"""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from auditor.collect.damage import Damage
from auditor.collect.datasets.packed import digest
from auditor.collect.desktop.elements import pieces
from auditor.collect.desktop.files import open_stream
from auditor.collect.desktop.layout import Chunk, Layout
from auditor.collect.desktop.records import NO_NUMBER
from auditor.collect.desktop.times import Clock
from auditor.collect.format import Format
from auditor.collect.telegram import Deed, Event, events_of
from auditor.collect.unknown import Unknowns
from auditor.errors import ChatNotChosen, ExportUnreadable
from storage.records import Account, Arrival, Batch, Chat, Coverage, Member, Message, MessageKind, Who
from storage.sources import DISCORD

WRITER = "DiscordChatExporter"

BEGAN_MS = 1_420_070_400_000
"""2015-01-01: what the ids of Discord count milliseconds from, in their upper 42 bits
(docs.discord.com/developers/reference, "Snowflakes")."""

_BEGINS = re.compile(r'\{\s*"guild"\s*:\s*\{')
"""DiscordChatExporter begins with the server, whatever comes then."""

_LARGEST = 2**63 - 1
_LONGEST_TITLE = 255
_OF_ONE = ("DirectTextChat", "DM", "1")

_MESSAGES = frozenset({"Default", "Reply", "0", "19", "20", "23"})
"""What somebody wrote, by the names of the exporter, which writes kinds that it does not know as their numbers."""
_DEEDS: dict[str, Deed] = {
    "GuildMemberJoin": "add", "7": "add",
    "RecipientAdd": "add", "1": "add",
    "RecipientRemove": "remove", "2": "remove",
}  # fmt: skip
_OTHERS = frozenset(
    {"Call", "ChannelNameChange", "ChannelIconChange", "ChannelPinnedMessage", "ThreadCreated", "3", "4", "5", "6"}
    | {str(number) for number in (*range(8, 19), 21, 22, *range(24, 33))}
)
"""Messages of Discord itself that say nothing of who came and left."""

_SUFFIXES: dict[str, MessageKind] = {
    "jpg": "photo", "jpeg": "photo", "png": "photo", "webp": "photo", "heic": "photo", "gif": "animation",
    "mp4": "video", "mov": "video", "webm": "video", "mp3": "voice", "ogg": "voice", "wav": "voice", "m4a": "voice",
}  # fmt: skip


class User(msgspec.Struct, gc=False):
    """Somebody who wrote, or of whom a message tells."""

    id: str = ""
    name: str | None = None
    nickname: str | None = None
    bot: bool | None = msgspec.field(default=None, name="isBot")


class Attachment(msgspec.Struct, gc=False):
    """A file of a message."""

    name: str | None = msgspec.field(default=None, name="fileName")


class Reference(msgspec.Struct, gc=False):
    """The message that this one answers, or repeats."""

    type: str | None = None
    message: str | None = msgspec.field(default=None, name="messageId")
    channel: str | None = msgspec.field(default=None, name="channelId")


class Forwarded(msgspec.Struct, gc=False):
    """What was repeated."""

    content: str | None = None


class Element(msgspec.Struct, gc=False):
    """The keys of a message that the audit reads."""

    id: str = ""
    type: str = ""
    timestamp: str | None = None
    content: str | None = None
    author: User | None = None
    attachments: list[Attachment] = []
    stickers: list[msgspec.Raw] = []
    mentions: list[User] = []
    reference: Reference | None = None
    forwarded: Forwarded | None = msgspec.field(default=None, name="forwardedMessage")


class _Dated(msgspec.Struct, gc=False):
    date: str | None
    date_unixtime: int | None


_UNREADABLE = (msgspec.DecodeError, ValueError, RecursionError)


class DiscordChannel:
    """One channel, ready to be read."""

    kind = DISCORD

    def __init__(self, path: Path, title: str, *, tz: str, now: int) -> None:
        self.chat = Chat(title, "group", file=digest(path, tz))
        self._path = path
        self._tz = tz
        self._clock = Clock(tz, now)
        self._all = msgspec.json.Decoder(list[Element]).decode
        self._one = msgspec.json.Decoder(Element).decode
        self._elements = 0
        self._bad_ids = 0
        self._not_people = 0
        self._unknown = Unknowns()
        self._damage = Damage()
        self._truncated = False
        self._encoding: str | None = None

    def read(self) -> Iterator[Batch]:
        """The channel's records, a hundred or so at a time."""
        with open_stream(self._path) as stream:
            layout = Layout(stream, WRITER)
            for key in layout.keys():  # noqa: SIM118 - not a dict
                if key != "messages" or not layout.opens(b"["):
                    layout.skip()
                    continue
                for chunk in layout.chunks(last=True):
                    yield self._flat(self._decoded(chunk), layout.progress)
                break
            self._truncated = layout.truncated
            self._encoding = stream.encoding

    def coverage(self) -> Coverage:
        """What was seen and lost; complete once `read` has ended."""
        clock = self._clock
        return Coverage(
            source=self.kind.name,
            elements=self._elements,
            first_at=clock.first,
            last_at=clock.last,
            ways_told=False,
            time_resolution=clock.resolution,
            local_times=clock.local,
            tz=self._tz if clock.local else None,
            undated=clock.undated,
            bad_ids=self._bad_ids,
            not_people=self._not_people,
            unknown_actions=self._unknown.found,
            damaged=self._damage.count,
            damaged_at=tuple(self._damage.places),
            truncated=self._truncated,
            encoding=self._encoding,
        )

    def _decoded(self, chunk: Chunk) -> list[Element]:
        for _ in range(chunk.lost):
            self._damage.at(chunk.start)
        try:
            return self._all(b"[" + chunk.data + b"]") if chunk.data else []
        except _UNREADABLE:
            pass
        read = []
        for start, piece in pieces(chunk):
            try:
                read.append(self._one(piece.decode("utf-8", "replace").encode()))
            except _UNREADABLE:
                self._damage.at(start)
        return read

    def _flat(self, elements: list[Element], progress: float) -> Batch:
        batch = Batch([], [], [], [], progress)
        self._elements += len(elements)
        shown = {who.key: who for who in (_person(each.author) for each in elements) if who is not None}
        batch.members.extend(
            Member(who, Account(made_at=made_at(int(who.key)))) for who in shown.values() if who.key is not None
        )
        for element, at in zip(elements, self._clock.read([_dated(each) for each in elements]), strict=True):
            number = _number(element.id)
            self._bad_ids += number is None
            if element.type in _MESSAGES:
                self._message(element, number or NO_NUMBER, at, batch)
            elif element.type in _DEEDS:
                for event in self._events(element, number or NO_NUMBER, at):
                    (batch.arrivals if isinstance(event, Arrival) else batch.leaves).append(event)  # type: ignore[arg-type]
            elif element.type not in _OTHERS:
                self._unknown.add(element.type)
        return batch

    def _message(self, element: Element, number: int, at: int | None, batch: Batch) -> None:
        sender = _person(element.author)
        if sender is None:
            self._not_people += 1
            return
        text, reference, forward = element.content or "", element.reference, None
        answered = None if reference is None else _number(reference.message or "")
        if element.forwarded is not None or (reference is not None and reference.type == "Forward"):
            origin = reference or Reference()
            text = text or (element.forwarded.content or "" if element.forwarded else "")
            forward, answered = f"{origin.channel or 'hidden'}/{origin.message or ''}", None
        batch.messages.append(Message(number, at, sender, _kind(element, text), text, answered, forward))

    def _events(self, element: Element, number: int, at: int | None) -> Iterator[Event]:
        """Who came and left. Whoever joins is the author of the message that greets them; bots are no people."""
        actor, deed = _person(element.author), _DEEDS[element.type]
        if element.type in {"GuildMemberJoin", "7"}:
            whom = [] if actor is None else [actor]
        else:
            whom = [who for who in map(_person, element.mentions) if who is not None]
        yield from events_of(deed, number, at, actor, whom) if whom else ()


def open_discord(path: Path, *, tz: str, now: int) -> list[DiscordChannel]:
    """The channel of the export at `path`. Raises `ExportUnreadable` or `ChatNotChosen`."""
    said: dict[str, dict[str, object]] = {}
    with open_stream(path) as stream:
        layout = Layout(stream, WRITER)
        for key in layout.keys():  # noqa: SIM118 - not a dict
            if key in ("guild", "channel") and layout.opens(b"{"):
                said[key] = {}
                for inner in layout.keys():  # noqa: SIM118
                    if layout.opens(b"{") or layout.opens(b"["):
                        layout.skip()
                    else:
                        said[key][inner] = layout.scalar()
            elif key == "messages":
                break
            else:
                layout.skip()
    channel, guild = said.get("channel", {}), said.get("guild", {})
    if not channel:
        raise ExportUnreadable("{path} says of no channel that it is one of Discord's.", path=path)
    if str(channel.get("type")) in _OF_ONE:
        raise ChatNotChosen("{path} holds direct messages; chats with one person are never audited.", path=path)
    named = [str(name) for name in (guild.get("name"), channel.get("name")) if isinstance(name, str) and name]
    title = " ".join(" #".join(named).split())[:_LONGEST_TITLE] or "?"
    return [DiscordChannel(path, title, tz=tz, now=now)]


DISCORD_EXPORT = Format(
    kind=DISCORD,
    begins=lambda begins: _BEGINS.match(begins.start) is not None,
    opens=lambda path, asked: open_discord(path, tz=asked.tz, now=asked.now),
)


def made_at(number: int) -> int:
    """When an id of Discord was made, in seconds since 1970: to that moment's second."""
    return ((number >> 22) + BEGAN_MS) // 1000


def _number(written: str) -> int | None:
    if not (written.isascii() and written.isdigit() and len(written) < 20):
        return None
    return number if 0 < (number := int(written)) <= _LARGEST else None


def _person(user: User | None) -> Who | None:
    """Who that is; None for a bot or a webhook, and where nobody is named."""
    if user is None or user.bot or _number(user.id) is None:
        return None
    return Who(user.id.lstrip("0"), user.nickname or user.name)


def _dated(element: Element) -> _Dated:
    """Both dates as an export of Telegram has them: the local one, and the one in UTC where the zone is said."""
    written = element.timestamp or ""
    try:
        moment = dt.datetime.fromisoformat(written)
        if moment.tzinfo is None:
            return _Dated(written, None)
        return _Dated(None, int(moment.timestamp()))
    except (ValueError, OverflowError):
        number = _number(element.id)
        return _Dated(None, None if number is None else made_at(number))


def _kind(element: Element, text: str) -> MessageKind:
    if element.stickers:
        return "sticker"
    if element.attachments:
        return _SUFFIXES.get((element.attachments[0].name or "").rpartition(".")[2].lower(), "file")
    return "text" if text else "other"
