"""All waiting for Telegram, in one place: what it asks us to wait, what it fails to answer, and how fast we may ask.

A wait that Telegram asks for is kept to the second. One that is too long, and silence, park the audit: what was read is
kept, and the same command goes on from there.
"""

import asyncio
import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import msgspec
from telethon import TelegramClient, errors
from telethon.tl.tlobject import TLRequest

from auditor.collect.live.methods import READING
from auditor.errors import AuditParked, TelegramRefused


class Pacing(msgspec.Struct, frozen=True):
    """How patient and how fast. Seconds, and requests a second after the first `burst`."""

    answer_within: float = 45.0
    """Telethon itself waits for an answer for ever."""
    longest_wait: float = 300.0
    """A longer wait parks the audit."""
    waits_in_all: float = 3_600.0
    tries: int = 5
    """Of one request that fails, is dropped or not answered."""
    between_tries: float = 1.0
    per_second: float = 10.0
    burst: float = 1_000.0


NORMAL = Pacing()
SLOW = Pacing(longest_wait=900.0, per_second=1.0, burst=1.0)
"""For `--slow`: one request a second from the first."""

_TROUBLE = (
    errors.ServerError,
    errors.TimedOutError,
    errors.RpcCallFailError,
    errors.RpcMcgetFailError,
    errors.InterdcCallErrorError,
    errors.InterdcCallRichErrorError,
    ConnectionError,
    asyncio.IncompleteReadError,
    TimeoutError,
    OSError,
)
_WAITS = (errors.FloodWaitError, errors.FloodPremiumWaitError, errors.FloodTestPhoneWaitError)
_SIGNED_OUT = (
    errors.UnauthorizedError,
    errors.AuthKeyError,
    errors.AuthKeyNotFound,
)


class Pace:
    """Sends reading requests of one account, one at a time, and counts them."""

    def __init__(
        self, client: TelegramClient, pacing: Pacing = NORMAL, *, waiting: Callable[[float], None] = lambda _: None
    ) -> None:
        self.requests = 0
        self.waited = 0.0
        """Seconds that Telegram asked for, in all."""
        self.client = client
        self._pacing = pacing
        self._waiting = waiting
        self._allowance = pacing.burst
        self._filled_at = time.monotonic()

    async def __call__(self, request: TLRequest) -> Any:
        """The answer. Raises `AuditParked` where going on must wait, `TelegramRefused` where it is of no use;
        Telegram's other answers (no right, no such chat) come as Telethon raises them."""
        if type(request) not in READING:
            raise AssertionError(f"{type(request).__name__} is not on the list of reading methods")
        for tried in range(self._pacing.tries):
            await self._budget()
            try:
                self.requests += 1
                return await asyncio.wait_for(self.client(request), self._pacing.answer_within)
            except _WAITS as error:
                await self._as_asked(error.seconds)
            except _SIGNED_OUT as error:
                raise TelegramRefused(
                    "Telegram has ended this session; sign in again with: deadsouls login. What was read is kept."
                ) from error
            except errors.InvalidDCError as error:
                raise TelegramRefused(
                    "Telegram wants this account at another data centre; sign in again with: deadsouls login."
                    " What was read is kept."
                ) from error
            except errors.RPCError as error:
                if not isinstance(error, _TROUBLE):
                    raise
                await asyncio.sleep(self._pacing.between_tries * (tried + 1))
            except _TROUBLE:
                await self._connected_again(tried)
        raise AuditParked(
            f"Telegram did not answer {self._pacing.tries} times in a row; what was read is kept."
            " Run the same command again to go on."
        )

    async def _budget(self) -> None:
        """Waits until another request may be sent."""
        now = time.monotonic()
        refilled = self._allowance + (now - self._filled_at) * self._pacing.per_second
        self._allowance, self._filled_at = min(self._pacing.burst, refilled) - 1, now
        if self._allowance < 0:
            await asyncio.sleep(-self._allowance / self._pacing.per_second)

    async def _as_asked(self, seconds: int) -> None:
        """Waits as Telegram asks, or parks the audit where that is too long."""
        pause = max(1, seconds)
        if pause > self._pacing.longest_wait or self.waited + pause > self._pacing.waits_in_all:
            until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=pause)
            raise AuditParked(
                f"Telegram asks to wait {_spoken(pause)} before reading on; what was read is kept."
                f" Run the same command again after {until:%Y-%m-%d %H:%M} UTC to go on.",
                seconds=pause,
            )
        self.waited += pause
        self._waiting(pause)
        await asyncio.sleep(pause)
        self._waiting(0)

    async def _connected_again(self, tried: int) -> None:
        await asyncio.sleep(self._pacing.between_tries * (tried + 1))
        try:
            if tried or not self.client.is_connected():
                await asyncio.wait_for(self.client.disconnect(), self._pacing.answer_within)
                await asyncio.wait_for(self.client.connect(), self._pacing.answer_within)
        except _SIGNED_OUT as error:
            raise TelegramRefused("Telegram has ended this session; sign in again with: deadsouls login.") from error
        except (*_TROUBLE, errors.RPCError):
            return  # the next try will tell


def _spoken(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{round(seconds)} seconds" if seconds < 120 else f"{minutes} minutes"
