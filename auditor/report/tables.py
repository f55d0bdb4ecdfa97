"""The report and its rows as tables of text: ISO dates, empty = unknown, no cell that a spreadsheet would run,
no set of traits that so few people share that they could be recognised by it."""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from auditor.measure.catalogue import PEOPLE_KEYS, Row
from auditor.report.codebook import TABLES, Column
from auditor.report.report import AuditReport
from auditor.report.titles import plain_title

if TYPE_CHECKING:
    import pandas as pd

K = 5
"""Joint traits shared by fewer people than this are withheld (DESIGN 6)."""

JOINT_TRAITS: tuple[str, ...] = ("deleted", "inactive", "blank", "new", "age_from", "age_to")

_RUNS = re.compile(r"^[=+\-@\t\r\n|%＝＋－＠]")
"""How a cell begins that a spreadsheet takes for a formula; the wide ones are taken for the narrow."""

_RUNS_AFTER_SEMICOLON = re.compile(r";(?=\s*[\"']?[=+\-@＝＋－＠])")
"""Where the list separator is a semicolon, as it is in Russian, Kazakh and Kyrgyz settings, a cell is cut there."""


@dataclass(frozen=True)
class Tables:
    """The rows of an audit, pseudonymous, in the order in which they are to be written. The columns of each
    are those of the codebook."""

    people: "pd.DataFrame"
    adders: "pd.DataFrame"
    days: "pd.DataFrame"


Cells = list[Sequence[str]]
"""A table as its columns, each a sequence of cells."""


def package_cells(report: AuditReport, tables: Tables, k: int = K) -> dict[str, Cells]:
    """Every table of the package, by name, as columns of text. Findings and their evidence are no cells of tables by
    people's traits: `k` does not apply to them (DESIGN 6)."""
    return {
        "measures": measures_cells(report),
        "people": frame_cells("people", without_rare_traits(tables.people, k)),
        "adders": frame_cells("adders", tables.adders),
        "days": frame_cells("days", tables.days),
        "findings": findings_cells(report),
        "evidence": evidence_cells(report),
        "coverage": coverage_cells(report),
        "codebook": codebook_cells(),
    }


def without_rare_traits(people: "pd.DataFrame", k: int = K) -> "pd.DataFrame":
    """The people, with the joint traits emptied that fewer than `k` of them share."""
    if people.empty:
        return people
    traits = list(JOINT_TRAITS)
    filled = people[traits].fillna("").astype(str)
    group = filled.groupby(traits, sort=False, observed=True).ngroup()
    rare = group.map(group.value_counts()) < k
    return people.assign(**{trait: filled[trait].where(~rare, "") for trait in traits})


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
        return " ".join(str(each) for each in value or () if isinstance(each, int))
    if column.name == "edges":
        return _json(value) if value else ""
    return _fact_cell(value)


def coverage_cells(report: AuditReport) -> Cells:
    """What was audited, by what, and what was and was not seen. Times are cut to days: finer ones point at
    single messages."""
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
    return _columns([(text_cell(key), _fact_cell(fact)) for key, fact in facts.items()], 2)


def codebook_cells() -> Cells:
    """A row for each column of each table."""
    rows = [
        (table, column.name, column.type, column.unit, column.meaning)
        for table, columns in TABLES.items()
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
