"""The plain rules of coordination research on a table of messages: which accounts each of them flags.

What counts as the same is each tool's own: the toolkit's co-tweet (a text in lower case, without mentions), co-link,
co-reply and co-retweet; CooRTweet's texts, links, retweets, hashtags, and, to be generous, what was answered.
Left out is the toolkit's co-post, whatever was written within the window: its authors take it for a null model, it
flags nearly everybody, and it costs more than all else.

The rules themselves are the product's presets (`auditor/measure/methods/plain_rules.py`), which are tested against
their authors' definitions.
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from auditor.frames.inputs import Ints
from auditor.measure.methods.plain_rules import Edges, cnt, coortweet

_MENTION = re.compile(r"@.*?(?=(?:\s|$))")
_LINK = re.compile(r"(?:https?://|www\.|t\.me/)\S+", re.IGNORECASE)
_HASHTAG = re.compile(r"(?<!\w)#\w+")


class Messages(NamedTuple):
    """A table as the rules read it: a row a message. `reply` is 0 for none; `shared`, empty for none, is what was
    passed on unchanged: a post, or an object that the table names itself."""

    at: Ints
    author: Ints
    text: Sequence[str]
    reply: Sequence[Hashable]
    shared: Sequence[str]


class Shares(NamedTuple):
    """What was shared, a row a share: a number for the object, and the row of the message."""

    object: Ints
    row: Ints


def kinds(messages: Messages) -> dict[str, Shares]:
    """The shares of each kind."""
    own = [
        (row, text) for row, (text, shared) in enumerate(zip(messages.text, messages.shared, strict=True)) if not shared
    ]
    return {
        "text": _shares((row, " ".join(_MENTION.sub("", text.lower()).split())) for row, text in own),
        "link": _shares(
            (row, link) for row, text in own if "/" in text or "www." in text for link in _LINK.findall(text)
        ),
        "reply": _shares((row, to) for row, to in enumerate(messages.reply) if to and not messages.shared[row]),
        "shared": _shares((row, what) for row, what in enumerate(messages.shared) if what),
        "hashtag": _shares(
            (row, tag.lower()) for row, text in own if "#" in text for tag in set(_HASHTAG.findall(text))
        ),
    }


class Baseline(NamedTuple):
    """A rule with its window in seconds, on one kind of object."""

    rule: str
    window: int
    kind: str

    def __str__(self) -> str:
        return f"{self.rule} {self.window} s, {self.kind}"


CNT_WINDOWS = (60, 300, 3_600)
COORTWEET_WINDOWS = (10, 60, 300, 3_600)
"""The toolkit's default and two wider; CooRTweet's default, and the same beside."""

BASELINES: tuple[Baseline, ...] = (
    *(Baseline("CNT", window, kind) for kind in ("text", "link", "reply", "shared") for window in CNT_WINDOWS),
    *(
        Baseline("CooRTweet", window, kind)
        for kind in ("text", "link", "reply", "shared", "hashtag")
        for window in COORTWEET_WINDOWS
    ),
)


def flagged(messages: Messages) -> Iterator[tuple[Baseline, set[int]]]:
    """Whom each rule flags: whoever keeps an edge."""
    found = kinds(messages)
    for baseline in BASELINES:
        yield baseline, set(edges_of(messages, found[baseline.kind], baseline).people.tolist())


def edges_of(messages: Messages, shares: Shares, baseline: Baseline) -> Edges:
    """The edges of a rule with its authors' defaults: a weight of 2; two messages and a weight above the median."""
    at, author = messages.at[shares.row], messages.author[shares.row]
    if baseline.rule == "CNT":
        return cnt(shares.object, at, author, baseline.window, message=shares.row)
    return coortweet(shares.object, at, author, baseline.window)


def _shares(found: Iterable[tuple[int, Hashable]]) -> Shares:
    number: dict[Hashable, int] = {}
    pairs = [(number.setdefault(what, len(number)), row) for row, what in found]
    table = np.array(pairs, np.int64).reshape(-1, 2)
    return Shares(table[:, 0], table[:, 1])
