"""Those who talk to the companion: what is kept of them, and how it goes again."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from storage.audited.retention import holdings
from storage.companion import askings, jobs, talkers
from storage.companion.jobs import Request
from storage.companion.talkers import DAY, KEPT_DAYS, Talker
from storage.people.identities import Identities
from storage.store import Store
from tests.storage.installation import rows

AIGUL, TIMUR = 5_000_000_011, 5_000_000_012
NOW = 1_800_000_000
LATER = NOW + KEPT_DAYS * DAY


async def asks(database: Store, asker: int, number: int = 1, *, now: int = NOW) -> int:
    """Somebody asks for a chat; the job's number."""
    request = Request("live", f"name:chat_{asker}_{number}", asker, asker, number, "en")
    return (await jobs.ask(database, request, now=now)).job


async def served(database: Store, asker: int, *, now: int = NOW) -> int:
    """Somebody asks for a chat and is answered."""
    job = await asks(database, asker, now=now)
    await jobs.end(database, job, "done", now=now)
    for asking, _ in await askings.unanswered(database):
        await askings.answered(database, asking.asking)
    return job


async def test_of_somebody_new_nothing_is_known_and_nothing_kept(database: Store) -> None:
    assert await talkers.find(database, AIGUL) == Talker(AIGUL, None, "")
    assert rows(database, "SELECT * FROM talkers") == []


async def test_a_language_and_a_role_do_not_disturb_one_another(database: Store) -> None:
    await talkers.speak(database, AIGUL, "kk", now=NOW)
    await talkers.grant(database, AIGUL, "trusted", now=NOW)
    await talkers.speak(database, AIGUL, "ru", now=NOW)

    assert await talkers.find(database, AIGUL) == Talker(AIGUL, "ru", "trusted")
    assert await talkers.granted(database) == [Talker(AIGUL, "ru", "trusted")]
    await talkers.grant(database, AIGUL, "", now=NOW)
    assert await talkers.granted(database) == []


async def test_a_chat_is_denied_under_any_of_its_names_until_it_is_allowed(database: Store) -> None:
    await talkers.deny_chat(database, "name:square", now=NOW)
    await talkers.deny_chat(database, "name:square", now=NOW + 1)

    assert await talkers.denied(database, ["channel:1", "name:square"])
    assert not await talkers.denied(database, ["channel:1", "name:market"])
    assert not await talkers.denied(database, [])
    assert await talkers.denied_chats(database) == ["name:square"]
    assert await talkers.allow_chat(database, "name:square")
    assert not await talkers.allow_chat(database, "name:square")
    assert not await talkers.denied(database, ["name:square"])


async def test_a_decision_is_noted_under_a_pseudonym_and_without_what_was_asked(database: Store) -> None:
    await talkers.decided(database, AIGUL, "audit", "closed", now=NOW)
    await talkers.decided(database, AIGUL, "audit", "allowed", now=NOW)

    pseudonym, today = Identities(database.key).asker(str(AIGUL)), NOW - NOW % DAY
    assert sorted(rows(database, "SELECT at, person, command, verdict FROM decisions")) == [
        (today, pseudonym, "audit", "allowed"), (today, pseudonym, "audit", "closed")
    ]  # fmt: skip
    assert pseudonym not in (AIGUL, Identities(database.key).person(str(AIGUL)))


async def test_who_was_served_is_let_go_after_thirty_days_with_the_job(database: Store) -> None:
    await talkers.speak(database, AIGUL, "ru", now=NOW)
    await served(database, AIGUL)

    assert await talkers.let_go(database, now=LATER - 1, decision_days=400) == 0
    assert await talkers.let_go(database, now=LATER, decision_days=400) == 2
    assert rows(database, "SELECT * FROM talkers") == []
    assert rows(database, "SELECT * FROM askings") == []
    assert rows(database, "SELECT * FROM jobs") == []


async def test_after_a_day_it_is_not_known_any_more_which_message_asked(database: Store) -> None:
    await served(database, AIGUL)
    await asks(database, TIMUR)
    await talkers.let_go(database, now=NOW + DAY - 1, decision_days=400)
    exact = "SELECT request > 0, message IS NOT NULL, asked_at % 86400 != 0 FROM askings ORDER BY asking"
    with contextlib.closing(sqlite3.connect(Path(database.home, "deadsouls.db"))) as connection, connection:
        connection.execute("UPDATE askings SET topic = 7")
    assert rows(database, exact)[0][::2] == (1, int(NOW % DAY != 0))
    await talkers.let_go(database, now=NOW + 2 * DAY, decision_days=400)
    assert rows(database, exact)[0] == (0, 0, 0)
    assert rows(database, "SELECT topic FROM askings ORDER BY asking") == [(None,), (7,)]
    assert rows(database, exact)[1][0] == 1, "who still waits is answered where they asked"
    assert rows(database, "SELECT asked_at % 86400, heartbeat FROM jobs WHERE state = 'done'") == [(0, None)]
    assert [each["state"] for each in (await talkers.held(database, AIGUL))["asked_for"]] == ["answered"]


async def test_who_asked_since_keeps_language_and_role(database: Store) -> None:
    await talkers.speak(database, AIGUL, "ru", now=NOW)
    await served(database, AIGUL, now=NOW + DAY)
    await talkers.let_go(database, now=LATER, decision_days=400)

    assert (await talkers.find(database, AIGUL)).language == "ru"
    await talkers.let_go(database, now=LATER + DAY, decision_days=400)
    assert (await talkers.find(database, AIGUL)).language is None


async def test_who_still_waits_is_not_let_go(database: Store) -> None:
    job = await asks(database, AIGUL)
    await talkers.let_go(database, now=LATER, decision_days=400)

    assert [line.job.job for line in await jobs.queue(database)] == [job]


@pytest.mark.parametrize("role", ["allowed", "trusted"])
async def test_a_grant_goes_thirty_days_after_it_was_last_of_use(database: Store, role: talkers.Role) -> None:
    await talkers.grant(database, AIGUL, role, now=NOW)

    assert await talkers.let_go(database, now=LATER, decision_days=400) == 1
    assert await talkers.find(database, AIGUL) == Talker(AIGUL)


async def test_a_denial_does_not_go_with_time(database: Store) -> None:
    await talkers.grant(database, AIGUL, "denied", now=NOW)
    await talkers.let_go(database, now=LATER * 2, decision_days=400)

    assert (await talkers.find(database, AIGUL)).role == "denied"


async def test_who_asks_to_be_forgotten_is_and_others_stay(database: Store) -> None:
    await talkers.speak(database, AIGUL, "ru", now=NOW)
    await talkers.speak(database, TIMUR, "kk", now=NOW)
    await served(database, AIGUL)
    await asks(database, TIMUR)

    assert await talkers.forget_talker(database, AIGUL, now=NOW) == 2
    assert await talkers.held(database, AIGUL) == {
        "language": None, "role": "", "audits_within_a_day_before_being_forgotten": 1, "asked_for": [], "watches": [],
    }  # fmt: skip
    assert len((await talkers.held(database, TIMUR))["asked_for"]) == 1
    assert (await talkers.find(database, TIMUR)).language == "kk"


async def test_a_denial_outlives_being_forgotten_and_protects_others(database: Store) -> None:
    await talkers.grant(database, AIGUL, "denied", now=NOW)
    await talkers.speak(database, AIGUL, "ru", now=NOW)
    await talkers.forget_talker(database, AIGUL, now=NOW)

    assert await talkers.find(database, AIGUL) == Talker(AIGUL, None, "denied")


async def test_one_is_told_what_is_held_about_them_as_somebody_who_talks(database: Store) -> None:
    await talkers.grant(database, AIGUL, "allowed", now=NOW)
    await asks(database, AIGUL)

    assert await talkers.held(database, AIGUL) == {
        "language": None,
        "role": "allowed",
        "audits_within_a_day_before_being_forgotten": 0,
        "asked_for": [{"at": NOW, "state": "open", "chat": f"chat_{AIGUL}_1"}],
        "watches": [],
    }


async def test_decisions_go_when_their_time_is_over(database: Store) -> None:
    await talkers.decided(database, AIGUL, "audit", "allowed", now=NOW)
    await talkers.decided(database, AIGUL, "audit", "allowed", now=NOW + DAY)

    await talkers.let_go(database, now=NOW + 60 * DAY, decision_days=60)
    assert [(NOW - NOW % DAY + DAY,)] == rows(database, "SELECT at FROM decisions")


async def test_it_can_be_counted_what_is_kept_of_those_who_talk(database: Store) -> None:
    await talkers.decided(database, AIGUL, "audit", "allowed", now=NOW)
    await talkers.decided(database, TIMUR, "audit", "denied", now=NOW + DAY)
    await talkers.grant(database, TIMUR, "denied", now=NOW)
    await talkers.speak(database, AIGUL, "ru", now=NOW)
    await asks(database, AIGUL)

    held = await holdings(database)
    assert (2, NOW - NOW % DAY) == (held.decisions, held.oldest_decision)
    assert (2, 1, 1) == (held.talkers, held.denied, held.requests)
