"""Farms across chats, in chats small enough to read."""

from random import Random
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.frames.inputs import DAY, Ints
from auditor.measure.methods.joint_acts import ChatInput
from auditor.measure.spec import Answer, Row
from bench.farms import rates_of, told
from tests.auditor.measure.searched import farms as searched
from tests.auditor.measure.square_chats import numbers_of, square_chats
from tests.worlds import farms
from tests.worlds.coordination import Act
from tests.worlds.coordination.acts import BEGINS, in_order
from tests.worlds.coordination.clean import said

TEXTS = (
    "Все на площадь в субботу в полдень, берите соседей",
    "Завтра в шесть вечера приходите к фонтану всей семьёй",
    "Никто из нас не забудет того, что здесь произошло вчера",
    "Подпишите обращение до пятницы, осталось совсем немного",
)
SOME = settings(max_examples=10)

Post = tuple[int, int, int, str]
"""In which chat, when, who, what."""


def square(*posts: Post, chats: int = 3, people: int = 60) -> farms.Square:
    """Small talk of everybody in every chat, and the posts among it."""
    rng = Random(f"{chats}/{people}")
    acts = [
        [Act(BEGINS + rng.randrange(4 * DAY), who, said(rng)) for who in range(people) for _ in range(15)]
        for _ in range(chats)
    ]
    for chat, at, who, text in posts:
        acts[chat].append(Act(BEGINS + at, who, text))
    return farms.Square(
        "small",
        people,
        tuple(farms.Chat(f"Чат {place}", tuple(range(people)), in_order(here)) for place, here in enumerate(acts)),
    )


def task(text: int, at: int, **where: int) -> list[Post]:
    """A text from several people twenty seconds apart; p3=1 is person 3 in chat 1."""
    return [(chat, at + 20 * place, int(who[1:]), TEXTS[text]) for place, (who, chat) in enumerate(where.items())]


def accounts(of: farms.Square) -> Answer:
    return searched(square_chats(of), reshuffles=5)["farms.accounts"]


def rows(of: farms.Square) -> list[Row]:
    """The farms, their people by number."""
    number = numbers_of(of)
    return [row | {"people": sorted(number[who] for who in row["people"])} for row in accounts(of).evidence]


FARM = [
    *task(0, 9_000, p3=0, p5=1, p7=2, p9=0),
    *task(1, DAY + 5_000, p3=2, p5=1, p7=0, p9=1),
    *task(2, 2 * DAY + 700, p3=1, p5=2, p7=2, p9=0),
    *task(3, 3 * DAY + 40_000, p3=0, p5=0, p7=1, p9=2),
]


def test_accounts_that_post_the_same_within_minutes_in_several_chats_are_a_farm() -> None:
    answer, (row,) = accounts(square(*FARM)), rows(square(*FARM))

    assert ([3, 5, 7, 9], 4) == (row["people"], row["count"])
    assert ("text", 60) == (row["kind"], row["window"])
    assert 0.9 <= row["turnout"] <= 1.0
    assert row["met"] > 10 * row["expected"]
    assert ["Чат 0", "Чат 1", "Чат 2"] == [part["chat"] for part in row["chats"]]
    assert 16 == sum(part["messages_total"] for part in row["chats"])
    assert (4, 60) == (answer.measure.count, answer.measure.of)
    assert answer.finding is not None
    assert ("some", 1, 4) == (answer.finding.strength, answer.finding.facts["farms"], answer.finding.facts["people"])


def test_the_messages_shown_are_the_copies_of_the_farms_own_people() -> None:
    of = square(*FARM, (0, 9_050, 20, TEXTS[0]))
    (row,) = rows(of)

    for chat, part in zip(of.chats, row["chats"], strict=True):
        shown = [chat.acts[number - 1] for number in part["messages"]]
        assert {act.person for act in shown} <= {3, 5, 7, 9}
        assert {act.text for act in shown} <= set(TEXTS)


@pytest.mark.parametrize(
    "posts",
    [
        [],
        [(chat, at + 400 * place, who, text) for place, (chat, at, who, text) in enumerate(FARM)],
        [post for post in FARM if post[2] in (3, 5)],
        [*task(0, 9_000, p3=0, p5=0, p7=0, p9=0), *task(1, DAY + 5_000, p3=0, p5=0, p7=0, p9=0)],
    ],
    ids=["small talk", "minutes apart", "two people", "two texts in one chat"],
)
def test_less_is_no_farm(posts: list[Post]) -> None:
    answer = accounts(square(*posts))

    assert [] == answer.evidence
    assert answer.finding is not None
    assert ("none", 3) == (answer.finding.strength, answer.finding.facts["smallest"])


def test_who_acts_together_in_one_chat_alone_is_no_farm_and_counted_apart() -> None:
    found = accounts(square(*((1, at, who, text) for _, at, who, text in FARM)))

    assert [] == found.evidence
    assert 0 == found.measure.count
    assert found.finding is not None
    assert ("none", 0, 1, 4) == (
        found.finding.strength,
        *(found.finding.facts[name] for name in ("farms", "one_chat_groups", "one_chat_people")),
    )


def test_a_greeting_of_every_morning_is_no_farm_wherever_it_is_said() -> None:
    greetings = ("Доброе утро всем, хорошего дня!", "Қайырлы таң бәріне, достар!", "Всем привет и хорошего дня!")
    posts = [
        (chat, day * DAY + 7_000 + 700 * who, who, text)
        for day in range(4) for chat, text in enumerate(greetings) for who in range(9)
    ]  # fmt: skip

    assert [] == rows(square(*posts))
    finding = accounts(square(*posts)).finding
    assert finding is not None
    assert 3 == finding.facts["dropped_texts"]


def test_two_farms_stay_two() -> None:
    others = [(chat, at + 20_000, who + 20, f"Другое дело: {text[::-1]}") for chat, at, who, text in FARM]

    assert [[3, 5, 7, 9], [23, 25, 27, 29]] == [row["people"] for row in rows(square(*FARM, *others))]


def test_a_slogan_that_is_repeated_on_several_days_is_what_a_farm_does() -> None:
    (row,) = rows(square(*((chat, at, who, TEXTS[0]) for chat, at, who, _ in FARM)))

    assert ([3, 5, 7, 9], 1) == (row["people"], row["count"])


def test_who_posted_a_text_of_a_farm_once_is_not_of_it() -> None:
    (row,) = rows(square(*FARM, (0, 9_060, 23, TEXTS[0])))

    assert [3, 5, 7, 9] == row["people"]


@pytest.mark.parametrize("seed", range(5_000, 5_004))
def test_readers_of_one_source_who_pass_it_on_when_they_see_it_are_no_farm(seed: int) -> None:
    of = farms.clean(seed, farms.Size(1_000, 8, 20, 15.0))

    assert 0 == told(of, searched(square_chats(of), reshuffles=1)).flagged


def test_links_are_shared_as_texts_are() -> None:
    links = [f"https://example.org/{place}" for place in range(len(TEXTS))]
    posts = [(chat, at, who, links[TEXTS.index(text)]) for chat, at, who, text in FARM]
    (row,) = rows(square(*posts))

    assert ([3, 5, 7, 9], "link") == (row["people"], row["kind"])


@pytest.mark.parametrize("chats", [1, 2])
def test_of_few_chats_overlap_cannot_be_told(chats: int) -> None:
    answer = searched(square_chats(square(chats=chats)), reshuffles=1)["farms.overlap"]

    assert ("insufficient", "too-few-chats") == (answer.measure.outcome, answer.measure.why)


def test_without_texts_farms_cannot_be_told() -> None:
    chats = [msgspec.structs.replace(chat, messages=None) for chat in square_chats(square(*FARM))]
    answer = searched(chats, reshuffles=1)["farms.accounts"]

    assert ("insufficient", "too-few-chats") == (answer.measure.outcome, answer.measure.why)
    assert answer.finding is not None
    assert "cannot tell" == answer.finding.strength


def found_in(chats: list[ChatInput], names: dict[int, int]) -> Any:
    """All that is said, people under their names, sets as sets."""
    answers = searched(chats, reshuffles=3)
    return {
        measure: (answer.measure, [row | {"people": {names.get(who, who) for who in row.get("people", ())}}
                                   for row in answer.evidence], answer.finding)
        for measure, answer in answers.items()
    }  # fmt: skip


@SOME
@given(seed=st.integers(0, 2**32))
def test_renaming_people_changes_nothing(seed: int) -> None:
    chats = square_chats(square(*FARM))
    rng = np.random.default_rng(seed)
    known = np.unique(np.concatenate([chat.people for chat in chats]))
    fresh = rng.permutation(len(known)) * 2 + 2
    names = dict(zip(known.tolist(), fresh.tolist(), strict=True))

    def renamed(people: Ints) -> Ints:
        return np.asarray(fresh[np.searchsorted(known, people)])

    others = [
        msgspec.structs.replace(
            chat,
            people=renamed(chat.people),
            messages=msgspec.structs.replace(chat.messages, person=renamed(chat.messages.person)),
        )
        for chat in chats
        if chat.messages is not None
    ]

    assert found_in(chats, names) == found_in(others, {})


@SOME
@given(order=st.permutations(range(3)))
def test_the_order_of_chats_changes_no_farm(order: list[int]) -> None:
    chats = square_chats(square(*FARM))

    def plain(some: list[ChatInput]) -> Any:
        (row,) = searched(some, reshuffles=1)["farms.accounts"].evidence
        shown = {part["chat"]: part for part in row["chats"]}
        return row | {"chats": shown, "people": set(row["people"]), "edges": len(row["edges"])}

    before, after = plain(chats), plain([chats[place] for place in order])
    # shares are summed in another order
    assert before | {"expected": pytest.approx(before["expected"])} == after


def test_a_clean_small_world_has_no_farm() -> None:
    found = [
        told(of, searched(square_chats(of), reshuffles=1)) for of in (farms.clean(s, farms.SMALL) for s in range(5))
    ]

    assert [0] * 5 == [each.flagged for each in found]


def test_planted_farms_are_found_and_nobody_else() -> None:
    size = farms.Size(1_000, 8, 20, 15.0)
    of = farms.planted(5_000, size, farms=(10, 40), count=3)
    found = told(of, searched(square_chats(of), reshuffles=3))

    assert (3, 0) == (found.farms_found, found.false)
    assert found.recall >= 0.85


def test_of_clean_towns_few_have_a_farm() -> None:
    assert 0 == rates_of("clean", range(5_000, 5_002), reshuffles=1).with_farm
