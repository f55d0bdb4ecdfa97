"""Audits that are there, for whoever may see them."""

from auditor.collect.live.target import typed
from auditor.report.report import from_json
from bot.talk import Talk
from bot.telling import answers
from storage.audited import audits
from storage.audited.audits import Audit
from storage.companion import askings, talkers
from storage.errors import UnknownAudit

LARGEST = 10**9
"""What is longer would be taken for the id of a chat."""


async def last_of(talk: Talk, asked: str) -> Audit:
    """The last audit of the chat that was named, if its asker may see it; the same words where there is none."""
    companion = talk.companion
    if asked:
        target = typed(asked)
        found = await audits.live_since(companion.store, target.by, target.value, 0)
    else:
        latest = await askings.latest_of(companion.store, talk.person)
        number = None if latest is None else latest[1].audit
        found = None if number is None else await audits.find(companion.store, str(number))
    if found is None or await companion.may_see(talk.person, found) != "allowed":
        raise UnknownAudit("There is no audit of this chat yet.")
    return found


async def find_visible(talk: Talk, number: int, command: str) -> Audit:
    """An audit, if whoever taps could ask for it now. The same words where there is none and where it is not theirs."""
    if number >= LARGEST:
        raise UnknownAudit("No audit has such a number.")
    found = await audits.find(talk.companion.store, str(number))
    verdict = await talk.companion.may_see(talk.person, found)
    await talkers.decided(talk.companion.store, talk.person, command, verdict, now=talk.companion.clock())
    if verdict != "allowed":
        raise UnknownAudit("There is no such audit for this person.")
    return found


async def answer_with(talk: Talk, kept: Audit) -> None:
    """Answers with a report that is there, saying its age."""
    hours = max(0, (talk.companion.clock() - kept.made_at) // 3600)
    await talk.say(answers.summary(from_json(kept.report), kept.row, talk.words, age_hours=hours, private=talk.private))
    if talk.private:
        card = await talk.companion.pool.card(kept.row, talk.language)
        await talk.companion.unhurried.acquire()
        await talk.message.get_bot().send_photo(talk.message.chat_id, card, filename="card.png")
