"""Quotes: the texts of those who are asked for, as the observation shows them, and as long as texts rest."""

from storage.audited.observations import Observation
from storage.audited.quotes import read_quotes
from storage.audited.retention import forget, retain
from storage.people.identities import Identities
from storage.store import Store
from tests.auditor.collect.chats import ASEL, BOLAT, DANA, DAY, NOW, said
from tests.storage.installation import take_in

STORY = [said(1, ASEL, "бір"), said(2, BOLAT, "екі"), said(2, DANA, "екінің екіншісі"), said(3, DANA, "үш")]


async def quoted(store: Store, observation: Observation, *wanted: tuple[int, int]) -> dict[int, str]:
    """The texts of these messages, each asked for as the writing of one person."""
    ids = Identities(store.key)
    return await read_quotes(store, observation, {number: frozenset({ids.person(str(who))}) for number, who in wanted})


async def test_a_text_is_quoted_of_whoever_it_was_asked_for(store: Store) -> None:
    observation, _ = await take_in(store, STORY)
    assert {1: "бір"} == await quoted(store, observation, (1, ASEL.id))
    assert {} == await quoted(store, observation, (1, BOLAT.id))
    assert {} == await quoted(store, observation)


async def test_an_id_that_came_twice_is_quoted_of_the_one_who_is_meant(store: Store) -> None:
    observation, _ = await take_in(store, STORY)
    assert {2: "екінің екіншісі"} == await quoted(store, observation, (2, DANA.id))
    assert {2: "екі"} == await quoted(store, observation, (2, BOLAT.id))


async def test_a_text_is_quoted_as_the_observation_shows_it(store: Store) -> None:
    first, _ = await take_in(store, STORY)
    later, _ = await take_in(store, [said(1, ASEL, "бір, түзетілген"), *STORY[1:]], now=NOW + DAY)
    assert {1: "бір"} == await quoted(store, first, (1, ASEL.id))
    assert {1: "бір, түзетілген"} == await quoted(store, later, (1, ASEL.id))


async def test_more_ids_than_fit_in_one_query_are_all_quoted(store: Store) -> None:
    observation, _ = await take_in(store, [said(number, ASEL, f"сөз {number}") for number in range(1, 1_200)])
    found = await quoted(store, observation, *((number, ASEL.id) for number in range(1, 1_200)))
    assert {number: f"сөз {number}" for number in range(1, 1_200)} == found


async def test_texts_that_went_and_people_who_went_are_quoted_no_more(store: Store) -> None:
    observation, _ = await take_in(store, STORY)
    await forget(store, str(DANA.id))
    assert {} == await quoted(store, observation, (3, DANA.id))
    await retain(store, now=NOW + 30 * DAY, text_days=30, row_days=400)
    assert {} == await quoted(store, observation, (1, ASEL.id))
