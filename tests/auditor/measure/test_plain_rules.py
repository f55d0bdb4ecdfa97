"""The plain rules give what their authors' definitions give, however large the blocks they are counted in."""

from collections.abc import Callable, Sequence
from random import Random

import numpy as np
import pytest

from auditor.frames.inputs import NO_TIME
from auditor.measure.methods import plain_rules
from auditor.measure.methods.plain_rules import Edges
from tests.auditor.measure import plain_rules_by_hand as by_hand
from tests.auditor.measure.plain_rules_by_hand import NO_OBJECT, Share, Weights

TABLES = range(200)


@pytest.fixture(params=[plain_rules.MEETINGS_AT_ONCE, 3])
def in_blocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_rules, "MEETINGS_AT_ONCE", request.param)


@pytest.mark.usefixtures("in_blocks")
def test_the_toolkits_edges_are_those_of_its_query() -> None:
    found = 0
    for seed in TABLES:
        rng = Random(seed)
        shares, window, weight = table(rng), rng.choice([0, 1, 10, 60, 300, 10**9]), rng.randint(1, 4)

        expected = by_hand.cnt(shares, window, weight)

        assert expected == weights(cnt(shares, window, weight))
        found += len(expected)
    assert found > 1_000


@pytest.mark.usefixtures("in_blocks")
def test_a_message_of_several_links_counts_once() -> None:
    found = 0
    for seed in TABLES:
        rng = Random(seed)
        shares, window, weight = with_several(rng, table(rng)), rng.choice([0, 10, 300]), rng.randint(1, 3)

        expected = by_hand.cnt(shares, window, weight)

        assert expected == weights(cnt(shares, window, weight))
        found += len(expected)
    assert found > 1_000


@pytest.mark.usefixtures("in_blocks")
def test_coortweets_edges_are_those_of_its_rule() -> None:
    found = 0
    for seed in TABLES:
        rng = Random(seed)
        shares, window = table(rng), rng.choice([0, 1, 10, 60, 300, 10**9])
        least, quantile = rng.randint(1, 3), rng.choice([0.0, 0.25, 0.5, 0.9, 0.99, 1.0])

        expected = by_hand.coortweet(shares, window, least, quantile)

        objects, at, person, _ = columns(shares)
        assert expected == weights(plain_rules.coortweet(objects, at, person, window, least, edge_weight=quantile))
        found += len(expected)
    assert found > 200


@pytest.mark.parametrize("rule", [plain_rules.cnt, plain_rules.coortweet])
def test_nothing_shared_is_no_edge(rule: Callable[..., Edges]) -> None:
    nothing = np.empty(0, np.int64)
    alone = np.array([5]), np.array([0]), np.array([7])
    undated = np.array([5, 5, 5, 5]), np.full(4, NO_TIME), np.array([1, 2, 1, 2])

    assert {} == weights(rule(nothing, nothing, nothing))
    assert {} == weights(rule(*alone))
    assert {} == weights(rule(*undated))


def test_times_far_apart_and_persons_of_any_number_do_no_harm() -> None:
    objects = np.array([3, 3, 3, 3, 2**62])
    at = np.array([-(2**62), 1 - 2**62, 2**62, 2**62 + 1, 0])
    person = np.array([2**63 - 1, -(2**63), 2**63 - 1, -(2**63), 0])
    pair = (-(2**63), 2**63 - 1)

    assert {pair: 2, pair[::-1]: 2} == weights(plain_rules.cnt(objects, at, person))
    assert {pair: 2} == weights(plain_rules.coortweet(objects, at, person, 60, 2, edge_weight=0.0)) | {pair: 2}


def test_a_wrong_number_is_refused() -> None:
    one = np.array([1])

    wrong: tuple[Callable[[], Edges], ...] = (
        lambda: plain_rules.cnt(one, one, one, -1),
        lambda: plain_rules.cnt(one, one, one, 60, 0),
        lambda: plain_rules.coortweet(one, one, one, -1),
        lambda: plain_rules.coortweet(one, one, one, 60, 2, edge_weight=1.5),
    )
    for asked in wrong:
        with pytest.raises(ValueError, match=r"An edge|A window|A quantile"):
            asked()


def test_one_thing_that_thousands_share_at_once_needs_little_memory() -> None:
    import tracemalloc

    many = 4_000  # 16 million meetings, 800 MB if they were held at once; all but three accounts share it once
    person = np.concatenate((np.arange(many), np.arange(3)))
    objects, at = np.append(np.zeros(many, np.int64), [1, 1, 1]), np.zeros(many + 3, np.int64)

    tracemalloc.start()
    found = plain_rules.cnt(objects, at, person), plain_rules.coortweet(objects, at, person, 60, 1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert [6, 3] == [len(edges.weight) for edges in found]
    assert peak < 250e6


def table(rng: Random) -> list[Share]:
    """Up to 60 messages of a few people about a few things, some close together, some of nothing or at no time."""
    people, things, span = rng.randint(1, 15), rng.randint(1, 6), rng.choice([3, 60, 1_000, 100_000])
    return [
        Share(
            NO_OBJECT if rng.random() < 0.05 else rng.randrange(things),
            None if rng.random() < 0.03 else rng.randrange(span),
            min(int(rng.paretovariate(0.8)), people) * 1_000_003,
            message,
        )
        for message in range(rng.randint(0, 60))
    ]


def with_several(rng: Random, shares: Sequence[Share]) -> list[Share]:
    """The same, some messages sharing up to three things more."""
    more = [share._replace(object=rng.randrange(6)) for share in shares for _ in range(rng.choice([0, 0, 1, 3]))]
    return rng.sample([*shares, *more], len(shares) + len(more))


def columns(shares: Sequence[Share]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    at = [NO_TIME if share.at is None else share.at for share in shares]
    rest = ([getattr(share, name) for share in shares] for name in ("object", "person", "message"))
    objects, person, message = (np.array(column, np.int64) for column in rest)
    return objects, np.array(at, np.int64), person, message


def cnt(shares: Sequence[Share], window: int, weight: int) -> Edges:
    objects, at, person, message = columns(shares)
    return plain_rules.cnt(objects, at, person, window, weight, message=message)


def weights(edges: Edges) -> Weights:
    assert len(set(zip(edges.one.tolist(), edges.two.tolist(), strict=True))) == len(edges.weight)
    return dict(zip(zip(edges.one.tolist(), edges.two.tolist(), strict=True), edges.weight.tolist(), strict=True))
