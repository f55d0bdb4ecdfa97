"""The wave: when far more people came than on any day around, who came in it, and how it differs from everybody else.

An attack on a newsroom floods its chat in hours; so does a viral post. Nothing here tells the two apart by itself: the
figures say how large the wave is, how many of those who came in it would have come anyway, whether its accounts are of
one age, and whether they are gone a week later, each beside the rest.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from auditor.frames.frames import Frames
from auditor.frames.inputs import ARRIVAL_SOURCES, DAY, KINDS, NO_TIME, UNCLEAR, Bools, Ints
from auditor.frames.stays import LIST_RANK
from auditor.measure.fineness import events_too_coarse
from auditor.measure.methods.scan import has_a_rhythm
from auditor.measure.methods.uncertainty import clopper_pearson
from auditor.measure.methods.waves import APART, Wave, waves_of
from auditor.measure.misleading import AGE_IS_AN_INTERVAL, LEAVING_IS_RARELY_LOGGED, WAVES_CAN_BE_NEWS
from auditor.measure.spec import Counted, Measure, Row, Rows, Spec

GONE_DAYS = 7
"""Whether people of a wave are gone is asked a week after it (the issue's word)."""

DEAF = 3_600
"""Seconds before an audit in which a bot may have been deaf without anybody asking (judgement)."""

AGE_SPAN = 90
"""Days: accounts that were made together are bought together; ids tell an account's age to some weeks (method.md)."""

AGES_LEAST = 20
"""Accounts of known age on either side; with fewer a share of them says little."""

PERMUTATIONS = 999
AGES_MOST = 2_000
"""Accounts of either side, drawn at random, whose ages are permuted: more make p no truer than it need be."""


def found_in(frames: Frames) -> dict[str, Measure | Counted]:
    """The figures of the largest wave of a chat, by id, and a row for each wave."""
    why = _why_not(frames)
    if why is not None:
        return {spec.id: spec.insufficient(why) for spec in WAVES}
    dated = _dated(frames)
    waves = _waves(frames)
    if not waves:
        none = {spec.id: spec.insufficient("no-wave") for spec in WAVES[1:]}
        return {WAVE.id: WAVE.measured(0, int(dated.sum())), **none}
    largest = _largest(waves)
    inside, rest = _inside(frames, [largest]), dated & ~_inside(frames, waves)
    doubtful = largest.people - int(inside.sum())
    age, age_row = _age(frames, inside, rest)
    gone, gone_row = _gone(frames, largest, inside, rest, doubtful)
    rows = [_row(frames, wave) for wave in waves]
    rows[waves.index(largest)] |= age_row | gone_row
    return {
        WAVE.id: Counted(_size(frames, int(inside.sum()), int(dated.sum()), doubtful), rows),
        USUAL.id: _usual(largest, int(inside.sum())),
        AGE.id: age,
        GONE.id: gone,
    }


def people_of(frames: Frames) -> Ints:
    """The people who came in the largest wave; nobody where there is none."""
    waves = [] if _why_not(frames) is not None else _waves(frames)
    if not waves:
        return np.empty(0, np.int64)
    return frames.people.index.to_numpy(np.int64)[_inside(frames, [_largest(waves)])]


def _largest(waves: list[Wave]) -> Wave:
    return max(waves, key=lambda wave: wave.people - wave.usual)


def _dated(frames: Frames) -> Bools:
    """Whose arrival has a time, and is of a way in which enough came to know what is usual."""
    at, ways = _times(frames)
    return np.asarray((at != NO_TIME) & np.isin(ways, _ways(frames)))


def _times(frames: Frames) -> tuple[Ints, npt.NDArray[np.object_]]:
    """When each came, and by what way."""
    return frames.people["arrived_at"].to_numpy(np.int64), frames.people["arrival"].to_numpy(object)


def _arrivals(frames: Frames) -> tuple[Ints, npt.NDArray[np.object_]]:
    """The same, and of an export each arrival of somebody who cannot be told apart beside them: somebody came, and by
    the rhythm of the chat it does not matter who. Who may have come by themselves or added a namesake counts among
    the former."""
    at, ways = _times(frames)
    doubtful = frames.unresolved_of("arrival")
    if frames.live or not len(doubtful):
        return at, ways
    kinds = doubtful["kind"].replace(UNCLEAR, "by_self").to_numpy(object)
    return np.concatenate([at, doubtful["at"].to_numpy(np.int64)]), np.concatenate([ways, kinds])


def _size(frames: Frames, inside: int, dated: int, doubtful: int) -> Measure:
    """Each arrival of somebody who cannot be told apart may be of one more, or the last of somebody
    counted where they came before."""
    at, ways = _arrivals(frames)
    others = int(((at != NO_TIME) & np.isin(ways, _ways(frames))).sum()) - dated - doubtful
    if not doubtful and not others:
        return WAVE.measured(inside, dated)
    low, high = max(0, inside - others) / (dated + doubtful + others), (inside + doubtful) / max(1, dated)
    return WAVE.bounded(inside, max(1, dated), low, min(1.0, high))


def _ways(frames: Frames) -> list[str]:
    """The ways of coming that have a rhythm of their own. Sources see different ways for different times (an admin log
    of 48 hours shows everybody, the lists of invite links some, for ever): together they would make a wave of where
    the log begins."""
    at, ways = _arrivals(frames)
    return [way for way in (*KINDS, "unknown") if has_a_rhythm(np.sort(at[(at != NO_TIME) & (ways == way)]))]


def _waves(frames: Frames) -> list[Wave]:
    """The waves of each way of coming; those that overlap in time are one."""
    at, ways = _arrivals(frames)
    came = {way: np.sort(at[(at != NO_TIME) & (ways == way)]) for way in _ways(frames)}
    found = [
        wave
        for way, times in came.items()
        for wave in waves_of(times, way, grain=max(frames.facts.grain, frames.facts.events_grain))
    ]
    joined: list[Wave] = []
    for wave in sorted(found, key=lambda each: (each.start, each.end)):
        if joined and wave.start - joined[-1].end <= APART:
            joined[-1] = _together(joined[-1], wave)
        else:
            joined.append(wave)
    return joined


def _together(one: Wave, other: Wave) -> Wave:
    """Two waves at one time, each of another way of coming."""
    return Wave(
        one.parts + other.parts,
        one.people + other.people,
        one.usual + other.usual,
        one.low + other.low,
        one.high + other.high,
        min(one.q, other.q),
    )


def _inside(frames: Frames, waves: list[Wave]) -> Bools:
    at, ways = _times(frames)
    inside = np.zeros(len(at), np.bool_)
    for way, (start, end) in (part for wave in waves for part in wave.parts):
        inside |= (ways == way) & (at >= start) & (at <= end)
    return inside


def _why_not(frames: Frames) -> str | None:
    if frames.facts.as_of is None:
        return "no-times"
    return events_too_coarse(frames.facts, DAY) or (None if _ways(frames) else "no-rhythm")


def _row(frames: Frames, wave: Wave) -> Row:
    """A wave, and of how many of its people each source told."""
    sources = frames.people["arrival_source"].to_numpy(object)[_inside(frames, [wave])]
    told = {source: int((sources == source).sum()) for source in ARRIVAL_SOURCES}
    return {
        "start": wave.start,
        "end": wave.end,
        "count": wave.people,
        "expected": round(wave.usual, 3),
        "q": wave.q,
        "sources": {source: count for source, count in told.items() if count},
    }


def _usual(wave: Wave, known: int) -> Measure:
    """Of the wave's people, those who would have come anyway: the share that is taken for fakes wrongly if all of the
    wave are. The bounds are the least and the most of the n days around, between which one more such day falls with
    probability (n - 1)/(n + 1); where not all of the wave can be told apart (`known` can), of those who surely are of
    it."""
    share = min(1.0, wave.usual / wave.people)
    usual = round(min(wave.usual, wave.people))
    low, high = min(1.0, wave.low / wave.people), min(1.0, wave.high / max(1, known))
    if known < wave.people:
        return USUAL.bounded(usual, wave.people, 0.0 if wave.low < wave.people - known else low, high)
    return Measure("measured", "share", share, usual, wave.people, low, high)


def _age(frames: Frames, inside: Bools, rest: Bools) -> tuple[Measure, Row]:
    """The largest part of the wave's accounts that was made within 90 days, beside that of the rest; p by seeded
    permutation of who is of the wave."""
    if "age_from" not in frames.people:
        return AGE.unavailable(), {}
    made = _made(frames.people)
    if frames.list_whole:
        # Of others an age is known by chance: a reading that goes on from the last sees fewer of them.
        made = np.where(frames.people["listed"].to_numpy(np.bool_), made, NO_TIME)
    wave, others = made[inside & (made != NO_TIME)], made[rest & (made != NO_TIME)]
    if len(wave) < AGES_LEAST or len(others) < AGES_LEAST:
        return AGE.insufficient("too-few-ages"), {}
    together, apart = _densest(wave), _densest(others)
    low, high = clopper_pearson(together, len(wave))
    row = {"same_age": together, "same_age_of": len(wave), "rest_same_age": apart, "rest_same_age_of": len(others),
           "p_age": _chance_of_ages(wave, others)}  # fmt: skip
    return AGE.measured(together, len(wave), low=low, high=high), row


def _chance_of_ages(wave: Ints, others: Ints) -> float:
    """How often who is of the wave, drawn anew, makes it as much closer in age than the rest."""
    rng, as_much = np.random.default_rng(0), 0
    wave, others = (rng.permutation(side)[:AGES_MOST] for side in (wave, others))
    of = np.concatenate((wave, others))

    def closer(one: Ints, other: Ints) -> float:
        return _densest(one) / len(one) - _densest(other) / len(other)

    difference = closer(wave, others)
    for _ in range(PERMUTATIONS):
        drawn = rng.permutation(of)
        as_much += closer(drawn[: len(wave)], drawn[len(wave) :]) >= difference
    return (as_much + 1) / (PERMUTATIONS + 1)


def _made(people: pd.DataFrame) -> Ints:
    """When each account was made, as the middle of what its id allows."""
    low, high = (people[column].to_numpy(np.int64) for column in ("age_from", "age_to"))
    known = (low != NO_TIME) & (high != NO_TIME)
    return np.where(known, np.where(known, low, 0) // 2 + np.where(known, high, 0) // 2, NO_TIME)


def _densest(made: Ints) -> int:
    """The most accounts made within a span of 90 days."""
    ordered = np.sort(made)
    return int((np.searchsorted(ordered, ordered + AGE_SPAN * DAY, "right") - np.arange(len(ordered))).max())


def _heard_since(frames: Frames, start: int, as_of: int) -> int | None:
    """Since when a bot has heard who comes and who goes without a gap, if it was so from a wave on until now."""
    since = [since for since, until in frames.facts.listened if since <= start and until >= as_of - DEAF]
    return min(since, default=None)


def _gone(frames: Frames, wave: Wave, inside: Bools, rest: Bools, doubtful: int) -> tuple[Measure, Row]:
    """Of the wave's people, those who are deleted or have left, a week or more after it, beside the rest; those who
    cannot be told apart may all be gone, or none."""
    as_of, people = frames.facts.as_of, frames.people
    if as_of is None or as_of - wave.end < GONE_DAYS * DAY:
        return GONE.insufficient("wave-too-young"), {}
    heard = _heard_since(frames, wave.start, as_of)
    if not frames.leaving_known and heard is None:
        return GONE.unavailable("lists-not-whole" if frames.live else "leaves-not-logged"), {}
    gone = people["left"].to_numpy(np.bool_) | people["deleted"].to_numpy(np.bool_)
    # Whom the member list alone dates is there by definition; to count them would be to count who stayed.
    told = people["arrival_source"].to_numpy(object) != ARRIVAL_SOURCES[LIST_RANK]
    if not frames.leaving_known and heard is not None:
        told = people["arrived_at"].to_numpy(np.int64) >= heard  # of who came before, leaving may have gone unheard
    inside, rest = inside & told, rest & told
    if not inside.any():
        return GONE.unavailable("no-known-arrivals"), {}
    rest = rest & (people["arrived_at"].to_numpy(np.int64) <= as_of - GONE_DAYS * DAY)
    count, of = int((gone & inside).sum()), int(inside.sum())
    low, high = clopper_pearson(count, of)
    row = {"gone": count, "gone_of": of, "rest_gone": int((gone & rest).sum()), "rest_gone_of": int(rest.sum())}
    if doubtful:
        low, high = min(low, max(0, count - doubtful) / (of + doubtful)), max(high, min(1.0, (count + doubtful) / of))
        return GONE.bounded(count, of, low, high), row
    return GONE.measured(count, of, low=low, high=high), row


WAVE: Spec = Spec(
    id="arrivals.wave",
    unit="share",
    needs="people",
    origin="docs/method.md#a-wave-that-floods-a-chat",
    title="Came in one wave",
    meaning="People who came in the largest wave, in which far more came than in the same hours of other days.",
    misleads=WAVES_CAN_BE_NEWS,
    out_of=("of {count} person whose arrival is dated", "of {count} people whose arrival is dated"),
    count=lambda found: found[WAVE.id],
    prepared=found_in,
    is_search=True,
    rows=Rows(
        ("start", "lasted", "gone", "rest_gone", "same_age", "rest_same_age", "sources", "count", "expected", "q"),
        count_is="Arrivals",
    ),
)

USUAL: Spec = Spec(
    id="arrivals.wave_usual",
    unit="share",
    needs="people",
    origin="docs/method.md#a-wave-that-floods-a-chat",
    title="Would have come anyway",
    meaning="Of the people of the wave, those whom the same hours of other days would have brought.",
    misleads=WAVES_CAN_BE_NEWS,
    out_of=("of {count} person of the wave", "of {count} people of the wave"),
    count=lambda found: found[USUAL.id],
    prepared=found_in,
    is_search=True,
)

AGE: Spec = Spec(
    id="arrivals.wave_age",
    unit="share",
    needs="accounts",
    origin="docs/method.md#a-wave-that-floods-a-chat",
    title="Accounts of one age in the wave",
    meaning="Of the accounts of the wave whose age is known, the most that were made within 90 days.",
    misleads=AGE_IS_AN_INTERVAL,
    out_of=("of {count} account of the wave whose age is known", "of {count} accounts of the wave whose age is known"),
    count=lambda found: found[AGE.id],
    prepared=found_in,
    is_search=True,
)

GONE: Spec = Spec(
    id="arrivals.wave_gone",
    unit="share",
    needs="people",
    origin="docs/method.md#a-wave-that-floods-a-chat",
    title="Gone a week after the wave",
    meaning="Of the people of the wave, those who have left or are deleted, a week or more after it.",
    misleads=LEAVING_IS_RARELY_LOGGED,
    out_of=("of {count} person of the wave", "of {count} people of the wave"),
    count=lambda found: found[GONE.id],
    prepared=found_in,
    is_search=True,
)

WAVES = (WAVE, USUAL, AGE, GONE)
"""The measures of a wave, made together."""
