"""What may not change a finding, and what may not weaken one.

A bystander is somebody who writes already and takes no part. Their further messages change nobody who is found where
they are in words of their own, answer nobody, and fall on days on which nothing was copied and nobody drew a crowd.
"""

from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.frames.frames import Frames
from auditor.frames.inputs import DAY
from auditor.measure.spec import PEOPLE_KEYS, Answer, Finding
from tests.auditor.measure.crowd_frames import crowd_frames, number_of
from tests.auditor.measure.searched import coordination as searched
from tests.auditor.measure.test_coordination import OTHER, TEXT, chat, together
from tests.worlds.coordination import Act, Crowd
from tests.worlds.coordination.acts import BEGINS, in_order

THIRD = "Никто из нас не забудет того, что здесь произошло вчера"
SOME = settings(max_examples=15)
BYSTANDERS = st.integers(0, 59).filter(lambda who: who not in range(3, 15))


def crowd(**more: Any) -> Crowd:
    """Four who share two texts on the first two days, and a raid of five; five days, on the last two of which nothing
    happens."""
    acts = [
        *together(TEXT, 1_000, 3, 5, 7, 9),
        *together(OTHER, DAY + 5_000, 5, 7, 3, 9),
        *together(THIRD, 9_000, 10, 11, 12, 13, 14),
    ]
    return chat(*acts, days=5, background=25, **more)


def found(frames: Frames, person: dict[int, Any] | None = None) -> dict[str, Any]:
    """Rows and findings, people under the names of `person`, and without what is out of all messages."""
    answers = searched(frames, reshuffles=20)
    return {
        measure: (answer.measure.count, _rows(answer, person or {}), _without_all(answer.finding))
        for measure, answer in answers.items()
    }


def _without_all(finding: Finding | None) -> Finding | None:
    if finding is None:
        return None
    return msgspec.structs.replace(finding, facts={key: fact for key, fact in finding.facts.items() if key != "of"})


def _rows(answer: Answer, person: dict[int, Any]) -> list[dict[str, Any]]:
    named = []
    for row in answer.evidence:
        people = {
            key: [person.get(who, who) for who in told]
            if isinstance(told := row[key], list)
            else person.get(told, told)
            for key in PEOPLE_KEYS
            if key in row
        }
        named.append(row | people)
    return named


@pytest.fixture(scope="module")
def frames() -> Frames:
    return crowd_frames(crowd())


@SOME
@given(seed=st.integers(0, 2**32))
def test_renaming_people_changes_nothing(frames: Frames, seed: int) -> None:
    rng = np.random.default_rng(seed)
    people = frames.people.index.to_numpy()
    names = dict(zip(people.tolist(), (rng.permutation(len(people)) * 2 + 2).tolist(), strict=True))
    renamed = msgspec.structs.replace(
        frames,
        messages=frames.messages.assign(person=frames.messages["person"].map(names)),
        arrivals=frames.arrivals.assign(person=frames.arrivals["person"].map(names)),
        people=frames.people.rename(index=names).sort_index(),
    )

    assert found(frames, names) == found(renamed)


@SOME
@given(days=st.integers(-5_000, 5_000))
def test_another_calendar_changes_nothing_but_the_dates(frames: Frames, days: int) -> None:
    moved = msgspec.structs.replace(frames, messages=frames.messages.assign(at=frames.messages["at"] + days * DAY))
    back = {
        measure: (count, [row | {key: row[key] - days * DAY for key in ("start", "end")} for row in rows], finding)
        for measure, (count, rows, finding) in found(moved).items()
    }

    assert found(frames) == back


@SOME
@given(seed=st.integers(0, 2**32 - 1))
def test_the_order_of_rows_changes_nothing(frames: Frames, seed: int) -> None:
    shuffled = frames.messages.sample(frac=1, random_state=seed)

    assert found(frames) == found(msgspec.structs.replace(frames, messages=shuffled))


def test_a_quiet_member_changes_nothing() -> None:
    plain = crowd()
    with_another = Crowd(plain.seed, plain.people + 1, plain.acts)

    assert _numbered(plain) == _numbered(with_another)


@SOME
@given(st.lists(st.tuples(BYSTANDERS, st.integers(3 * DAY, 5 * DAY - 1)), min_size=1, max_size=20))
def test_messages_of_bystanders_on_other_days_change_nobody(more: list[tuple[int, int]]) -> None:
    plain = crowd()
    said = [
        Act(BEGINS + at, who, f"Своими словами{place} скажу{who} однажды{at}") for place, (who, at) in enumerate(more)
    ]
    # ids are places in the history, so what comes between moves them; and whoever writes more on other days may as well
    # have come on this one, so that expectations move a little. Everything else must stay.
    assert _unexpected(_numbered(plain)) == _unexpected(
        _numbered(Crowd(plain.seed, plain.people, in_order([*plain.acts, *said])))
    )


def _unexpected(found: dict[str, Any]) -> dict[str, Any]:
    """Without what chance is expected to give."""
    return {
        measure: (
            count,
            [{key: value for key, value in row.items() if key != "expected"} for row in rows],
            finding and {key: fact for key, fact in finding.facts.items() if key not in {"expected_pairs", "shuffled"}},
        )
        for measure, (count, rows, finding) in found.items()
    }


def _numbered(of: Crowd) -> dict[str, Any]:
    number = number_of(of)
    return {
        measure: (count, [{k: v for k, v in row.items() if k != "messages"} for row in rows], finding)
        for measure, (count, rows, finding) in found(crowd_frames(of), number).items()
    }


@SOME
@given(day=st.integers(2, 4), at=st.integers(0, DAY - 1_000), who=st.permutations([3, 5, 7, 9]))
def test_one_more_text_of_the_same_people_never_weakens_a_group(day: int, at: int, who: list[int]) -> None:
    plain = crowd()
    third = together("Ещё один общий текст для всех, кто умеет читать", day * DAY + at, *who)
    (before,), (after,) = (
        searched(crowd_frames(each), reshuffles=20)["coordination.groups"].evidence
        for each in (plain, Crowd(plain.seed, plain.people, in_order([*plain.acts, *third])))
    )

    assert after["met"] > before["met"]
    assert [3] * 6 == [acts for _, _, acts in after["edges"]]


@SOME
@given(late=st.integers(0, 240), who=st.integers(20, 59))
def test_one_more_copy_never_ends_an_episode(late: int, who: int) -> None:
    plain = crowd()
    more = Crowd(plain.seed, plain.people, in_order([*plain.acts, Act(BEGINS + 9_000 + late, who, THIRD)]))
    before, after = (
        next(row["count"] for row in searched(crowd_frames(each), reshuffles=1)["coordination.copies"].evidence
             if len(row["people"]) >= 5)
        for each in (plain, more)
    )  # fmt: skip

    assert after == before + 1
