"""Whether anyone reads: medians counted by hand, and a spread of views that comes out as it was put in."""

from statistics import median

import numpy as np
import pytest

from auditor.measure.catalogue import CATALOGUE
from auditor.measure.measures import answers_of
from auditor.measure.spec import Measure
from storage.columns import PostColumns
from tests.auditor.measure.live_rows import live_frames, posts

VIEWS = [100, 110, 120, 130, 140, 150, 160, 170, 180, 190]


def found(shown: PostColumns | None, kind: str = "channel", claimed: int | None = 1_000) -> dict[str, Measure]:
    frames = live_frames([], listing="none", kind=kind, claimed=claimed, posts=shown)
    answers = answers_of(frames, [spec for spec in CATALOGUE if spec.needs == "posts"])
    return {measure: answer.measure for measure, answer in answers.items()}


def test_medians_of_ten_posts() -> None:
    reactions = [10, 11, 12, 13, 14, 0, 0, 0, 0, 0]
    of_posts = found(posts(VIEWS, reactions=reactions, forwards=[0] * 10))
    assert of_posts["reach.views"] == Measure("measured", "share", 0.145, 145.0, 1_000)
    assert of_posts["reach.reactions"].value == pytest.approx(
        median(r / v for r, v in zip(reactions, VIEWS, strict=True))
    )
    assert of_posts["reach.reactions"].of == 145
    assert of_posts["reach.forwards"].value == 0
    assert of_posts["reach.comments"] == Measure("unavailable", "share", why="numbers-not-shown")


@pytest.mark.parametrize(("days_old", "counted"), [(1.9, False), (2, True), (30, True), (30.1, False)])
def test_only_posts_between_two_and_thirty_days_old_count(days_old: float, counted: bool) -> None:
    measure = found(posts(VIEWS, days_old=days_old))["reach.views"]
    assert (measure.outcome == "measured") == counted
    assert counted or measure == Measure("insufficient", "share", why="too-few-posts")


def test_nine_posts_are_too_few() -> None:
    few = found(posts(VIEWS[:9], reactions=VIEWS[:9]))
    assert {measure.why for measure in few.values()} == {"too-few-posts"}


def test_the_spread_is_what_counting_noise_leaves() -> None:
    values = np.array(VIEWS)
    expected = (values.var(ddof=1) - values.mean()) ** 0.5 / values.mean()
    assert found(posts(VIEWS))["reach.spread"] == Measure("measured", "index", expected, expected, 10)
    assert found(posts([500] * 10))["reach.spread"].value == 0
    assert found(posts([0] * 10))["reach.spread"].why == "no-views"


@pytest.mark.parametrize("true", [0.0, 0.2, 0.6])
def test_the_spread_comes_out_as_it_was_put_in(true: float) -> None:
    rng = np.random.default_rng(7)
    rates = 2_000 * rng.gamma(1 / true**2, true**2, 4_000) if true else np.full(4_000, 2_000.0)
    assert found(posts(rng.poisson(rates).tolist()))["reach.spread"].value == pytest.approx(true, abs=0.02)


def test_a_group_has_no_views_and_a_channel_may_hide_its_count() -> None:
    assert {measure.why for measure in found(None, "supergroup").values()} == {"not-a-channel"}
    assert found(posts(VIEWS), claimed=None)["reach.views"].why == "not-given"
    assert {measure.why for measure in found(posts([-1] * 12)).values()} == {"numbers-not-shown"}
    assert {measure.why for measure in found(posts([])).values()} == {"too-few-posts"}
