"""Waves among arrivals: floods short and long, and what only looks like one."""

import numpy as np
import pytest

from auditor.frames.frames import Frames, build_frames
from auditor.frames.inputs import DAY, Facts, Ints
from storage.columns import EventColumns, MessageColumns
from tests.auditor.measure.crowd_frames import text_input
from tests.auditor.measure.searched import waves

BEGINS = 1_700_006_400 // DAY * DAY
NONE = np.empty(0, np.int64)


def evenly(seed: int, people: int, days: float, begins: float = 0) -> Ints:
    """So many at any time of these days."""
    return BEGINS + np.random.default_rng(seed).integers(int(begins * DAY), int((begins + days) * DAY), people)


def frames(came: list[tuple[str, str, Ints]], left: Ints = NONE, days: int = 90) -> Frames:
    """Who came by which way, as which source tells, and when; of these, who left (by number) on the day after."""
    rows = sorted((at, way, source) for way, source, times in came for at in times.tolist())
    at, person = np.array([row[0] for row in rows], np.int64), 2 * np.arange(1, len(rows) + 1)
    gone, nobody = np.isin(np.arange(len(rows)), left), np.zeros(len(rows), np.int64)
    yes, no = np.ones(len(rows), np.bool_), np.zeros(len(rows), np.bool_)
    return build_frames(
        messages=MessageColumns(NONE, NONE, NONE, text_input([])),
        arrivals=EventColumns(
            np.arange(1, len(rows) + 1), at, [row[1] for row in rows], person, yes, no, nobody,
            [row[2] for row in rows],
        ),
        leaves=EventColumns(
            len(rows) + np.arange(1, gone.sum() + 1), at[gone] + DAY, ["1"] * int(gone.sum()), person[gone],
            yes[gone], no[gone], nobody[gone],
        ),
        alternatives={},
        nameless=frozenset(),
        by_name=frozenset(),
        facts=Facts(
            as_of=BEGINS + days * DAY, since=None, until=None, first_at=BEGINS, history_whole=True,
            names_as_people=False, grain=1, claimed=None, erased_people=0, erased_messages=0,
        ),
    )  # fmt: skip


def the_way(times: Ints) -> list[tuple[str, str, Ints]]:
    return [("by_link", "service-messages", times)]


@pytest.mark.parametrize("hours", [1, 6, 24, 48, 96])
def test_a_flood_of_a_quiet_chat_is_one_wave_however_long_it_takes(hours: int) -> None:
    usual, flood = evenly(1, 450, 90), evenly(2, 2_000, hours / 24, 45)
    of = frames(the_way(np.concatenate((usual, flood))))

    assert waves(of)["arrivals.wave"].measure.count == pytest.approx(2_000, rel=0.05)
    assert len(waves(of)["arrivals.wave"].evidence) == 1


@pytest.mark.parametrize("a_day", [20, 100, 300])
def test_where_a_log_of_two_days_begins_there_is_no_wave(a_day: int) -> None:
    link = ("by_link", "invite-links", evenly(3, 18 * a_day, 90))
    lately = ("by_self", "admin-log", evenly(4, 2 * a_day, 2, 88))

    assert 0 == waves(frames([link, lately]))["arrivals.wave"].measure.count


def test_a_wave_that_came_by_two_ways_is_one() -> None:
    ways = [(way, "bot-updates", np.concatenate((evenly(seed, 400, 90), evenly(seed + 1, 300, 0.1, 50))))
            for way, seed in (("by_link", 5), ("by_self", 7))]  # fmt: skip
    answer = waves(frames(ways))["arrivals.wave"]
    (row,) = answer.evidence

    assert answer.measure.count == pytest.approx(600, rel=0.05)
    assert {"bot-updates": answer.measure.count} == row["sources"]


def test_who_left_the_wave_is_set_beside_who_left_of_the_rest() -> None:
    usual, flood = evenly(9, 450, 90), evenly(10, 500, 0.1, 45)
    times = np.sort(np.concatenate((usual, flood)))
    flooded = np.flatnonzero((times >= flood.min()) & (times <= flood.max()))
    answers = waves(frames(the_way(times), left=flooded[::2]))
    (row,) = answers["arrivals.wave"].evidence

    assert 0.5 == pytest.approx(answers["arrivals.wave_gone"].measure.value, abs=0.05)
    assert 0 == row["rest_gone"] < row["rest_gone_of"]


def test_whom_the_list_alone_dates_does_not_say_who_left() -> None:
    usual, flood = evenly(11, 450, 90), evenly(12, 500, 0.1, 45)
    of = frames([("by_link", "member-list", np.concatenate((usual, flood)))], left=np.arange(3))

    assert "no-known-arrivals" == waves(of)["arrivals.wave_gone"].measure.why


@pytest.mark.parametrize("times", [evenly(13, 90, 90), evenly(14, 5_000, 5)], ids=["few people", "few days"])
def test_what_is_usual_must_be_known(times: Ints) -> None:
    assert {"no-rhythm"} == {answer.measure.why for answer in waves(frames(the_way(times))).values()}
