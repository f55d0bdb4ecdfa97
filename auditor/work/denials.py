"""Chats that the operator wants never to be audited, so that they stay denied under another name or as a supergroup."""

from storage.audited import chats
from storage.companion import talkers
from storage.records import Chat
from storage.store import Store


def names_of(chat: Chat) -> list[str]:
    """By what a chat that is known may stand on the deny list."""
    return [chats.identity_of(chat), *([f"name:{chat.username}".lower()] if chat.username else [])]


async def is_denied(store: Store, chat: Chat) -> bool:
    """Whether a chat is on the list."""
    return await talkers.denied(store, names_of(chat))


async def recognized(store: Store, chat: Chat, was: Chat | None, *, now: int) -> bool:
    """Whether a chat that is about to be read is denied: itself, or the basic group that it was. It is noted by its
    number then, whatever it was denied by."""
    known = [name for each in (chat, was) if each is not None for name in names_of(each)]
    if not await talkers.denied(store, known):
        return False
    await talkers.deny_chat(store, chats.identity_of(chat), now=now)
    return True
