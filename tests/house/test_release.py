"""A release, made on trial: all that it consists of, and the tree as it was."""

import datetime as dt
import hashlib
import zipfile
from pathlib import Path

import pytest

from auditor.version import __version__
from tests.house import release
from tests.house.tree import ROOT, text_of

DAY = dt.date(2030, 1, 2)


def test_a_trial_makes_all_of_it_and_changes_nothing(tmp_path: Path) -> None:
    before = {name: text_of(name) for name in ("CHANGELOG.md", "CITATION.cff")}
    release.release(tmp_path / "dist", DAY, really=False)
    made = {path.name: path.read_bytes() for path in (tmp_path / "dist").iterdir()}

    wheel, source = f"deadsouls-{__version__}-py3-none-any.whl", f"deadsouls-{__version__}.zip"
    assert {wheel, source, release.NOTES, release.SUMS} == made.keys()
    assert before == {name: text_of(name) for name in before}
    lines = [line.split("  ") for line in made[release.SUMS].decode().splitlines()]
    sums = {name: digest for digest, name in lines}
    assert {name: hashlib.sha256(made[name]).hexdigest() for name in sums} == sums
    assert {wheel, source, release.NOTES} == sums.keys()
    assert made[release.NOTES].decode().startswith(f"## [{__version__}] - 2030-01-02\n")

    with zipfile.ZipFile(tmp_path / "dist" / wheel) as archive:
        held = set(archive.namelist())
        assert f"deadsouls-{__version__}.dist-info/METADATA" in held
    wanted = [path.relative_to(ROOT).as_posix() for path in (ROOT / "auditor").rglob("*")
              if path.suffix in {".py", ".html", ".css", ".js", ".po", ".toml", ".json"}]  # fmt: skip
    assert [] == [name for name in wanted if name not in held]
    assert not [name for name in held if name.startswith(("tests/", "bench/"))]
    with zipfile.ZipFile(tmp_path / "dist" / source) as archive:
        inside = f"deadsouls-{__version__}"
        assert b"date-released: 2030-01-02\n" in archive.read(f"{inside}/CITATION.cff")
        assert archive.getinfo(f"{inside}/deploy/desk/Dead Souls.command").external_attr >> 16 & 0o100
        assert not [name for name in archive.namelist() if "/.venv/" in name or "/.git/" in name]


def test_the_same_day_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        release.release(tmp_path / name, DAY, really=False)

    assert (tmp_path / "one" / release.SUMS).read_bytes() == (tmp_path / "two" / release.SUMS).read_bytes()


def test_what_is_released_already_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "UNRELEASED", "## [0.0.0] - unreleased")

    with pytest.raises(release.NotReady, match=r"CHANGELOG\.md has no section"):
        release.release(tmp_path / "dist", DAY, really=False)
