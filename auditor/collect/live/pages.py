"""Page by page through a history or a member list, around what cannot be read.

A page that cannot be understood is asked for again by halves, down to the one message or line that cannot; that one is
passed over and counted. Where many in a row cannot, steps grow, so that no answer makes the way endless. A page that
brings nothing new before Telegram's own count is reached is asked for once more.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable

from auditor.collect.live.telegram import HistoryPage, MembersPage, Peer, Telegram
from auditor.errors import AnswerUnreadable
from storage.records import Hole

PAGE_OF_MEMBERS, PAGE_OF_HISTORY = 200, 100

SINGLY = 8
"""So many unreadable messages or lines in a row are passed over one by one; then twice as many at each step."""

TURNS_TO_SEND = 8
"""Of the event loop, from asking to the wire: through the pace, the client and its sender."""


class _Steps:
    """How much is asked for, and how much is passed over in front of it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.size = most
        self.skip = 0

    def readable(self) -> None:
        """On with larger pages."""
        self.size, self.skip = min(self._most, 2 * self.size), 0

    def unreadable(self) -> None:
        """Half as much; of one alone, the one behind it."""
        if self.size > 1:
            self.size //= 2
        else:
            self.skip += 1 if self.skip < SINGLY else self.skip


async def history(
    telegram: Telegram, peer: Peer, after: int, *, until: int | None = None, counted: int = 0, patience: float = 1.0
) -> AsyncGenerator[HistoryPage | Hole, None]:
    """Pages of a history, the oldest first, from behind `after`, each with something new; and what lies between two of
    them unread. Ends with a page that brings nothing, asked for twice where nobody said that this is the end: whoever
    listens leaves where all that Telegram counts was read, or behind `until`. Each page is asked for while the one
    before it is worked on. `counted` is how many messages Telegram is known to count; no more are ever passed over."""
    steps, coming, again = _Steps(PAGE_OF_HISTORY), None, False
    most = counted
    try:
        while True:
            try:
                page = await (coming or telegram.history(peer, after, steps.size, skip=steps.skip))
            except AnswerUnreadable:
                steps.unreadable()
                if steps.skip > max(most, PAGE_OF_HISTORY):
                    raise
                continue
            finally:
                coming = None
            most = max(most, page.count or 0)
            if not page.ids:
                if steps.skip:
                    yield Hole(after, None, steps.skip)
                elif not again:
                    again = True
                    yield page
                    await asyncio.sleep(patience)
                    continue
                return
            if steps.skip:
                yield Hole(after, page.ids[0], steps.skip)
            steps.readable()
            again, after = False, page.ids[-1]
            if len(page.ids) == page.asked == PAGE_OF_HISTORY and (until is None or after < until):
                coming = asyncio.create_task(telegram.history(peer, after, steps.size))
                for _ in range(TURNS_TO_SEND):
                    await asyncio.sleep(0)
            yield page
    finally:
        if coming is not None:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)


async def members(
    telegram: Telegram, peer: Peer, offset: int, is_new: Callable[[int], bool]
) -> AsyncGenerator[MembersPage | int, None]:
    """Pages of a member list from `offset` on, and how many lines were passed over before the next one. A page without
    anybody new is asked for twice; ends with an empty one, or two in a row that bring nobody new."""
    steps, counted, again, barren = _Steps(PAGE_OF_MEMBERS), 0, False, False
    while True:
        try:
            page = await telegram.members(peer, offset + steps.skip, steps.size)
        except AnswerUnreadable:
            steps.unreadable()
            if offset + steps.skip < max(counted, PAGE_OF_MEMBERS):
                continue
            yield max(counted - offset, steps.skip)
            return
        counted = page.count
        if not any(map(is_new, page.people)) and not again and offset + steps.skip < counted:
            again = True
            continue
        if steps.skip:
            yield steps.skip
            offset += steps.skip
        if not page.people or (again and barren):
            return
        barren, again = again, False
        steps.readable()
        offset += len(page.people)
        yield page
