"""What is found and what is not, in chats small enough to read."""

from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.frames.frames import Frames
from auditor.frames.inputs import DAY, NO_TIME
from auditor.measure.methods.crowds import crowds
from auditor.measure.methods.uncertainty import false_discovery
from auditor.measure.spec import Answer, Row
from tests.auditor.measure.crowd_frames import crowd_frames, number_of
from tests.auditor.measure.searched import coordination as searched
from tests.worlds.coordination import Act, Crowd
from tests.worlds.coordination.acts import BEGINS, in_order
from tests.worlds.coordination.clean import said

TEXT = "Все на площадь в субботу в полдень, берите соседей"
OTHER = "Завтра в шесть вечера приходите к фонтану всей семьёй"
THIRD = "Подпишите обращение против вырубки старого парка"


def chat(*acts: Act, people: int = 60, days: int = 3, background: int = 20) -> Crowd:
    """The acts among small talk of `background` messages a person."""
    rng = Random(f"{people}/{days}/{background}")
    talk = [Act(BEGINS + rng.randrange(days * DAY), person, said(rng)) for person in range(people)
            for _ in range(background)]  # fmt: skip
    return Crowd("small", people, in_order([*acts, *talk]))


def together(text: str, at: int, *people: int, step: int = 20) -> list[Act]:
    return [Act(BEGINS + at + step * place, person, text) for place, person in enumerate(people)]


def found_in(crowd: Crowd, **more: Any) -> dict[str, Answer]:
    return searched(crowd_frames(crowd), **{"reshuffles": 20, **more})


def rows_of(crowd: Crowd, measure: str) -> list[Row]:
    """The evidence, its people by their numbers in the crowd."""
    number = number_of(crowd)
    rows = found_in(crowd)[f"coordination.{measure}"].evidence
    return [row | {key: [number[who] for who in row[key]] for key in ("people",) if key in row} for row in rows]


def test_one_text_from_three_within_five_minutes_is_an_episode() -> None:
    crowd = chat(*together(TEXT, 1_000, 3, 5, 7, step=150))
    (row,) = rows_of(crowd, "copies")

    assert [3, 5, 7] == sorted(row["people"])
    assert ("text", True, 3, BEGINS + 1_000, BEGINS + 1_300) == tuple(
        row[key] for key in ("kind", "exact", "count", "start", "end")
    )
    assert 3 == row["messages_total"] == len(row["messages"])


@pytest.mark.parametrize(
    ("acts", "why"),
    [
        (together(TEXT, 1_000, 3, 5), "two people"),
        (together(TEXT, 1_000, 3, 5, 7, step=151), "longer than five minutes"),
        (together(TEXT, 1_000, 3, 5, 3, 5), "two people, twice each"),
        (together("Спасибо большое", 1_000, 3, 5, 7, 9), "fewer than twenty letters"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_less_is_no_episode(acts: list[Act], why: str) -> None:
    assert [] == rows_of(chat(*acts), "copies"), why


def test_edits_are_of_one_episode_and_said_to_be_no_exact_copies() -> None:
    acts = [Act(BEGINS + 60, 1, TEXT), Act(BEGINS + 90, 2, f"{TEXT} 🔥 #новости"), Act(BEGINS + 120, 3, TEXT.upper())]
    (row,) = rows_of(chat(*acts), "copies")

    assert (3, False) == (row["count"], row["exact"])


def test_forwards_of_one_post_are_an_episode_of_forwards() -> None:
    acts = together(TEXT, 1_000, 3, 5, 7)
    for act in acts:
        act.forwarded_from = "Қала жаңалықтары"
    (row,) = rows_of(chat(*acts), "copies")

    assert "forward" == row["kind"]


def test_a_greeting_of_every_morning_is_no_episode_and_no_group() -> None:
    greeting = "Доброе утро всем, хорошего дня!"
    acts = [act for day in range(6) for act in together(greeting, day * DAY + 7_000, *range(day, day + 9), step=800)]
    crowd = chat(*acts, days=6)
    found = found_in(crowd)

    assert 0 == found["coordination.copies"].measure.count
    assert 0 == found["coordination.groups"].measure.count
    assert found["coordination.groups"].finding is not None
    assert 1 == found["coordination.groups"].finding.facts["dropped_texts"]
    (row,) = found["coordination.habits"].evidence
    assert ("text", 54, 14, 6) == tuple(row[key] for key in ("kind", "count", "writers", "days"))
    assert (BEGINS + 7_000, BEGINS + 5 * DAY + 13_400) == (row["start"], row["end"])
    assert 54 == found["coordination.habits"].measure.count == row["messages_total"]
    assert len(crowd.acts) == found["coordination.habits"].measure.of


def test_a_text_left_out_is_shown_by_messages_of_its_own_writers() -> None:
    greeting = "Доброе утро всем, хорошего дня!"
    acts = [act for day in range(6) for act in together(greeting, day * DAY + 7_000, *range(day, day + 9), step=700)]
    crowd = chat(*acts, days=6)
    (row,) = rows_of(crowd, "habits")

    shown = [act for act in crowd.acts if act.place in row["messages"]]
    assert [greeting] * 5 == [act.text for act in shown]
    assert sorted(act.person for act in shown) == sorted(row["people"])


def test_three_who_share_three_texts_are_a_group() -> None:
    acts = [*together(TEXT, 1_000, 3, 5, 7), *together(OTHER, DAY + 5_000, 5, 7, 3)]
    (row,) = rows_of(chat(*acts, *together(THIRD, 2 * DAY + 5_000, 5, 7, 3)), "groups")

    assert [3, 5, 7] == sorted(row["people"])
    assert [[0, 1, 3], [0, 2, 3], [1, 2, 3]] == row["edges"]
    assert (3, 9) == (row["count"], row["messages_total"])


def test_four_who_share_two_texts_are_a_group() -> None:
    crowd = chat(*together(TEXT, 1_000, 3, 5, 7, 9), *together(OTHER, DAY + 5_000, 5, 7, 3, 9, step=10))
    (row,) = rows_of(crowd, "groups")

    assert [3, 5, 7, 9] == sorted(row["people"])
    assert ("text", 60, 1.0) == (row["kind"], row["window"], row["turnout"])
    finding = found_in(crowd)["coordination.groups"].finding
    assert finding is not None
    assert ("some", 1, 4, 6, 20) == (
        finding.strength,
        *(finding.facts[k] for k in ("groups", "people", "pairs", "shuffles")),
    )


@pytest.mark.parametrize(
    "acts",
    [
        [*together(TEXT, 1_000, 3, 5, 7)],
        [*together(TEXT, 1_000, 3, 5), *together(OTHER, DAY + 5_000, 3, 5), *together(THIRD, DAY, 3, 5)],
        [*together(TEXT, 1_000, 3, 5, 7), *together(OTHER, DAY + 5_000, 5, 7, 3)],
        [*together(TEXT, 1_000, 3, 5, 7), *together(TEXT, 4_000, 3, 5, 7)],
        [*together(TEXT, 1_000, 3, 5, 7, step=DAY + 1), *together(OTHER, 5_000, 3, 5, 7, step=DAY + 1)],
    ],
    ids=["one text", "two people", "three who share two texts", "one text twice in one act", "too far apart"],
)
def test_less_is_no_group(acts: list[Act]) -> None:
    assert [] == rows_of(chat(*acts), "groups")


@pytest.mark.parametrize(
    ("step", "window"), [(10, 60), (100, 300), (1_000, 3_600), (20_000, DAY)], ids=["minute", "minutes", "hour", "day"]
)
def test_a_group_names_the_window_that_shows_it(step: int, window: int) -> None:
    acts = [*together(TEXT, 1_000, 3, 5, 7, 9, step=step), *together(OTHER, 2 * DAY + 9_000, 5, 7, 3, 9, step=step)]
    (row,) = rows_of(chat(*acts, days=5), "groups")

    assert (window, [3, 5, 7, 9]) == (row["window"], sorted(row["people"]))


def test_one_text_by_the_same_people_on_another_day_is_done_twice() -> None:
    (row,) = rows_of(chat(*together(TEXT, 1_000, 3, 5, 7, 9), *together(TEXT, DAY + 5_000, 5, 7, 3, 9)), "groups")

    assert [2] * 6 == [acts for _, _, acts in row["edges"]]
    assert 1 == row["count"]


def test_a_hundred_replies_at_once_are_a_swarm_on_their_target() -> None:
    post = Act(BEGINS + 5_000, 0, "Я против этого собрания и говорю об этом открыто")
    acts = [Act(BEGINS + 5_060 + 2 * place, 1 + place, f"Ответ номер {place} и ничего больше", to=post)
            for place in range(25)]  # fmt: skip
    crowd = chat(post, *acts)
    (row,) = found_in(crowd)["coordination.swarms"].evidence

    assert (0, 25) == (number_of(crowd)[row["target"]], row["count"])
    assert row["expected"] < 5
    assert row["q"] < 0.05


def test_a_conversation_of_seven_is_no_swarm() -> None:
    post = Act(BEGINS + 5_000, 0, "Что скажете?")
    acts = [Act(BEGINS + 5_060 + 2 * place, 1 + place, f"Ответ номер {place}", to=post) for place in range(7)]

    assert [] == rows_of(chat(post, *acts), "swarms")


def test_a_pace_no_person_keeps_is_found_by_day_and_by_gaps() -> None:
    rng = Random(1)
    day = [Act(BEGINS + 80 * place, 1, said(rng, 1.0)) for place in range(1_000)]
    run = [Act(BEGINS + DAY + 5 * place, 2, said(rng, 1.0) + " и ещё несколько слов") for place in range(150)]
    quarrel = [Act(BEGINS + DAY + 6 * place, 3, "нет и ещё раз нет") for place in range(150)]
    crowd = chat(*day, *run, *quarrel)
    rows = found_in(crowd)["coordination.pace"].evidence
    number = number_of(crowd)

    assert [(1, "day", 80.0), (2, "gaps", 5.0)] == [(number[r["person"]], r["kind"], r["seconds"]) for r in rows]


def test_what_was_forwarded_is_not_typed() -> None:
    rng = Random(1)
    acts = [Act(BEGINS + DAY, 1, said(rng, 1.0), forwarded_from="Лента") for _ in range(1_200)]

    assert [] == rows_of(chat(*acts), "pace")


def test_whom_one_adder_put_there_within_an_hour_is_a_label() -> None:
    plain = chat(*together(TEXT, 1_000, 3, 5, 7, 8), *together(OTHER, DAY + 5_000, 5, 7, 3, 8))
    crowd = Crowd(plain.seed, plain.people, plain.acts, added=frozenset({3, 5, 9}), adder=1)
    (row,) = found_in(crowd)["coordination.groups"].evidence

    assert (2, 1) == (row["added_together"], number_of(crowd)[row["adder"]])


def with_facts(frames: Frames, **facts: Any) -> Frames:
    import msgspec

    return msgspec.structs.replace(frames, facts=msgspec.structs.replace(frames.facts, **facts))


def test_what_cannot_be_known_says_why() -> None:
    import msgspec

    frames = crowd_frames(chat(*together(TEXT, 1_000, 3, 5, 7)))
    undated = msgspec.structs.replace(frames, messages=frames.messages.assign(at=NO_TIME))
    silent = msgspec.structs.replace(frames, messages=frames.messages.iloc[:0])
    alone = msgspec.structs.replace(
        frames, messages=frames.messages[frames.messages["person"] == frames.messages["person"].iloc[0]]
    )
    cases = {
        "day-times": with_facts(frames, grain=86_400),
        "no-texts": msgspec.structs.replace(frames, texts=None),
        "no-times": undated,
        "no-messages": silent,
        "too-few-writers": alone,
    }

    for why, case in cases.items():
        answer = searched(case)["coordination.copies"]
        assert why == answer.measure.why
        assert answer.finding is not None
        assert ("cannot tell", why, 3) == (
            answer.finding.strength,
            answer.finding.facts["why"],
            answer.finding.facts["smallest"],
        )


def test_the_rows_of_one_sided_raids_stay_small() -> None:
    acts = together(TEXT, 1_000, *range(1_500), step=0) + together(OTHER, DAY, *range(1_500), step=0)
    (row, _) = found_in(chat(*acts, people=1_600, background=2))["coordination.copies"].evidence

    assert (1_500, 500) == (row["messages_total"], len(row["messages"]))
    assert len(set(row["messages"])) == 500


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 40), st.integers(0, 5)), max_size=14))
def test_crowds_are_the_windows_that_hold_enough_people(acts: list[tuple[int, int, int]]) -> None:
    acts.sort(key=lambda act: act[:2])
    what, at, person = (np.array([act[key] for act in acts], np.int64) for key in range(3))
    covered = set()
    for begin, (thing, moment, _) in enumerate(acts):
        inside = [n for n, act in enumerate(acts) if n >= begin and act[0] == thing and act[1] - moment <= 10]
        if len({acts[n][2] for n in inside}) >= 3:
            covered |= set(inside)

    assert covered == {n for stretch in crowds(what, at, person, 10, 3) for n in range(stretch.start, stretch.stop)}


@settings(max_examples=50)
@given(st.lists(st.floats(1e-9, 1.0), min_size=1, max_size=30))
def test_q_values_are_those_of_statsmodels(chance: list[float]) -> None:
    from statsmodels.stats.multitest import multipletests

    expected = multipletests(chance, method="fdr_bh")[1]

    assert expected == pytest.approx(false_discovery(np.array(chance), len(chance)))
