"""What a client of Telegram is asked, and what comes back: all that the rest of this room knows of one.

`Requests` answers it with Telethon. Another client serves as well if it answers these questions with these records,
and raises these errors of `auditor.errors` and no others: `AuditParked` (going on must wait), `TelegramRefused` (the
account cannot read), `RequestRefused` (an error of Telegram's, by its name), `AnswerUnreadable` (newer than the client
knows, or nothing that was asked for). Joining and signing in are the client's own (`join`, `session`).
"""

from typing import Any, Literal, Protocol

import msgspec

from storage.records import Batch, Hole, Member


class Peer(msgspec.Struct, frozen=True):
    """By what one account may speak of a chat: its bare id, and its access hash; a basic group has none."""

    id: int
    access: int | None = None


class ChatShown(msgspec.Struct, frozen=True, kw_only=True):
    """A chat as it is shown to the account."""

    peer: Peer
    title: str
    kind: Literal["basic-group", "supergroup", "channel"]
    usernames: tuple[str, ...] = ()
    """The public names it goes by now, the main one first."""
    admin: bool = False
    creator: bool = False
    inside: bool = False
    """The account is a member."""
    removed: bool = False
    """The account was removed from it, or it was closed."""
    restricted: str | None = None
    """Why Telegram shows it to nobody, in Telegram's words."""
    moved_to: Peer | None = None
    """The supergroup that this basic group has become."""
    claimed: int | None = None
    """How many members Telegram counts."""


class Invitation(msgspec.Struct, frozen=True):
    """What an invite link shows of a chat that only members can read."""

    title: str
    by_request: bool


class MembersPage(msgspec.Struct, frozen=True):
    """Lines of a member list. `people` holds the id behind each line, 0 where none is; `members` those lines that are
    of members, the account itself left out, by id; `known` everybody who came with the answer."""

    count: int
    """How many lines Telegram says the list has."""
    people: tuple[int, ...]
    members: dict[int, Member]
    known: frozenset[int] = frozenset()


class ChatWhole(msgspec.Struct, frozen=True, kw_only=True):
    """All that a chat says of itself."""

    chat: ChatShown
    claimed: int | None
    list_shown: bool
    """The member list is for this account."""
    list_hidden: bool = False
    """The chat hides its member list from everybody but its admins."""
    history_hidden: bool = False
    linked: ChatShown | None = None
    ancestor: Peer | None = None
    """The basic group that this supergroup once was."""
    members: MembersPage | None = None
    """The whole list of a basic group."""


class Seen(msgspec.Struct):
    """What a page of a history shows beside its records."""

    batch: Batch
    first_id: int = 0
    last_id: int = 0
    first_at: int | None = None
    last_at: int | None = None
    elements: int = 0
    not_people: int = 0
    unknown_adders: int = 0
    unknown_actions: list[str] = msgspec.field(default_factory=list)
    """A name for each service message of a kind that this version does not know."""
    begins: str | None = None
    migrated_at: int | None = None
    """When the basic group became this supergroup."""
    unread: list[int] = []
    """Ids of messages that cannot be understood."""


class HistoryPage(Protocol):
    """A page of a history. Records are made of it later than it comes: the next page is under way by then."""

    ids: list[int]
    """Of all its messages behind the one that was asked for, ascending."""
    count: int | None
    """How many messages Telegram counts in the whole history."""
    asked: int

    def convert(self, *, broadcast: bool, shift: int, shown: set[int], within: list[Hole] | None = None) -> Seen:
        """The records of its messages; of those alone that lie `within` one of these, where some are given. Of the
        people that came with it, those who are not in `shown` are told, and added to it."""


class LogPage(msgspec.Struct, frozen=True):
    """A page of the admin log, the newest first."""

    ids: tuple[int, ...]
    batch: Batch
    actors: dict[int, str]
    """Who did these things, by id, with the name as it is shown; for the moment in which an admin asks."""


class ImportersPage(msgspec.Struct, frozen=True):
    """People who came by an invite link. `behind` asks for the next page; None where this is the last."""

    lines: int
    batch: Batch
    behind: Any = None


class Telegram(Protocol):
    """The questions."""

    async def me(self) -> int:
        """The account's own id."""

    async def named(self, username: str) -> ChatShown | None:
        """The chat of a public name; None where that is a person or a bot."""

    async def invited(self, invite: str) -> ChatShown | Invitation:
        """Where an invite link leads."""

    async def chat_by_peer(self, peer: Peer) -> ChatShown:
        """A supergroup or channel that was seen before."""

    async def joined(self, number: int) -> ChatShown | None:
        """The chat of this bare id among those that the account is in."""

    async def whole(self, chat: ChatShown) -> ChatWhole:
        """All that a chat says of itself."""

    async def members(self, peer: Peer, offset: int, limit: int) -> MembersPage:
        """Lines of the member list, those seen last first."""

    async def bots(self, peer: Peer, limit: int) -> MembersPage:
        """The bots among the members."""

    async def history(self, peer: Peer, after: int, limit: int, *, skip: int = 0) -> HistoryPage:
        """The messages that come next behind the id `after`, but for the first `skip` of them. With `limit` 1 and
        nothing behind `after`, a page that still tells the count."""

    async def newest(self, peer: Peer, limit: int) -> HistoryPage:
        """The newest messages."""

    async def log(self, peer: Peer, below: int, limit: int, *, adds_only: bool = False) -> LogPage:
        """Who came and who left lately, by the admin log, below this entry (0: from the newest)."""

    async def links(self, chat: ChatShown) -> list[str]:
        """The invite links that somebody has used; of all admins where the account owns the chat, else its own."""

    async def importers(self, peer: Peer, link: str, behind: Any = None) -> ImportersPage:
        """Who came by a link."""

    async def time(self) -> float:
        """Telegram's clock, in seconds since 1970."""

    async def shows_last_seen(self) -> bool:
        """Whether the account shows everybody when it was last seen."""
