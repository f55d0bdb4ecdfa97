"""What a file is, told by what it says and not by its name."""

import json
from pathlib import Path

import pytest

from tests.auditor.collect.chats import ASEL, export, said
from tests.auditor.collect.datasets import reading
from tests.auditor.collect.datasets.reading import lines, sources, written

EXPORT = export([said(1, ASEL)])
ROWS = b'{"author": "a", "time": 1523440800, "text": "x", "messages": 5}\n'


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (EXPORT, "desktop-export"),
        (json.dumps(json.loads(EXPORT)).encode(), "desktop-export"),
        (b"\xef\xbb\xbf\n" + json.dumps(json.loads(EXPORT)).encode() + b"\n", "desktop-export"),
        (lines(reading.said(1, 5)), "dataset"),
        (ROWS, "texts"),
        (b"author,time,text\na,1523440800,x\n", "texts"),
    ],
)
@pytest.mark.parametrize("name", ["result.json", "table.csv", "data.ndjson.zst", "без имени"])
def test_the_name_of_a_file_says_nothing(data: bytes, kind: str, name: str, tmp_path: Path) -> None:
    assert [kind] == [source.kind.name for source in sources(written(tmp_path, data, name))]


def test_an_export_on_one_line_longer_than_any_row_is_an_export(tmp_path: Path) -> None:
    long = json.dumps(json.loads(export([said(number, ASEL, "сөз " * 400) for number in range(1, 9_000)]))).encode()
    assert len(long) > 1 << 23
    assert ["desktop-export"] == [source.kind.name for source in sources(written(tmp_path, long))]
