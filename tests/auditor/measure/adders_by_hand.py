"""Frames in which a few adders added people whose fate is told, beside people who came by themselves."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np

from auditor.frames.frames import Frames, build_frames
from auditor.frames.inputs import NO_TIME, NOBODY, Facts
from storage.columns import EventColumns, MemberColumns, MessageColumns

BEGAN, DAY, HOUR = 1_780_012_800, 86_400, 3_600
ENDS = BEGAN + 90 * DAY

Row = tuple[int, str, int, int, bool]
"""Time, kind, person, adder, and whether that is somebody in particular."""


@dataclass
class Told:
    """What happened, to be shuffled, renamed or moved before frames are made of it."""

    came: list[Row] = field(default_factory=list)
    went: list[tuple[int, int, bool]] = field(default_factory=list)
    wrote: list[tuple[int, int]] = field(default_factory=list)
    people: int = 0

    def person(self) -> int:
        """One more person, known by an id."""
        self.people += 1
        return 2 * self.people

    def comes(self, at: int, kind: str = "by_link", adder: int = NOBODY, *, sure: bool = True) -> int:
        person = self.person()
        self.came.append((at, kind, person, adder, sure))
        return person

    def leaves(self, person: int, at: int, *, by_self: bool = True) -> None:
        self.went.append((at, person, by_self))

    def writes(self, person: int, at: int) -> None:
        self.wrote.append((at, person))

    def crowd(
        self, size: int, *, gone: int, silent: int, adder: int = NOBODY, day: int = 30, removed: bool = False
    ) -> None:
        """`size` people come on a day, a minute apart; the first `gone` leave after an hour, the last others write."""
        for place in range(size):
            at = BEGAN + day * DAY + place * 60
            person = self.comes(at, "added" if adder else "by_link", adder)
            if place < gone:
                self.leaves(person, at + HOUR, by_self=not removed)
            elif place >= silent:
                self.writes(person, at + 2 * HOUR)

    def adds(self, size: int, *, gone: int, silent: int, day: int = 30, removed: bool = False) -> int:
        """Somebody who came on the first day adds so many; returns who."""
        adder = self.comes(BEGAN + HOUR * (self.people % 20), "by_self")
        self.writes(adder, BEGAN + 2 * DAY)
        self.crowd(size, gone=gone, silent=silent, adder=adder, day=day, removed=removed)
        return adder

    def frames(self, *, members: set[int] | None = None, shuffled: Random | None = None, **facts: Any) -> Frames:
        """The frames; with `members`, of a live audit with these in its whole list; with `shuffled`, of rows that are
        handed over in any order."""
        came, went = sorted(self.came, key=lambda row: row[0]), sorted(self.went, key=lambda row: row[0])
        wrote = sorted(self.wrote, key=lambda row: row[0])
        known: dict[str, Any] = {
            "as_of": ENDS, "since": None, "until": None, "first_at": BEGAN, "history_whole": True,
            "names_as_people": False, "grain": 1, "claimed": None, "erased_people": 0,
            "erased_messages": 0,
        }  # fmt: skip
        live = {} if members is None else {"source": "live", "listing": "whole", "claimed": len(members)}
        sayings = list(enumerate(wrote, 100_000))
        comings, goings = list(enumerate(came, 1)), list(enumerate(went, 50_000))
        for rows in (sayings, comings, goings) if shuffled else ():
            shuffled.shuffle(rows)  # type: ignore[union-attr]
        return build_frames(
            messages=MessageColumns(
                _ints([number for number, _ in sayings]),
                _ints([at for _, (at, _) in sayings]),
                _ints([who for _, (_, who) in sayings]),
            ),
            arrivals=EventColumns(
                id=_ints([number for number, _ in comings]),
                at=_ints([row[0] for _, row in comings]),
                kind=[row[1] for _, row in comings],
                person=_ints([row[2] for _, row in comings]),
                resolved=np.array([row[4] for _, row in comings], np.bool_),
                alone=np.zeros(len(comings), np.bool_),
                adder=_ints([row[3] for _, row in comings]),
            ),
            leaves=EventColumns(
                id=_ints([number for number, _ in goings]),
                at=_ints([row[0] for _, row in goings]),
                kind=[str(int(row[2])) for _, row in goings],
                person=_ints([row[1] for _, row in goings]),
                resolved=np.ones(len(goings), np.bool_),
                alone=np.zeros(len(goings), np.bool_),
                adder=np.zeros(len(goings), np.int64),
            ),
            alternatives={},
            nameless=frozenset(),
            by_name=frozenset(),
            facts=Facts(**known | live | facts),
            members=None if members is None else _listed(sorted(members)),
        )


def _ints(values: list[int]) -> Any:
    return np.array(values, np.int64)


def _listed(members: list[int]) -> MemberColumns:
    size = len(members)
    no, unknown, none = np.zeros(size, np.bool_), np.full(size, NO_TIME, np.int64), np.zeros(size, np.int8)
    return MemberColumns(
        person=_ints(members), listed=~no, role=["member"] * size, bot=no, deleted=no, blank=none, flagged=none,
        seen=["recently"] * size, seen_month=unknown, by_me=no, joined_at=unknown, adder=np.zeros(size, np.int64),
        age_from=unknown, age_to=unknown,
    )  # fmt: skip


def a_chat(*, day: int = 30) -> Told:
    """A chat to which 100 came by themselves on one day, 5 of whom left at once and 60 of whom never wrote; one more
    came on the first day, wrote, and left on the 88th: until then leaving was logged."""
    told = Told()
    told.crowd(100, gone=5, silent=60, day=day)
    someone = told.comes(BEGAN + 60)
    told.writes(someone, BEGAN + DAY)
    told.leaves(someone, BEGAN + 88 * DAY)
    return told
