"""Who adds people that leave and stay silent, beyond those who came by themselves.

The word is "forced" only where the added leave; of an adder whose people merely stay silent it is said that they do not
take part (`added_silent.py`).
"""

from collections.abc import Iterator
from decimal import ROUND_FLOOR

import numpy as np

from auditor.frames.facts import GONE_HOURS
from auditor.frames.frames import Frames
from auditor.frames.inputs import ADDING
from auditor.measure.arrivals.added_silent import ADDED_SILENT
from auditor.measure.arrivals.examined import ADDER_KEYS, Tested, tested
from auditor.measure.fineness import events_too_coarse
from auditor.measure.methods.scan import HOUR
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
from auditor.measure.methods.uncertainty import fisher, overdispersed_tail
from auditor.measure.spec import Counted, Fact, Finding, Measure, Outcome, Rows, Rule, Spec, Words

STRONG_SHARE = 0.1
"""From this part of all additions on the finding is strong (judgement)."""

MOST_ADDED = 1_000
"""So far the smallest pattern that could be found is looked for."""


def count(made: Tested) -> Counted:
    """The adders whose added people left and stayed silent, of those tested."""
    found, total = made.found, made.total
    rows = made.rows_of("forced")
    measure = _figure(made.frames, found)
    added = sum(row["added"] for row in rows)
    adds_all = int(total.sure.sum() + total.doubtful.sum()) + total.hidden
    facts: dict[str, Fact] = {
        "adders": len(rows),
        "tested": found.leaving_tested,
        "adds": added,
        "adds_all": adds_all,
        "share_at_least": added / max(1, adds_all),
        "silent_adders": len(made.rows_of("silent_only")),
        "self_joiners": found.own.people,
        "smallest": _smallest(found),
    }
    if measure.why is not None or (not rows and measure.high):
        facts["why"] = measure.why or "names-in-doubt"  # those who cannot be told apart decide it
    return Counted(measure, rows, facts)


def _figure(frames: Frames, found: Examined) -> Measure:
    """How many adders were found, of those tested; the upper end takes what is in doubt against them."""
    if (refusal := _untestable(frames, found)) is not None:
        outcome, why = refusal
        return FORCED.insufficient(why) if outcome == "insufficient" else FORCED.unavailable(why)
    count = int(found.adders["forced"].sum())
    made = frames.arrivals
    if (made["resolved"] | ~made["kind"].isin(ADDING)).all():
        return FORCED.measured(count, found.leaving_tested)
    most = int(examined(frames, "for").adders["forced"].sum())
    return FORCED.bounded(count, found.leaving_tested, count, max(count, most))


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
    why = events_too_coarse(frames.facts, GONE_HOURS * HOUR)
    return ("unavailable", "leaves-not-logged") if why is None else ("insufficient", why)


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


def _one_made_many(found: Counted) -> bool:
    return any(row["added"] >= STRONG_SHARE * found.number("adds_all") for row in found.rows)


def say(finding: Finding, words: Words) -> Iterator[str]:
    """How many force, what part of all additions is theirs, and what that was told by."""
    adders, tested_adders = finding.number("adders"), finding.number("tested")
    share, part, of = (finding.facts.get(name) for name in ("share_at_least", "adds", "adds_all"))
    if adders and finding.strength in {"strong", "some"}:
        yield words.text(
            "Pattern of forced adding: {count} of {tested} adders with at least 10 additions.",
            count=adders,
            tested=tested_adders,
        )
        if isinstance(share, int | float) and isinstance(part, int) and isinstance(of, int):
            least = words.percent(share, ROUND_FLOOR)
            made = words.text("{count} of {of}", count=part, of=of)
            yield words.text("Such additions are at least {share} of all ({part}).", share=least, part=made)
        yield words.text(
            "The people added so left more often than those who came by themselves, and chance does not explain it."
        )
    elif tested_adders:
        yield words.count_text(
            "{count} adder has at least 10 additions, and shows no pattern of forced adding.",
            "{count} adders have at least 10 additions; none shows a pattern of forced adding.",
            tested_adders,
        )
    else:
        yield words.text("Nobody is known to have added at least 10 people.")
    yield from say_silent(finding, words)
    if beside := finding.number("self_joiners"):
        yield words.count_text(
            "Compared with {count} person who came by themselves.",
            "Compared with {count} people who came by themselves.",
            beside,
        )


def say_silent(finding: Finding, words: Words) -> Iterator[str]:
    """How many add people who do not take part: it can be told where leaving cannot."""
    if silent := finding.number("silent_adders"):
        yield words.count_text(
            "{count} adder adds people who do not take part; that they leave is not shown.",
            "{count} adders add people who do not take part; that they leave is not shown.",
            silent,
        )


FORCED = Spec(
    id="arrivals.forced",
    unit="people",
    needs="people",
    origin="docs/method.md#forced-adds",
    title="Adders whose added people leave and stay silent",
    meaning=(
        "People who added at least 10 others, who then left and stayed silent more often than those who came by "
        "themselves."
    ),
    misleads=(
        "Whoever invites colleagues, parents or neighbours adds people, too, who only read or who leave because "
        "the chat is not for them. This is a pattern in figures, not a verdict on a person."
    ),
    out_of=("of {count} person who added at least 10 others", "of {count} people who added at least 10 others"),
    smallest=("an adder of {count} person who has left again", "an adder of {count} people who have all left again"),
    count=count,
    prepared=tested,
    is_search=True,
    say=say,
    say_anyway=say_silent,
    in_brief=2,
    strength=(
        Rule(
            "strong",
            "someone whose added people left more often than by chance (q ≤ 0.05) made at least 10% of all additions",
            _one_made_many,
        ),
        Rule(
            "some",
            "there is someone whose added people left more often than by chance (q ≤ 0.05)",
            lambda found: bool(found.rows),
        ),
    ),
    rows=Rows(ADDER_KEYS, title="Adders with a pattern of forced adding", picture="adders"),
    beside=(ADDED_SILENT,),
)
