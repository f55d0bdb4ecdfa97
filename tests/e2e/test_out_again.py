"""What an audit gives to other tools: a graph, Parquet, and the messages as CooRTweet and the toolkit read them."""

import csv
import re
from pathlib import Path

import pytest

from tests.e2e.command import audit, home, measures_in, run
from tests.worlds.complaints import COORTWEET, TOOLKIT, as_csv, complaints, toolkit_rows
from tests.worlds.desktop_export import write_export
from tests.worlds.dvk import sample_world

__all__ = ["home"]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "complaints.csv"
    path.write_text(as_csv(TOOLKIT, toolkit_rows(complaints(7))), "utf-8")
    return path


def exported(folder: Path, *more: str) -> Path:
    ran = run("export", "1", folder, *more)
    assert (0, "") == (ran.code, "" if "--exact" in more else ran.err)
    return folder


@pytest.mark.parametrize(("tool", "header"), [("coortweet", COORTWEET), ("toolkit", TOOLKIT)])
def test_what_other_tools_read_gives_the_same_copies_when_it_is_read_again(
    tool: str, header: tuple[str, ...], table: Path, tmp_path: Path
) -> None:
    first = measures_in(audit(table, tmp_path / "first"))
    folder = exported(tmp_path / "data", "--also", tool, "--exact", "--message-ids")
    path = folder / f"{tool}.csv"
    assert 0o600 == path.stat().st_mode & 0o777
    with path.open(encoding="utf-8") as file:
        assert list(header) == next(csv.reader(file))
    again = measures_in(audit(path, tmp_path / "again"))
    for name in ("voices.writers", "voices.half_by", *(["coordination.copies"] if tool == "coortweet" else [])):
        assert (first[name].count, first[name].of) == (again[name].count, again[name].of), name


def test_for_the_toolkit_one_text_is_one_hash(table: Path, tmp_path: Path) -> None:
    audit(table, tmp_path / "first")
    path = exported(tmp_path / "data", "--also", "toolkit", "--exact", "--message-ids") / "toolkit.csv"
    with path.open(encoding="utf-8") as file:
        hashed = {row["message_id"]: row["message"] for row in csv.DictReader(file)}
    texts = {str(row.number): row.text for row in complaints(7).rows}
    assert texts.keys() == hashed.keys()
    assert len(set(texts.values())) == len(set(hashed.values())) == len({(texts[each], hashed[each]) for each in texts})
    assert not any(text in path.read_text("utf-8") for text in texts.values())


@pytest.mark.parametrize("tool", ["coortweet", "toolkit"])
@pytest.mark.parametrize("given", [(), ("--exact",), ("--message-ids",)])
def test_pointers_are_written_with_both_words_alone(
    tool: str, given: tuple[str, ...], table: Path, tmp_path: Path
) -> None:
    audit(table, tmp_path / "first")
    ran = run("export", "1", tmp_path / "data", "--also", tool, *given)
    assert 2 == ran.code
    assert "--exact --message-ids" in ran.err
    assert not (tmp_path / "data").exists()


def test_the_graph_that_leaves_points_to_no_message(tmp_path: Path) -> None:
    audit(write_export(sample_world(), tmp_path / "result.json"), tmp_path / "first")
    graph = (exported(tmp_path / "data", "--also", "graph") / "groups.graphml").read_text("utf-8")
    assert "graphml" in graph
    assert not re.search(r"T\d\d:\d\d", graph)
    assert (tmp_path / "data" / "measures.csv").exists()
    exported(tmp_path / "data")
    assert not (tmp_path / "data" / "groups.graphml").exists()


def test_parquet_holds_what_the_csv_holds(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    audit(write_export(sample_world(), tmp_path / "result.json"), tmp_path / "first")
    folder = exported(tmp_path / "data", "--also", "parquet", "--also", "graph")
    tables = sorted(folder.glob("*.csv"))
    assert 8 == len(tables)
    for path in tables:
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        read = parquet.read_table(path.with_suffix(".parquet"))
        assert header == read.column_names
        written = [["" if value is None else value for value in column] for column in zip(*rows, strict=True)]
        for cells, column in zip(written, read.columns, strict=False):
            of_parquet = ["" if value is None else value for value in column.to_pylist()]
            assert [
                float(cell) if isinstance(value, int | float) else cell
                for cell, value in zip(cells, of_parquet, strict=True)
            ] == of_parquet
