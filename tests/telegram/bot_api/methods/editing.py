"""What the bot changes and takes away."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.telegram.bot_api.faults import bad
from tests.telegram.bot_api.forms import Form
from tests.telegram.bot_api.messages import Content, Message, topic_of
from tests.telegram.bot_api.methods.content import captioned, markup, of_media, text_content
from tests.telegram.bot_api.methods.sending import may_write
from tests.telegram.bot_api.shown import named
from tests.telegram.world import Room

if TYPE_CHECKING:
    from tests.telegram.bot_api.server import LocalBotApi

__all__ = [
    "delete_message",
    "delete_messages",
    "edit_message_caption",
    "edit_message_media",
    "edit_message_reply_markup",
    "edit_message_text",
]

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content"
    " and reply markup of the message"
)


def edit_message_text(api: "LocalBotApi", form: Form) -> dict[str, Any]:
    """Other words, and other buttons: those of before go where no new ones come."""
    message = _own(api, form)
    if message.file is not None:
        raise bad("there is no text in the message to edit")
    return _edited(api, message, text_content(form))


def edit_message_caption(api: "LocalBotApi", form: Form) -> dict[str, Any]:
    """Another caption."""
    message = _own(api, form)
    if message.file is None:
        raise bad("there is no caption in the message to edit")
    return _edited(api, message, captioned(form, message.file))


def edit_message_media(api: "LocalBotApi", form: Form) -> dict[str, Any]:
    """Another file, or a file where text was."""
    message = _own(api, form)
    told = form.object("media")
    if not isinstance(told, dict):
        raise bad("object expected as media")
    file = api.files.sent(form, told["type"], "media", told.get("media"))
    return _edited(api, message, replace(captioned(of_media(form, told), file), markup=markup(form)))


def edit_message_reply_markup(api: "LocalBotApi", form: Form) -> dict[str, Any]:
    """Other buttons, or none."""
    message = _own(api, form)
    return _edited(api, message, replace(message.now, markup=markup(form)))


def delete_message(api: "LocalBotApi", form: Form) -> bool:
    """Takes a message away: the bot's own, and where it is an admin anybody's."""
    where = api.chats.entered(form.text("chat_id"))
    message = api.messages.find(named(where)["id"], form.number("message_id"))
    if message is None:
        raise bad("message to delete not found")
    own = message.sender["id"] == api.bot.id
    if isinstance(where, Room) and not own and not api.chats.bot_is_admin(where):
        raise bad("message can't be deleted")
    api.messages.delete(message)
    return True


def delete_messages(api: "LocalBotApi", form: Form) -> bool:
    """Takes several away; those that are not there are passed over."""
    chat = named(api.chats.entered(form.text("chat_id")))
    for each in form.object("message_ids") or []:
        if message := api.messages.find(chat["id"], int(each)):
            api.messages.delete(message)
    return True


def _own(api: "LocalBotApi", form: Form) -> Message:
    where = api.chats.writable(form.text("chat_id"))
    message = api.messages.find(named(where)["id"], form.number("message_id"))
    if message is None:
        raise bad("message to edit not found")
    if message.sender["id"] != api.bot.id:
        raise bad("message can't be edited")
    may_write(api, message.chat["id"], topic_of(message))
    return message


def _edited(api: "LocalBotApi", message: Message, content: Content) -> dict[str, Any]:
    # what is shown is compared: other tags that come to the same are no change
    if replace(content, raw="") == replace(message.now, raw=""):
        raise bad(NOT_MODIFIED)
    api.messages.edit(message, content, api.now())
    return message.shown()
