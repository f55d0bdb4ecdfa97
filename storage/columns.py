"""What an observation shows, as columns: the form in which rows leave storage and are measured.

Times are seconds since 1970 in UTC, `NO_TIME` where unknown; `NOBODY` (0) stands for no person.
"""

import msgspec
import numpy as np
import numpy.typing as npt

NO_TIME = int(np.iinfo(np.int64).min)
"""Stands in a column of times where none is known."""

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Flags = npt.NDArray[np.int8]
"""1 yes, 0 no, -1 not shown."""


class TextColumns(msgspec.Struct, frozen=True):
    """What is known of each message's text, a row a message as in `MessageColumns`; never the text itself. Fingerprints
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
    link: Ints
    """A keyed hash of the first link (storage/people/traits/carried.py); 0 for none, as in the three that follow."""
    mentions: Ints
    """Of the set of @names."""
    emoji: Ints
    """Of the emoji in their order, where there are three or more."""
    hashtags: Ints
    """Of the set of hashtags."""
    looked: Bools
    """Whether links, mentions, emoji and hashtags were looked for: not in messages that an earlier version kept, of
    which the 0 in these four says nothing."""


_NONE, _NEVER = np.empty(0, np.int64), np.empty(0, np.bool_)

NO_TEXTS = TextColumns(
    exact=_NONE, length=_NONE, words_total=_NONE, words=np.empty(0, np.uint32), word_ends=_NONE, reply_to=_NONE,
    origin=_NONE, wordless=_NEVER, link=_NONE, mentions=_NONE, emoji=_NONE, hashtags=_NONE, looked=_NEVER,
)  # fmt: skip
"""Of no message."""


class MessageColumns(msgspec.Struct, frozen=True):
    """A row a message, in the order of the chat."""

    id: Ints
    at: Ints
    person: Ints
    texts: TextColumns | None = None
    """Null where the source keeps none."""


class EventColumns(msgspec.Struct, frozen=True):
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


class MemberColumns(msgspec.Struct, frozen=True):
    """A row a person of whom the source showed an account: a live audit, or one whose ids are dated (`ages`)."""

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


class ProfileColumns(msgspec.Struct, frozen=True):
    """A row an author of whose account a table says something: between when it was made (`NO_TIME` where unknown), and
    whether it has a photo of its own, friends (or follows anybody), and followers."""

    person: Ints
    age_from: Ints
    age_to: Ints
    photo: Flags
    friends: Flags
    followers: Flags


class PostColumns(msgspec.Struct, frozen=True):
    """A row a post of a broadcast channel; -1 where a number is not shown."""

    id: Ints
    at: Ints
    views: Ints
    forwards: Ints
    reactions: Ints
    comments: Ints


class Columns(msgspec.Struct, frozen=True):
    """All that an observation shows, ready to become frames.

    `alternatives`: for each ambiguous name, the people who bear it. `nameless`: people shown without a name
    when last seen. `by_name`: people known by a name alone. `listened`: from when to when our bot heard who came
    and left.
    `shown`: those with an id whom an export shows, doing whatever. `founder`: who made the chat; `NOBODY` where that
    is not shown, or shown by their coming. `ages`: of a source that shows no more of accounts than when they were made.
    `profiles`: what a table shows of its authors' accounts.
    """

    messages: MessageColumns
    arrivals: EventColumns
    leaves: EventColumns
    alternatives: dict[int, tuple[int, ...]]
    nameless: frozenset[int]
    by_name: frozenset[int]
    members: MemberColumns | None = None
    posts: PostColumns | None = None
    listened: tuple[tuple[int, int], ...] = ()
    shown: Ints | None = None
    founder: int = 0
    ages: MemberColumns | None = None
    profiles: ProfileColumns | None = None
