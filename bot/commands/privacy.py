"""`/privacy`: what is kept, for how long, and by whom."""

from html import escape

from auditor.report.statements.wording import Wording
from bot.talk import Command, Talk
from bot.telling.answers import Answer


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


PRIVACY = Command(
    "privacy",
    privacy,
    what=lambda words: words.text("what is kept, for how long, and by whom"),
    who="everybody",
)
