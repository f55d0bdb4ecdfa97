"""Whoever has the database, but not its key, finds no row of a chat by who asked the bot for what and when."""

import bisect
import contextlib
import random
import sqlite3
from pathlib import Path

from storage.audited import audits
from storage.companion import askings, jobs, talkers
from storage.companion.jobs import Request
from storage.companion.talkers import DAY
from storage.people.identities import Identities
from storage.records import Who
from storage.sqlite.database import migrations
from storage.store import Store
from tests.storage.chats_heard import BEGAN, CHAT, read, said
from tests.storage.installation import bytes_at_rest, rows

ROOM = -1_000_000_000_000 - (CHAT.telegram_id or 0)
ASKERS = [Who(str(7_000_000_000 + 13 * n), f"Asker {n}") for n in range(24)]
OTHERS = [Who(str(8_000_000_000 + n), f"Other {n}") for n in range(6)]
QUEUED = 40
"""Seconds from a request to the audit."""

BY_CHANCE = 5
"""Of 24 pairs drawn at random one is right on average, and more than five in one of 1,700."""


async def ask(store: Store, asker: Who, room: int, number: int, observation: int, *, now: int) -> None:
    """Somebody asks, is let, gets the audit and is answered."""
    who = int(asker.key or 0)
    await talkers.decided(store, who, "audit", "allowed", now=now)
    asked = await jobs.ask(store, Request("live", f"name:square_{number}", who, room, number, "en"), now=now)
    kept = await audits.save(
        store, chat_row=1, observation=observation, identity=f"audit {number}", arguments="{}", as_of=now,
        made_at=now + QUEUED, report=b"{}",
    )  # fmt: skip
    await jobs.end(store, asked.job, "done", now=now + QUEUED, audit=kept.row)
    await askings.answered(store, asked.asking)


def by_time(store: Store) -> dict[int, int]:
    """Of each request that rests, who wrote last before the audit it led to was made: asker to person."""
    wrote = rows(store, "SELECT at, person FROM messages ORDER BY at")
    led = rows(store, "SELECT asker, made_at FROM askings JOIN jobs USING (job) JOIN audits USING (audit)")
    times = [at for at, _ in wrote]
    return {asker: wrote[bisect.bisect_left(times, made_at - QUEUED + 1) - 1][1] for asker, made_at in led}


def by_order(store: Store, column: str, table: str, commands: list[int]) -> dict[int, int]:
    """Those who asked in the order of a table's numbers, beside those who wrote commands in theirs."""
    return dict(zip((row[0] for row in rows(store, f"SELECT {column} FROM {table} ORDER BY rowid")), commands,
                    strict=False))  # fmt: skip


async def test_askers_are_joined_to_rows_of_chats_no_more_often_than_by_chance(store: Store) -> None:
    generator = random.Random(5)
    moments = [round(1 + 200 * n + generator.uniform(0, 150)) / 86_400 for n in range(len(ASKERS))]
    written = [said(asker, moment) for asker, moment in zip(ASKERS, moments, strict=True)]
    between = [said(OTHERS[n % 6], (200 * (n % 24) + generator.uniform(160, 190)) / 86_400) for n in range(48)]
    chatter = list({message.id: message for message in between}.values())
    observation = (await read(store, 0.07, messages=[*chatter, *written])).audit.observation
    for number, (asker, message) in enumerate(zip(ASKERS, written, strict=True), 1):
        await ask(store, asker, ROOM, number, observation, now=message.at or 0)
    await ask(store, OTHERS[0], int(OTHERS[0].key or 0), 99, observation, now=BEGAN + 9_000)

    identities = Identities(store.key)
    commands = [identities.person(str(who.key)) for who in ASKERS]
    truth = {
        called: person
        for who, person in zip(ASKERS, commands, strict=True)
        for called in askings.called(identities, int(who.key or 0))
    }

    def joined(found: dict[int, int]) -> int:
        return sum(truth.get(asker) == person for asker, person in found.items())

    assert joined(by_time(store)) == joined(by_order(store, "asker", "askings", commands)) == len(ASKERS), (
        "the attack finds what is there until a day after the answer"
    )
    assert await talkers.let_go(store, now=BEGAN + 3 * DAY, decision_days=400) == len(ASKERS)
    assert joined(by_time(store)) == 0
    assert joined(by_order(store, "asker", "askings", commands)) == 0
    assert joined(by_order(store, "person", "decisions", commands)) <= BY_CHANCE
    assert len(rows(store, "SELECT * FROM decisions")) == len(ASKERS) + 1


async def test_who_asked_in_private_rests_under_a_pseudonym_that_the_key_knows(store: Store) -> None:
    observation = (await read(store, 1, messages=[said(OTHERS[0], 0.5)])).audit.observation
    asker = ASKERS[0]
    who = int(asker.key or 0)
    await ask(store, asker, who, 7, observation, now=BEGAN + DAY)
    (audit,) = (row[0] for row in rows(store, "SELECT audit FROM jobs"))
    await talkers.let_go(store, now=BEGAN + 2 * DAY + 1, decision_days=400)
    await store.leave_no_trace()

    assert rows(store, "SELECT asker, room, message FROM askings") == [(Identities(store.key).asker(str(who)), 0, None)]
    for number in (who.to_bytes(8, "big"), who.to_bytes(5, "big"), who.to_bytes(6, "big"), str(who).encode()):
        assert number not in bytes_at_rest(Path(store.home))
    assert await askings.asked_for(store, who, audit)
    latest = await askings.latest_of(store, who)
    assert latest is not None
    assert latest[1].audit == audit
    assert [each["state"] for each in (await talkers.held(store, who))["asked_for"]] == ["answered"]
    assert await talkers.forget_talker(store, who, now=BEGAN + 3 * DAY) == 1
    assert rows(store, "SELECT * FROM askings") == []


async def test_decisions_of_before_lose_their_order(store: Store) -> None:
    with contextlib.closing(sqlite3.connect(Path(store.home, "deadsouls.db"))) as old, old:
        noted = [(BEGAN, number, "audit", "allowed") for number in range(1, 41)]
        old.executemany("INSERT INTO decisions (at, person, command, verdict) VALUES (?, ?, ?, ?)", noted)
        old.executescript(next(script for script in migrations() if "UPDATE decisions" in script))
    kept = [row[0] for row in rows(store, "SELECT person FROM decisions ORDER BY decision")]
    assert kept != sorted(kept) == list(range(1, 41))
