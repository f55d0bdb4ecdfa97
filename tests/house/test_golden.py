"""What is written for chats of every kind is what was written before, to the byte (`tests/house/golden.py`)."""

import json
from pathlib import Path

import pytest

from tests.house.golden import CASES, GOLDEN, digests, written

KEPT: dict[str, dict[str, str]] = json.loads(GOLDEN.read_bytes()) if GOLDEN.exists() else {}


def test_every_case_is_kept_and_no_other() -> None:
    assert list(CASES) == list(KEPT), "renew the digests: make gold"


@pytest.mark.parametrize("case", CASES)
def test_what_is_written_is_what_was_written(case: str) -> None:
    with written(case) as folder:
        found, beyond = digests(folder), beyond_their_bounds(folder)
    assert beyond == []
    assert found, "a case writes something"
    differing = sorted(name for name in found.keys() | KEPT[case].keys() if found.get(name) != KEPT[case].get(name))
    assert [] == differing, "renew the digests with `make gold` if that is meant, and say what changed in CHANGELOG"


def beyond_their_bounds(folder: Path) -> list[str]:
    """The figures of a case's reports that are said to lie where they do not: of a share the cases known are of
    another unit than its bounds."""
    found = []
    for report in sorted(folder.rglob("report.json")):
        for name, said in json.loads(report.read_bytes()).get("measures", {}).items():
            figure = said["value"] if said["value"] is not None or said["unit"] == "share" else said["count"]
            ends = said["low"], said["high"]
            if figure is not None and None not in ends and not ends[0] <= figure <= ends[1]:
                found.append(f"{report.relative_to(folder)}: {name}")
    return found
