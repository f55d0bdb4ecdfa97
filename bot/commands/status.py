"""`/status`: how far somebody's audits are."""

from bot.talk import Command, Talk
from bot.telling import answers
from storage.companion import askings, jobs


async def status(talk: Talk, _: str) -> None:
    """Says how far somebody's audits have come."""
    mine = [
        (asking, job)
        for asking, job in await askings.under_way(talk.companion.store, talk.person)
        if talk.private or asking.room == talk.message.chat_id
    ]
    if not mine:
        await talk.say(answers.nothing_to_stop(talk.words))
        return
    for _asking, job in mine[:5]:
        place = await jobs.place(talk.companion.store, job.job)
        await talk.say(answers.waiting(job, place, talk.words, now=talk.companion.clock()))


STATUS = Command("status", status, what=lambda words: words.text("how far your audits are"), in_groups=True)
