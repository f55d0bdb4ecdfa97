"""What a message of the bot is made of: text, caption, file, buttons; and what Telegram refuses of these."""

import json
from typing import Any

from tests.telegram.bot_api.faults import bad
from tests.telegram.bot_api.files import StoredFile
from tests.telegram.bot_api.forms import Form
from tests.telegram.bot_api.markup import length, marked
from tests.telegram.bot_api.messages import Content

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_DATA = 64
MOST_BUTTONS = 100

_DOES = ("callback_data", "url", "web_app", "login_url", "switch_inline_query", "copy_text", "pay")


def text_content(form: Form) -> Content:
    """The content of a message of text."""
    raw = form.text("text")
    if not raw:
        raise bad("message text is empty")
    text, entities = marked(raw, form.text("parse_mode"), form.object("entities"))
    if not text:
        raise bad("text must be non-empty")
    if length(text) > LONGEST_TEXT:
        raise bad("message is too long")
    return Content(text, raw, entities, markup=markup(form))


def captioned(form: Form, file: StoredFile) -> Content:
    """The content of a message with a file."""
    caption = form.text("caption")
    text, entities = marked(caption, form.text("parse_mode"), form.object("caption_entities"))
    if length(text) > LONGEST_CAPTION:
        raise bad("message caption is too long")
    return Content(text, caption, entities, file, markup(form))


def of_media(form: Form, told: dict[str, Any]) -> Form:
    """The form of one file among others, which say their captions by themselves."""
    return Form(told, form.uploads)


def markup(form: Form) -> dict[str, Any] | None:
    """The buttons; none where there are no rows."""
    told = form.object("reply_markup")
    if told is None:
        return None
    if not isinstance(told, dict):
        raise bad("object expected as reply markup")
    rows = told.get("inline_keyboard")
    if rows is None:
        return told
    buttons = [button for row in rows for button in row]
    for button in buttons:
        _check(button)
    if len(buttons) > MOST_BUTTONS or len(json.dumps(told)) > 10_000:
        raise bad("REPLY_MARKUP_TOO_LONG")
    return told if buttons else None


def _check(button: dict[str, Any]) -> None:
    if not str(button.get("text", "")).strip():
        raise bad('can\'t parse inline keyboard button: Field "text" must be of type String and not empty')
    if not any(name in button for name in _DOES):
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= LONGEST_DATA:
        raise bad("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not str(url).startswith(("http://", "https://", "tg://")):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
