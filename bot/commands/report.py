"""`/report`: the last report of a chat; and the buttons under a report."""

from collections.abc import Awaitable, Callable

from telegram import CallbackQuery
from telegram.error import Forbidden

from auditor.languages.spoken import LANGUAGES
from auditor.report.report import from_json
from auditor.work.pool import File
from bot import access
from bot.reports import answer_with, find_visible, last_of
from bot.talk import NUMBER, Command, Talk, Tap, keyboard, note, say
from bot.telling import answers
from bot.telling.answers import Answer
from bot.watches.naming import is_admin
from storage.audited import audits
from storage.audited.audits import Audit
from storage.errors import UnknownAudit

Give = Callable[[Talk, Audit], Awaitable[None]]


async def report(talk: Talk, asked: str) -> None:
    """The last report of a chat, or of what was asked for last."""
    await answer_with(talk, await last_of(talk, asked))


async def _in(query: CallbackQuery, talk: Talk, number: str) -> None:
    """Offers the report in other languages."""
    kept = await find_visible(talk, int(number), "in")
    await note(query)
    await query.edit_message_reply_markup(keyboard(Answer("", answers.in_which_language(kept.row))))


async def _show(query: CallbackQuery, talk: Talk, number: str, code: str) -> None:
    """Shows the report in another language."""
    kept = await find_visible(talk, int(number), "show")
    if code not in LANGUAGES:
        await note(query, answers.no_longer(talk.words))
        return
    await note(query)
    await talk.change(
        answers.summary(from_json(kept.report), kept.row, talk.companion.words(code), private=talk.private)
    )


def _giving(what: str, give: Give) -> Tap:
    """A button that gives something of an audit to whoever taps it, in private."""

    async def run(query: CallbackQuery, talk: Talk, number: str) -> None:
        kept = await find_visible(talk, int(number), what)
        try:
            await give(talk, kept)
        except Forbidden:
            await note(query, answers.in_private_first(talk.words).html)
            return
        await note(query, "" if talk.private else talk.words.text("Sent to you in private."))

    return Tap(run)


async def _send(talk: Talk, file: File) -> None:
    await talk.message.get_bot().send_document(talk.person, file.content, filename=file.name)


async def _page(talk: Talk, kept: Audit) -> None:
    await _send(talk, await talk.companion.pool.page(kept.row, talk.language, talk.recipient))


async def _pointers(talk: Talk, kept: Audit) -> None:
    """The page with ids of messages, which can name people: for operators, and for admins of that very chat, as
    Telegram says at this moment."""
    role = await talk.companion.role(talk.person)
    may = access.decide_command(role, talk.companion.settings.access, "operators") == "allowed"
    if not may and not await is_admin(talk, await audits.chat_of(talk.companion.store, kept.row)):
        raise UnknownAudit("Pointers are for operators and for the chat's own admins.")
    await _send(talk, await talk.companion.pool.page(kept.row, talk.language, talk.recipient, message_ids=True))


async def _trend(talk: Talk, kept: Audit) -> None:
    await _send(talk, await talk.companion.pool.trend(kept.row, talk.language))


async def _csv(talk: Talk, kept: Audit) -> None:
    await _send(talk, await talk.companion.pool.tables(kept.row, talk.recipient))


async def _json(talk: Talk, kept: Audit) -> None:
    await _send(talk, await talk.companion.pool.report(kept.row, talk.recipient))


async def _send_unseen(talk: Talk, kept: Audit) -> None:
    """The whole list of what could not be seen."""
    room = talk.message.chat_id if talk.private else talk.person
    await say(talk.message.get_bot(), room, answers.unseen(from_json(kept.report), talk.words))


_GIVEN: dict[str, Give] = {
    "page": _page, "pointers": _pointers, "trend": _trend, "csv": _csv, "json": _json, "unseen": _send_unseen,
}  # fmt: skip

REPORT = Command(
    "report",
    report,
    what=lambda words: words.text("the last report of a chat: /report @name"),
    in_groups=True,
    taps={
        "in": Tap(_in),
        "show": Tap(_show, rf"{NUMBER}:(\w{{2,3}})"),
        **{verb: _giving(verb, give) for verb, give in _GIVEN.items()},
    },
)
