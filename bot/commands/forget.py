"""`/forget`: deletes all that is kept about whoever asks, after they said so once more."""

from html import escape

from telegram import CallbackQuery

from bot.talk import Command, Talk, Tap, note
from bot.telling.answers import Answer
from storage.audited.retention import erase
from storage.companion import askings, talkers


async def forget(talk: Talk, _: str) -> None:
    """Asks once more before everything goes."""
    said = talk.words.text(
        "This deletes all that is kept about you here, in every chat, and stops the audits you are waiting for. Later"
        " audits leave you out: they count you among those who could not be seen. This cannot be undone."
    )
    await talk.say(Answer(escape(said), [[(talk.words.text("Delete everything"), f"forget:{talk.person}")]]))


async def _forgotten(query: CallbackQuery, talk: Talk, number: str) -> None:
    """The button under it: for the person themselves alone."""
    person = int(number)
    if person != talk.person:
        await note(query, talk.words.text("This button is for another person."))
        return
    store = talk.companion.store
    gone_too = await askings.withdraw(store, person, now=talk.companion.clock())
    await talk.companion.drop_uploads(gone_too)
    gone = await erase(store, str(person))
    gone += await talkers.forget_talker(store, person, now=talk.companion.clock())
    await note(query)
    said = talk.words.count_text(
        "Deleted: {count} record about you. The operator can check this with the command: deadsouls privacy",
        "Deleted: {count} records about you. The operator can check this with the command: deadsouls privacy",
        gone,
    )
    said += ". " + talk.words.text("What is left of it in freed parts of my files is overwritten within the hour.")
    await talk.change(Answer(escape(said)))


FORGET = Command(
    "forget",
    forget,
    what=lambda words: words.text("delete what is kept about you"),
    who="everybody",
    taps={"forget": Tap(_forgotten)},
)
