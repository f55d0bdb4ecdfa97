"""What the companion tells of its work, at its most talkative, holds nothing of anybody: no token, phone, session,
access hash, username, title, id or text."""

import asyncio
import logging
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from auditor.collect.live.session import _silent
from bot.__main__ import _ended, _log
from tests.bot.process import OPERATOR, Service, crowds, service, summaries
from tests.telegram.bot_api.person import Person
from tests.telegram.faults import Drop, Fault, RpcFault
from tests.telegram.world import access_hash
from tests.worlds.desktop_export import write_export
from tests.worlds.dvk import dvk_world
from tests.worlds.live import LiveChat, private_live

PATIENCE = 120.0
SAID = "Сколько здесь мёртвых душ?"


async def talk_of_all_kinds(running: Service, chats: list[LiveChat], export: bytes) -> list[Person]:
    """Audits, an upload, rights, buttons right and forged, mistakes, and failures on all sides."""
    api, person, other = running.api, running.api.person("Айгуль"), running.api.person("Bermet", "ky")
    person.username = "aigul_of_the_test"
    operator = api.person("Operator", id=OPERATOR)
    api.faults.add(Fault("sendMessage", 2, RpcFault(502, "Bad Gateway")))
    person.says("/start")
    person.says(f"/audit @{chats[0].username}")
    other.sends_document("result.json", export)
    await api.until(lambda: summaries(person) and summaries(other), PATIENCE)
    answer = summaries(person)[0]
    for label in ("page", "csv", "json", "unseen", "again"):
        person.forges_tap(answer, f"{label}:1")
    for data in ("page:99999999999", "join:1", "stop:1", "../../etc/passwd", "show:1:xx"):
        other.forges_tap(answer, data)
    public, private = f"@{chats[0].username}", f"https://t.me/+{chats[1].link_of(chats[1].creator)}"
    for said in ("/me", f"/me {public}", f"/report {public}", "/status", SAID, "/audit @nobody_is"):
        person.says(said)
    for said in (f"/audit {private}", "/audit " + "x" * 4_000):
        person.says(said)
    operator.says("/queue")
    operator.says(f"/deny {other.id}")
    operator.says(f"/audit {private}")
    other.says(f"/audit @{chats[0].username}")
    person.sends_document("secret.zip", b"PK\x03\x04 no archive")
    await asyncio.sleep(2)
    cut = Fault(None, None, Drop())
    running.telegram.faults.add(cut)
    running.telegram.drop_all_connections()
    api.faults.add(Fault("sendPhoto", None, RpcFault(500, "Internal Server Error")))
    await api.down()
    await asyncio.sleep(1.5)
    await api.up()
    api.storm(1)
    await asyncio.sleep(1.5)
    api.storm(None)
    running.telegram.faults.remove(cut)
    person.says("/forget")
    await api.until(lambda: _forgetting(person), PATIENCE)
    person.forges_tap(person.messages[-1], f"forget:{person.id}")
    await asyncio.sleep(1)
    return [person, other, operator]


def _forgetting(person: Person) -> bool:
    return any(
        (b.data or "").startswith("forget:") for each in person.messages for row in each.now.buttons for b in row
    )


def secrets_of(running: Service, chats: Iterable[LiveChat], people: Iterable[Person], session: str) -> set[str]:
    """All that must be nowhere."""
    found = {running.api.token, running.api.token.partition(":")[2], session, SAID, "no archive", "x" * 100}
    for operator in running.telegram.accounts.operators.values():
        found |= {operator.phone, str(operator.id)}
        found |= {str(access_hash(operator, chat.id)) for chat in chats}
        found |= {str(access_hash(operator, account)) for chat in chats for account in chat.accounts}
    for person in people:
        found |= {str(person.id), person.first_name, person.username or str(person.id)}
    for chat in chats:
        found |= {chat.title, str(chat.id), chat.username or chat.title, chat.link_of(chat.creator)}
        for account in chat.accounts.values():
            found |= {str(account.id), account.username or chat.title, account.phone or chat.title}
        found |= {part for event in chat.written for part in event.text if isinstance(part, str) and len(part) > 12}
    return found


async def test_nothing_of_anybody_is_logged(tmp_path: Path) -> None:
    chats = [crowds(1, people=(60,))[0], private_live(5, 60)]
    export = write_export(dvk_world(3, people=60, messages=200), tmp_path / "result.json").read_bytes()
    async with service(tmp_path, chats, accounts=2, log="debug", fresh_hours="0") as running:
        session = running.telegram.string_session(next(iter(running.telegram.accounts.operators)))
        running.told["DEADSOULS_SESSION"] = f"{session},{running.told['DEADSOULS_SESSION'].split(',')[1]}"
        await running.start()
        people = await talk_of_all_kinds(running, chats, export)
        await running.kill()
        await running.start()
        await asyncio.sleep(2)
        await running.stop()

        told = running.log.read_text(encoding="utf-8")
        assert "deadsouls.worker" in told
        assert "WARNING" in told
        hidden = secrets_of(running, chats, people, session)
        assert [each for each in hidden if each in told] == []
        assert len(hidden) > 500


async def test_a_token_that_telegram_does_not_know_is_not_repeated(tmp_path: Path) -> None:
    async with service(tmp_path, crowds(1, people=(60,)), accounts=1) as running:
        running.told["DEADSOULS_BOT_TOKEN"] = "7000000002:AAnobody-knows-this"
        await running.start()
        async with asyncio.timeout(PATIENCE):
            while running.reap():  # noqa: ASYNC110 - a process tells nobody that it ends
                await asyncio.sleep(0.05)

        told = running.log.read_text(encoding="utf-8")
        assert told == "deadsouls-bot: Telegram does not know DEADSOULS_BOT_TOKEN.\n"
        assert running.ended == [1]


def test_what_ends_the_service_is_told_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="invalid literal") as raised:
        int(SAID)
    _ended(raised.type, raised.value, raised.tb)

    told = capsys.readouterr().err
    assert "test_logs.py" in told
    assert told.endswith("\nValueError\n")
    assert SAID not in told


@pytest.mark.parametrize("library", ["telegram", "telethon", "httpx", "aiosqlite", "asyncio", "sqlalchemy", "any"])
def test_libraries_are_not_heard(
    library: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    ours, root = logging.getLogger("deadsouls"), logging.getLogger()
    before = ours.handlers[:], ours.propagate, ours.level, root.handlers[:]
    monkeypatch.setattr(root, "handlers", [])
    try:
        _log("debug")
        logging.getLogger(library).critical(SAID)
        _silent().getChild("network").critical(SAID)
        logging.getLogger("deadsouls.worker").debug("one of ours")
    finally:
        ours.handlers, ours.propagate, ours.level = before[0], before[1], before[2]
        logging.captureWarnings(False)

    assert re.fullmatch(r"[\d :,-]+ DEBUG deadsouls.worker one of ours\n", capsys.readouterr().err)
