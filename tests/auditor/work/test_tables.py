"""The tables that are sent: packed as they are made, and nowhere else."""

import io
import tempfile
import zipfile
from pathlib import Path

import pytest

from auditor.report.package.codebook import TABLES
from auditor.work import pool
from storage.opening import open_store
from tests.auditor.collect.chats import ASEL, said
from tests.storage.installation import audited


async def test_tables_are_packed_without_a_place_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_store(tmp_path / "home") as store:
        audit = (await audited(store, [said(each, ASEL) for each in range(1, 20)])).audit.row
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "full"))
        packed = await pool._tables(store, audit, "person:1")
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert archive.testzip() is None
        folder = packed.name.removesuffix(".zip")
        assert set(archive.namelist()) == {f"{folder}/{each}.csv" for each in TABLES} | {f"{folder}/datapackage.json"}
