"""All waiting for Telegram, in one place: what it asks us to wait, what it fails to answer, and how fast we may ask.

A wait that Telegram asks for is kept to the second. One that is too long, and silence, park the audit: what was read is
kept, and the same command goes on from there.
"""

import asyncio
import datetime as dt
import time
from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from auditor.collect.live.faults import ADVISING, AGAIN, Fault, attempt, error_of
from auditor.collect.live.methods import READING
from auditor.errors import AuditParked, Sentence


class Client(Protocol):
    """What sends requests over the wire and holds the connection; Telethon's client is one."""

    async def __call__(self, request: Any) -> Any:
        """The answer to a request."""

    async def connect(self) -> None:
        """Opens the connection."""

    def disconnect(self) -> Any:
        """Closes it; to be awaited."""

    def is_connected(self) -> bool:
        """Whether it is open."""


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


class Pace:
    """Sends reading requests of one account, one at a time, and counts them."""

    def __init__(
        self, client: Client, pacing: Pacing = NORMAL, *, waiting: Callable[[float], None] = lambda _: None
    ) -> None:
        self.requests = 0
        self.waited = 0.0
        """Seconds that Telegram asked for, in all."""
        self.client = client
        self.between_tries = pacing.between_tries
        self._pacing = pacing
        self._waiting = waiting
        self._allowance = pacing.burst
        self._filled_at = time.monotonic()

    async def __call__(self, request: Any) -> Any:
        """The answer. Raises `AuditParked` where going on must wait, `TelegramRefused` where the account cannot read,
        `AnswerUnreadable` where the answer cannot be understood, and Telegram's other errors (no right, no such chat)
        as `RequestRefused`."""
        if type(request) not in READING:
            raise AssertionError(f"{type(request).__name__} is not on the list of reading methods")
        fault = Fault("lost")
        for tried in range(self._pacing.tries):
            await self._budget()
            self.requests += 1
            answer, failed = await attempt(self.client(request), self._pacing.answer_within)
            if failed is None:
                return answer
            fault = failed
            if fault.kind == "wait":
                await self._as_asked(fault.seconds)
            elif fault.kind in AGAIN and not (fault.kind == "malformed" and tried):
                await self._connected_again(tried)
            else:
                break
        raise error_of(fault, times=self._pacing.tries)

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
            advice = Sentence("Run the same command again after {until} UTC to go on.", until=f"{until:%Y-%m-%d %H:%M}")
            raise AuditParked(
                ADVISING,
                happened=Sentence("Telegram asks to wait {time} before reading on.", time=_spoken(pause)),
                seconds=pause,
                advice=advice,
            )
        self.waited += pause
        self._waiting(pause)
        await asyncio.sleep(pause)
        self._waiting(0)

    async def _connected_again(self, tried: int) -> None:
        await asyncio.sleep(self._pacing.between_tries * (tried + 1))
        if not tried and self.client.is_connected():
            return
        within = self._pacing.answer_within
        await attempt(self.client.disconnect(), within)
        _, fault = await attempt(self.client.connect(), within)
        if fault is not None and fault.kind not in AGAIN | {"wait", "refused"}:
            raise error_of(fault)  # else the next try will tell


def _spoken(seconds: float) -> Sentence:
    if seconds < 120:
        return Sentence("{count} seconds", count=round(seconds))
    return Sentence("{count} minutes", count=round(seconds / 60))
