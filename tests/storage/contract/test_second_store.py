"""A second store comes into the house as a folder and a branch, and keeps the contract."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

BRANCH = {
    "storage/opening.py": (
        ("from storage.sqlite import database as sqlite\n", "from storage.second import database as second\n"),
        (
            "    async with sqlite.opened(home, keepers) as store:\n",
            "    async with (second if home and home.suffix else sqlite).opened(home, keepers) as store:\n",
        ),
    ),
    "tests/storage/contract/stores.py": (
        ('    "in-memory": ', '    "second": lambda folder: open_store(folder / "home.second", key=KEY),\n'),
    ),
}
"""What is put in where the second store is to be opened: before or in the place of a line that is there."""


def with_a_second_store(place: Path) -> Path:
    """A copy of the tree in which the second store is one to be opened."""
    for name in ("storage", "auditor", "tests"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", place)
    shutil.move(place / "tests/storage/contract/second", place / "storage/second")
    for name, lines in BRANCH.items():
        text = (place / name).read_text("utf-8")
        for there, put in lines:
            assert text.count(there) == 1
            text = text.replace(there, put if "opened(" in there else put + there)
        (place / name).write_text(text, "utf-8")
    return place


@pytest.mark.slow
def test_a_folder_and_a_branch_are_a_second_store(tmp_path: Path) -> None:
    tree = with_a_second_store(tmp_path / "tree")
    suite = "tests/storage/contract"
    done = subprocess.run(  # noqa: S603 - our own suite
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "second and not folder", suite],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4_000:] + done.stderr[-2_000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None
    assert int(passed[1]) > 70
