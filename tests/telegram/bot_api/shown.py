"""People and chats as the Bot API shows them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.telegram.world import Room
from tests.worlds.live import Account

if TYPE_CHECKING:
    from tests.telegram.bot_api.person import Person

CHANNELS = 10**12
"""Bot API ids of supergroups and channels are below minus this."""


@dataclass(frozen=True)
class Bot:
    """The bot, as BotFather made it."""

    id: int
    username: str = "dead_souls_bot"
    first_name: str = "Dead Souls"

    def shown(self) -> dict[str, Any]:
        """The bot as a user."""
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}


def api_id(room: Room) -> int:
    """The Bot API's id of a chat."""
    return -room.id if room.is_basic else -CHANNELS - room.id


def kind_of(room: Room) -> str:
    """The Bot API's name for the type of a chat, which also stands in its errors."""
    return {"basic_group": "group"}.get(room.chat.shape, room.chat.shape)


def shown_chat(room: Room) -> dict[str, Any]:
    """A chat as messages name it."""
    said: dict[str, Any] = {"id": api_id(room), "type": kind_of(room), "title": room.chat.title}
    if room.chat.username:
        said["username"] = room.chat.username
    if room.chat.forum:
        said["is_forum"] = True
    return said


def shown_account(account: Account) -> dict[str, Any]:
    """Somebody of the world, as the Bot API names them."""
    said: dict[str, Any] = {"id": account.id, "is_bot": account.bot, "first_name": account.first_name or ""}
    return said | {
        name: value for name in ("last_name", "username") if (value := getattr(account, name)) and not account.deleted
    }


def named(where: "Room | Person") -> dict[str, Any]:
    """A chat or person as messages name the place that they are in."""
    return shown_chat(where) if isinstance(where, Room) else where.chat()
