"""Tables of the package as Parquet, for who reads them by program: the same rows, with types."""

import io
from typing import Any

from auditor.errors import UsageError
from auditor.report.package.codebook import Column
from auditor.report.package.tables import Cells


def parquet(cells: Cells, columns: tuple[Column, ...]) -> bytes:
    """A table as Parquet; an empty cell is null. Raises `UsageError` where pyarrow is not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet as pq
    except ImportError as error:
        raise UsageError("Parquet takes pyarrow to write: pip install 'deadsouls[parquet]'.") from error

    types: dict[str, Any] = {"integer": pa.int64(), "number": pa.float64()}
    arrays = [
        pa.array([_value(cell, column.type) for cell in values], types.get(column.type, pa.string()))
        for values, column in zip(cells, columns, strict=True)
    ]
    out = io.BytesIO()
    pq.write_table(pa.table(dict(zip([column.name for column in columns], arrays, strict=True))), out)
    return out.getvalue()


def _value(cell: str, type_: str) -> object:
    if cell == "":
        return None
    return int(cell) if type_ == "integer" else float(cell) if type_ == "number" else cell
