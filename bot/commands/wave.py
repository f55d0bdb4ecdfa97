"""`/wave`: the largest wave of arrivals of a chat, and the ids of who came in it, for the admins of that chat alone.

Who asks is looked up at every step, for rights can be lost between a message and a tap. The ids are read from Telegram
at that moment, matched in memory, sent in private, and kept nowhere.
"""

import logging
from html import escape
from typing import TYPE_CHECKING

from telegram import CallbackQuery
from telegram.error import BadRequest, Forbidden

from auditor.collect.live.ids import ids_of
from auditor.collect.live.target import typed
from auditor.errors import DeadSoulsError
from auditor.report.statements.wording import Wording
from auditor.report.wave_report import WaveReport, ids_csv, lines, removal
from bot.talk import Command, Talk, Tap, note
from bot.telling import answers
from bot.telling.answers import Answer, cut
from bot.watches import watch_answers
from bot.watches.naming import is_admin
from storage.audited import audits
from storage.errors import UnknownAudit

if TYPE_CHECKING:
    from storage.audited.audits import Audit

log = logging.getLogger("deadsouls.wave")


async def wave(talk: Talk, asked: str) -> None:
    """The wave of a chat, to one of its admins, in private; the same words where there is none and where it is not
    theirs."""
    if not talk.private:
        await talk.say(answers.in_private_first(talk.words))
        return
    target = typed(asked)
    kept = await audits.live_since(talk.companion.store, target.by, target.value, 0)
    if kept is None or not await _is_theirs(talk, kept):
        raise UnknownAudit("There is no audit of this chat for this person.")
    found = await talk.companion.pool.wave(kept.row)
    await talk.say(wave_answer(found, kept.row, talk.words))


def wave_answer(found: WaveReport, audit: int, words: Wording) -> Answer:
    """The figures, each with its denominator and source; the button where there is anybody to name."""
    told = [f"<b>{escape(words.chat_title(found.title, 80))}</b> · {escape(words.date_in_words(found.as_of))}", ""]
    told += [escape(f"▪️ {line}") for line in lines(found, words)]
    return Answer(cut(told), [[(words.text("Ids for removal (CSV)"), f"ids:{audit}")]] if found.people else [])


async def _show(query: CallbackQuery, talk: Talk, number: str) -> None:
    """The wave of an audit whose report tells of one first, to an admin of its chat, in private."""
    kept = await audits.find(talk.companion.store, str(int(number)))
    if not talk.private or not await _is_theirs(talk, kept):
        raise UnknownAudit("There is no audit of this chat for this person.")
    found = await talk.companion.pool.wave(kept.row)
    await note(query)
    await talk.say(wave_answer(found, kept.row, talk.words))


async def _give_ids(query: CallbackQuery, talk: Talk, number: str) -> None:
    """Reads the ids of a wave again, and sends them to an admin of that chat, in private."""
    kept = await audits.find(talk.companion.store, str(int(number)))
    if not await _is_theirs(talk, kept):
        raise UnknownAudit("There is no audit of this chat for this person.")
    found = await talk.companion.pool.wave(kept.row)
    chat = await audits.chat_of(talk.companion.store, kept.row)
    ids = None
    for pace in talk.companion.readers.values():
        try:
            ids = await ids_of(talk.companion.store, pace, chat, found.people)
            break
        except DeadSoulsError as error:
            log.info("ids cannot be read: %s", error.slug)
    if ids is None:
        await note(query, watch_answers.not_named("no-log", talk.words))
        return
    await note(query)
    caption = "\n".join(removal(found, len(ids), talk.words))
    try:
        await query.get_bot().send_document(talk.person, ids_csv(ids), caption=caption[:1_000], filename="user_ids.csv")
    except (Forbidden, BadRequest) as error:
        log.info("ids cannot be given: %s", type(error).__name__)


async def _is_theirs(talk: Talk, kept: "Audit") -> bool:
    """Whether somebody may have this audit, and is an admin of its chat, as Telegram says at this moment."""
    if await talk.companion.may_see(talk.person, kept) == "chat-denied":
        return False
    return await is_admin(talk, await audits.chat_of(talk.companion.store, kept.row))


WAVE = Command(
    "wave",
    wave,
    what=lambda words: words.text("for admins of a chat, the wave that flooded it: /wave @name"),
    taps={"ids": Tap(_give_ids), "wave": Tap(_show)},
)
