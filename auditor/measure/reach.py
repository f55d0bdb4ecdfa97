"""Does anyone read? What a broadcast channel shows under its posts, of those between 2 and 30 days old."""

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from auditor.frames.frames import Frames
from auditor.frames.inputs import DAY, NO_TIME, Bools, Ints
from auditor.measure.misleading import FEW_READERS
from auditor.measure.spec import Measure, Spec
from storage.columns import PostColumns

REACH_DAYS = (2, 30)
"""Posts younger than the first are still being read, older than the second no longer today's reach (judgement)."""

REACH_POSTS = 10
"""With fewer posts of that age a median says little: its order-statistics interval at 95 % then spans all but one post
at either end (n = 10: the 2nd to the 9th)."""

NOTHING = np.empty(0, np.int64)


class Posts(NamedTuple):
    """The posts of a channel, and which of them are settled: old enough to have been read, and young enough to speak of
    now. Where nothing can be said of posts, `why`."""

    why: str | None
    shown: PostColumns = PostColumns(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING)
    settled: Bools = np.empty(0, np.bool_)
    subscribers: int | None = None
    """Telegram's count, without the account that reads."""
    missing: int = 0

    @property
    def views(self) -> Ints:
        """The views of the settled posts that show any number."""
        return self.shown.views[self.settled & (self.shown.views >= 0)]


def posts_of(frames: Frames) -> Posts:
    """The posts of a channel whose views are shown."""
    posts, facts = frames.posts, frames.facts
    if facts.kind != "channel" or posts is None:
        return Posts("not-a-channel")
    if facts.as_of is None:
        return Posts("no-times")
    if not (posts.views >= 0).any() and len(posts.id):
        return Posts("numbers-not-shown")
    subscribers = None if facts.claimed is None else facts.claimed - facts.reader_counted
    return Posts(None, posts, _settled(posts, facts.as_of), subscribers, facts.missing)


def _settled(posts: PostColumns, as_of: int) -> Bools:
    young, old = REACH_DAYS
    dated = posts.at != NO_TIME
    age = as_of - np.where(dated, posts.at, as_of)
    return np.asarray(dated & (age >= young * DAY) & (age <= old * DAY))


def views(posts: Posts) -> Measure:
    """Median views / subscribers. More than one where strangers read, too."""
    if posts.why is not None:
        return VIEWS.unavailable(posts.why)
    if len(posts.views) < REACH_POSTS:
        return VIEWS.insufficient("too-few-posts")
    if not posts.subscribers:
        return VIEWS.unavailable("not-given")
    return _between(VIEWS, posts.views, posts.subscribers, posts.subscribers, posts.missing)


def spread(posts: Posts) -> Measure:
    """The coefficient of variation of views beyond counting noise.

    Views of equally read posts would be Poisson counts, whose variance is their mean; what is left of the variance
    after the mean is taken off is the posts' own: sqrt(max(0, s^2 - m))/m. An ordinary channel has some tenths.
    """
    if posts.why is not None:
        return SPREAD.unavailable(posts.why)
    numbers = posts.views
    if len(numbers) < REACH_POSTS:
        return SPREAD.insufficient("too-few-posts")
    if posts.missing:
        return SPREAD.unavailable("posts-missing")
    mean = float(numbers.mean())
    if mean <= 0:
        return SPREAD.insufficient("no-views")
    return SPREAD.measured(math.sqrt(max(0.0, float(numbers.var(ddof=1)) - mean)) / mean, len(numbers))


def _per_view(spec: Spec, posts: Posts, numbers: Ints) -> Measure:
    """The median of what came of a post per view of it; `count` is that per `of` views, the median post's."""
    if posts.why is not None:
        return spec.unavailable(posts.why)
    views = posts.shown.views
    viewed = posts.settled & (views > 0)
    shown = viewed & (numbers >= 0)
    if viewed.sum() >= REACH_POSTS and not shown.any():
        return spec.unavailable("numbers-not-shown")
    if shown.sum() < REACH_POSTS:
        return spec.insufficient("too-few-posts")
    typical = int(np.median(views[shown]))
    return _between(spec, numbers[shown] / views[shown], 1, typical, posts.missing)


def _between(spec: Spec, numbers: npt.NDArray[Any], scale: float, of: int, missing: int) -> Measure:
    """The median per `scale`, or its bounds where posts are missing."""
    median = float(np.median(numbers)) / scale
    if not missing:
        return spec.measured(float(np.median(numbers)) * (of / scale), of)
    ends = _medians(numbers, missing)
    if ends is None:
        return spec.unavailable("posts-missing")
    return spec.bounded(median * of, of, ends[0] / scale, ends[1] / scale)


def _medians(numbers: npt.NDArray[Any], missing: int) -> tuple[float, float] | None:
    """Between what the median lies where so many numbers are not known; None where they may move it anywhere."""
    middle, line = (len(numbers) + missing - 1) / 2, np.sort(numbers)
    places = [math.floor(middle), math.ceil(middle)]
    if places[1] >= len(line):
        return None
    low = np.mean([line[place - missing] if place >= missing else 0 for place in places])
    return float(low), float(np.mean(line[places]))


VIEWS: Spec = Spec(
    id="reach.views",
    unit="share",
    needs="posts",
    origin="docs/method.md#from-a-live-chat-to-people",
    title="Views per subscriber",
    meaning="Median views of posts between 2 and 30 days old, divided by the number of subscribers.",
    misleads=FEW_READERS,
    out_of=("of {count} subscriber", "of {count} subscribers"),
    count=views,
    prepared=posts_of,
)

SPREAD: Spec = Spec(
    id="reach.spread",
    unit="index",
    needs="posts",
    origin="docs/method.md#from-a-live-chat-to-people",
    title="Spread of views",
    meaning="How much views differ from post to post, beyond chance.",
    misleads=FEW_READERS,
    count=spread,
    prepared=posts_of,
)

REACTIONS: Spec = Spec(
    id="reach.reactions",
    unit="share",
    needs="posts",
    origin="docs/method.md#from-a-live-chat-to-people",
    title="Reactions per view",
    meaning="Median number of reactions, divided by views.",
    misleads=FEW_READERS,
    out_of=("of {count} view of the median post", "of {count} views of the median post"),
    count=lambda posts: _per_view(REACTIONS, posts, posts.shown.reactions),
    prepared=posts_of,
)

FORWARDS: Spec = Spec(
    id="reach.forwards",
    unit="share",
    needs="posts",
    origin="docs/method.md#from-a-live-chat-to-people",
    title="Forwards per view",
    meaning="Median number of forwards, divided by views.",
    misleads=FEW_READERS,
    out_of=("of {count} view of the median post", "of {count} views of the median post"),
    count=lambda posts: _per_view(FORWARDS, posts, posts.shown.forwards),
    prepared=posts_of,
)

COMMENTS: Spec = Spec(
    id="reach.comments",
    unit="share",
    needs="posts",
    origin="docs/method.md#from-a-live-chat-to-people",
    title="Comments per view",
    meaning="Median number of comments, divided by views.",
    misleads=FEW_READERS,
    out_of=("of {count} view of the median post", "of {count} views of the median post"),
    count=lambda posts: _per_view(COMMENTS, posts, posts.shown.comments),
    prepared=posts_of,
)
