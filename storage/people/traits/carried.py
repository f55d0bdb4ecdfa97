"""What a text carries beside its words: its first link, whom it mentions, its emoji, its hashtags; each as one number.

Many who act together share no sentence, but an address, a name or a row of emoji. Of each a 64-bit hash is kept under
the installation's key (BLAKE2b, Aumasson et al. 2013): two messages can be compared, and who has the key can test a
guess; without it nothing can be tested. 0 stands for a text that carries none.

- link: the first that is written, else the first that hides behind words, as `same_link` writes it;
- mentions: the set of @names, whatever their case and order;
- emoji: the first 32 in their order, from three on, or two that differ; skin tones and what a joiner adds do not count,
  a flag is one;
- hashtags: the set of #tags with a letter of any script, whatever their case and order.

A batch is looked through as one array of code points; only texts that show a sign of one are read by themselves.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import takewhile

import msgspec
import numpy as np
import numpy.typing as npt

from storage.people.traits.links import LINK, same_link

EMOJI_FEWEST, EMOJI_KEPT = 3, 32
"""Emoji that tell something, whatever they are, and how many are kept. Of two, only different ones do: the same one
twice is what anybody writes."""

MESSAGE_END = "\x1e"
"""Stands between the texts of a batch."""

_SIGNS = ("/", "@", "#", "www.")
"""Without one of these there is no link, mention or hashtag."""

_MENTION = re.compile(r"(?<![\w.@/])@(\w{2,64})")
_TAG_BEGINS = re.compile(r"(?<![\w&#/])#")
_TAG_LONGEST = 140
_JOINERS = "\u200c\u200d"
"""Of Persian and Indic scripts, in the middle of words; of emoji that are one out of several."""

_PICTOGRAPHS = ((0x231A, 0x23FF), (0x25AA, 0x27BF), (0x2B05, 0x2BFF), (0x1F000, 0x1FAFF))
"""Blocks that hold emoji and other pictures, but no letters (Unicode 16, emoji-data.txt)."""
_FLAG_LETTERS = (0x1F1E6, 0x1F1FF)
_SKIN_TONES = (0x1F3FB, 0x1F3FF)

I64 = npt.NDArray[np.int64]
U32 = npt.NDArray[np.uint32]
Bools = npt.NDArray[np.bool_]


class Carried(msgspec.Struct, frozen=True):
    """What the texts of a batch carry, an array a column, 0 for nothing."""

    link: I64
    mentions: I64
    emoji: I64
    hashtags: I64


def carried(texts: Sequence[str], hidden_links: Sequence[str | None] | None, key: bytes) -> Carried:
    """What each of `texts` carries. `hidden_links`: the first address that stands behind words of each, as far as the
    source tells; None where it tells none."""
    found = Carried(*(np.zeros(len(texts), np.int64) for _ in Carried.__struct_fields__))
    joined = MESSAGE_END.join(texts)
    if texts and joined.count(MESSAGE_END) != len(texts) - 1:
        return carried([text.replace(MESSAGE_END, " ") for text in texts], hidden_links, key)
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    begins = sorted({begin for sign in _SIGNS for begin, _ in messages_with(sign, joined)})
    pictures = np.flatnonzero(points >= _PICTOGRAPHS[0][0])
    if not begins and not len(pictures) and hidden_links is None:
        return found
    ends = np.flatnonzero(points == ord(MESSAGE_END))
    for place in np.searchsorted(ends, begins).tolist():
        link, mentions, hashtags = _read(texts[place])
        if link:
            found.link[place] = _keyed(b"link", link, key)
        if mentions:
            found.mentions[place] = _keyed(b"mentions", " ".join(sorted(mentions)), key)
        if hashtags:
            found.hashtags[place] = _keyed(b"hashtags", " ".join(sorted(hashtags)), key)
    if len(pictures):
        for place, emoji in _emoji(points, pictures, ends, len(texts)):
            found.emoji[place] = _keyed(b"emoji", emoji, key)
    if hidden_links is not None and any(hidden_links):
        for place, hidden in enumerate(hidden_links):
            if hidden and not found.link[place] and (link := same_link(hidden)):
                found.link[place] = _keyed(b"link", link, key)
    return found


def messages_with(sign: str, joined: str) -> Iterator[tuple[int, int]]:
    """Where the messages that contain `sign` begin and end."""
    at = joined.find(sign)
    while at >= 0:
        end = joined.find(MESSAGE_END, at)
        end = len(joined) if end < 0 else end
        yield joined.rfind(MESSAGE_END, 0, at) + 1, end
        at = joined.find(sign, end)


def _read(text: str) -> tuple[str, set[str], set[str]]:
    """The first link of a text, whom it mentions, and its hashtags; those inside of links are parts of these."""
    link = next(filter(None, (same_link(written[0]) for written in LINK.finditer(text))), "")
    if "@" not in text and "#" not in text:
        return link, set(), set()
    rest = LINK.sub(" ", text) if link else text
    return link, {name.casefold() for name in _MENTION.findall(rest)}, set(_hashtags(rest))


def _hashtags(text: str) -> Iterator[str]:
    for begins in _TAG_BEGINS.finditer(text):
        written = "".join(takewhile(_is_of_tag, text[begins.end() : begins.end() + _TAG_LONGEST]))
        tag = unicodedata.normalize("NFKC", written).casefold().strip(_JOINERS)
        if any(map(str.isalpha, tag)):
            yield tag


def _is_of_tag(char: str) -> bool:
    return char.isalnum() or char == "_" or char in _JOINERS or unicodedata.category(char)[0] == "M"


def _emoji(points: U32, at: I64, ends: I64, texts: int) -> Iterator[tuple[int, str]]:
    """Of each text with enough of them its emoji; `at`: where such may be."""
    value = points[at]
    pictures = np.logical_or.reduce([_within(value, block) for block in _PICTOGRAPHS]) & ~_within(value, _SKIN_TONES)
    at = at[pictures]
    at = at[points[np.maximum(at - 1, 0)] != ord("\u200d")]
    owner = np.searchsorted(ends, at)
    halves = np.bincount(owner, np.where(_within(points[at], _FLAG_LETTERS), 1, 2), minlength=texts)
    for place in np.flatnonzero(halves >= 4).tolist():
        begin, end = np.searchsorted(owner, [place, place + 1])
        shown = points[at[begin : min(end, begin + EMOJI_KEPT)]].tolist()
        if halves[place] >= 2 * EMOJI_FEWEST or shown[: len(shown) // 2] != shown[len(shown) // 2 :]:
            yield place, "".join(map(chr, shown))


def _within(points: U32, block: tuple[int, int]) -> Bools:
    return (points >= block[0]) & (points <= block[1])


def _keyed(what: bytes, value: str, key: bytes) -> int:
    """A number other than 0 for a value. The same value of another kind has another number."""
    digest = hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8, key=key, person=what)
    return int.from_bytes(digest.digest(), "little", signed=True) or 1
