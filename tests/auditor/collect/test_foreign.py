"""Files that are no chat: each is named, and what helps is said."""

import sqlite3
from pathlib import Path

import pytest

from auditor.errors import ExportUnreadable
from tests.auditor.collect.datasets.reading import sources

TDL = b'{"id":1234567890,"messages":[{"id":1,"type":"message","file":"","date":1679045022,"text":"hello"}]}'

FILES = {
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "a picture ": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "a picture  ": b"RIFF\x10\0\0\0WEBPVP8 ",
    "a recording": b"OggS\0\x02",
    "a recording ": b"\0\0\0\x18ftypmp42",
    "a PDF": b"%PDF-1.7\n",
    "a list of messages by tdl": TDL,
    "a list of messages by tdl ": TDL.replace(b":", b": ").replace(b"{", b"{\n "),
    "a RAR archive": b"Rar!\x1a\x07\x01\0",
    "a 7-Zip archive": b"7z\xbc\xaf\x27\x1c\0\x04",
    "a tar archive": b"result.json" + b"\0" * 246 + b"ustar\x0000",
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_of_another_sort_is_named(what: str, tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_bytes(FILES[what])
    with pytest.raises(ExportUnreadable, match=f"is {what.strip()}"):
        sources(path)


def test_a_database_and_an_encrypted_backup_point_to_the_export_of_the_chat(tmp_path: Path) -> None:
    path = tmp_path / "msgstore.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE message (text)")
    with pytest.raises(ExportUnreadable, match=r"is a database .*Export chat"):
        sources(path)
    (tmp_path / "msgstore.db.crypt15").write_bytes(b"\x0a\x8d\x9f\x12")
    with pytest.raises(ExportUnreadable, match=r"encrypted backup of WhatsApp.*Export chat"):
        sources(tmp_path / "msgstore.db.crypt15")


@pytest.mark.parametrize("data", [b"id,author,text\n", b"BMW,author,time,text\n", b"ftyp,x\n", b"%PD,y\n"])
def test_a_table_is_not_taken_for_one(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    with pytest.raises(ExportUnreadable) as told:
        sources(path)
    assert not any(what in str(told.value) for what in ("picture", "recording", "PDF"))
