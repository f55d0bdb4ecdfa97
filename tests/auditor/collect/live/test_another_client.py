# ruff: noqa: ARG002
"""The walk knows no client but by the interface: one of a few lines, without Telethon, serves it as well."""

from collections.abc import Sequence
from typing import Any

from auditor.collect.live.marks import Marks
from auditor.collect.live.pages import PAGE_OF_HISTORY
from auditor.collect.live.place import Place, find
from auditor.collect.live.target import Target
from auditor.collect.live.telegram import (
    ChatShown,
    ChatWhole,
    HistoryPage,
    ImportersPage,
    Invitation,
    LogPage,
    MembersPage,
    Peer,
    Seen,
    Telegram,
)
from auditor.collect.live.walk import Walk
from auditor.errors import AnswerUnreadable
from storage.records import Account, Batch, Hole, Listing, Member, Message, Who

CHAT = ChatShown(peer=Peer(77, 1), title="Square", kind="supergroup", usernames=("square",))
WRITTEN = [
    Message(number, 1_700_000_000 + number, Who(str(number % 9 + 1), "A"), "text", "hello", None, None)
    for number in range(1, 251)
]
BROKEN = frozenset({120})


class Page:
    """Messages from memory."""

    def __init__(self, found: Sequence[Message], asked: int) -> None:
        self.ids = [message.id for message in found]
        self.count: int | None = len(WRITTEN)
        self.asked = asked
        self._found = found

    def convert(self, *, broadcast: bool, shift: int, shown: set[int], within: list[Hole] | None = None) -> Seen:
        seen = Seen(Batch(list(self._found), [], [], []), elements=len(self._found), first_id=self.ids[0])
        seen.first_at, seen.last_at = self._found[0].at, self._found[-1].at
        return seen


class Memory:
    """A Telegram of one chat, in memory."""

    async def me(self) -> int:
        return 1

    async def named(self, username: str) -> ChatShown | None:
        return CHAT if username == "square" else None

    async def invited(self, invite: str) -> ChatShown | Invitation:
        return Invitation("Square", by_request=False)

    async def chat_by_peer(self, peer: Peer) -> ChatShown:
        return CHAT

    async def joined(self, number: int) -> ChatShown | None:
        return None

    async def whole(self, chat: ChatShown) -> ChatWhole:
        return ChatWhole(chat=chat, claimed=9, list_shown=True)

    async def members(self, peer: Peer, offset: int, limit: int) -> MembersPage:
        people = tuple(range(1, 10))[offset : offset + limit]
        members = {each: Member(Who(str(each), "A"), Account(), Listing()) for each in people}
        return MembersPage(9, people, members)

    async def bots(self, peer: Peer, limit: int) -> MembersPage:
        return MembersPage(0, (), {})

    async def history(self, peer: Peer, after: int, limit: int, *, skip: int = 0) -> HistoryPage:
        found = [message for message in WRITTEN if message.id > after][skip : skip + limit]
        if BROKEN & {message.id for message in found}:
            raise AnswerUnreadable("An answer of tomorrow.", why="outdated")
        return Page(found, limit)

    async def newest(self, peer: Peer, limit: int) -> HistoryPage:
        return Page(WRITTEN[-limit:], limit)

    async def log(self, peer: Peer, below: int, limit: int, *, adds_only: bool = False) -> LogPage:
        return LogPage((), Batch([], [], [], []), {})

    async def links(self, chat: ChatShown) -> list[str]:
        return []

    async def importers(self, peer: Peer, link: str, behind: Any = None) -> ImportersPage:
        return ImportersPage(0, Batch([], [], [], []))

    async def time(self) -> float:
        return 0.0

    async def shows_last_seen(self) -> bool:
        return True


class Kept:
    """What was taken in."""

    def __init__(self) -> None:
        self.messages: list[int] = []
        self.members: list[str | None] = []

    async def keep(self, page: Batch, marks: str) -> None:
        self.messages += [message.id for message in page.messages]
        self.members += [member.who.key for member in page.members]


async def test_a_client_without_telethon_serves() -> None:
    client: Telegram = Memory()
    place = await find(client, Target("name", "square"))
    assert isinstance(place, Place)
    kept = Kept()
    coverage = await Walk(client, kept, place, Marks(), lambda _: None, patience=0).run()
    assert [message.id for message in WRITTEN if message.id not in BROKEN] == kept.messages
    assert [str(each) for each in range(1, 10)] == kept.members
    assert "whole" == coverage.listing
    assert (Hole(119, 121, 1),) == coverage.holes
    assert 1 == coverage.missing == coverage.unreadable
    assert len(WRITTEN) > 2 * PAGE_OF_HISTORY
