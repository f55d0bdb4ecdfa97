"""`/export`: the tables of the last report of a chat."""

import re

from bot.reports import last_of
from bot.talk import Command, Talk
from bot.telling import answers

_EXACT = re.compile(r"(?:^[-\u2013\u2014]+|(?<=\s)[-\u2013\u2014]*)exact(?:=\S*)?(?=\s|$)", re.IGNORECASE)
"""What asks for exact tables, as it is written for the command; telephones make one dash of two."""


async def export(talk: Talk, asked: str) -> None:
    """The CSV package of the last report; into the private chat, never into a group."""
    chat, exact = _EXACT.subn("", asked)
    kept = await last_of(talk, chat.strip())
    file = await talk.companion.pool.tables(kept.row, talk.recipient)
    caption = answers.not_exact(talk.words) if exact else None
    await talk.message.get_bot().send_document(talk.person, file.content, filename=file.name, caption=caption)


EXPORT = Command("export", export, what=lambda words: words.text("the tables of that report, as CSV: /export @name"))
