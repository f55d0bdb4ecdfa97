"""One long piece of work in a process of its own, which tells how far it is and can be stopped at any moment.

The pool is for what takes seconds. What takes minutes is stopped by ending its process: an import is invisible until it
is complete, and a live reading goes on where it stopped, so that nothing is lost.
"""

import asyncio
import contextlib
import logging
import multiprocessing
from collections.abc import Callable, Coroutine
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from auditor.errors import DeadSoulsError, Sentence
from auditor.work import faults, pool

T = TypeVar("T")

log = logging.getLogger("deadsouls.apart")

STARTED = "spawn"
"""How its process is started: from nothing, for this one has threads and an open store."""


class Far(NamedTuple):
    """How far the work is: what is being done, and the part of it that is done, 0 to 1; None where unknown."""

    stage: str
    part: float | None = None


Tell = Callable[[Far], None]
"""Tells whoever waits how far the work is."""

LongWork = Callable[..., Coroutine[Any, Any, T]]
"""What is done with an opened store and a `Tell`; it is sent to a process by its name."""


class Failed(DeadSoulsError):
    """The work failed for a reason that a person can act on; with the slug `broken`, for one nobody foresaw."""

    def __init__(self, slug: str, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.slug = slug


class _Ended(NamedTuple):
    value: Any


class _Refused(NamedTuple):
    slug: str
    sentence: Sentence


async def apart(work: LongWork[T], home: Path, key: bytes, tell: Tell, *given: object) -> T:
    """Does the work, and tells how far it is. Raises `Failed`. Whoever cancels this ends the process."""
    context = multiprocessing.get_context(STARTED)
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(  # type: ignore[attr-defined]  # every context has it
        target=_begin, args=(theirs, key, work, home, given), name="deadsouls-apart"
    )
    await asyncio.to_thread(process.start)
    theirs.close()
    try:
        while True:
            heard = await asyncio.to_thread(_heard, ours)
            if isinstance(heard, Far):
                tell(heard)
            elif isinstance(heard, _Ended):
                return heard.value  # type: ignore[no-any-return]  # what the work returned
            elif isinstance(heard, _Refused):
                raise Failed(heard.slug, heard.sentence)
            else:
                raise Failed("broken", Sentence("The process that did the work ended before its time."))
    finally:
        process.kill()
        await asyncio.shield(asyncio.to_thread(process.join))
        ours.close()


def _heard(ours: Connection) -> object:
    try:
        return ours.recv()
    except (EOFError, OSError):
        return None


def _begin(theirs: Connection, key: bytes, work: LongWork[Any], home: Path, given: tuple[object, ...]) -> None:
    pool.begun(key, 0)
    logging.getLogger().addHandler(logging.NullHandler())  # what libraries log may hold what was read
    try:
        ended: _Ended | _Refused = _Ended(pool.with_store(work, home, theirs.send, *given))
    except DeadSoulsError as error:
        ended = _Refused(error.slug, error.sentence)
    except Exception as error:  # noqa: BLE001 - its words may hold somebody's
        said = f"{type(error).__name__} [{faults.report(log, 'long work broke down', error)}]"
        ended = _Refused("broken", Sentence("{said}", said=said))
    with contextlib.suppress(OSError):
        theirs.send(ended)
