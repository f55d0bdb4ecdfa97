"""Not known is never zero: what a search could not look at is said, and nothing found beside it is no "none"."""

from random import Random

import msgspec
import numpy as np
import pytest

from auditor.frames.frames import Frames
from auditor.frames.inputs import DAY
from auditor.frames.timeline import timeline_of
from auditor.measure.coordination.searching import origins_of
from auditor.measure.methods.habits import habits_of
from auditor.measure.methods.left_out import LeftOut, left_out_of
from auditor.measure.methods.objects import objects_of
from auditor.measure.spec import Answer, Strength
from tests.auditor.measure.crowd_frames import crowd_frames
from tests.auditor.measure.searched import coordination as searched
from tests.auditor.measure.searched import farms as farms_searched
from tests.auditor.measure.test_coordination import OTHER, TEXT, chat, together
from tests.worlds.coordination import REGIMES, Act, Crowd
from tests.worlds.coordination.acts import BEGINS, in_order

SLOGAN = "Наша набережная принадлежит всему городу"
GREETING = "Доброе утро, дорогие соседи, хорошего дня"
SIGNS = ("https://t.me/example/17", "@soseddom", "❤️🔥👏", "?!", "https://example.org/a @kto_to 🙏")


def answered(crowd: Crowd) -> dict[str, Answer]:
    return searched(crowd_frames(crowd), reshuffles=1)


def told(answer: Answer) -> tuple[str, str | None, Strength]:
    assert answer.finding is not None
    return answer.measure.outcome, answer.measure.why, answer.finding.strength


def left(crowd: Crowd) -> LeftOut:
    frames = crowd_frames(crowd)
    assert frames.texts is not None
    timeline = timeline_of(frames.messages, frames.texts)
    objects = objects_of(timeline, origins=origins_of(frames))
    return left_out_of(timeline, objects, habits_of(timeline, objects))


def slogans(accounts: int, days: int, minutes: int, text: str = SLOGAN) -> list[Act]:
    """Accounts that post one text within minutes on several days, each time in another order."""
    rng = Random("slogans")
    return [Act(BEGINS + day * DAY + 40_000 + rng.randrange(60 * minutes), account, text)
            for day in range(days) for account in rng.sample(range(accounts), accounts)]  # fmt: skip


def spread(text: str, people: int, days: int, hours: float = 2) -> list[Act]:
    """A greeting of many people within some hours, in any order."""
    rng = Random("spread")
    return [Act(BEGINS + day * DAY + 20_000 + rng.randrange(int(3_600 * hours)), person, text)
            for day in range(days) for person in range(people)]  # fmt: skip


def wordless(messages: int, days: int, people: int = 60) -> list[Act]:
    rng = Random("wordless")
    return [Act(BEGINS + rng.randrange(days * DAY), rng.randrange(people), rng.choice(SIGNS)) for _ in range(messages)]


def test_a_slogan_in_bursts_on_four_days_is_no_habit() -> None:
    found = answered(chat(*slogans(30, 4, 3), people=120, days=6, background=20))
    copies = found["coordination.copies"]

    assert ("measured", None, "some") == told(copies)
    assert (4, 120) == (copies.measure.count, copies.measure.inside)
    assert ("measured", 0) == (found["coordination.habits"].measure.outcome, found["coordination.habits"].measure.count)


@pytest.mark.parametrize(("accounts", "days", "minutes"), [(8, 5, 10), (30, 3, 25)])
def test_a_slogan_too_slow_to_stand_out_of_its_own_use_is_no_measured_zero(
    accounts: int, days: int, minutes: int
) -> None:
    crowd = chat(*slogans(accounts, days, minutes), people=50, days=8, background=40)
    copies = answered(crowd)["coordination.copies"]

    assert "habits-in-bursts" == left(crowd).why
    assert "bounded" == copies.measure.outcome
    assert told(copies)[2] != "none"


def test_a_burst_of_ten_is_told_however_often_the_text_is_said_otherwise() -> None:
    acts = [*spread(SLOGAN, 15, 6), *together(SLOGAN, 6 * DAY + 50_000, *range(20, 30), step=15)]
    crowd = chat(*acts, people=80, days=7, background=20)
    copies = answered(crowd)["coordination.copies"]

    assert (None, 90) == (left(crowd).why, left(crowd).messages)
    assert (1, 10, "some") == (copies.measure.count, copies.measure.inside, told(copies)[2])


@pytest.mark.parametrize("people", [7, 24, 200])
def test_a_greeting_that_is_spread_over_hours_is_none(people: int) -> None:
    found = left(chat(*spread(GREETING, people, 5), people=2 * people, days=8, background=40))

    assert (None, 5 * people) == (found.why, found.messages)


def test_where_a_tenth_of_the_messages_is_left_out_nothing_found_is_no_none() -> None:
    crowd = chat(*spread(GREETING, 40, 5), people=60, days=5, background=30)
    found = answered(crowd)

    assert ("unavailable", "habits-left-out", "cannot tell") == told(found["coordination.copies"])
    assert LeftOut("habits-left-out", 200, 2_000) == left(crowd)
    assert left(chat(*spread(GREETING, 40, 5), people=60, days=5, background=31)).why is None


def test_what_is_found_beside_what_was_left_out_is_the_least_there_is() -> None:
    farm = [*together(TEXT, 1_000, 51, 52, 53, 54), *together(OTHER, DAY + 5_000, 52, 53, 51, 54)]
    found = answered(chat(*farm, *spread(GREETING, 40, 5), people=60, days=5, background=25))
    copies, groups = found["coordination.copies"], found["coordination.groups"]

    assert ("bounded", None, "cannot tell") == told(copies)
    assert (2, 2, 2 + 200 // 3, 8) == (
        copies.measure.count,
        copies.measure.low,
        copies.measure.high,
        copies.measure.inside,
    )
    assert ("bounded", None, "some") == told(groups)
    assert (1, 1, 60 // 3, 4) == (groups.measure.count, groups.measure.low, groups.measure.high, groups.measure.inside)
    assert groups.finding is not None
    assert "habits-left-out" == groups.finding.facts["why"]


def test_a_link_that_goes_round_hides_no_group_for_it_was_compared() -> None:
    link, signs = (
        answered(chat(*together(said, 2 * DAY + 50_000, *range(20, 50), step=5), days=5, background=20))
        for said in ("https://example.org/news/4711", "?!")
    )

    assert ("unavailable", "wordless-in-bursts", "cannot tell") == told(link["coordination.copies"])
    assert ("measured", None, "none") == told(link["coordination.groups"])
    assert ("unavailable", "wordless-in-bursts", "cannot tell") == told(signs["coordination.groups"])


def test_where_most_texts_are_links_mentions_or_emoji_copies_cannot_be_told() -> None:
    crowd = chat(*wordless(700, 5), days=5, background=10)
    found = answered(crowd)
    alone = sum(act.text in SIGNS or not any(map(str.isalnum, act.text)) for act in crowd.acts)

    for measure in ("coordination.copies", "coordination.groups"):
        answer = found[measure]
        assert ("unavailable", "wordless", "cannot tell") == told(answer)
        assert answer.finding is not None
        assert (alone, 1_300) == (answer.finding.facts["left_out"], answer.finding.facts["left_out_of"])
    assert left(chat(*wordless(500, 5), days=5, background=10)).why is None


def test_pictures_without_a_word_are_no_links() -> None:
    silent = [Act(BEGINS + 60 * place, place % 60, "") for place in range(1_500)]

    assert left(chat(*silent, days=5, background=10)).why is None


@pytest.mark.parametrize("sign", SIGNS)
def test_a_raid_of_a_bare_link_mention_or_emoji_is_no_measured_zero(sign: str) -> None:
    raid = together(sign, 2 * DAY + 50_000, *range(20, 50), step=5)
    found = answered(chat(*raid, *wordless(20, 5), days=5, background=20))

    assert ("unavailable", "wordless-in-bursts", "cannot tell") == told(found["coordination.copies"])


def test_where_nothing_can_be_compared_nothing_is_found_to_be_none() -> None:
    rng = Random(1)
    short = [
        Act(BEGINS + 60 * place, rng.randrange(40), rng.choice(("да", "нет", "ок", "где?"))) for place in range(900)
    ]
    found = answered(Crowd("short", 40, in_order(short)))

    for measure in ("coordination.copies", "coordination.groups"):
        assert ("unavailable", "nothing-to-compare", "cannot tell") == told(found[measure])


def test_without_a_single_reply_swarms_are_unavailable() -> None:
    crowd = chat()
    assert ("unavailable", "no-replies", "cannot tell") == told(answered(crowd)["coordination.swarms"])
    crowd.acts[100].to = crowd.acts[90]
    assert ("measured", None, "none") == told(answered(crowd)["coordination.swarms"])


def test_where_nobody_typed_a_word_nobodys_pace_is_known() -> None:
    rng = Random(2)
    shared = [
        Act(BEGINS + 300 * place, rng.randrange(40), f"Новость номер {place} и ничего больше", forwarded_from="Лента")
        for place in range(900)
    ]
    found = answered(Crowd("shared", 40, in_order(shared)))

    assert ("unavailable", "no-words", "cannot tell") == told(found["coordination.pace"])
    assert ("measured", None, "none") == told(found["coordination.copies"])


@pytest.mark.parametrize(("people", "strength"), [(3, "none"), (9, "none"), (10, "some"), (40, "some")])
def test_an_episode_of_a_few_is_context_one_of_many_some_sign(people: int, strength: Strength) -> None:
    answer = answered(chat(*together(TEXT, 1_000, *range(people), step=7)))["coordination.copies"]

    assert ("measured", None, strength) == told(answer)
    assert (1, people, 1_200 + people) == (answer.measure.count, answer.measure.inside, answer.measure.of)


def test_many_who_follow_each_other_are_one_act_of_mass_and_many_few_are_none() -> None:
    chain = answered(chat(*together(TEXT, 1_000, *range(40), step=100)))["coordination.copies"]
    few = [act for place in range(5) for act in together(TEXT, 1_000 + 4_000 * place, *range(4 * place, 4 * place + 4))]
    several = answered(chat(*few))["coordination.copies"]

    assert (1, "some") == (chain.measure.count, told(chain)[2])
    assert (5, "none") == (several.measure.count, told(several)[2])


def test_a_swarm_is_found_in_a_chat_that_is_not_used_to_crowds() -> None:
    crowd = chat(days=5, background=40)
    target = crowd.acts[1_500]
    answers = [Act(target.at + 20 + 9 * place, 60 + place, f"Ответ {place} своими словами", to=target)
               for place in range(24)]  # fmt: skip
    answer = answered(Crowd("swarm", 84, in_order([*crowd.acts, *answers])))["coordination.swarms"]

    assert ("measured", None, "some") == told(answer)
    assert (1, 24) == (answer.measure.count, answer.measure.inside)


def test_the_smallest_swarm_is_one_that_would_be_found() -> None:
    def of(size: int) -> Answer:
        crowd = chat(days=5, background=40)
        target = crowd.acts[1_500]
        replies = [Act(target.at + 20 + 9 * place, 60 + place, f"Ответ {place} своими словами", to=target)
                   for place in range(size)]  # fmt: skip
        return answered(Crowd("swarm", 84, in_order([*crowd.acts, *replies])))["coordination.swarms"]

    none = of(2)
    assert none.finding is not None
    smallest = none.finding.facts["smallest"]
    assert isinstance(smallest, int)
    assert 1 == of(smallest).measure.count
    assert 0 == of(smallest - 1).measure.count


@pytest.mark.parametrize("regime", ["clean", "small clean"])
def test_clean_chats_with_greetings_and_jokes_can_be_told(regime: str) -> None:
    found = [left(REGIMES[regime](seed)) for seed in range(5_000, 5_004)]

    assert [None] * 4 == [each.why for each in found]
    assert all(0 < each.messages < 0.08 * each.of for each in found)


def test_farms_cannot_be_told_where_a_chat_hides_them() -> None:
    from auditor.frames.inputs import texts_at
    from auditor.measure.methods.joint_acts import ChatInput
    from storage.columns import MessageColumns

    def input_of(name: str, frames: Frames) -> ChatInput:
        assert frames.texts is not None
        written = frames.messages
        number, at, person = (written[column].to_numpy(np.int64) for column in ("id", "at", "person"))
        texts = texts_at(frames.texts, written.index.to_numpy(np.int64))
        return ChatInput(name=name, people=np.unique(person), messages=MessageColumns(number, at, person, texts))

    plain = crowd_frames(chat(days=5, background=10))
    hiding = crowd_frames(chat(*slogans(30, 4, 25), people=60, days=5, background=10))
    clear = farms_searched([input_of("one", plain), input_of("two", msgspec.structs.replace(plain))], reshuffles=1)
    found = farms_searched([input_of("one", plain), input_of("two", hiding)], reshuffles=1)["farms.accounts"]

    assert ("measured", None, "none") == told(clear["farms.accounts"])
    assert "unavailable" == found.measure.outcome
    assert "cannot tell" == told(found)[2]
    assert found.finding is not None
    assert 108 == found.finding.facts["left_out"], "all but the few that came together by chance"
