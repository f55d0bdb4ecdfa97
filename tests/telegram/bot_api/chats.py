"""The chats and people of the world as the Bot API names and shows them, and where the bot itself is in."""

from typing import TYPE_CHECKING, Any

from tests.telegram.bot_api.faults import bad, forbidden
from tests.telegram.bot_api.shown import CHANNELS, Bot, api_id, kind_of, shown_account, shown_chat
from tests.telegram.world import INSIDE, LiveWorld, Room, Seat
from tests.worlds.live import Account, LiveChat, Standing

if TYPE_CHECKING:
    from tests.telegram.bot_api.person import Person

Where = Room | LiveChat | int | str
"""A chat as a test names it: itself, its bare id or its Bot API id, or its username."""

_STATUS = {
    "stranger": "left",
    "member": "member",
    "admin": "administrator",
    "creator": "creator",
    "banned": "kicked",
}

_RIGHTS = [
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
]

_FULL = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), True
    ),
}


class Chats:
    """The bot's view: whom it may speak to, and what it is told."""

    def __init__(self, world: LiveWorld, bot: Bot) -> None:
        self.world = world
        self.bot = bot
        self.people: dict[int, Person] = {}
        """Those that a test plays."""
        self.known: set[int] = set()
        """Chats that the bot was in once."""
        world.people[bot.id] = Account(bot.id, bot.first_name, username=bot.username, bot=True)

    def room(self, where: Where) -> Room:
        """The chat that a test means."""
        if isinstance(where, Room):
            return where
        if isinstance(where, LiveChat):
            return self.world.rooms[where.id]
        found = self.world.named(where.lstrip("@")) if isinstance(where, str) else self._by_id(where)
        assert isinstance(found, Room), f"{where} is no chat of this Telegram"
        return found

    def _by_id(self, told: int) -> Room | None:
        return self.world.rooms.get(told if told > 0 else -told - CHANNELS if told < -CHANNELS else -told)

    def told(self, told: str) -> "Room | Person":
        """The chat or person of a `chat_id` that the bot gave; raises what Telegram says."""
        if told.startswith("@"):
            found = self.world.named(told[1:])
            if isinstance(found, Room):
                return found
            raise bad("chat not found")
        if not told.lstrip("-").isdigit():
            raise bad("chat_id is empty" if not told else "chat not found")
        person = self.people.get(int(told))
        if person is not None:
            return person
        room = self._by_id(int(told)) if told.startswith("-") else None
        if room is None or api_id(room) != int(told) or not (room.chat.username or room.id in self.known):
            raise bad("chat not found")
        if room.chat.migrated_to is not None:
            raise bad(
                "group chat was upgraded to a supergroup chat", migrate_to_chat_id=-CHANNELS - room.chat.migrated_to
            )
        return room

    def entered(self, told: str) -> "Room | Person":
        """The same, if the bot may look into it."""
        where = self.told(told)
        if isinstance(where, Room) and self.standing(where, self.bot.id) not in INSIDE:
            banned = self.standing(where, self.bot.id) == "banned"
            how = "bot was kicked from" if banned else "bot is not a member of"
            raise forbidden(f"{how} the {kind_of(where)} chat")
        return where

    def writable(self, told: str) -> "Room | Person":
        """The same, if the bot may write there."""
        where = self.entered(told)
        if isinstance(where, Room):
            if where.is_channel and not self.bot_is_admin(where):
                raise bad("need administrator rights in the channel chat")
        elif where.has_blocked:
            raise forbidden("bot was blocked by the user")
        elif not where.has_started:
            raise forbidden("bot can't initiate conversation with a user")
        return where

    def standing(self, room: Room, person: int) -> Standing:
        """What somebody is in a chat: what was done with them while this runs, else what the world says."""
        seat, facts = room.seats.get(person), room.chat
        if seat is not None:
            return seat.standing
        if person == facts.creator:
            return "creator"
        if person in facts.admins:
            return "admin"
        return "member" if person in facts.members else "stranger"

    def seat(self, room: Room, person: int, standing: Standing) -> None:
        """Gives somebody another place in a chat; accounts that look see it too."""
        if standing == "stranger" and person not in room.chat.members:
            room.seats.pop(person, None)
        else:
            room.seats[person] = Seat(standing, room.chat.now)
        if person == self.bot.id:
            self.known.add(room.id)

    def changed(
        self, room: Room, person: int, standing: Standing, by: dict[str, Any] | None, at: int
    ) -> dict[str, Any]:
        """Gives somebody another place, and says what Telegram tells of that. Nobody named is the creator."""
        before = self.member(room, person)
        self.seat(room, person, standing)
        return {
            "chat": shown_chat(room),
            "from": by or self.user(room.chat.creator),
            "date": at,
            "old_chat_member": before,
            "new_chat_member": self.member(room, person),
        }

    def bot_is_admin(self, room: Room) -> bool:
        """Whether the bot is an admin there."""
        return self.standing(room, self.bot.id) in {"admin", "creator"}

    def count(self, room: Room) -> int:
        """How many members the chat has, those who came and went while this runs included."""
        inside = {person for person, seat in room.seats.items() if seat.standing in INSIDE}
        return (
            room.chat.count
            + len(inside - room.chat.members.keys())
            - len((room.seats.keys() - inside) & room.chat.members.keys())
        )

    def user(self, person: int) -> dict[str, Any] | None:
        """Somebody as a user; None where nobody has that id."""
        if person == self.bot.id:
            return self.bot.shown()
        played = self.people.get(person)
        account = self.world.people.get(person)
        return played.shown() if played is not None else None if account is None else shown_account(account)

    def member(self, room: Room, person: int) -> dict[str, Any]:
        """Somebody as a member of a chat; raises where nobody has that id."""
        user = self.user(person)
        if user is None:
            raise bad("user not found")
        status = _STATUS[self.standing(room, person)]
        said: dict[str, Any] = {"user": user, "status": status}
        match status:
            case "creator":
                said["is_anonymous"] = person in room.chat.anonymous
            case "kicked":
                said["until_date"] = 0
            case "administrator":
                said |= dict.fromkeys(_RIGHTS, True)
                said |= {"can_be_edited": False, "can_promote_members": False}
                said["is_anonymous"] = person in room.chat.anonymous
        return said

    def admins(self, room: Room) -> list[dict[str, Any]]:
        """Creator and admins. Other bots are not told of."""
        ids = dict.fromkeys([room.chat.creator, *room.chat.admins, *room.seats])
        found = [self.member(room, each) for each in ids if self.standing(room, each) in {"admin", "creator"}]
        return [each for each in found if not each["user"]["is_bot"] or each["user"]["id"] == self.bot.id]

    def full(self, where: "Room | Person") -> dict[str, Any]:
        """All that `getChat` tells."""
        if not isinstance(where, Room):
            return where.chat() | _FULL
        said = shown_chat(where) | _FULL
        facts = where.chat
        told = {
            "description": facts.about,
            "linked_chat_id": facts.linked and -CHANNELS - facts.linked,
            "join_by_request": facts.request_needed and facts.username is not None,
            "has_hidden_members": facts.participants_hidden and self.bot_is_admin(where),
            "has_visible_history": not facts.prehistory_hidden and self.bot_is_admin(where),
            "invite_link": f"https://t.me/+{facts.link_of(facts.creator)}" if self.bot_is_admin(where) else None,
        }
        return said | {name: value for name, value in told.items() if value}
