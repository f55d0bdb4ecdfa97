"""The process that keeps the pages of live readings (`python -m storage.keeping.keeper`), so that making rows and
writing them never holds up the wire: the reading process has its hands full with decoding what Telegram sends.

Pages and the marks behind them come down a pipe and are written together, a fifth of a second's worth a step. A reading
that is whole may be followed by the next one, since starting a process costs as much as reading a small chat. When the
pipe ends, be it that the reading was parked, cancelled or killed, what came is kept, and the process ends.
"""

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

import msgspec
from sqlalchemy import update

from storage import schema
from storage.audited.door import Door
from storage.errors import StorageError
from storage.keeping.pipe import Failed, Finish, Finished, Opening, Page, frame, receive, words_of
from storage.opening import open_store
from storage.records import Coverage, joined, together
from storage.sources import LIVE
from storage.store import Steps, Store

PAGES_WAITING = 64
"""Pages that may wait to be written before more are taken from the pipe; bounds the memory."""

GATHER_SECONDS = 0.2
"""How long pages are gathered to be written in one step; so much work is done again after a kill of this process."""

COURTESY = 5
"""How far this process stands back where processors are few: whoever reads, and answers people, goes first."""


class _Keeper:
    """Writes what comes down the pipe."""

    def __init__(self, pipe: asyncio.StreamReader, steps: Steps, door: Door) -> None:
        self._pipe = pipe
        self._steps = steps
        self._door = door
        self._words: asyncio.Queue[Page | Finish | None] = asyncio.Queue(PAGES_WAITING)
        self._hurry = asyncio.Event()

    async def run(self) -> Coverage | None:
        """The coverage of the finished observation, or None where the pipe ended before it was."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen())
            kept = tasks.create_task(self._keep())
        return kept.result()

    async def _listen(self) -> None:
        word: Page | Finish | None = await receive(self._pipe, Page | Finish)
        while isinstance(word, Page):
            if self._words.full():
                self._hurry.set()
            await self._words.put(word)
            word = await receive(self._pipe, Page | Finish)
        await self._words.put(word)
        self._hurry.set()

    async def _keep(self) -> Coverage | None:
        while True:
            word = await self._words.get()
            pages = []
            if isinstance(word, Page):
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._hurry.wait(), GATHER_SECONDS)
                self._hurry.clear()
            while isinstance(word, Page):
                pages.append(word)
                if self._words.empty():
                    break
                word = self._words.get_nowait()
            if pages:
                await self._write(pages)
            if isinstance(word, Finish):
                return await self._finish(word)
            if word is None:
                return None

    async def _write(self, pages: list[Page]) -> None:
        """All that waits, in one step with the marks behind it."""
        async with self._steps.step() as connection:
            await self._door.learn_erasures()
            self._door.take(joined([page.batch for page in pages]))
            await self._door.write_all()
            table = schema.observations
            mine = table.c.observation == self._door.observation, table.c.marks.is_not(None)
            await connection.execute(update(table).where(*mine).values(marks=pages[-1].marks))

    async def _finish(self, word: Finish) -> Coverage:
        async with self._steps.step() as connection:
            coverage = await self._door.close(word.coverage)
            if word.last is not None:
                coverage = _continued(coverage, word.last, again=await self._door.posts_read_again(coverage))
            mine = schema.observations.c.observation == self._door.observation
            kept = msgspec.json.encode(coverage).decode()
            await connection.execute(update(schema.observations).where(mine).values(coverage=kept, marks=None))
        return coverage


def _continued(new: Coverage, last: Coverage, *, again: int) -> Coverage:
    """A later live reading goes on where the last one ended: what that one knew of the beginning still holds. Both have
    read so many posts, `again`."""
    if new.read_from is None or last.read_to is None or new.read_from > last.read_to + 1:
        return new
    times = [at for at in (new.first_at, last.first_at) if at is not None]
    return msgspec.structs.replace(
        new,
        first_at=min(times, default=None),
        last_at=max((at for at in (new.last_at, last.last_at) if at is not None), default=None),
        history_begins=new.history_begins or last.history_begins,
        history_hidden=last.history_hidden,
        elements=new.elements + last.elements - again,
        not_people=new.not_people + last.not_people - again,
        unknown_adders=new.unknown_adders + last.unknown_adders,
        ancestor_elements=new.ancestor_elements + last.ancestor_elements,
        migrated_at=new.migrated_at or last.migrated_at,
        unknown_actions=together(new.unknown_actions, last.unknown_actions),
    )


async def _opened(store: Store, opening: Opening, pipe: asyncio.StreamReader) -> Coverage | None:
    async with store.stepwise() as steps:
        async with steps.step() as connection:
            door = Door(
                connection,
                chat=opening.chat,
                identity=opening.identity,
                observation=opening.observation,
                key=store.key,
                read_at=opening.read_at,
                source=LIVE.name,
                keep_text=opening.keep_text,
                paged=True,
            )
            await door.prepare()
        return await _Keeper(pipe, steps, door).run()


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    pipe = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(pipe), sys.stdin)
    opening: Opening | None = await receive(pipe, Opening)
    if opening is None:
        return
    try:
        async with open_store(Path(opening.home), key=opening.key) as store:
            while opening is not None:
                coverage = await _opened(store, opening, pipe)
                if coverage is None:
                    return
                _say(Finished(coverage))
                opening = await receive(pipe, Opening)
    except* StorageError as errors:
        error = errors.exceptions[0]
        assert isinstance(error, StorageError)  # noqa: S101 - the tasks raise no groups of their own
        _say(Failed(error.slug, words_of(error.sentence)))


def _say(answer: Finished | Failed) -> None:
    """Answers whoever reads the chat; where that process was killed, nobody is there, and what is kept is kept."""
    with contextlib.suppress(BrokenPipeError), open(sys.stdout.fileno(), "wb", closefd=False) as pipe:
        pipe.write(frame(answer))


def main() -> None:
    """Serves one reading after the other. Whoever reads is interrupted by a person, not this process: the end of the
    pipe tells it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(COURTESY)
    asyncio.run(_serve())


if __name__ == "__main__":
    main()
