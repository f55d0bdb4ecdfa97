"""The audits that were asked for: one after the other, told how far they are, stopped, and taken up again.

What was asked rests in a small file (0600) until it is answered, so that a desk that was killed takes it up at its next
start. A file that ended a process three times is not tried again.
"""

import asyncio
import contextlib
import secrets
import shutil
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from auditor.errors import DeadSoulsError, Sentence
from auditor.work.apart import Far, Tell

if TYPE_CHECKING:
    from auditor.desk.rows import Rows

State = Literal["waiting", "running", "done", "failed", "stopped"]

DAY = 86_400

MOST_STARTS = 3

ARRIVING = ".arriving"
"""How the name of an upload ends that has not come whole."""

REMEMBERED = 100
"""Runs that are over and can still be looked at."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for. It says no more of a file than where it lies, or lay when it was dropped."""

    kind: Literal["file", "chat", "farms", "statement"] = "file"
    name: str
    """What it is called on a page: a file's name, or the chat that was typed."""
    path: str = ""
    """A file on this machine, read in place; empty where it was dropped."""
    upload: str = ""
    """Where what was dropped rests, sealed, in the folder of uploads."""
    chat: str = ""
    columns: str = ""
    tz: str = "UTC"
    join: bool = False
    discussion: bool = False
    person: str = ""
    """Of whom a statement is made: an id, or a name as the export has it. Such a run does not rest on the disk."""
    shown_name: str = ""
    """What they want to be called on it."""
    at: int = 0
    starts: int = 0
    """How often it was begun."""


BEGINNING = Far("opening")


@dataclass
class Run:
    """One of them, and how far it is."""

    id: str
    asked: Asked
    state: State = "waiting"
    far: Far = BEGINNING
    begun: float = 0.0
    """When its present stage began, by the monotonic clock."""
    again: bool = False
    """The desk ended while it ran; it was taken up again."""
    audits: list[int] = field(default_factory=list)
    found: str = ""
    """What was made that is no audit: a page."""
    slug: str = ""
    sentence: Sentence | None = None
    task: "asyncio.Task[None] | None" = None

    @property
    def over(self) -> bool:
        """Whether nothing of it will change any more."""
        return self.state in ("done", "failed", "stopped")

    @property
    def seconds_left(self) -> float | None:
        """How much longer its present stage takes, if it goes on as it went; None where that is not known yet."""
        part, gone = self.far.part, time.monotonic() - self.begun
        if not part or part < 0.02 or gone < 1:
            return None
        return gone * (1 - part) / part


class Answer(NamedTuple):
    """What came of a run."""

    audits: tuple[int, ...] = ()
    page: str = ""
    rows: "Rows | None" = None
    """Of the last of its audits: they are there, and would have to be read again."""


Work = Callable[[Asked, Tell], Awaitable[Answer]]


class Runs:
    """All runs of a desk; `folder` is where they rest until they are answered."""

    def __init__(self, folder: Path, work: Work) -> None:
        self._folder = folder
        self._work = work
        self._turn = asyncio.Lock()
        self.all: dict[str, Run] = {}

    @property
    def uploads(self) -> Path:
        """Where what was dropped rests, sealed."""
        return self._folder / "uploads"

    @property
    def busy(self) -> bool:
        """Whether one is waiting or running."""
        return any(not run.over for run in self.all.values())

    def ask(self, asked: Asked, *, again: bool = False, number: str = "") -> Run:
        """Begins, or waits until the one before is over."""
        run = Run(number or secrets.token_hex(8), asked, again=again)
        self.all[run.id] = run
        self._keep(run)
        run.task = asyncio.create_task(self._go(run))
        for old in [each.id for each in self.all.values() if each.over][:-REMEMBERED]:
            self.forget(old)
        return run

    async def stop(self, number: str) -> None:
        """Ends one, whatever it does; nothing of an import is kept, all of a live reading."""
        run = self.all[number]
        if run.task is not None and not run.over:
            run.state = "stopped"
            run.task.cancel()
            await asyncio.gather(run.task, return_exceptions=True)
        self._drop(run)

    def again(self, number: str, asked: Asked) -> Run:
        """Asks anew, of the same file, in place of one that failed."""
        del self.all[number]
        return self.ask(asked)

    def forget(self, number: str) -> None:
        """Takes one that is over out of the list, and its upload with it."""
        self._drop(self.all.pop(number))

    def take_up(self, now: int) -> None:
        """Begins anew what a desk before did not live to answer, and clears away what belongs to nobody."""
        self.uploads.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in (*self.uploads.glob(f"*{ARRIVING}"), *self.uploads.glob("*.opened")):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        for place in sorted(self._folder.glob("*.json")):
            with contextlib.suppress(OSError, msgspec.DecodeError):
                if place.name != "running.json":
                    asked = msgspec.json.decode(place.read_bytes(), type=Asked)
                    self._again(place.stem, asked, now)
        self.sweep(now)

    def _again(self, number: str, asked: Asked, now: int) -> None:
        if asked.starts < MOST_STARTS and asked.at > now - DAY:
            self.ask(asked, again=True, number=number)
            return
        run = Run(number, asked, "failed", slug="given-up")
        self.all[number] = run
        self._drop(run)

    def sweep(self, now: int) -> None:
        """Deletes uploads that nobody waits for, or that are a day old."""
        for run in [each for each in self.all.values() if each.over and each.asked.at < now - DAY]:
            self._drop(run)
        wanted = {run.asked.upload for run in self.all.values() if not run.over or run.state == "failed"}
        for path in self.uploads.iterdir():
            if path.name not in wanted and path.suffix not in (ARRIVING, ".opened"):
                path.unlink(missing_ok=True)

    async def close(self) -> None:
        """Ends what runs; it is taken up by the next desk."""
        tasks = [run.task for run in self.all.values() if run.task is not None and not run.over]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _go(self, run: Run) -> None:
        async with self._turn:
            run.asked = msgspec.structs.replace(run.asked, starts=run.asked.starts + 1)
            self._keep(run)
            run.state = "running"

            def tell(far: Far) -> None:
                if far.stage != run.far.stage:
                    run.begun = time.monotonic()
                run.far = far

            tell(BEGINNING)
            try:
                answer = await self._work(run.asked, tell)
            except DeadSoulsError as error:
                run.state, run.slug, run.sentence = "failed", error.slug, error.sentence
                self._place(run).unlink(missing_ok=True)  # what was dropped stays for a day, to be asked again
                return
            run.audits, run.found = list(answer.audits), answer.page
            run.state = "done"
            self._drop(run)

    def _place(self, run: Run) -> Path:
        return self._folder / f"{run.id}.json"

    def _keep(self, run: Run) -> None:
        if run.asked.kind == "statement":
            return
        draft = self._place(run).with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_bytes(msgspec.json.encode(run.asked))
        draft.replace(self._place(run))

    def _drop(self, run: Run) -> None:
        """What was asked, and what was dropped for it, rest no longer."""
        self._place(run).unlink(missing_ok=True)
        if run.asked.upload:
            (self.uploads / run.asked.upload).unlink(missing_ok=True)
