"""The rows behind an audit, as the desk shows and saves them; made in a process of their own."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pandas import DataFrame

    from auditor.conductors.audit import Finished
    from auditor.report.report import Evidence
    from storage.store import Store


class Rows(NamedTuple):
    """The rows behind an audit for whoever sits at this machine, people under pseudonyms; evidence without pointers."""

    title: str
    as_of: str | None
    people: "DataFrame"
    adders: "DataFrame"
    evidence: "Evidence"


async def rows_of(store: "Store", audit: int) -> Rows:
    """The rows behind an audit. Raises `UnknownAudit` where they have gone."""
    from auditor.conductors.audit import reopen
    from storage.audited import audits

    return rows_behind(store, await reopen(store, await audits.find(store, str(audit))))


def rows_behind(store: "Store", finished: "Finished") -> Rows:
    """The same of an audit that has just been made."""
    from auditor.conductors.audit import report_for, tables_for
    from auditor.report.report import without_pointers

    told = without_pointers(report_for(store, finished.audit))
    tables = tables_for(store, finished)
    return Rows(told.chat.title, told.as_of, tables.people, tables.adders, told.evidence)


async def people_csv(store: "Store", audit: int, chosen: frozenset[str], exact: bool) -> bytes:
    """Rows of people.csv: those of the chosen pseudonyms, as they may leave, or, where asked for, exact."""
    from auditor.conductors.audit import reopen, report_for, tables_for
    from auditor.report.package.datapackage import csv_of
    from auditor.report.package.tables import package
    from storage.audited import audits

    finished = await reopen(store, await audits.find(store, str(audit)))
    made = package(report_for(store, finished.audit), tables_for(store, finished, exact=exact))
    cells = made.cells["people"]
    kept = [place for place, person in enumerate(cells[0]) if person in chosen]
    return csv_of("people", [[column[place] for place in kept] for column in cells])
