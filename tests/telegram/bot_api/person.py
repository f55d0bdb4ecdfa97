"""Somebody who talks with the bot: what they do, and what they are shown."""

from itertools import count
from typing import TYPE_CHECKING, Any

from tests.telegram.bot_api.chats import Where
from tests.telegram.bot_api.files import StoredFile
from tests.telegram.bot_api.forwarded import of_person, of_room
from tests.telegram.bot_api.markup import read_plain
from tests.telegram.bot_api.messages import Content, Message, Tap, in_topic
from tests.telegram.bot_api.shown import api_id, shown_chat
from tests.telegram.world import Room
from tests.worlds.live import Account, Standing

if TYPE_CHECKING:
    from tests.telegram.bot_api.server import LocalBotApi

_TAPS = count(1)

GROUP_ANONYMOUS_BOT = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_BOT = {"id": 136_817_688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
"""Whom Telegram shows as the user of a message in the name of a group, and of a channel."""


class Person:
    """A person with Telegram in their hand. Made by `LocalBotApi.person`.

    What they do is queued for the bot at once, and returned as it was sent.
    """

    def __init__(self, api: "LocalBotApi", person_id: int, first_name: str, language_code: str) -> None:
        self.id, self.first_name, self.language_code = person_id, first_name, language_code
        self.username: str | None = None
        self.has_started = False
        """Whether they ever said something to the bot, which may not speak first."""
        self.has_blocked = False
        self._api = api
        self._seen = 0

    @property
    def messages(self) -> list[Message]:
        """What the bot shows them now, oldest first: edited in place, without what was deleted."""
        return [each for each in self._api.messages.of(self.id) if each.sender["id"] == self._api.bot.id]

    @property
    def files(self) -> list[StoredFile]:
        """The documents and photos among it."""
        return [each.file for each in self.messages if each.file is not None]

    def shown(self) -> dict[str, Any]:
        """They as a user."""
        said: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        said |= {"language_code": self.language_code} if self.language_code else {}
        return said | ({"username": self.username} if self.username else {})

    def chat(self) -> dict[str, Any]:
        """Their private chat with the bot."""
        named = {"username": self.username} if self.username else {}
        return {"id": self.id, "type": "private", "first_name": self.first_name} | named

    async def answer(self, saying: str = "", timeout: float = 120.0, in_room: Where | None = None) -> Message:  # noqa: ASYNC109
        """The next message that the bot sent or edited since they last did something, or since the last answer.

        Only messages that contain `saying` are meant; raises `TimeoutError`, saying what there was instead.
        """
        chat = self.id if in_room is None else api_id(self._api.chats.room(in_room))

        def next_one() -> Message | None:
            fresh = [
                each
                for each in self._api.messages.of(chat)
                if each.changed > self._seen and each.sender["id"] == self._api.bot.id and saying in each.text
            ]
            return min(fresh, key=lambda each: each.changed, default=None)

        try:
            await self._api.until(next_one, timeout)
        except TimeoutError:
            texts = [each.text for each in self.messages[-3:]]
            raise TimeoutError(f"the bot did not say {saying!r} to {self.first_name}; the last were {texts}") from None
        found = next_one()
        assert found is not None, "it was there"
        self._seen = found.changed
        return found

    async def notice(self, tap: Tap, timeout: float = 120.0) -> str:  # noqa: ASYNC109
        """What a tap was answered with; empty where only the clock stopped turning."""
        await self._api.until(lambda: tap.answers, timeout)
        return tap.answers[0].text

    def says(self, text: str, in_room: Where | None = None, *, topic: int = 0) -> Message:
        """Writes to the bot or in a chat, where the bot hears commands, mentions and replies, and as admin all; in a
        forum, in a topic."""
        plain, entities = read_plain(text)
        return self._sends(Content(plain, text, entities), in_room, **in_topic(topic))

    def says_as_the_chat(self, text: str, in_room: Where, channel: Where | None = None) -> Message:
        """Writes as an anonymous admin, or in the name of a channel. Telegram shows a user that stands for all."""
        plain, entities = read_plain(text)
        shown = GROUP_ANONYMOUS_BOT if channel is None else CHANNEL_BOT
        as_chat = shown_chat(self._api.chats.room(in_room if channel is None else channel))
        return self._sends(Content(plain, text, entities), in_room, shown_as=shown, sender_chat=as_chat)

    def sends_document(self, name: str, data: bytes, caption: str = "", in_room: Where | None = None) -> Message:
        """Sends a file, of any size."""
        text, entities = read_plain(caption)
        return self._sends(Content(text, caption, entities, self._api.files.keep("document", name, data)), in_room)

    def forwards_from(self, source: "Where | Person", text: str = "Forwarded", *, anonymous: bool = False) -> Message:
        """Forwards something to the bot. Of a channel it shows the channel; of a group only who wrote it, unless
        that was an anonymous admin."""
        api = self._api
        if isinstance(source, Person):
            origin = of_person(source.shown(), api.now())
        else:
            origin = of_room(api.chats, api.chats.room(source), api.now(), anonymous=anonymous)
        return self._sends(Content(text, text), forward_origin=origin)

    def shares_chat(self, request_id: int, room: Where) -> Message:
        """Chooses a chat after the button that asked for one under this id; such a button must have been shown."""
        asked = [
            button["request_chat"]
            for each in self.messages
            for row in (each.now.markup or {}).get("keyboard", [])
            for button in row
            if isinstance(button, dict) and button.get("request_chat", {}).get("request_id") == request_id
        ]
        assert asked, f"no button asks for a chat under {request_id}"
        where = self._api.chats.room(room)
        assert asked[-1]["chat_is_channel"] == where.is_channel, "such a chat is not offered for this button"
        shared: dict[str, Any] = {"request_id": request_id, "chat_id": api_id(where)}
        names = {"title": where.chat.title, "username": where.chat.username}
        wanted = {what: name for what, name in names.items() if name and asked[-1].get(f"request_{what}")}
        return self._sends(Content(), chat_shared=shared | wanted)

    def taps(self, message: Message, label_or_data: str) -> Tap:
        """Taps a button under a message, or one of the keyboard, which only says what stands on it."""
        assert not message.deleted, "what is gone cannot be tapped"
        button = message.button(label_or_data)
        if not message.now.is_inline:
            said = self.says(button.label)
            return Tap("", said, button.label, self._api.clock())
        assert button.data is not None, f"the button {button.label!r} opens {button.url}, and the bot hears nothing"
        return self.forges_tap(message, button.data)

    def forges_tap(self, message: Message, data: str) -> Tap:
        """Sends a tap with any data, as a changed client can, on any message."""
        self._acts()
        tap = Tap(f"{self.id}{next(_TAPS):06}", message, data, self._api.clock())
        self._api.taps[tap.id] = tap
        query = {"id": tap.id, "from": self.shown(), "message": message.shown(), "chat_instance": "1", "data": data}
        self._api.updates.push("callback_query", query)
        return tap

    def blocks_bot(self) -> bool:
        """Blocks the bot. Says whether it hears of it."""
        return self._blocked(True)

    def unblocks_bot(self) -> bool:
        """Lets it speak again."""
        return self._blocked(False)

    def joins(self, room: Where, *, by_link: bool = False) -> dict[str, Any]:
        """Comes into a chat. All changes of members are heard by a bot that is admin there and asked for them."""
        return self._becomes("member", room, self, by_link=by_link)

    def leaves(self, room: Where) -> dict[str, Any]:
        """Goes out of a chat."""
        return self._becomes("stranger", room, self)

    def is_added_by(self, other: "Person", room: Where) -> dict[str, Any]:
        """Is brought into a chat by somebody else."""
        return self._becomes("member", room, other)

    def is_removed_by(self, other: "Person", room: Where) -> dict[str, Any]:
        """Is thrown out of a chat."""
        return self._becomes("banned", room, other)

    def becomes_admin(self, room: Where, by: "Person | None" = None) -> dict[str, Any]:
        """Is made an admin, by the creator if nobody is named."""
        return self._becomes("admin", room, by)

    def _sends(
        self, content: Content, in_room: Where | None = None, *, shown_as: dict[str, Any] | None = None, **more: Any
    ) -> Message:
        self._acts()
        api = self._api
        if in_room is not None:
            room = api.chats.room(in_room)
            sent = api.messages.add(shown_chat(room), shown_as or self.shown(), api.now(), content, **more)
            if api.chats.bot_is_admin(room) or (self._in_with_bot(room) and self._means_bot(content)):
                api.updates.push("message", sent.shown())
            return sent
        if self.has_blocked:
            self.unblocks_bot()
        self.has_started = True
        sent = api.messages.add(self.chat(), self.shown(), api.now(), content, **more)
        api.updates.push("message", sent.shown())
        return sent

    def _acts(self) -> None:
        self._seen = self._api.messages.serial

    def _in_with_bot(self, room: Room) -> bool:
        return self._api.chats.standing(room, self._api.bot.id) == "member"

    def _means_bot(self, content: Content) -> bool:
        return content.text.startswith("/") or f"@{self._api.bot.username}" in content.text

    def _blocked(self, has_blocked: bool) -> bool:
        before, after = ("member", "kicked") if has_blocked else ("kicked", "member")
        self.has_blocked = has_blocked
        bot, until = self._api.bot.shown(), {"kicked": {"until_date": 0}}
        changed = {
            "chat": self.chat(),
            "from": self.shown(),
            "date": self._api.now(),
            "old_chat_member": {"user": bot, "status": before} | until.get(before, {}),
            "new_chat_member": {"user": bot, "status": after} | until.get(after, {}),
        }
        return self._api.updates.push("my_chat_member", changed)

    def _becomes(
        self, standing: Standing, room: Where, by: "Person | None", *, by_link: bool = False
    ) -> dict[str, Any]:
        chats, where = self._api.chats, self._api.chats.room(room)
        account = Account(self.id, self.first_name, username=self.username, last_seen="recently")
        chats.world.people.setdefault(self.id, account)
        changed = chats.changed(where, self.id, standing, None if by is None else by.shown(), self._api.now())
        if by_link:
            changed["invite_link"] = {
                "invite_link": f"https://t.me/+{where.chat.link_of(where.chat.creator)}",
                "creator": chats.user(where.chat.creator),
                "creates_join_request": where.chat.request_needed,
                "is_primary": True,
                "is_revoked": False,
            }
        if chats.bot_is_admin(where):
            self._api.updates.push("chat_member", changed)
        return changed
