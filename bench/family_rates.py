"""The tables of `bench.coordination_families`: of lines about worlds, precision and recall by family, and what was
told in clean regimes."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from auditor.measure.methods.uncertainty import wilson
from bench.coordination_rules import BASELINES
from tests.worlds.coordination_families import FAMILIES, REGIMES, SHARED_SOURCE, SINGLE_ACTS

DRAWS = 2_000
PRECISION = 0.97
"""Goal of precision; and what a plain rule must reach to be compared with, where the search found nothing."""

STRONG, TOGETHER = 1 / 500, 4 / 500
"""Goals: shares of clean worlds told as strong, and as acting together."""

Line = dict[str, Any]


class Rate(NamedTuple):
    """A share of sums over worlds, with its interval; `at` is NaN where there is nothing to be a share of."""

    at: float
    low: float
    high: float

    def __str__(self) -> str:
        return "–" if np.isnan(self.at) else f"{self.at:.3f} ({self.low:.3f}–{self.high:.3f})"


def rate(cases: Sequence[int], of: Sequence[int]) -> Rate:
    """The cases of all worlds among what they are cases of; its interval from worlds drawn again."""
    return difference(cases, [0] * len(cases), of)


def difference(cases: Sequence[int], others: Sequence[int], of: Sequence[int]) -> Rate:
    """By how much one share is above another of the same worlds, world paired with world."""
    both, total = np.array(cases) - np.array(others), np.array(of)
    if not total.sum():
        return Rate(np.nan, np.nan, np.nan)
    drawn = np.random.default_rng(0).multinomial(len(both), np.full(len(both), 1 / len(both)), DRAWS)
    sums, totals = drawn @ both, drawn @ total
    low, high = np.quantile(sums[totals > 0] / totals[totals > 0], [0.025, 0.975])
    return Rate(float(both.sum() / total.sum()), float(low), float(high))


class Rule(NamedTuple):
    """A plain rule on the worlds of a family."""

    name: str
    right: list[int]
    flagged: list[int]
    recall: float
    precision: float


def rules_of(lines: Sequence[Line]) -> list[Rule]:
    """All plain rules that flag anybody, the one of highest recall first."""
    planted = sum(line["planted"] for line in lines)
    found = []
    for baseline in map(str, BASELINES):
        told = [line["rules"].get(baseline, [0, 0]) for line in lines]
        flagged, right = [one[0] for one in told], [one[1] for one in told]
        if sum(flagged):
            recall = sum(right) / planted if planted else 0.0
            found.append(Rule(baseline, right, flagged, recall, sum(right) / sum(flagged)))
    return sorted(found, key=lambda rule: (-rule.recall, -rule.precision))


def best_of(lines: Sequence[Line], precision: float) -> Rule | None:
    """The plain rule that finds the most at this precision or better."""
    return next((rule for rule in rules_of(lines) if rule.precision >= precision), None)


def table(lines: Sequence[Line]) -> Iterator[str]:
    """All tables as Markdown, of lines in any order."""
    by_family = {name: [line for line in lines if line["family"] == name] for name in (*FAMILIES, *REGIMES)}
    planted = {name: by_family[name] for name in FAMILIES if by_family[name]}
    clean = {name: by_family[name] for name in REGIMES if by_family[name]}
    searched = any(line["search"] != "none" for line in lines)
    if planted and searched:
        yield from _searched(planted)
    if planted:
        yield from _plain(planted)
    if clean:
        yield from _clean(clean, searched=searched)
    if differing := [f"{line['family']} {line['seed']}" for line in lines if line.get("same by file") is False]:
        yield f"\nBy way of a file another answer came: {', '.join(differing)}."


def _searched(planted: dict[str, list[Line]]) -> Iterator[str]:
    yield (
        "\n| family | worlds | precision | recall of groups | with single acts | strong | cannot tell"
        " | best plain rule at no lower precision | its recall | ours above it | goals missed |"
    )
    yield f"|{'---|' * 11}"
    for name, lines in planted.items():
        of = [line["planted"] for line in lines]
        # Where nobody meets another twice, a single act is all that there is to tell.
        what = "in any" if name in SINGLE_ACTS else "in groups"
        flagged, right = ([line[what][place] for line in lines] for place in (0, 1))
        precision = rate(right, flagged)
        rule = best_of(lines, PRECISION if np.isnan(precision.at) else precision.at)
        above = difference(right, rule.right if rule else [0] * len(lines), of)
        missed = [
            *(["precision"] if precision.at < PRECISION else []),
            *(["recall"] if rule is not None and above.at < 0 else []),
            *(["nothing found"] if not sum(flagged) else []),
        ]
        cells = [
            name,
            len(lines),
            precision,
            rate([line["in groups"][1] for line in lines], of),
            rate([line["in any"][1] for line in lines], of),
            sum(line["strong"] for line in lines),
            sum(not line["known"] for line in lines),
            rule.name if rule else "none",
            f"{rule.recall:.3f}" if rule else "",
            above,
            ", ".join(missed),
        ]
        yield _row(cells)


def _plain(planted: dict[str, list[Line]]) -> Iterator[str]:
    yield (
        "\n| family | worlds | accounts planted | rule of most recall | precision, recall"
        " | rule of most recall at .97 | precision, recall |"
    )
    yield f"|{'---|' * 7}"
    for name, lines in planted.items():
        cells: list[object] = [name, len(lines), sum(line["planted"] for line in lines)]
        for rule in (best_of(lines, 0.0), best_of(lines, PRECISION)):
            cells += [rule.name, f"{rule.precision:.3f}, {rule.recall:.3f}"] if rule else ["none", ""]
        yield _row(cells)


def _clean(clean: dict[str, list[Line]], *, searched: bool) -> Iterator[str]:
    yield (
        "\n| regime | worlds | act together | (interval) | strong | single acts told | cannot tell"
        " | accounts in groups a world | goals missed |"
    )
    yield f"|{'---|' * 9}"
    for name, lines in clean.items():
        together, strong = sum(line["groups"] > 0 for line in lines), sum(line["strong"] for line in lines)
        low, high = wilson(together, len(lines))
        missed = [
            *(["act together"] if together > TOGETHER * len(lines) and name not in SHARED_SOURCE else []),
            *(["strong"] if strong > STRONG * len(lines) else []),
        ]
        cells: list[object] = [name, len(lines)]
        cells += (
            [together, f"{low:.3f}–{high:.3f}", strong, sum(line["acts"] > 0 for line in lines)]
            if searched
            else [""] * 4
        )
        cells += [sum(not line["known"] for line in lines) if searched else ""]
        cells += [f"{sum(line['in groups'][0] for line in lines) / len(lines):.1f}" if searched else ""]
        yield _row([*cells, ", ".join(missed) if searched else ""])


def _row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"
