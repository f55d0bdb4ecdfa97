"""The complaints case is what it says it is."""

from collections import Counter

from tests.worlds.complaints import HOUR, LETTER, complaints


def test_most_are_one_letter_by_different_people_within_hours() -> None:
    world = complaints(3)
    copies = [row for row in world.rows if row.text == LETTER]
    assert (30, 24, 24) == (len(world.rows), len(copies), len({row.author for row in copies}))
    assert copies[-1].at - copies[0].at < world.hours * HOUR


def test_all_others_are_different() -> None:
    others = Counter(row.text for row in complaints(3).rows if row.text != LETTER)
    assert [1] * 6 == list(others.values())


def test_a_seed_is_a_world() -> None:
    assert complaints(3) == complaints(3)
    assert complaints(3) != complaints(4)
