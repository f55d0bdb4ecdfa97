"""Turns text in whatever encoding into UTF-8, a chunk at a time.

A mark at the beginning tells an encoding for certain, and so do the empty halves of UTF-16 and UTF-32. What is sound
as UTF-8 is UTF-8, and stays as it is, byte for byte. Any other encoding is told by the letters in it (by `chardet`),
and taken only if the text that comes out looks written: words of one script, no capitals inside of them, no signs that
nobody types. Else the file is refused in a sentence: in a wrong encoding people run together, or one becomes several.
"""

import codecs
import contextlib
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from auditor.errors import ExportUnreadable

SAMPLE = 1 << 20
"""Bytes by which an encoding is told, from the first one on that is not ASCII."""

HEAD = 1 << 12
"""Bytes in which the empty halves of UTF-16 are looked for."""

MOST_BROKEN = 0.1
"""Of the letters beyond ASCII, the share of broken bytes up to which a file is UTF-8 with damage in it. Text in another
encoding is sound as UTF-8 in a letter of a hundred by chance; damage that spoils more than this leaves no file."""

SPOT = 1 << 12
"""Broken bytes no farther apart than this, in a sample many times longer, are damage where there are three at most, or
control characters among them: then they are no word in another encoding."""

MOST_FOREIGN = 20
"""Rows or messages in another encoding than the beginning of their file, above which it is not read on."""

LEAST_SEEN = 30
"""Letters beyond ASCII below which no encoding is told by them."""

MOST_CAPITALS_INSIDE = 0.05
"""Share of words with a capital letter after a small one. Read in a wrong Cyrillic encoding most words have one."""

LEAST_TYPED = 0.95
LEAST_OF_ONE_SCRIPT = 0.95
"""Shares of letters and the usual punctuation among what is not ASCII, and of the largest script among the letters. A
wrong encoding mixes in box drawing, mathematics and other alphabets."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16's, with which it begins
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HALVED = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_LEAST_ASCII = 0.02
"""Line breaks, commas and braces make up more of any table or JSON; in the wrong halves next to nothing is ASCII."""

BROKEN = re.compile("[\udc80-\udcff]+")
"""Bytes that are no UTF-8, in a text that was decoded with `surrogateescape`."""
FEW = 3
"""Bytes that one broken letter can have."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_ASCII = re.compile(r"[\x00-\x7f]+")
_UTF8_LETTERS = re.compile(rb"(?:[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}){3}")
"""Three letters of UTF-8 on end: no text of one byte a letter looks like that."""

_HIGH = bytes(range(0x80, 0x100))
_WORDS = re.compile(rb"[A-Za-z' -]*[\x80-\xff][A-Za-z\x80-\xff' -]*")
_LETTERS = re.compile(r"[^\W\d_]+")
_PUNCTUATION = frozenset("«»‹›„“”‘’‚–—…•·№§©®™°´¿¡€£¥\xa0\xad")
_NO_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})
"""Categories of Unicode: controls, and what is assigned to nothing."""


class Utf8:
    """The text of `chunks` as UTF-8; iterated over once. Raises `ExportUnreadable`, with `name`, where the encoding
    cannot be told."""

    def __init__(self, chunks: Iterator[bytes], name: str) -> None:
        self._chunks = chunks
        self._name = name
        self.told: str | None = None
        """The encoding, where only the letters tell it; known once a letter beyond ASCII was read."""

    def __iter__(self) -> Iterator[bytes]:
        head = _begun(self._chunks, HEAD)
        chunks = itertools.chain(head, self._chunks)
        if (unicode := _by_mark_or_halves(b"".join(head))) is not None:
            yield from self._recoded(unicode, chunks)
            return
        for chunk in chunks:
            if chunk.isascii():
                yield chunk
                continue
            sample = [chunk, *_begun(chunks, SAMPLE - len(chunk))]
            chunks = itertools.chain(sample, chunks)
            self.told = self._tell(b"".join(sample))
            yield from chunks if self.told is None else self._recoded(self.told, chunks)
            return

    def _recoded(self, encoding: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        byte_a_letter = self.told is not None and len(_HIGH.decode(encoding, "replace")) == len(_HIGH)
        for chunk in chunks:
            if byte_a_letter and _UTF8_LETTERS.search(chunk):
                raise ExportUnreadable(
                    "{path} is {encoding} in one part and UTF-8 in another; save it as UTF-8.",
                    path=self._name,
                    encoding=encoding,
                )
            if text := decoder.decode(chunk):
                yield text.encode("utf-8", "replace")
        if text := decoder.decode(b"", final=True):
            yield text.encode("utf-8", "replace")

    def _tell(self, sample: bytes) -> str | None:
        """None for UTF-8."""
        with contextlib.suppress(UnicodeDecodeError):
            codecs.getincrementaldecoder("utf-8")().decode(sample)
            return None
        if _is_utf8(codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(sample)):
            return None
        encoding = _by_letters(sample)
        if encoding is None:
            raise ExportUnreadable(
                "{path} is neither UTF-8 nor UTF-16, and what else it is cannot be told for certain; save it as UTF-8.",
                path=self._name,
            )
        return encoding


def _is_utf8(text: str) -> bool:
    """Whether there are no broken bytes in a text, or few, or all in one spot."""
    broken = [found.span() for found in BROKEN.finditer(text)]
    if not broken:
        return True
    count = sum(end - start for start, end in broken)
    start, end = broken[0][0], broken[-1][1]
    in_one_spot = end - start <= SPOT < len(text) / 16
    if in_one_spot and (count <= FEW or _CONTROL.search(text, start, end)):
        return True
    return count <= MOST_BROKEN * beyond_ascii(text)


def is_foreign(text: str) -> bool:
    """Whether a text that was decoded with `surrogateescape` has more broken bytes than damage leaves: it is in another
    encoding than what is around it."""
    count = sum(map(len, BROKEN.findall(text)))
    return count > FEW and count > MOST_BROKEN * beyond_ascii(text)


def beyond_ascii(text: str) -> int:
    """How many letters of a text are not ASCII; broken bytes count as letters."""
    return len(text) - sum(map(len, _ASCII.findall(text)))


def _begun(chunks: Iterator[bytes], size: int) -> list[bytes]:
    """The first chunks, together of `size` bytes or more where there is so much."""
    begun: list[bytes] = []
    while size > 0 and (chunk := next(chunks, b"")):
        begun.append(chunk)
        size -= len(chunk)
    return begun


def _by_mark_or_halves(head: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if b"\0" not in head:
        return None
    found: dict[str, float] = {}
    for encoding in _HALVED:
        with contextlib.suppress(UnicodeDecodeError):
            text = codecs.getincrementaldecoder(encoding)().decode(head[:HEAD])
            if text and "\0" not in text:
                found[encoding] = sum(letter.isascii() for letter in text) / len(text)
    likely = max(found, key=found.__getitem__, default=None)
    return likely if likely is not None and found[likely] > _LEAST_ASCII else None


def _by_letters(sample: bytes) -> str | None:
    """What `chardet` takes the words beyond ASCII for, where they look written so; None where it cannot be told."""
    from chardet import EncodingEra, detect

    words = b"\n".join(_WORDS.findall(sample))
    for told_by in (words, sample):  # a letter of two bytes may be cut by what parts words
        told = detect(told_by, encoding_era=EncodingEra.ALL & ~EncodingEra.MAINFRAME)["encoding"]
        if told is not None and _looks_written(sample, told):
            return told
    return None


def _looks_written(sample: bytes, encoding: str) -> bool:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample)
    except (LookupError, UnicodeError):  # UTF-16 without a byte order mark raises the wider one
        return False
    counts = Counter(text)
    if any(unicodedata.category(sign) in _NO_TEXT for sign in counts if sign not in "\t\n\r\f\x1a"):
        return False
    typed = letters = beyond = 0
    scripts: Counter[str] = Counter()
    for sign, count in counts.items():
        if sign.isascii():
            continue
        beyond += count
        typed += count * (sign.isalpha() or unicodedata.category(sign) == "Mn" or sign in _PUNCTUATION)
        if sign.isalpha():
            letters += count
            scripts[unicodedata.name(sign, "?").split()[0]] += count
    words = [word for word in _LETTERS.findall(text) if not word.isascii() and word.lower() != word.upper()]
    odd = sum(not (word.islower() or word.isupper() or word[1:].islower()) for word in words)
    return (
        beyond >= LEAST_SEEN
        and typed >= LEAST_TYPED * beyond
        and max(scripts.values(), default=0) >= LEAST_OF_ONE_SCRIPT * letters
        and odd <= MOST_CAPITALS_INSIDE * len(words)
    )
