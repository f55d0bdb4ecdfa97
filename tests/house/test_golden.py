"""What is written for chats of every kind is what was written before, to the byte (`tests/house/golden.py`)."""

import json

import pytest

from tests.house.golden import CASES, GOLDEN, digests

KEPT: dict[str, dict[str, str]] = json.loads(GOLDEN.read_bytes()) if GOLDEN.exists() else {}


def test_every_case_is_kept_and_no_other() -> None:
    assert list(CASES) == list(KEPT), "renew the digests: make gold"


@pytest.mark.parametrize("case", CASES)
def test_what_is_written_is_what_was_written(case: str) -> None:
    found = digests(case)
    assert found, "a case writes something"
    differing = sorted(name for name in found.keys() | KEPT[case].keys() if found.get(name) != KEPT[case].get(name))
    assert [] == differing, "renew the digests with `make gold` if that is meant, and say what changed in CHANGELOG"
