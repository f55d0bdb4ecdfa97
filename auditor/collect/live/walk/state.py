"""What the steps of a walk share: whom they ask, where they stand, who keeps the pages."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from auditor.collect.live.marks import Marks, Progress
from auditor.collect.live.place import Place
from auditor.collect.live.telegram import Telegram
from auditor.errors import RequestRefused
from storage.records import Batch


class Keeping(Protocol):
    """Who takes in the pages: a reading, which keeps them, or somebody who only looks."""

    async def keep(self, page: Batch, marks: str) -> None:
        """Takes in one page, and where the walk stands behind it."""


@dataclass(frozen=True, kw_only=True)
class WalkState:
    """A walk under way. `marks` and `shown` change as it goes on; all else stays."""

    telegram: Telegram
    reading: Keeping
    place: Place
    marks: Marks
    progress: Callable[[Progress], None]
    patience: float
    """Seconds until a page that came empty too early is asked for again."""
    shown: set[int] = field(default_factory=set)
    """People whom a page has shown with their account."""

    async def keep(self, page: Batch) -> None:
        """Hands on one page with the marks behind it."""
        await self.reading.keep(page, msgspec.json.encode(self.marks).decode())

    async def keep_marks(self) -> None:
        """Hands on where the walk stands, where there is no page."""
        await self.keep(Batch([], [], [], []))

    def note_source(self, source: str) -> None:
        """Notes that a source showed something."""
        if source not in self.marks.sources:
            self.marks.sources.append(source)


NO_RIGHT = frozenset({"CHAT_ADMIN_REQUIRED", "CHAT_ADMIN_INVITE_REQUIRED", "RIGHT_FORBIDDEN"})


@contextlib.contextmanager
def where_permitted() -> Iterator[None]:
    """What this account has no right to see is not read; any other refusal ends the reading, to go on some day."""
    try:
        yield
    except RequestRefused as error:
        if error.name not in NO_RIGHT and error.facts.get("code") != 403:
            raise
