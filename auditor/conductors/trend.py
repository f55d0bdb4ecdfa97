"""The conductor of a chat's history: every audit of it that is like the newest, set against the one before."""

from collections.abc import Sequence
from itertools import pairwise

from auditor.measure.methods.differences import differences
from auditor.measure.spec import Measure
from auditor.measure.watch import findings
from auditor.report.comparison import seen_alike, sights
from auditor.report.statements.headlines import is_known
from auditor.report.trend import Observed, Since, Step, Trend, read_observed
from storage.audited import audits
from storage.audited.audits import Audit
from storage.store import Store


async def trend_of(store: Store, newest: Audit) -> Trend:
    """The trend up to an audit. It rests on stored reports alone, which outlive the rows of people."""
    return trend([read_observed(report) async for report in audits.reports(store, newest)])


def trend(observed: Sequence[Observed]) -> Trend:
    """Audits in the order of what they speak of. Of several that speak of one moment the one observed last stands for
    it; one without a date cannot be placed, and is counted."""
    dated = {each.as_of: each for each in observed if each.as_of}
    line = [dated[as_of] for as_of in sorted(dated)]
    steps = [Step(each, {}, []) for each in line[:1]]
    steps += [_step(before, after) for before, after in pairwise(line)]
    ids = dict.fromkeys(measure for each in reversed(line) for measure in each.measures)
    return Trend(
        steps=steps,
        since={measure: since for measure in ids if (since := _since(measure, line)) is not None},
        undated=sum(not each.as_of for each in observed),
    )


def _step(before: Observed, after: Observed) -> Step:
    found = differences(before.measures, after.measures, comparable=seen_alike(before, after))
    then, now = sights(before), sights(after)
    return Step(
        audit=after,
        moved={finding.id: found[finding.id] for finding in findings(found)},
        apart=[what for what in now if now[what] != then[what]],
    )


def _since(measure: str, line: Sequence[Observed]) -> Since | None:
    """What a figure is above that of the first audit that knew it."""
    known: list[tuple[Observed, Measure]] = [
        (each, each.measures[measure]) for each in line if measure in each.measures and is_known(each.measures[measure])
    ]
    if len(known) < 2:
        return None
    (first, before), (last, after) = known[0], known[-1]
    found = differences({measure: before}, {measure: after}, comparable=seen_alike(first, last))
    return Since(first.as_of, last.as_of, found[measure])
