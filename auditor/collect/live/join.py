"""Joining a chat, on explicit demand alone, and leaving it again. The only writing this tool ever does."""

import asyncio
from typing import Any

from telethon import TelegramClient, errors
from telethon.tl import functions as f
from telethon.tl import types as t

from auditor.collect.live.place import Closed, Place
from auditor.errors import AuditParked, ChatUnreachable

ANSWER_WITHIN = 60

DECIDING_SECONDS = 1_800
"""Until it is worth looking whether somebody has let the account in."""


async def join(client: TelegramClient, where: Place | Closed) -> bool:
    """Becomes a member; False where the account was one. Raises `AuditParked` where an admin has still to agree."""
    request = (
        f.messages.ImportChatInviteRequest(where.invite)
        if isinstance(where, Closed)
        else f.channels.JoinChannelRequest(t.InputChannel(where.entity.id, where.entity.access_hash))
    )
    try:
        answer = await asyncio.wait_for(client(request), ANSWER_WITHIN)
    except errors.UserAlreadyParticipantError:
        return False
    except errors.InviteRequestSentError as error:
        raise AuditParked(
            "The admins of this chat were asked to let the reading account in."
            " Run the same command again once they have.",
            seconds=DECIDING_SECONDS,
            why="asked-to-join",
        ) from error
    except errors.ChannelsTooMuchError as error:
        raise ChatUnreachable("The reading account is in as many chats as Telegram allows; leave one first.") from error
    except errors.FloodWaitError as error:
        raise AuditParked(
            f"Telegram asks to wait {error.seconds} seconds before joining.", seconds=error.seconds
        ) from error
    except TimeoutError as error:
        raise AuditParked("Telegram did not answer; run the same command again.") from error
    except errors.RPCError as error:
        raise ChatUnreachable(f"Telegram does not let the reading account join: {error}") from error
    if isinstance(answer, t.messages.ChatInviteJoinResultWebView):
        raise AuditParked(
            "A guard bot stands before this chat: answer it in Telegram with the reading account,"
            " then run the same command again.",
            seconds=DECIDING_SECONDS,
            why="guard-bot",
        )
    return True


async def leave(client: TelegramClient, place: Place) -> None:
    """Leaves a chat that was joined for the audit."""
    request: Any = f.channels.LeaveChannelRequest(t.InputChannel(place.entity.id, place.entity.access_hash))
    if place.chat.kind == "basic-group":
        request = f.messages.DeleteChatUserRequest(place.entity.id, t.InputUserSelf())
    try:
        await asyncio.wait_for(client(request), ANSWER_WITHIN)
    except errors.UserNotParticipantError:
        return
