"""Who waits where for what."""

from storage import askings, jobs
from storage.database import Database
from storage.jobs import Request
from tests.storage.installation import rows

AIGUL, ROOM, SUPERGROUP = 11, -100, -1_001_000
NOW = 1_800_000_000


async def test_a_button_asks_once_until_it_is_answered_and_then_anew(database: Database) -> None:
    first = await askings.request_of(database, AIGUL, 7)
    asked = await jobs.ask(database, Request("live", "name:square", AIGUL, AIGUL, first, "en"), now=NOW)
    assert first == await askings.request_of(database, AIGUL, 7)

    await jobs.answered(database, asked.asking)
    second = await askings.request_of(database, AIGUL, 7)
    assert (7, 7) == (first % askings.A_BUTTON, second % askings.A_BUTTON)
    assert first < second
    assert 8 == (await askings.request_of(database, AIGUL, 8)) % askings.A_BUTTON


async def test_who_waits_in_a_group_waits_on_in_the_supergroup_it_became(database: Database) -> None:
    asked = await jobs.ask(database, Request("live", "name:square", AIGUL, ROOM, 7, "en"), now=NOW)
    await jobs.shown(database, asked.asking, 70)
    await askings.moved(database, ROOM, SUPERGROUP)

    assert [(SUPERGROUP, None)] == rows(database, "SELECT room, message FROM askings")
