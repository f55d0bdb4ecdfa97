"""What the bot says of itself: commands, name, descriptions, the button beside the text field."""

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.telegram.bot_api.faults import bad
from tests.telegram.bot_api.forms import Form

if TYPE_CHECKING:
    from tests.telegram.bot_api.server import LocalBotApi

__all__ = [
    "delete_my_commands",
    "get_chat_menu_button",
    "get_my_commands",
    "get_my_description",
    "get_my_name",
    "get_my_short_description",
    "set_chat_menu_button",
    "set_my_commands",
    "set_my_description",
    "set_my_name",
    "set_my_short_description",
]

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"([a-z]{2})?")
MOST_COMMANDS = 100
LONGEST_DESCRIPTION = 256
LONGEST = {"name": 64, "description": 512, "short_description": 120}

SCOPES = frozenset(
    [
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    ]
)


@dataclass
class Profile:
    """All that was set, by scope and language; an empty language is everybody else's."""

    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    words: dict[tuple[str, str], str] = field(default_factory=dict)
    """(name, description or short_description; language) -> text."""
    menus: dict[int, Any] = field(default_factory=dict)
    """Person -> the button beside their text field; 0 is everybody else."""


def set_my_commands(api: "LocalBotApi", form: Form) -> bool:
    """The commands that are offered in this scope and language."""
    commands = form.object("commands") or []
    if len(commands) > MOST_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for each in commands:
        if not COMMAND.fullmatch(each["command"].removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(each["description"]) <= LONGEST_DESCRIPTION:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    api.profile.commands[_scope(form), _language(form)] = commands
    return True


def get_my_commands(api: "LocalBotApi", form: Form) -> list[dict[str, str]]:
    """The commands that were set for just this scope and language."""
    return api.profile.commands.get((_scope(form), _language(form)), [])


def delete_my_commands(api: "LocalBotApi", form: Form) -> bool:
    """From now on those of the wider scope are offered."""
    api.profile.commands.pop((_scope(form), _language(form)), None)
    return True


def set_my_name(api: "LocalBotApi", form: Form) -> bool:
    """The bot's name."""
    return _set(api, form, "name")


def set_my_description(api: "LocalBotApi", form: Form) -> bool:
    """What stands in a chat where nothing was said yet."""
    return _set(api, form, "description")


def set_my_short_description(api: "LocalBotApi", form: Form) -> bool:
    """What stands in the bot's profile."""
    return _set(api, form, "short_description")


def get_my_name(api: "LocalBotApi", form: Form) -> dict[str, str]:
    """The bot's name in a language, or everybody else's."""
    return {"name": _get(api, form, "name") or api.bot.first_name}


def get_my_description(api: "LocalBotApi", form: Form) -> dict[str, str]:
    """The description in a language, or everybody else's."""
    return {"description": _get(api, form, "description")}


def get_my_short_description(api: "LocalBotApi", form: Form) -> dict[str, str]:
    """The short description in a language, or everybody else's."""
    return {"short_description": _get(api, form, "short_description")}


def set_chat_menu_button(api: "LocalBotApi", form: Form) -> bool:
    """The button beside a person's text field, or everybody's."""
    api.profile.menus[form.number("chat_id")] = form.object("menu_button") or {"type": "default"}
    return True


def get_chat_menu_button(api: "LocalBotApi", form: Form) -> Any:
    """The button beside a person's text field."""
    menus = api.profile.menus
    return menus.get(form.number("chat_id"), menus.get(0, {"type": "commands"}))


def _set(api: "LocalBotApi", form: Form, what: str) -> bool:
    text = form.text(what)
    if len(text) > LONGEST[what]:
        raise bad(f"{what.replace('_', ' ')} is too long")
    api.profile.words[what, _language(form)] = text
    return True


def _get(api: "LocalBotApi", form: Form, what: str) -> str:
    words = api.profile.words
    return words.get((what, _language(form))) or words.get((what, ""), "")


def _language(form: Form) -> str:
    if not LANGUAGE.fullmatch(form.text("language_code")):
        raise bad("invalid language code specified")
    return form.text("language_code")


def _scope(form: Form) -> str:
    scope = form.object("scope") or {"type": "default"}
    if scope.get("type") not in SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    return json.dumps(scope, sort_keys=True)
