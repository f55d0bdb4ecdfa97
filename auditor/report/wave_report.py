"""The wave of a chat in words: its figures with denominators, where they are known from, and the count of days."""

import msgspec

from auditor.measure.spec import Measure, Row
from auditor.report.statements.headlines import WAVE, WOULD_HAVE_COME, is_known
from auditor.report.statements.wording import Wording


class WaveReport(msgspec.Struct, frozen=True, kw_only=True):
    """The largest wave of a chat as its last audit shows it. `people` are those of it, by pseudonym; they leave the
    database in no other way than matched to ids for an admin of the chat."""

    title: str
    as_of: str | None
    measures: dict[str, Measure]
    row: Row | None
    people: list[int]
    counts: list[tuple[str, int]]
    """Telegram's own count of members at each audit, the earliest first."""

    @property
    def usual(self) -> Measure:
        """What part of it would have come anyway."""
        return self.measures[WOULD_HAVE_COME]


def lines(report: WaveReport, words: Wording) -> list[str]:
    """One line a figure; then the sources, the counts of days, and the innocent explanation."""
    said = [f"{words.measure_title(name)}: {words.figure(measure)}" for name, measure in report.measures.items()]
    if report.row is not None:
        beside = (
            (words.text("The rest: made within 90 days"), "rest_same_age"),
            (words.text("The rest: left"), "rest_gone"),
        )
        for name, key in beside:
            if report.row.get(f"{key}_of"):
                rest = Measure("measured", "share", report.row[key] / report.row[f"{key}_of"], report.row[key],
                               report.row[f"{key}_of"])  # fmt: skip
                said.append(f"{name}: {words.figure(rest)}")
        start, end = (words.date_in_words(report.row.get(key)) for key in ("start", "end"))
        said.append(f"{start} – {end}" if start != end else start)
        told = report.row.get("sources") or {}
        said += [f"{words.known_from(source)}: {words.number(count)}" for source, count in told.items()]
    said += counts(report, words)
    return [*said, words.misleads(WAVE)]


def counts(report: WaveReport, words: Wording) -> list[str]:
    """How Telegram's own count grew from audit to audit, where it grew most: all that is known of a wave whose people
    nobody could see. The bounds leave out what other days brought."""
    growth = [(later - earlier, before, after) for (before, earlier), (after, later) in
              zip(report.counts, report.counts[1:], strict=False)]  # fmt: skip
    if not growth:
        return []
    most, before, after = max(growth)
    usual = [each for each, *_ in growth if each != most] or [0]
    low, high = max(0, most - max(usual)), max(0, most - min(0, *usual))
    span = f"{words.date_in_words(before)} → {words.date_in_words(after)}"
    return [words.text(
        "By Telegram's own count, {span}: {low} to {high} people more than between other audits.",
        span=span, low=words.number(low), high=words.number(high),
    )]  # fmt: skip


def removal(report: WaveReport, found: int, words: Wording) -> list[str]:
    """What stands beside the ids: of how many people, how many of them would have come anyway, how many can no longer
    be read."""
    people = len(report.people)
    said = [words.count_text(
        "{count} id of {of} people of the wave.", "{count} ids of {of} people of the wave.", found, of=people
    )]  # fmt: skip
    if is_known(report.usual):
        said.append(words.text("Expected to be no fakes: {figure}.", figure=words.figure(report.usual)))
    if people > found:
        said.append(words.count_text(
            "{count} person can no longer be read: gone, or shown to nobody.",
            "{count} people can no longer be read: gone, or shown to nobody.", people - found,
        ))  # fmt: skip
    said.append(words.text("Look before you remove: all that is known of each is that it came then."))
    return said


def ids_csv(ids: list[int]) -> bytes:
    """The ids as a table of one column, as tools for removing members take it; numbers alone, which no spreadsheet
    runs."""
    return "\r\n".join(["user_id", *map(str, ids), ""]).encode()
