"""A small part of the error rates of docs/method.md, with seeds of its own; `python -m bench.coordination` has all."""

import pytest

from bench.coordination import Rates, rates_of

SEEDS = range(5_000, 5_006)


@pytest.fixture(scope="module", params=["clean", "edited farms", "half-paraphrased farms", "small farms"])
def rates(request: pytest.FixtureRequest) -> tuple[str, Rates]:
    return request.param, rates_of(request.param, SEEDS, reshuffles=20)


def test_groups_are_farms_and_nobody_else(rates: tuple[str, Rates]) -> None:
    _, found = rates

    assert found.false_accounts == 0
    # Dealing out leaves a farm together where most of an hour of its chat is its own (method.md).
    assert found.shuffled <= 0.15


def test_farms_are_found(rates: tuple[str, Rates]) -> None:
    regime, found = rates
    least = {"clean": 0.0, "edited farms": 0.93, "half-paraphrased farms": 0.50, "small farms": 0.36}

    assert found.recall >= least[regime]
    assert (regime == "clean") == (found.farmed == 0)


def test_raids_swarms_and_spam_are_found() -> None:
    raids, swarms, pace = (
        rates_of(name, SEEDS[:3], reshuffles=1) for name in ("raids", "reply swarms", "inhuman pace")
    )

    assert (6, 6) == (raids.raids, raids.raids_found)
    assert (swarms.swarms_found >= swarms.swarms / 2, swarms.false_swarms) == (True, 0)
    assert (9, 9, 0) == (pace.spammers, pace.spammers_found, pace.false_spammers)
