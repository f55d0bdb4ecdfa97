"""Puts ids into sentences, in every language: the only place where prose is chosen.

English is the source text; the other languages lie in `auditor/languages`. What comes back is plain text, escaped by
nobody yet. An id that this version does not know (a report may be newer) stands for itself.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from auditor.errors import Sentence
from auditor.languages.spoken import translations
from auditor.measure.families import FAMILIES, SUBJECTS
from auditor.measure.reasons import REASONS
from auditor.measure.spec import STRENGTHS, UNITS, Measure, Spec
from auditor.report.statements import episodes, sentences
from auditor.report.statements.notes import FOREMOST, NOTES
from auditor.report.statements.titles import plain_title
from auditor.report.statements.writing import UTC, Writing
from storage.sources import EXPORT, SOURCES, Kind, Shower, showers_of

if TYPE_CHECKING:
    from gettext import NullTranslations

    from auditor.report.report import AuditReport, Note

_DATES = frozenset({"first", "since", "until", "last"})
"""Facts of a note that are days."""


class Headline(NamedTuple):
    """A figure cut up for a place where it stands large: the number, what it rests on, its bounds."""

    large: str
    rests_on: str
    bounds: str


@dataclass(frozen=True)
class Wording(Writing):
    """The sentences of one language, and its way to write numbers and dates."""

    translations: "NullTranslations"

    # -- any sentence

    def text(self, source: str, **facts: object) -> str:
        """The English `source` in this language, its `{facts}` filled in."""
        return self.translations.gettext(source).format_map(self._written(facts))

    def sentence_text(self, sentence: Sentence) -> str:
        """A sentence that was made where no language was known."""
        facts = {
            name: self.sentence_text(fact) if isinstance(fact, Sentence) else fact
            for name, fact in sentence.facts.items()
        }
        return self.text(sentence.source, **facts)

    def count_text(self, one: str, many: str, count: int, **facts: object) -> str:
        """The same for a sentence that has a plural, chosen by `count` (`{count}` in the sentence)."""
        found = self.translations.ngettext(one, many, count)
        return found.format_map(self._written({**facts, "count": count}))

    def between_text(self, one: str, many: str, low: int, high: int) -> str:
        """The same for a number of which only two ends are known; the sentence agrees with the second."""
        found = self.translations.ngettext(one, many, high)
        return found.format_map(defaultdict(lambda: "?", count=self.range(low, high)))

    def _written(self, facts: dict[str, object]) -> dict[str, str]:
        """The facts as text; one that a report of another version lacks shows as a question mark."""
        written = {
            name: self.number(fact) if isinstance(fact, int | float) else str(fact) for name, fact in facts.items()
        }
        return defaultdict(lambda: "?", written)

    def date_in_words(self, iso: str | None) -> str:
        """A day by itself, in words."""
        return super().date_in_words(iso) or self.text("date unknown")

    # -- measures

    def measure_title(self, measure_id: str) -> str:
        """What a measure is called."""
        spec = _declared(measure_id)
        return self.said(spec.title) if spec is not None else measure_id

    def measure_meaning(self, measure_id: str) -> str:
        """One sentence: what counts."""
        spec = _declared(measure_id)
        return self.said(spec.meaning) if spec is not None else ""

    def misleads(self, measure_id: str) -> str:
        """The innocent explanation of a figure, or how it can be misread; empty where this version does not know the
        measure."""
        spec = _declared(measure_id)
        return self.said(spec.misleads) if spec is not None else ""

    def reason(self, slug: str | None) -> str:
        """Why a figure is missing, as the end of a sentence."""
        return self.said(REASONS.get(slug or "", slug or self.text("no reason is given")))

    def which_source(self, spec: Spec, kind: Kind = EXPORT) -> str:
        """Which source could show what this one cannot; empty where this one could."""
        if spec.needs in kind.shows or "people" not in kind.shows:  # of a table nothing else could show more
            return ""
        return self.said(showers_of(spec.needs)[0].hint)

    def figure(self, measure: Measure) -> str:
        """A measure's result as short text, with its denominator and bounds; or why there is none."""
        if measure.outcome == "unavailable":
            return self.text("cannot be known: {reason}", reason=self.reason(measure.why))
        if measure.outcome == "insufficient":
            return self.text("too little data: {reason}", reason=self.reason(measure.why))
        if measure.outcome == "bounded":
            return f"{self.bounds(measure)} ({self._known(measure)})"
        return "; ".join(part for part in (self._point(measure), self._bounds_beside(measure)) if part)

    def short(self, measure: Measure) -> str:
        """A known figure without its denominator: the point, else the bounds."""
        if measure.value is None:
            return self.bounds(measure)
        return self.percent(measure.value) if measure.unit == "share" else self.number(measure.value)

    def signed(self, change: float) -> str:
        """A difference with its sign."""
        return f"{'−' if change < 0 else '+' if change > 0 else '±'}{self.number(abs(change))}"

    def headline(self, measure_id: str, measure: Measure) -> Headline:
        """A known figure, cut up for a place where it stands large."""
        if measure.outcome == "bounded":
            part = measure.unit != "share" and _out_of(measure_id)
            known = self._out_of(measure_id, measure) if part else self._known(measure)
            return Headline(self._short_bounds(measure), known, "")
        if measure.unit == "share":
            large, rests_on = self.percent(measure.value or 0), self._count_of(measure)
        elif measure.unit in episodes.HOLDING:
            large, rests_on = self.number(measure.value or 0), episodes.counted(measure, self)
        else:
            large, rests_on = self.number(measure.value or 0), self._out_of(measure_id, measure)
        return Headline(large, rests_on, self._bounds_beside(measure))

    def bounds(self, measure: Measure) -> str:
        """The bounds of a figure in words; a bound that excludes nothing is left out."""
        low, high = self._low_high(measure)
        if low and low == high:
            return low
        if low and high:
            return self.text("between {low} and {high}", low=low, high=high)
        if low:
            return self.text("at least {low}", low=low)
        return self.text("at most {high}", high=high) if high else self.text("any value is possible")

    def _point(self, measure: Measure) -> str:
        value = measure.value or 0
        if measure.unit == "share":
            return f"{self.percent(value)} ({self._count_of(measure)})"
        if measure.unit == "index":
            return self.number(value)
        if measure.unit in episodes.HOLDING:
            return episodes.counted(measure, self)
        if _is_part(measure):
            return f"{self._count_of(measure)} ({self.percent(value / (measure.of or 1))})"
        return self.count_text(*UNITS[measure.unit], int(value))

    def _count_of(self, measure: Measure) -> str:
        return self.text("{count} of {of}", count=measure.count or 0, of=measure.of or 0)

    def _known(self, measure: Measure) -> str:
        if measure.unit in episodes.HOLDING:
            return self.text("known: {count}", count=episodes.counted(measure, self))
        if measure.count == measure.of:
            return self.text("known: {count}", count=measure.count or 0)
        return self.text("known: {count} of {of}", count=measure.count or 0, of=measure.of or 0)

    def _out_of(self, measure_id: str, measure: Measure) -> str:
        if not _is_part(measure):
            return ""
        if out_of := _out_of(measure_id):
            return self.count_text(*out_of, measure.of or 0)
        return self.text("of {of}", of=measure.of or 0)

    def _short_bounds(self, measure: Measure) -> str:
        low, high = self._low_high(measure)
        if low and low == high:
            return low
        if low and high:
            return self.joined(low, high)
        return f"≥ {low}" if low else f"≤ {high}" if high else "?"

    def _bounds_beside(self, measure: Measure) -> str:
        """A measured figure's bounds, where they say more than the figure itself."""
        if measure.low is None or measure.high is None or measure.low == measure.high:
            return ""
        return self.bounds(measure)

    def _low_high(self, measure: Measure) -> tuple[str, str]:
        """The bounds as text, shares rounded outwards; empty where a bound excludes nothing, alike where they meet."""
        if measure.low is not None and measure.low == measure.high:
            met = self.percent(measure.low) if measure.unit == "share" else self.number(measure.low)
            return met, met
        if measure.unit == "share":
            low = self.percent(measure.low, ROUND_FLOOR) if measure.low else ""
            high = "" if measure.high is None or measure.high >= 1 else self.percent(measure.high, ROUND_CEILING)
        else:
            low = self.number(measure.low) if measure.low else ""
            high = "" if measure.high is None else self.number(measure.high)
        return low, high

    # -- one person

    def came(self, arrival: str) -> str:
        """How one person came, as a sentence."""
        return self.said(sentences.CAME.get(arrival, sentences.CAME["unknown"]))

    def known_from(self, source: str) -> str:
        """What an arrival is known from."""
        return self.said(sentences.KNOWN_FROM.get(source, source))

    def certainty(self, certainty: str) -> str:
        """How surely it is known how somebody came."""
        return self.said(sentences.CERTAINTIES.get(certainty, certainty))

    # -- coverage, chat, findings

    def note(self, note: "Note") -> str:
        """The sentence of one thing that a reader must know of the coverage."""
        slug = _variant(note)
        facts: dict[str, Any] = {name: self._note_fact(name, fact) for name, fact in note.facts.items()}
        sentence = NOTES.get(slug)
        if isinstance(sentence, tuple):
            return self.count_text(*sentence, facts.pop("count", 0), **facts)
        return self.text(sentence, **facts) if sentence else plain_title(slug, 60)

    def foremost(self, report: "AuditReport") -> list[str]:
        """The sentences without which the figures are misread, for the first screen."""
        return [self.note(note) for note in report.coverage.notes if note.id in FOREMOST]

    def _note_fact(self, name: str, fact: int | str) -> int | str:
        if isinstance(fact, int):
            return fact
        return self.date_in_words(fact) if name in _DATES else plain_title(fact, 40)

    def coverage_line(self, report: "AuditReport") -> str:
        """What the figures rest on, in one line."""
        seen, claimed = report.coverage.people_seen, report.coverage.people_claimed
        if report.chat.kind == "channel" and claimed and seen < claimed:
            return self.count_text(
                "Of the {count} subscriber Telegram counts", "Of the {count} subscribers Telegram counts", claimed
            )
        if not seen:
            return self.text("No people were seen")
        return self.count_text(*report.chat.read.seen, seen)

    def kicker(self, report: "AuditReport") -> str:
        """What this is, above the title."""
        if not report.chat.has_members:
            return self.text("Dead Souls: an audit of a table of texts")
        return self.text("Dead Souls: an audit of a chat")

    def as_of(self, report: "AuditReport") -> str:
        """The day that the figures hold for."""
        return (
            self.text("as of {date}", date=self.date_in_words(report.as_of))
            if report.as_of
            else self.date_in_words(None)
        )

    def family(self, family: str) -> str:
        """The question that a family of measures answers."""
        return self.said(FAMILIES.get(family, family))

    def subject(self, family: str) -> str:
        """What a family of findings is about, in a word or two."""
        return self.said(SUBJECTS[family]) if family in SUBJECTS else self.family(family)

    def kind(self, kind: str) -> str:
        """What a kind of chat is called."""
        return self.said(sentences.KINDS.get(kind, kind))

    def source(self, source: Shower) -> str:
        """What a source is called."""
        return self.said(source.title)

    def read_from(self, source: str) -> str:
        """Where an audit read its chat."""
        return self.said(SOURCES[source].read_from)

    def strength(self, strength: str) -> str:
        """How strong the signs of a finding are, in words."""
        return self.said(STRENGTHS.get(strength, strength))

    def chat_title(self, title: str, longest: int = 120) -> str:
        """The chat's title as one line that can be shown, or a word for a chat without one."""
        return plain_title(title, longest) or self.text("a chat without a title")

    def said(self, source: str) -> str:
        """A sentence that a table or a measure holds, in this language."""
        return self.translations.gettext(source) if source else ""


def _variant(note: "Note") -> str:
    """The slug of the sentence for a note of which a date is missing."""
    if note.id == "window" and not (note.facts.get("since") and note.facts.get("until")):
        return "window-since" if note.facts.get("since") else "window-until"
    if note.id == "history-begins-late" and not note.facts.get("first"):
        return "history-begins-late-undated"
    return note.id


def _declared(measure_id: str) -> Spec | None:
    """What is known of a measure; nothing of one of a later version. With the measures comes all that counts them, so
    they are loaded when one is spoken of."""
    from auditor.measure.catalogue import SPECS

    return SPECS.get(measure_id)


def _out_of(measure_id: str) -> tuple[str, str] | None:
    spec = _declared(measure_id)
    return None if spec is None else spec.out_of


def _is_part(measure: Measure) -> bool:
    """Whether a number is one out of a larger one, so that "of" says something."""
    return bool(measure.of) and measure.unit != "index" and measure.count != measure.of


@cache
def wording(language: str, zone: str = UTC) -> Wording:
    """The wording of a language, for a reader in a zone; raises `UsageError` for a language that is not spoken here."""
    return Wording(language, translations(language), zone=zone)
