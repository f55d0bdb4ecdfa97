"""What whoever works on the queue needs: the store, a clock, the processes that measure, and events."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from auditor.collect.live.waits import Pace
from auditor.work.pool import Pool
from storage.store import Store

Hears = Callable[[], None]


def now() -> int:
    """Whole seconds since 1970."""
    return int(time.time())


@dataclass(kw_only=True)
class Workplace:
    """One installation at work. The bot's is `Companion`; a worker by itself needs no more than this."""

    store: Store
    pool: Pool
    uploads: Path
    """Where uploaded exports lie until they are audited."""
    keep_text: bool
    """Whether texts are to rest at all."""
    clock: Callable[[], int] = now
    """The one clock of all who work here."""
    accounts: set[int] = field(default_factory=set)
    """The reading accounts that are connected, by their numbers."""
    readers: dict[int, Pace] = field(default_factory=dict)
    """The same accounts, for what somebody asks at this moment."""
    work: asyncio.Event = field(default_factory=asyncio.Event)
    """Something new is in the queue."""
    subscribers: list[Hears] = field(default_factory=list)
    """Who hears that a job went on, waits or ended."""

    def announce(self) -> None:
        """Lets all who subscribed know that a job went on, waits or ended."""
        for hears in self.subscribers:
            hears()
