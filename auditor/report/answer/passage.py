"""A sentence that knows which of its parts are figures, so that whoever shows it can set them apart."""

from typing import NamedTuple

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Around a figure while a sentence is put together; no catalogue and no title holds them."""


class Run(NamedTuple):
    """A stretch of a sentence."""

    text: str
    is_figure: bool


class Passage(NamedTuple):
    """A sentence or two; false where nothing is said. Plain text, escaped by nobody yet."""

    runs: tuple[Run, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.runs)

    def __str__(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def words(self) -> int:
        """How many words it has; a figure with its sign is one."""
        return len(str(self).split())


NOTHING = Passage()


def figure(text: str) -> str:
    """A text that `passage` takes for a figure."""
    return f"{_OPEN}{text}{_CLOSE}"


def passage(text: str) -> Passage:
    """The passage of a text in which figures are marked."""
    runs = []
    for part in text.split(_OPEN):
        marked, closed, rest = part.rpartition(_CLOSE)
        runs += [Run(marked, True), Run(rest, False)] if closed else [Run(part, False)]
    return Passage(tuple(run for run in runs if run.text))


def together(*passages: Passage) -> Passage:
    """Passages one behind the other."""
    runs: list[Run] = []
    for each in filter(None, passages):
        runs += [Run(" ", False), *each.runs] if runs else each.runs
    return Passage(tuple(runs))
