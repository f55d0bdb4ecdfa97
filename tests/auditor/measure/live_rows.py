"""Frames of a live audit, made of columns as storage hands them over: chats small enough to count by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from auditor.frames.frames import Frames
from auditor.frames.frames import build_frames as build
from auditor.frames.inputs import NO_TIME, NOBODY, Facts
from storage.columns import EventColumns, MemberColumns, MessageColumns, PostColumns
from storage.people.traits.last_seen import at_rest

DAY = 86_400
BEGAN = 1_700_000_000
"""When day 0 begins, and the history with it."""
TODAY = 400
"""The day of the audit."""


@dataclass(frozen=True)
class Shown:
    """An account that the source showed. Days count from the beginning; `made` is between which days, None open."""

    person: int
    listed: bool = True
    role: str = "member"
    bot: bool = False
    deleted: bool = False
    blank: int = 0
    flagged: int = 0
    seen: str = "recently"
    seen_day: float | None = None
    by_me: bool = False
    joined: float | None = None
    adder: int = NOBODY
    made: tuple[float | None, float | None] = (None, None)


@dataclass(frozen=True)
class Came:
    """An arrival as one source tells it."""

    person: int
    day: float
    kind: str = "by_link"
    adder: int = NOBODY
    source: str = "service-messages"


@dataclass(frozen=True)
class Went:
    """A leave."""

    person: int
    day: float
    alone: bool = True
    source: str = "service-messages"


def at(day: float | None) -> int:
    """A day as seconds."""
    return NO_TIME if day is None else round(BEGAN + day * DAY)


def _ints(values: Sequence[int]) -> npt.NDArray[np.int64]:
    return np.array(values, np.int64)


def _bools(values: Sequence[bool]) -> npt.NDArray[np.bool_]:
    return np.array(values, np.bool_)


def _events(events: Sequence[Came] | Sequence[Went]) -> EventColumns:
    return EventColumns(
        id=_ints(range(1, len(events) + 1)),
        at=_ints([at(event.day) for event in events]),
        kind=[event.kind if isinstance(event, Came) else str(int(event.alone)) for event in events],
        person=_ints([event.person for event in events]),
        resolved=_bools([True] * len(events)),
        alone=_bools([False] * len(events)),
        adder=_ints([event.adder if isinstance(event, Came) else NOBODY for event in events]),
        source=[event.source for event in events],
    )


def live_frames(
    shown: Sequence[Shown],
    *,
    came: Sequence[Came] = (),
    went: Sequence[Went] = (),
    wrote: Sequence[int] = (),
    posts: PostColumns | None = None,
    **facts: Any,
) -> Frames:
    """The frames of what was shown; everybody of `wrote` wrote once, in turn, from day 1 on."""
    seen = [at_rest(each.seen, None if each.seen_day is None else at(each.seen_day), at(TODAY)) for each in shown]
    known: dict[str, Any] = {
        "as_of": at(TODAY), "since": None, "until": None, "first_at": BEGAN, "history_whole": True,
        "names_as_people": False, "grain": 1, "claimed": None, "erased_people": 0,
        "erased_messages": 0, "source": "live", "listing": "whole", "claimed_by_telegram": True,
        "read_at": at(TODAY),
    }  # fmt: skip
    return build(
        messages=MessageColumns(
            _ints(range(1_000, 1_000 + len(wrote))), _ints([at(1 + n / 1_000) for n in range(len(wrote))]), _ints(wrote)
        ),
        arrivals=_events(came),
        leaves=_events(went),
        alternatives={},
        nameless=frozenset(),
        by_name=frozenset(),
        facts=Facts(**known | facts),
        members=MemberColumns(
            person=_ints([each.person for each in shown]),
            listed=_bools([each.listed for each in shown]),
            role=[each.role if each.listed else "" for each in shown],
            bot=_bools([each.bot for each in shown]),
            deleted=_bools([each.deleted for each in shown]),
            blank=np.array([each.blank for each in shown], np.int8),
            flagged=np.array([each.flagged for each in shown], np.int8),
            seen=[bucket for bucket, _ in seen],
            seen_month=_ints([month or NO_TIME for _, month in seen]),
            by_me=_bools([each.by_me for each in shown]),
            joined_at=_ints([at(each.joined) for each in shown]),
            adder=_ints([each.adder for each in shown]),
            age_from=_ints([at(each.made[0]) for each in shown]),
            age_to=_ints([at(each.made[1]) for each in shown]),
        ),
        posts=posts,
    )


def posts(views: Sequence[int], *, days_old: float = 10, **numbers: Sequence[int]) -> PostColumns:
    """Posts of one age; numbers that are not given are not shown."""
    unseen = [-1] * len(views)
    return PostColumns(
        id=_ints(range(1, len(views) + 1)),
        at=_ints([at(TODAY - days_old)] * len(views)),
        views=_ints(views),
        **{name: _ints(numbers.get(name, unseen)) for name in ("forwards", "reactions", "comments")},
    )
