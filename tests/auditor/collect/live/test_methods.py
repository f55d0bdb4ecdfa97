"""The collector sends no request outside its lists, and those that are not reading leave from two files alone."""

import ast
import dataclasses
from pathlib import Path

import pytest
from telethon.tl import alltlobjects, functions
from telethon.tl.tlobject import TLRequest

from auditor.collect.live import methods
from auditor.collect.live.session import Credentials, account
from auditor.collect.live.waits import Pace
from storage.opening import open_store
from tests.auditor.collect.live.live_audit import installation, read
from tests.telegram.server import LocalTelegram
from tests.worlds import live

ROOM = Path(methods.__file__).parent
REQUESTS = {
    known.__name__
    for known in alltlobjects.tlobjects.values()
    if issubclass(known, TLRequest) and known.__name__.endswith("Request")
}
"""The name of every request that Telethon knows."""

KNOWN = {request.__name__ for request in methods.READING | methods.CONNECTING}
MAY_JOIN = KNOWN | {request.__name__ for request in methods.JOINING}


def _requests_named_in(path: Path) -> set[str]:
    """Every class of a request that a file speaks of."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names & REQUESTS


def test_requests_that_write_are_named_in_join_alone_and_sign_in_in_the_session_alone() -> None:
    for path in ROOM.glob("*.py"):
        if path.name == "methods.py":
            continue
        named = _requests_named_in(path)
        allowed = {request.__name__ for request in methods.READING}
        if path.name == "join.py":
            allowed = {request.__name__ for request in methods.JOINING}
        assert named <= allowed, path.name


WRITING = (
    "send_message", "send_file", "send_read_acknowledge", "edit_message", "edit_permissions", "delete_messages",
    "forward_messages", "pin_message", "kick_participant", "action",
)  # fmt: skip


@pytest.mark.parametrize("helper", WRITING)
def test_none_of_telethons_own_ways_to_write_is_used(helper: str) -> None:
    for path in ROOM.glob("*.py"):
        calls = [node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        assert helper not in {call.attr for call in calls if isinstance(call, ast.Attribute)}


def test_reading_methods_get_resolve_and_check() -> None:
    for request in methods.READING:
        assert request.__name__.startswith(("Get", "Resolve", "Check"))


async def test_pace_lets_nothing_through_but_reading(tmp_path: Path) -> None:
    async with LocalTelegram([]) as telegram:
        session = telegram.session_file(tmp_path / "a.session")
        async with account(Credentials(1, "x", str(session))) as client:
            with pytest.raises(AssertionError, match="SendMessageRequest"):
                await Pace(client)(functions.messages.SendMessageRequest("me", "x"))
        assert telegram.counts["SendMessageRequest"] == 0


CHATS = {
    "a supergroup": lambda: live.dvk_live(3, 240, standing="stranger"),
    "a supergroup of one's own": lambda: live.dvk_live(3, 240, standing="creator"),
    "a basic group": lambda: live.basic_group_live(3),
    "a group that moved": lambda: live.migrated_live(3),
    "a channel": lambda: live.channel_live(3),
    "a channel of one's own": lambda: dataclasses.replace(live.channel_live(3), standing="creator"),
    "a forum": lambda: live.forum_live(3),
    "hidden members": lambda: live.hidden_members_live(3),
}


@pytest.mark.parametrize("where", CHATS)
async def test_only_reading_requests_arrive_at_telegram(tmp_path: Path, where: str) -> None:
    chat = CHATS[where]()
    async with LocalTelegram([chat]) as telegram, open_store(installation(tmp_path)) as store:
        await read(telegram, store, chat)
        assert set(telegram.log) <= KNOWN
        assert len(telegram.log) > 4


async def test_joining_and_leaving_are_sent_on_demand_and_nothing_else(tmp_path: Path) -> None:
    chat = live.private_live(3)
    async with LocalTelegram([chat]) as telegram, open_store(installation(tmp_path)) as store:
        await read(telegram, store, chat, may_join=True)
        assert set(telegram.log) <= MAY_JOIN
        assert telegram.counts["ImportChatInviteRequest"] == 1
        assert telegram.counts["LeaveChannelRequest"] == 1
