"""Which chat a message shows."""

from telegram import Message, MessageOriginChannel, MessageOriginChat

from auditor.collect.live.target import Target, by_id_or_name


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
