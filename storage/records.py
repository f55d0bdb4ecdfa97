"""The frozen values that flow from a source to the storage door.

A source speaks of people by what it has: a Telegram id, a name, or both. Records live only between the
reader and the door; ids and names in them are never kept (`identities.py`). Times are whole seconds since
1970 in UTC, or None where the source gave none that can be used.
"""

from itertools import chain
from typing import Literal

import msgspec

from storage.sources import SOURCES, ChatKind, SourceName

EventSource = Literal["service-messages", "admin-log", "invite-links", "bot-updates"]
"""Where an arrival or a leave is known from."""
ArrivalKind = Literal["added", "by_link", "by_request", "by_self", "unclear"]
"""`unclear`: added or by themselves, of somebody who cannot be told apart from the one who acted."""
MessageKind = Literal["text", "photo", "video", "voice", "sticker", "animation", "file", "poll", "other"]


class Who(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A person as the source shows them: `key` is the Telegram id as text, None where it gives none;
    `name` is the displayed name, None for a deleted account (or one the source could not resolve)."""

    key: str | None
    name: str | None


NO_ONE = Who(None, None)


class Chat(msgspec.Struct, frozen=True):
    """A chat as its source names it. `telegram_id` is the bare id, None where the source gives none. `upload` names the
    file that somebody sent, where that is the source: nobody vouches for what it says, so it is a chat by itself. So is
    a table of texts, and a chat of a data set: `file` is a digest of what it says, and, where somebody said on
    which platform its authors are, the platform behind a colon."""

    title: str
    kind: ChatKind
    telegram_id: int | None = None
    username: str | None = None
    upload: str = ""
    file: str = ""

    @property
    def platform(self) -> str:
        """The platform on which its authors are known in other tables, too; "" where they are not."""
        return self.file.partition(":")[2]


LastSeen = Literal["online", "recently", "last-week", "last-month", "exact", "empty", ""]
"""When an account was last seen, as coarse as Telegram shows it; "" where it shows nothing."""


class Account(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What Telegram shows of an account beside its name; None where this sight of it shows nothing."""

    bot: bool = False
    deleted: bool = False
    blank: bool | None = None
    """Neither photo nor username."""
    flagged: bool | None = None
    """Scam, fake or restricted, by Telegram's own word."""
    seen: LastSeen = ""
    seen_at: int | None = None
    by_me: bool = False
    """Coarse because the reading account hides its own last-seen."""
    made_at: int | None = None
    """When it was made, where another platform's id or a table says so."""
    photo: bool | None = None
    """Whether it has a photo of its own."""
    friends: bool | None = None
    """Whether it has any; of a platform without friends, whether it follows anybody."""
    followers: bool | None = None
    """Whether it has any."""


class Listing(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A line of the member list: in what role, since when, and who added them where the list says so."""

    role: Literal["creator", "admin", "member"] = "member"
    joined_at: int | None = None
    adder: Who | None = None


class Member(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Somebody the source shows without their arriving or writing: under a name alone (a reaction, say), with what
    Telegram shows of the account, or as a line of the member list."""

    who: Who
    account: Account | None = None
    listing: Listing | None = None


class Post(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A post of a broadcast channel and what came of it; None where that is not shown."""

    id: int
    at: int
    views: int | None = None
    forwards: int | None = None
    reactions: int | None = None
    comments: int | None = None


class Message(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A non-service message of a person.

    `id` is the message's number in the chat, 0 where the source gives none that is a number. `sender`
    is `NO_ONE` where the source hides who wrote. `forward` names the origin of a forwarded text. `link` is the first
    link that the source marks as one, be it behind other words.
    """

    id: int
    at: int | None
    sender: Who
    kind: MessageKind
    text: str
    reply_to: int | None
    forward: str | None
    link: str | None = None


class Arrival(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One person came. `id` and `position` place it in the history (one service message may add several);
    `adder` is who added them, None where nobody did or the adder is no person."""

    id: int
    position: int
    at: int | None
    kind: ArrivalKind
    who: Who
    adder: Who | None = None
    source: EventSource = "service-messages"


class Leave(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One person left, by themselves or removed by another."""

    id: int
    position: int
    at: int | None
    who: Who
    by_self: bool
    source: EventSource = "service-messages"


class Founder(msgspec.Struct, frozen=True):
    """Who made the chat and is not shown coming, and the id of the element that made it."""

    id: int
    who: Who


class Hole(msgspec.Struct, frozen=True):
    """Messages of a history that came unread: `count` of them behind the id `after`, before `until` (None: up to the
    newest). `ancestor`: of the basic group that the supergroup once was."""

    after: int
    until: int | None
    count: int
    ancestor: bool = False


class Gap(msgspec.Struct, frozen=True):
    """A jump of message ids: nothing was shown between `after` and `until`, for nothing is left there, or because
    Telegram passed it over. `asked` is how often it was asked for again."""

    after: int
    until: int
    asked: int = 0

    @property
    def width(self) -> int:
        """Ids that it spans."""
        return self.until - self.after - 1


TimeResolution = Literal["second", "minute", "hour", "day", "worse"]
"""How fine times are: each is known to within one of these."""


NAMES_KEPT = 12
"""So many names of what is not known are kept; the rest is in the count alone."""


class Unknown(msgspec.Struct, frozen=True):
    """Things of a source that this version does not know: how many, and how many of the names that came most often."""

    count: int
    names: tuple[tuple[str, int], ...] = ()


def together(one: Unknown | None, other: Unknown | None) -> Unknown | None:
    """What two readings of one history did not know."""
    if one is None or other is None:
        return one or other
    counts = dict(one.names)
    for name, count in other.names:
        counts[name] = counts.get(name, 0) + count
    most = sorted(counts.items(), key=lambda named: (-named[1], named[0]))[:NAMES_KEPT]
    return Unknown(one.count + other.count, tuple(most))


class File(msgspec.Struct, frozen=True):
    """A file as it was given: its digest and its size."""

    sha256: str
    bytes: int


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """What a source could see, and what was lost on the way. Travels with everything.

    None means that the source cannot tell. Counts are of elements of the source unless said otherwise.
    """

    source: SourceName
    elements: int = 0
    first_at: int | None = None
    last_at: int | None = None
    """When the first and the last dated element was, service or not."""
    history_begins: Literal["creation", "migration", "first-message"] | None = None
    """Why the history is whole; None when it begins somewhere in the middle."""
    arrival_sources: tuple[str, ...] = ("service-messages",)
    ways_told: bool = True
    """Whether it tells who followed a link, who asked to be let in, and who came by themselves; else it tells only who
    was added, and all others stand as by themselves."""
    ids: Literal["all", "some", "none"] = "all"
    """Whether the people who write have ids; with none, names are taken as persons."""
    time_resolution: TimeResolution | None = "second"
    """How fine the times are; None where nothing has a usable time."""
    events_within: int | None = None
    """To within how many seconds it is known when people came and left, of nine in ten; where the messages around tell
    it, and no time of its own."""
    times_from: Literal["1970", "relative", "1900", "1904"] = "1970"
    """What the source counts time from: a calendar; a beginning of its own (`relative`: `first_at` and `last_at` are
    seconds from there); or, where its numbers are a spreadsheet's days, the year that these were counted from."""
    local_times: int = 0
    """Elements whose time was read from a local date without a zone."""
    tz: str | None = None
    """The zone those dates were read in."""
    undated: int = 0
    contradicting_times: int = 0
    """Elements whose two dates cannot both be right; the one with a zone was taken."""
    repeated_ids: int = 0
    bad_ids: int = 0
    """Elements whose id is not a number."""
    not_people: int = 0
    """Messages of channels, of the chat itself, or of bots where they can be told from people."""
    unknown_adders: int = 0
    """Adds whose adder is no person (an anonymous admin, the chat itself)."""
    unknown_actions: Unknown | None = None
    """Service messages of kinds that this version does not know: people may come and leave by them."""
    unknown_types: Unknown | None = None
    """Elements that are neither messages nor service messages, as far as this version knows."""
    unknown_chats: Unknown | None = None
    """Chats of the same file whose type this version does not know; they are not read."""
    unsupported: int = 0
    """Messages that the program that wrote the export could not write."""
    repaired: int = 0
    damaged: int = 0
    damaged_at: tuple[int, ...] = ()
    """Byte offsets of the first elements left out, in the text as UTF-8; of a table or a data set, their lines."""
    platform: str | None = None
    """On which platform the authors of a table are, where somebody said it."""
    authorless: int = 0
    """Rows of a table that name no author."""
    rounded_ids: int = 0
    """Ids in a table that a spreadsheet has rounded, of rows, their authors and what they answer; none was taken."""
    replies_rounded: bool = False
    """A tenth or more of the ids by which rows of a table answer others were rounded, on either side."""
    suspect_ids: int = 0
    """Ids in a table that were taken before others showed that ids of their column had been rounded."""
    stray_quotes: int = 0
    """Rows of a table in which quotes do not match; each was read by itself."""
    stray_quotes_at: int = 0
    """The line of the first."""
    names_listed: int = 0
    """People whom a sentence names together with others; a name in it may hold what parts names."""
    pages_missing: int = 0
    """Pages of an export that must have been there and were not."""
    pages_beside: bool = False
    """The export is there as pages, too, which were not read."""
    textless: int = 0
    """Rows of a table without a text, or whatever else was shared."""
    held_again: int = 0
    """Elements that a data set holds more than once; one of them is read."""
    truncated: bool = False
    """The file ends in the middle."""
    file: File | None = None
    """The file that was read first, where it is one: a later one that shows nothing new is not told of."""
    encoding: str | None = None
    """What the file is written in, where that was told by its letters alone; None for Unicode."""
    listing: Literal["whole", "capped", "hidden", "none"] | None = None
    """The member list: read whole, cut off by Telegram's cap, hidden by the chat, or not for this account. None where
    the source has no list."""
    claimed: int | None = None
    """How many members Telegram itself counts."""
    reader_inside: bool = False
    """Whether the reading account is one of them; it is not counted in the crowd."""
    joining_shows_more: bool = False
    """The reading account is outside of a chat that shows its member list to members only."""
    bots: int | None = None
    """Bots among the members that were listed."""
    history_hidden: bool = False
    """What was written before the reading account came is hidden from it."""
    read_from: int | None = None
    """The message id this reading began at, 0 for the beginning."""
    read_to: int | None = None
    """The highest message id that was read; a later reading goes on from there."""
    linked: str | None = None
    """The title of the linked discussion group or channel."""
    missing: int = 0
    """Messages of the history that were not read: Telegram counts them and does not give them, or they could not be
    understood."""
    unreadable: int = 0
    """Those of them that could not be understood."""
    holes: tuple[Hole, ...] = ()
    """Where they lie, as far as that is known; the next reading asks for them again."""
    gaps: tuple[Gap, ...] = ()
    """The furthest jumps of message ids: asked for again while messages are missing of which nobody knows where."""
    ancestor_elements: int = 0
    """Elements that are of the basic group before; so are `ancestor_missing` of those that are missing."""
    ancestor_missing: int = 0
    unread_members: int = 0
    """Lines of the member list that could not be understood."""
    unread_sources: bool = False
    """The admin log or the lists of invite links could not be understood in whole."""
    migrated_at: int | None = None
    """When the basic group became this supergroup."""
    erased_people: int = 0
    erased_messages: int = 0
    """People on the erasure list that this source showed, and their messages; skipped at the door."""


def undated_share(coverage: Coverage) -> float:
    """The part of a source's elements that has no usable time; those that could not be read at all are in neither."""
    read = coverage.elements - (coverage.damaged if SOURCES[coverage.source].counts_damaged else 0)
    return coverage.undated / read if read > 0 else 0.0


def lost_share(coverage: Coverage) -> float:
    """The part of a source's elements that was damaged and is in no figure."""
    elements = coverage.elements + (0 if SOURCES[coverage.source].counts_damaged else coverage.damaged)
    return coverage.damaged / elements if elements > 0 else 0.0


class Batch(msgspec.Struct, frozen=True):
    """A handful of records in the order of the source, and how far the reader has come (0 to 1)."""

    messages: list[Message]
    arrivals: list[Arrival]
    leaves: list[Leave]
    members: list[Member]
    progress: float = 0.0
    posts: list[Post] = []
    founder: Founder | None = None


def joined(batches: list[Batch]) -> Batch:
    """Batches as one, so that fingerprints are taken of many texts at once."""
    return Batch(
        messages=list(chain.from_iterable(batch.messages for batch in batches)),
        arrivals=list(chain.from_iterable(batch.arrivals for batch in batches)),
        leaves=list(chain.from_iterable(batch.leaves for batch in batches)),
        members=list(chain.from_iterable(batch.members for batch in batches)),
        progress=batches[-1].progress,
        posts=list(chain.from_iterable(batch.posts for batch in batches)),
        founder=next((batch.founder for batch in batches if batch.founder is not None), None),
    )
