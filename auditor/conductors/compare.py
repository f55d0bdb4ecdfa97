"""The conductor of two audits: what both saw, side by side."""

from auditor.conductors.audit import reopen
from auditor.measure.methods.differences import differences
from auditor.measure.spec import Measure
from auditor.measure.watch import CHANGES, changes, findings
from auditor.report.comparison import Comparison, seen_alike, side
from auditor.report.report import from_json
from storage.audited import audits
from storage.audited.audits import Audit
from storage.errors import UnknownAudit
from storage.store import Store


async def compared(store: Store, before: Audit, after: Audit) -> Comparison:
    """Two audits of one chat, the earlier first. Where the rows of one have gone, `watch.*` cannot be known any more;
    the figures that were kept still stand side by side."""
    first, second = from_json(before.report), from_json(after.report)
    found = differences(first.measures, second.measures, comparable=seen_alike(first, second))
    return Comparison(
        before=side(first),
        after=side(second),
        measures={**found, **await _changes(store, before, after)},
        findings=findings(found),
    )


async def _changes(store: Store, before: Audit, after: Audit) -> dict[str, Measure]:
    try:
        earlier, later = await reopen(store, before), await reopen(store, after)
    except UnknownAudit:
        return {spec.id: spec.unavailable("rows-gone") for spec in CHANGES}
    return changes(earlier.frames, later.frames)


async def last_two(store: Store, wanted: str) -> tuple[Audit, Audit]:
    """The last two audits of the chat that a person means, of different observations. Raises `UnknownAudit`."""
    newest = await audits.find(store, wanted)
    earlier = await audits.before(store, newest)
    if earlier is None:
        raise UnknownAudit("Of {title!r} there is only one audit yet; a second makes a comparison.", title=newest.title)
    return earlier, newest
