"""What a button does. Its data says what is meant, never that it may be had: that is decided again at each tap."""

import re
from html import escape, unescape

from telegram import CallbackQuery, Update
from telegram.error import BadRequest, Forbidden

from auditor.errors import DeadSoulsError
from auditor.languages.spoken import LANGUAGES
from auditor.report.report import from_json
from auditor.report.statements.wording import wording
from bot import access, rights, targets, wave
from bot.commands import Context, Talk, begin, talk_of
from bot.telling import answers
from bot.telling.answers import Answer
from bot.telling.messenger import change, keyboard, say
from bot.watches.naming import is_admin
from storage.audited import audits
from storage.audited.audits import Audit
from storage.companion import askings, jobs, talkers
from storage.errors import UnknownAudit
from storage.sources import READ

_KNOWN = re.compile(
    r"(page|csv|json|trend|unseen|again|in|stop|join|pointers|forget|ids):(\d{1,12})|lang:(\w\w)|show:(\d{1,12}):(\w\w)"
)

LARGEST = 10**9
"""What is longer would be taken for the id of a chat."""


async def tapped(update: Update, context: Context) -> None:
    """Somebody tapped a button. What is forged, expired or not for them is answered and does nothing."""
    query, talk = update.callback_query, await talk_of(update, context)
    if query is None or talk is None:
        return
    found = _KNOWN.fullmatch(query.data or "")
    if found is None:
        await _note(query, talk.words.text("This button no longer works."))
        return
    what, number, language, shown, shown_in = found.groups()
    try:
        if language is not None:
            await _speak(query, talk, language)
        elif shown is not None:
            await _show(query, talk, int(shown), shown_in)
        elif what == "stop":
            await _stop(query, talk, int(number))
        elif what == "forget":
            await rights.forgotten(query, talk, int(number))
        elif what == "join":
            await _join(query, talk, int(number))
        elif what == "ids":
            await wave.give_ids(query, talk, int(number))
        else:
            await _of_audit(query, talk, what, int(number))
    except DeadSoulsError as error:
        await _note(query, unescape(answers.failure(error.slug, talk.words).html))


async def _note(query: CallbackQuery, text: str = "") -> None:
    """Ends the tap, with a word of plain text or without; a query that is too old needs no end."""
    try:
        await query.answer(text[:200], show_alert=bool(text))
    except BadRequest:
        return


async def _speak(query: CallbackQuery, talk: Talk, language: str) -> None:
    if language not in LANGUAGES:
        await _note(query, talk.words.text("This button no longer works."))
        return
    await talkers.speak(talk.companion.database, talk.person, language, now=talk.companion.clock())
    await _note(query)
    if talk.private:
        await change(query.get_bot(), talk.message.chat_id, talk.message.message_id, answers.hello(wording(language)))


async def _seen(talk: Talk, number: int, command: str) -> Audit:
    """An audit, if whoever taps could ask for it now. The same words where there is none and where it is not theirs."""
    if number >= LARGEST:
        raise UnknownAudit("No audit has such a number.")
    found = await audits.find(talk.companion.database, str(number))
    verdict = await talk.companion.may_see(talk.person, found)
    await talkers.decided(talk.companion.database, talk.person, command, verdict, now=talk.companion.clock())
    if verdict != "allowed":
        raise UnknownAudit("There is no such audit for this person.")
    return found


async def _show(query: CallbackQuery, talk: Talk, number: int, language: str) -> None:
    kept = await _seen(talk, number, "show")
    if language not in LANGUAGES:
        await _note(query, talk.words.text("This button no longer works."))
        return
    await _note(query)
    answer = answers.summary(from_json(kept.report), number, wording(language), private=talk.private)
    await change(query.get_bot(), talk.message.chat_id, talk.message.message_id, answer)


async def _stop(query: CallbackQuery, talk: Talk, number: int) -> None:
    database, room = talk.companion.database, talk.message.chat_id
    gone = await askings.withdraw(database, talk.person, now=talk.companion.clock(), room=room, job=number)
    await talk.companion.drop_uploads(gone)
    for asking in gone:
        if asking.message is not None:
            await change(query.get_bot(), room, asking.message, answers.stopped(talk.words))
    if gone:
        await _note(query)
    elif await _is_over(talk, number):
        await _note(query, talk.words.text("This button no longer works."))
    else:
        await _note(query, talk.words.text("Only the person who asked for this audit can stop it."))


async def _is_over(talk: Talk, number: int) -> bool:
    job = await jobs.find(talk.companion.database, number)
    return job is None or job.state in jobs.ENDED


async def _join(query: CallbackQuery, talk: Talk, number: int) -> None:
    job = await jobs.find(talk.companion.database, number)
    role = await talk.companion.role(talk.person)
    if job is None or job.kind != READ or role not in {"operator", "trusted"}:
        await _note(query, unescape(answers.refusal("for-the-trusted", talk.words).html))
        return
    request = await askings.request_of(talk.companion.database, talk.message.chat_id, talk.message.message_id)
    await begin(talk, targets.of_key(job.target), may_join=True, request=request)
    await _note(query)


async def _of_audit(query: CallbackQuery, talk: Talk, what: str, number: int) -> None:
    kept = await _seen(talk, number, what)
    if what == "again":
        await _again(talk, kept)
        await _note(query)
        return
    if what == "in":
        await _note(query)
        await query.edit_message_reply_markup(keyboard(Answer("", answers.in_which_language(number))))
        return
    try:
        await _give(talk, kept, what)
    except Forbidden:
        await _note(query, answers.in_private_first(talk.words).html)
        return
    await _note(query, "" if talk.private else talk.words.text("Sent to you in private."))


async def _again(talk: Talk, kept: Audit) -> None:
    """Audits the chat anew: once until that is answered, however often the button is tapped."""
    asked = await jobs.targets_of(talk.companion.database, kept.row)
    live = [each for each in asked if not each.startswith("upload:")]
    if not live:
        chat = await audits.chat_of(talk.companion.database, kept.row)
        if chat.username is None:
            await talk.say(Answer(escape(talk.words.text("To audit an export again, please send the file again."))))
            return
        live = [f"name:{chat.username.lower()}"]
    request = await askings.request_of(talk.companion.database, talk.message.chat_id, talk.message.message_id)
    await begin(talk, targets.of_key(live[0]), anew=True, request=request)


async def _give(talk: Talk, kept: Audit, what: str) -> None:
    """Sends a file or the whole list of notes to the person, in private."""
    bot, renderer = talk.message.get_bot(), talk.companion.renderer
    if what == "unseen":
        room = talk.message.chat_id if talk.private else talk.person
        await say(bot, room, answers.unseen(from_json(kept.report), talk.words))
        return
    if what == "page":
        file = await renderer.page(kept.row, talk.language, f"person:{talk.person}")
    elif what == "trend":
        file = await renderer.trend(kept.row, talk.language)
    elif what == "csv":
        file = await renderer.tables(kept.row, f"person:{talk.person}")
    elif what == "pointers":
        if not await _may_have_pointers(talk, kept):
            raise UnknownAudit("Pointers are for operators and for the chat's own admins.")
        file = await renderer.page(kept.row, talk.language, f"person:{talk.person}", message_ids=True)
    else:
        file = await renderer.report(kept.row, f"person:{talk.person}")
    await bot.send_document(talk.person, file.content, filename=file.name)


async def _may_have_pointers(talk: Talk, kept: Audit) -> bool:
    """Whether somebody is an operator, or an admin of that very chat, as Telegram says at this moment."""
    role = await talk.companion.role(talk.person)
    if access.decide_command(role, talk.companion.settings.access, "pointers") == "allowed":
        return True
    return await is_admin(talk, await audits.chat_of(talk.companion.database, kept.row))
