"""What is kept of an account's id: between which moments it was created.

Telegram says nobody's day of creation, but gave ids out roughly in order until early 2024. `account_age.json` holds
a curve fitted to publicly dated ids (isotonic regression, straight lines between the means of its blocks), read
off at round ids, with the half-width of its 90 % interval in days; and the days on which the ranges from 7 thousand
million on were opened. Inside those, ids are given out at random: there is a window and never a day. How well this
holds is measured by `bench/account_age.py`, which also renews the file; `docs/method.md` tells how it misleads.

**Was this a new account?** has three answers, since all that is known is an interval. *Yes*: it was created
within so many days before it arrived wherever in the interval that was (`earliest` says so). *No*: it was older
wherever in the interval that was (`latest` says so). Else *cannot tell*, and so for everybody with an id that was
never issued. A measure that counts only the yes, and calls the rest old, takes the width of the curve for a fact;
`souls.new` keeps the three apart.
"""

import datetime as dt
import functools
import importlib.resources

import msgspec
import numpy as np
import numpy.typing as npt

VERSION = 1
"""Of the table: raised whenever it comes out different, since intervals are kept and two tables must not be mixed."""

LAST_EVIDENCE = dt.date(2026, 8, 6)
"""The last day that the table knows of: when the openings of ranges were gathered (LyoSU/LyAdminBot calibration)."""

NO_TIME = int(np.iinfo(np.int64).min)
"""Stands for an unknown moment in an array."""

DAY = 86_400

LAUNCHED = dt.date(2013, 8, 14)
"""Telegram's first release: nobody's account is older."""

ID_END = 2**40
"""Ids of users are below it (core.telegram.org/api/bots/ids)."""

GAP = (2**31, 5_000_000_000)
"""Ids of 32 bits were used up in November 2021 and went on at 5 thousand million. None of some 43 million users whom
two bots saw lies between (LyAdminBot); dates that public lists give for 3318845111 and 4317845111 are made up."""

GAP_LEFT = dt.date(2021, 11, 1)
"""No id above the gap is older: the first are dated 2021-12-01 to 06, and late in November 2021 ids below it were
still given out. A month of slack."""

LATE_IN_A_RANGE = 60
"""Days for which a range may still give out ids after the next was opened: of 19 accounts dated by others 26 % fell
there, at most 35 days late."""

Ids = npt.NDArray[np.int64]
Times = npt.NDArray[np.int64]


class Created(msgspec.Struct, frozen=True):
    """When an account was created, in seconds since 1970: not before `earliest`, not after `latest`; None where that
    side has no bound. A 90 % interval below 7 thousand million, a window of the range from there on."""

    earliest: int | None
    latest: int | None


class AgeTable(msgspec.Struct, frozen=True):
    """What `account_age.json` says. `curve`: id, day, half-width of the interval in days from this id on. `ranges`:
    first id, day of opening, in the order of both. The curve ends where the first range begins."""

    version: int
    last_evidence: dt.date
    curve: list[tuple[int, dt.date, int]]
    ranges: list[tuple[int, dt.date]]


class Ages:
    """A table, made ready to be asked about many ids at once."""

    def __init__(self, table: AgeTable) -> None:
        self._at = np.array([at for at, _, _ in table.curve], np.int64)
        self._day = np.array([_seconds(day) for _, day, _ in table.curve], np.int64)
        self._band = np.array([days * DAY for _, _, days in table.curve], np.int64)
        self._range = np.array([first for first, _ in table.ranges], np.int64)
        self._opened = np.array([_seconds(day) for _, day in table.ranges], np.int64)
        until = self._opened[1:] + (LATE_IN_A_RANGE + 1) * DAY - 1  # all of the last day, whose hour is not known
        self._until = np.append(until, NO_TIME)

    def points(self, ids: Ids) -> Times:
        """The curve's moment for each id below the ranges; NO_TIME for every other, and those never issued."""
        return np.where(_issued(ids) & (ids < self._range[0]), self._on_curve(ids), NO_TIME)

    def intervals(self, ids: Ids) -> tuple[Times, Times]:
        """The earliest and latest moment for each id, NO_TIME where that side has no bound or the id never was."""
        at, band = self._on_curve(ids), self._band[_row(self._at, ids)]
        oldest = np.where(ids < GAP[1], _seconds(LAUNCHED), _seconds(GAP_LEFT))
        row = _row(self._range, ids)
        in_range, issued = ids >= self._range[0], _issued(ids)
        earliest = np.where(in_range, self._opened[row], np.maximum(at - band, oldest))
        latest = np.where(in_range, self._until[row], at + band)
        return np.where(issued, earliest, NO_TIME), np.where(issued, latest, NO_TIME)

    def _on_curve(self, ids: Ids) -> Times:
        return np.rint(np.interp(ids, self._at, self._day)).astype(np.int64)


def created(telegram_id: int) -> Created | None:
    """When the account of that id was created; None for an id that was never issued."""
    if not 0 < telegram_id < ID_END:  # may be beyond what an array holds
        return None
    earliest, latest = (_known(bound) for bound in created_many(np.array([telegram_id], np.int64)))
    return None if earliest is None else Created(earliest, latest)


def created_many(ids: npt.ArrayLike) -> tuple[Times, Times]:
    """The earliest and latest creation for each id, NO_TIME where not bounded or never issued (then both)."""
    return _shipped().intervals(np.asarray(ids, np.int64))


def point(telegram_id: int) -> int | None:
    """The curve's moment, to measure its accuracy by; None from 7 thousand million on, where a day is never known,
    and for an id that was never issued."""
    return _known(_shipped().points(np.array([telegram_id], np.int64))) if 0 < telegram_id < ID_END else None


def read_table(raw: bytes) -> AgeTable:
    """The table as it is written in `account_age.json`."""
    return msgspec.json.decode(raw, type=AgeTable)


def shipped_table() -> AgeTable:
    """The table that comes with the program."""
    return read_table(importlib.resources.files("storage.people.traits").joinpath("account_age.json").read_bytes())


@functools.cache
def _shipped() -> Ages:
    return Ages(shipped_table())


def _issued(ids: Ids) -> npt.NDArray[np.bool_]:
    return (ids > 0) & (ids < ID_END) & ~((ids >= GAP[0]) & (ids < GAP[1]))


def _row(firsts: Ids, ids: Ids) -> npt.NDArray[np.intp]:
    """The row that each id belongs to: the last that begins at or below it."""
    return np.maximum(np.searchsorted(firsts, ids, "right") - 1, 0)


def _known(one: Times) -> int | None:
    value = int(one[0])
    return None if value == NO_TIME else value


def _seconds(day: dt.date) -> int:
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp())
