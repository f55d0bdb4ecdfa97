"""The conductor of a wave: who came in the largest wave of a chat, by its last audit, and Telegram's own counts."""

from auditor.conductors.audit import reopen
from auditor.conductors.measuring import dated
from auditor.measure.arrivals import wave
from auditor.measure.measures import answers_of
from auditor.report.report import from_json
from auditor.report.wave_report import WaveReport
from storage.audited import audits
from storage.audited.audits import Audit
from storage.store import Store


async def wave_of(store: Store, kept: Audit) -> WaveReport:
    """The wave that an audit shows. Raises `UnknownAudit` where its rows have gone."""
    frames = (await reopen(store, kept)).frames
    found = answers_of(frames, wave.WAVES)
    people = wave.people_of(frames).tolist()
    rows = found[wave.WAVE.id].evidence
    reports = [from_json(each) async for each in audits.reports(store, kept)]
    known = {report.as_of: report.coverage.people_claimed for report in reports}
    return WaveReport(
        title=kept.title,
        as_of=from_json(kept.report).as_of,
        measures={name: answer.measure for name, answer in found.items()},
        row=dated(max(rows, key=lambda row: row["count"] - row["expected"])) if rows else None,
        people=people,
        counts=[(at, count) for at, count in sorted((at, n) for at, n in known.items() if at and n is not None)],
    )
