"""Which texts are nearly the same, told from fingerprints alone.

Two texts are near copies when the sets of their words have a Jaccard similarity of at least 0.8 (method.md): the words
both have, of the words either has. Of a text with more than 64 distinct words the fingerprint keeps the 64 lowest
hashes, a bottom-k sketch (Broder 1997; Cohen and Kaplan 2007): of the 64 lowest of both texts together, the share that
both have estimates the similarity, with a standard error of at most 0.0625.

Only texts within a window of time are compared, so that the cost grows with the messages and not with their square.
Each pair is first held against an upper bound: words are marks in 64 bits, and two texts share at most the marks that
both have, and what was lost where two words left one mark. The bound is never too low, so nothing is missed; the few
pairs that pass are counted exactly.
"""

from collections.abc import Iterator

import msgspec
import numpy as np
import numpy.typing as npt

from auditor.frames.inputs import Bools, Ints

SIMILARITY = 0.8
"""Jaccard similarity from which two texts are near copies (method.md)."""

WORDS_KEPT = 64
"""Hashes kept of a text with more distinct words (storage/people/traits/texts.py)."""

PAIRS_AT_ONCE = 1 << 16
"""Pairs held against the bound in one go; some 30 bytes each, so that a processor's cache holds them."""

MARKED_AT_ONCE = 1 << 13
"""Texts whose words are marked in one go; some 20 bytes a word."""

COUNTED_AT_ONCE = 1 << 16
"""Pairs whose words are counted in one go; some 20 bytes a word."""

Pairs = tuple[Ints, Ints]


class Prints(msgspec.Struct, frozen=True):
    """Texts by the time they were first and last written, first times ascending. `start` and `end` are the places of
    their word hashes in `words`, `total` is how many distinct words they have."""

    first_at: Ints
    last_at: Ints
    exact: Ints
    total: Ints
    start: Ints
    end: Ints
    words: npt.NDArray[np.uint32]


def near_pairs(prints: Prints, window: int, similarity: float = SIMILARITY) -> Pairs:
    """All pairs of texts at most `window` seconds apart that are the same or nearly so, the earlier one first."""
    found: list[Pairs] = []
    for first, second in _candidates(prints, window, similarity):
        for part in range(0, len(first), COUNTED_AT_ONCE):
            one, two = first[part : part + COUNTED_AT_ONCE], second[part : part + COUNTED_AT_ONCE]
            near = prints.exact[one] == prints.exact[two]
            unknown = np.flatnonzero(~near)
            near[unknown] = _near(prints, one[unknown], two[unknown], similarity)
            found.append((one[near], two[near]))
    return _joined(found)


def near_classes(prints: Prints, text: Ints, texts: int, window: int, similarity: float = SIMILARITY) -> Ints:
    """The class of each of `texts` texts: near copies that were written within `window` of each other are of one, and
    so are the near copies of these. `text` is which text each of `prints` is.

    Pairs that are of one class already are not counted again, which keeps a raid of thousands linear.
    """
    classes, links = np.arange(texts), list[Pairs]()
    for first, second in _candidates(prints, window, similarity):
        one, two = first, second
        while len(one):
            open_ = classes[text[one]] != classes[text[two]]
            one, two = one[open_], two[open_]
            now, after = slice(None, COUNTED_AT_ONCE), slice(COUNTED_AT_ONCE, None)
            near = _near(prints, one[now], two[now], similarity)
            links.append((text[one[now][near]], text[two[now][near]]))
            one, two = one[after], two[after]
            if len(one):
                classes = components(texts, links)
    return components(texts, links)


def _joined(pairs: list[Pairs]) -> Pairs:
    if not pairs:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    return np.concatenate([one for one, _ in pairs]), np.concatenate([two for _, two in pairs])


def components(texts: int, links: list[Pairs]) -> Ints:
    """Which texts hang together."""
    one, two = _joined(links)
    if not len(one):
        return np.arange(texts)

    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(len(one), np.bool_), (one, two)), shape=(texts, texts))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def _candidates(prints: Prints, window: int, similarity: float) -> Iterator[Pairs]:
    """Pairs within the window that may be near copies, in blocks of bounded size; the same text is one, too."""
    marks, lost = marks_of(prints)
    factor, size = _sizes(prints, similarity)
    count = len(marks)
    after = np.arange(1, count + 1)
    follow = np.searchsorted(prints.first_at, prints.last_at + window, "right") - after
    running = np.concatenate(([0], np.cumsum(follow)))
    begin = 0
    while begin < count:
        end = max(begin + 1, int(np.searchsorted(running, running[begin] + PAIRS_AT_ONCE, "right")) - 1)
        follows = follow[begin:end]
        second = np.arange(running[end] - running[begin])
        second += np.repeat(after[begin:end] - (running[begin:end] - running[begin]), follows)
        most = np.bitwise_count(np.repeat(marks[begin:end], follows) & marks[second])
        most += np.minimum(np.repeat(lost[begin:end], follows), lost[second])
        needed = np.repeat(size[begin:end], follows) + size[second]
        may = np.flatnonzero(most * factor >= needed - np.float32(1e-3))
        if len(may):
            yield begin + np.searchsorted(running[begin:end] - running[begin], may, "right") - 1, second[may]
        begin = end


def marks_of(prints: Prints) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint8]]:
    """The words of each text as marks in 64 bits, and how many marks were lost because two words left the same."""
    kept = prints.end - prints.start
    marks = np.zeros(len(kept), np.uint64)
    for begin in range(0, len(kept), MARKED_AT_ONCE):
        some = begin + np.flatnonzero(kept[begin : begin + MARKED_AT_ONCE])
        if len(some):
            places, first = places_of(prints.start[some], kept[some])
            bits = np.uint64(1) << (prints.words[places] & np.uint32(63)).astype(np.uint64)
            marks[some] = np.bitwise_or.reduceat(bits, first)
    return marks, (kept - np.bitwise_count(marks)).astype(np.uint8)


def places_of(start: Ints, kept: Ints) -> Pairs:
    """The places of stretches of words, one after the other, and where each stretch begins among them."""
    first = np.cumsum(kept) - kept
    return np.arange(int(kept.sum())) + np.repeat(start - first, kept), first


def _sizes(prints: Prints, similarity: float) -> tuple[np.float32, npt.NDArray[np.float32]]:
    """A factor, and a size of each text, so that near copies share at least (size + size) / factor words.

    Of a and b words, J >= s takes s / (1 + s) * (a + b) shared ones. Of two sketches it takes s * 64, whatever the
    texts' own sizes; a long text's size here is what asks for no more than that beside the largest short one.
    """
    factor = (1 + similarity) / similarity
    size = (prints.end - prints.start).astype(np.float32)
    size[prints.total > WORDS_KEPT] = similarity * WORDS_KEPT * factor - WORDS_KEPT
    return np.float32(factor), size


def _near(prints: Prints, one: Ints, two: Ints, similarity: float) -> Bools:
    """Whether the words that both have are enough, of each pair."""
    shared, of = words_shared(prints, one, two)
    return np.asarray(shared >= similarity * of - 1e-9)


def words_shared(prints: Prints, one: Ints, two: Ints) -> Pairs:
    """How many words both texts of each pair have, of how many that either has; where one of them is long, both by the
    lowest hashes of the two together."""
    if not len(one):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    start = np.stack((prints.start[one], prints.start[two]), 1).ravel()
    kept = np.stack((prints.end[one], prints.end[two]), 1).ravel() - start
    places, _ = places_of(start, kept)
    pair = np.repeat(np.repeat(np.arange(len(one), dtype=np.uint64), 2), kept)
    words = np.sort((pair << np.uint64(32)) | prints.words[places])
    fresh = np.concatenate(([True], words[1:] != words[:-1]))
    whose = (words[fresh] >> np.uint64(32)).astype(np.int64)
    both = np.diff(np.append(np.flatnonzero(fresh), len(words))) == 2
    either = np.bincount(whose, minlength=len(one))
    long = np.maximum(prints.total[one], prints.total[two]) > WORDS_KEPT
    place = np.arange(len(whose)) - (np.cumsum(either) - either)[whose]
    counted = both & (~long[whose] | (place < WORDS_KEPT))
    shared = np.bincount(whose[counted], minlength=len(one))
    return shared, np.where(long, np.minimum(either, WORDS_KEPT), either)
