"""Which chat is meant: by what was typed, forwarded or shared, and by which key the queue knows it."""

from telegram import Message, MessageOriginChannel, MessageOriginChat

from auditor.collect.live.target import Target, live_target
from auditor.errors import UsageError
from storage.audited import chats
from storage.records import Chat

LONGEST = 256
"""No name or link of a chat is longer; anything longer is not looked at."""


def typed(text: str) -> Target:
    """The chat that was typed: @name, a link, an invite link or an id. Raises `UsageError`."""
    words = text[: LONGEST + 1].split()
    if not words or len(text) > LONGEST:
        raise UsageError("No chat was named.")
    target = live_target(words[0])
    if target is None:
        target = live_target(f"@{words[0]}")
    assert target is not None  # noqa: S101 - what begins with @ is a target or an error
    return target


def mentioned(text: str) -> Target:
    """The chat in a message that is no command: its only word, or its first @name or link. Raises `UsageError`."""
    words = text[: 4 * LONGEST].split()
    if len(words) == 1:
        return typed(words[0])
    for word in words:
        if word.startswith(("@", "tg://")) or "t.me/" in word:
            return typed(word)
    raise UsageError("No chat was named.")


def shown(message: Message) -> Target | None:
    """The chat that a message shows: shared by a button, or forwarded from. None where it shows none."""
    shared = message.chat_shared
    if shared is not None:
        return by_id_or_name(shared.chat_id, shared.username)
    origin = message.forward_origin
    if isinstance(origin, MessageOriginChannel):
        return by_id_or_name(origin.chat.id, origin.chat.username)
    if isinstance(origin, MessageOriginChat):
        return by_id_or_name(origin.sender_chat.id, origin.sender_chat.username)
    return None


def by_id_or_name(number: int, username: str | None) -> Target:
    """A chat as the Bot API names it."""
    if username:
        return Target("name", username.lower())
    target = live_target(str(number))
    assert target is not None  # noqa: S101 - an id of Telegram's is one
    return target


def key_of(target: Target) -> str:
    """By what the queue knows a target."""
    return f"{target.by}:{target.value}"


def of_key(key: str) -> Target:
    """The target of such a key."""
    by, _, value = key.partition(":")
    if by not in {"name", "invite", "id"}:
        raise UsageError("No chat was named.")
    return Target(by, value)  # type: ignore[arg-type]


def names_of(chat: Chat) -> list[str]:
    """By what a chat that is known may stand on the deny list."""
    return [chats.identity_of(chat), *([f"name:{chat.username}".lower()] if chat.username else [])]


def is_private(target: Target) -> bool:
    """Whether members alone can read it, as far as its name tells."""
    return target.by != "name"
