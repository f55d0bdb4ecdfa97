"""A wave as the picture that leads: arrivals by the hour around it, from close by, and what became of its people."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from auditor.report.answer.known import Known, Wave
from auditor.report.pages.lead import Lead, Table
from auditor.report.pictures import hours
from auditor.report.report import AuditReport
from auditor.report.statements.wording import Wording

AROUND = timedelta(hours=36)
"""What is drawn before and after a wave."""

LONGEST = timedelta(days=14)
"""A longer stretch is not drawn by the hour."""


def wave_lead(report: AuditReport, words: Wording) -> Lead | None:
    """The largest wave; None where nothing of it is known to the hour."""
    wave = Known(report).wave
    if wave is None:
        return None
    ends = wave.hours
    first, last = ends[0] - AROUND, ends[1] + AROUND
    came = _came(report)
    if not came or last - first > LONGEST:
        return None
    counted = [(moment, came[at]) for at in _each_hour(first, last) if isinstance(moment := words.moment(at), datetime)]
    inside = ends[0], ends[1] - timedelta(hours=1)
    svg = hours.wave_hours(counted, inside, words)
    if not svg:
        return None
    return Lead(
        words.text("People an hour, around the wave"),
        words.text("Hours are of {zone}.", zone=words.zone),
        svg=svg,
        closer=(words.text("The wave from close by: every ten minutes"), _close_by(report, words)),
        table=_fates(wave, words),
    )


def _came(report: AuditReport) -> Counter[str]:
    """Arrivals of every way by the hour, by the moment it begins with."""
    found: Counter[str] = Counter()
    by = report.series.hours
    for counts in (by.added, by.by_link, by.by_request, by.by_self, by.unknown):
        found.update(counts)
    return found


def _each_hour(first: datetime, last: datetime) -> Iterator[str]:
    while first < last:
        yield f"{first:%Y-%m-%dT%H}:00:00Z"
        first += timedelta(hours=1)


def _close_by(report: AuditReport, words: Wording) -> str:
    counted = [
        (moment, each.minutes, each.people)
        for each in report.series.wave
        if isinstance(moment := words.moment(each.start), datetime)
    ]
    return hours.wave_minutes(counted, words)


def _fates(wave: Wave, words: Wording) -> Table | None:
    """What holds of the wave beside what holds of all others."""
    kept = {"gone": words.text("Gone a week later"), "same_age": words.text("Made within 90 days")}
    rows = [
        ("", name, [_part(wave, key, words), _part(wave, f"rest_{key}", words)])
        for key, name in kept.items()
        if wave.row.get(f"{key}_of") and wave.row.get(f"rest_{key}_of")
    ]
    heads = [words.text("The wave"), words.text("All others")]
    return Table(words.text("The wave beside all others"), heads, rows) if rows else None


def _part(wave: Wave, key: str, words: Wording) -> str:
    count, of = wave.row[key], wave.row[f"{key}_of"]
    return f"{words.text('{count} of {of}', count=count, of=of)} ({words.whole_percent(count / of)})"
