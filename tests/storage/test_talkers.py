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


async def asks(store: Store, asker: int, number: int = 1, *, now: int = NOW) -> int:
    """Somebody asks for a chat; the job's number."""
    request = Request("live", f"name:chat_{asker}_{number}", asker, asker, number, "en")
    return (await jobs.ask(store, request, now=now)).job


async def served(store: Store, asker: int, *, now: int = NOW) -> int:
    """Somebody asks for a chat and is answered."""
    job = await asks(store, asker, now=now)
    await jobs.end(store, job, "done", now=now)
    for asking, _ in await askings.unanswered(store):
        await askings.answered(store, asking.asking)
    return job


async def test_of_somebody_new_nothing_is_known_and_nothing_kept(store: Store) -> None:
    assert await talkers.find(store, AIGUL) == Talker(AIGUL, None, "")
    assert rows(store, "SELECT * FROM talkers") == []


async def test_a_language_and_a_role_do_not_disturb_one_another(store: Store) -> None:
    await talkers.speak(store, AIGUL, "kk", now=NOW)
    await talkers.grant(store, AIGUL, "trusted", now=NOW)
    await talkers.speak(store, AIGUL, "ru", now=NOW)

    assert await talkers.find(store, AIGUL) == Talker(AIGUL, "ru", "trusted")
    assert await talkers.granted(store) == [Talker(AIGUL, "ru", "trusted")]
    await talkers.grant(store, AIGUL, "", now=NOW)
    assert await talkers.granted(store) == []


async def test_a_chat_is_denied_under_any_of_its_names_until_it_is_allowed(store: Store) -> None:
    await talkers.deny_chat(store, "name:square", now=NOW)
    await talkers.deny_chat(store, "name:square", now=NOW + 1)

    assert await talkers.denied(store, ["channel:1", "name:square"])
    assert not await talkers.denied(store, ["channel:1", "name:market"])
    assert not await talkers.denied(store, [])
    assert await talkers.denied_chats(store) == ["name:square"]
    assert await talkers.allow_chat(store, "name:square")
    assert not await talkers.allow_chat(store, "name:square")
    assert not await talkers.denied(store, ["name:square"])


async def test_a_decision_is_noted_under_a_pseudonym_and_without_what_was_asked(store: Store) -> None:
    await talkers.decided(store, AIGUL, "audit", "closed", now=NOW)
    await talkers.decided(store, AIGUL, "audit", "allowed", now=NOW)

    pseudonym, today = Identities(store.key).asker(str(AIGUL)), NOW - NOW % DAY
    assert sorted(rows(store, "SELECT at, person, command, verdict FROM decisions")) == [
        (today, pseudonym, "audit", "allowed"), (today, pseudonym, "audit", "closed")
    ]  # fmt: skip
    assert pseudonym not in (AIGUL, Identities(store.key).person(str(AIGUL)))


async def test_who_was_served_is_let_go_after_thirty_days_with_the_job(store: Store) -> None:
    await talkers.speak(store, AIGUL, "ru", now=NOW)
    await served(store, AIGUL)

    assert await talkers.let_go(store, now=LATER - 1, decision_days=400) == 0
    assert await talkers.let_go(store, now=LATER, decision_days=400) == 2
    assert rows(store, "SELECT * FROM talkers") == []
    assert rows(store, "SELECT * FROM askings") == []
    assert rows(store, "SELECT * FROM jobs") == []


async def test_after_a_day_it_is_not_known_any_more_which_message_asked(store: Store) -> None:
    await served(store, AIGUL)
    await asks(store, TIMUR)
    await talkers.let_go(store, now=NOW + DAY - 1, decision_days=400)
    exact = "SELECT request > 0, message IS NOT NULL, asked_at % 86400 != 0 FROM askings ORDER BY asking"
    with contextlib.closing(sqlite3.connect(Path(store.home, "deadsouls.db"))) as connection, connection:
        connection.execute("UPDATE askings SET topic = 7")
    assert rows(store, exact)[0][::2] == (1, int(NOW % DAY != 0))
    await talkers.let_go(store, now=NOW + 2 * DAY, decision_days=400)
    assert rows(store, exact)[0] == (0, 0, 0)
    assert rows(store, "SELECT topic FROM askings ORDER BY asking") == [(None,), (7,)]
    assert rows(store, exact)[1][0] == 1, "who still waits is answered where they asked"
    assert rows(store, "SELECT asked_at % 86400, heartbeat FROM jobs WHERE state = 'done'") == [(0, None)]
    assert [each["state"] for each in (await talkers.held(store, AIGUL))["asked_for"]] == ["answered"]


async def test_who_asked_since_keeps_language_and_role(store: Store) -> None:
    await talkers.speak(store, AIGUL, "ru", now=NOW)
    await served(store, AIGUL, now=NOW + DAY)
    await talkers.let_go(store, now=LATER, decision_days=400)

    assert (await talkers.find(store, AIGUL)).language == "ru"
    await talkers.let_go(store, now=LATER + DAY, decision_days=400)
    assert (await talkers.find(store, AIGUL)).language is None


async def test_who_still_waits_is_not_let_go(store: Store) -> None:
    job = await asks(store, AIGUL)
    await talkers.let_go(store, now=LATER, decision_days=400)

    assert [line.job.job for line in await jobs.queue(store)] == [job]


@pytest.mark.parametrize("role", ["allowed", "trusted"])
async def test_a_grant_goes_thirty_days_after_it_was_last_of_use(store: Store, role: talkers.Role) -> None:
    await talkers.grant(store, AIGUL, role, now=NOW)

    assert await talkers.let_go(store, now=LATER, decision_days=400) == 1
    assert await talkers.find(store, AIGUL) == Talker(AIGUL)


async def test_a_denial_does_not_go_with_time(store: Store) -> None:
    await talkers.grant(store, AIGUL, "denied", now=NOW)
    await talkers.let_go(store, now=LATER * 2, decision_days=400)

    assert (await talkers.find(store, AIGUL)).role == "denied"


async def test_who_asks_to_be_forgotten_is_and_others_stay(store: Store) -> None:
    await talkers.speak(store, AIGUL, "ru", now=NOW)
    await talkers.speak(store, TIMUR, "kk", now=NOW)
    await served(store, AIGUL)
    await asks(store, TIMUR)

    assert await talkers.forget_talker(store, AIGUL, now=NOW) == 2
    assert await talkers.held(store, AIGUL) == {
        "language": None, "role": "", "audits_within_a_day_before_being_forgotten": 1, "asked_for": [], "watches": [],
    }  # fmt: skip
    assert len((await talkers.held(store, TIMUR))["asked_for"]) == 1
    assert (await talkers.find(store, TIMUR)).language == "kk"


async def test_a_denial_outlives_being_forgotten_and_protects_others(store: Store) -> None:
    await talkers.grant(store, AIGUL, "denied", now=NOW)
    await talkers.speak(store, AIGUL, "ru", now=NOW)
    await talkers.forget_talker(store, AIGUL, now=NOW)

    assert await talkers.find(store, AIGUL) == Talker(AIGUL, None, "denied")


async def test_one_is_told_what_is_held_about_them_as_somebody_who_talks(store: Store) -> None:
    await talkers.grant(store, AIGUL, "allowed", now=NOW)
    await asks(store, AIGUL)

    assert await talkers.held(store, AIGUL) == {
        "language": None,
        "role": "allowed",
        "audits_within_a_day_before_being_forgotten": 0,
        "asked_for": [{"at": NOW, "state": "open", "chat": f"chat_{AIGUL}_1"}],
        "watches": [],
    }


async def test_decisions_go_when_their_time_is_over(store: Store) -> None:
    await talkers.decided(store, AIGUL, "audit", "allowed", now=NOW)
    await talkers.decided(store, AIGUL, "audit", "allowed", now=NOW + DAY)

    await talkers.let_go(store, now=NOW + 60 * DAY, decision_days=60)
    assert [(NOW - NOW % DAY + DAY,)] == rows(store, "SELECT at FROM decisions")


async def test_it_can_be_counted_what_is_kept_of_those_who_talk(store: Store) -> None:
    await talkers.decided(store, AIGUL, "audit", "allowed", now=NOW)
    await talkers.decided(store, TIMUR, "audit", "denied", now=NOW + DAY)
    await talkers.grant(store, TIMUR, "denied", now=NOW)
    await talkers.speak(store, AIGUL, "ru", now=NOW)
    await asks(store, AIGUL)

    held = await holdings(store)
    assert (2, NOW - NOW % DAY) == (held.decisions, held.oldest_decision)
    assert (2, 1, 1) == (held.talkers, held.denied, held.requests)
