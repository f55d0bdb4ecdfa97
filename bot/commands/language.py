"""`/language`: the language in which somebody is answered."""

from html import escape

from telegram import CallbackQuery

from auditor.languages import spoken
from auditor.report.statements.wording import Wording
from bot.talk import Command, Talk, Tap, note
from bot.telling import answers
from bot.telling.answers import Answer
from storage.companion import talkers


async def language(talk: Talk, asked: str) -> None:
    """Chooses a language, by its code or by a button."""
    code = asked.lower()
    if code not in spoken.LANGUAGES:
        await talk.say(languages(talk.words))
        return
    await talkers.speak(talk.companion.store, talk.person, code, now=talk.companion.clock())
    await talk.say(answers.hello(talk.companion.words(code)))


def languages(words: Wording) -> Answer:
    """The choice of languages, each in its own."""
    buttons = [[(spoken.language(code).name, f"lang:{code}")] for code in spoken.LANGUAGES]
    return Answer(escape(words.text("Choose the language.")), buttons)


async def _chosen(query: CallbackQuery, talk: Talk, code: str) -> None:
    if code not in spoken.LANGUAGES:
        await note(query, answers.no_longer(talk.words))
        return
    await talkers.speak(talk.companion.store, talk.person, code, now=talk.companion.clock())
    await note(query)
    if talk.private:
        await talk.change(answers.hello(talk.companion.words(code)))


LANGUAGE = Command(
    "language",
    language,
    what=lambda words: words.text("choose the language"),
    who="everybody",
    taps={"lang": Tap(_chosen, r"(\w{2,3})")},
)
