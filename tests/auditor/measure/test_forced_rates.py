"""The error rates of `bench/forced_adds.py` in small: few groups, other seeds, wider goals."""

import pytest

from bench.forced_adds import BEGINS, ENDS, FIRST_SEED, METHOD, RECALL, rates
from tests.worlds.adds import BY_NAME, REGIMES

SEEDS = range(500, 512)


@pytest.mark.parametrize("name", ["full logs", "full logs, live", "lurkers", "no leaves, live"])
def test_forced_adders_are_found_and_organisers_are_not(name: str) -> None:
    found = rates(BY_NAME[name], SEEDS)
    assert len(found.forcing) >= 15
    assert found.recall() >= RECALL[name] - 0.2
    assert found.precision >= 0.9
    assert found.clean_flagged <= 1
    assert found.organisers_named <= 1
    assert found.named_without_exit == 0


def test_without_leaves_in_an_export_nobody_is_found_to_force() -> None:
    found = rates(BY_NAME["no leaves, export"], SEEDS)
    assert found.named == 0
    assert found.silent_right >= 0.8 * found.silent > 0


@pytest.mark.parametrize("name", ["migration", "viral bursts", "a third are namesakes"])
def test_neither_migration_nor_bursts_nor_namesakes_make_a_finding(name: str) -> None:
    found = rates(BY_NAME[name].clean, SEEDS)
    assert found.clean == 2 * len(SEEDS)
    assert found.clean_flagged <= 1


def test_the_table_of_the_method_was_made_on_seeds_not_used_here() -> None:
    page = METHOD.read_text(encoding="utf-8")
    table = page.split(BEGINS)[1].split(ENDS)[0]
    assert f"seeds {FIRST_SEED} to" in table
    assert SEEDS.stop < FIRST_SEED
    assert all(f"| {regime.name} |" in table for regime in REGIMES)
