"""What every page of the desk needs: the store, the processes that measure and draw, the runs, the language."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from auditor.desk import working
from auditor.desk.guard import Doors
from auditor.desk.login import Login
from auditor.desk.runs import Answer, Asked, Runs
from auditor.report.statements.wording import Wording, wording
from auditor.settings import Settings, choose, credentials
from auditor.work.apart import Tell, apart
from auditor.work.pool import Pool
from storage.store import Store

if TYPE_CHECKING:
    from auditor.collect.live.session import Credentials
    from auditor.desk.rows import Rows

REMEMBERED = 2
"""Audits whose rows stay in memory: of 90,000 people some 30 MB."""

ASKED_AGAIN_SECONDS = 300
"""How long a question that is asked again waits for its answer."""


def now() -> int:
    """Whole seconds since 1970."""
    return int(time.time())


@dataclass
class Desk:
    """One desk on one installation."""

    settings: Settings
    store: Store
    pool: Pool
    doors: Doors
    runs: Runs = field(init=False)
    clock: Callable[[], int] = now
    questions: dict[str, tuple[str, float]] = field(default_factory=dict)
    """What is asked again before it is done, and until when it can be answered."""
    shown: "dict[int, Rows]" = field(default_factory=dict)
    """The rows of the audits that were made or looked at last."""
    fetched: "dict[int, asyncio.Task[None]]" = field(default_factory=dict)
    """The rows that are being fetched."""
    refused: bool = False
    """Telegram said, or a sign-in showed, that the session that lies here is signed in to nothing."""
    login: Login | None = None
    """A sign-in that is going on."""

    def __post_init__(self) -> None:
        self.runs = Runs(folder_of(self.settings.home), self._work)

    @property
    def words(self) -> Wording:
        """The language and the zone that were chosen."""
        return wording(self.settings.lang, self.settings.show_tz)

    def choose(self, **chosen: str) -> None:
        """Keeps settings, which hold from now on. Raises `UsageError`, and keeps nothing, where one cannot be meant."""
        self.settings = choose(self.settings.home, chosen)
        self.pool.zone = self.settings.show_tz

    def reader(self, key: Callable[[], bytes] | None) -> "Credentials":
        """Who reads live chats. Raises `TelegramRefused` where no API id was given."""
        return replace(credentials(self.settings), key=key)

    def ask_again(self, what: str) -> str:
        """What answers a question that is asked again: good once, for what was asked, and not for long."""
        answer = secrets.token_urlsafe(16)
        self.questions[answer] = what, time.monotonic() + ASKED_AGAIN_SECONDS
        return answer

    def is_answered(self, what: str, answer: str) -> bool:
        """Whether the question was asked, about just this, and is answered now for the first time."""
        asked, until = self.questions.pop(answer, ("", 0.0))
        return asked == what and time.monotonic() < until

    def show(self, audit: int, rows: "Rows") -> None:
        """Has the rows of an audit at hand; those of an earlier one go."""
        while len(self.shown) >= REMEMBERED:
            del self.shown[next(iter(self.shown))]
        self.shown[audit] = rows

    async def _work(self, asked: Asked, tell: Tell) -> Answer:
        answer = await self._answer(asked, tell)
        if answer.rows is not None:
            self.show(answer.audits[-1], answer.rows)
        return answer

    async def _answer(self, asked: Asked, tell: Tell) -> Answer:
        now = self.settings
        home = now.home
        at = working.Place(home, self.runs.uploads, self.clock(), now.retain_text_days > 0, now.lang, now.show_tz)
        if asked.kind == "farms":
            return await apart(working.search_farms, home, self.store.key, tell, at)
        if asked.kind == "chat":
            return await apart(working.audit_live, home, self.store.key, tell, asked, at, self.reader(key=None))
        if asked.kind == "statement":
            return await apart(working.own_statement, home, self.store.key, tell, asked, at)
        return await apart(working.audit_file, home, self.store.key, tell, asked, at)


def folder_of(home: Path) -> Path:
    """Where the desk keeps what is not answered yet."""
    return home / "desk"
