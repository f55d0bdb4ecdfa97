"""Near copies: no pair is missed or invented, beside a count by plain sets."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.measure.methods import near_copies
from auditor.measure.methods.near_copies import WORDS_KEPT, Prints, near_classes, near_pairs
from bench.planted_copies import CLASSES
from tests.auditor.measure.crowd_frames import text_input
from tests.worlds.chatter import sentence
from tests.worlds.coordination import edits


def prints_of(texts: list[str], at: list[int]) -> Prints:
    """Texts at their times, which must ascend."""
    marks = text_input(texts)
    start = np.concatenate(([0], marks.word_ends[:-1]))
    when = np.array(at, np.int64)
    return Prints(when, when, marks.exact, marks.words_total, start, marks.word_ends, marks.words)


def by_sets(prints: Prints, window: int, similarity: float) -> set[tuple[int, int]]:
    """The same, one pair after the other; of long texts by the lowest hashes of both."""
    found = set()
    words = [set(prints.words[a:b].tolist()) for a, b in zip(prints.start, prints.end, strict=True)]
    for one in range(len(words)):
        for two in range(one + 1, len(words)):
            either = sorted(words[one] | words[two])
            if max(prints.total[one], prints.total[two]) > WORDS_KEPT:
                either = either[:WORDS_KEPT]
            shared = len(words[one] & words[two] & set(either))
            if prints.first_at[two] - prints.first_at[one] <= window and shared >= similarity * len(either) - 1e-9:
                found.add((one, two))
    return found


def pairs(prints: Prints, window: int, similarity: float = 0.8) -> set[tuple[int, int]]:
    one, two = near_pairs(prints, window, similarity)
    return set(zip(one.tolist(), two.tolist(), strict=True))


TEXTS = st.lists(st.text("абвгд", min_size=1, max_size=2), min_size=1, max_size=12).map(" ".join)


@given(st.lists(st.tuples(TEXTS, st.integers(0, 900)), min_size=1, max_size=25), st.sampled_from((0.5, 0.8, 1.0)))
def test_small_texts_are_paired_as_by_counting_sets(rows: list[tuple[str, int]], similarity: float) -> None:
    rows.sort(key=lambda row: row[1])
    prints = prints_of([text for text, _ in rows], [at for _, at in rows])

    assert by_sets(prints, 300, similarity) == pairs(prints, 300, similarity)


@pytest.mark.parametrize("seed", range(3))
def test_long_texts_and_their_sketches_are_paired_as_by_counting_sets(seed: int) -> None:
    rng = Random(seed)
    texts = []
    for _ in range(12):
        long = " ".join(f"{word}{n}" for n, word in enumerate(" ".join(sentence(rng) for _ in range(12)).split()))
        long = " ".join(long.split()[: rng.randint(40, 110)])
        texts += [long, edits.words(rng, long, rng.randint(1, 12)), edits.words(rng, long, 25)]
    prints = prints_of(texts, list(range(len(texts))))

    assert by_sets(prints, 300, 0.8) == pairs(prints, 300)
    assert len(pairs(prints, 300)) >= 5


def test_blocks_of_one_pair_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = Random(5)
    base = [sentence(rng) for _ in range(6)]
    texts = [edits.edited(rng, rng.choice(base)) for _ in range(80)]
    prints = prints_of(texts, [17 * place for place in range(80)])
    whole, text = pairs(prints, 300), np.arange(80)
    classes = near_classes(prints, text, 80, 300)
    monkeypatch.setattr(near_copies, "PAIRS_AT_ONCE", 1)
    monkeypatch.setattr(near_copies, "COUNTED_AT_ONCE", 1)

    assert whole == pairs(prints, 300)
    assert classes.tolist() == near_classes(prints, text, 80, 300).tolist()


def test_a_pair_one_second_outside_the_window_is_none() -> None:
    texts = ["одни и те же слова в обоих текстах"] * 2

    assert {(0, 1)} == pairs(prints_of(texts, [0, 300]), 300)
    assert set() == pairs(prints_of(texts, [0, 301]), 300)


@pytest.mark.parametrize("name", [name for name in CLASSES if "word" not in name])
def test_disguises_are_seen_through(name: str) -> None:
    rng = Random(name)
    texts = [
        text for _ in range(300) for original in [sentence(rng)] for text in (original, CLASSES[name](rng, original))
    ]
    prints = prints_of(texts, [1_000 * (place // 2) for place in range(600)])

    assert {(place, place + 1) for place in range(0, 600, 2)} == pairs(prints, 10)


@pytest.mark.parametrize(("substituted", "words"), [(1, 9), (2, 18), (3, 27)])
def test_substituted_words_leave_a_near_copy(substituted: int, words: int) -> None:
    rng = Random(substituted)
    texts = []
    for number in range(200):
        text = " ".join(f"слово{number}и{place}" for place in range(words))
        texts += [text, edits.words(rng, text, substituted)]
    prints = prints_of(texts, [1_000 * (place // 2) for place in range(400)])

    assert 200 == len(pairs(prints, 10))


@pytest.mark.slow
def test_a_raid_of_thousands_of_edits_is_one_class() -> None:
    rng = Random(9)
    text = " ".join(sentence(rng) for _ in range(3))
    texts = [edits.words(rng, text, 1) for _ in range(2_000)]
    prints = prints_of(texts, [place // 20 for place in range(2_000)])

    assert 1 == len(set(near_classes(prints, np.arange(2_000), 2_000, 300).tolist()))
