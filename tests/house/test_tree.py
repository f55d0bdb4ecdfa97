"""What holds for the files: how long, how called, and what must not stand in them."""

import re
from pathlib import Path

import pytest

from tests.house.sample import EXAMPLE, write_sample
from tests.house.tree import ROOT, files, texts

LONGEST = 400
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base", "lib"}

MACHINE = re.compile(r"(?<![\w.~/-])/(?:" + "|".join(("work", "root", "home")) + r")/\w|" + "file:" + "//")
"""A place on somebody's machine."""

REGISTRIES = ("py" + "pi", "python" + "hosted", "ana" + "conda", "npm" + "js")
REGISTRY = re.compile(r"(?i)\b(?:[\w-]+\.)*(?:" + "|".join(REGISTRIES) + r")\.\w+")
"""A host that packages come from: whoever installs says from where."""


def python_files() -> list[Path]:
    return [path for path in files() if path.suffix == ".py"]


def test_no_python_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()
    }

    assert {} == {name: length for name, length in lengths.items() if length > LONGEST}


def test_no_file_is_a_drawer() -> None:
    assert [] == [path for path in python_files() if path.stem.strip("_") in DRAWERS]


@pytest.mark.parametrize("pattern", [MACHINE, REGISTRY], ids=["machine", "registry"])
def test_no_file_names_a_machine_or_a_registry(pattern: re.Pattern[str]) -> None:
    found = [(str(path), match.group()) for path, text in texts() for match in pattern.finditer(text)]

    assert [] == found


def test_the_patterns_find_what_they_are_for() -> None:
    assert MACHINE.search("in " + "/ho" + "me/somebody")
    assert REGISTRY.search("https://" + "py" + "pi.org/simple")
    assert not MACHINE.search("auditor/here, ~/deadsouls")


def test_no_secret_is_in_the_repository() -> None:
    secret = re.compile(r"\.session(-journal)?$|\.db(-wal|-shm)?$|\.sqlite3$|(^|/)(key|\.env)$")

    assert [] == [path for path in files() if secret.search(path.relative_to(ROOT).as_posix())]


def test_the_examples_are_what_the_program_makes(tmp_path: Path) -> None:
    write_sample(tmp_path)

    def made(folder: Path) -> dict[str, bytes]:
        listed = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".png")
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in listed}

    fresh, kept = made(tmp_path), made(EXAMPLE)
    assert fresh.keys() == kept.keys()
    assert [] == [f"{name} is out of date; run: make sample" for name in kept if fresh[name] != kept[name]]
    assert (EXAMPLE / "report-en" / "card.png").is_file()
    assert (EXAMPLE / "report-ru" / "card.png").is_file()
