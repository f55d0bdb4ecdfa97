"""All measures of one observation, in the order of the catalogue, with the evidence and the findings of those that
search."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from auditor.frames.frames import Frames
from auditor.measure.catalogue import CATALOGUE, EVIDENCE_FIRST
from auditor.measure.coordination.asked import ASKED, asked_for
from auditor.measure.coordination.parameters import CoordinationParameters
from auditor.measure.spec import MISSING_AT_MOST, Answer, Counted, Finding, Measure, Row, Spec
from storage.sources import BY_ONE, SOURCES, SourceName


class Measured(msgspec.Struct, frozen=True):
    """What was measured, by id: every measure that is computed, the rows behind those that found something, and what
    was found or looked for in vain."""

    measures: dict[str, Measure]
    evidence: dict[str, list[Row]]
    findings: list[Finding]


def measure_all(frames: Frames, source: SourceName, asked: CoordinationParameters | None = None) -> Measured:
    """Every measure that is computed; those this source cannot show say so. Those that need more than one audit are
    absent: they stand in comparisons and in reports about farms. Where parameters were `asked` for, what they give
    stands beside what the defaults do. Raises `UsageError` where the source does not show what was asked for."""
    shows = SOURCES[source].shows
    specs = [
        asked_for(asked) if asked is not None and spec is ASKED else spec
        for spec in CATALOGUE
        if spec.needs in BY_ONE and (asked is not None or not spec.on_request)
    ]
    # What makes a finding is counted whatever the source shows: the finding says why it cannot be told.
    counted = counts(frames, [spec for spec in specs if spec.needs in shows or spec.say is not None])
    if _too_much_is_missing(frames):
        counted = {spec: _withheld(spec, found) for spec, found in counted.items()}
    answers = {spec: spec.answer(found) for spec, found in counted.items()}
    why = "source-cannot-show" if "people" in shows else "texts-have-no-members"
    lost = frames.facts.mostly_lost
    measures = {
        spec.id: spec.unavailable(why)
        if spec.needs not in shows
        else spec.insufficient("mostly-lost")
        if lost
        else answers[spec].measure
        for spec in specs
    }
    told = [(spec.id, answers[spec]) for spec in (*EVIDENCE_FIRST, *specs) if spec in answers]
    found = dict(told)  # each once, where it stands first
    return Measured(
        measures,
        {measure: answer.evidence for measure, answer in found.items() if answer.evidence},
        [answer.finding for answer in found.values() if answer.finding is not None],
    )


def answers_of(what: Any, specs: Iterable[Spec]) -> dict[str, Answer]:
    """The answers of some measures by id, of what they need: the frames of an audit, or all chats."""
    return {spec.id: spec.answer(found) for spec, found in counts(what, specs).items()}


def counts(what: Any, specs: Iterable[Spec]) -> dict[Spec, Measure | Counted]:
    """What is counted for some measures; what several of them are counted from is made once."""
    made: dict[Callable[[Any], Any], Any] = {}
    found = {}
    for spec in specs:
        if spec.prepared is None:
            found[spec] = spec.count(what)
            continue
        if spec.prepared not in made:
            made[spec.prepared] = spec.prepared(what)
        found[spec] = spec.count(made[spec.prepared])
    return found


def _too_much_is_missing(frames: Frames) -> bool:
    read, missing = len(frames.messages) + len(frames.arrivals), frames.facts.missing
    return missing > MISSING_AT_MOST * (read + missing)


def _withheld(spec: Spec, counted: Measure | Counted) -> Measure | Counted:
    """Nothing is said of a pattern, and no row is shown, where it may be other than it seems; one that cannot be told
    anyway keeps its own reason."""
    measure = counted if isinstance(counted, Measure) else counted.measure
    if spec.is_search and measure.why is None:
        measure = spec.insufficient("history-missing")
    if isinstance(counted, Measure):
        return measure
    facts = None if counted.facts is None else counted.facts | {"why": measure.why or "history-missing"}
    return Counted(measure, [], facts)
