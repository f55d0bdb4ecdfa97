"""How few write how much: by hand, and against every way in which the doubtful could have been."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.measure import voices
from auditor.measure.spec import Measure
from tests.auditor.collect.chats import ASEL, BOLAT, DANA, ERLAN, measures_of, said
from tests.auditor.measure.occurrences import NOBODY, frames
from tests.worlds.world import fewest_making_half, gini


def test_half_of_it_all_by_hand() -> None:
    talk = [ASEL] * 5 + [BOLAT] * 3 + [DANA] * 2 + [ERLAN] * 2
    found = measures_of([said(n, who) for n, who in enumerate(talk, 1)])
    assert found["voices.writers"] == Measure("measured", "people", 4, 4, 4)
    assert found["voices.half_by"] == Measure("measured", "people", 2, 2, 4)
    gini_by_hand = ((2 * 1 - 5) * 2 + (2 * 2 - 5) * 2 + (2 * 3 - 5) * 3 + (2 * 4 - 5) * 5) / (4 * 12)
    assert found["voices.gini"].value == pytest.approx(gini_by_hand)


def test_exactly_half_is_half() -> None:
    found = measures_of([said(n, who) for n, who in enumerate([ASEL, ASEL, BOLAT, DANA], 1)])
    assert found["voices.half_by"].value == 1


def test_of_a_chat_without_messages_nothing_is_said() -> None:
    silent = frames(arrivals=[(2, "by_link", NOBODY, True)])
    assert voices.writers(silent) == Measure("measured", "people", 0, 0, 1)
    assert voices.half_by(silent) == Measure("insufficient", "people", why="no-messages")
    assert voices.gini(silent) == Measure("insufficient", "index", why="no-messages")
    assert voices.curve(silent) == []


def test_of_an_empty_chat_nobody_is_said_to_write() -> None:
    assert voices.writers(frames()) == Measure("insufficient", "people", why="no-people")


def test_the_erased_are_one_nameless_remainder() -> None:
    found = voices.half_by(frames(messages=[2, 2, 4, 6], erased=(1, 6)))
    assert found == Measure("measured", "people", 1, 1, 4)


def test_the_curve_ends_with_everybody_and_all_messages() -> None:
    found = voices.curve(frames(messages=[2] * 5 + [4] * 3 + [6] * 2 + [8] * 2))
    assert found == [(1, 5), (2, 8), (3, 10), (4, 12)]


def splits(total: int, most: int) -> Iterator[list[int]]:
    """Every way to share `total` out among at most `most` people, largest first."""

    def shared(rest: int, people: int, largest: int) -> Iterator[list[int]]:
        if not rest:
            yield []
        elif people:
            for first in range(min(rest, largest), 0, -1):
                yield from ([first, *others] for others in shared(rest - first, people - 1, first))

    return shared(total, most, total)


def readings(known: list[tuple[int, int]], hidden: int) -> Iterator[list[int]]:
    """Every way it could have been: each writer, so many messages, may be several people; and each hidden message
    may be any writer's or somebody else's."""
    counts: list[list[int]] = [[]]
    for messages, further in known:
        counts = [before + parts for before in counts for parts in splits(messages, further + 1)]
    for before in counts:
        yield from _given_out(before, hidden)


def _given_out(counts: list[int], hidden: int) -> Iterator[list[int]]:
    if not hidden:
        yield counts
        return
    for place in range(len(counts) + 1):
        more = [*counts, 0] if place == len(counts) else list(counts)
        more[place] += 1
        yield from _given_out(more, hidden - 1)


@settings(max_examples=120)
@given(
    writers=st.lists(st.tuples(st.integers(1, 5), st.integers(0, 2)), min_size=1, max_size=3),
    hidden=st.integers(0, 3),
    erased=st.sampled_from([(0, 0), (0, 0), (1, 3), (2, 4)]),
    names_as_people=st.booleans(),
)
def test_the_bounds_hold_every_way_it_could_have_been(
    writers: list[tuple[int, int]], hidden: int, erased: tuple[int, int], names_as_people: bool
) -> None:
    said_by = [(2 * place + 1, *counts) for place, counts in enumerate(writers, 1)]
    if not names_as_people:
        said_by = [(person, messages, 0) for person, messages, _ in said_by]
    shown = frames(
        messages=[person for person, messages, _ in said_by for _ in range(messages)] + [NOBODY] * hidden,
        arrivals=[(person, "by_link", NOBODY, True) for person, _, further in said_by for _ in range(further + 1)],
        names_as_people=names_as_people,
        erased=erased,
    )
    known = [(messages, further) for _, messages, further in said_by]
    if erased[1]:
        known.append((erased[1], erased[0] - 1))
    ways = list(readings(known, hidden))
    _holds(voices.writers(shown), [len(way) for way in ways])
    _holds(voices.half_by(shown), [fewest_making_half(way) for way in ways])
    _holds(voices.gini(shown), [gini(way) for way in ways])


def _holds(found: Measure, ways: list[int] | list[float]) -> None:
    if found.outcome == "measured":
        assert ways == pytest.approx([found.value] * len(ways))
    else:
        assert found.low is not None
        assert found.high is not None
        assert found.low - 1e-9 <= min(ways)
        assert max(ways) <= found.high + 1e-9


@pytest.mark.parametrize("singles", [0, 1, 2, 5, 17, 60])
def test_single_messages_beside_others_are_counted_as_if_they_were_written_out(singles: int) -> None:
    rng = np.random.default_rng(singles)
    for _ in range(50):
        messages = rng.integers(0, 9, rng.integers(1, 12))
        messages[0] += 1
        written = np.concatenate([messages, np.ones(singles, np.int64)])
        assert voices.fewest_for_half(written) == voices.fewest_for_half(messages, singles=singles)
    assert voices.fewest_for_half(np.array([3]), singles=2**40) == 2**39
