"""One chat that was read in two ways is one chat."""

import numpy as np

from auditor.measure.methods.joint_acts import ArrivalsInput, ChatInput
from auditor.measure.methods.read_twice import read_twice
from storage.columns import MessageColumns

RNG = np.random.default_rng(1)
NUMBER = np.arange(1, 201) * 2
AT = 1_600_000_000 + np.sort(RNG.integers(0, 10 * 86_400, 200))
PERSON = RNG.integers(1, 40, 200) * 1_000


def reading(which: np.ndarray | slice = slice(None), *, numbers: int = 0, people: int = 40) -> ChatInput:
    """Some of the chat's messages, perhaps under other numbers, and so many people seen."""
    messages = MessageColumns(NUMBER[which] + numbers, AT[which], PERSON[which])
    return ChatInput(name="", people=np.arange(people), messages=messages)


def test_the_same_messages_under_another_identity_are_the_same_chat_and_the_fuller_reading_counts() -> None:
    assert read_twice([reading(), reading(people=50)]) == [1, 1]
    assert read_twice([reading(), reading()]) == [0, 0]


def test_an_earlier_reading_and_one_with_much_deleted_are_the_same_chat() -> None:
    earlier, thinned = reading(slice(120)), reading(np.arange(200)[::2])
    assert read_twice([earlier, thinned, reading()]) == [2, 2, 2]


def test_two_readings_that_overlap_for_some_days_only_are_the_same_chat() -> None:
    assert read_twice([reading(slice(110)), reading(slice(90, None))]) == [0, 0]


def test_who_posts_in_the_same_second_in_two_chats_writes_in_two_chats() -> None:
    assert read_twice([reading(), reading(numbers=1)]) == [0, 1]


def test_readings_of_other_times_are_not_compared() -> None:
    assert read_twice([reading(slice(100)), reading(slice(100, None))]) == [0, 1]


def test_service_messages_of_arrivals_tell_it_too_but_not_what_only_the_admin_log_has() -> None:
    def came(numbers: int) -> ChatInput:
        return ChatInput(name="", people=np.arange(40), arrivals=ArrivalsInput(NUMBER * numbers, AT, PERSON))

    assert read_twice([came(1), came(1)]) == [0, 0]
    assert read_twice([came(0), came(0)]) == [0, 1]


def test_a_few_acts_in_common_say_nothing() -> None:
    assert read_twice([reading(slice(4)), reading()]) == [0, 1]
    assert read_twice([reading(slice(6)), reading()]) == [1, 1]


def test_chats_without_messages_are_told_apart() -> None:
    nothing = ChatInput(name="", people=np.arange(40))
    assert read_twice([nothing, nothing, reading()]) == [0, 1, 2]
    assert read_twice([]) == []
