"""`/cancel`, and the button that stops one audit."""

from telegram import CallbackQuery

from bot.talk import Command, Talk, Tap, change, note
from bot.telling import answers
from storage.companion import askings, jobs


async def cancel(talk: Talk, _: str) -> None:
    """Stops waiting for all that somebody asked for; here, in a group."""
    gone = await _withdrawn(talk, None if talk.private else talk.message.chat_id)
    await talk.say(answers.stopped(talk.words) if gone else answers.nothing_to_stop(talk.words))


async def _withdrawn(talk: Talk, room: int | None, job: int | None = None) -> bool:
    """Takes back what somebody asked for, and says so in its messages; whether there was anything."""
    store = talk.companion.store
    gone = await askings.withdraw(store, talk.person, now=talk.companion.clock(), room=room, job=job)
    await talk.companion.drop_uploads(gone)
    for asking in gone:
        if asking.message is not None:
            await change(talk.message.get_bot(), asking.room, asking.message, answers.stopped(talk.words))
    return bool(gone)


async def _stop(query: CallbackQuery, talk: Talk, number: str) -> None:
    if await _withdrawn(talk, talk.message.chat_id, int(number)):
        await note(query)
        return
    job = await jobs.find(talk.companion.store, int(number))
    if job is None or job.state in jobs.ENDED:
        await note(query, answers.no_longer(talk.words))
    else:
        await note(query, talk.words.text("Only the person who asked for this audit can stop it."))


CANCEL = Command(
    "cancel",
    cancel,
    what=lambda words: words.text("stop your audits"),
    in_groups=True,
    taps={"stop": Tap(_stop)},
)
