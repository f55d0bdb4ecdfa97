"""`/me`: what is held about whoever asks, and how they came to a chat."""

import json
import math
from html import escape

from auditor.collect.live.target import typed
from auditor.conductors.one_person import statement, statement_page
from auditor.work.denials import names_of
from bot.talk import Command, Talk, say
from bot.telling import answers
from bot.telling.answers import Answer
from storage.audited.rights import held_about
from storage.companion import talkers
from storage.records import Chat


async def me(talk: Talk, asked: str) -> None:
    """What is held about the asker, as JSON; with a chat, how they came there, as a page they can show. So often that
    everybody can have it, and no more."""
    seconds = talk.companion.looked_up.wait(talk.person)
    if seconds:
        await talk.say(answers.not_so_often(math.ceil(seconds / 60), talk.words))
        return
    if asked:
        await _how_i_came(talk, asked)
    else:
        await _what_is_held(talk)


async def _what_is_held(talk: Talk) -> None:
    settings = talk.companion.settings
    async with talk.companion.looking_up:
        held = await held_about(
            talk.companion.database,
            str(talk.person),
            text_days=settings.retain_text_days,
            row_days=settings.retain_rows_days,
        )
    held["as_somebody_who_talks_to_the_bot"] = await talkers.held(talk.companion.database, talk.person)
    content = json.dumps(held, ensure_ascii=False, indent=1).encode()
    await talk.message.get_bot().send_document(
        talk.person, content, filename="me.json", caption=talk.words.text("All that is kept about you here.")
    )


async def _how_i_came(talk: Talk, asked: str) -> None:
    database = talk.companion.database
    closed = set(await talkers.denied_chats(database))

    def denied(chat: Chat) -> bool:
        return not closed.isdisjoint(names_of(chat))

    target = typed(asked)
    as_typed = f"@{target.value}" if target.by == "name" else target.value if target.by == "id" else asked
    async with talk.companion.looking_up:
        found = await statement(database, str(talk.person), as_typed, denied=denied)
    if found is None:
        nothing = Answer(escape(talk.words.text("Nothing about you from that chat is kept here.")))
        await say(talk.message.get_bot(), talk.person, nothing, to=talk.message.message_id if talk.private else None)
        return
    await talk.message.get_bot().send_document(
        talk.person,
        statement_page(found, talk.language, talk.companion.settings.show_tz).encode(),
        filename="how-i-came.html",
        caption=talk.words.text(
            "How you came to this chat, as far as it has been read. You can show this page to others."
        ),
    )


ME = Command(
    "me",
    me,
    what=lambda words: words.text("what is kept about you; how you came to a chat: /me @name"),
    who="everybody",
    tells_decision=True,
)
