"""The way through a chat: members, history, the basic group it once was, the admin log, the invite links.

Each step knows where it stands (`Marks`), and every page is kept with the marks behind it; so whoever takes the walk up
again goes on at the next page. The next page is asked for before the last one is worked on.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Literal, Protocol

import msgspec
from telethon import errors
from telethon.tl import functions as f
from telethon.tl import types as t

from auditor.collect.live import convert
from auditor.collect.live.pace import Pace
from auditor.collect.live.place import PAGE_OF_HISTORY, PAGE_OF_MEMBERS, Place
from auditor.collect.unknown import Unknowns
from storage.records import Batch, Coverage, Unknown

Stage = Literal["members", "history", "ancestor", "admin-log", "invites", "done"]
STAGES: tuple[Stage, ...] = ("members", "history", "ancestor", "admin-log", "invites", "done")

_NO_RIGHT = (errors.ChatAdminRequiredError, errors.ChannelPrivateError, errors.ForbiddenError)
_NOT_READABLE = (errors.BadRequestError, errors.ForbiddenError, errors.ChannelPrivateError)


TURNS_TO_SEND = 8
"""Of the event loop, from asking to the wire: through the pace, the client and its sender."""


class Marks(msgspec.Struct):
    """Where a walk stands, and what it has counted so far."""

    stage: Stage = "members"
    listed: int = 0
    bots: int | None = 0
    whole_list: bool = False
    history_from: int = 0
    history_to: int = 0
    ancestor_to: int = 0
    log_below: int = 0
    link: int = 0
    importer_at: int = 0
    elements: int = 0
    elements_before: int = 0
    """Read by earlier readings of the same history."""
    first_at: int | None = None
    last_at: int | None = None
    begins: str | None = None
    not_people: int = 0
    unknown_adders: int = 0
    unknown_actions: Unknown | None = None
    sources: list[str] = msgspec.field(default_factory=lambda: ["service-messages"])


class Progress(msgspec.Struct, frozen=True):
    """How far a stage has come: `done` of about `of`, null where nobody knows."""

    stage: Stage
    done: int
    of: int | None


class Keeping(Protocol):
    """Who takes in the pages: a reading, which keeps them, or somebody who only looks."""

    async def keep(self, page: Batch, marks: str) -> None:
        """Takes in one page, and where the walk stands behind it."""


class Walk:
    """One walk through a chat, begun or taken up again. `run` it to the end."""

    def __init__(
        self, pace: Pace, reading: Keeping, place: Place, marks: Marks, progress: Callable[[Progress], None]
    ) -> None:
        self._pace = pace
        self._reading = reading
        self._place = place
        self._marks = marks
        self._progress = progress
        self._shown: set[int] = set()

    async def run(self) -> Coverage:
        """Reads what has not been read yet; every page is kept as it arrives."""
        steps: dict[Stage, Callable[[], Awaitable[None]]] = {
            "members": self._members,
            "history": self._history,
            "ancestor": self._ancestor,
            "admin-log": self._admin_log,
            "invites": self._invites,
        }
        for stage in STAGES[STAGES.index(self._marks.stage) : -1]:
            if self._marks.stage != stage:
                self._marks.stage = stage
                await self._keep(Batch([], [], [], []))
            await steps[stage]()
        self._marks.stage = "done"
        await self._keep(Batch([], [], [], []))
        return self._coverage()

    async def look_again(self) -> None:
        """The member list, the admin log and the invite links alone: who can be seen now."""
        for step in (self._members, self._admin_log, self._invites):
            await step()

    async def _keep(self, page: Batch) -> None:
        await self._reading.keep(page, msgspec.json.encode(self._marks).decode())

    async def _members(self) -> None:
        place, marks = self._place, self._marks
        if place.chat.kind == "basic-group":
            if place.listing == "whole":
                users = convert.users_of(place.full)
                marks.whole_list = True
                await self._listed(place.full.full_chat.participants.participants, users)
            return
        if place.listing == "none":
            return
        channel = t.InputChannel(place.entity.id, place.entity.access_hash)

        async def ask(offset: int) -> Any:
            everybody = t.ChannelParticipantsSearch("")
            return await self._pace(
                f.channels.GetParticipantsRequest(channel, everybody, offset, PAGE_OF_MEMBERS, hash=0)
            )

        while True:
            try:
                page = await ask(marks.listed)
            except _NO_RIGHT:
                return
            if not page.participants:
                break
            marks.whole_list = place.listing == "whole" and marks.listed + len(page.participants) >= page.count
            await self._listed(page.participants, convert.users_of(page))
            self._progress(Progress("members", marks.listed, page.count))
            if marks.listed >= page.count:
                break
        if not marks.whole_list:
            await self._bots(channel)

    async def _bots(self, channel: Any) -> None:
        """The bots, whom a list that is capped or hidden does not all show; they are no people."""
        try:
            page = await self._pace(
                f.channels.GetParticipantsRequest(channel, t.ChannelParticipantsBots(), 0, PAGE_OF_MEMBERS, hash=0)
            )
        except _NO_RIGHT:
            return
        users = convert.users_of(page)
        bots = [member for member in convert.members(page.participants, users) if member.account and member.account.bot]
        self._marks.bots = len(bots) if len(page.participants) >= page.count else None
        await self._keep(Batch([], [], [], bots))

    async def _listed(self, participants: list[Any], users: convert.People) -> None:
        members = convert.members(participants, users)
        self._shown.update(users)
        self._marks.listed += len(participants)
        found = sum(member.account is not None and member.account.bot for member in members)
        self._marks.bots = (self._marks.bots or 0) + found
        await self._keep(Batch([], [], [], members))

    async def _history(self) -> None:
        marks = self._marks
        async for page in self._forward(self._place.peer, marks.history_to):
            await self._told(page, 0)
            marks.history_to = max((message.id for message in page.messages), default=marks.history_to)
            total = getattr(page, "count", None)
            self._progress(Progress("history", marks.elements_before + marks.elements, total))
            # Fewer than asked for is the end, where all that Telegram counts was read.
            if len(page.messages) < PAGE_OF_HISTORY and marks.elements_before + marks.elements >= (total or 0):
                break

    async def _forward(self, peer: Any, after: int) -> AsyncIterator[Any]:
        """Pages of a history, the oldest first, from behind `after` until an empty one; each is asked for while the
        one before it is worked on."""

        async def ask(last: int) -> Any:
            return await self._pace(
                f.messages.GetHistoryRequest(
                    peer, last + 1, None, -PAGE_OF_HISTORY, PAGE_OF_HISTORY, max_id=0, min_id=last, hash=0
                )
            )

        page = await ask(after)
        while page.messages:
            page.messages.sort(key=lambda message: message.id)
            coming = None
            if len(page.messages) == PAGE_OF_HISTORY:
                coming = asyncio.create_task(ask(page.messages[-1].id))
                for _ in range(TURNS_TO_SEND):
                    await asyncio.sleep(0)
            try:
                yield page
                page = await (coming if coming is not None else ask(page.messages[-1].id))
            finally:
                if coming is not None:
                    coming.cancel()
                    await asyncio.gather(coming, return_exceptions=True)

    async def _told(self, page: Any, shift: int) -> None:
        users = convert.users_of(page)
        seen = convert.history(page.messages, users, broadcast=self._place.broadcast, shift=shift)
        seen.batch.members.extend(convert.accounts(users, self._shown))
        marks = self._marks
        marks.elements += seen.elements
        marks.not_people += seen.not_people
        marks.unknown_adders += seen.unknown_adders
        marks.unknown_actions = Unknowns(marks.unknown_actions).with_all(seen.unknown_actions).found
        if seen.first_at is not None and seen.last_at is not None:
            marks.first_at = seen.first_at if marks.first_at is None else min(marks.first_at, seen.first_at)
            marks.last_at = max(seen.last_at, marks.last_at or seen.last_at)
        if seen.begins == "creation" or (marks.begins is None and seen.begins is not None):
            marks.begins = seen.begins
        if marks.begins is None and seen.first_id == 1 and not shift:
            marks.begins = "first-message"
        if shift:
            marks.ancestor_to = max((message.id for message in page.messages), default=marks.ancestor_to)
        elif page.messages:
            marks.history_to = max(message.id for message in page.messages)
        await self._keep(seen.batch)

    async def _ancestor(self) -> None:
        """The history of the basic group that this supergroup once was; only its members of old may read it."""
        was = getattr(self._place.full, "migrated_from_chat_id", None)
        if not was or self._marks.history_from:
            return
        try:
            async for page in self._forward(t.InputPeerChat(was), self._marks.ancestor_to):
                await self._told(page, convert.ANCESTOR)
                self._progress(Progress("ancestor", self._marks.elements, None))
        except _NOT_READABLE:
            return

    async def _admin_log(self) -> None:
        place, marks = self._place, self._marks
        if not place.admin or place.chat.kind == "basic-group":
            return
        channel = t.InputChannel(place.entity.id, place.entity.access_hash)
        wanted = t.ChannelAdminLogEventsFilter(join=True, leave=True, invite=True)
        while True:
            try:
                page = await self._pace(
                    f.channels.GetAdminLogRequest(channel, "", marks.log_below, 0, 100, events_filter=wanted)
                )
            except _NO_RIGHT:
                return
            if not page.events:
                return
            marks.log_below = min(event.id for event in page.events)
            self._used("admin-log")
            await self._keep(convert.admin_log(page.events, convert.users_of(page)))
            if len(page.events) < 100:
                return

    async def _invites(self) -> None:
        """Who came by which link; own links only, unless this account owns the chat."""
        place = self._place
        if not place.admin or place.chat.kind == "basic-group":
            return
        try:
            for admin in await self._admins_with_links():
                exported = await self._pace(f.messages.GetExportedChatInvitesRequest(place.peer, admin, limit=100))
                for link in exported.invites:
                    if getattr(link, "usage", None):
                        await self._importers(link.link)
        except _NOT_READABLE:
            return

    async def _admins_with_links(self) -> list[Any]:
        if not self._place.entity.creator:
            return [t.InputUserSelf()]
        found = await self._pace(f.messages.GetAdminsWithInvitesRequest(self._place.peer))
        users = convert.users_of(found)
        return [
            t.InputUser(admin.admin_id, users[admin.admin_id].access_hash or 0)
            for admin in found.admins
            if admin.admin_id in users
        ]

    async def _importers(self, link: str) -> None:
        offset_date, offset_user = None, t.InputUserEmpty()
        while True:
            page = await self._pace(
                f.messages.GetChatInviteImportersRequest(self._place.peer, offset_date, offset_user, 100, link=link)
            )
            if not page.importers:
                return
            users = convert.users_of(page)
            self._used("invite-links")
            await self._keep(convert.importers(page.importers, users))
            last = page.importers[-1]
            if len(page.importers) < 100 or last.user_id not in users:
                return
            offset_date = last.date
            offset_user = t.InputUser(last.user_id, users[last.user_id].access_hash or 0)

    def _used(self, source: str) -> None:
        if source not in self._marks.sources:
            self._marks.sources.append(source)

    def _coverage(self) -> Coverage:
        place, marks = self._place, self._marks
        listing = place.listing if place.listing != "whole" or marks.whole_list else "capped"
        sources = [*marks.sources, *(["member-list"] if marks.listed else [])]
        return Coverage(
            source="live",
            elements=marks.elements,
            first_at=marks.first_at,
            last_at=marks.last_at,
            history_begins=None if place.history_hidden and marks.begins == "first-message" else marks.begins,  # type: ignore[arg-type]
            arrival_sources=tuple(sources),
            not_people=marks.not_people,
            unknown_adders=marks.unknown_adders,
            unknown_actions=marks.unknown_actions,
            listing=listing,
            claimed=place.claimed,
            reader_inside=place.inside,
            joining_shows_more=place.joining_shows_more,
            bots=marks.bots if marks.listed else None,
            history_hidden=place.history_hidden,
            read_from=marks.history_from,
            read_to=marks.history_to,
            linked=None if place.linked is None else place.linked.title,
        )
