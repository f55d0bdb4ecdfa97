"""When far more arrived, or were added, than is usual for a chat."""

from collections.abc import Iterable

import numpy as np

from auditor.frames.frames import Frames
from auditor.frames.inputs import KINDS, NO_TIME, UNCLEAR
from auditor.measure.fineness import events_too_coarse
from auditor.measure.methods.scan import HOUR, Burst, has_a_rhythm, scan
from auditor.measure.methods.tested_adders import moment
from auditor.measure.spec import Counted, Measure, Row, Rows, Spec


def count(frames: Frames) -> Measure | Counted:
    """Windows with more additions, or more people coming by themselves, than usual."""
    if moment(frames) is None:
        return BURSTS.unavailable("no-times")
    if (why := events_too_coarse(frames.facts, HOUR)) is not None:
        return BURSTS.insufficient(why)
    came = frames.arrivals[frames.arrivals["at"] != NO_TIME]
    rows: list[Row] = []
    windows = 0
    sorts: tuple[tuple[str, Iterable[str]], ...] = (("adds", ("added",)), ("joins", (*KINDS[1:], UNCLEAR)))
    for kind, ways in sorts:
        times = np.sort(came.loc[came["kind"].isin(ways), "at"].to_numpy(np.int64))
        if has_a_rhythm(times):
            found = scan(times, least=2 * max(frames.facts.grain, frames.facts.events_grain))
            windows += found.windows
            rows += [_burst(kind, burst) for burst in found.bursts]
    if not windows:
        return BURSTS.insufficient("no-rhythm")
    rows.sort(key=lambda row: (row["start"], row["kind"]))
    return Counted(BURSTS.measured(len(rows), windows), rows)


def _burst(kind: str, burst: Burst) -> Row:
    return {
        "kind": kind,
        "start": burst.start,
        "end": burst.end,
        "count": burst.came,
        "expected": burst.expected,
        "q": burst.q,
    }


BURSTS = Spec(
    id="arrivals.bursts",
    unit="windows",
    needs="people",
    origin="docs/method.md#forced-adds",
    title="Bursts of arrivals",
    meaning="Times when many more people arrived or were added than is usual for this chat.",
    misleads=(
        "News, an event or a shared link brings many people at once. A burst alone does not say how they were brought."
    ),
    out_of=("of {count} window of time", "of {count} windows of time"),
    count=count,
    is_search=True,
    rows=Rows(("start", "lasted", "kind", "count", "expected", "q"), count_is="Arrivals"),
)
