"""Forgetting through the command: what cannot go yet is said, and goes with the next command."""

import sqlite3
from pathlib import Path

import pytest

from storage.people.identities import Identities
from storage.sqlite import wiping
from tests.auditor.collect.chats import ASEL, BOLAT, export, said
from tests.e2e.command import home, run

__all__ = ["home"]


def at_rest(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(home.iterdir()) if path.name != "key")


def test_what_a_reader_keeps_from_going_is_said_and_finished(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiping, "PATIENCE_SECONDS", 0.1)
    path = tmp_path / "result.json"
    path.write_bytes(export([said(n, (ASEL, BOLAT)[n % 2], f"құпия {n}.") for n in range(1, 60)]))
    assert run("audit", path, "--quiet", "--report", tmp_path / "report").code == 0
    asel = Identities((home / "key").read_bytes()).person(str(ASEL.id)).to_bytes(8, "big", signed=True)
    assert asel in at_rest(home)

    reader = sqlite3.connect(home / "deadsouls.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM messages").fetchone()
    ran = run("forget", stdin=f"{ASEL.id}\n")
    assert ran.code == 0
    assert "Not gone from the files yet" in ran.err
    assert asel in at_rest(home)
    assert "something of it still lies in the files" in run("privacy").out

    reader.close()
    ran = run("privacy")
    assert "nothing of it lies in the files" in ran.out
    assert asel not in at_rest(home)
    assert "құпия 2.".encode() not in at_rest(home)
    assert "құпия 3.".encode() in at_rest(home)
    assert "Not gone" not in run("forget", stdin=f"{BOLAT.id}\n").err
