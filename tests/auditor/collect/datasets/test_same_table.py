"""One table as CSV, spreadsheet, Parquet, array and objects a line: the same measures, findings and evidence."""

import csv
import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

from auditor.library import measure_all, read
from storage.audited.chats import identity_of
from storage.people.identities import Identities, spoken
from tests.auditor.collect.datasets.reading import NOW
from tests.worlds.spreadsheets import write_ods, write_xlsx

KEY = b"k" * 32
HEADER = (
    "author_id", "author", "time", "text", "id", "reply", "post", "author_created", "author_friends", "author_photo"
)  # fmt: skip
SLOGAN = "бөлісіңіздер достар, бүгін кешке бәріміз алаңға шығамыз, ешкім қалмасын"
AUTHORS = [str(5_000_000_000 + number) for number in range(40)]


def rows() -> list[tuple[Any, ...]]:
    """Ten weeks of talk by forty, in which six say one thing within a minute, eight times. Ten of the forty have no
    friends, of four nobody knows; of every fifth account it is not said whether it has a photo."""
    rng = Random(7)
    words = ["".join(rng.choices("абвгдежзиклмнопрст", k=rng.randrange(3, 9))) for _ in range(900)]
    began, found = dt.datetime(2023, 3, 1), []  # noqa: DTZ001 - cells bear no zone
    said = [(rng.randrange(70 * 86_400), rng.choice(AUTHORS), " ".join(rng.choices(words, k=9))) for _ in range(700)]
    for wave in range(8):
        at = (wave * 8 + 2) * 86_400 + 40_000
        said += [(at + 9 * place, author, f"{SLOGAN} {words[wave]}") for place, author in enumerate(AUTHORS[:6])]
    for number, (at, author, text) in enumerate(sorted(said), start=1):
        answered = number - rng.randrange(1, 9) if number > 20 and rng.random() < 0.3 else None
        place = AUTHORS.index(author)
        account = (
            began - dt.timedelta(days=7 * place, seconds=place),
            None if place % 10 == 9 else 3 * (place % 4),
            None if place % 5 == 4 else place % 3 == 0,
        )
        moment = began + dt.timedelta(seconds=at)
        found.append((author, f"u{author}", moment, text, number, answered, f"p{at // 864_000}", *account))
    return found


def as_objects() -> list[dict[str, Any]]:
    said = [tuple(cell.isoformat() if isinstance(cell, dt.datetime) else cell for cell in row) for row in rows()]
    return [dict(zip(HEADER, row, strict=True)) for row in said]


def as_csv(path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        written = csv.writer(file)
        written.writerow(HEADER)
        written.writerows(["" if cell is None else cell for cell in row] for row in rows())


def as_arrow() -> pa.Table:
    return pa.table([pa.array(column) for column in zip(*rows(), strict=True)], names=list(HEADER))


WAYS: dict[str, Callable[[Path], object]] = {
    "xlsx": lambda path: write_xlsx(path, {"s": [HEADER, *rows()]}, shared=True),
    "ods": lambda path: write_ods(path, {"s": [HEADER, *rows()]}),
    "parquet": lambda path: pq.write_table(as_arrow(), path, row_group_size=300),
    "feather": lambda path: pyarrow.feather.write_feather(as_arrow(), str(path)),
    "array": lambda path: path.write_text(json.dumps(as_objects(), indent=1)),
    "wrapped": lambda path: path.write_text(json.dumps({"data": as_objects()})),
    "ndjson": lambda path: path.write_text("\n".join(map(json.dumps, as_objects()))),
}


def told(path: Path) -> dict[str, Any]:
    """The report of a file, its people under the ids of their platform."""
    frames = read(path, now=NOW, key=KEY, tz="Asia/Almaty")
    identities, table = Identities(KEY), identity_of(frames.observation.chat)
    names = {spoken(frames.export_key, identities.account(table, author)): author for author in AUTHORS}
    report = json.loads(msgspec.json.encode(measure_all(frames)))
    of_the_file = path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()
    assert of_the_file == tuple(report["coverage"].pop(name) for name in ("file_bytes", "file_sha256"))
    text = re.sub(r"p-[a-z2-7]{12}", lambda found: names[found[0]], json.dumps(report))
    return {part: sorted_people(value) for part, value in json.loads(text).items() if part != "chat"}


def sorted_people(value: Any) -> Any:
    """Lists of people in an order of their own: the one of their pseudonyms differs by file."""
    if isinstance(value, dict):
        return {key: sorted_people(one) for key, one in value.items()}
    if isinstance(value, list):
        inside = [sorted_people(one) for one in value]
        return sorted(inside, key=str) if all(isinstance(one, str | list) for one in inside) else inside
    return value


@pytest.fixture(scope="module")
def of_csv(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("csv") / "table"
    as_csv(path)
    return told(path)


def test_what_was_planted_is_in_the_table(of_csv: dict[str, Any]) -> None:
    assert 8 == of_csv["measures"]["coordination.copies"]["count"]
    assert 40 == of_csv["measures"]["voices.writers"]["count"]
    friends = of_csv["measures"]["souls.no_friends"]
    assert (10, 40, 0.25, 0.35) == (friends["count"], friends["of"], friends["low"], friends["high"])
    assert "bounded" == of_csv["measures"]["souls.no_photo"]["outcome"]
    assert "measured" == of_csv["measures"]["souls.young"]["outcome"]


@pytest.mark.parametrize("way", WAYS)
def test_the_same_table_has_the_same_measures_findings_and_evidence(
    tmp_path: Path, way: str, of_csv: dict[str, Any]
) -> None:
    WAYS[way](tmp_path / "table")
    found = told(tmp_path / "table")
    assert of_csv["measures"] == found["measures"]
    assert of_csv["findings"] == found["findings"]
    assert of_csv["evidence"] == found["evidence"]
    assert of_csv["coverage"] == found["coverage"]
