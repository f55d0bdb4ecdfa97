"""Who adds people that leave and stay silent, and when more come than usual.

`adders.py` tests the adders, `bursts.py` scans the time; here both become figures, rows and a finding. The word is
"forced" only where the added leave; of an adder whose people merely stay silent it is said that they do not take part.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from auditor.frames.facts import GONE_HOURS
from auditor.frames.frames import ADDING, KINDS, NO_TIME, UNCLEAR, Frames
from auditor.measure.answers import bounded, insufficient, measured, unavailable
from auditor.measure.arrivals import adders as arrivals
from auditor.measure.fineness import too_coarse
from auditor.measure.methods.scan import HOUR, Burst, has_a_rhythm, scan
from auditor.measure.methods.tested_adders import (
    ENOUGH_ADDED,
    ENOUGH_BY_THEMSELVES,
    FOUND_Q,
    SPREAD,
    Examined,
    examined,
    exit_of,
    moment,
)
from auditor.measure.methods.uncertainty import clopper_pearson, fisher, overdispersed_tail
from auditor.measure.spec import MESSAGES_SHOWN, Answer, Finding, Measure, Outcome, Row, Strength

STRONG_SHARE = 0.1
"""From this part of all additions on the finding is strong (DESIGN 5)."""

MOST_ADDED = 1_000
"""So far the smallest pattern that could be found is looked for."""


def searched(frames: Frames) -> dict[str, Answer]:
    """`arrivals.bursts`, `arrivals.forced`, and `arrivals.added_silent` with the adders that its rows are of."""
    return {"arrivals.bursts": _bursts(frames), **_adders(frames)}


def _bursts(frames: Frames) -> Answer:
    """`arrivals.bursts`: windows with more additions, or more people coming by themselves, than usual."""
    if moment(frames) is None:
        return Answer(unavailable("arrivals.bursts", "no-times"))
    if (why := too_coarse(frames.facts, HOUR)) is not None:
        return Answer(insufficient("arrivals.bursts", why))
    came = frames.arrivals[frames.arrivals["at"] != NO_TIME]
    rows: list[Row] = []
    windows = 0
    sorts: tuple[tuple[str, Iterable[str]], ...] = (("adds", ("added",)), ("joins", (*KINDS[1:], UNCLEAR)))
    for kind, ways in sorts:
        times = np.sort(came.loc[came["kind"].isin(ways), "at"].to_numpy(np.int64))
        if has_a_rhythm(times):
            found = scan(times, least=2 * frames.facts.grain)
            windows += found.windows
            rows += [_burst(kind, burst) for burst in found.bursts]
    if not windows:
        return Answer(insufficient("arrivals.bursts", "no-rhythm"))
    rows.sort(key=lambda row: (row["start"], row["kind"]))
    return Answer(measured("arrivals.bursts", len(rows), windows), rows)


def _burst(kind: str, burst: Burst) -> Row:
    return {
        "kind": kind,
        "start": burst.start,
        "end": burst.end,
        "count": burst.came,
        "expected": burst.expected,
        "q": burst.q,
    }


def _adders(frames: Frames) -> dict[str, Answer]:
    """`arrivals.forced`, its rows and its finding; and rows of the adders whose people are silent alone."""
    found, total = examined(frames, "against"), arrivals.adds(frames)
    rows = _rows(frames, found.adders, int(total.sure.sum()))
    forced = [row for row, is_so in zip(rows, found.adders["forced"], strict=True) if is_so]
    silent = [row for row, is_so in zip(rows, found.adders["silent_only"], strict=True) if is_so]
    measure = _forced(frames, found)
    adds_all = int(total.sure.sum() + total.doubtful.sum()) + total.hidden
    facts: dict[str, float | int | str | None] = {
        "adders": len(forced),
        "tested": found.leaving_tested,
        "adds": sum(row["added"] for row in forced),
        "adds_all": adds_all,
        "share_at_least": sum(row["added"] for row in forced) / max(1, adds_all),
        "silent_adders": len(silent),
        "self_joiners": found.own.people,
        "smallest": _smallest(found),
    }
    if measure.why is not None or (not forced and measure.high):
        facts["why"] = measure.why or "names-in-doubt"
    finding = Finding("arrivals", _strength(measure, forced, adds_all), "arrivals.forced", facts)
    return {
        "arrivals.forced": Answer(measure, forced, finding),
        "arrivals.added_silent": Answer(arrivals.added_silent(frames), silent),
    }


def _forced(frames: Frames, found: Examined) -> Measure:
    """How many adders were found, of those tested; the upper end takes what is in doubt against them."""
    name = "arrivals.forced"
    if (refusal := _untestable(frames, found)) is not None:
        outcome, why = refusal
        return insufficient(name, why) if outcome == "insufficient" else unavailable(name, why)
    count = int(found.adders["forced"].sum())
    made = frames.arrivals
    if (made["resolved"] | ~made["kind"].isin(ADDING)).all():
        return measured(name, count, found.leaving_tested)
    most = int(examined(frames, "for").adders["forced"].sum())
    return bounded(name, count, found.leaving_tested, count, max(count, most))


def _untestable(frames: Frames, found: Examined) -> tuple[Outcome, str] | None:
    """Why no adder's people could be tested for leaving, if so."""
    known_by = exit_of(frames)
    if moment(frames) is None:
        return "unavailable", "no-times"
    if not found.enough:
        return "insufficient", "no-large-adders"
    if known_by is None and frames.leaves_logged is None:
        return "insufficient", "too-few-arrivals-to-tell"
    if known_by is not None and found.own.gone_of < ENOUGH_BY_THEMSELVES:
        return "insufficient", "too-few-self-joiners"
    if found.leaving_tested:
        return None
    why = too_coarse(frames.facts, GONE_HOURS * HOUR)
    return ("unavailable", "leaves-not-logged") if why is None else ("insufficient", why)


def _strength(measure: Measure, forced: list[Row], adds_all: int) -> Strength:
    """By `STRENGTH_RULES`."""
    if measure.why is not None:
        return "cannot tell"
    if any(row["added"] >= STRONG_SHARE * adds_all for row in forced):
        return "strong"
    if not forced and measure.high:
        return "cannot tell"  # those who cannot be told apart decide it
    return "some" if forced else "none"


def _rows(frames: Frames, adders: pd.DataFrame, sure: int) -> list[Row]:
    """A row of evidence for each adder tested."""
    messages = _messages(frames, adders.index[adders["forced"] | adders["silent_only"]].tolist())
    figures = [dict(zip(adders.columns, row, strict=True)) for row in adders.itertuples(index=False)]
    return [
        _row(adder, theirs, sure, messages.get(adder, []))
        for adder, theirs in zip(adders.index.tolist(), figures, strict=True)
    ]


_COUNTED = (
    "added",
    "gone",
    "gone_of",
    "silent",
    "silent_of",
    "self_gone",
    "self_gone_of",
    "self_silent",
    "self_silent_of",
)


def _row(adder: int, figures: dict[str, Any], sure: int, messages: list[int]) -> Row:
    row: Row = {"adder": int(adder), **{key: int(figures[key]) for key in _COUNTED}, "cohort": figures["cohort"]}
    for key in ("gone", "silent"):
        if row[f"{key}_of"]:
            row[f"{key}_low"], row[f"{key}_high"] = clopper_pearson(row[key], row[f"{key}_of"])
        if not np.isnan(figures[f"p_{key}"]):
            row[f"p_{key}"] = float(figures[f"p_{key}"])
    return row | {
        "q": float(figures["q"]),
        "share": row["added"] / sure,
        "start": int(figures["start"]),
        "end": int(figures["end"]),
        "messages": messages[:MESSAGES_SHOWN],
        "messages_total": len(messages),
    }


def _messages(frames: Frames, adders: list[int]) -> dict[int, list[int]]:
    """The service messages of each one's additions, in their order."""
    made = frames.arrivals
    made = made[made["adder"].isin(adders) & made["kind"].isin(ADDING) & made["in_chat"]]
    told = made[["adder", "id"]].drop_duplicates().to_numpy(np.int64)
    found: dict[int, list[int]] = {}
    for adder, message in told.tolist():
        found.setdefault(adder, []).append(message)
    return found


def _smallest(found: Examined) -> int | None:
    """The fewest added people, all of whom left and never wrote, that make one more adder a finding at the rates of
    those who came by themselves; null where none would be enough, or nothing can be compared."""
    own = found.own
    if own.gone_of < ENOUGH_BY_THEMSELVES:
        return None
    people = np.arange(ENOUGH_ADDED, MOST_ADDED + 1)
    shares = [(own.gone + 0.5) / (own.gone_of + 1), (own.silent + 0.5) / (own.silent_of + 1)]
    p_gone, p_silent = (overdispersed_tail(people, people, np.array(share), SPREAD) for share in shares)
    enough = (fisher(p_gone, p_silent) * (len(found.adders) + 1) <= FOUND_Q) & (p_gone <= FOUND_Q)
    return int(people[enough.argmax()]) if enough.any() else None
