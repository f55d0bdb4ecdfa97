"""What is over goes at the beginning of every command that opens the installation."""

from pathlib import Path

import pytest

from tests.auditor.collect.chats import ASEL, export, said
from tests.e2e.command import home, run, store

__all__ = ["home"]

COMMANDS = ["audit", "show", "export", "farms", "wave", "privacy", "forget"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_opens_the_installation_lets_go_first(tmp_path: Path, home: Path, command: str) -> None:
    path, other = tmp_path / "result.json", tmp_path / "other.json"
    path.write_bytes(export([said(n, ASEL, f"құпия {n}") for n in range(1, 20)]))
    other.write_bytes(export([said(1, ASEL, "басқа")], id=1_600_000_777, name="Other"))
    assert run("audit", path, "--quiet", "--report", tmp_path / "report").code == 0
    assert "құпия 7".encode() in (home / "texts.db").read_bytes()
    with store(home) as connection:
        connection.execute("UPDATE observations SET collected_at = collected_at - 31 * 86400")
    connection.close()
    more: dict[str, list[str | Path]] = {
        "audit": [other, "--quiet", "--report", tmp_path / "other"], "show": ["1"], "wave": ["1"],
        "export": ["1", tmp_path / "data"], "farms": ["--json", tmp_path / "farms.json"],
    }  # fmt: skip
    run(command, *more.get(command, []), stdin="1\n" if command == "forget" else "")
    assert "құпия 7".encode() not in b"".join(each.read_bytes() for each in home.glob("*.db*"))
