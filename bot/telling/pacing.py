"""How fast the bot speaks: as Telegram allows, and where it asks to wait, in that one chat alone.

The library's own limiter stops every chat when one is told to wait, and lets all go on when any other request ends
(python-telegram-bot issue 5338). Whoever floods a group with commands would silence the bot everywhere.
"""

import asyncio
import contextlib
import logging
import math
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextvars import ContextVar
from typing import Any

from aiolimiter import AsyncLimiter
from telegram.constants import FloodLimit
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

log = logging.getLogger("deadsouls.pacing")

GROUP_A_MINUTE = int(FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP)
MOST_RETRIES = 3
MOST_REMEMBERED = 512
"""So many groups are remembered; those that have been silent long enough to speak freely are let go first."""
MOST_WAITING = 20
"""So many requests wait for one chat; more are refused, else a group that floods the bot takes all its attention."""
A_LITTLE = 0.1
"""Seconds above what Telegram asks for: its clock is not ours."""


_IN_NO_TIME: ContextVar[bool] = ContextVar("in_no_time", default=False)


@contextlib.contextmanager
def in_no_time() -> Iterator[None]:
    """Within it nothing waits for one chat: where Telegram or the limit of a group asks for that, `RetryAfter` is
    raised at once. For whoever serves many in turn, and comes back to those who have to wait."""
    token = _IN_NO_TIME.set(True)
    try:
        yield
    finally:
        _IN_NO_TIME.reset(token)


class Pacing(BaseRateLimiter[int]):
    """A limit for all chats and one for each group; a 429 makes one chat wait.

    The limit of all is entered last, so that who waits for a group takes nothing from others. A request that belongs to
    no chat (the end of a tap) waits alone.
    """

    def __init__(self) -> None:
        self._all = AsyncLimiter(FloodLimit.MESSAGES_PER_SECOND, 1)
        self._groups: dict[str, AsyncLimiter] = {}
        self._until: dict[str, float] = {}
        """Until when a chat has to wait, by the clock of the process."""
        self._waiting: Counter[str] = Counter()
        """How many requests wait for a chat."""

    async def initialize(self) -> None:
        """Nothing has to be made ready."""

    async def shutdown(self) -> None:
        """Nothing is held."""

    async def process_request(  # noqa: PLR0917 - the library's own
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,  # noqa: ARG002 - `in_no_time` says it for all that is sent within
    ) -> Any:
        """Sends a request when its chat may be written to; again where Telegram asks to wait, a few times."""
        chat = str(data["chat_id"]) if data.get("chat_id") is not None else ""
        for retries_left in range(0 if _IN_NO_TIME.get() else MOST_RETRIES, -1, -1):
            async with contextlib.AsyncExitStack() as turns:
                if chat:
                    await self._turn_of(chat, turns)
                try:
                    return await callback(*args, **kwargs)
                except RetryAfter as asked:
                    seconds = _seconds(asked) + A_LITTLE
                    log.info("%s waits %.0f s, as Telegram asks", endpoint, seconds)
                    self._pause(chat, seconds)
                    if not retries_left:
                        raise
            if not chat:
                await asyncio.sleep(seconds)
        raise AssertionError("the last attempt returns or raises")

    def _pause(self, chat: str, seconds: float) -> None:
        now = time.monotonic()
        if len(self._until) >= MOST_REMEMBERED:
            self._until = {each: until for each, until in self._until.items() if until > now}
        if chat:
            self._until[chat] = max(self._until.get(chat, 0.0), now + seconds)

    async def _turn_of(self, chat: str, turns: contextlib.AsyncExitStack) -> None:
        group = self._group(chat) if chat.startswith(("-", "@")) else None
        pause = self._until.get(chat, 0.0) - time.monotonic()
        must_wait = pause > 0 or (group is not None and not group.has_capacity())
        if must_wait and (_IN_NO_TIME.get() or self._waiting[chat] >= MOST_WAITING):
            raise RetryAfter(max(1, math.ceil(pause)))
        self._waiting[chat] += 1
        try:
            await self._paused(chat)
            if group is not None:
                await turns.enter_async_context(group)
        finally:
            self._waiting[chat] -= 1
            if not self._waiting[chat]:
                del self._waiting[chat]
        await turns.enter_async_context(self._all)

    async def _paused(self, chat: str) -> None:
        """Waits until a chat may be written to; what it is told meanwhile counts, too."""
        while (pause := self._until.get(chat, 0.0) - time.monotonic()) > 0:  # noqa: ASYNC110 - time alone ends it
            await asyncio.sleep(pause)
        self._until.pop(chat, None)

    def _group(self, chat: str) -> AsyncLimiter:
        if len(self._groups) >= MOST_REMEMBERED:
            self._groups = {
                each: limit for each, limit in self._groups.items() if not limit.has_capacity(limit.max_rate)
            }
        return self._groups.setdefault(chat, AsyncLimiter(GROUP_A_MINUTE, 60))


def _seconds(asked: RetryAfter) -> float:
    told = asked.retry_after
    return float(told if isinstance(told, int) else told.total_seconds())
