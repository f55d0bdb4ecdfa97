"""Short texts made from one form by an exchanged word, as "I signed for Aigul, too" and "I signed for Dana, too".

A frame is all words of a text of 4 to 8 distinct words but one. It is a form where at least three different words fill
the gap, and more texts hold it than its words would share by chance. If words knew nothing of each other, M p1 p2 ...
of M texts would hold them all; M is how many distinct texts have as many words, p the share of all other texts that
have each. Phrases that everybody uses ("good morning to all") are forms by this; whether they are used together, the
search for groups tests.
"""

import numpy as np
import numpy.typing as npt

from auditor.frames.inputs import Bools, Ints
from auditor.measure.methods.alike import texts_with, word_place
from auditor.measure.methods.near_copies import Prints

Words = npt.NDArray[np.uint32]

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
    begin, counts = 0, texts_with(prints)
    for words in FRAME_WORDS:
        texts = np.flatnonzero(prints.total == words)
        if len(texts) >= FILLERS_FEWEST:
            frame = _frames(prints.words[prints.start[texts][:, None] + np.arange(words)], counts, len(found))
            found[texts] = np.where(frame >= 0, frame + begin, -1)
            begin += int(frame.max()) + 1
    return found


def _frames(words: Words, counts: npt.NDArray[np.int32], texts: int) -> Ints:
    """The same of texts of one size, a row of words each. `counts`: in how many of all `texts` words are."""
    count, size = words.shape
    mixed = words.astype(np.uint64)
    mixed = (mixed ^ (mixed << np.uint64(31))) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    whole = mixed.sum(1, dtype=np.uint64)
    _, first, of_set = np.unique(whole, return_index=True, return_inverse=True)  # words in another order fill no gap
    _, frame, fillers = np.unique(
        (whole[first][:, None] - mixed[first]).ravel(), return_inverse=True, return_counts=True
    )
    frame = frame.reshape(-1)
    good = fillers >= FILLERS_FEWEST
    if not good.any():
        return np.full(count, -1, np.int64)
    number, place = np.unique(frame, return_index=True)
    some = good[number]
    good[number[some]] = _beyond_chance(words[first], place[some], fillers[number[some]], counts, texts)
    held = np.where(good[frame], fillers[frame], 0).reshape(-1, size)
    best = held.argmax(1)  # of equal ones the first in the order of the hashes
    each = np.arange(len(first))
    chosen = np.where(held[each, best] > 0, frame.reshape(-1, size)[each, best], -1)
    return np.asarray(chosen[of_set.reshape(-1)], np.int64)


def _beyond_chance(words: Words, place: Ints, fillers: Ints, counts: npt.NDArray[np.int32], texts: int) -> Bools:
    """Whether each of some frames is held by more texts than its words would share by chance. `place` counts through
    rows and columns of `words`: the word that is left out of the row for each frame."""
    from scipy.special import gammainc

    sets, size = words.shape
    others = np.maximum(counts[word_place(words[place // size])] - fillers[:, None], 0)
    share = np.log((others + 0.5) / (texts - fillers + 1)[:, None])
    share[np.arange(len(place)), place % size] = 0
    return np.asarray(gammainc(fillers, sets * np.exp(share.sum(1))) <= CHANCE_MOST)
