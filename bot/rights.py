"""People's rights, for everybody in every mode: what is kept, what is held about whoever asks, how they came to a chat,
and the deletion of it all."""

import json
from html import escape

from telegram import CallbackQuery
from telegram.error import BadRequest

from auditor.audit import OPERATOR
from auditor.rights import statement, statement_page
from bot import targets
from bot.answers import Answer
from bot.commands import Talk, command
from bot.messenger import change, say
from storage import chats, jobs, talkers
from storage.records import Chat
from storage.retention import forget as erase
from storage.rights import held_about


@command("privacy")
async def privacy(talk: Talk, _: str) -> None:
    """What is kept, for how long, by whom, in plain words."""
    words, settings = talk.words, talk.companion.settings
    said = [
        words.text("Of the people of audited chats I keep neither ids nor names, usernames or phones: each"
                   " becomes a code"
                   " that only this installation can make, and that leads back to nobody."),
        words.count_text(
            "Texts rest for {count} day, rows about people for {rows} days; what stays are figures about the crowd.",
            "Texts rest for {count} days, rows about people for {rows} days; what stays are figures about the crowd.",
            settings.retain_text_days, rows=settings.retain_rows_days,
        ) if settings.retain_text_days else words.count_text(
            "Texts are not kept at all, rows about people for {count} day; what stays are figures about the crowd.",
            "Texts are not kept at all, rows about people for {count} days; what stays are figures about the crowd.",
            settings.retain_rows_days,
        ),
        words.text("Of those who talk to me I keep the id, the language and what they asked for, for 30 days after the"
                   " last time. An export that you send is deleted as soon as it has been audited."),
        words.text("Who keeps it: whoever runs this bot. The program is free software; it sends nothing to its"
                   " makers."),
        words.text("/me shows what is held about you, /me @name how you came to that chat, /forget deletes it. A person"
                   " whom a chat shows by name alone, without an id, cannot be found so."),
    ]  # fmt: skip
    await talk.say(Answer("\n\n".join(map(escape, said))))


@command("me")
async def me(talk: Talk, asked: str) -> None:
    """What is held about the asker, as JSON; with a chat, how they came there, as a page they can show."""
    if asked:
        await _how_i_came(talk, asked)
        return
    settings = talk.companion.settings
    held = await held_about(
        talk.companion.database,
        str(talk.person),
        text_days=settings.retain_text_days,
        row_days=settings.retain_rows_days,
    )
    held["as_somebody_who_talks_to_the_bot"] = await talkers.held(talk.companion.database, talk.person)
    content = json.dumps(held, ensure_ascii=False, indent=1).encode()
    await talk.message.get_bot().send_document(
        talk.person, content, filename="me.json", caption=talk.words.text("All that is held about you here.")
    )


async def _how_i_came(talk: Talk, asked: str) -> None:
    database = talk.companion.database
    closed = set(await talkers.denied_chats(database))

    def denied(chat: Chat) -> bool:
        name = f"name:{chat.username}".lower() if chat.username else None
        return chats.identity_of(chat) in closed or name in closed

    target = targets.typed(asked)
    typed = f"@{target.value}" if target.by == "name" else target.value if target.by == "id" else asked
    found = await statement(database, str(talk.person), typed, denied=denied)
    if found is None:
        nothing = Answer(escape(talk.words.text("Nothing is known here about you in that chat.")))
        await say(talk.message.get_bot(), talk.person, nothing, to=talk.message.message_id if talk.private else None)
        return
    await talk.message.get_bot().send_document(
        talk.person,
        statement_page(found, talk.language).encode(),
        filename="how-i-came.html",
        caption=talk.words.text("How you came to this chat, as far as it was read. You can show this page."),
    )


@command("forget")
async def forget(talk: Talk, _: str) -> None:
    """Asks once more before everything goes."""
    said = talk.words.text(
        "This deletes all that is held about you here, in every chat, and turns you away from later audits: you"
        " count as"
        " one of the unseen. Your waiting audits are stopped. It cannot be undone."
    )
    await talk.say(Answer(escape(said), [[(talk.words.text("Delete it all"), f"forget:{talk.person}")]]))


async def forgotten(query: CallbackQuery, talk: Talk, person: int) -> None:
    """The button under it: for the person themselves alone."""
    if person != talk.person:
        await _note(query, talk.words.text("This button is not for you."))
        return
    database = talk.companion.database
    gone_too = await jobs.withdraw(database, person, now=talk.companion.clock())
    await talk.companion.drop_uploads(gone_too)
    gone = await erase(database, str(person), recipients=(OPERATOR, f"person:{person}"))
    gone += await talkers.forget_talker(database, person)
    await _note(query, "")
    said = talk.words.count_text(
        "Forgotten: {count} row went. The operator sees the proof with: deadsouls privacy",
        "Forgotten: {count} rows went. The operator sees the proof with: deadsouls privacy",
        gone,
    )
    await change(query.get_bot(), talk.message.chat_id, talk.message.message_id, Answer(escape(said)))


async def _note(query: CallbackQuery, text: str) -> None:
    try:
        await query.answer(text[:200], show_alert=bool(text))
    except BadRequest:
        return
