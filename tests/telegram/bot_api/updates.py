"""What waits for the bot, and how it is fetched. It waits as long as the server lives, whoever polls."""

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Any

from tests.telegram.bot_api.faults import Refusal

KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "callback_query",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "message_reaction",
        "message_reaction_count",
    }
)
ONLY_IF_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

MOST = 100
LONGEST_POLL = 50


class Updates:
    """The queue of one bot. `allowed` is what it asked for last; what it did not ask for is never queued."""

    def __init__(self) -> None:
        self.allowed = KINDS - ONLY_IF_ASKED
        self.waiting: deque[dict[str, Any]] = deque()
        self._last_id = 100_000
        self._poller: object = None
        self._stirred = asyncio.Event()

    def allow(self, kinds: Iterable[str] | None) -> None:
        """What the bot wants from now on: None changes nothing, an empty list is Telegram's usual set."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or KINDS - ONLY_IF_ASKED

    def push(self, kind: str, what: dict[str, Any]) -> bool:
        """Queues what happened. Says whether the bot will hear of it."""
        if kind not in self.allowed:
            return False
        self._last_id += 1
        self.waiting.append({"update_id": self._last_id, kind: what})
        self._stirred.set()
        return True

    def forget(self, offset: int) -> None:
        """Takes out what the bot confirms: all before `offset`; a negative one keeps so many of the last."""
        if offset < 0:
            while len(self.waiting) > -offset:
                self.waiting.popleft()
        while self.waiting and self.waiting[0]["update_id"] < offset:
            self.waiting.popleft()

    async def poll(self, offset: int, limit: int, seconds: int) -> list[dict[str, Any]]:
        """What waits, as soon as something does. A newer poll ends an older one that still waits.

        Nothing counts as fetched before it is confirmed by the next offset: a client that was cut off and comes
        again gets the same, and the poll that it left behind can take nothing away.
        """
        self.forget(offset)
        me = self._poller = object()
        self._stirred.set()
        try:
            async with asyncio.timeout(min(max(seconds, 0), LONGEST_POLL)):
                while not self.waiting:
                    await self.some()
                    self._only(me)
        except TimeoutError:
            return []
        self._only(me)
        self._poller = None
        return [update for update, _ in zip(self.waiting, range(limit or MOST), strict=False)]

    async def some(self) -> None:
        """Waits until something came, or somebody else polls."""
        self._stirred.clear()
        await self._stirred.wait()

    def _only(self, me: object) -> None:
        if self._poller is not me:
            raise Refusal(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            )
