"""A command loads what it needs: what nobody asked for is not waited for."""

import json
import os
import subprocess
import sys
from pathlib import Path

from bench.small import TABLES
from tests.house.tree import ROOT

PROGRAM = """
import atexit, json, sys
from auditor.cli import main
atexit.register(lambda: print(json.dumps(list(sys.modules)), file=sys.__stderr__))
main()
"""


def loaded(tmp_path: Path, *arguments: str) -> set[str]:
    """The modules, by their first name, that a run of the command has loaded."""
    given = os.environ | {"PYTHONPATH": str(ROOT), "DEADSOULS_HOME": str(tmp_path / "home")}
    program = [sys.executable, "-c", PROGRAM, *arguments]
    ran = subprocess.run(program, env=given, cwd=tmp_path, capture_output=True, check=True)  # noqa: S603
    return {name.partition(".")[0] for name in json.loads(ran.stderr)}


def test_help_loads_nothing_that_works(tmp_path: Path) -> None:
    heavy = {"pandas", "numpy", "scipy", "sqlalchemy", "aiosqlite", "telethon", "telegram", "apscheduler", "jinja2"}

    assert set() == loaded(tmp_path, "--help") & (heavy | {"asyncio", "rich", "babel", "dotenv"})


def test_a_small_audit_loads_nothing_that_it_has_no_use_for(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    rows = [("author", "time", "text"), *TABLES["audit of 33 rows"]()]
    table.write_text("".join(f'"{author}","{at}","{text}"\n' for author, at, text in rows), encoding="utf-8")

    found = loaded(tmp_path, "audit", str(table), "--report", str(tmp_path / "report"))

    assert {"pandas", "sqlalchemy", "jinja2"} <= found
    # scipy is for what recurs: texts of this table are one form with words of their own in it.
    assert set() == found & {"rich", "telethon", "telegram", "apscheduler", "pydantic", "dotenv"}
