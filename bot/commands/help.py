"""`/help`: the commands."""

from collections.abc import Callable, Sequence
from html import escape

from auditor.report.statements.wording import Wording
from bot.talk import Command, Talk
from bot.telling.answers import Answer


def help_with(every: Callable[[], Sequence[Command]]) -> Command:
    """The command that lists `every` one, itself too."""

    async def run(talk: Talk, _: str) -> None:
        operator = talk.person in talk.companion.operators
        await talk.say(help_text(every(), talk.words, operator=operator))

    return Command("help", run, what=lambda words: words.text("this list"), who="everybody", in_groups=True)


def listed(commands: Sequence[Command], words: Wording, *, operator: bool) -> list[tuple[str, str]]:
    """Every command that somebody is offered, with what it does."""
    return [
        (each.name, each.what(words))
        for each in commands
        if each.what is not None and (operator or each.who != "operators")
    ]


def help_text(commands: Sequence[Command], words: Wording, *, operator: bool) -> Answer:
    """The list of commands."""
    return Answer("\n".join(f"/{name} – {escape(what)}" for name, what in listed(commands, words, operator=operator)))
