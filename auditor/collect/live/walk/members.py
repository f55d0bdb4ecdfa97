"""The member list, and the bots, whom a list that is cut off does not all show."""

import contextlib
from collections.abc import Callable

from auditor.collect.live import pages
from auditor.collect.live.marks import Progress
from auditor.collect.live.pages import PAGE_OF_MEMBERS
from auditor.collect.live.telegram import MembersPage
from auditor.collect.live.walk.state import WalkState, where_permitted
from auditor.errors import AnswerUnreadable
from storage.records import Batch


class MemberList:
    """The member list of a chat, read page by page. People are counted, not lines: a page that repeats adds nobody."""

    def __init__(self, state: WalkState, listed_before: Callable[[int], bool]) -> None:
        """`listed_before`: whether an earlier try at this reading found a person in the list."""
        self._state = state
        self._listed_before = listed_before
        self._listed_now: set[int] = set()

    async def read(self) -> None:
        """Reads on from where the marks stand; a basic group's list is known from the start."""
        state = self._state
        place, marks = state.place, state.marks
        if place.chat.kind == "basic-group":
            if place.members is not None:
                await self._take_in(place.members)
                marks.whole_list = marks.people >= place.members.count
                await state.keep_marks()
            return
        if place.listing == "none":
            return
        with where_permitted():
            found = pages.members(state.telegram, place.peer, marks.listed, self._is_new)
            async with contextlib.aclosing(found):
                async for page in found:
                    if isinstance(page, int):
                        marks.unread_from = marks.listed if marks.unread_from is None else marks.unread_from
                        marks.listed += page
                        marks.unread_members += page
                        continue
                    await self._take_in(page)
                    state.progress(Progress("members", marks.listed, page.count))
                    if marks.listed >= page.count:
                        break
            if not marks.whole_list:
                await self._read_bots()

    async def _take_in(self, page: MembersPage) -> None:
        """Keeps whom a page lists who was not listed before."""
        state, marks = self._state, self._state.marks
        new = {person for person in page.people if self._is_new(person)}
        self._listed_now |= new
        state.shown.update(page.known)
        marks.listed += len(page.people)
        marks.people += len(new)
        marks.whole_list = state.place.listing == "whole" and not marks.unread_members and marks.people >= page.count
        members = [member for person, member in page.members.items() if person in new]
        found = sum(member.account is not None and member.account.bot for member in members)
        marks.bots_listed += found
        marks.bots = marks.bots_listed
        await state.keep(Batch([], [], [], members))

    def _is_new(self, person: int) -> bool:
        return bool(person) and person not in self._listed_now and not self._listed_before(person)

    async def _read_bots(self) -> None:
        """Reads the bots, whom a list that is capped or hidden does not all show; they are no people."""
        try:
            page = await self._state.telegram.bots(self._state.place.peer, PAGE_OF_MEMBERS)
        except AnswerUnreadable:
            self._state.marks.bots = None
            return
        bots = [member for member in page.members.values() if member.account and member.account.bot]
        self._state.marks.bots = len(bots) if len(set(page.people)) >= page.count else None
        await self._state.keep(Batch([], [], [], bots))
