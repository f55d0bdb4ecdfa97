"""The companion of the sandbox of watches: the real bot, queue, schedule and storage under a clock that a file shows,
and a reader that needs no Telegram. Forked from a process that has loaded all of it, so that it starts at once.

    python -m tests.bot.watches.child CLOCK PLAN       reads `start` from standard input, and tells the process it made
"""

import asyncio
import contextlib
import os
import random
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import insert

from auditor.report.report import to_json
from auditor.settings import read_settings
from bot import service
from bot.companion import Companion
from bot.watches import schedule
from storage import schema
from storage.audited import audits, chats, updates
from storage.companion import jobs
from storage.companion.jobs import Job
from storage.opening import open_store
from storage.records import Chat, Coverage
from storage.store import Store
from tests.worlds.watched import Event, WatchedChat

FIRST_ID = 1_600_000_000
GLANCE_SECONDS = 0.005
"""How often it is looked whether the clock was set."""
GLANCES = 60
"""After so many, the watches are looked at again, though the clock stands and no audit has ended."""


class Told(msgspec.Struct, frozen=True):
    """What the child must know of the plan."""

    start: int
    days: int
    chats: int
    seed: int
    events: list[Event]


def chats_of(told: Told) -> dict[str, WatchedChat]:
    """The chats by the targets that the queue knows them by."""
    made = (
        WatchedChat(number, told.start, told.days, told.seed, [each for each in told.events if each.chat == number])
        for number in range(told.chats)
    )
    return {f"name:{chat.name}": chat for chat in made}


class _NothingDrawn:
    """In the place of the processes that measure and draw: nobody asks for a page here."""

    async def warm(self) -> None:
        return

    async def close(self) -> None:
        return


async def serve(clock: Path, told: Told) -> None:
    """The whole service, until it is ended."""
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, _tell_where)
    settings = read_settings()
    async with open_store(settings.home) as store:
        companion = service._companion(store, settings)
        companion.pool = _NothingDrawn()  # type: ignore[assignment]
        companion.clock = lambda: int(clock.read_text())
        await jobs.revive(store, now=companion.clock(), accounts=1)
        await updates.resume(store, companion.clock())
        ended_job = asyncio.Event()
        reading = asyncio.create_task(_read(companion, chats_of(told), ended_job))
        looking = asyncio.create_task(_look(companion, clock.with_name("looked"), ended_job))
        await service._serve(companion, [], ended)
        for task in (reading, looking):
            task.cancel()


def _tell_where() -> None:
    """What everything waits for, to who runs the sandbox."""
    for task in asyncio.all_tasks():
        task.print_stack(file=sys.stderr)
    sys.stderr.flush()


async def _look(companion: Companion, looked: Path, ended_job: asyncio.Event) -> None:
    started = schedule.Started(companion.clock())
    while True:
        ended_job.clear()
        at = companion.clock()
        await schedule.look(companion, started)
        draft = looked.with_suffix(f".{os.getpid()}")  # one that was told to end may still be looking, too
        draft.write_text(f"{os.getpid()} {at}")
        draft.replace(looked)
        for _ in range(GLANCES):
            if ended_job.is_set() or companion.clock() != at:
                break
            await asyncio.sleep(GLANCE_SECONDS)


async def _read(companion: Companion, known: dict[str, WatchedChat], ended_job: asyncio.Event) -> None:
    rng = random.Random(os.getpid())
    while True:
        companion.work.clear()
        job = await jobs.take(companion.store, 1, now=companion.clock())
        if job is None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(companion.work.wait(), GLANCES * GLANCE_SECONDS)
            continue
        await asyncio.sleep(rng.uniform(0, 0.003))
        await _audit(companion, job, known[job.target])
        ended_job.set()


async def _audit(companion: Companion, job: Job, chat: WatchedChat) -> None:
    store, now = companion.store, companion.clock()
    why = chat.why_closed(now)
    if why is not None:
        await jobs.end(
            store, job.job, "failed", now=now, slug=f"chat-unreachable/{why}", sentence="Closed by order of a court."
        )
        return
    async with store.writing() as connection:
        row = await chats.find_or_add(connection, chat_of(chat.number))
    await jobs.meet(store, job.job, row)
    audit = await _kept(store, row, chat, now)
    await jobs.end(store, job.job, "done", now=now, audit=audit)


def chat_of(number: int) -> Chat:
    """A chat as the storage knows it."""
    return Chat(f"Chat {number}", "supergroup", FIRST_ID + number, f"chat_{number}")


async def _kept(store: Store, row: int, chat: WatchedChat, now: int) -> int:
    coverage: Any = msgspec.json.encode(Coverage(source="live", elements=0)).decode()
    values = {"chat": row, "source": "live", "collected_at": now, "coverage": coverage, "texts_rest": 0, "rows_rest": 0}
    async with store.writing() as connection:
        added = await connection.execute(insert(schema.observations).values(values))
        observation = int(added.inserted_primary_key[0])  # type: ignore[index]
    kept = await audits.save(
        store, chat_row=row, observation=observation, identity=f"{chat.name}/{now}", arguments="{}", as_of=now,
        made_at=now, report=to_json(chat.report(now)),
    )  # fmt: skip
    return kept.row


def main() -> None:
    """Makes one companion after the other, as it is told."""
    clock, told = Path(sys.argv[1]), msgspec.json.decode(Path(sys.argv[2]).read_bytes(), type=Told)
    for line in sys.stdin:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if line.strip() != "start":
            return
        pid = os.fork()
        if pid == 0:
            try:
                asyncio.run(serve(clock, told))
            except BaseException:
                traceback.print_exc()
                raise
            finally:
                sys.stderr.flush()
                os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
