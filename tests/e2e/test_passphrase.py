"""A passphrase on key and sessions, through the command: set, needed, changed, removed."""

import json
from pathlib import Path

import pytest

from tests.auditor.collect.chats import ASEL, BOLAT, export, said
from tests.e2e.command import home, run

__all__ = ["home"]

FIRST, SECOND = "бес сөз бір сөйлем", "another five words here"


@pytest.fixture
def audited(tmp_path: Path, home: Path) -> bytes:
    """An audit was made here; the key."""
    path = tmp_path / "result.json"
    path.write_bytes(export([said(1, ASEL), said(2, BOLAT)]))
    assert run("audit", path, "--quiet", "--report", tmp_path / "report").code == 0
    return (home / "key").read_bytes()


def test_a_passphrase_is_set_needed_changed_and_removed(
    audited: bytes, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert run("passphrase", stdin=f"{FIRST}\n").code == 0
    assert audited not in (home / "key").read_bytes()
    monkeypatch.setattr("os.ctermid", lambda: str(tmp_path / "no terminal"))
    ran = run("show", "1")
    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert "DEADSOULS_PASSPHRASE" in ran.err
    monkeypatch.setenv("DEADSOULS_PASSPHRASE", SECOND)
    assert "does not open the key" in run("privacy").err
    monkeypatch.setenv("DEADSOULS_PASSPHRASE", FIRST)
    assert run("show", "1").code == 0
    assert run("passphrase", stdin=f"{SECOND}\n").code == 0
    assert run("show", "1").code == 1
    monkeypatch.delenv("DEADSOULS_PASSPHRASE")
    (tmp_path / "secret").write_text(f"{SECOND}\n", encoding="utf-8")
    monkeypatch.setenv("DEADSOULS_PASSPHRASE_FILE", str(tmp_path / "secret"))
    assert run("show", "1").code == 0
    assert run("passphrase", "--remove").code == 0
    assert (home / "key").read_bytes() == audited
    monkeypatch.delenv("DEADSOULS_PASSPHRASE_FILE")
    assert run("show", "1").code == 0


def test_the_terminal_is_asked_once(audited: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert run("passphrase", stdin=f"{FIRST} x\n").code == 0
    (tmp_path / "terminal").write_bytes(b"")
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return f"{FIRST} x"

    monkeypatch.setattr("os.ctermid", lambda: str(tmp_path / "terminal"))
    monkeypatch.setattr("getpass.getpass", ask)
    assert run("show", "1").code == 0
    assert run("show", "1").code == 0
    assert asked == ["Passphrase of this installation: "]


def test_a_short_passphrase_is_refused_and_nothing_changes(audited: bytes, home: Path) -> None:
    ran = run("passphrase", stdin="short\n")
    assert ran.code == 2
    assert "12 letters" in ran.err
    assert (home / "key").read_bytes() == audited


def test_a_file_of_the_passphrase_that_is_missing_is_said(
    audited: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert run("passphrase", stdin=f"{FIRST} y\n").code == 0
    monkeypatch.setenv("DEADSOULS_PASSPHRASE_FILE", str(tmp_path / "absent"))
    ran = run("show", "1")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "cannot be read" in ran.err


def test_what_points_to_people_is_closed_to_others(audited: bytes, tmp_path: Path) -> None:
    def mode(path: Path) -> int:
        return path.stat().st_mode & 0o777

    (tmp_path / "kept.json").write_bytes(b"{}")
    (tmp_path / "kept.json").chmod(0o644)
    for place in (tmp_path / "new.json", tmp_path / "kept.json"):
        assert run("show", "1", "--json", place).code == 0
        assert json.loads(place.read_bytes())["chat"]
        assert mode(place) == 0o600
    assert mode(tmp_path / "report" / "report.json") == 0o600
    assert mode(tmp_path / "report" / "page.html") & 0o044
    assert run("show", "1", "--report", tmp_path / "pointing", "--message-ids").code == 0
    assert mode(tmp_path / "pointing" / "page.html") == 0o600
    for place in (tmp_path / "report" / "data", tmp_path / "tables"):
        assert run("export", "1", place).code == 0
        assert {bool(mode(each) & 0o044) for each in (place, *place.iterdir())} == {True}
        assert run("export", "1", place, "--message-ids").code == 0
        assert {mode(each) & 0o077 for each in (place, *place.iterdir())} == {0}
    assert run("farms", "--json", tmp_path / "farms.json").code in (0, 1, 3)
