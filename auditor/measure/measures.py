"""All measures of one observation, in the order of the catalogue, with the evidence and the findings of those that
search."""

import msgspec

from auditor.frames.frames import Frames
from auditor.measure import voices
from auditor.measure.answers import insufficient, unavailable
from auditor.measure.arrivals import adders as arrivals
from auditor.measure.arrivals import forced, wave
from auditor.measure.catalogue import CATALOGUE
from auditor.measure.coordination import searching as coordination
from auditor.measure.reach import reach
from auditor.measure.souls import members as roll
from auditor.measure.souls import never_posted as souls
from auditor.measure.spec import MISSING_AT_MOST, Answer, Finding, Measure, Row
from storage.sources import BY_ONE, SOURCES, SourceName


class Measured(msgspec.Struct, frozen=True):
    """What was measured, by id: every measure that is computed, the rows behind those that found something, and what
    was found or looked for in vain."""

    measures: dict[str, Measure]
    evidence: dict[str, list[Row]]
    findings: list[Finding]


def measure_all(frames: Frames, source: SourceName) -> Measured:
    """Every measure that is computed; those this source cannot show say so. Planned ones are absent, and those that
    need more than one audit: they stand in comparisons and in reports about farms."""
    searched = _searched(frames)
    computed = {
        "people.seen": souls.seen(frames),
        "people.claimed": souls.claimed(frames),
        **(_by_the_list(frames) if frames.live else _by_the_history(frames)),
        **arrivals.by_kind(frames),
        "arrivals.adders": arrivals.adders(frames),
        "arrivals.half_by": arrivals.half_by(frames),
        "arrivals.added_gone": arrivals.added_gone(frames),
        "voices.writers": voices.writers(frames),
        "voices.half_by": voices.half_by(frames),
        "voices.gini": voices.gini(frames),
        **(reach(frames) if frames.live else {}),
        **{measure: answer.measure for measure, answer in searched.items()},
    }
    if frames.facts.mostly_lost:
        computed = {measure: insufficient(measure, "mostly-lost") for measure in computed}
    shown = [spec for spec in CATALOGUE if spec.state == "computed" and spec.needs in BY_ONE]
    shows = SOURCES[source].shows
    why = "source-cannot-show" if "people" in shows else "texts-have-no-members"
    return Measured(
        {spec.id: computed[spec.id] if spec.needs in shows else unavailable(spec.id, why) for spec in shown},
        {measure: answer.evidence for measure, answer in searched.items() if answer.evidence},
        [answer.finding for answer in searched.values() if answer.finding is not None],
    )


def _searched(frames: Frames) -> dict[str, Answer]:
    """The measures that look for patterns; none is found, or ruled out, in a history of which too much is missing."""
    found = {**forced.searched(frames), **wave.searched(frames), **coordination.searched(frames)}
    read, missing = len(frames.messages) + len(frames.arrivals), frames.facts.missing
    if missing <= MISSING_AT_MOST * (read + missing):
        return found
    return {measure: _untold(measure, answer) for measure, answer in found.items()}


def _untold(measure: str, answer: Answer) -> Answer:
    """Nothing is said of a pattern; a share that has bounds keeps them, and one that cannot be told its own reason."""
    said, finding = answer.measure, answer.finding
    if said.outcome in {"measured", "bounded"} and measure != "arrivals.added_silent":
        said = insufficient(measure, "history-missing")
    if finding is not None:
        facts = finding.facts | {"why": said.why or "history-missing"}
        finding = msgspec.structs.replace(finding, strength="cannot tell", facts=facts)
    return Answer(said, [], finding)


def _by_the_history(frames: Frames) -> dict[str, Measure]:
    return {"souls.deleted": souls.deleted(frames), "souls.never_posted": souls.never_posted(frames)}


def _by_the_list(frames: Frames) -> dict[str, Measure]:
    return {
        "souls.deleted": roll.deleted(frames),
        "souls.inactive": roll.inactive(frames),
        "souls.never_posted": roll.never_posted(frames),
        "souls.new": roll.new(frames),
        "souls.blank": roll.blank(frames),
        "souls.flagged": roll.flagged(frames),
        "souls.dead": roll.dead(frames),
    }
