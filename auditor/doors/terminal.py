"""What a person sees and is asked in a terminal: how far something long is, what it waits for, how to sign in."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from auditor.doors.speaking import in_language, tell
from auditor.errors import Sentence

if TYPE_CHECKING:
    from auditor.collect.live.marks import Progress
    from auditor.collect.live.session import Asked

STAGES = {
    "": Sentence("finding the chat"),
    "members": Sentence("member list"),
    "history": Sentence("history"),
    "ancestor": Sentence("history of the group it once was"),
    "admin-log": Sentence("admin log"),
    "invites": Sentence("invite links"),
}


def plain(title: str) -> str:
    """A title as one line that can be shown."""
    from auditor.report.statements.titles import plain_title

    return plain_title(title)


@contextlib.contextmanager
def _bar(quiet: bool, *columns: Any) -> Iterator[Any]:
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True, quiet=quiet)
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        yield bar


@contextlib.contextmanager
def bytes_read(title: str, quiet: bool) -> Iterator[Callable[[float], None]]:
    """A bar on standard error, by bytes read, with the time left."""
    if quiet or not sys.stderr.isatty():  # where nobody would see it, what draws it is not loaded
        yield lambda _: None
        return
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with _bar(quiet, *columns) as bar:
        task = bar.add_task(plain(title)[:40].replace("[", "("), total=1.0)
        yield lambda done: bar.update(task, completed=done)


class LiveBar:
    """Shows the stage of a live reading, and the waits that Telegram asks for."""

    def __init__(self, bar: Any, language: str) -> None:
        self._bar = bar
        self._stages = {stage: in_language(said, language) for stage, said in STAGES.items()}
        self._language = language
        self._task = bar.add_task(self._stages[""], total=None)
        self._stage = ""

    def progress(self, at: "Progress") -> None:
        """One more page was read."""
        if at.stage != self._stage:
            self._bar.reset(self._task, total=at.of)
            self._stage = at.stage
        self._bar.update(self._task, description=self._stages[at.stage], completed=at.done, total=at.of)

    def waiting(self, seconds: float) -> None:
        """Telegram asked to wait; 0 when that is over."""
        stage = self._stages[self._stage]
        until = time.strftime("%H:%M:%S", time.localtime(time.time() + seconds))
        waits = Sentence("{stage}: Telegram asks to wait until {time}", stage=stage, time=until)
        self._bar.update(self._task, description=in_language(waits, self._language) if seconds else stage)


@contextlib.contextmanager
def live_reading(quiet: bool, language: str) -> Iterator[LiveBar]:
    """A bar on standard error for each stage: what was read, of how much, and the time left, waits included."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with _bar(quiet, *columns) as bar:
        yield LiveBar(bar, language)


def asked_in_terminal(language: str) -> "Asked":
    """Asks for what signing in takes; what is secret is not shown while it is typed."""
    import asyncio

    import click
    import segno

    from auditor.collect.live.session import Asked

    def show(address: str) -> None:
        scan = Sentence("Scan this with Telegram on a phone: Settings > Devices > Link Desktop Device.")
        tell(scan, language, err=True)
        segno.make(address, micro=False).terminal(out=sys.stderr, compact=True)

    def ask(what: Sentence, *, hidden: bool = False) -> str:
        return str(click.prompt(in_language(what, language), hide_input=hidden, err=True)).strip()

    return Asked(
        phone=lambda: asyncio.to_thread(ask, Sentence("Phone number of the reading account, with +")),
        code=lambda: asyncio.to_thread(ask, Sentence("The code that Telegram sent you"), hidden=True),
        password=lambda: asyncio.to_thread(ask, Sentence("Its two-step password"), hidden=True),
        show_qr=show,
    )
