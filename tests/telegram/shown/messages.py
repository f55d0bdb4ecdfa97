"""What happened in a chat, as messages."""

from collections.abc import Callable
from typing import Any

from telethon.tl import types

from tests.telegram.shown.chats import peer
from tests.telegram.world import Room
from tests.worlds.world import THE_CHAT, Event, Part, Reaction

_ENTITIES = {
    "link": types.MessageEntityUrl,
    "mention": types.MessageEntityMention,
    "hashtag": types.MessageEntityHashtag,
    "email": types.MessageEntityEmail,
    "bold": types.MessageEntityBold,
    "italic": types.MessageEntityItalic,
    "code": types.MessageEntityCode,
    "phone": types.MessageEntityPhone,
    "bot_command": types.MessageEntityBotCommand,
}
_DOCUMENTS = {
    "sticker": ("image/webp", types.DocumentAttributeSticker("🙂", types.InputStickerSetEmpty())),
    "voice_message": ("audio/ogg", types.DocumentAttributeAudio(12, voice=True)),
    "video_file": ("video/mp4", types.DocumentAttributeVideo(30, 640, 360)),
    "animation": ("video/mp4", types.DocumentAttributeAnimated()),
}


def message(room: Room, event: Event) -> Any:
    """One element of a history."""
    if event.kind == "message":
        return _said(room, event)
    return types.MessageService(
        event.id,
        peer(room),
        event.at,
        from_id=author(room, event),
        post=room.is_channel or None,
        action=_action(room, event),
        reply_to=types.MessageReplyHeader(reply_to_msg_id=event.target) if event.target else None,
    )


def author(room: Room, event: Event) -> Any:
    """Who it is from: a person, a channel that somebody writes as, or the chat itself. Posts of a channel are from
    nobody."""
    if room.is_channel:
        return None if event.kind == "message" or event.actor == THE_CHAT else types.PeerUser(event.actor)
    if event.auto_forward_of is not None and room.chat.linked is not None:
        return types.PeerChannel(room.chat.linked)
    if event.sent_as is not None:
        return types.PeerChannel(event.sent_as)
    if event.actor == THE_CHAT or event.actor in room.chat.anonymous:
        return peer(room)
    return types.PeerUser(event.actor)


def people_in(room: Room, event: Event) -> set[int]:
    """The people that a message names, whose accounts come with the answer."""
    found = {reactor for reaction in event.reactions for reactor, _ in reaction.recent} | set(event.members)
    found |= {int(part.extra) for part in _parts(event) if part.type == "mention_name" and part.extra}
    if event.actor != THE_CHAT and event.actor not in room.chat.anonymous:
        found.add(event.actor)
    if event.kind == "join_by_link":
        found.add(room.chat.link_maker(event.actor))
    return found


def _said(room: Room, event: Event) -> Any:
    text, entities = _marked(event)
    reach = event.reach
    linked = room.chat.linked
    replies = None
    if reach is not None and linked is not None:
        replies = types.MessageReplies(reach.comments, 1, comments=True, channel_id=linked)
    return types.Message(
        event.id,
        peer(room),
        event.at,
        text,
        from_id=author(room, event),
        post=room.is_channel or None,
        fwd_from=_forwarded(room, event),
        reply_to=_reply(event),
        media=_media(event),
        entities=entities or None,
        edit_date=event.edited,
        views=None if reach is None else reach.views,
        forwards=None if reach is None else reach.forwards,
        replies=replies,
        reactions=_reactions(room, event.reactions) if event.reactions else None,
    )


def _parts(event: Event) -> list[Part]:
    return [part for part in event.text if isinstance(part, Part)]


def _marked(event: Event) -> tuple[str, list[Any]]:
    """The text, and its marked stretches counted in UTF-16 units, as Telegram does."""
    text, place, entities = "", 0, []
    for part in event.text:
        words = part if isinstance(part, str) else part.text
        length = len(words.encode("utf-16-le")) // 2
        if isinstance(part, Part):
            if part.type == "mention_name":
                entities.append(types.MessageEntityMentionName(place, length, int(part.extra or 0)))
            elif part.type == "text_link":
                entities.append(types.MessageEntityTextUrl(place, length, part.extra or ""))
            elif part.type in _ENTITIES:
                entities.append(_ENTITIES[part.type](place, length))
        text, place = text + words, place + length
    return text, entities


def _reply(event: Event) -> Any:
    if event.topic is not None:
        return types.MessageReplyHeader(
            forum_topic=True,
            reply_to_msg_id=event.target or event.topic,
            reply_to_top_id=event.topic if event.target else None,
        )
    return types.MessageReplyHeader(reply_to_msg_id=event.target) if event.target else None


def _forwarded(room: Room, event: Event) -> Any:
    if event.auto_forward_of is not None and room.chat.linked is not None:
        channel = types.PeerChannel(room.chat.linked)
        return types.MessageFwdHeader(
            event.at,
            from_id=channel,
            channel_post=event.auto_forward_of,
            saved_from_peer=channel,
            saved_from_msg_id=event.auto_forward_of,
        )
    return types.MessageFwdHeader(event.at, from_name=event.forwarded_from) if event.forwarded_from else None


def _media(event: Event) -> Any:
    if event.media is None:
        return None
    if event.media == "photo":
        size = types.PhotoSize("x", 800, 600, 60_000)
        return types.MessageMediaPhoto(photo=types.Photo(event.id, 1, b"", event.at, [size], 2))
    mime, attribute = _DOCUMENTS.get(event.media, ("application/octet-stream", types.DocumentAttributeFilename("file")))
    return types.MessageMediaDocument(document=types.Document(event.id, 1, b"", event.at, mime, 20_000, 2, [attribute]))


def _reactions(room: Room, reactions: tuple[Reaction, ...]) -> Any:
    recent = [
        types.MessagePeerReaction(types.PeerUser(person), at, types.ReactionEmoji(reaction.emoji))
        for reaction in reactions
        for person, at in reaction.recent[:3]
    ]
    results = [types.ReactionCount(types.ReactionEmoji(each.emoji), each.count) for each in reactions]
    if room.is_channel:
        return types.MessageReactions(results)
    return types.MessageReactions(results, can_see_list=True, recent_reactions=recent)


def _action(room: Room, event: Event) -> Any:
    return _ACTIONS[event.kind](room, event)


def _migrated(room: Room, _event: Event) -> Any:
    before = room.chat.ancestor
    return types.MessageActionChannelMigrateFrom(room.chat.title, before.id if before else 0)


_ACTIONS: dict[str, Callable[[Room, Event], Any]] = {
    "create_group": lambda room, event: types.MessageActionChatCreate(room.chat.title, list(event.members)),
    "create_channel": lambda room, _: types.MessageActionChannelCreate(room.chat.title),
    "migrate_to_supergroup": lambda room, _: types.MessageActionChatMigrateTo(room.chat.migrated_to),
    "migrate_from_group": _migrated,
    "invite_members": lambda _, event: types.MessageActionChatAddUser(list(event.members)),
    "join_by_link": lambda room, event: types.MessageActionChatJoinedByLink(room.chat.link_maker(event.actor)),
    "join_by_request": lambda *_: types.MessageActionChatJoinedByRequest(),
    "remove_members": lambda _, event: types.MessageActionChatDeleteUser(event.members[0]),
    "edit_title": lambda room, _: types.MessageActionChatEditTitle(room.chat.title),
    "create_topic": lambda _, event: types.MessageActionTopicCreate(_marked(event)[0], 0x6FB9F0),
    "pin_message": lambda *_: types.MessageActionPinMessage(),
}
