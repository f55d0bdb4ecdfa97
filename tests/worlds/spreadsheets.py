"""Writes small spreadsheets by hand, as ECMA-376 (.xlsx) and OpenDocument 1.3 (.ods) describe them; no library of the
program's is asked."""

import datetime as dt
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

Cell = str | bool | int | float | dt.datetime | dt.date | None
Sheets = Mapping[str, Sequence[Sequence[Cell]]]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
DATE_FORMAT = 22
"""The built-in number format `m/d/yy h:mm`, which style 1 bears."""


def write_xlsx(path: Path, sheets: Sheets, *, from_1904: bool = False, shared: bool = False) -> Path:
    """A workbook; `shared` puts texts into the table of shared strings, as Excel does, else into the cells."""
    strings: dict[str, int] = {}
    began = dt.datetime(1904, 1, 1) if from_1904 else dt.datetime(1899, 12, 30)  # noqa: DTZ001 - days have no zone
    parts = {
        f"xl/worksheets/sheet{number}.xml": _sheet(rows, began, strings if shared else None)
        for number, rows in enumerate(sheets.values(), start=1)
    }
    named = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    counted = '<workbookPr date1904="1"/>' if from_1904 else "<workbookPr/>"
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{counted}<sheets>{named}</sheets></workbook>'
    )
    parts["xl/styles.xml"] = _STYLES
    related += f'<Relationship Id="rIdS" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    if shared:
        items = "".join(f"<si><t>{escape(text)}</t></si>" for text in strings)
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}" count="{len(strings)}">{items}</sst>'
        related += f'<Relationship Id="rIdT" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    parts["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>'
    parts["_rels/.rels"] = (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>'
    )
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
    )
    return _zipped(path, parts)


def _sheet(rows: Sequence[Sequence[Cell]], began: dt.datetime, strings: dict[str, int] | None) -> str:
    written = []
    for number, cells in enumerate(rows, start=1):
        made = "".join(_cell(cell, f"{_letters(at)}{number}", began, strings) for at, cell in enumerate(cells))
        written.append(f'<row r="{number}">{made}</row>')
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(written)}</sheetData></worksheet>'


def _cell(cell: Cell, place: str, began: dt.datetime, strings: dict[str, int] | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str) and strings is not None:
        return f'<c r="{place}" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>'
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    if isinstance(cell, dt.date):
        moment = cell if isinstance(cell, dt.datetime) else dt.datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001
        return f'<c r="{place}" s="1"><v>{(moment - began) / dt.timedelta(days=1):.15g}</v></c>'
    if isinstance(cell, bool):
        return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
    return f'<c r="{place}"><v>{cell!r}</v></c>'


def _letters(place: int) -> str:
    place, letter = divmod(place, 26)
    return (_letters(place - 1) if place else "") + chr(65 + letter)


def write_ods(path: Path, sheets: Sheets) -> Path:
    """A document of OpenDocument; below and beside its cells stand the empty ones that LibreOffice writes."""
    tables = []
    for name, rows in sheets.items():
        beside = '<table:table-cell table:number-columns-repeated="1000"/>'
        made = ("".join(map(_ods_cell, cells)) for cells in rows)
        written = "".join(f"<table:table-row>{cells}{beside}</table:table-row>" for cells in made)
        empty = '<table:table-cell table:number-columns-repeated="1024"/>'
        below = f'<table:table-row table:number-rows-repeated="1048000">{empty}</table:table-row>'
        tables.append(f'<table:table table:name="{escape(name)}">{written}{below}</table:table>')
    ns = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{ns}:office:1.0"'
        f' xmlns:table="{ns}:table:1.0" xmlns:text="{ns}:text:1.0" office:version="1.3"><office:body>'
        f"<office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{ns}:manifest:1.0" manifest:version="1.3"><manifest:file-entry'
        f' manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return _zipped(path, {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, dt.date):
        kind = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, str):
        kind = 'office:value-type="string"'
    elif isinstance(cell, bool):
        kind = f'office:value-type="boolean" office:boolean-value="{str(cell).lower()}"'
    else:
        kind = f'office:value-type="float" office:value="{cell!r}"'
    return f"<table:table-cell {kind}><text:p>{escape(str(cell))}</text:p></table:table-cell>"


def _zipped(path: Path, parts: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path
