"""Three kills of an import; `bench/kills.py` makes fifty."""

from pathlib import Path

import pytest

from bench.kills import Kills


@pytest.mark.parametrize(("earlier", "times"), [(False, 2), (True, 1)])
def test_after_a_kill_the_next_run_equals_an_undisturbed_one(tmp_path: Path, *, earlier: bool, times: int) -> None:
    kills = Kills(tmp_path, messages=8_000, seed=11, earlier=earlier)
    for _ in range(times):
        kills.kill_once()
