"""Which of several readings are of one chat: an export and a data set, say, or two versions of one data set.

Counted as two chats, everybody in them would act together in both. A chat numbers its messages by itself: the same
number at the same second by the same person stands in another chat by next to no chance, whatever is posted in both.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from auditor.frames.inputs import Ints
from auditor.measure.methods.joint_acts import ChatInput

Acts = npt.NDArray[np.uint64]

SHARE = 0.5
"""Of what two readings of one chat could both hold, by time, they hold at least so much in common; the rest was deleted
in between. Two chats hold next to nothing in common, so any share between would do."""

ACTS_LEAST = 5
"""In common; of fewer nothing is concluded."""

_STRANGE = 0x9E3779B97F4A7C15
"""An odd number with bits all over (2^64 over the golden ratio), so that sums of different acts differ."""


def read_twice(chats: Sequence[ChatInput]) -> list[int]:
    """For each reading the place of the one that counts for its chat: its own, or that of a reading of the same chat
    with more in it."""
    acts = [_acts(chat) for chat in chats]
    sizes = [len(chat.people) + len(each[0]) for chat, each in zip(chats, acts, strict=True)]
    counts = list(range(len(chats)))
    for (one, two), common in sorted(_in_common(acts).items()):
        if common >= max(ACTS_LEAST, SHARE * _both_could_hold(acts[one][1], acts[two][1])):
            less, more = sorted((counts[one], counts[two]), key=lambda place: (sizes[place], -place))
            counts = [more if place == less else place for place in counts]
    return counts


def _acts(chat: ChatInput) -> tuple[Acts, Ints]:
    """What happened in a chat, as a number for each message or service message, and when."""
    some = [(each.id, each.at, each.person) for each in (chat.messages, chat.arrivals) if each is not None]
    if not some:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    number, at, person = (np.concatenate(column) for column in zip(*some, strict=True))
    told = number > 0  # what no message of the chat tells of has no number
    number, at, person = (column[told].astype(np.uint64) for column in (number, at, person))
    strange = np.uint64(_STRANGE)
    acts, first = np.unique(((person * strange + at) * strange) ^ (number * strange), return_index=True)
    return acts, at[first].astype(np.int64)


def _in_common(acts: list[tuple[Acts, Ints]]) -> Counter[tuple[int, int]]:
    """How many acts two readings share, of each two that share any."""
    act = np.concatenate([each for each, _ in acts]) if acts else np.empty(0, np.uint64)
    place = np.repeat(np.arange(len(acts)), [len(each) for each, _ in acts])
    order = np.argsort(act, kind="stable")
    act, place = act[order], place[order]
    common: Counter[tuple[int, int]] = Counter()
    for further in range(1, len(acts)):
        same = np.flatnonzero(act[further:] == act[:-further])
        if not len(same):
            break
        pairs, count = np.unique(np.stack((place[same], place[same + further]), 1), axis=0, return_counts=True)
        common.update({(one, two): each for (one, two), each in zip(pairs.tolist(), count.tolist(), strict=True)})
    return common


def _both_could_hold(one: Ints, two: Ints) -> int:
    """How many acts the smaller one of two readings holds from the time that both speak of."""
    start, end = max(one.min(), two.min()), min(one.max(), two.max())
    return min(int(np.count_nonzero((at >= start) & (at <= end))) for at in (one, two))
