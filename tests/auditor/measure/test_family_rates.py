"""The bench of coordination: both ways into a search give the same, its figures are right, and a killed run goes on."""

from pathlib import Path
from typing import Any

import pytest

from bench import coordination_families as bench
from bench.coordination_families import deadsouls, line_of, lines_in, measured, read_deadsouls
from bench.family_rates import best_of, difference, rate, table
from tests.worlds.coordination_families import FAMILIES, REGIMES


@pytest.mark.parametrize("family", ["farms", "given objects", "two days", "followers of one post"])
def test_a_world_in_memory_and_by_its_file_is_found_the_same(family: str) -> None:
    world = (FAMILIES | REGIMES)[family](5)

    assert read_deadsouls(world) == deadsouls(world)


def test_plain_rules_find_a_farm_in_a_table_of_comments() -> None:
    line = line_of("none", "farms", 2, by_file=False)

    flagged, right = line["rules"]["CNT 3600 s, text"]
    assert right >= 0.9 * line["planted"] > 0
    assert flagged >= right
    assert [0, 0] == line["in groups"]


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, asked = tmp_path / "lines.jsonl", [("emoji", 1), ("news", 1), ("emoji", 2)]
    first = [line["seed"] for line in measured("none", asked, out, 1)]
    out.write_text(out.read_text()[:-40])  # the last line was being written

    worked: list[str] = []
    monkeypatch.setattr(bench, "Pool", lambda _: _InThisProcess(worked))
    again = list(measured("none", asked, out, 1))

    assert (3, 3, 1) == (len(first), len(again), len(worked))
    assert 3 == len(lines_in(out, "none"))
    assert {} == lines_in(out, "deadsouls")


class _InThisProcess:
    """A pool that works where it stands, and says what it worked on."""

    def __init__(self, worked: list[str]) -> None:
        self.worked = worked

    def __enter__(self) -> "_InThisProcess":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def imap_unordered(self, work: Any, tasks: Any) -> Any:
        for task in tasks:
            self.worked.append(task[1])
            yield work(task)


def test_rates_are_of_sums_and_their_intervals_of_worlds() -> None:
    of_worlds = rate([10, 0], [10, 90])

    assert (0.1, 0.0, 1.0) == (of_worlds.at, of_worlds.low, of_worlds.high)
    assert "–" == str(rate([0, 0], [0, 0]))
    assert (0.25, 0.25, 0.25) == difference([3, 3], [2, 2], [4, 4])


def test_the_rule_to_beat_is_the_one_that_finds_most_at_the_same_precision() -> None:
    lines = [line(rules={"CNT 60 s, text": [5, 5], "CNT 300 s, text": [8, 8], "CNT 3600 s, text": [90, 10]})] * 3

    chosen = [best_of(lines, precision) for precision in (0.0, 0.97)]

    assert ["CNT 3600 s, text", "CNT 300 s, text"] == [rule.name for rule in chosen if rule]
    assert best_of([line(rules={"CNT 60 s, text": [50, 1]})], 0.97) is None


def test_a_missed_goal_stands_in_the_table() -> None:
    weak = line(rules={"CNT 300 s, text": [8, 8]}) | {"in groups": [4, 4], "in any": [4, 4], "groups": 1}
    false = line("news", planted=0) | {"in groups": [5, 0], "groups": 1, "strong": True}

    printed = "\n".join(table([weak, false]))

    assert "| CNT 300 s, text | 0.800 | -0.400 (-0.400–-0.400) | recall |" in printed
    assert "| act together, strong |" in printed


def line(family: str = "links", *, planted: int = 10, rules: dict[str, list[int]] | None = None) -> dict[str, Any]:
    """A line about a world in which nothing was found."""
    empty = {"groups": 0, "acts": 0, "strong": False, "known": True, "in groups": [0, 0], "in any": [0, 0]}
    made: dict[str, Any] = {
        "family": family,
        "seed": 1,
        "search": "deadsouls",
        "planted": planted,
        "rules": rules or {},
    } | empty
    return made
