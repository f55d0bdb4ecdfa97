"""A world: plain columns of messages, who came when, and what is planted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from tests.worlds.coordination_families.words import Rng

Column = npt.NDArray[np.int64]
Kind = Literal["table", "chat"]

HOUR, DAY = 3_600, 86_400


@dataclass(frozen=True)
class Came:
    """That somebody came: by a link, or added by `adder`."""

    at: int
    person: int
    adder: int | None = None


@dataclass(frozen=True)
class World:
    """A table of comments, or a chat with arrivals. A column holds a row a message, in order of time. Accounts are
    numbers from 0; times are seconds since 1970."""

    family: str
    seed: int
    kind: Kind
    people: int
    id: Column
    at: Column
    author: Column
    text: tuple[str, ...]
    reply: Column
    """The id of the message answered, 0 for none."""
    forward: tuple[str, ...]
    """Which post was passed on, as "channel/post"; empty for none."""
    given: tuple[str, ...]
    """An object that the source names itself, as CooRTweet's tables do; empty for none."""
    planted: tuple[frozenset[int], ...] = ()
    """The accounts that act in concert, farm by farm."""
    came: tuple[Came, ...] = ()
    drawn: dict[str, float | str] = field(default_factory=dict)
    """The parameters that were drawn."""

    @property
    def in_concert(self) -> frozenset[int]:
        """All that is planted."""
        return frozenset().union(*self.planted)


class Draft:
    """Rows in the order in which they were thought of; `finished` puts them in order of time."""

    def __init__(self) -> None:
        self.parts: list[tuple[Column, Column]] = []
        self.text: list[str] = []
        self.answered: list[int] = []
        self.forward: list[str] = []
        self.given: list[str] = []

    def add(
        self,
        at: Any,
        author: Any,
        text: Sequence[str] | str,
        *,
        to: Sequence[int] | int = -1,
        forward: Sequence[str] | str = "",
        given: Sequence[str] | str = "",
    ) -> Column:
        """Adds messages, of which what is one value is the same of all; `to` is a row of this draft, -1 for none.
        Returns the rows."""
        at = np.atleast_1d(np.asarray(at)).astype(np.int64)
        many, begin = len(at), len(self.text)
        self.parts.append((at, np.broadcast_to(np.asarray(author, np.int64), at.shape)))
        self.text += [text] * many if isinstance(text, str) else list(text)
        self.answered += [to] * many if isinstance(to, int) else list(to)
        self.forward += [forward] * many if isinstance(forward, str) else list(forward)
        self.given += [given] * many if isinstance(given, str) else list(given)
        return np.arange(begin, begin + many)

    def at(self) -> Column:
        """When each row was."""
        return np.concatenate([at for at, _ in self.parts])

    def finished(
        self,
        family: str,
        seed: int,
        rng: Rng,
        people: int,
        planted: Iterable[Iterable[int]] = (),
        *,
        came: Sequence[Came] = (),
        kind: Kind = "chat",
        drawn: dict[str, float | str] | None = None,
    ) -> World:
        """The world. Accounts are numbered anew, by lot, so that a number says nothing. An answer that would come
        before what it answers comes a few seconds after it."""
        at, author = self.at(), np.concatenate([who for _, who in self.parts])
        answered = np.array(self.answered, np.int64)
        replies = np.flatnonzero(answered >= 0)
        at[replies] = np.maximum(at[replies], at[answered[replies]] + 2)
        lot = rng.permutation(people)
        order = np.lexsort((rng.random(len(at)), at))
        ids = np.empty(len(at) + 1, np.int64)
        ids[order] = np.arange(len(at)) + 1 + len(came)
        ids[-1] = 0
        return World(
            family,
            seed,
            kind,
            people,
            ids[order],
            at[order],
            lot[author[order]],
            tuple(self.text[row] for row in order.tolist()),
            ids[answered][order],
            tuple(self.forward[row] for row in order.tolist()),
            tuple(self.given[row] for row in order.tolist()),
            tuple(frozenset(lot[list(farm)].tolist()) for farm in planted),
            tuple(
                Came(one.at, int(lot[one.person]), None if one.adder is None else int(lot[one.adder]))
                for one in sorted(came, key=lambda one: one.at)
            ),
            drawn or {},
        )
