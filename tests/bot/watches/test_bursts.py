"""Whether more people come than is usual in a chat."""

import random

from bot.watches.bursts import LEAST, LEAST_UNKNOWN, Came, burst, usual

DAYS = 28


def came(count: int, added: int = 0, adder: int = 7) -> list[Came]:
    return [Came(n, adder if n < added else 0) for n in range(count)]


def test_a_burst_is_three_times_the_usual_and_never_a_few() -> None:
    assert burst(came(LEAST - 1), 0, DAYS) is None
    assert burst(came(LEAST), 0, DAYS) is not None
    assert burst(came(89), 30, DAYS) is None
    assert burst(came(90), 30, DAYS) is not None


def test_of_a_chat_that_nobody_knows_yet_more_is_asked() -> None:
    assert burst(came(LEAST_UNKNOWN - 1), 0, 3) is None
    assert burst(came(LEAST_UNKNOWN), 0, 3) is not None


def test_the_adder_who_adds_most_is_told_where_they_add_many() -> None:
    by_hand, by_link = burst(came(40, added=30), 0, DAYS), burst(came(40, added=5), 0, DAYS)
    assert by_hand is not None
    assert by_link is not None

    assert (30, 7, True) == (by_hand.added, by_hand.adder, by_hand.is_of_adds)
    assert not by_link.is_of_adds


def test_two_days_of_bursts_do_not_make_bursts_usual() -> None:
    quiet = [(144 * day + 60, 4) for day in range(DAYS)]
    loud = [(144 * day + 70, 300) for day in (3, 17)]

    assert 4 == usual(quiet + loud, DAYS)
    assert 300 == usual([*quiet, *((144 * day + 70, 300) for day in range(5))], DAYS)
    assert 0 == usual([(5, 9)], DAYS)
    assert 0 == usual([], 0)


def test_a_chat_with_its_own_rhythm_has_no_burst_in_ten_years() -> None:
    rng = random.Random(1)
    busiest = [max(rng.gauss(12, 12**0.5), rng.gauss(12, 12**0.5)) for _ in range(3_650)]
    found = 0
    for day in range(DAYS, len(busiest)):
        before = [(144 * n, round(busiest[day - DAYS + n])) for n in range(DAYS)]
        found += burst(came(round(busiest[day])), usual(before, DAYS), DAYS) is not None

    assert 0 == found
