"""Frames made of columns, as storage hands them over: for what an export can hardly be made to show."""

import numpy as np
import numpy.typing as npt

from auditor.frames.frames import Frames, build_frames
from auditor.frames.inputs import NOBODY, Facts
from storage.columns import EventColumns, MessageColumns

BEGAN = 1_514_764_800
DAY = 86_400

Came = tuple[int, str, int, bool]
"""Person, kind, adder, and whether that is somebody in particular."""


def _ints(values: list[int]) -> npt.NDArray[np.int64]:
    return np.array(values, np.int64)


def frames(
    *,
    messages: list[int] | None = None,
    arrivals: list[Came] | None = None,
    names_as_people: bool = False,
    erased: tuple[int, int] = (0, 0),
    claimed: int | None = None,
) -> Frames:
    """Frames of messages (a person each, `NOBODY` where hidden) and arrivals, in this order. Odd numbers are people
    known by a name alone."""
    wrote, came = messages or [], arrivals or []
    number = len(came)
    return build_frames(
        messages=MessageColumns(
            _ints([number + place for place in range(len(wrote))]),
            _ints([BEGAN + DAY + place for place in range(len(wrote))]),
            _ints(wrote),
        ),
        arrivals=EventColumns(
            id=_ints(list(range(number))),
            at=_ints([BEGAN + place for place in range(number)]),
            kind=[kind for _, kind, _, _ in came],
            person=_ints([person for person, _, _, _ in came]),
            resolved=np.array([sure for _, _, _, sure in came], np.bool_),
            alone=np.array([bool(person & 1) for person, _, _, _ in came], np.bool_),
            adder=_ints([adder for _, _, adder, _ in came]),
        ),
        leaves=EventColumns(
            _ints([]), _ints([]), [], _ints([]), np.array([], np.bool_), np.array([], np.bool_), _ints([])
        ),
        alternatives={},
        nameless=frozenset(),
        by_name=frozenset({person for person in [*wrote, *(came_[0] for came_ in came)] if person & 1}),
        facts=Facts(
            as_of=BEGAN + 100 * DAY,
            since=None,
            until=None,
            first_at=BEGAN,
            history_whole=True,
            names_as_people=names_as_people,
            grain=1,
            claimed=claimed,
            erased_people=erased[0],
            erased_messages=erased[1],
        ),
    )


__all__ = ["NOBODY", "Came", "frames"]
