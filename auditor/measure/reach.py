"""Does anyone read? What a broadcast channel shows under its posts, of those between 2 and 30 days old."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from auditor.frames.frames import Frames
from auditor.frames.inputs import DAY, NO_TIME, Bools, Ints
from auditor.measure.answers import bounded, insufficient, measured, unavailable
from auditor.measure.catalogue import REACH_DAYS, REACH_POSTS
from auditor.measure.spec import Measure
from storage.columns import PostColumns

RESPONSES = ("reactions", "forwards", "comments")


def reach(frames: Frames) -> dict[str, Measure]:
    """Every measure of `reach.*`."""
    ids = ("reach.views", "reach.spread", *(f"reach.{name}" for name in RESPONSES))
    posts = frames.posts
    if frames.facts.kind != "channel" or posts is None:
        return {measure: unavailable(measure, "not-a-channel") for measure in ids}
    if frames.facts.as_of is None:
        return {measure: unavailable(measure, "no-times") for measure in ids}
    settled, missing = _settled(posts, frames.facts.as_of), frames.facts.missing
    viewed = settled & (posts.views > 0)
    if not (posts.views >= 0).any() and len(posts.id):
        return {measure: unavailable(measure, "numbers-not-shown") for measure in ids}
    return {
        "reach.views": _views(posts.views[settled & (posts.views >= 0)], _subscribers(frames), missing),
        "reach.spread": _spread(posts.views[settled & (posts.views >= 0)], missing),
        **{
            f"reach.{name}": _per_view(f"reach.{name}", getattr(posts, name), posts.views, viewed, missing)
            for name in RESPONSES
        },
    }


def _settled(posts: PostColumns, as_of: int) -> Bools:
    """The posts old enough to have been read, and young enough to speak of now."""
    young, old = REACH_DAYS
    dated = posts.at != NO_TIME
    age = as_of - np.where(dated, posts.at, as_of)
    return np.asarray(dated & (age >= young * DAY) & (age <= old * DAY))


def _subscribers(frames: Frames) -> int | None:
    """Telegram's count, without the account that reads."""
    claimed = frames.facts.claimed
    return None if claimed is None else claimed - frames.facts.reader_counted


def _medians(numbers: npt.NDArray[Any], missing: int) -> tuple[float, float] | None:
    """Between what the median lies where so many numbers are not known; None where they may move it anywhere."""
    middle, line = (len(numbers) + missing - 1) / 2, np.sort(numbers)
    places = [math.floor(middle), math.ceil(middle)]
    if places[1] >= len(line):
        return None
    low = np.mean([line[place - missing] if place >= missing else 0 for place in places])
    return float(low), float(np.mean(line[places]))


def _views(views: Ints, subscribers: int | None, missing: int) -> Measure:
    """`reach.views`: median views / subscribers. More than one where strangers read, too."""
    if len(views) < REACH_POSTS:
        return insufficient("reach.views", "too-few-posts")
    if not subscribers:
        return unavailable("reach.views", "not-given")
    return _between("reach.views", views, subscribers, subscribers, missing)


def _between(measure: str, numbers: npt.NDArray[Any], scale: float, of: int, missing: int) -> Measure:
    """The median per `scale`, or its bounds where posts are missing."""
    median = float(np.median(numbers)) / scale
    if not missing:
        return measured(measure, float(np.median(numbers)) * (of / scale), of)
    ends = _medians(numbers, missing)
    if ends is None:
        return unavailable(measure, "posts-missing")
    return bounded(measure, median * of, of, ends[0] / scale, ends[1] / scale)


def _spread(views: Ints, missing: int) -> Measure:
    """`reach.spread`: the coefficient of variation of views beyond counting noise.

    Views of equally read posts would be Poisson counts, whose variance is their mean; what is left of the variance
    after the mean is taken off is the posts' own: sqrt(max(0, s^2 - m))/m. An ordinary channel has some tenths.
    """
    if len(views) < REACH_POSTS:
        return insufficient("reach.spread", "too-few-posts")
    if missing:
        return unavailable("reach.spread", "posts-missing")
    mean = float(views.mean())
    if mean <= 0:
        return insufficient("reach.spread", "no-views")
    return measured("reach.spread", math.sqrt(max(0.0, float(views.var(ddof=1)) - mean)) / mean, len(views))


def _per_view(measure: str, numbers: Ints, views: Ints, viewed: Bools, missing: int) -> Measure:
    """The median of what came of a post per view of it; `count` is that per `of` views, the median post's."""
    shown = viewed & (numbers >= 0)
    if viewed.sum() >= REACH_POSTS and not shown.any():
        return unavailable(measure, "numbers-not-shown")
    if shown.sum() < REACH_POSTS:
        return insufficient(measure, "too-few-posts")
    typical = int(np.median(views[shown]))
    return _between(measure, numbers[shown] / views[shown], 1, typical, missing)
