"""What is kept of a text: a fingerprint by which copies can be found, and from which nothing can be read.

A text is normalised (NFKC, case, look-alike letters, links, mentions, emoji and punctuation away) into words.
Its fingerprint holds a 64-bit hash of the words in their order, the sorted 32-bit hashes of its distinct
words (the lowest 64 of them, with the full count) and the length of the normalised text. Both hashes are keyed: a
polynomial over a secret odd base modulo 2^64, closed by SipHash-1-3 (Aumasson and Bernstein 2012, in the form that
Python itself uses). Beside it stands what the text carries beside its words (`carried.py`).

A whole batch is worked as one array of code points, without a loop over messages: some 2 us for sixty letters.
"""

import functools
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from storage.people.traits.carried import MESSAGE_END, Carried, carried, messages_with

VERSION = 2
"""Of what is kept of a text; the fingerprint is the same in all versions."""

CARRIED_SINCE = 2
"""The first version that holds what a text carries beside its words."""

WORDS_KEPT = 64

_LINK_OR_MENTION = re.compile(
    r"[hwtHWT@](?:(?<=[hH])(?i:ttps?://)\S+|(?<=[wW])(?i:ww\.)\S+|(?<=[tT])(?i:\.me/)\S+|(?<=@)\w+)"
)
"""http://, https://, www. and t.me/ in any case, and @name: by the first letter first, which is seven times as fast."""
_TABLE_SIZE = 0x20000
_DROP = np.uint32(1)
_UNKNOWN = np.uint32(2**32 - 1)
_LOOK_ALIKES = dict(zip("aeopcyxisjkmtbhё", "аеорсухіѕјкмтвне", strict=True)) | {"һ": "н"}
"""After case folding, letters that look like a Cyrillic one are read as it, so that mixing alphabets hides
nothing. The folding is coarse on purpose: two different words rarely differ by these alone."""

_SCATTERING = np.uint64(0x9E3779B97F4A7C15)
"""Knuth's multiplier, 2^64 over the golden ratio: the upper bits of a product depend on all bits of the value."""

_PLACES_BITS = 14

_SHIFTS = {bits: (np.array(bits, np.uint64), np.array(64 - bits, np.uint64)) for bits in (13, 16, 17, 21, 32)}
"""As arrays, which cost a third less to work with than scalars where a batch is small."""

U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]


class Fingerprints(msgspec.Struct, frozen=True):
    """The fingerprints of a batch, an array a column. `exact` is 0 for a text without words; `words` are those of all
    texts one after the other, ascending within each, and `word_ends` the places where a text's words end."""

    exact: I64
    length: I64
    words_total: I64
    words: U32
    word_ends: I64
    carried: Carried

    def packed_words(self) -> list[bytearray]:
        """The words of each text as little-endian uint32 values, the way they rest in a database."""
        raw = bytearray(self.words.astype("<u4", copy=False).tobytes())  # which the driver binds faster than bytes
        ends = (4 * self.word_ends).tolist()
        return [raw[at:upto] for at, upto in zip([0, *ends], ends, strict=False)]


class TextKey(msgspec.Struct, frozen=True):
    """The secrets of the fingerprint, drawn from the installation key."""

    word_base: int
    text_base: int
    sip: tuple[int, int]
    carried: bytes


def text_key(installation_key: bytes) -> TextKey:
    """Derives the fingerprint's secrets; the same key gives the same fingerprints, for ever."""
    secret = hmac.digest(installation_key, b"texts/1", hashlib.sha256)
    parts = [int.from_bytes(secret[i : i + 8], "little") for i in range(0, 32, 8)]
    of_carried = hmac.digest(installation_key, b"carried/1", hashlib.sha256)
    return TextKey(parts[0] | 1, parts[1] | 1, (parts[2], parts[3]), of_carried)


def fingerprints(texts: Sequence[str], key: TextKey, hidden_links: Sequence[str | None] | None = None) -> Fingerprints:
    """The fingerprints of `texts`, in their order. `hidden_links`: of each the first address behind words of it."""
    beside = carried(texts, hidden_links, key.carried)
    if not texts:
        nothing = np.empty(0, np.int64)
        return Fingerprints(nothing, nothing, nothing, np.empty(0, np.uint32), nothing, beside)
    points, ends = normalised(texts)
    is_word = np.zeros(len(points) + 2, np.bool_)
    np.greater(points, _DROP, out=is_word[1:-1])
    edge = np.flatnonzero(is_word[1:] != is_word[:-1])
    start, end = edge[0::2], edge[1::2]
    bounds = np.concatenate(([0], np.searchsorted(start, ends), [len(start)]))
    first, counts = bounds[:-1], np.diff(bounds)
    words = _spans(points, start, end, key.word_base)
    whole = _spans(words | np.uint64(1), first, bounds[1:], key.text_base)
    hashes = _sip_of_each(np.concatenate((words, whole)), key.sip)
    word_hash, exact = hashes[: len(words)], hashes[len(words) :].view(np.int64)
    letters = np.concatenate(([0], np.cumsum(end - start)))
    length = letters[bounds[1:]] - letters[first] + np.maximum(counts - 1, 0)
    return Fingerprints(np.where(counts, exact, 0), length, *_distinct_words(counts, word_hash), beside)


def normalised(texts: Sequence[str]) -> tuple[U32, I64]:
    """The batch as one array of folded code points, and where each text but the last ends."""
    joined = _nfkc(_without_links(MESSAGE_END.join(texts)))
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    folded = np.take(_table(), points, mode="wrap")
    unknown = points[folded == _UNKNOWN]
    if len(unknown):
        _fold(np.unique(unknown % _TABLE_SIZE))
        folded = np.take(_table(), points, mode="wrap")
    if points.max(initial=0) >= _TABLE_SIZE:
        folded = np.where(points < _TABLE_SIZE, folded, points)
    dropped = np.flatnonzero(folded == _DROP)
    ends = np.flatnonzero(points == ord(MESSAGE_END))
    if len(ends) != len(texts) - 1:
        return normalised([text.replace(MESSAGE_END, " ") for text in texts])
    if len(dropped):
        folded, ends = np.delete(folded, dropped), ends - np.searchsorted(dropped, ends)
    return folded, ends


def _without_links(joined: str) -> str:
    """Links and mentions become spaces; only messages with a sign of one are looked through."""
    parts, done = [], 0
    for begin, end in sorted({span for sign in ("/", "@", "www.") for span in messages_with(sign, joined)}):
        parts += [joined[done:begin], _LINK_OR_MENTION.sub(" ", joined[begin:end])]
        done = end
    return "".join([*parts, joined[done:]])


def _nfkc(joined: str) -> str:
    """The batch in its compatible form. One character that has another would have all be rewritten, which takes three
    times as long as all else; so each message is looked at by itself then."""
    if unicodedata.is_normalized("NFKC", joined):
        return joined
    return MESSAGE_END.join([unicodedata.normalize("NFKC", text) for text in joined.split(MESSAGE_END)])


@functools.cache
def _table() -> U32:
    """What becomes of a code point: its folded case or its look-alike, a gap between words, or nothing; `_UNKNOWN` of
    those that no text held yet: to work out all of them takes longer than a small audit."""
    return np.full(_TABLE_SIZE, _UNKNOWN, np.uint32)


def _fold(points: U32) -> None:
    """Works out what becomes of these code points."""
    table = _table()
    for point in points.tolist():
        category = unicodedata.category(chr(point))
        table[point] = 0
        if category[0] in "LN":
            folded = chr(point).casefold()
            look_alike = _LOOK_ALIKES.get(folded, folded)
            table[point] = ord(look_alike) if len(look_alike) == 1 else point
        elif category[0] == "M" or category == "Cf":
            table[point] = _DROP


def _spans(values: U32 | U64, start: I64, end: I64, base: int) -> U64:
    """A polynomial hash of each span of `values`, modulo 2^64: sum of value * base^(place in the span)."""
    powers = _powers(base, len(values) + 1)
    inverse = _powers(pow(base, -1, 2**64), len(values) + 1)
    sums = np.empty(len(values) + 1, np.uint64)
    sums[0] = 0
    np.multiply(values, powers[:-1], out=sums[1:])
    np.cumsum(sums, out=sums)
    return (sums[end] - sums[start]) * inverse[start]


@functools.lru_cache(maxsize=8)
def _powers_up_to(base: int, size: int) -> U64:
    powers = np.full(size, base, np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


def _powers(base: int, count: int) -> U64:
    size = 1 << max(12, (count - 1).bit_length())
    return _powers_up_to(base, size)[:count]


def _sip_of_each(values: U64, key: tuple[int, int]) -> U64:
    """SipHash of each value, worked once for most of those that are the same, as a batch's words mostly are: each looks
    into one of a few thousand places for the last that came to it, and takes its hash where it is the same value."""
    every = np.arange(len(values))
    place = ((values * _SCATTERING) >> np.uint64(64 - _PLACES_BITS)).view(np.int64)
    last = np.empty(1 << _PLACES_BITS, np.int64)
    last[place] = every
    last = last[place]
    same = values[last] == values
    worked = np.flatnonzero(~same | (last == every))
    where = np.empty(len(values), np.int64)
    where[worked] = np.arange(len(worked))
    return _sip(values[worked], key)[where[np.where(same, last, every)]]


def _sip(values: U64, key: tuple[int, int]) -> U64:
    """SipHash-1-3 of each value taken as eight little-endian bytes."""
    k0, k1 = np.uint64(key[0]), np.uint64(key[1])
    v0 = np.full(len(values), k0 ^ np.uint64(0x736F6D6570736575))
    v1 = np.full(len(values), k1 ^ np.uint64(0x646F72616E646F6D))
    v2 = np.full(len(values), k0 ^ np.uint64(0x6C7967656E657261))
    v3 = np.full(len(values), k1 ^ np.uint64(0x7465646279746573))
    spare = np.empty_like(v0)
    for block in (values, np.uint64(8 << 56)):
        v3 ^= block
        _sip_round(v0, v1, v2, v3, spare)
        v0 ^= block
    v2 ^= np.uint64(0xFF)
    for _ in range(3):
        _sip_round(v0, v1, v2, v3, spare)
    return v0 ^ v1 ^ v2 ^ v3


def _sip_round(v0: U64, v1: U64, v2: U64, v3: U64, spare: U64) -> None:
    v0 += v1
    _turn(v1, 13, spare)
    v1 ^= v0
    _turn(v0, 32, spare)
    v2 += v3
    _turn(v3, 16, spare)
    v3 ^= v2
    v0 += v3
    _turn(v3, 21, spare)
    v3 ^= v0
    v2 += v1
    _turn(v1, 17, spare)
    v1 ^= v2
    _turn(v2, 32, spare)


def _turn(values: U64, bits: int, spare: U64) -> None:
    """Rotates in place."""
    left, right = _SHIFTS[bits]
    np.left_shift(values, left, out=spare)
    np.right_shift(values, right, out=values)
    np.bitwise_or(values, spare, out=values)


def _distinct_words(counts: I64, word_hash: U64) -> tuple[I64, U32, I64]:
    """How many distinct words each text has, the lowest of their 32-bit hashes, and where those of each text end;
    `counts` is how many of the words are each text's."""
    owner = np.repeat(np.arange(len(counts), dtype=np.uint64) << np.uint64(32), counts)
    packed = np.sort(owner | (word_hash >> np.uint64(32)), kind="stable")  # quickest, as the texts follow one another
    packed = packed[np.concatenate(([True], packed[1:] != packed[:-1]))[: len(packed)]]
    whose = (packed >> np.uint64(32)).astype(np.int64)
    totals = np.bincount(whose, minlength=len(counts))
    kept = np.minimum(totals, WORDS_KEPT)
    if totals.max() > WORDS_KEPT:
        packed = packed[np.arange(len(packed)) - (np.cumsum(totals) - totals)[whose] < WORDS_KEPT]
    return totals, packed.astype(np.uint32), np.cumsum(kept)
