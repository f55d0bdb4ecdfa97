"""The real command, run in this process: what it printed, what it wrote, how it ended."""

import contextlib
import io
import json
import sqlite3
import sys
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from auditor.cli import main
from auditor.measure.spec import Measure


class Ran(NamedTuple):
    """How a run of the command ended."""

    code: int
    out: str
    err: str


def run(*arguments: str | Path, stdin: str = "") -> Ran:
    """Runs `deadsouls` with these arguments, as the shell would."""
    out, err = io.StringIO(), io.StringIO()
    before = sys.argv, sys.stdin
    sys.argv, sys.stdin = ["deadsouls", *map(str, arguments)], io.StringIO(stdin)
    code = 0
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
    finally:
        sys.argv, sys.stdin = before
    return Ran(code, out.getvalue(), err.getvalue())


def audit(target: Path, folder: Path, *more: str | Path) -> dict[str, Any]:
    """Audits `target` into `folder` and returns the report."""
    ran = run("audit", target, "--report", folder, "--quiet", *more)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    report: dict[str, Any] = json.loads((folder / "report.json").read_bytes())
    return report


def measures_in(report: dict[str, Any]) -> dict[str, Measure]:
    """The measures of a report, as the auditor knows them."""
    return msgspec.convert(report["measures"], dict[str, Measure])


def store(home: Path) -> sqlite3.Connection:
    """The database of an installation, to look into."""
    return sqlite3.connect(home / "deadsouls.db")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where the installation of this test lies (`tests/conftest.py` sets it)."""
    return tmp_path / "home"
