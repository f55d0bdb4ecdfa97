"""Joining a chat, on explicit demand alone, and leaving it again. The only writing this tool ever does."""

from typing import Any

from telethon.tl import functions as f
from telethon.tl import types as t

from auditor.collect.live.faults import Fault, attempt, error_of
from auditor.collect.live.place import Closed, Place
from auditor.collect.live.waits import Client
from auditor.errors import AuditParked, ChatUnreachable, SourceError

ANSWER_WITHIN = 60

DECIDING_SECONDS = 1_800
"""Until it is worth looking whether somebody has let the account in."""


async def join(client: Client, where: Place | Closed) -> bool:
    """Becomes a member; False where the account was one. Raises `AuditParked` where an admin has still to agree."""
    request = (
        f.messages.ImportChatInviteRequest(where.invite)
        if isinstance(where, Closed)
        else f.channels.JoinChannelRequest(t.InputChannel(where.peer.id, where.peer.access))
    )
    answer, fault = await attempt(client(request), ANSWER_WITHIN)
    if fault is not None:
        if fault.name == "USER_ALREADY_PARTICIPANT":
            return False
        raise _not_joined(fault)
    if isinstance(answer, t.messages.ChatInviteJoinResultWebView):
        raise AuditParked(
            "A guard bot stands before this chat: answer it in Telegram with the reading account,"
            " then run the same command again.",
            seconds=DECIDING_SECONDS,
            why="guard-bot",
        )
    return True


def _not_joined(fault: Fault) -> SourceError:
    if fault.name == "INVITE_REQUEST_SENT":
        return AuditParked(
            "The admins of this chat were asked to let the reading account in."
            " Run the same command again once they have.",
            seconds=DECIDING_SECONDS,
            why="asked-to-join",
        )
    if fault.name == "CHANNELS_TOO_MUCH":
        return ChatUnreachable("The reading account is in as many chats as Telegram allows; leave one first.")
    if fault.kind == "wait":
        return AuditParked("Telegram asks to wait {seconds} seconds before joining.", seconds=fault.seconds)
    if fault.kind == "refused":
        said = f": {fault.code} {fault.name}" if fault.name else f" ({fault.code})"
        return ChatUnreachable("Telegram does not let the reading account join{said}.", said=said)
    return error_of(fault)


async def leave(client: Client, place: Place) -> None:
    """Leaves a chat that was joined for the audit. Raises `SourceError` where that cannot be done now."""
    request: Any = f.channels.LeaveChannelRequest(t.InputChannel(place.peer.id, place.peer.access))
    if place.chat.kind == "basic-group":
        request = f.messages.DeleteChatUserRequest(place.peer.id, t.InputUserSelf())
    _, fault = await attempt(client(request), ANSWER_WITHIN)
    if fault is not None and fault.name != "USER_NOT_PARTICIPANT":
        raise error_of(fault)
