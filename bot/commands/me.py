"""`/me`: what is held about whoever asks, and how they came to a chat."""

import json
import math
from collections.abc import Iterator
from html import escape
from typing import Any

from auditor.collect.live.target import typed
from auditor.conductors.one_person import statement, statement_page
from auditor.report.statements.wording import Wording
from auditor.work.denials import names_of
from bot.talk import Command, Talk, say
from bot.telling import answers
from bot.telling.answers import Answer
from storage.audited.rights import held_about
from storage.companion import talkers
from storage.records import Chat

MOST_CHATS = 10
"""More than that no message tells of; the file does."""


async def me(talk: Talk, asked: str) -> None:
    """What is held about the asker, in words and as JSON; with a chat, how they came there, as a page they can show. So
    often that everybody can have it, and no more."""
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
            talk.companion.store,
            str(talk.person),
            text_days=settings.retain_text_days,
            row_days=settings.retain_rows_days,
        )
    held["as_somebody_who_talks_to_the_bot"] = await talkers.held(talk.companion.store, talk.person)
    reply = talk.message.message_id if talk.private else None
    await say(talk.message.get_bot(), talk.person, what_is_held(held, talk.words), to=reply)
    content = json.dumps(held, ensure_ascii=False, indent=1).encode()
    await talk.message.get_bot().send_document(
        talk.person, content, filename="me.json", caption=talk.words.text("All that is kept about you here.")
    )


def what_is_held(held: dict[str, Any], words: Wording) -> Answer:
    """What is held about somebody, chat by chat, in words; the JSON beside has it all."""
    chats, talking = held["chats"], held["as_somebody_who_talks_to_the_bot"]
    lines = [f"<b>{escape(words.text('What is kept about you here'))}</b>"]
    if held["forgotten"]:
        lines.append(escape(words.text("You asked to be forgotten: later audits pass you over.")))
    if not chats:
        lines += ["", escape(words.text("Nothing about you from any chat is kept here."))]
    for chat in chats[:MOST_CHATS]:
        lines += ["", f"<b>{escape(words.chat_title(chat['title'], 60))}</b>"]
        lines += [f"– {escape(line)}" for line in _in_chat(chat, words)]
    if len(chats) > MOST_CHATS:
        more = words.count_text("… and {count} more chat, in the file", "… and {count} more chats, in the file",
                                len(chats) - MOST_CHATS)  # fmt: skip
        lines += ["", escape(more)]
    audits = words.count_text("{count} audit asked for", "{count} audits asked for", len(talking["asked_for"]))
    lines += ["", escape(words.text("As somebody who talks to this bot: {audits}", audits=audits))]
    if watched := len(talking["watches"]):
        lines.append(escape(words.count_text("{count} chat is watched for you.", "{count} chats are watched for you.",
                                             watched)))  # fmt: skip
    lines += ["", escape(words.text("/forget deletes what can be deleted, /privacy says how long the rest stays."))]
    return Answer(answers.cut(lines))


def _in_chat(chat: dict[str, Any], words: Wording) -> Iterator[str]:
    """What is held in one chat: how they came, what they wrote, who they added, how long it stays."""
    came = chat.get("arrivals") or chat.get("heard_by_the_bot") or []
    for each in came[-1:]:
        when = f" ({words.date_in_words(each['at'])})" if each["at"] else ""
        yield _came(each["kind"], words) + when
    if wrote := chat.get("messages"):
        yield words.count_text("{count} message, {first} – {last}", "{count} messages, {first} – {last}",
                               wrote["count"], first=words.date_in_words(wrote["first_day"]),
                               last=words.date_in_words(wrote["last_day"]))  # fmt: skip
        if wrote["texts_at_rest"]:
            yield words.text("Texts of yours are kept until {day}", day=words.date_in_words(wrote["texts_until"]))
    else:
        yield words.text("No message of yours is kept")
    if others := chat.get("others_added"):
        yield words.count_text("You added {count} person", "You added {count} people", others)
    if chat["rows_until"]:
        yield words.text("Kept until {day}", day=words.date_in_words(chat["rows_until"]))


def _came(kind: str, words: Wording) -> str:
    ways = {
        "added": words.text("Somebody added you"),
        "by_link": words.text("You came by an invite link"),
        "by_request": words.text("You asked to join and were let in"),
        "by_self": words.text("You came by yourself"),
    }
    return ways.get(kind) or words.text("How you came is not known")


async def _how_i_came(talk: Talk, asked: str) -> None:
    store = talk.companion.store
    closed = set(await talkers.denied_chats(store))

    def denied(chat: Chat) -> bool:
        return not closed.isdisjoint(names_of(chat))

    target = typed(asked)
    as_typed = f"@{target.value}" if target.by == "name" else target.value if target.by == "id" else asked
    async with talk.companion.looking_up:
        found = await statement(store, str(talk.person), as_typed, denied=denied)
    if found is None:
        nothing = Answer(escape(talk.words.text("Nothing about you from that chat is kept here.")))
        await say(talk.message.get_bot(), talk.person, nothing, to=talk.message.message_id if talk.private else None)
        return
    await talk.message.get_bot().send_document(
        talk.person,
        statement_page(found, talk.language, talk.companion.settings.show_tz).encode(),
        filename="how-i-came.html",
        caption=talk.words.text(
            "How you came to this chat, as far as it has been read. You can show this page to others."
        ),
    )


ME = Command(
    "me",
    me,
    what=lambda words: words.text("what is kept about you; how you came to a chat: /me @name"),
    who="everybody",
    tells_decision=True,
)
