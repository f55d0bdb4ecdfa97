"""Each fault at each stage: the audit completes, or parks with one clear sentence and resumes to the same rows."""

import asyncio
import gc
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from auditor.errors import AuditParked, SourceError, TelegramRefused
from storage.opening import open_store
from tests.auditor.collect.live.live_audit import installation, kept, read
from tests.telegram.faults import Drop, Fault, FloodWait, Migrate, Revoked, ServerError, Silence, Slow, What
from tests.telegram.server import LocalTelegram
from tests.worlds.live import LiveChat, dvk_live, migrated_live

Rows = dict[str, list[tuple[object, ...]]]

CHATS = {
    "a supergroup": dvk_live(3, 240, standing="creator"),
    "a group that moved": migrated_live(3, standing="creator"),
}

Stage = tuple[str, str, int]
STAGES: tuple[Stage, ...] = (
    ("a supergroup", "ResolveUsernameRequest", 1),
    ("a group that moved", "CheckChatInviteRequest", 1),
    ("a supergroup", "GetFullChannelRequest", 1),
    ("a supergroup", "GetParticipantsRequest", 1),
    ("a supergroup", "GetParticipantsRequest", 2),
    ("a supergroup", "GetHistoryRequest", 1),
    ("a supergroup", "GetHistoryRequest", 5),
    ("a group that moved", "GetHistoryRequest", 3),
    ("a supergroup", "GetAdminLogRequest", 1),
    ("a supergroup", "GetAdminsWithInvitesRequest", 1),
    ("a supergroup", "GetExportedChatInvitesRequest", 1),
    ("a supergroup", "GetChatInviteImportersRequest", 1),
)
SLOWLY = Fault("GetHistoryRequest", None, Slow(0.05))
PASSING: dict[str, What] = {
    "a wait that is short": FloodWait(1),
    "a wait for those who do not pay": FloodWait(1, premium=True),
    "a slow answer": Slow(0.3),
    "silence": Silence(),
    "a dropped connection": Drop(),
    "an internal error": ServerError(),
    "a slow answer beyond the time limit": Slow(2.5),
}
STAYING: dict[str, What] = {
    "a long wait": FloodWait(900),
    "an internal error": ServerError(),
    "a dropped connection": Drop(),
    "an ended session": Revoked(),
}


def spread(faults: Iterable[str], every: int) -> list[tuple[Stage, str]]:
    """One in `every` pairs of a stage and a fault, so that each stage meets some faults and each fault some stages:
    what is done about a fault does not know the stage, and how a stage goes on does not know the fault."""
    numbered = list(enumerate(faults))
    return [
        (stage, name) for place, stage in enumerate(STAGES) for number, name in numbered if not (place + number) % every
    ]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    return {name: asyncio.run(_read(tmp_path_factory.mktemp("undisturbed"), chat, [])) for name, chat in CHATS.items()}


async def _read(folder: Path, chat: LiveChat, faults: list[Fault]) -> Rows:
    home = installation(folder)
    async with LocalTelegram([chat], faults=faults) as telegram, open_store(home) as store:
        await read(telegram, store, chat)
    return kept(home)


@pytest.mark.parametrize(("stage", "fault"), spread(PASSING, 3), ids=str)
async def test_a_fault_that_passes_changes_nothing(
    tmp_path: Path, undisturbed: dict[str, Rows], stage: Stage, fault: str
) -> None:
    where, request_name, nth = stage
    assert await _read(tmp_path, CHATS[where], [Fault(request_name, nth, PASSING[fault])]) == undisturbed[where]


@pytest.mark.parametrize(("stage", "fault"), spread(STAYING, 2), ids=str)
async def test_a_fault_that_stays_parks_the_audit_which_then_goes_on(
    tmp_path: Path, undisturbed: dict[str, Rows], stage: Stage, fault: str
) -> None:
    where, request_name, nth = stage
    home = installation(tmp_path)
    lasting = [Fault(request_name, call, STAYING[fault]) for call in range(nth, nth + 300)]
    async with LocalTelegram([CHATS[where]], faults=lasting) as telegram, open_store(home) as store:
        with pytest.raises(SourceError) as stopped:
            await read(telegram, store, CHATS[where])
        assert isinstance(stopped.value, TelegramRefused if isinstance(STAYING[fault], Revoked) else AuditParked)
        sentence = str(stopped.value)
        assert sentence.endswith((".", "login"))
        assert "\n" not in sentence
        assert kept(home)["coverage"] == []
        telegram.faults.clear()
        await read(telegram, store, CHATS[where])
    assert kept(home) == undisturbed[where]


async def test_a_network_that_is_gone_altogether_parks_the_audit_which_then_goes_on(
    tmp_path: Path, undisturbed: dict[str, Rows]
) -> None:
    chat, home = CHATS["a supergroup"], installation(tmp_path)

    async def fails(telegram: LocalTelegram) -> None:
        while telegram.counts["GetHistoryRequest"] < 3:  # noqa: ASYNC110 - a server tells of no request
            await asyncio.sleep(0.001)
        telegram.faults.add(Fault(None, None, Drop()))
        telegram.drop_all_connections()

    async with LocalTelegram([chat], faults=[SLOWLY]) as telegram, open_store(home) as store:
        failing = asyncio.create_task(fails(telegram))
        with pytest.raises(AuditParked, match="did not answer"):
            await read(telegram, store, chat)
        await failing
        telegram.faults.clear()
        await read(telegram, store, chat)
    gc.collect()  # what Telethon left unretrieved is told of here, and not in the midst of another test
    assert kept(home) == undisturbed["a supergroup"]


async def test_a_wait_is_kept_to_the_second(tmp_path: Path) -> None:
    chat = CHATS["a group that moved"]
    faults = [Fault("GetHistoryRequest", 2, FloodWait(2))]
    home = installation(tmp_path)
    async with LocalTelegram([chat], faults=faults) as telegram, open_store(home) as store:
        began = time.monotonic()
        await read(telegram, store, chat)
        assert time.monotonic() - began >= 2
        assert telegram.counts["GetHistoryRequest"] == 6  # five pages, one of them asked for twice


@pytest.mark.parametrize("what", ["USER", "NETWORK"])
async def test_an_account_that_lives_elsewhere_is_told_to_sign_in_again(tmp_path: Path, what: str) -> None:
    chat = CHATS["a supergroup"]
    faults = [Fault("GetHistoryRequest", 2, Migrate(2, what))]
    home = installation(tmp_path)
    async with LocalTelegram([chat], faults=faults) as telegram, open_store(home) as store:
        with pytest.raises(TelegramRefused, match="deadsouls login"):
            await read(telegram, store, chat)
