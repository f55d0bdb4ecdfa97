"""The same export a second time, through the command: nothing new is kept, and every byte written is the same."""

from pathlib import Path

from tests.e2e.command import audit, run, store
from tests.worlds.desktop_export import write_export
from tests.worlds.dvk import sample_world


def _written(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_export_twice_writes_the_same_bytes(tmp_path: Path) -> None:
    export = write_export(sample_world(), tmp_path / "result.json")
    audit(export, tmp_path / "first")
    with store(tmp_path / "home") as connection:
        before = connection.execute("SELECT count(*) FROM observations").fetchone()
    audit(export, tmp_path / "second")
    assert _written(tmp_path / "second") == _written(tmp_path / "first")
    with store(tmp_path / "home") as connection:
        assert connection.execute("SELECT count(*) FROM observations").fetchone() == before


def test_the_second_run_says_that_nothing_is_new(tmp_path: Path) -> None:
    export = write_export(sample_world(), tmp_path / "result.json")
    first, second = (run("audit", export, "--report", tmp_path / name) for name in ("first", "second"))
    assert (first.code, second.code) == (0, 0)
    assert "nothing new" in second.out.lower()
    assert "nothing new" not in first.out.lower()
