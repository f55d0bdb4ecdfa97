"""What the bot writes and sends."""

from typing import TYPE_CHECKING, Any

from tests.telegram.bot_api.faults import bad
from tests.telegram.bot_api.files import LARGEST_DOWNLOAD
from tests.telegram.bot_api.forms import Form
from tests.telegram.bot_api.messages import CallbackAnswer, Content, Message, in_topic, topic_of
from tests.telegram.bot_api.methods.content import captioned, of_media, text_content
from tests.telegram.bot_api.shown import named
from tests.telegram.world import Room

if TYPE_CHECKING:
    from tests.telegram.bot_api.server import LocalBotApi

__all__ = [
    "answer_callback_query",
    "get_file",
    "send_chat_action",
    "send_document",
    "send_media_group",
    "send_message",
    "send_photo",
]

LONGEST_NOTICE = 200
IN_A_GROUP = range(2, 11)
"""How many files may come together."""

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(api: "LocalBotApi", form: Form) -> dict[str, Any]:
    """Writes."""
    where = api.chats.writable(form.text("chat_id"))
    return _post(api, form, where, text_content(form)).shown()


def send_document(api: "LocalBotApi", form: Form) -> dict[str, Any]:
    """Sends a file."""
    where = api.chats.writable(form.text("chat_id"))
    return _post(api, form, where, captioned(form, api.files.sent(form, "document", "document"))).shown()


def send_photo(api: "LocalBotApi", form: Form) -> dict[str, Any]:
    """Sends a picture."""
    where = api.chats.writable(form.text("chat_id"))
    return _post(api, form, where, captioned(form, api.files.sent(form, "photo", "photo"))).shown()


def send_media_group(api: "LocalBotApi", form: Form) -> list[dict[str, Any]]:
    """Sends several files that are shown together, all or none."""
    where = api.chats.writable(form.text("chat_id"))
    told = form.object("media") or []
    if len(told) not in IN_A_GROUP:
        raise bad("there must be from 2 to 10 messages to send in an album" if told else "object expected as media")
    contents = [
        captioned(of_media(form, each), api.files.sent(form, each["type"], "media", each["media"])) for each in told
    ]
    album = str(api.messages.serial + 1)
    return [_post(api, form, where, content, media_group_id=album).shown() for content in contents]


def _post(api: "LocalBotApi", form: Form, where: Any, content: Content, **more: Any) -> Message:
    reply = form.object("reply_parameters")
    chat = named(where)
    topic = form.number("message_thread_id")
    if reply is not None:
        replied = api.messages.find(chat["id"], int(reply["message_id"]))
        if replied is not None:
            more["reply_to_message"] = replied.shown()
            topic = topic or topic_of(replied)
        elif not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
    may_write(api, chat["id"], topic)
    more |= in_topic(topic)
    sender = {"sender_chat": chat} if isinstance(where, Room) and where.is_channel else {}
    return api.messages.add(chat, api.bot.shown(), api.now(), content, **sender, **more)


def may_write(api: "LocalBotApi", chat: int, topic: int) -> None:
    """Refuses what is for a topic that was deleted or is closed. (The right to write in closed ones is not played.)"""
    if (chat, topic) in api.messages.deleted_topics:
        raise bad("message thread not found")
    if (chat, topic) in api.messages.closed_topics:
        raise bad("TOPIC_CLOSED")


def send_chat_action(api: "LocalBotApi", form: Form) -> bool:
    """Shows what the bot is doing."""
    api.chats.writable(form.text("chat_id"))
    if form.text("action") not in ACTIONS:
        raise bad("wrong parameter action in request")
    return True


def answer_callback_query(api: "LocalBotApi", form: Form) -> bool:
    """Answers a tap, if it is not too late."""
    tap = api.taps.get(form.text("callback_query_id"))
    if tap is None or api.clock() - tap.at >= api.query_lifetime:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if len(form.text("text")) > LONGEST_NOTICE:
        raise bad("MESSAGE_TOO_LONG")
    tap.answers.append(CallbackAnswer(form.text("text"), form.flag("show_alert"), form.text("url")))
    return True


def get_file(api: "LocalBotApi", form: Form) -> dict[str, Any]:
    """Where a file may be downloaded from."""
    file = api.files.by_id(form.text("file_id"))
    if file is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(file.data) > LARGEST_DOWNLOAD:
        raise bad("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": file.id[-16:],
        "file_size": len(file.data),
        "file_path": file.path,
    }
