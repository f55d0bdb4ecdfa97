"""Does anyone read? What a broadcast channel shows under its posts, of those between 2 and 30 days old."""

import math

import numpy as np

from auditor.measure.answers import insufficient, measured, unavailable
from auditor.measure.catalogue import REACH_DAYS, REACH_POSTS, Measure
from auditor.measure.frames import Frames
from auditor.measure.inputs import DAY, NO_TIME, Bools, Ints, PostInput

RESPONSES = ("reactions", "forwards", "comments")


def reach(frames: Frames) -> dict[str, Measure]:
    """Every measure of `reach.*`."""
    ids = ("reach.views", "reach.spread", *(f"reach.{name}" for name in RESPONSES))
    posts = frames.posts
    if frames.facts.kind != "channel" or posts is None:
        return {measure: unavailable(measure, "not-a-channel") for measure in ids}
    if frames.facts.as_of is None:
        return {measure: unavailable(measure, "no-times") for measure in ids}
    settled = _settled(posts, frames.facts.as_of)
    viewed = settled & (posts.views > 0)
    if not (posts.views >= 0).any() and len(posts.id):
        return {measure: unavailable(measure, "numbers-not-shown") for measure in ids}
    return {
        "reach.views": _views(posts.views[settled & (posts.views >= 0)], _subscribers(frames)),
        "reach.spread": _spread(posts.views[settled & (posts.views >= 0)]),
        **{
            f"reach.{name}": _per_view(f"reach.{name}", getattr(posts, name), posts.views, viewed) for name in RESPONSES
        },
    }


def _settled(posts: PostInput, as_of: int) -> Bools:
    """The posts old enough to have been read, and young enough to speak of now."""
    young, old = REACH_DAYS
    dated = posts.at != NO_TIME
    age = as_of - np.where(dated, posts.at, as_of)
    return np.asarray(dated & (age >= young * DAY) & (age <= old * DAY))


def _subscribers(frames: Frames) -> int | None:
    """Telegram's count, without the account that reads."""
    claimed = frames.facts.claimed
    return None if claimed is None else claimed - frames.facts.reader_counted


def _views(views: Ints, subscribers: int | None) -> Measure:
    """`reach.views`: median views / subscribers. More than one where strangers read, too."""
    if len(views) < REACH_POSTS:
        return insufficient("reach.views", "too-few-posts")
    if not subscribers:
        return unavailable("reach.views", "not-given")
    return measured("reach.views", float(np.median(views)), subscribers)


def _spread(views: Ints) -> Measure:
    """`reach.spread`: the coefficient of variation of views beyond counting noise.

    Views of equally read posts would be Poisson counts, whose variance is their mean; what is left of the variance
    after the mean is taken off is the posts' own: sqrt(max(0, s^2 - m))/m. An ordinary channel has some tenths.
    """
    if len(views) < REACH_POSTS:
        return insufficient("reach.spread", "too-few-posts")
    mean = float(views.mean())
    if mean <= 0:
        return insufficient("reach.spread", "no-views")
    return measured("reach.spread", math.sqrt(max(0.0, float(views.var(ddof=1)) - mean)) / mean, len(views))


def _per_view(measure: str, numbers: Ints, views: Ints, viewed: Bools) -> Measure:
    """The median of what came of a post per view of it; `count` is that per `of` views, the median post's."""
    shown = viewed & (numbers >= 0)
    if viewed.sum() >= REACH_POSTS and not shown.any():
        return unavailable(measure, "numbers-not-shown")
    if shown.sum() < REACH_POSTS:
        return insufficient(measure, "too-few-posts")
    typical = int(np.median(views[shown]))
    return measured(measure, float(np.median(numbers[shown] / views[shown])) * typical, typical)
