"""Writes the CSV package: the tables, a codebook, and `datapackage.json` (Data Package, version 2)."""

import csv
import hashlib
import io
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from auditor.errors import ReportUnwritable
from auditor.report.package.alike import K
from auditor.report.package.codebook import KEYS, TABLES, Column
from auditor.report.package.graph import graphml
from auditor.report.package.parquet import parquet
from auditor.report.package.shares import COLUMNS, Tool, shares
from auditor.report.package.tables import Cells, Tables, package
from auditor.report.report import AuditReport, without_pointers
from auditor.report.statements.titles import plain_title

if TYPE_CHECKING:
    import pandas as pd

DESCRIPTOR, GRAPH = "datapackage.json", "groups.graphml"

_BESIDE = {GRAPH, *(f"{name}.parquet" for name in TABLES), *(f"{tool}.csv" for tool in COLUMNS)}
"""What an earlier package may hold beside its tables."""

_TITLES = {
    "measures": "The measures of the audit",
    "people": "People by pseudonym",
    "adders": "People who added others, by pseudonym",
    "days": "Arrivals and messages by day",
    "findings": "Findings",
    "evidence": "The rows that findings rest on",
    "coverage": "What the audit rests on",
    "codebook": "What the columns mean",
}


class Also(NamedTuple):
    """What is written beside the tables: a `graph` of the groups, each table as `parquet`, and what was `shared` for
    other tools, of which the caller has seen to it that it may be."""

    graph: bool = False
    parquet: bool = False
    shared: "Mapping[Tool, pd.DataFrame]" = MappingProxyType({})


NOTHING_ELSE = Also()


def package_files(
    report: AuditReport, tables: Tables, *, message_ids: bool = False, also: Also = NOTHING_ELSE
) -> dict[str, bytes]:
    """The files of the package by their names. Message ids and times finer than an hour stand in it only with
    `message_ids`."""
    if not message_ids:
        report = without_pointers(report)
    made = package(report, tables)
    contents = {f"{name}.csv": csv_of(name, cells) for name, cells in made.cells.items()}
    contents[DESCRIPTOR] = _descriptor(report, made.columns, contents, exact=tables.exact)
    if also.graph:
        contents[GRAPH] = graphml(report.evidence, exact=tables.exact and message_ids)
    if also.parquet:
        contents |= {f"{name}.parquet": parquet(cells, made.columns[name]) for name, cells in made.cells.items()}
    return contents | {f"{tool}.csv": shares(messages, tool) for tool, messages in also.shared.items()}


def write_package(
    report: AuditReport, tables: Tables, folder: Path, *, message_ids: bool = False, also: Also = NOTHING_ELSE
) -> None:
    """Writes the package whole or not at all. An earlier package in `folder` is replaced; raises
    `ReportUnwritable` where something else is there, or the disk refuses. With `message_ids` it is closed to others
    (0600)."""
    contents = package_files(report, tables, message_ids=message_ids, also=also)
    try:
        _replace(folder, contents, closed=message_ids)
    except OSError as error:
        raise ReportUnwritable(
            "The tables cannot be written to {folder}: {said}.", folder=folder, said=str(error.strerror or error)
        ) from error


def _replace(folder: Path, contents: dict[str, bytes], *, closed: bool) -> None:
    """Writes beside the folder, and moves it there when all is written."""
    known = contents.keys() | _BESIDE
    if folder.exists() and (not folder.is_dir() or {entry.name for entry in folder.iterdir()} - known):
        raise ReportUnwritable("{folder} holds other files; the tables need a folder of their own.", folder=folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        fresh.mkdir(0o700 if closed else 0o777)
        for name, content in contents.items():
            (fresh / name).touch(0o600 if closed else 0o666)
            (fresh / name).write_bytes(content)
        if folder.exists():
            shutil.rmtree(folder)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def csv_of(name: str, cells: Cells) -> bytes:
    """A table of the package as its file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in TABLES[name]])
    writer.writerows(zip(*cells, strict=True))
    return text.getvalue().encode("utf-8", errors="replace")


_SHOWN = {
    False: f"What a row of people.csv shows is shared by at least {K} people; codebook.csv says what is in bands, "
    "coverage.csv what is withheld.",
    True: "people.csv is exact, for the operator's machine: rows of two such tables can be joined, and people be told "
    "apart by days and counts.",
}


def _descriptor(
    report: AuditReport, columns: dict[str, tuple[Column, ...]], contents: dict[str, bytes], *, exact: bool
) -> bytes:
    package: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "deadsouls-audit",
        "title": f"Dead Souls: an audit of {plain_title(report.chat.title) or 'a chat without a title'}",
        "description": "How much of a chat's crowd takes part and how people came to it. People stand under "
        f"pseudonyms of this package; coverage.csv says what was not seen. {_SHOWN[exact]}",
        "version": report.tool,
        "resources": [_resource(name, of, contents[f"{name}.csv"]) for name, of in columns.items()],
    }
    if report.as_of:
        package["created"] = f"{report.as_of[:10]}T00:00:00Z"
    return json.dumps(package, ensure_ascii=False, indent=1).encode("utf-8", errors="replace") + b"\n"


def _resource(name: str, columns: tuple[Column, ...], content: bytes) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in columns], "missingValues": [""]}
    if name in KEYS:
        schema["primaryKey"] = list(KEYS[name])
    return {
        "name": name,
        "title": _TITLES[name],
        "path": f"{name}.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n"},
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.meaning}
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    return field | ({"constraints": constraints} if constraints else {})
