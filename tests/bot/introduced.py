"""What the bot tells Telegram of itself: menus of commands, for whom and where, and descriptions, in every language."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, cast

from bot import handling

OPERATORS = {5_100_000_001: "en", 5_100_000_002: "ky"}
"""By id: the language that an operator has chosen."""


@dataclass
class Noting:
    """In place of the bot, and of its application: notes what Telegram would be told."""

    calls: list[list[Any]] = field(default_factory=list)

    @property
    def bot(self) -> "Noting":
        """The bot of the application."""
        return self

    async def set_my_commands(self, commands: Any, scope: Any, language: str | None = None) -> bool:
        """A menu."""
        listed = [[each.command, each.description] for each in commands]
        self.calls.append(["commands", scope.to_dict(), language, listed])
        return True

    async def set_my_short_description(self, text: str, language: str | None = None) -> bool:
        """What stands under the bot's name."""
        self.calls.append(["description", language, text])
        return True


@dataclass(frozen=True)
class _Known:
    operators: frozenset[int] = frozenset(OPERATORS)

    async def language(self, person: int, _: str | None) -> str:
        return OPERATORS[person]


def introduced() -> list[list[Any]]:
    """Every call, in order."""
    noting = Noting()
    asyncio.run(handling.introduce(cast(Any, noting), cast(Any, _Known())))
    return noting.calls
