"""What a kind of file declares of itself: how it is told, what may be asked of it, and what opens it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from auditor.collect.datasets.arrays import Beginning
from auditor.collect.datasets.columns import Columns
from auditor.collect.datasets.time_column import TimesAsked
from auditor.collect.source import Source
from auditor.errors import UsageError
from storage.sources import Kind


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says of a file: which chat of it, what its columns hold, where its authors are, how its times are
    written; and the zone and the moment that it is read in."""

    tz: str
    now: int
    chat: str | None = None
    columns: Columns | None = None
    platform: str = ""
    times: TimesAsked = TimesAsked()

    @property
    def said(self) -> frozenset[str]:
        """By which options."""
        options = {
            "chat": self.chat is not None,
            "columns": self.columns is not None,
            "platform": bool(self.platform),
            "dates": self.times.dates is not None,
            "epoch": self.times.epoch is not None,
        }
        return frozenset(option for option, given in options.items() if given)


_TIMES = "--dates and --epoch say how the times of a table are read; an export or a data set needs neither."
_IN_VAIN: dict[str, str] = {
    "chat": "--chat chooses a chat of an export or a data set; a table of texts holds none.",
    "platform": "--platform says where the authors of a table of texts are; in a chat they are known.",
    "columns": "--columns says what a table's columns hold; this is an export or a data set of a chat.",
    "dates": _TIMES,
    "epoch": _TIMES,
}
"""What is said where an option was given that a format does not take."""


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of file that holds chats or a table."""

    kind: Kind
    opens: Callable[[Path, Asked], Sequence[Source]]
    """The chats or the table of such a file. Raises `ExportUnreadable` or `ChatNotChosen`."""
    begins: Callable[[Beginning], bool] = lambda _: False
    """Whether a file that begins so is one."""
    holds: Callable[[Path], bool] = lambda _: False
    """Whether a folder or an archive is one, by what lies in it."""
    takes: frozenset[str] = frozenset({"chat"})
    """The options that say something of it."""

    def open(self, path: Path, asked: Asked) -> Sequence[Source]:
        """The chats or the table of a file. Raises `UsageError`, too, for what was asked of the wrong kind of file."""
        for option, why in _IN_VAIN.items():
            if option in asked.said - self.takes:
                raise UsageError(why)
        return self.opens(path, asked)
