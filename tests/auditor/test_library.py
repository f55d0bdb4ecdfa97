"""The library gives what the command gives, without a home, a loop of its own, a Telegram client or a bot's library."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import auditor
from auditor.errors import ChatNotChosen, UsageError
from auditor.report.report import to_json
from tests.e2e.command import run
from tests.house.sample import EXAMPLE, PUBLISHED_KEY, published_home
from tests.house.tree import ROOT, text_of
from tests.worlds.complaints import TOOLKIT, as_csv, complaints, toolkit_rows
from tests.worlds.desktop_export import write_export
from tests.worlds.dvk import sample_world

SAMPLE = EXAMPLE / "result.json"
HEAVY = {"pandas", "numpy", "scipy", "sqlalchemy", "aiosqlite", "telethon", "telegram", "msgspec", "asyncio", "click"}

WITHOUT_CLIENTS = f"""
import importlib.abc, sys

class Hidden(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("telethon", "telegram"):
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Hidden())
import auditor
from auditor.report.report import to_json
frames = auditor.read({str(SAMPLE)!r}, key={PUBLISHED_KEY!r})
sys.stdout.buffer.write(to_json(auditor.measure_all(frames)))
"""


def python(program: str, **environment: str) -> bytes:
    """What a program prints in a Python of its own."""
    given = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    ran = subprocess.run([sys.executable, "-c", program], env=given, capture_output=True, check=True)  # noqa: S603
    return ran.stdout


def test_importing_the_library_loads_nothing_heavy() -> None:
    loaded = json.loads(python("import sys, json, auditor; print(json.dumps(list(sys.modules)))"))

    assert set() == HEAVY & {name.partition(".")[0] for name in loaded}


def test_without_any_client_of_telegram_the_report_is_the_commands_to_the_byte(tmp_path: Path) -> None:
    home, scratch = tmp_path / "home", tmp_path / "scratch"
    scratch.mkdir()

    report = python(WITHOUT_CLIENTS, DEADSOULS_HOME=str(home), TMPDIR=str(scratch))

    assert (EXAMPLE / "report-en" / "report.json").read_bytes() == report
    assert not home.exists()
    assert [] == list(scratch.iterdir())


async def test_it_can_be_used_where_a_loop_runs() -> None:
    frames = auditor.read(SAMPLE, key=PUBLISHED_KEY)

    assert (EXAMPLE / "report-en" / "report.json").read_bytes() == to_json(auditor.measure_all(frames))


def test_what_is_asked_is_asked_as_of_the_command(tmp_path: Path) -> None:
    table, written = tmp_path / "complaints.csv", tmp_path / "report.json"
    table.write_text(as_csv(TOOLKIT, toolkit_rows(complaints(7))), encoding="utf-8")
    with published_home():
        ran = run("audit", table, "--until", "2024-01-31", "--tz", "Asia/Almaty", "--quiet", "--json", written)

    frames = auditor.read(table, until="2024-01-31", tz="Asia/Almaty", key=PUBLISHED_KEY)

    assert 0 == ran.code
    assert written.read_bytes() == to_json(auditor.measure_all(frames))


def test_each_reading_has_a_key_of_its_own() -> None:
    first, second = auditor.read(SAMPLE), auditor.read(SAMPLE)

    assert not set(first.people.index) & set(second.people.index)
    assert auditor.measure_all(first).measures == auditor.measure_all(second).measures


def test_what_it_shows_of_itself_holds_no_key() -> None:
    shown = repr(auditor.read(SAMPLE, key=PUBLISHED_KEY))

    assert "people" in shown
    assert "key" not in shown


def test_a_file_of_several_chats_needs_one_to_be_named(tmp_path: Path) -> None:
    export = write_export(sample_world(), tmp_path / "result.json", layout="full")

    with pytest.raises(ChatNotChosen):
        auditor.read(export)
    with pytest.raises(UsageError, match="one at a time"):
        auditor.read(export, chat="all")


def test_a_key_has_its_size() -> None:
    with pytest.raises(UsageError, match="32 bytes"):
        auditor.read(SAMPLE, key=b"short")


def test_the_library_offers_what_it_says() -> None:
    assert dir(auditor) == sorted(auditor.__all__)
    assert all(hasattr(auditor, name) for name in auditor.__all__)
    with pytest.raises(AttributeError, match="no attribute"):
        auditor.nothing  # noqa: B018


def test_its_types_go_with_it() -> None:
    packages = tomllib.loads(text_of("pyproject.toml"))["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]

    assert {"auditor", "storage"} <= set(packages)
    assert all((ROOT / package / "py.typed").is_file() for package in ("auditor", "storage"))


def test_what_researchers_ask_is_asked_as_of_the_command(tmp_path: Path) -> None:
    table, written = tmp_path / "complaints.csv", tmp_path / "report.json"
    table.write_text(as_csv(TOOLKIT, toolkit_rows(complaints(7))), encoding="utf-8")
    options = ("--preset", "cnt", "--window", "5m", "--kinds", "text,link", "--edge-weight", "3")
    with published_home():
        ran = run("audit", table, *options, "--quiet", "--json", written)

    frames = auditor.read(table, key=PUBLISHED_KEY)
    report = auditor.measure_all(frames, preset="cnt", window=300, kinds=("text", "link"), edge_weight=3)

    assert 0 == ran.code
    assert written.read_bytes() == to_json(report)
    assert "coordination.asked" not in auditor.measure_all(frames, window=None).measures


@pytest.mark.parametrize("asked", [{"preset": "other"}, {"window": "soon"}, {"kinds": "texts"}, {"fdr": 2}])
def test_parameters_that_cannot_be_meant_are_refused(asked: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        auditor.measure_all(auditor.read(SAMPLE), **asked)  # type: ignore[arg-type]
