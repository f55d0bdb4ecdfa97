"""Short texts made from one form by an exchanged word, as "I signed for Aigul, too" and "I signed for Dana, too".

A frame is all words of a text of 4 to 8 distinct words but one. It is a form where at least three different words fill
the gap, at least three people wrote it, and so many texts hold it as words that come together by chance would not: of
the distinct texts with as many words, the frame's words would all be in M p1 p2 ... of them, if words knew nothing of
each other, p being the share of the texts that have each.
"""

import numpy as np
import numpy.typing as npt

from auditor.frames.inputs import Bools, Ints
from auditor.measure.methods.near_copies import Prints

FRAME_WORDS = range(4, 9)
"""Distinct words of a text of which all but one can be a frame (method.md)."""

FILLERS_FEWEST = 3
"""Different words that fill a frame's gap, at least (method.md)."""

CHANCE_MOST = 1e-6
"""How rarely so many texts may hold a frame by chance: beside a million messages that is one frame (judgement)."""


def frames_of(prints: Prints) -> Ints:
    """The frame of each text that has one, -1 of the others; of several, the one with most fillers. Numbers of frames
    stand for nothing."""
    found = np.full(len(prints.total), -1, np.int64)
    begin = 0
    for words in FRAME_WORDS:
        texts = np.flatnonzero(prints.total == words)
        if len(texts) >= FILLERS_FEWEST:
            frame = _frames(prints.words[prints.start[texts][:, None] + np.arange(words)])
            found[texts] = np.where(frame >= 0, frame + begin, -1)
            begin += int(frame.max()) + 1
    return found


def _frames(words: npt.NDArray[np.uint32]) -> Ints:
    """The same of texts of one size, a row of words each."""
    count, size = words.shape
    mixed = words.astype(np.uint64)
    mixed = (mixed ^ (mixed << np.uint64(31))) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    whole = mixed.sum(1, dtype=np.uint64)
    _, first, of_set = np.unique(whole, return_index=True, return_inverse=True)  # words in another order fill no gap
    frames, frame, fillers = np.unique(
        (whole[first][:, None] - mixed[first]).ravel(), return_inverse=True, return_counts=True
    )
    frame = frame.reshape(-1)
    good = fillers >= FILLERS_FEWEST
    if not good.any():
        return np.full(count, -1, np.int64)
    place = np.flatnonzero(good[frame])
    good &= _beyond_chance(words[first], frame[place], place, fillers, good)
    held = np.where(good[frame], fillers[frame], 0).reshape(-1, size)
    best = held.argmax(1)  # of equal ones the first in the order of the hashes
    each = np.arange(len(first))
    chosen = np.where(held[each, best] > 0, frame.reshape(-1, size)[each, best], -1)
    return np.asarray(chosen[of_set.reshape(-1)], np.int64)


def _beyond_chance(words: npt.NDArray[np.uint32], frame: Ints, place: Ints, fillers: Ints, good: Bools) -> Bools:
    """Which frames hold more texts than their words would by chance. `place` counts through rows and words of `words`,
    the word left out of each `frame`."""
    from scipy.special import gammainc

    sets, size = words.shape
    _, word, texts = np.unique(words, return_inverse=True, return_counts=True)
    share = np.log(texts[word.reshape(-1)] / sets).reshape(sets, size)
    expected = np.zeros(len(good))
    expected[frame] = sets * np.exp(share.sum(1)[place // size] - share.ravel()[place])
    return np.asarray(gammainc(np.maximum(fillers, 1), expected) <= CHANCE_MOST)
