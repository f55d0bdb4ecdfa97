"""A database that is damaged: the true figures, or one sentence."""

import contextlib
import shutil
import sqlite3
from pathlib import Path

import pytest

from bench.damage import installation, one_sentence, tried
from tests.e2e.command import run


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the installation is kept that the first test makes; the others have copies."""
    return tmp_path_factory.mktemp("sound")


@pytest.fixture
def home(tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    if any(kept.iterdir()):
        shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    else:
        installation(tmp_path)
        shutil.copytree(tmp_path, kept, dirs_exist_ok=True)
    return tmp_path / "home"


def test_random_bytes_in_random_pages(tmp_path: Path, home: Path) -> None:
    outcome = tried(tmp_path, home, 6, seed=11)
    assert [] == outcome.wrong
    assert {"sentence", "truth"} == {what for _, what in outcome.counts}


HARM = {
    "a time": "UPDATE messages SET at = at + 86400 WHERE id = 50",
    "a writer": "UPDATE messages SET person = person + 2 WHERE id = 50",
    "a row that is lost": "DELETE FROM messages WHERE id = 50",
    "a name": "UPDATE names SET name = name + 2",
    "an adder": "UPDATE arrivals SET adder = NULL",
    "a count in the coverage": "UPDATE observations SET coverage = replace(coverage, ':0', ':1')",
    "no coverage at all": "UPDATE observations SET coverage = '{'",
    "a kind of source": "UPDATE observations SET source = 'desktop-exporu'",
}


@pytest.mark.parametrize("harm", HARM)
def test_rows_that_are_not_what_was_written_make_no_figure(tmp_path: Path, home: Path, harm: str) -> None:
    with contextlib.closing(sqlite3.connect(home / "deadsouls.db", isolation_level=None)) as connection:
        assert connection.execute(HARM[harm]).rowcount
    for command in (("export", "2", "tables"), ("farms",), ("audit", tmp_path / "again.json", "--report", "out")):
        ran = run(*command)
        assert one_sentence(ran), (command, ran)
        assert "damaged" in ran.err
        assert "backup" in ran.err
    assert 0 == run("show", "2").code  # the stored report is another row, and sound


def test_a_report_that_is_not_what_was_written_is_not_shown(home: Path) -> None:
    with contextlib.closing(sqlite3.connect(home / "deadsouls.db", isolation_level=None)) as connection:
        connection.execute("UPDATE audits SET report = CAST(replace(report, '4', '5') AS BLOB) WHERE audit = 1")
    for command in (("show", "1"), ("export", "1", "tables"), ("show", "Сад", "--compare"), ("show", "Сад", "--trend")):
        ran = run(*command)
        assert one_sentence(ran), (command, ran)
        assert "damaged" in ran.err
    assert 0 == run("show", "2").code


def test_what_is_taken_away_on_purpose_is_no_damage(tmp_path: Path, home: Path) -> None:
    assert 0 == run("forget", stdin="102\n").code
    for command in (("show", "1"), ("export", "2", "tables"), ("farms",), ("show", "Сад", "--compare")):
        assert (0, "") == run(*command)[::2], command
    assert (0, "") == run("audit", tmp_path / "again.json", "--report", "out")[::2]
    assert (0, "") == run("export", "Сад", "tables")[::2]
