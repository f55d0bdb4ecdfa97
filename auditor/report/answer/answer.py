"""The answer of a report: what its crowd is, beside what, what was found, and what nobody can know.

Page, card, message, summary and statement say the same; what leads is chosen by findings and waves, never by a list.
"""

from typing import Literal, NamedTuple

from auditor.measure.catalogue import SPECS
from auditor.report.answer.facts import COUNTS, FIGURES, PHRASES
from auditor.report.answer.known import CROWD, Known, Picture
from auditor.report.answer.passage import NOTHING, Passage, figure, passage, together
from auditor.report.answer.table import TABLE, Part, Row
from auditor.report.report import AuditReport
from auditor.report.statements import signs
from auditor.report.statements.headlines import ACTS, COPIES, FORCED, GROUPS, SWARMS, WAVE
from auditor.report.statements.wording import Wording

Degree = Literal["strong", "some", "none", "cannot-tell", "plain"]


class Chip(NamedTuple):
    """One thing that was looked for, in a few words: how strong the signs are, and the place on the page that tells of
    it (the id of an element; "" where there is none)."""

    text: str
    degree: Degree
    anchor: str = ""


class Answer(NamedTuple):
    """What a report says first. `crowd` and `contrast` are the answer, `verdict` and `cannot_know` follow it."""

    crowd: Passage
    contrast: Passage
    verdict: Passage
    cannot_know: Passage
    picture: Picture
    """What the one picture is about."""
    chips: tuple[Chip, ...]
    """The strongest first."""
    caveats: tuple[str, ...]
    """What turns the answer round, to be read before it."""
    found: Passage = NOTHING
    """Of the verdict what was found, where `cannot_know` is about that and not about the crowd."""

    @property
    def answer(self) -> Passage:
        """The answer itself."""
        return together(self.crowd, self.contrast)

    @property
    def headline(self) -> Passage:
        """The one sentence that stands where there is room for one: that which `cannot_know` belongs to."""
        return self.found or self.crowd

    @property
    def judgement(self) -> Passage:
        """What was found, and what nobody can know."""
        return together(self.verdict, self.cannot_know)


def answer_of(report: AuditReport, words: Wording) -> Answer:
    """The answer of a report in a wording."""
    known = Known(report)
    found = _part("verdict", known, words)
    return Answer(
        crowd=_part("crowd", known, words),
        contrast=_part("contrast", known, words),
        verdict=together(found, _evidence(known, words), _part("beside", known, words)),
        cannot_know=_part("cannot_know", known, words),
        picture=known.picture,
        chips=tuple(_chips(known, words)),
        caveats=tuple(_caveats(known, words)),
        found=found if known.strongest is not None and known.strongest.id != FORCED else NOTHING,
    )


def _part(part: Part, known: Known, words: Wording) -> Passage:
    row = next((row for row in TABLE if row.part == part and row.when(known)), None)
    return NOTHING if row is None else said(row, known, words)


def said(row: Row, known: Known, words: Wording) -> Passage:
    """The sentence of a row with its facts."""
    wanted = row.sentence if isinstance(row.sentence, str) else row.sentence[1]
    facts = {name: figure(say(known, words)) for name, say in FIGURES.items() if f"{{{name}}}" in wanted}
    facts |= {name: say(known, words) for name, say in PHRASES.items() if f"{{{name}}}" in wanted}
    if isinstance(row.sentence, str):
        return passage(words.text(row.sentence, **facts))
    return passage(words.count_text(*row.sentence, int(COUNTS[row.counted](known).high), **facts))


def _evidence(known: Known, words: Wording) -> Passage:
    """What else speaks for the strongest finding than what it was found by."""
    finding = known.strongest
    spec = None if finding is None else SPECS.get(finding.id)
    if finding is None or spec is None or spec.say_beside is None:
        return NOTHING
    return passage(" ".join(spec.say_beside(finding, words)))


def _caveats(known: Known, words: Wording) -> list[str]:
    """Sentences that turn the answer round."""
    report = known.report
    said = words.foremost(report)
    if 0 < known.seen.high < CROWD:
        said.append(words.count_text(
            "Only {count} person was seen; shares of so few say little.",
            "Only {count} people were seen; shares of so few say little.", int(known.seen.high),
        ))  # fmt: skip
    return said


def _chips(known: Known, words: Wording) -> list[Chip]:
    """A chip for what was found, one for the wave, one for what is context, and what was not found or not looked for
    counted together."""
    report = known.report
    chips = [
        Chip(f"{name_of(each.id, words)}: {words.strength(each.strength)}", _degree(each.strength), anchor_of(each.id))
        for each in signs.exceeding(report)
    ]
    if known.wave is not None:
        low, high = known.wave.share
        share = words.whole_percent(low) if low == high else words.whole_percents(low, high)
        chips.append(Chip(words.text("A wave: {share} of all who came", share=share), "plain", "wave"))
    chips += [
        Chip(f"{name_of(each.id, words)}: {signs.strength_of(each, words)}", "plain", anchor_of(each.id))
        for each in known.asked
        if signs.in_context(each)
    ]
    none = [each for each in known.asked if each.strength == "none" and not signs.in_context(each)]
    if none:
        chips.append(Chip(words.count_text("{count} pattern looked for: not found",
                                           "{count} patterns looked for: not found", len(none)), "none",
                          anchor_of(none[0].id)))  # fmt: skip
    chips += [
        Chip(
            words.text("{what}: cannot be looked for", what=name_of(each.id, words)), "cannot-tell", anchor_of(each.id)
        )
        for each in known.asked
        if each.strength == "cannot tell"
    ]
    return chips


def name_of(finding_id: str, words: Wording) -> str:
    """What was looked for, in as few words as a chip has room for."""
    names = {
        FORCED: words.text("Forced adding"),
        COPIES: words.text("One text, many people"),
        ACTS: words.text("Single acts of many"),
        SWARMS: words.text("Swarms of replies"),
        GROUPS: words.text("Accounts that act together"),
        WAVE: words.text("A wave"),
    }
    return names.get(finding_id) or words.measure_title(finding_id)


def anchor_of(finding_id: str) -> str:
    """The element of the page that tells of a finding."""
    return f"finding-{finding_id}"


def _degree(strength: str) -> Degree:
    degrees: dict[str, Degree] = {"strong": "strong", "some": "some", "none": "none"}
    return degrees.get(strength, "cannot-tell")
