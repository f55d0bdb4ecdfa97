"""The report and its rows as tables of text: ISO dates, empty = unknown, no cell that a spreadsheet would run, no row
of people that fewer than `k` look like (`alike`)."""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from auditor.measure.spec import PEOPLE_KEYS, Row
from auditor.report.package.alike import K, Shown, alike
from auditor.report.package.codebook import TABLES, Column, described
from auditor.report.report import AuditReport
from auditor.report.statements.titles import plain_title

if TYPE_CHECKING:
    import pandas as pd

_RUNS = re.compile(r"^[=+\-@\t\r\n|%＝＋－＠]")
"""How a cell begins that a spreadsheet takes for a formula; the wide ones are taken for the narrow."""

_RUNS_AFTER_SEMICOLON = re.compile(r";(?=\s*[\"']?[=+\-@＝＋－＠])")
"""Where the list separator is a semicolon, as it is in Russian, Kazakh and Kyrgyz settings, a cell is cut there."""


@dataclass(frozen=True)
class Tables:
    """The rows of an audit, pseudonymous. The columns of each are those of the codebook. Where `exact`, people leave as
    they are and in this order: for the operator alone."""

    people: "pd.DataFrame"
    adders: "pd.DataFrame"
    days: "pd.DataFrame"
    exact: bool = False


Cells = list[Sequence[str]]
"""A table as its columns, each a sequence of cells."""


class Package(NamedTuple):
    """The tables by name as columns of text, and what their columns mean."""

    cells: dict[str, Cells]
    columns: dict[str, tuple[Column, ...]]


def package(report: AuditReport, tables: Tables, k: int = K) -> Package:
    """Every table of the package. `k` is of people alone: the other tables have no cells by people's
    traits (privacy.md)."""
    shown = None if tables.exact else alike(tables.people, named(report, tables), k)
    columns = described(None if shown is None else shown.bands, k)
    cells = {
        "measures": measures_cells(report),
        "people": frame_cells("people", tables.people if shown is None else shown.people),
        "adders": frame_cells("adders", tables.adders),
        "days": frame_cells("days", tables.days),
        "findings": findings_cells(report),
        "evidence": evidence_cells(report),
        "coverage": coverage_cells(report, _people_coverage(shown, k)),
        "codebook": codebook_cells(columns),
    }
    return Package(cells, columns)


def named(report: AuditReport, tables: Tables) -> set[str]:
    """The pseudonyms that stand elsewhere than in `people`: beside figures by which they can be told."""
    values = [row[key] for rows in report.evidence.values() for row in rows for key in PEOPLE_KEYS if key in row]
    people = [each for value in values for each in (value if isinstance(value, list) else [value])]
    return {each for each in people if isinstance(each, str)} | set(tables.adders["adder"].tolist())


def _people_coverage(shown: Shown | None, k: int) -> dict[str, object]:
    """What coverage says of the table of people: how it was made fit to leave, and what that took."""
    if shown is None:
        return {"people.exact": True}
    return {
        "people.exact": False,
        "people.shared_by": k,
        **{f"people.band.{name}": band for name, band in shown.bands.items()},
        **{f"people.withheld.{name}": count for name, count in shown.withheld.items() if count},
    }


def frame_cells(table: str, frame: "pd.DataFrame") -> Cells:
    """A frame's columns as text, in the order of the codebook."""
    return [_column_cells(frame[column.name], column) for column in TABLES[table]]


def _column_cells(values: "pd.Series[Any]", column: Column) -> list[str]:
    """The cells of a column; each different value is written once, for most columns hold few."""
    import numpy as np

    codes, uniques = values.factorize()
    different: list[Any] = uniques.tolist()
    if column.type in {"integer", "number"}:
        cells = [number_cell(value) for value in different]
    else:
        longest = 10 if column.type == "date" else None
        cells = [text_cell(str(value)[:longest]) for value in different]
    written: list[str] = np.array([*cells, ""], dtype=object)[codes].tolist()
    return written


def measures_cells(report: AuditReport) -> Cells:
    """A row a measure, in the order of the report."""
    rows = [
        (measure_id, m.outcome, *map(number_cell, (m.value, m.count, m.of, m.low, m.high)), m.unit, m.why or "")
        for measure_id, m in report.measures.items()
    ]
    return _columns(rows, len(TABLES["measures"]))


def findings_cells(report: AuditReport) -> Cells:
    """A row a finding; its facts as compact JSON."""
    rows = [
        (finding.family, finding.strength, text_cell(finding.id), text_cell(_json(finding.facts)))
        for finding in report.findings
    ]
    return _columns(rows, len(TABLES["findings"]))


def evidence_cells(report: AuditReport) -> Cells:
    """A row an evidence row, in the order of the report. Whether it points to single messages is the report's affair
    (`without_pointers`)."""
    rows = [
        tuple(_evidence_cell(column, measure, place, row) for column in TABLES["evidence"])
        for measure, found in report.evidence.items()
        for place, row in enumerate(found, 1)
    ]
    return _columns(rows, len(TABLES["evidence"]))


def _evidence_cell(column: Column, measure: str, place: int, row: Row) -> str:
    if column.name == "measure":
        return text_cell(measure)
    if column.name == "row":
        return str(place)
    value = row.get(column.name)
    if column.name in PEOPLE_KEYS:
        named = [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
        return text_cell(" ".join(named))
    if column.name == "messages":
        return text_cell(" ".join(_whole(each) for each in value or () if isinstance(each, int | str)))
    if column.name == "edges":
        return _json(value) if value else ""
    return _fact_cell(value)


def _whole(message: int | str) -> str:
    """A message's id without spaces, which stand between ids."""
    return "%20".join(plain_title(str(message)).split())


def coverage_cells(report: AuditReport, of_people: dict[str, object]) -> Cells:
    """What was audited, by what, what was and was not seen, and what of it `people` withholds. Times are cut to days:
    finer ones point at single messages."""
    coverage = report.coverage
    facts: dict[str, object] = {
        "format": report.format,
        "tool": report.tool,
        "policy": report.policy,
        "as_of": _day(report.as_of),
        "chat.title": plain_title(report.chat.title),
        "chat.kind": report.chat.kind,
        "chat.source": report.chat.source,
        "people_seen": coverage.people_seen,
        "people_claimed": coverage.people_claimed,
        "messages": coverage.messages,
        "first": _day(coverage.first),
        "last": _day(coverage.last),
        "members_hidden": coverage.members_hidden,
        "history_complete": coverage.history_complete,
        "arrival_sources": " ".join(coverage.arrival_sources),
        "leaves_logged": coverage.leaves_logged,
        "unresolved": coverage.unresolved,
        "erased": coverage.erased,
        "damaged": coverage.damaged,
        "repaired": coverage.repaired,
        "listing": coverage.listing,
        "members_listed": coverage.members_listed,
        "bots": coverage.bots,
    }
    for note in coverage.notes:
        facts[f"note.{note.id}"] = "yes"
        facts |= {f"note.{note.id}.{name}": fact for name, fact in note.facts.items()}
    facts |= of_people
    return _columns([(text_cell(key), _fact_cell(fact)) for key, fact in facts.items()], 2)


def codebook_cells(described: dict[str, tuple[Column, ...]]) -> Cells:
    """A row for each column of each table."""
    rows = [
        (table, column.name, column.type, column.unit, column.meaning)
        for table, columns in described.items()
        for column in columns
    ]
    return _columns(rows, len(TABLES["codebook"]))


def number_cell(number: float | None) -> str:
    """A number as short as it can be read back, without an exponent; empty for none."""
    if number is None or not math.isfinite(number):
        return ""
    if float(number).is_integer():
        return str(int(number))
    text = repr(float(number))
    return f"{number:.15f}".rstrip("0").rstrip(".") if "e" in text else text


def text_cell(text: str) -> str:
    """Text that a spreadsheet shows and does not run."""
    if not text or (text[0].isalnum() and ";" not in text):
        return text
    if ";" in text:
        text = _RUNS_AFTER_SEMICOLON.sub("; '", text)
    return f"'{text}" if _RUNS.match(text) else text


def _fact_cell(fact: object) -> str:
    if fact is None:
        return ""
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    return number_cell(fact) if isinstance(fact, int | float) else text_cell(plain_title(str(fact)))


def _day(time: str | None) -> str | None:
    return time[:10] if time else None


def _json(facts: Any) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _columns(rows: Sequence[tuple[str, ...]], width: int) -> Cells:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
