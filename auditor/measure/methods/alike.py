"""Which texts are alike, however far apart they were written.

Two relations are found in one search. Near copies have a Jaccard similarity of at least 0.8 (near_copies.py). Texts of
one form are longer sentences that differ in a few words of the writers' own: of two texts of 9 to 40 distinct words all
but two are shared, from 16 words on all but three. Each is taken further from text to text, into classes.

Candidates come from prefixes (Chaudhuri et al. 2006; Xiao et al. 2008). Let the words of every text stand in one order,
the rarest first. Texts of a and b words that share at least t words have two in common among the first a - t + 2 of the
one and the first b - t + 2 of the other. Words that no other text has are left out before. So each text stands under
pairs of its rarest shared words; of those that stand under one pair each is held against its neighbours and the first,
in an order in which near copies stand together, so that the cost grows with the texts. Whatever is found was counted
word by word: nothing is joined by a guess, and what is missed is counted
in `tests/auditor/measure/test_kinds.py`.
"""

from collections.abc import Iterator

import msgspec
import numpy as np
import numpy.typing as npt

from auditor.frames.inputs import Bools, Ints
from auditor.measure.methods.near_copies import SIMILARITY, Prints, components, marks_of, places_of, words_shared

FORM_WORDS = (9, 40)
"""Distinct words of a text that can be of one form with another (judgement: seven words in common that come together in
no other text are no chance; from 40 on near copies allow more words of one's own than this)."""

OWN_WORDS, OWN_WORDS_FROM_16 = 2, 3
"""Words of one's own that leave a text of one form with another."""

_PREFIX_MOST = 16
_NEIGHBOURS = (1, 2, 3)
_TEXTS_AT_ONCE = 1 << 15
_PAIRS_AT_ONCE = 1 << 17
_COUNTS_BITS = 22
_COUNT_MOST = (1 << 12) - 1

U64 = npt.NDArray[np.uint64]
Texts = npt.NDArray[np.int32]
Pairs = tuple[Texts, Texts]


class Alike(msgspec.Struct, frozen=True):
    """The class of each text: of near copies, and of texts of one form, which is never finer than that."""

    near: Ints
    form: Ints


def alike(prints: Prints, similarity: float = SIMILARITY) -> Alike:
    """The classes of these texts, which are all different; times play no part. Texts are near copies from `similarity`
    on; the lower it is, the more of them are missed."""
    texts = len(prints.total)
    order = _copies_together(prints)
    prints = msgspec.structs.replace(
        prints, **{name: getattr(prints, name)[order] for name in ("exact", "total", "start", "end")}
    )
    near, form = _Classes(texts), _Classes(texts)
    marks, lost = marks_of(prints)
    fewest = _fewest(prints.end - prints.start, similarity)
    for first, second in _pairs(prints, similarity):
        most = np.bitwise_count(marks[first] & marks[second]) + np.minimum(lost[first], lost[second])
        may = (most >= fewest[first]) & (most >= fewest[second])
        may[may] = near.label[first[may]] != near.label[second[may]]
        one, two = first[may], second[may]
        shared, of = words_shared(prints, one.astype(np.int64), two.astype(np.int64))
        is_near = shared >= similarity * of - 1e-9
        is_form = is_near | _share_a_form(prints.total[one], prints.total[two], shared)
        near.join(one[is_near], two[is_near])
        form.join(one[is_form], two[is_form])
    back = np.empty(texts, np.int64)
    back[order] = np.arange(texts)
    return Alike(near.all()[back], form.all()[back])


def own_words(total: Ints) -> Ints:
    """How many words of its own leave a text of so many words of one form with another."""
    return np.asarray(np.where(total >= 16, OWN_WORDS_FROM_16, OWN_WORDS), np.int64)


def _share_a_form(one: Ints, two: Ints, shared: Ints) -> Bools:
    least, most = np.minimum(one, two), np.maximum(one, two)
    return (least >= FORM_WORDS[0]) & (most <= FORM_WORDS[1]) & (shared >= most - own_words(most))


def _fewest(kept: Ints, similarity: float) -> npt.NDArray[np.uint8]:
    """How many words a text shares at least with one that is alike in either way; of long texts, whose lists are cut,
    it is rather too few."""
    near = np.ceil(similarity * kept - 1e-9).astype(np.int64)
    formed = (kept >= FORM_WORDS[0]) & (kept <= FORM_WORDS[1])
    return np.asarray(np.where(formed, np.minimum(near, kept - own_words(kept)), near), np.uint8)


class _Classes:
    """Texts that hang together, counted anew whenever enough pairs have come."""

    def __init__(self, texts: int) -> None:
        self.label = np.arange(texts)
        self._waiting: list[tuple[Ints, Ints]] = []
        self._size = 0

    def join(self, one: Texts, two: Texts) -> None:
        self._waiting.append((one.astype(np.int64), two.astype(np.int64)))
        self._size += len(one)
        if self._size >= _PAIRS_AT_ONCE:
            self.all()

    def all(self) -> Ints:
        if self._size:
            links = [(self.label[one], self.label[two]) for one, two in self._waiting]
            self.label = components(len(self.label), links)[self.label]
            self._waiting, self._size = [], 0
        return self.label


def _copies_together(prints: Prints) -> Ints:
    """An order of the texts that does not depend on how they came, in which near copies tend to follow one another: by
    their two lowest words, which are two draws out of all of them, alike for most near copies."""
    kept = prints.end - prints.start
    lowest = [
        np.where(kept > place, prints.words[np.minimum(prints.start + place, len(prints.words) - 1)], 0)
        for place in (0, 1)
    ]
    return np.lexsort((prints.exact, lowest[1], lowest[0])) if len(kept) else np.empty(0, np.int64)


def _pairs(prints: Prints, similarity: float) -> Iterator[Pairs]:
    """Pairs that may be alike, in blocks of bounded size."""
    counts = texts_with(prints)
    parts = [
        _keys(prints, counts, begin, min(begin + _TEXTS_AT_ONCE, len(prints.total)), similarity)
        for begin in range(0, len(prints.total), _TEXTS_AT_ONCE)
    ]
    if not parts:
        return
    keys = np.concatenate(parts)
    del parts, counts
    keys.sort()
    same = (keys[1:] >> np.uint64(32)) == (keys[:-1] >> np.uint64(32))
    text = (keys & np.uint64(2**32 - 1)).astype(np.int32)
    del keys
    first = np.maximum.accumulate(np.where(np.concatenate(([True], ~same)), np.arange(len(text), dtype=np.int32), 0))
    later = np.flatnonzero(same) + 1
    for begin in range(0, len(later), _PAIRS_AT_ONCE):
        place = later[begin : begin + _PAIRS_AT_ONCE]
        begins = first[place]
        for before in (place - 1, np.maximum(place - 2, begins), begins):
            yield text[before], text[place]


def texts_with(prints: Prints) -> npt.NDArray[np.int32]:
    """In how many texts words are, each at its `word_place`; two words that fall together count as one, which leaves
    the order of words the same for all texts."""
    counts = np.zeros(1 << _COUNTS_BITS, np.int32)
    for begin in range(0, len(prints.total), 8 * _TEXTS_AT_ONCE):
        some = slice(begin, begin + 8 * _TEXTS_AT_ONCE)
        places, _ = places_of(prints.start[some], prints.end[some] - prints.start[some])
        counts += np.bincount(word_place(prints.words[places]), minlength=len(counts)).astype(np.int32)
    return counts


def word_place(words: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Where `texts_with` counts these words: by the upper bits of their hashes."""
    return words >> np.uint32(32 - _COUNTS_BITS)


def _keys(prints: Prints, counts: npt.NDArray[np.int32], begin: int, end: int, similarity: float) -> U64:
    """The pairs of words under which each of these texts stands, as 32 bits of a hash above the number of the text."""
    kept = (prints.end - prints.start)[begin:end]
    places, _ = places_of(prints.start[begin:end], kept)
    words = prints.words[places]
    seen = np.minimum(counts[word_place(words)], _COUNT_MOST).astype(np.uint64)
    owner = np.repeat(np.arange(len(kept), dtype=np.uint64), kept)
    packed = np.sort(owner << np.uint64(44) | seen << np.uint64(32) | words)
    packed = packed[(packed >> np.uint64(32) & np.uint64(_COUNT_MOST)) > 1]
    owner, word = (packed >> np.uint64(44)).astype(np.int64), packed & np.uint64(2**32 - 1)
    left = np.bincount(owner, minlength=len(kept))
    rank = np.arange(len(owner)) - (np.cumsum(left) - left)[owner]
    inside = rank < _prefix(kept, similarity)[owner]
    owner, word = owner[inside], word[inside]
    found = [
        (
            _mixed(word[:-step] * np.uint64(0x9E3779B97F4A7C15) + word[step:]),
            owner[step:],
            owner[step:] == owner[:-step],
        )
        for step in _NEIGHBOURS
    ]
    keys = [
        (key[same] >> np.uint64(32) << np.uint64(32)) | (whose[same] + begin).astype(np.uint64)
        for key, whose, same in found
    ]
    # Few words are near copies of none but the same ones; and above the usual similarity no others lead from one text
    # to another of the same words.
    few = np.flatnonzero(kept <= 3) if similarity <= SIMILARITY else np.flatnonzero(kept)
    places, first = places_of(prints.start[begin:end][few], kept[few])
    if len(few):
        whole = np.add.reduceat(_mixed(prints.words[places].astype(np.uint64)), first)
        keys.append((whole >> np.uint64(32) << np.uint64(32)) | (few + begin).astype(np.uint64))
    return np.concatenate(keys)


def _prefix(kept: Ints, similarity: float) -> Ints:
    """How many of its rarest words a text stands under."""
    near = kept - np.ceil(similarity * kept - 1e-9).astype(np.int64) + 2
    formed = (kept >= FORM_WORDS[0]) & (kept <= FORM_WORDS[1])
    return np.asarray(np.minimum(np.where(formed, np.maximum(near, own_words(kept) + 2), near), _PREFIX_MOST), np.int64)


def _mixed(values: U64) -> U64:
    """The finaliser of MurmurHash3 (Appleby): every bit of a value sways every bit of the result."""
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return values ^ (values >> np.uint64(33))
