"""The kinds of source there are, and what each of them shows: the one file in which their names stand.

A measure says what it needs (`Spec.needs`), a source what it shows (`Kind.shows`): that decides which measures an audit
computes, and to which source it points for the others. Everything else that depends on where a chat was read asks the
`Kind` for what it means, never for its name. This file is a table of facts: it imports nothing of the house, and every
room may read it.
"""

from typing import Literal

import msgspec

SourceName = Literal["desktop-export", "desktop-pages", "discord", "whatsapp", "live", "dataset", "texts"]
"""What an observation and a report call the kind of their source. Written down in databases and in reports: a name that
was once given stays."""

ChatKind = Literal["basic-group", "supergroup", "channel", "group", "table"]
"""`group`: a chat of several people on another platform than Telegram."""
TABLE: ChatKind = "table"
"""A table of texts, which is no chat, but audited as one by itself."""

Shown = Literal["people", "texts", "deleted", "accounts", "ages", "profiles", "posts", "chats", "audits"]
"""What a measure can need. `people`: a crowd, with who came and who left; `texts`: what was written, by whom and when;
`deleted`: whose account is deleted; `accounts`: what Telegram shows of an account, such as when it was last seen;
`ages`: when accounts were made; `profiles`: what a table may say of its authors' accounts; `posts`: the posts of a
channel with their counts; `chats`: several chats; `audits`: one chat at two moments."""


class Shower(msgspec.Struct, frozen=True, kw_only=True):
    """Whatever can show what a measure needs. `title` is what it is called, `hint` the sentence that points to it where
    a figure is missing; both are English, and translated where they are told."""

    title: str
    hint: str
    shows: frozenset[Shown]


class Kind(Shower, frozen=True, kw_only=True):
    """A kind of source: one file or one reading of a chat."""

    name: SourceName
    read_from: str
    """What a report names as its source."""
    seen: tuple[str, str]
    """The line that says how many people were seen, in the singular and the plural."""
    notes: tuple[str, ...]
    """What is told of that which it does not show, in this order: a note that always holds by its own id, a count or a
    group of notes by its key in `auditor/conductors/coverage.py`."""
    dated_ids: bool = False
    """An id says when its account was made."""
    live: bool = False
    """A Telegram account read the chat: usernames are shown, times go up to the reading, an observation goes on from
    the one before it."""
    telegram: bool = True
    """Whoever has an id is an account of Telegram, the same one in every chat; else an author on this one platform."""
    names_alone: bool = False
    """Whom a service message is about is told by the name alone, and that an account was deleted by the lack of one."""
    whole_knowable: bool = False
    """It can be told whether the history begins with the chat."""
    origins: Literal["objects", "authors", "posts"] = "posts"
    """What the origin of a forwarded message tells apart: whatever was shared, only its author, or the single post."""
    in_lines: bool = False
    """Places of damage are numbers of lines, not offsets of bytes."""
    counts_damaged: bool = False
    """What could not be read is among its counted elements."""


EXPORT = Kind(
    name="desktop-export",
    title="Telegram Desktop export",
    hint="An export of the chat could show it.",
    read_from="Telegram Desktop export",
    seen=("Of the {count} person this export shows", "Of the {count} people this export shows"),
    shows=frozenset({"people", "texts", "deleted"}),
    notes=(
        "export-no-member-list", "bots-not-known", "window", "claim", "one-writer", "ids", "arrivals-unrecorded",
        "names-taken", "unresolved", "not-people", "unknown-adders", "erased", "logging",
    ),
    names_alone=True,
    whole_knowable=True,
    origins="authors",
)  # fmt: skip

PAGES = Kind(
    name="desktop-pages",
    title="Telegram Desktop export (HTML)",
    hint="An export of the chat as HTML could show it.",
    read_from="Telegram Desktop export (HTML)",
    seen=("Of the {count} person these pages show", "Of the {count} people these pages show"),
    shows=frozenset({"people", "texts", "deleted"}),
    notes=(
        "export-no-member-list", "bots-not-known", "window", "pages-missing", "claim", "one-writer", "ids",
        "unresolved", "names-listed", "not-people", "unknown-adders", "erased", "logging",
    ),
    names_alone=True,
    whole_knowable=True,
    origins="authors",
)  # fmt: skip

LIVE = Kind(
    name="live",
    title="live audit",
    hint="A live audit could show it.",
    read_from="Telegram, read live",
    seen=("Of the {count} person this audit could see", "Of the {count} people this audit could see"),
    shows=frozenset({"people", "texts", "deleted", "accounts", "ages", "posts"}),
    notes=("reading",),
    live=True,
    whole_knowable=True,
)

DATASET = Kind(
    name="dataset",
    title="Telegram data set",
    hint="A data set of the chat's messages could show it.",
    read_from="Telegram data set",
    seen=("Of the {count} person this data set shows", "Of the {count} people this data set shows"),
    shows=frozenset({"people", "texts"}),
    notes=(
        "dataset-no-member-list", "dataset-bots-not-known", "dataset-whole-not-known", "limits", "claim", "not-people",
        "unknown-adders", "ways", "erased", "held-again", "logging",
    ),
    in_lines=True,
)  # fmt: skip

TEXTS = Kind(
    name="texts",
    title="table of texts",
    hint="A table of texts could show it.",
    read_from="table of texts",
    seen=("Of the {count} author this table shows", "Of the {count} authors this table shows"),
    shows=frozenset({"texts", "profiles"}),
    notes=(
        "table-of-texts",
        "limits",
        "author-ids",
        "platform",
        "authorless",
        "rounded-ids",
        "suspect-ids",
        "textless",
    ),
    telegram=False,
    origins="objects",
    in_lines=True,
    counts_damaged=True,
)

DISCORD = Kind(
    name="discord",
    title="Discord export",
    hint="An export of a Discord channel could show it.",
    read_from="Discord export",
    seen=("Of the {count} person this export shows", "Of the {count} people this export shows"),
    shows=frozenset({"people", "texts", "ages"}),
    notes=(
        "export-no-member-list", "discord-leaves", "whole-not-known", "limits", "claim", "one-writer",
        "not-people-live", "unknown-adders", "ways", "erased", "logging",
    ),
    telegram=False,
    dated_ids=True,
)  # fmt: skip

WHATSAPP = Kind(
    name="whatsapp",
    title="WhatsApp export",
    hint="An export of a WhatsApp chat could show it.",
    read_from="WhatsApp export",
    seen=("Of the {count} person this export shows", "Of the {count} people this export shows"),
    shows=frozenset({"people", "texts"}),
    notes=(
        "export-no-member-list", "bots-not-known", "whatsapp-names", "window", "claim", "one-writer", "unresolved",
        "names-listed", "unknown-adders", "erased", "logging",
    ),
    telegram=False,
    names_alone=True,
    whole_knowable=True,
)  # fmt: skip

SEVERAL_CHATS = Shower(
    title="audits of several chats", hint="Audits of several chats could show it.", shows=frozenset({"chats"})
)

TWO_AUDITS = Shower(
    title="two audits of the chat", hint="A later audit of this chat could show it.", shows=frozenset({"audits"})
)

SOURCES: dict[str, Kind] = {kind.name: kind for kind in (EXPORT, LIVE, DATASET, TEXTS, PAGES, DISCORD, WHATSAPP)}
"""Every kind of source, by name."""

SHOWERS: tuple[Shower, ...] = (*SOURCES.values(), SEVERAL_CHATS, TWO_AUDITS)
"""Whatever can show something, in the order in which it is named."""

BY_ONE: frozenset[Shown] = frozenset().union(*(kind.shows for kind in SOURCES.values()))
"""What one audit can show, of whichever source."""

LIVE_NAMES: tuple[SourceName, ...] = tuple(kind.name for kind in SOURCES.values() if kind.live)
"""The names of those that a Telegram account reads."""

OTHER_PLATFORMS: tuple[SourceName, ...] = tuple(kind.name for kind in SOURCES.values() if not kind.telegram)
"""The names of those whose people are no accounts of Telegram."""

Way = Literal["live", "export"]
"""How a job of the companion comes by its source."""
READ: Way = "live"
"""An account of ours is to read the chat."""
SENT: Way = "export"
"""Somebody sent a file."""


def showers_of(needed: Shown) -> tuple[Shower, ...]:
    """Whatever shows what a measure needs, in the order in which it is named."""
    return tuple(shower for shower in SHOWERS if needed in shower.shows)
