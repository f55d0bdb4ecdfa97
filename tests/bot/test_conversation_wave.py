"""`/wave`: to the admins of a flooded chat, and to nobody else, all the way over the wire."""

import contextlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from auditor.languages.spoken import LANGUAGES
from auditor.report.statements.wording import wording
from bot.telling import answers
from bot.watches import watch_answers
from tests.bot.running import EN, Running, companion
from tests.bot.square import SQUARE
from tests.telegram.bot_api.messages import Message
from tests.telegram.bot_api.person import Person
from tests.worlds.live.flooded import flooded_live

pytestmark = pytest.mark.asyncio(loop_scope="module")

FLOODED = flooded_live(11, usual=600, fakes=400)
CHAT = FLOODED.chat
NOT_THERE = answers.failure("unknown-audit", EN)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def flooded(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with companion(tmp_path_factory.mktemp("c"), [CHAT, SQUARE]) as running:
        running.api.make_admin(CHAT)
        await running.audited(CHAT)
        yield running


async def told(running: Running, person: Person) -> Message:
    person.says(f"/wave @{CHAT.username}")
    title = wording(person.language_code).measure_title("arrivals.wave_usual")
    return await running._shown(person, None, "the wave", lambda each: title in each.text)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_admin_is_told_how_large_it_is_and_what_is_known_of_it(flooded: Running, language: str) -> None:
    admin, words = flooded.person(language), wording(language)
    admin.becomes_admin(CHAT)
    said = await told(flooded, admin)

    for measure in ("arrivals.wave", "arrivals.wave_age", "arrivals.wave_gone"):
        assert words.measure_title(measure) in said.text
    assert words.misleads("arrivals.wave") in said.text
    assert all(str(number) not in said.text for number in FLOODED.fakes)


async def test_who_is_no_admin_is_told_the_same_as_of_a_chat_that_was_never_audited(flooded: Running) -> None:
    stranger = flooded.person()
    for chat in (CHAT, SQUARE):
        stranger.says(f"/wave @{chat.username}")
        await flooded.hears(stranger, NOT_THERE)


async def test_an_admin_whose_reading_account_is_none_is_told_so(flooded: Running) -> None:
    admin = flooded.person()
    admin.becomes_admin(CHAT)
    tap = admin.taps(await told(flooded, admin), EN.text("Ids for removal (CSV)"))

    assert await admin.notice(tap) == watch_answers.not_named("no-log", EN)
    assert admin.files == []


async def test_the_ids_go_to_that_admin_alone_and_rest_nowhere(flooded: Running) -> None:
    account = next(iter(flooded.telegram.world.operators.values()))
    room = flooded.telegram.world.rooms[CHAT.id]
    room.sit(account, "admin")
    admin = flooded.person()
    admin.becomes_admin(CHAT)
    tap = admin.taps(await told(flooded, admin), EN.text("Ids for removal (CSV)"))
    file = await flooded.gets_file(admin, "user_ids.csv")
    room.sit(account, "stranger")

    assert await admin.notice(tap) == ""
    head, *lines = file.data.decode().split()
    assert head == "user_id"
    ids = set(map(int, lines))
    here = FLOODED.fakes - FLOODED.gone
    assert len(ids & here) >= 0.95 * len(here)
    assert len(ids - FLOODED.fakes) <= 0.05 * len(ids)
    with contextlib.closing(sqlite3.connect(Path(flooded.companion.store.home, "deadsouls.db"))) as connection:
        kept = "\n".join(connection.iterdump())
    assert all(str(number) not in kept for number in ids)


async def test_who_is_no_admin_any_longer_gets_no_ids_by_an_old_button(flooded: Running) -> None:
    admin, stranger = flooded.person(), flooded.person()
    admin.becomes_admin(CHAT)
    said = await told(flooded, admin)
    admin.leaves(CHAT)
    taps = [admin.taps(said, EN.text("Ids for removal (CSV)")),
            stranger.forges_tap(said, said.now.buttons[0][0].data or "")]  # fmt: skip

    assert await admin.notice(taps[0]) == EN.text("There is no audit of this chat yet, or it is no longer kept.")
    assert await stranger.notice(taps[1]) == EN.text("There is no audit of this chat yet, or it is no longer kept.")
    assert admin.files == stranger.files == []


async def test_where_a_wave_leads_a_report_offers_it_to_the_admins_of_the_chat(flooded: Running) -> None:
    admin, stranger = flooded.person(), flooded.person()
    admin.becomes_admin(CHAT)
    label, title = EN.text("The wave (for admins of the chat)"), EN.measure_title("arrivals.wave_usual")
    said = {}
    for person in (admin, stranger):
        person.says(f"/report @{CHAT.username}")
        said[person.id] = await flooded._shown(person, None, "the report", lambda each: "came within" in each.text)
    admin.taps(said[admin.id], label)
    shown = await flooded._shown(
        admin, None, "the wave", lambda each: EN.text("Ids for removal (CSV)") in str(each.now.buttons)
    )
    refused = stranger.taps(said[stranger.id], label)

    assert title in shown.text
    assert await stranger.notice(refused) == EN.text("There is no audit of this chat yet, or it is no longer kept.")
