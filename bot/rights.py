"""People's rights, for everybody in every mode: what is kept, what is held about whoever asks, how they came to a chat,
and the deletion of it all."""

import json
import math
from html import escape

from telegram import CallbackQuery
from telegram.error import BadRequest

from auditor.collect.live.target import typed
from auditor.conductors.one_person import statement, statement_page
from auditor.report.statements.wording import Wording
from auditor.work.denials import names_of
from bot.commands import Talk, command
from bot.telling import answers
from bot.telling.answers import Answer
from bot.telling.messenger import change, say
from storage.audited.retention import erase
from storage.audited.rights import held_about
from storage.companion import askings, talkers
from storage.records import Chat


@command("privacy")
async def privacy(talk: Talk, _: str) -> None:
    """What is kept, for how long, by whom, in plain words."""
    settings = talk.companion.settings
    said = what_is_kept(talk.words, settings.retain_text_days, settings.retain_rows_days)
    await talk.say(Answer("\n\n".join(map(escape, said))))


def what_is_kept(words: Wording, text_days: int, row_days: int) -> list[str]:
    """The same as paragraphs; `text_days` 0 is for an installation that keeps no texts."""
    texts = words.count_text(
        "The texts of messages are deleted after {count} day.",
        "The texts of messages are deleted after {count} days.", text_days,
    ) if text_days else words.text("The texts of messages are not kept at all.")  # fmt: skip
    rows = words.count_text(
        "What is kept about single people is deleted after {count} day; what stays are figures about the crowd.",
        "What is kept about single people is deleted after {count} days; what stays are figures about the crowd.",
        row_days,
    )
    return [
        words.text("Of the people in the chats I audit I keep no ids, names, usernames or phone numbers. Each person"
                   " becomes a code; to find somebody by a code takes this bot's secret key."),
        f"{texts} {rows}",
        words.text("Of people who write to me I keep the id, the language and what they asked for, until 30 days after"
                   " they last wrote. An export you send is deleted as soon as it has been audited.")
        + " " + words.text("Until then it lies encrypted."),
        words.text("If the operator has denied somebody, I keep that account's id until the operator lifts it. What was"
                   " decided about requests is kept under a code, as long as what is kept about single people."),
        words.text("Whoever is forgotten has used up what they asked for that day all the same: how much it was stays"
                   " under a code until the day is over."),
        words.text("Of who watches a chat I keep the id, the chat, and what was to be told, until the watch ends."),
        words.text("All this is kept by whoever runs this bot. The program is free software and sends nothing to its"
                   " authors."),
        words.text("/me shows what is kept about you, /me @name shows how you came to a chat, /forget deletes"
                   " all that is kept about you. If a chat shows you only by name, without an id, I cannot find you"
                   " there."),
    ]  # fmt: skip


@command("me")
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
        statement_page(found, talk.language).encode(),
        filename="how-i-came.html",
        caption=talk.words.text(
            "How you came to this chat, as far as it has been read. You can show this page to others."
        ),
    )


@command("forget")
async def forget(talk: Talk, _: str) -> None:
    """Asks once more before everything goes."""
    said = talk.words.text(
        "This deletes all that is kept about you here, in every chat, and stops the audits you are waiting for. Later"
        " audits leave you out: they count you among those who could not be seen. This cannot be undone."
    )
    await talk.say(Answer(escape(said), [[(talk.words.text("Delete everything"), f"forget:{talk.person}")]]))


async def forgotten(query: CallbackQuery, talk: Talk, person: int) -> None:
    """The button under it: for the person themselves alone."""
    if person != talk.person:
        await _note(query, talk.words.text("This button is for another person."))
        return
    database = talk.companion.database
    gone_too = await askings.withdraw(database, person, now=talk.companion.clock())
    await talk.companion.drop_uploads(gone_too)
    gone = await erase(database, str(person))
    gone += await talkers.forget_talker(database, person, now=talk.companion.clock())
    await _note(query, "")
    said = talk.words.count_text(
        "Deleted: {count} record about you. The operator can check this with the command: deadsouls privacy",
        "Deleted: {count} records about you. The operator can check this with the command: deadsouls privacy",
        gone,
    )
    said += ". " + talk.words.text("What is left of it in freed parts of my files is overwritten within the hour.")
    await change(query.get_bot(), talk.message.chat_id, talk.message.message_id, Answer(escape(said)))


async def _note(query: CallbackQuery, text: str) -> None:
    try:
        await query.answer(text[:200], show_alert=bool(text))
    except BadRequest:
        return
