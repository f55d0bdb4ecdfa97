"""`/allow` and `/deny`: whom and what the operator lets in."""

from html import escape
from typing import Any

from auditor.collect.live.target import typed
from bot import denials
from bot.talk import Command, Talk
from bot.telling import answers
from bot.telling.answers import Answer
from storage.companion import talkers


async def allow(talk: Talk, asked: str) -> None:
    """Operator: allows or trusts a person, or takes a chat off the deny list."""
    await _grant(talk, asked, allowed=True)


async def deny(talk: Talk, asked: str) -> None:
    """Operator: denies a person, or puts a chat on the deny list."""
    await _grant(talk, asked, allowed=False)


async def _grant(talk: Talk, asked: str, *, allowed: bool) -> None:
    store, now = talk.companion.store, talk.companion.clock()
    who, _, how = asked.partition(" ")
    if who.isascii() and who.isdigit() and len(who) < 17:
        role: Any = ("trusted" if how.strip() == "trusted" else "allowed") if allowed else "denied"
        await talkers.grant(store, int(who), role, now=now)
        await talk.say(Answer(escape(talk.words.text("Done."))))
        return
    found = await denials.find(talk.companion, typed(who))
    for name in found.names:
        if allowed:
            await talkers.allow_chat(store, name)
        else:
            await talkers.deny_chat(store, name, now=now)
    await talk.say(
        answers.denied(found.resolved, talk.words) if not allowed else Answer(escape(talk.words.text("Done.")))
    )


ALLOW = Command(
    "allow",
    allow,
    what=lambda words: words.text(
        "for operators, allow a person or a chat: /allow ID, /allow ID trusted, /allow @name"
    ),
    who="operators",
)
DENY = Command(
    "deny",
    deny,
    what=lambda words: words.text("for operators, deny a person or a chat: /deny ID, /deny @name"),
    who="operators",
)
