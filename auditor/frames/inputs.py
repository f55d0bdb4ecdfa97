"""The facts beside the columns that storage hands over to be measured, and the words that stand in these.

Times are seconds since 1970 in UTC, `NO_TIME` where unknown; `NOBODY` (0) stands for no person.
"""

from typing import Literal

import msgspec
import numpy as np

from storage import columns
from storage.columns import TextColumns
from storage.sources import EXPORT, SourceName

NO_TIME = columns.NO_TIME
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

Ints = columns.Ints
Bools = columns.Bools
Flags = columns.Flags


def texts_at(texts: TextColumns, rows: Ints) -> TextColumns:
    """The texts of these rows, in their order."""
    begins = np.concatenate((np.zeros(1, np.int64), texts.word_ends[:-1]))
    sizes = (texts.word_ends - begins[: len(texts.word_ends)])[rows]
    ends = np.cumsum(sizes)
    place = np.repeat(begins[rows] - (ends - sizes), sizes) + np.arange(int(sizes.sum()))
    columns = {
        name: getattr(texts, name)[rows] for name in texts.__struct_fields__ if name not in {"words", "word_ends"}
    }
    return TextColumns(words=texts.words[place], word_ends=ends, **columns)


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the measures must know beside the rows: the window, what the source could see, what was stated."""

    as_of: int | None
    """Null where nothing has a usable time."""
    since: int | None
    until: int | None
    first_at: int | None
    history_whole: bool
    numbered: bool = False
    """No two elements have one id."""
    ways_told: bool = True
    """Whether the source tells apart who came by a link, by request and by themselves; else all these are `by_self`."""
    names_as_people: bool
    """Nobody has an id: the writers' names are taken as persons."""
    grain: int
    """How fine the times are, in seconds."""
    events_grain: int = 1
    """The same of when people came and left, where that is told by the messages around."""
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
