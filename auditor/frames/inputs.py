"""What storage hands over to be measured: columns as they were kept, and the facts beside them.

Times are seconds since 1970 in UTC, `NO_TIME` where unknown; `NOBODY` (0) stands for no person.
"""

from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from storage.sources import EXPORT, SourceName

NO_TIME = int(np.iinfo(np.int64).min)
NOBODY = 0
DAY = 86_400

KINDS = ("added", "by_link", "by_request", "by_self")
UNCLEAR = "unclear"
"""An arrival that was either being added or joining by oneself."""
ADDING = ("added", UNCLEAR)
"""What has, or may have, an adder."""

ARRIVAL_SOURCES = ("bot-updates", "admin-log", "service-messages", "invite-links", "member-list")
"""Where an arrival can be known from, the best first. The first three name who did it at the moment it happened, and
service messages can be deleted; a link's list says the way and the time; a member list only who invited, or when."""

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Flags = npt.NDArray[np.int8]
"""1 yes, 0 no, -1 not shown."""


class TextInput(msgspec.Struct, frozen=True):
    """What is known of each message's text, a row a message as in `MessageInput`; never the text itself. Fingerprints
    are keyed: two messages are compared, none can be read (storage/people/traits/texts.py)."""

    exact: Ints
    """A 64-bit hash of the normalised words in their order; 0 for a text without words."""
    length: Ints
    """Letters of the normalised text, gaps between words included."""
    words_total: Ints
    """How many distinct words it has."""
    words: npt.NDArray[np.uint32]
    """The hashes of the distinct words of all texts, one text after the other, ascending within each; of a text with
    more than 64 the lowest 64."""
    word_ends: Ints
    """Where the words of each text end in `words`."""
    reply_to: Ints
    """The id of the message replied to; 0 for none."""
    origin: Ints
    """A hash of where a forwarded text is from; 0 where it was not forwarded. Live and in a data set, from a channel,
    it tells posts apart; in a table of texts, whatever was shared; else it is only the author's or the channel's."""
    wordless: Bools
    """Whether a text was written that holds nothing but links, mentions, emoji or signs, of which no hash is kept.
    False of a message without any text, and of a picture's caption."""


def texts_at(texts: TextInput, rows: Ints) -> TextInput:
    """The texts of these rows, in their order."""
    begins = np.concatenate((np.zeros(1, np.int64), texts.word_ends[:-1]))
    sizes = (texts.word_ends - begins[: len(texts.word_ends)])[rows]
    ends = np.cumsum(sizes)
    place = np.repeat(begins[rows] - (ends - sizes), sizes) + np.arange(int(sizes.sum()))
    exact, length, total = texts.exact[rows], texts.length[rows], texts.words_total[rows]
    reply_to, origin, wordless = texts.reply_to[rows], texts.origin[rows], texts.wordless[rows]
    return TextInput(exact, length, total, texts.words[place], ends, reply_to, origin, wordless)


class MessageInput(msgspec.Struct, frozen=True):
    """A row a message, in the order of the chat."""

    id: Ints
    at: Ints
    person: Ints
    texts: TextInput | None = None
    """Null where the source keeps none."""


class EventInput(msgspec.Struct, frozen=True):
    """A row an arrival or a leave, in the order of the chat. `kind` of a leave is "1" by oneself, else "0"."""

    id: Ints
    at: Ints
    kind: list[str]
    person: Ints
    resolved: Bools
    alone: Bools
    adder: Ints
    source: list[str] = []
    """Where each is known from, one of `ARRIVAL_SOURCES`; empty: all from service messages."""


class MemberInput(msgspec.Struct, frozen=True):
    """A row a person of whom the source showed an account; a live audit alone has any."""

    person: Ints
    listed: Bools
    """In the member list as it was read."""
    role: list[str]
    """creator, admin, member; "" outside the list."""
    bot: Bools
    deleted: Bools
    blank: Flags
    """Neither photo nor username."""
    flagged: Flags
    """Scam, fake or restricted, by Telegram's own word."""
    seen: list[str]
    """recently, last-week, last-month, empty as shown; lately: online, or within 30 days before the reading; long-ago:
    before that; "" where nothing is shown."""
    seen_month: Ints
    """The month of long-ago, counted from 1970-01; else `NO_TIME`."""
    by_me: Bools
    """Coarse only because the reading account hides its own last-seen."""
    joined_at: Ints
    """`NO_TIME` unless the list gives the date (it does of ordinary members)."""
    adder: Ints
    """Who invited them, as a basic group's list says; else `NOBODY`."""
    age_from: Ints
    """The earliest the account can have been made; `NO_TIME` where unknown."""
    age_to: Ints
    """The latest; `NO_TIME` where unknown or open."""


class PostInput(msgspec.Struct, frozen=True):
    """A row a post of a broadcast channel; -1 where a number is not shown."""

    id: Ints
    at: Ints
    views: Ints
    forwards: Ints
    reactions: Ints
    comments: Ints


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the measures must know beside the rows: the window, what the source could see, what was stated."""

    as_of: int | None
    """Null where nothing has a usable time."""
    since: int | None
    until: int | None
    first_at: int | None
    history_whole: bool
    founded: bool = False
    """The history begins with the creation of the chat."""
    numbered: bool = False
    """No two elements have one id."""
    names_as_people: bool
    """Nobody has an id: the writers' names are taken as persons."""
    grain: int
    """How fine the times are, in seconds."""
    claimed: int | None
    erased_people: int
    erased_messages: int
    mostly_undated: bool = False
    """Half of the source or more has no usable time."""
    mostly_lost: bool = False
    """Half of the source or more was damaged."""
    replies_rounded: bool = False
    """Which message answers which was lost with ids that were rounded."""
    calendar: bool = True
    """Whether times are moments; false where they are counted from a beginning of the source's own."""
    source: SourceName = EXPORT.name
    kind: str = "supergroup"
    listing: Literal["whole", "capped", "hidden", "none"] | None = None
    """The member list: read whole, cut off by Telegram, hidden by the chat, not allowed. Null: the source has none."""
    claimed_by_telegram: bool = False
    """`claimed` is Telegram's own count, not the asker's word."""
    reader_counted: bool = False
    """`claimed` holds the reading account, which is no person of the audit."""
    bots: int | None = None
    """Bots among the members, where the source tells."""
    history_hidden: bool = False
    """What was written before the reading account came is hidden from it."""
    missing: int = 0
    """Messages of the history that were not read: each may be anybody's, of any kind."""
    unwritten: int = 0
    """Elements that are messages, or may be, of which the source tells no more: each may be anybody's."""
    migrated_at: int | None = None
    """When the basic group became this supergroup."""
    read_at: int | None = None
    """When a live reading began; `as_of`, unless another moment was asked for."""
    listened: tuple[tuple[int, int], ...] = ()
    """From when to when a bot heard who came and who left; between these it was deaf."""
