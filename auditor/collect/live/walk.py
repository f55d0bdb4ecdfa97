"""The way through a chat: members, history, the basic group it once was, the admin log, the invite links.

Each step knows where it stands (`Marks`), and every page is kept with the marks behind it; so whoever takes the walk up
again goes on at the next page. What cannot be read is passed over and counted (`pages`).
"""

import contextlib
from collections.abc import Awaitable, Callable, Iterator
from typing import Protocol

import msgspec

from auditor.collect.live import pages
from auditor.collect.live.convert import ANCESTOR
from auditor.collect.live.gaps import GAPS_ASKED, with_jumps
from auditor.collect.live.marks import STAGES, Marks, Progress, Stage
from auditor.collect.live.pages import PAGE_OF_MEMBERS
from auditor.collect.live.place import Place
from auditor.collect.live.telegram import HistoryPage, LogPage, MembersPage, Peer, Telegram
from auditor.collect.unknown import Unknowns
from auditor.errors import AnswerUnreadable, RequestRefused
from storage.records import Batch, Coverage, Hole
from storage.sources import LIVE

PAGE_OF_LOG = 100


class Keeping(Protocol):
    """Who takes in the pages: a reading, which keeps them, or somebody who only looks."""

    async def keep(self, page: Batch, marks: str) -> None:
        """Takes in one page, and where the walk stands behind it."""


NO_RIGHT = frozenset({"CHAT_ADMIN_REQUIRED", "CHAT_ADMIN_INVITE_REQUIRED", "RIGHT_FORBIDDEN"})


@contextlib.contextmanager
def _where_there_is_a_right() -> Iterator[None]:
    """What this account has no right to see is not read; any other refusal ends the reading, to go on some day."""
    try:
        yield
    except RequestRefused as error:
        if error.name not in NO_RIGHT and error.facts.get("code") != 403:
            raise


def _rest_of_hole(hole: Hole, at: int) -> list[Hole]:
    """What is left of a hole once all before the id `at` was asked for."""
    if at <= hole.after + 1:
        return [hole]
    return [Hole(at - 1, hole.until, hole.count, hole.ancestor)] if at < (hole.until or 0) else []


class Walk:
    """One walk through a chat, begun or taken up again. `run` it to the end."""

    def __init__(
        self,
        telegram: Telegram,
        reading: Keeping,
        place: Place,
        marks: Marks,
        progress: Callable[[Progress], None],
        *,
        listed_before: Callable[[int], bool] = lambda _: False,
        patience: float = 1.0,
    ) -> None:
        """`listed_before`: whether an earlier try at this reading found a person in the member list; `patience`:
        seconds until a page that came empty too early is asked for again."""
        self._telegram = telegram
        self._reading = reading
        self._place = place
        self.marks = marks
        self._progress = progress
        self._listed_before = listed_before
        self._patience = patience
        self._shown: set[int] = set()
        self._listed_now: set[int] = set()

    async def run(self) -> Coverage:
        """Reads what has not been read yet; every page is kept as it arrives."""
        steps: dict[Stage, Callable[[], Awaitable[None]]] = {
            "members": self._members,
            "history": self._history,
            "ancestor": self._ancestor,
            "admin-log": self._admin_log,
            "invites": self._invites,
        }
        for stage in STAGES[STAGES.index(self.marks.stage) : -1]:
            if self.marks.stage != stage:
                self.marks.stage = stage
                await self._keep(Batch([], [], [], []))
            await steps[stage]()
        self.marks.stage = "done"
        await self._keep(Batch([], [], [], []))
        return self._coverage()

    async def look_again(self) -> None:
        """The member list, the admin log and the invite links alone: who can be seen now."""
        for step in (self._members, self._admin_log, self._invites):
            await step()

    async def _keep(self, page: Batch) -> None:
        await self._reading.keep(page, msgspec.json.encode(self.marks).decode())

    async def _members(self) -> None:
        place, marks = self._place, self.marks
        if place.chat.kind == "basic-group":
            if place.members is not None:
                await self._listed(place.members)
                marks.whole_list = marks.people >= place.members.count
                await self._keep(Batch([], [], [], []))
            return
        if place.listing == "none":
            return
        with _where_there_is_a_right():
            found = pages.members(self._telegram, place.peer, marks.listed, self._is_new)
            async with contextlib.aclosing(found):
                async for page in found:
                    if isinstance(page, int):
                        marks.unread_from = marks.listed if marks.unread_from is None else marks.unread_from
                        marks.listed += page
                        marks.unread_members += page
                        continue
                    await self._listed(page)
                    self._progress(Progress("members", marks.listed, page.count))
                    if marks.listed >= page.count:
                        break
            if not marks.whole_list:
                await self._bots()

    async def _listed(self, page: MembersPage) -> None:
        """Whom a page lists who was not listed before."""
        marks = self.marks
        new = {person for person in page.people if self._is_new(person)}
        self._listed_now |= new
        self._shown.update(page.known)
        marks.listed += len(page.people)
        marks.people += len(new)
        marks.whole_list = self._place.listing == "whole" and not marks.unread_members and marks.people >= page.count
        members = [member for person, member in page.members.items() if person in new]
        found = sum(member.account is not None and member.account.bot for member in members)
        marks.bots_listed += found
        marks.bots = marks.bots_listed
        await self._keep(Batch([], [], [], members))

    def _is_new(self, person: int) -> bool:
        return bool(person) and person not in self._listed_now and not self._listed_before(person)

    async def _bots(self) -> None:
        """The bots, whom a list that is capped or hidden does not all show; they are no people."""
        try:
            page = await self._telegram.bots(self._place.peer, PAGE_OF_MEMBERS)
        except AnswerUnreadable:
            self.marks.bots = None
            return
        bots = [member for member in page.members.values() if member.account and member.account.bot]
        self.marks.bots = len(bots) if len(set(page.people)) >= page.count else None
        await self._keep(Batch([], [], [], bots))

    async def _history(self) -> None:
        marks = self.marks
        ended = False
        while marks.mending:
            ended = await self._mend(marks.mending[0])
        if not ended:
            await self._on_to_the_end()
        if not marks.gaps_asked and self._passed() < (marks.counted or 0):
            marks.gaps_asked = True
            marks.mending = [Hole(gap.after, gap.until, 0) for gap in marks.gaps[:GAPS_ASKED]]
            while marks.mending:
                await self._mend(marks.mending[0])

    async def _on_to_the_end(self) -> None:
        place, marks = self._place, self.marks
        found = pages.history(
            self._telegram, place.peer, marks.history_to, counted=marks.counted or 0, patience=self._patience
        )
        async with contextlib.aclosing(found):
            async for page in found:
                if isinstance(page, Hole):
                    self._passed_over(page)
                    continue
                if page.count is not None:
                    marks.counted = page.count if page.ids else max(page.count, marks.counted or 0)
                await self._keep_history(page, 0)
                self._progress(Progress("history", self._read(), marks.counted))
                if self._ended(page):
                    break

    def _ended(self, page: HistoryPage) -> bool:
        """Fewer than asked for is the end, where all that Telegram counts was read."""
        return len(page.ids) < page.asked and self._passed() >= (self.marks.counted or 0)

    def _read(self) -> int:
        """Messages of the history that were read, by this reading or before."""
        marks = self.marks
        return marks.elements_before + marks.elements - marks.ancestor_elements

    def _passed(self) -> int:
        """Those, and what was passed over."""
        return self._read() + sum(hole.count for hole in self.marks.holes if not hole.ancestor)

    def _passed_over(self, hole: Hole) -> None:
        """Counts what lies unread; at the end of the history no more than Telegram counts there."""
        left = (self.marks.counted or 0) - self._passed()
        count = min(hole.count, left) if hole.until is None and left > 0 else hole.count
        self.marks.holes.append(msgspec.structs.replace(hole, count=count))

    async def _mend(self, first: Hole) -> bool:
        """Asks again for what an earlier reading left unread, and takes of a page all that it holds of such, and what
        is new. Says whether the history ends there."""
        marks, end, ended, behind = self.marks, first.until or 0, False, first.after
        peer = self._place.ancestor if first.ancestor else self._place.peer
        if peer is None:
            marks.mending.remove(first)
            return False
        found = pages.history(
            self._telegram, peer, first.after, until=end, counted=first.count, patience=self._patience
        )
        async with contextlib.aclosing(found):
            async for page in found:
                at = end
                if isinstance(page, Hole):
                    at = min(page.until or end, end)
                    marks.holes.append(Hole(page.after, at, min(page.count, first.count), first.ancestor))
                elif page.ids:
                    at = page.ids[-1] + 1
                within = [hole for hole in marks.mending if hole.ancestor == first.ancestor]
                others = [hole for hole in marks.mending if hole.ancestor != first.ancestor]
                marks.mending = [*(hole for each in within for hole in _rest_of_hole(each, at)), *others]
                if not isinstance(page, Hole):
                    new = [] if first.ancestor else [Hole(marks.history_to, at, 0)]
                    await self._keep_history(page, ANCESTOR if first.ancestor else 0, within=[*within, *new])
                    marks.counted = marks.counted if first.ancestor else page.count
                    ended = not first.ancestor and self._ended(page)
                    if not first.ancestor:
                        shown = [number for number in page.ids if number < end]
                        up_to = [end] if at >= end or not page.ids else []
                        marks.gaps = with_jumps(marks.gaps, [behind, *shown, *up_to])
                        behind = shown[-1] if shown else behind
                if at >= end:
                    break
        return ended

    async def _keep_history(self, page: HistoryPage, shift: int, *, within: list[Hole] | None = None) -> None:
        if not page.ids:
            return
        seen = page.convert(broadcast=self._place.broadcast, shift=shift, shown=self._shown, within=within)
        marks = self.marks
        marks.holes += [Hole(number - 1, number + 1, 1, bool(shift)) for number in seen.unread]
        marks.elements += seen.elements
        marks.ancestor_elements += seen.elements if shift else 0
        marks.not_people += seen.not_people
        marks.unknown_adders += seen.unknown_adders
        marks.migrated_at = marks.migrated_at or seen.migrated_at
        marks.unknown_actions = Unknowns(marks.unknown_actions).with_all(seen.unknown_actions).found
        if seen.first_at is not None and seen.last_at is not None:
            marks.first_at = seen.first_at if marks.first_at is None else min(marks.first_at, seen.first_at)
            marks.last_at = max(seen.last_at, marks.last_at or seen.last_at)
        if seen.begins == "creation" or (marks.begins is None and seen.begins is not None):
            marks.begins = seen.begins
        if marks.begins is None and seen.first_id == 1 and not shift:
            marks.begins = "first-message"
        if shift:
            marks.ancestor_to = max(page.ids[-1], marks.ancestor_to) if within is None else marks.ancestor_to
        else:
            if within is None:
                marks.gaps = with_jumps(marks.gaps, [marks.history_to, *page.ids])
            marks.history_to = max(page.ids[-1], marks.history_to)
        await self._keep(seen.batch)

    async def _ancestor(self) -> None:
        """The history of the basic group that this supergroup once was; only its members of old may read it."""
        was, marks = self._place.ancestor, self.marks
        if was is None or marks.history_from:
            return
        with contextlib.suppress(RequestRefused):  # who came later cannot read it
            found = pages.history(self._telegram, was, marks.ancestor_to, patience=self._patience)
            async with contextlib.aclosing(found):
                async for page in found:
                    if isinstance(page, Hole):
                        marks.holes.append(msgspec.structs.replace(page, ancestor=True))
                        continue
                    marks.ancestor_counted = page.count or marks.ancestor_counted
                    await self._keep_history(page, ANCESTOR)
                    self._progress(Progress("ancestor", marks.elements, None))
                    if not page.ids and marks.ancestor_elements >= (marks.ancestor_counted or 0):
                        break

    async def _admin_log(self) -> None:
        place, marks = self._place, self.marks
        if not place.admin or place.chat.kind == "basic-group":
            return
        with _where_there_is_a_right():
            while (page := await self._logged(place.peer)) is not None and page.ids:
                below = min(page.ids)
                if marks.log_below and below >= marks.log_below:
                    return  # the page repeats
                marks.log_below = below
                self._used("admin-log")
                await self._keep(page.batch)
                if len(page.ids) < PAGE_OF_LOG:
                    return

    async def _logged(self, peer: Peer) -> LogPage | None:
        """The next page of the admin log; None where it cannot be understood."""
        try:
            return await self._telegram.log(peer, self.marks.log_below, PAGE_OF_LOG)
        except AnswerUnreadable:
            self.marks.unread_sources = True
            return None

    async def _invites(self) -> None:
        """Who came by which link; own links only, unless this account owns the chat."""
        place = self._place
        if not place.admin or place.chat.kind == "basic-group":
            return
        try:
            for link in await self._telegram.links(place.shown):
                await self._importers(link)
        except RequestRefused:
            return
        except AnswerUnreadable:
            self.marks.unread_sources = True

    async def _importers(self, link: str) -> None:
        behind, asked = None, set[str]()
        while repr(behind) not in asked:
            asked.add(repr(behind))
            page = await self._telegram.importers(self._place.peer, link, behind)
            if not page.lines:
                return
            self._used("invite-links")
            await self._keep(page.batch)
            if page.behind is None:
                return
            behind = page.behind

    def _used(self, source: str) -> None:
        if source not in self.marks.sources:
            self.marks.sources.append(source)

    def _coverage(self) -> Coverage:
        place, marks = self._place, self.marks
        listing = place.listing if place.listing != "whole" or marks.whole_list else "capped"
        sources = [*marks.sources, *(["member-list"] if marks.listed else [])]
        of_old = sum(hole.count for hole in marks.holes if hole.ancestor)
        unreadable = sum(hole.count for hole in marks.holes) - of_old
        missing = max(unreadable, (marks.counted or 0) - self._read())
        of_old_counted = marks.ancestor_missing if marks.ancestor_counted is None else marks.ancestor_counted
        old_missing = max(of_old, of_old_counted - marks.ancestor_elements)
        return Coverage(
            source=LIVE.name,
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
            missing=missing + old_missing,
            unreadable=unreadable + of_old,
            ancestor_elements=marks.ancestor_elements,
            ancestor_missing=old_missing,
            holes=tuple(hole for hole in marks.holes if hole.until is not None),
            gaps=tuple(marks.gaps),
            unread_members=marks.unread_members,
            unread_sources=marks.unread_sources,
            migrated_at=marks.migrated_at,
        )
