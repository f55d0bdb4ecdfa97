"""A chat over time as one HTML file: a small picture for each measure, with the same as a table. Nothing
loaded from elsewhere, complete without scripts, read on a telephone and in print.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from auditor.measure.catalogue import CATALOGUE, SPECS
from auditor.measure.spec import Measure, Spec
from auditor.report.comparison import moved, sights
from auditor.report.package.folder import slug, write_file, writing
from auditor.report.pages.html import filled
from auditor.report.pictures.trend_chart import legend_mark, trend_chart
from auditor.report.statements import signs
from auditor.report.statements.headlines import is_known
from auditor.report.statements.wording import Wording, wording
from auditor.report.statements.writing import UTC
from auditor.report.trend import Since, Step, Stretch, Trend, day_of, exceeding, point_of, stretches, trend_csv

PAGE, TABLE = "trend.html", "trend.csv"

MOST_TOLD = 4
"""So many jumps or gaps of one measure are told in words under its picture; the table has them all."""

MOST_APART = 30
"""So many changes of what could be seen are listed, the last ones."""


def folder_of(trend: Trend, mark: str = "") -> str:
    """What the folder is called: the title as letters, digits and `-`, and that it is a trend; between them a mark
    where another chat's folder would be called the same."""
    marked = f"-{mark}" if mark else ""
    return f"{slug(trend.steps[-1].audit.chat.title)}{marked}-trend" if trend.steps else "trend"


def write_trend(trend: Trend, folder: Path, lang: str, zone: str = UTC) -> Path:
    """Writes the page and the table of every audit, and returns the page's path. Raises `ReportUnwritable`."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_file(folder / PAGE, render_trend(trend, lang, zone).encode())
        write_file(folder / TABLE, trend_csv(trend))
    return folder / PAGE


def render_trend(trend: Trend, lang: str, zone: str = UTC) -> str:
    """The page in a language."""
    return trend_page_in(trend, wording(lang, zone))


def trend_page_in(trend: Trend, words: Wording) -> str:
    """The page in a wording."""
    row = stretches(trend.steps)
    newest = trend.steps[-1].audit if trend.steps else None
    return filled(
        "trend.html",
        words,
        mark=f"deadsouls {newest.tool}" if newest else "deadsouls",
        lead=_lead(trend, row, words),
        verdict=_verdict(trend, words),
        tool=newest.tool if newest else "",
        newest=newest,
        title=words.chat_title(newest.chat.title if newest else ""),
        span=words.span(row[0].first, row[-1].last) if row else words.date_in_words(None),
        audits=len(trend.steps),
        undated=trend.undated,
        gathered=len(row) < len(trend.steps),
        table=TABLE,
        legend=_legend(words),
        apart=list(_apart(trend, words))[-MOST_APART:],
        signs=_signs(trend, words),
        by_chance=signs.by_chance(_searched(trend), words),
        sections=_sections(trend, row, words),
        missing=_missing(trend, words),
    )


def _legend(words: Wording) -> list[tuple[str, str]]:
    return [
        (legend_mark("figure"), words.text("the figure")),
        (legend_mark("bounds"), words.text("its bounds")),
        (legend_mark("unknown"), words.text("not known")),
        (legend_mark("moved"), words.text("moved beyond noise since the audit before")),
        (legend_mark("apart"), words.text("this audit saw the chat in another way than the one before")),
        (legend_mark("signs"), words.text("signs found")),
    ]


# -- what could be seen, and what was found


def _apart(trend: Trend, words: Wording) -> Iterator[tuple[str, str, str, str]]:
    """Day, what was seen in another way, how before, how since."""
    for before, after in zip(trend.steps, trend.steps[1:], strict=False):
        then, now = sights(before.audit), sights(after.audit)
        for what in after.apart:
            yield (
                _day(after, words),
                _sight(what, words),
                _visibility(what, then[what], words),
                _visibility(what, now[what], words),
            )


def _sight(what: str, words: Wording) -> str:
    names = {
        "source": words.text("Source"),
        "listing": words.text("The member list"),
        "history": words.text("History from the chat's beginning"),
        "leaves": words.text("Leaving is logged"),
        "arrivals": words.text("Where arrivals are known from"),
        "policy": words.text("Thresholds"),
    }
    return names.get(what, what)


def _visibility(what: str, seen: object, words: Wording) -> str:
    if what == "listing":
        lists = {
            "whole": words.text("read whole"),
            "capped": words.text("cut off by Telegram"),
            "hidden": words.text("hidden by the chat"),
        }
        return lists.get(str(seen), words.text("not shown"))
    if isinstance(seen, list):
        return "; ".join(words.known_from(each) for each in seen) or words.text("not known")
    if what == "policy":
        return words.text("policy {policy}", policy=seen)
    if what == "source":
        return words.read_from(str(seen))
    return words.text("Unknown") if seen is None else words.text("Yes") if seen else words.text("No")


class Sign(NamedTuple):
    """What was found: how strong at the last (as a class of the style sheet, too), when first and last, and in how many
    audits."""

    name: str
    degree: str
    strength: str
    first: str
    last: str
    times: str


def _signs(trend: Trend, words: Wording) -> list[Sign]:
    found: dict[str, list[tuple[Step, str]]] = {}
    for step in trend.steps:
        for finding in exceeding(step):
            found.setdefault(finding.id, []).append((step, finding.strength))
    return [
        Sign(
            words.measure_title(measure_id),
            seen[-1][1].replace(" ", "-"),
            words.strength(seen[-1][1]),
            _day(seen[0][0], words),
            _day(seen[-1][0], words),
            words.number(len(seen)),
        )
        for measure_id, seen in found.items()
    ]


def _lead(trend: Trend, row: list[Stretch], words: Wording) -> dict[str, Any] | None:
    """The figure that stands first: the share that moved most beyond noise, else the first that is known."""
    known = [spec.id for spec in CATALOGUE if any(_known(step, spec.id) for step in trend.steps)]
    if not known:
        return None
    by_change = sorted(_moved_shares(trend), key=lambda name: -abs(trend.since[name].difference.value or 0.0))
    shares = [name for name in known if SPECS[name].unit == "share"]
    spans = [words.span(stretch.first, stretch.last) for stretch in row]
    return _measure([*by_change, *shares, *known][0], trend, row, spans, words, part="lead-")


def _moved_shares(trend: Trend) -> list[str]:
    """The shares that moved beyond noise from the first audit to the last."""
    return [
        name
        for name, since in trend.since.items()
        if since.difference.beyond_noise and since.difference.after.unit == "share" and name in SPECS
    ]


def _verdict(trend: Trend, words: Wording) -> str:
    """Which shares moved beyond noise from the first audit to the last."""
    moved_shares = _moved_shares(trend)
    if not moved_shares:
        return words.text("No share moved beyond noise.")
    return words.text("Moved beyond noise: {measures}.", measures="; ".join(map(words.measure_title, moved_shares)))


def _searched(trend: Trend) -> int:
    """In how many of the audits accounts that act together could be looked for."""
    ids = [spec.id for spec in CATALOGUE if spec.false_per_audit]
    return sum(any(_known(step, measure_id) for measure_id in ids) for step in trend.steps)


# -- measures


def _sections(trend: Trend, row: list[Stretch], words: Wording) -> list[dict[str, Any]]:
    """The measures that were ever known, by family, in the order of the catalogue."""
    known = [spec for spec in CATALOGUE if any(_known(step, spec.id) for step in trend.steps)]
    spans = [words.span(stretch.first, stretch.last) for stretch in row]
    return [
        _section(family, list(specs), trend, row, spans=spans, words=words)
        for family, specs in groupby(known, key=attrgetter("family"))
    ]


def _section(
    family: str, specs: list[Spec], trend: Trend, row: list[Stretch], *, spans: list[str], words: Wording
) -> dict[str, Any]:
    return {
        "family": family,
        "title": words.family(family),
        "measures": [_measure(spec.id, trend, row, spans, words) for spec in specs],
        "misleads": [words.said(misleads) for misleads in dict.fromkeys(spec.misleads for spec in specs)],
    }


def _measure(
    measure_id: str, trend: Trend, row: list[Stretch], spans: list[str], words: Wording, *, part: str = ""
) -> dict[str, Any]:
    """One measure; `part` tells a second picture of it apart."""
    last = next(step for step in reversed(trend.steps) if _known(step, measure_id))
    measure = last.audit.measures[measure_id]
    return {
        "id": measure_id,
        "title": words.measure_title(measure_id),
        "figure": words.short(measure),
        "rests_on": words.figure(measure),
        "day": _day(last, words),
        "chart": trend_chart(measure_id, row, words, part=part),
        "since": _since(trend.since.get(measure_id), words),
        "moved": _moved(measure_id, trend, words),
        "gaps": _gaps(measure_id, trend, words),
        "rows": [_row(measure_id, stretch, span, words) for stretch, span in zip(row, spans, strict=True)],
    }


def _since(since: Since | None, words: Wording) -> str:
    """From when to when, and by how much."""
    if since is None:
        return ""
    said = moved(since.difference, words)
    if since.difference.after.unit == "share" and since.difference.beyond_noise:
        said = words.text("{change}, more than noise", change=said)
    return f"{words.date_in_words(since.first)} → {words.date_in_words(since.last)}: {said}"


def _moved(measure_id: str, trend: Trend, words: Wording) -> str:
    """The jumps from one audit to the next, the last ones first told."""
    jumps = [
        f"{_day(step, words)} ({moved(step.moved[measure_id], words)})"
        for step in trend.steps
        if measure_id in step.moved
    ]
    return words.text("Moved beyond noise: {measures}.", measures=_last_few(jumps, words)) if jumps else ""


def _gaps(measure_id: str, trend: Trend, words: Wording) -> str:
    """When it was not known, and why."""
    runs = [
        (why, list(steps))
        for why, steps in groupby(trend.steps, key=lambda step: _why(step, measure_id, words))
        if why is not None
    ]
    gaps = [f"{words.span(day_of(steps[0]), day_of(steps[-1]))} ({why})" for why, steps in runs]
    return words.text("Not known: {gaps}.", gaps=_last_few(gaps, words)) if gaps else ""


def _last_few(all_of_them: list[str], words: Wording) -> str:
    """The last few, and how many there were before."""
    told = all_of_them[-MOST_TOLD:]
    more = len(all_of_them) - len(told)
    if more:
        told.append(words.count_text("{count} more before", "{count} more before", more))
    return "; ".join(told)


def _why(step: Step, measure_id: str, words: Wording) -> str | None:
    measure = step.audit.measures.get(measure_id)
    if measure is None:
        return words.text("this version of the program did not compute it")
    return None if is_known(measure) else words.reason(measure.why)


def _row(measure_id: str, stretch: Stretch, span: str, words: Wording) -> dict[str, str]:
    point = point_of(stretch, measure_id)
    why = _why(stretch.steps[-1], measure_id, words)
    range_ = ""
    if point.measure is not None and point.low is not None:
        range_ = words.bounds(Measure("bounded", point.measure.unit, low=point.low, high=point.high))
    return {
        "span": span,
        "audits": words.number(len(stretch.steps)),
        "figure": words.figure(point.measure) if point.measure else words.text("not known"),
        "range": range_,
        "remarks": "; ".join(_remarks(measure_id, stretch, why or "", words)),
    }


def _remarks(measure_id: str, stretch: Stretch, why: str, words: Wording) -> Iterator[str]:
    if why:
        yield why
    jumps = [step.moved[measure_id] for step in stretch.steps if measure_id in step.moved]
    if jumps:
        yield words.text("moved beyond noise: {changes}", changes="; ".join(moved(jump, words) for jump in jumps))
    strengths = [finding.strength for step in stretch.steps for finding in exceeding(step) if finding.id == measure_id]
    if strengths:
        yield words.strength(strengths[-1])
    if any(step.apart for step in stretch.steps):
        yield words.text("seen in another way")


def _missing(trend: Trend, words: Wording) -> list[tuple[str, str]]:
    """The measures that were never known, with the last reason."""
    last = {name: measure for step in trend.steps for name, measure in step.audit.measures.items()}
    return [
        (words.measure_title(name), words.reason(measure.why))
        for name, measure in last.items()
        if name in SPECS and not any(_known(step, name) for step in trend.steps)
    ]


def _known(step: Step, measure_id: str) -> bool:
    measure = step.audit.measures.get(measure_id)
    return measure is not None and is_known(measure)


def _day(step: Step, words: Wording) -> str:
    return words.date_on_axis(day_of(step), "yMMMd")
