"""Files that are no table, or want to be the end of whoever reads them: one clear sentence, and nothing is kept."""

import gzip
import json
import os
import random
import tracemalloc
from pathlib import Path

import pytest
import zstandard

from auditor.errors import ExportUnreadable
from tests.auditor.collect.datasets.reading import read, sources, written
from tests.e2e.command import home, run, store

__all__ = ["home"]

OWN = b"author,time,text\n"
ROW = b"a,1523440800,x\n"
ROWS = "Айгуль,1523440800,Доброе утро, соседи\n".replace("утро,", "утро") * 30
BOMB = b'{"author": "a", "time": 1, "text": "x"}\n' * 2_000_000


def _with_a_large_window(data: bytes) -> bytes:
    asked = zstandard.ZstdCompressionParameters.from_level(1, window_log=30)
    packer = zstandard.ZstdCompressor(compression_params=asked).compressobj()
    return packer.compress(data) + packer.flush()


HOSTILE = {
    "empty": (b"", "is empty"),
    "blank": (b"\n \n", "is empty"),
    "only a header": (OWN, "it has no rows"),
    "no header": (ROW * 3, "has the columns 'a', '1523440800', 'x'"),
    "other columns": (b"id;body\n1;x\n", "Say which is which with --columns"),
    "rows unlike the header": (OWN + b"a,b\n" * 50, "none of its 50 rows is like its header"),
    "a column twice": (b"author,time,text,text\na,1,x,y\n", "several columns called 'text'"),
    "no times": (OWN + b"a,soon,x\n" * 9, "no time that can be read in its column 'time'"),
    "no authors": (OWN + b",1523440800,x\n" * 9, "no author that can be read in its column 'author'"),
    "no texts": (OWN + b"a,1523440800,\n" * 9, "no text that can be read in its column 'text'"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "is a picture"),
    "noise": (random.Random(1).randbytes(50_000), "neither UTF-8 nor UTF-16"),
    "nul bytes": (b"author,time,te\0xt\n" + ROW * 9, "NUL bytes"),
    "too few letters of another encoding": (OWN + "Али,1523440800,Да\n".encode("cp1251"), "save it as UTF-8"),
    "two encodings": (OWN + ROWS.encode("cp1251") + ROWS.encode(), "save it as UTF-8"),
    "two encodings, the other way": (OWN + ROWS.encode() * 500 + ROWS.encode("cp1251"), "UTF-8 at first"),
    "ids that a spreadsheet rounded": (b"author_id,time,text\n1.35E+18,1523440800,x\n" * 2, "spreadsheet has rounded"),
    "ids rounded in its comma": (b"author_id;time;text\n" + b"1,35E+18;1523440800;x\n" * 9, "rounded the ids"),
    "ids rounded to zeros": (b"author_id,time,text\n" + b"1350010000000000000,1523440800,x\n" * 9, "rounded the ids"),
    "a million columns": (b"x," * 1_000_000 + b"x\n", "at most 1,000 are read"),
    "a wide table": (b"author,time,text" + b",x" * 1_000 + b"\n" + ROW, "header of 1,003 columns"),
    "a row without end": (OWN + ROW + b'"\n",' * 6_000_000, "nearly none is"),
    "a line without end": (OWN + ROW + b"a," * 9_000_000, "a row of more than 16,777,216 letters"),
    "html": (b"<!DOCTYPE html><html></html>", "HTML"),
    "half a zstd": (zstandard.compress(OWN + os.urandom(9_999).hex().encode())[:999], "breaks off before its end"),
    "half a gzip": (gzip.compress(OWN + ROW * 9)[:-9], "breaks off before its end"),
    "no zstd": (b"\x28\xb5\x2f\xfd" + b"x" * 99, "is damaged"),
    "no gzip": (b"\x1f\x8b" + b"x" * 99, "is damaged"),
    "a bomb": (zstandard.compress(BOMB), "more than 1,000 times its size"),
    "a bomb of noughts": (zstandard.compress(bytes(1 << 28)), "more than 1,000 times its size"),
    "a large window": (_with_a_large_window(OWN + ROW), "zstd -d --long=31"),
    "accounts": (b'{"_": "User", "id": 5}\n', "holds no message of a group or channel (User)"),
    "talks with one person": (
        b'{"_": "Message", "id": 5, "peer_id": {"_": "PeerUser", "user_id": 3}, "message": "x"}\n',
        "holds no message of a group or channel",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_sentence(name: str, tmp_path: Path) -> None:
    data, sentence = HOSTILE[name]
    with pytest.raises(ExportUnreadable) as caught:
        read(written(tmp_path, data))
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_shows_only_late_keeps_nothing(tmp_path: Path, home: Path) -> None:
    path = written(tmp_path, OWN + ROW * 30_000 + b"a,3/4/2018 10:00:01,x\n")
    ran = run("audit", path, "--report", tmp_path / "out", "--quiet")
    assert (1, "") == (ran.code, ran.out)
    assert 1 == ran.err.count("\n")
    for table in ("chats", "observations", "messages", "names", "audits"):
        assert 0 == store(home).execute(f"SELECT count(*) FROM {table}").fetchone()[0]


@pytest.mark.parametrize("name", ["a bomb", "a row without end", "a line without end", "a million columns"])
def test_no_hostile_file_takes_much_memory(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, HOSTILE[name][0])
    tracemalloc.start()
    with pytest.raises(ExportUnreadable):
        read(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 300 << 20


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ExportUnreadable, match="not a regular file"):
        sources(tmp_path / "pipe")


def test_an_object_nested_without_end_is_a_damaged_row(tmp_path: Path) -> None:
    good = json.dumps({"author": "a", "time": 1523440800, "text": "x"}).encode() + b"\n"
    deep = b'{"author": "a", "more": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"
    coverage = read(written(tmp_path, good + deep + good)).coverage
    assert (3, 1) == (coverage.elements, coverage.damaged)


@pytest.mark.parametrize("begins", ['{"messages": [', "["], ids=["an export", "an array"])
def test_a_type_that_is_a_list_is_no_type(home: Path, tmp_path: Path, begins: str) -> None:
    file = tmp_path / "result.json"
    file.write_text(begins + '\n{"type": ["message"], "id": 1}\n]', encoding="utf-8")

    ran = run("audit", str(file))
    assert ran.code != 0
    assert "nobody foresaw" not in ran.err
