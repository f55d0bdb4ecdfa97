"""The methods of the Bot API: one function each, called with the server and the form that came."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tests.telegram.bot_api.forms import Form
from tests.telegram.bot_api.methods import chats, editing, profile, sending, updates

if TYPE_CHECKING:
    from tests.telegram.bot_api.server import LocalBotApi

Method = Callable[["LocalBotApi", Form], Any]


def named(functions: Mapping[str, Any]) -> dict[str, Method]:
    """The public functions under their names at Telegram: send_message is sendMessage."""
    return {re.sub(r"_(\w)", lambda found: found[1].upper(), name): functions[name] for name in functions}


METHODS: Mapping[str, Method] = named(
    {name: getattr(theme, name) for theme in (updates, sending, editing, chats, profile) for name in theme.__all__}
)
"""Name at Telegram -> function."""

BY_ANY_CASE: Mapping[str, str] = {name.lower(): name for name in METHODS}
"""Telegram does not mind the case of a method's name."""
