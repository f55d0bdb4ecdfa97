"""What was said and shown, with every edit, and the taps on buttons."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.telegram.bot_api.files import StoredFile
from tests.telegram.bot_api.markup import Entities


class Button(NamedTuple):
    """A button under a message. `asks_for` is the request id of one that asks for a chat."""

    label: str
    data: str | None = None
    url: str | None = None
    asks_for: int | None = None


@dataclass(frozen=True)
class Content:
    """What a message shows at one time. `raw` is the text as the bot sent it, with its tags."""

    text: str = ""
    raw: str = ""
    entities: Entities = ()
    file: StoredFile | None = None
    markup: Mapping[str, Any] | None = None
    """The inline keyboard, or whatever else was sent with the message."""

    @property
    def is_inline(self) -> bool:
        """Whether the buttons are under the message, and not in place of the person's keyboard."""
        return self.markup is not None and "inline_keyboard" in self.markup

    @property
    def buttons(self) -> list[list[Button]]:
        """The buttons, row by row."""
        markup = self.markup or {}
        rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
        return [[_button(each) for each in row] for row in rows]


def _button(told: Any) -> Button:
    if isinstance(told, str):
        return Button(told)
    asks = told.get("request_chat")
    return Button(told["text"], told.get("callback_data"), told.get("url"), asks and asks["request_id"])


@dataclass(eq=False)
class Message:
    """A message, edited in place: `contents` holds what it showed before, and last what it shows now.

    `changed` grows with every change of any message; `more` are fields that only some messages have.
    """

    id: int
    chat: dict[str, Any]
    sender: dict[str, Any]
    at: int
    contents: list[Content]
    more: dict[str, Any] = field(default_factory=dict)
    edited_at: int | None = None
    deleted: bool = False
    changed: int = 0

    @property
    def now(self) -> Content:
        """What it shows now."""
        return self.contents[-1]

    @property
    def text(self) -> str:
        """The text or caption, plain."""
        return self.now.text

    @property
    def html(self) -> str:
        """The text or caption as the bot sent it."""
        return self.now.raw

    @property
    def file(self) -> StoredFile | None:
        """The document or photo."""
        return self.now.file

    @property
    def data(self) -> bytes:
        """What is in the document or photo."""
        assert self.now.file is not None, f"message {self.id} has no file"
        return self.now.file.data

    @property
    def labels(self) -> list[list[str]]:
        """What stands on the buttons, row by row."""
        return [[each.label for each in row] for row in self.now.buttons]

    def button(self, label_or_data: str) -> Button:
        """The button with this label or data."""
        each = [button for row in self.now.buttons for button in row]
        for button in each:
            if label_or_data in {button.label, button.data}:
                return button
        raise LookupError(f"no button {label_or_data!r} among {[button.label for button in each]}")

    def shown(self) -> dict[str, Any]:
        """The message as the Bot API tells of it."""
        said: dict[str, Any] = {"message_id": self.id, "date": self.at, "chat": self.chat, "from": self.sender}
        said |= self.more
        text, entities = ("text", "entities") if self.file is None else ("caption", "caption_entities")
        if self.text:
            said[text] = self.text
        if self.now.entities:
            said[entities] = list(self.now.entities)
        if self.file is not None:
            said[self.file.kind] = self.file.shown()
        if self.now.is_inline:
            said["reply_markup"] = self.now.markup
        if self.edited_at is not None:
            said["edit_date"] = self.edited_at
        return said


def topic_of(message: Message) -> int:
    """The topic of a forum that a message is in; 0 for General, and for what is no forum."""
    return int(message.more.get("message_thread_id", 0)) if message.more.get("is_topic_message") else 0


def in_topic(topic: int) -> dict[str, Any]:
    """How a message says in which topic it is."""
    return {"message_thread_id": topic, "is_topic_message": True} if topic else {}


class Messages:
    """All messages by chat and id. Ids are unique here over all chats."""

    def __init__(self) -> None:
        self._kept: dict[int, dict[int, Message]] = {}
        self._ids = itertools.count(1)
        self.closed_topics: set[tuple[int, int]] = set()
        """Topics of forums, by chat and number, in which nobody but admins writes; 0 is General."""
        self.deleted_topics: set[tuple[int, int]] = set()
        self.serial = 0
        """The number of the last change of any message."""

    def add(self, chat: dict[str, Any], sender: dict[str, Any], at: int, content: Content, **more: Any) -> Message:
        """A new message."""
        message = Message(next(self._ids), chat, sender, at, [content], more)
        self._kept.setdefault(chat["id"], {})[message.id] = message
        self._touch(message)
        return message

    def edit(self, message: Message, content: Content, at: int) -> None:
        """The message shows something else from now on."""
        message.contents.append(content)
        message.edited_at = at
        self._touch(message)

    def delete(self, message: Message) -> None:
        """The message is gone from the chat; whoever holds it sees so."""
        del self._kept[message.chat["id"]][message.id]
        message.deleted = True
        self._touch(message)

    def find(self, chat_id: int, message_id: int) -> Message | None:
        """The message, if it is there."""
        return self._kept.get(chat_id, {}).get(message_id)

    def of(self, chat_id: int) -> Iterator[Message]:
        """The messages of a chat, in their order."""
        return iter(tuple(self._kept.get(chat_id, {}).values()))

    def _touch(self, message: Message) -> None:
        self.serial += 1
        message.changed = self.serial


class CallbackAnswer(NamedTuple):
    """What a tap was answered with: a short notice, or an alert that must be closed."""

    text: str
    is_alert: bool
    url: str


@dataclass(eq=False)
class Tap:
    """A tap on a button, and what the bot answered to it."""

    id: str
    message: Message
    data: str
    at: float
    answers: list[CallbackAnswer] = field(default_factory=list)
