"""Chats and their members as Telegram shows them."""

from typing import Any

from telethon.tl import types

from tests.telegram.world import Room, access_hash
from tests.worlds.live import Member, Operator

ALL_RIGHTS = types.ChatAdminRights(
    change_info=True,
    delete_messages=True,
    ban_users=True,
    invite_users=True,
    pin_messages=True,
    manage_call=True,
    other=True,
)


def peer(room: Room) -> Any:
    """The chat as a peer."""
    return types.PeerChat(room.id) if room.is_basic else types.PeerChannel(room.id)


def chat(room: Room, viewer: Operator) -> Any:
    """The chat as it comes in every answer; one that the viewer must not see is forbidden."""
    if room.is_basic:
        return _basic(room, viewer)
    if not room.may_read(viewer):
        return types.ChannelForbidden(
            room.id,
            access_hash(viewer, room.id),
            room.chat.title,
            broadcast=room.is_channel or None,
            megagroup=not room.is_channel or None,
        )
    inside = room.is_inside(viewer)
    return types.Channel(
        room.id,
        room.chat.title,
        types.ChatPhotoEmpty(),
        # to a member it is the day of joining, to everybody else that of the chat's making
        room.seats[viewer.id].since if inside else room.chat.begins,
        creator=room.standing(viewer) == "creator" or None,
        left=None if inside else True,
        broadcast=room.is_channel or None,
        megagroup=not room.is_channel or None,
        has_link=room.chat.linked is not None or None,
        join_request=room.chat.request_needed or None,
        forum=room.chat.forum or None,
        access_hash=access_hash(viewer, room.id),
        username=room.chat.username,
        admin_rights=_rights(room, viewer.id) if room.is_admin(viewer) else None,
        default_banned_rights=None if room.is_channel else types.ChatBannedRights(0),
        participants_count=None,
        restricted=room.chat.restriction is not None or None,
        restriction_reason=[types.RestrictionReason("all", "terms", room.chat.restriction)]
        if room.chat.restriction is not None
        else None,
    )


def _basic(room: Room, viewer: Operator) -> Any:
    if not room.is_inside(viewer):
        return types.ChatForbidden(room.id, room.chat.title)
    moved = room.chat.migrated_to
    return types.Chat(
        room.id,
        room.chat.title,
        types.ChatPhotoEmpty(),
        0 if moved else room.count,
        room.chat.begins,
        1,
        creator=room.standing(viewer) == "creator" or None,
        deactivated=moved is not None or None,
        migrated_to=None if moved is None else types.InputChannel(moved, access_hash(viewer, moved)),
        admin_rights=ALL_RIGHTS if room.is_admin(viewer) else None,
        default_banned_rights=types.ChatBannedRights(0),
    )


def neighbour(channel_id: int, title: str, viewer: Operator, now: int) -> Any:
    """A channel that is only seen as the author of something."""
    return types.Channel(
        channel_id,
        title,
        types.ChatPhotoEmpty(),
        now,
        left=True,
        broadcast=True,
        access_hash=access_hash(viewer, channel_id),
        username=f"channel{channel_id}",
    )


def _rights(room: Room, person: int) -> Any:
    if person in room.chat.anonymous:
        return types.ChatAdminRights(anonymous=True, invite_users=True, other=True)
    return ALL_RIGHTS


def participant(room: Room, person: int, viewer: Operator) -> Any:
    """A member of a supergroup or channel, as far as the list says: there is no inviter in it, but of oneself."""
    seat = room.seats.get(person)
    creator = room.chat.creator
    if person == creator or (seat is not None and seat.standing == "creator"):
        return types.ChannelParticipantCreator(person, ALL_RIGHTS)
    if seat is None:
        member = room.chat.members.get(person, Member(room.chat.begins))
        since, inviter = member.since, None
        is_admin = person in room.chat.admins
    else:
        since, inviter, is_admin = seat.since, seat.inviter or person, seat.standing == "admin"
    if is_admin:
        itself = person == viewer.id
        return types.ChannelParticipantAdmin(
            person,
            creator,
            since,
            _rights(room, person),
            is_self=itself or None,
            inviter_id=inviter if itself else None,
        )
    if person == viewer.id:
        return types.ChannelParticipantSelf(person, inviter, since)
    return types.ChannelParticipant(person, since)


def basic_participant(room: Room, person: int) -> Any:
    """A member of a basic group: here everybody's inviter is known."""
    seat = room.seats.get(person)
    if person == room.chat.creator or (seat is not None and seat.standing == "creator"):
        return types.ChatParticipantCreator(person)
    if seat is None:
        member = room.chat.members[person]
        since, inviter, is_admin = member.since, member.inviter or person, person in room.chat.admins
    else:
        since, inviter, is_admin = seat.since, seat.inviter or person, seat.standing == "admin"
    kind = types.ChatParticipantAdmin if is_admin else types.ChatParticipant
    return kind(person, inviter, since)
