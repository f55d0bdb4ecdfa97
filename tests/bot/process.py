"""The companion as a process of its own, in front of a local Telegram with several reading accounts."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.telegram.bot_api.messages import Message
from tests.telegram.bot_api.person import Person
from tests.telegram.bot_api.server import LocalBotApi
from tests.telegram.server import LocalTelegram
from tests.worlds import live
from tests.worlds.live import LiveChat, Operator

ROOT = Path(__file__).parents[2]
OPERATOR = 5_100_000_001
FIRST_ACCOUNT = 9_000_001


def crowds(count: int, people: Sequence[int] = (100, 150, 200, 250, 300)) -> list[LiveChat]:
    """So many public chats."""
    now = int(time.time())
    return [
        live.dvk_live(
            seed, people[seed % len(people)], now=now, title=f"Чат номер {seed}", chat_id=1_500_000_000 + seed,
            username=f"crowd_{seed}",
        )
        for seed in range(1, count + 1)
    ]  # fmt: skip


@dataclass
class Service:
    """The companion's process, which may be started, killed and stopped, and what lies around it."""

    telegram: LocalTelegram
    api: LocalBotApi
    home: Path
    told: dict[str, str]
    log: Path
    ended: list[int] = field(default_factory=list)
    """How it ended where nobody had ended it."""
    _process: asyncio.subprocess.Process | None = None
    _logging: list[asyncio.subprocess.Process] = field(default_factory=list)
    """Who writes down what it tells: it goes through a pipe, for a disk that is full for the companion would swallow
    just what it tells of that."""

    @property
    def pid(self) -> int:
        """The process that runs."""
        assert self._process is not None, "it was started"
        return self._process.pid

    async def start(self, *command: str) -> None:
        """Starts it; `command` goes before Python's own."""
        self.reap()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DEADSOULS_")}
        env = {**kept, "PYTHONPATH": str(ROOT), **self.told}
        reading, telling = os.pipe()
        try:
            with self.log.open("ab") as log:
                self._logging.append(await asyncio.create_subprocess_exec("cat", stdin=reading, stdout=log))
            self._process = await asyncio.create_subprocess_exec(
                *command, sys.executable, "-m", "bot", env=env, cwd=self.home, stdout=telling, stderr=telling
            )
        finally:
            os.close(reading)
            os.close(telling)

    def reap(self) -> bool:
        """Whether it runs; where it ended by itself, that is noted."""
        if self._process is not None and self._process.returncode is not None:
            self.ended.append(self._process.returncode)
            self._process = None
        return self._process is not None

    async def kill(self) -> None:
        """Ends it without a word."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> float:
        """Asks it to end; in how many seconds it did."""
        began = time.perf_counter()
        await self._end(signal.SIGTERM)
        return time.perf_counter() - began

    async def end(self) -> None:
        """Ends it and all that it started, and whoever writes down what it tells."""
        await self.kill()
        async with asyncio.timeout(60):
            await asyncio.gather(*(each.wait() for each in self._logging))

    async def _end(self, sign: signal.Signals) -> None:
        if self.reap():
            assert self._process is not None, "it runs"
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(sign)
            code = await self._process.wait()
            if code not in {0, -signal.SIGKILL}:
                self.ended.append(code)
            self._process = None

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What stands in its database."""
        with contextlib.closing(sqlite3.connect(self.home / "deadsouls.db", timeout=30)) as connection:
            return connection.execute(sql).fetchall()

    async def until(self, sql: str, seconds: float = 120.0) -> None:
        """Waits until this query answers with something true."""
        async with asyncio.timeout(seconds):
            while True:
                with contextlib.suppress(sqlite3.OperationalError):
                    if any(row[0] for row in self.rows(sql)):
                        return
                await asyncio.sleep(0.01)

    def pids(self) -> list[int]:
        """The companion's process and all that it started."""
        return [pid for pid in _processes() if str(self.home).encode() in _environment(pid)]

    async def alone(self, seconds: float = 60.0) -> None:
        """Waits until nothing that the companion started runs any longer; raises `TimeoutError`."""
        async with asyncio.timeout(seconds):
            while self.pids():  # noqa: ASYNC110 - other processes tell nobody that they end
                await asyncio.sleep(0.05)


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _environment(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""


@contextlib.asynccontextmanager
async def service(
    folder: Path, chats: Sequence[LiveChat], *, accounts: int = 2, **changed: str
) -> AsyncIterator[Service]:
    """An installation whose companion is not started yet."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    operators = [Operator(FIRST_ACCOUNT + n, phone=f"9996610{n:03}") for n in range(accounts)]
    async with LocalTelegram(chats, accounts=operators, cache_pages=True) as telegram, LocalBotApi(telegram) as api:
        sessions = [telegram.session_file(home / f"account{n.id}.session", n.id) for n in operators]
        told = {
            "DEADSOULS_HOME": str(home),
            "DEADSOULS_API_ID": "1",
            "DEADSOULS_API_HASH": "x",
            "DEADSOULS_SESSION": ",".join(map(str, sessions)),
            "DEADSOULS_BOT_TOKEN": api.token,
            "DEADSOULS_BOT_API_URL": api.url,
            "DEADSOULS_OPERATORS": str(OPERATOR),
            "DEADSOULS_ACCESS": "open",
            "DEADSOULS_QUOTA_PERSON": "1000",
            "DEADSOULS_QUOTA_CHAT": "1000",
        } | {f"DEADSOULS_{name.upper()}": value for name, value in changed.items()}
        running = Service(telegram, api, home, told, folder / "log")
        try:
            yield running
        finally:
            await running.end()


def is_summary(message: Message) -> bool:
    """Whether a message is an answer: only these offer a page."""
    return any((button.data or "").startswith("page:") for row in message.now.buttons for button in row)


def is_receipt(message: Message) -> bool:
    """Whether a message says that something was accepted, which stays true, and nothing else."""
    return message.text.rpartition("\n")[2].startswith("Accepted")


def summaries(person: Person) -> list[Message]:
    """The answers that somebody was given."""
    return [message for message in person.messages if message.file is None and is_summary(message)]


def read_twice(telegram: LocalTelegram) -> dict[tuple[str, int, int], int]:
    """Pages that were asked for more than once."""
    return {page: times for page, times in telegram.pages.items() if times > 1}
