"""Telegram that answers oddly: it ends in one sentence without anything that was read, or is read around and counted;
what is printed holds the truth; and once Telegram answers well again, the same command comes to the exact figures."""

import asyncio
import contextlib
import gc
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from auditor.collect.live.checks import account_checks
from auditor.collect.live.gaps import GAPS_ASKED
from auditor.collect.live.session import Credentials, account
from auditor.conductors.audit import measured
from auditor.conductors.measuring import Arguments
from auditor.errors import AnswerUnreadable, AuditParked, ChatUnreachable, SourceError, TelegramRefused
from auditor.report.report import AuditReport
from storage.opening import open_store
from storage.store import Store
from tests.auditor.collect.live.live_audit import QUICK, installation, kept, read
from tests.auditor.measure.truth import untruths
from tests.telegram.faults import (
    Another,
    Cut,
    Drop,
    Emptied,
    Fault,
    FloodWait,
    Garbled,
    HangUp,
    Newer,
    Repeated,
    Revoked,
    RpcFault,
    ServerError,
    Shaped,
    TurnedAway,
    What,
)
from tests.telegram.server import LocalTelegram
from tests.worlds import live

CHAT = live.dvk_live(3, 450, messages=500)
HISTORY, MEMBERS = "GetHistoryRequest", "GetParticipantsRequest"
PAGES = -(-len(CHAT.written) // 100) + -(-CHAT.count // 200)
"""That an undisturbed first reading asks for."""

REFUSED: dict[str, tuple[What, type[SourceError], str]] = {
    "400 CHANNEL_PRIVATE": (RpcFault(400, "CHANNEL_PRIVATE"), ChatUnreachable, "CHANNEL_PRIVATE"),
    "406 CHANNEL_PRIVATE": (RpcFault(406, "CHANNEL_PRIVATE"), ChatUnreachable, "CHANNEL_PRIVATE"),
    "FILE_REFERENCE_EXPIRED": (RpcFault(400, "FILE_REFERENCE_EXPIRED"), ChatUnreachable, "FILE_REFERENCE_EXPIRED"),
    "TAKEOUT_REQUIRED": (RpcFault(400, "TAKEOUT_REQUIRED"), ChatUnreachable, "TAKEOUT_REQUIRED"),
    "FROZEN_METHOD_INVALID": (RpcFault(420, "FROZEN_METHOD_INVALID"), ChatUnreachable, "frozen"),
    "an unknown 400": (RpcFault(400, "АЙГУЛЬ_77012345678_INVALID"), ChatUnreachable, "(400)"),
    "an unknown 406": (RpcFault(406, "SOMETHING_OF_TOMORROW"), ChatUnreachable, "(406)"),
    "an unknown 420": (RpcFault(420, "TOMORROW_WAIT"), ChatUnreachable, "(420)"),
    "UPDATE_APP_TO_LOGIN": (RpcFault(406, "UPDATE_APP_TO_LOGIN"), AnswerUnreadable, "newer"),
    "AUTH_KEY_DUPLICATED": (RpcFault(406, "AUTH_KEY_DUPLICATED"), TelegramRefused, "two places"),
    "USER_DEACTIVATED_BAN": (Revoked("USER_DEACTIVATED_BAN"), TelegramRefused, "deactivated"),
    "SESSION_REVOKED": (Revoked(), TelegramRefused, "deadsouls login"),
    "429 of the transport": (TurnedAway(), AuditParked, "429"),
    "500 for ever": (ServerError("АЙГУЛЬ"), AuditParked, "trouble"),
    "-503": (RpcFault(-503, "Timeout"), AuditParked, "trouble"),
    "short waits for ever": (FloodWait(1), AuditParked, "asked to wait 3 times"),
    "a wait of ten thousand years": (RpcFault(420, "FLOOD_WAIT_" + "9" * 30), AuditParked, "asks to wait"),
    "a cut connection for ever": (Drop(), AuditParked, "did not answer"),
    "newer than Telethon": (Newer(), AnswerUnreadable, "newer"),
    "cut answers": (Cut(), AnswerUnreadable, "Telegram"),
    "answers to another question": (Another(), AnswerUnreadable, "cannot be understood"),
    "containers of nothing": (Garbled(), AnswerUnreadable, "newer"),
    "containers of what is newer": (Garbled(newer=True), AnswerUnreadable, "newer"),
}  # fmt: skip

WHERE = ((MEMBERS, 2), (HISTORY, 3))
IN_BOTH = {
    "400 CHANNEL_PRIVATE", "SESSION_REVOKED", "short waits for ever", "a cut connection for ever",
    "newer than Telethon", "cut answers", "answers to another question",
}  # fmt: skip
"""One of each kind of end, and what a list alone is read around; the others come in one of the places."""

LASTING = [
    (odd, where) for number, odd in enumerate(REFUSED) for place, where in enumerate(WHERE)
    if odd in IN_BOTH or number % 2 == place
]  # fmt: skip


@pytest.fixture(autouse=True)
def told(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[list[str]]:
    """What a test says; nothing of the chat may be in it, nor in any log, nor on the screen."""
    sentences: list[str] = []
    loggers = [logging.getLogger(name) for name in ("telethon", "deadsouls", "deadsouls.telethon", "asyncio")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(caplog.handler)
        logger.setLevel(logging.DEBUG)
    yield sentences
    gc.collect()
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(caplog.handler)
        logger.setLevel(level)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("deadsouls.telethon")]
    screen = capfd.readouterr()
    everything = "\n".join([*sentences, *ours, screen.out, screen.err])
    assert "Traceback" not in everything
    secrets = [name for each in CHAT.accounts.values() for name in (each.first_name, each.username) if name]
    secrets += [text for event in CHAT.written for text in event.text if isinstance(text, str) and len(text) > 8]
    assert [each for each in {*secrets, "АЙГУЛЬ", "b'", "\\x"} if len(each) > 3 and each in everything] == []


@contextlib.asynccontextmanager
async def installed(folder: Path) -> AsyncIterator[tuple[LocalTelegram, Store]]:
    async with LocalTelegram([CHAT]) as telegram, open_store(installation(folder)) as store:
        yield telegram, store


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> AuditReport:
    async def go() -> AuditReport:
        async with installed(tmp_path_factory.mktemp("undisturbed")) as (telegram, store):
            return await report(telegram, store)

    return asyncio.run(go())


async def report(telegram: LocalTelegram, store: Store) -> AuditReport:
    observation = await read(telegram, store, CHAT)
    return (await measured(store, observation, Arguments(), now=CHAT.now)).report


def lies(found: AuditReport) -> object:
    """What is printed and is not the truth: neither what happened, nor what the whole history shows."""
    shown = live.live_truth(CHAT, shown_only=True)
    named = ("people.seen", "arrivals.unknown", "voices.writers", "voices.half_by", "voices.gini")
    return untruths(found.measures, {**live.live_truth(CHAT), **{name: shown[name] for name in named}})


def asked(telegram: LocalTelegram) -> int:
    return telegram.counts[HISTORY] + telegram.counts[MEMBERS]


def notes(found: AuditReport) -> dict[str, dict[str, object]]:
    return {note.id: dict(note.facts) for note in found.coverage.notes}


async def mended(telegram: LocalTelegram, store: Store, exact: AuditReport) -> None:
    """All is well again: the same command comes to what an undisturbed one found, and asks for fewer pages."""
    telegram.faults.clear()
    before = asked(telegram)
    again = await report(telegram, store)
    assert again.measures == exact.measures
    assert again.coverage == msgspec.structs.replace(exact.coverage)
    assert asked(telegram) - before < PAGES


@pytest.mark.parametrize(("odd", "where"), LASTING, ids=str)
async def test_what_goes_on_for_ever_ends_in_one_sentence_and_goes_on_once_it_is_over(
    tmp_path: Path, undisturbed: AuditReport, told: list[str], odd: str, where: tuple[str, int]
) -> None:
    (request_name, nth), (what, kind, said) = where, REFUSED[odd]
    async with installed(tmp_path) as (telegram, store):
        for each in range(nth, nth + 400):
            telegram.faults.add(Fault(request_name, each, what))
            if request_name == MEMBERS:  # of a list alone, what cannot be understood is passed over
                telegram.faults.add(Fault(HISTORY, each - nth + 1, what))
        # Telethon sleeps for two seconds after a 500; an answer that never comes need not be waited for so long
        pacing = msgspec.structs.replace(QUICK, answer_within=0.6 if isinstance(what, Garbled) else 5)
        with pytest.raises(SourceError) as stopped:
            await read(telegram, store, CHAT, pacing=pacing)
        sentence = str(stopped.value)
        told.append(sentence)
        assert isinstance(stopped.value, kind)
        assert said in sentence
        assert "\n" not in sentence
        assert "kept" in sentence
        assert stopped.value.__cause__ is None
        await mended(telegram, store, undisturbed)


ON_CONNECTING = (
    "an unknown 400", "FROZEN_METHOD_INVALID", "AUTH_KEY_DUPLICATED", "newer than Telethon", "cut answers",
    "answers to another question", "429 of the transport", "500 for ever", "a cut connection for ever",
)  # fmt: skip
FIRST = ("GetConfigRequest", "GetUsersRequest", "GetStateRequest", "GetDifferenceRequest")


@pytest.mark.parametrize("request_name", FIRST)
@pytest.mark.parametrize("odd", ON_CONNECTING)
async def test_on_connecting_too(tmp_path: Path, told: list[str], odd: str, request_name: str) -> None:
    what, _, _ = REFUSED[odd]
    async with LocalTelegram([CHAT]) as telegram:
        session = telegram.session_file(tmp_path / "a.session")
        telegram.faults.add(Fault(request_name, None, what))
        found = await account_checks(Credentials(1, "x", str(session)), None)
        told += [str(each.what) for each in found]
        with contextlib.suppress(SourceError):  # what is asked for later may be all that is odd
            async with account(Credentials(1, "x", str(session))):
                pass
        if odd == "newer than Telethon" and not all(each.ok for each in found):
            assert any(str(each.what).startswith("Layer:") for each in found)
        elif odd not in {"newer than Telethon", "cut answers"}:  # what lies behind a cut may look like a constructor
            assert not any(str(each.what).startswith("Layer:") for each in found)


async def test_a_connection_that_closes_behind_each_answer_is_read_through_or_parks(
    tmp_path: Path, undisturbed: AuditReport
) -> None:
    """Telethon loses an answer that it has not taken in when the connection closes."""
    async with installed(tmp_path) as (telegram, store):
        telegram.faults.add(Fault(HISTORY, None, HangUp()))
        telegram.faults.add(Fault(MEMBERS, None, HangUp()))
        with contextlib.suppress(AuditParked):
            assert (await report(telegram, store)).measures == undisturbed.measures
        await mended(telegram, store, undisturbed)


@pytest.mark.parametrize("what", [Newer(), Cut(), Another(), Emptied(), Repeated(), Garbled(newer=True)], ids=str)
@pytest.mark.parametrize(("request_name", "nth"), [(MEMBERS, 2), (HISTORY, 1), (HISTORY, 4)])
async def test_what_is_odd_once_changes_nothing(
    tmp_path: Path, undisturbed: AuditReport, what: What, request_name: str, nth: int
) -> None:
    async with installed(tmp_path) as (telegram, store):
        telegram.faults.add(Fault(request_name, nth, what))
        assert (await report(telegram, store)).measures == undisturbed.measures


UNREADABLE = {
    "one message": [len(CHAT.written) // 2],
    "the first message": [0],
    "the newest message": [len(CHAT.written) - 1],
    "twenty in a row": list(range(150, 170)),
    "one on every other page": list(range(0, len(CHAT.written), 190)),
    "the last hundred and thirty": list(range(len(CHAT.written) - 130, len(CHAT.written))),
}


@pytest.mark.parametrize("which", UNREADABLE)
async def test_around_messages_that_are_newer_than_telethon_the_history_is_read(
    tmp_path: Path, undisturbed: AuditReport, which: str
) -> None:
    ids = frozenset(CHAT.written[place].id for place in UNREADABLE[which])
    async with installed(tmp_path) as (telegram, store):
        telegram.faults.add(Fault(HISTORY, None, Newer(messages=ids)))
        found = await report(telegram, store)
        said = notes(found)
        assert len(CHAT.written) == said["history-missing"]["of"]
        assert len(ids) <= int(str(said["messages-unreadable"]["count"])) <= 2 * len(ids)
        assert found.coverage.history_complete is False
        assert lies(found) == {}
        await mended(telegram, store, undisturbed)


@pytest.mark.parametrize("how_many", [1, 7])
async def test_around_people_who_are_newer_than_telethon_list_and_history_are_read(
    tmp_path: Path, undisturbed: AuditReport, how_many: int
) -> None:
    people = frozenset(sorted(CHAT.members)[:how_many])
    async with installed(tmp_path) as (telegram, store):
        telegram.faults.add(Fault(MEMBERS, None, Newer(people=people)))
        telegram.faults.add(Fault(HISTORY, None, Newer(people=people)))
        found = await report(telegram, store)
        assert "list-unread" in notes(found)
        assert found.coverage.listing == "capped"
        assert lies(found) == {}
        await mended(telegram, store, undisturbed)


async def test_a_history_that_ends_before_telegrams_count_is_asked_again_and_is_not_whole(
    tmp_path: Path, undisturbed: AuditReport
) -> None:
    async with installed(tmp_path) as (telegram, store):
        for nth in range(3, 300):
            telegram.faults.add(Fault(HISTORY, nth, Emptied()))
        found = await report(telegram, store)
        assert 4 <= telegram.counts[HISTORY] <= 4 + GAPS_ASKED  # of 200 messages there are few jumps
        assert {"read": 200, "of": len(CHAT.written)} == notes(found)["history-missing"]
        assert found.coverage.history_complete is False
        assert lies(found) == {}
        await mended(telegram, store, undisturbed)


@pytest.mark.parametrize("request_name", [HISTORY, MEMBERS])
async def test_a_page_that_repeats_for_ever_ends_and_makes_nothing_whole(
    tmp_path: Path, undisturbed: AuditReport, request_name: str
) -> None:
    async with installed(tmp_path) as (telegram, store):
        for nth in range(2, 300):
            telegram.faults.add(Fault(request_name, nth, Repeated()))
        found = await report(telegram, store)
        assert telegram.counts[request_name] < 10
        assert (found.coverage.listing == "whole") == (request_name == HISTORY)
        assert found.coverage.history_complete == (request_name == MEMBERS)
        assert lies(found) == {}
        await mended(telegram, store, undisturbed)


def jumping(answer: Any) -> Any:
    """A page of history without the oldest seventy of its messages."""
    answer.messages = answer.messages[:-70]
    return answer


@pytest.mark.parametrize("nth", [1, 3])
async def test_a_page_that_jumps_ahead_is_asked_for_again(tmp_path: Path, undisturbed: AuditReport, nth: int) -> None:
    async with installed(tmp_path) as (telegram, store):
        telegram.faults.add(Fault(HISTORY, nth, Shaped(jumping)))
        found = await report(telegram, store)
        assert found.measures == undisturbed.measures
        await mended(telegram, store, undisturbed)


async def test_where_every_page_jumps_ahead_it_is_said_and_mended_later(
    tmp_path: Path, undisturbed: AuditReport
) -> None:
    async with installed(tmp_path) as (telegram, store):
        telegram.faults.add(Fault(HISTORY, None, Shaped(jumping)))
        found = await report(telegram, store)
        assert "history-missing" in notes(found)
        assert lies(found) == {}
        telegram.faults.clear()
        missing = [_missing(found)]
        while missing[-1]:
            missing.append(_missing(await report(telegram, store)))
            assert missing[-1] < missing[-2]
        await mended(telegram, store, undisturbed)


def _missing(found: AuditReport) -> int:
    note = notes(found).get("history-missing", {"of": 0, "read": 0})
    return int(str(note["of"])) - int(str(note["read"]))


async def test_a_wait_of_a_day_for_a_name_is_passed_by_with_the_id_that_is_known(
    tmp_path: Path, undisturbed: AuditReport
) -> None:
    async with installed(tmp_path) as (telegram, store):
        telegram.faults.add(Fault("ResolveUsernameRequest", None, FloodWait(74_263)))
        with pytest.raises(AuditParked, match="asks to wait"):
            await read(telegram, store, CHAT)
        telegram.faults.clear()
        await read(telegram, store, CHAT)
        telegram.faults.add(Fault("ResolveUsernameRequest", None, FloodWait(74_263)))
        assert (await report(telegram, store)).measures == undisturbed.measures


@pytest.mark.parametrize("what", [Newer(), Another()], ids=str)
async def test_doctor_tells_an_outdated_layer_from_other_faults(tmp_path: Path, what: What, told: list[str]) -> None:
    from auditor.collect.live.target import live_target

    async with LocalTelegram([CHAT]) as telegram:
        session = telegram.session_file(tmp_path / "a.session")
        telegram.faults.add(Fault(HISTORY, None, what))
        found = await account_checks(Credentials(1, "x", str(session)), live_target(f"@{CHAT.username}"))
        told += [str(each.what) for each in found]
        assert [str(each.what).startswith("Layer: Telegram answers in words") for each in found if not each.ok] == [
            isinstance(what, Newer)
        ]


def test_rows_are_the_same_whatever_came_between(tmp_path: Path) -> None:
    """Not figures alone: what rests after a hole was filled is what rests of an undisturbed reading."""

    async def go(folder: Path, *faults: Fault) -> dict[str, list[tuple[object, ...]]]:
        folder.mkdir()
        async with installed(folder) as (telegram, store):
            for fault in faults:
                telegram.faults.add(fault)
            await read(telegram, store, CHAT)
            telegram.faults.clear()
            await read(telegram, store, CHAT)
        return {name: [row[2:] for row in rows] for name, rows in kept(folder / "home").items() if name == "messages"}

    hole = Fault(HISTORY, None, Newer(messages=frozenset(event.id for event in CHAT.written[40:45])))
    before, after = asyncio.run(go(tmp_path / "a")), asyncio.run(go(tmp_path / "b", hole))
    assert len(before["messages"]) == len(after["messages"])
