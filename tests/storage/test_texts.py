"""Fingerprints: what they are made of, what they see through, and what they do not depend on."""

import hashlib
import json
import subprocess
import sys
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.people.traits.names import name_traits
from storage.people.traits.texts import WORDS_KEPT, _sip, fingerprints, text_key

KEY = text_key(bytes(range(32)))
SENTENCE = "Ағайын, кеше кешке Алматыда көршілер көмір бағасын талқылады"


def mark(text: str) -> tuple[int, int, int, bytes]:
    """The fingerprint of one text."""
    found = fingerprints([text], KEY)
    (words,) = found.packed_words()
    return int(found.exact[0]), int(found.length[0]), int(found.words_total[0]), bytes(words)


def test_the_hash_is_that_of_python_itself() -> None:
    values = [0, 1, 255, 2**32 - 1, 2**63 - 1, 2**63, 2**64 - 1, 0x0102030405060708]
    hashes = "[hash(v.to_bytes(8, 'little')) & (2**64 - 1) for v in json.loads(sys.argv[1])]"
    script = f"import json, sys; print(json.dumps({hashes}))"
    ran = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", script, json.dumps(values)],
        env={"PYTHONHASHSEED": "0"},
        capture_output=True,
        check=True,
    )
    assert sys.hash_info.algorithm == "siphash13"
    assert _sip(np.array(values, np.uint64), (0, 0)).tolist() == json.loads(ran.stdout)


@pytest.mark.parametrize(
    "other",
    [
        SENTENCE.upper(),
        SENTENCE + "!!!",
        SENTENCE.replace(" ", "\n\n"),
        SENTENCE + " 🔥🔥",
        "🇰🇿 " + SENTENCE,
        SENTENCE + " https://news.example/a?b=1",
        SENTENCE + " www.example.kz",
        SENTENCE + " t.me/somewhere/12",
        "@somebody " + SENTENCE,
        SENTENCE.replace("к", "k").replace("е", "e").replace("а", "a"),
        SENTENCE.replace("о", "o").replace("с", "c").replace("р", "p"),
        SENTENCE.replace("ш", "ш\u200b").replace("м", "м\u00ad"),
        unicodedata.normalize("NFD", SENTENCE),
        SENTENCE.replace("Ағайын", "ＡҒайын"),
        "  «" + SENTENCE + "» …",
    ],
)
def test_what_hides_a_copy_hides_nothing(other: str) -> None:
    assert mark(other) == mark(SENTENCE)


@pytest.mark.parametrize(
    "other", [SENTENCE + " бүгін", SENTENCE[::-1], SENTENCE.replace("кеше", "бүгін"), "", SENTENCE * 2]
)
def test_another_text_is_another(other: str) -> None:
    assert mark(other)[0] != mark(SENTENCE)[0]


def test_the_order_of_words_counts_in_the_whole_and_not_in_the_words() -> None:
    first, second = mark("бір екі үш"), mark("үш екі бір")
    assert first[0] != second[0]
    assert first[1:] == second[1:]


def test_where_words_end_counts() -> None:
    assert mark("аб вг")[0] != mark("абвг")[0] != mark("а бвг")[0]


@pytest.mark.parametrize("text", ["", " ", "👍", "!!!", "https://a.example/b", "@somebody", "\u200b"])
def test_a_text_without_words_has_no_hash(text: str) -> None:
    assert mark(text) == (0, 0, 0, b"")


def test_the_length_is_of_the_normalised_text() -> None:
    assert mark("  Бір,   екі!  ")[1] == len("бір екі")


def test_words_are_distinct_sorted_and_at_most_64() -> None:
    many = [f"сөз{number}" for number in range(200)]
    _, _, total, words = mark(" ".join(many + many))
    values = np.frombuffer(words, "<u4").tolist()
    assert (total, len(values)) == (200, WORDS_KEPT)
    assert values == sorted(set(values))
    singles = sorted(np.frombuffer(mark(word)[3], "<u4")[0].item() for word in many)
    assert values == singles[:WORDS_KEPT]


def test_fingerprints_are_those_that_rest_already() -> None:
    """A text that was kept by an earlier release is found again by this one (version 1)."""
    texts = [
        SENTENCE,
        "",
        "Ёлка №5 … ½ HTTPS://a.b/c www.d @e t.me/f",
        "сЛово👩‍👩‍👧 Привет, приве\u0301т!",
        "ﬁ 1\u00a0000",
    ]
    found = fingerprints(texts * 3, KEY)
    columns = (found.exact, found.length, found.words_total, found.words.astype("<u4"), found.word_ends)
    assert (
        hashlib.sha256(b"".join(column.tobytes() for column in columns)).hexdigest()[:32]
        == "dfb975bc9fbbe78d03bfefa1a9dbb6ce"
    )


def test_another_key_gives_another_fingerprint() -> None:
    other = fingerprints([SENTENCE], text_key(bytes(32)))
    assert other.exact[0] != mark(SENTENCE)[0]
    assert other.packed_words()[0] != mark(SENTENCE)[3]
    assert other.length[0] == mark(SENTENCE)[1]


ANY_TEXT = st.text(max_size=40) | st.sampled_from(
    ["", "\x1e", "a\x1eb", "😮", "\ud83d", "@x", "www.", SENTENCE, "ǆ", "ﬃ", "㎏", "é", "e\u0301 …", "a t.me/b c"]
)


@given(st.lists(ANY_TEXT, max_size=12), st.integers(0, 11))
def test_a_text_has_the_same_fingerprint_whatever_its_batch(texts: list[str], cut: int) -> None:
    together = fingerprints(texts, KEY)
    parts = [fingerprints(texts[:cut], KEY), fingerprints(texts[cut:], KEY)]
    for column in ("exact", "length", "words_total"):
        assert getattr(together, column).tolist() == [value for part in parts for value in getattr(part, column)]
    words = together.packed_words()
    assert words == [value for part in parts for value in part.packed_words()]
    assert len(words) == len(together.word_ends) == len(texts)
    numbers = (together.exact.tolist(), together.length.tolist(), together.words_total.tolist())
    assert [mark(text) for text in texts] == list(zip(*numbers, map(bytes, words), strict=True))


@pytest.mark.parametrize(
    ("name", "script", "digits"),
    [
        ("Әсел Нұрова", "cyrillic", 0),
        ("Asel", "latin", 0),
        ("Аsel", "mixed", 0),
        ("王", "other", 0),
        ("12345", "none", 10),
        ("a1", "latin", 5),
        ("🔥", "none", 0),
        ("", "none", 0),
        (None, "none", 0),
    ],
)
def test_what_is_kept_of_a_name(name: str | None, script: str, digits: int) -> None:
    traits = name_traits(name)
    assert (traits.script, traits.digits) == (script, digits)
