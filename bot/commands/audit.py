"""`/audit`, and whatever else names a chat: a forwarded post, a shared chat, a name or a link."""

from html import escape, unescape

from telegram import CallbackQuery

from auditor.collect.live.target import Target, by_id_or_name, mentioned, target_of_key, typed
from auditor.errors import UsageError
from bot.asking import begin
from bot.reports import find_visible
from bot.talk import Command, Talk, Tap, note, shown
from bot.telling import answers
from bot.telling.answers import Answer
from storage.audited import audits
from storage.companion import askings, jobs
from storage.sources import READ


async def audit(talk: Talk, asked: str) -> None:
    """Audits the chat that was named; in a group without a name, that group."""
    await begin(talk, _named(talk, asked))


def _named(talk: Talk, asked: str) -> Target:
    reply = talk.message.reply_to_message
    if not asked and reply is not None and (found := shown(reply)) is not None:
        return found
    if not asked and not talk.private:
        return by_id_or_name(talk.message.chat_id, talk.message.chat.username)
    return typed(asked)


async def anything(talk: Talk, asked: str) -> None:
    """A message that is no command: a forwarded post, a shared chat, a name or a link."""
    found = shown(talk.message)
    if found is not None:
        await begin(talk, found)
        return
    if talk.message.forward_origin is not None:
        await talk.say(answers.failure("chat-unreachable/person", talk.words))
        return
    try:
        target = mentioned(asked)
    except UsageError:
        await talk.say(answers.how_to_ask(talk.words))
        return
    await begin(talk, target)


async def _join(query: CallbackQuery, talk: Talk, number: str) -> None:
    """Audits a chat that only members can read, for whom the operator trusts."""
    job = await jobs.find(talk.companion.store, int(number))
    role = await talk.companion.role(talk.person)
    if job is None or job.kind != READ or role not in {"operator", "trusted"}:
        await note(query, unescape(answers.refusal("for-the-trusted", talk.words).html))
        return
    await begin(talk, target_of_key(job.target), may_join=True, request=await _asked_by(talk))
    await note(query)


async def _audit_again(query: CallbackQuery, talk: Talk, number: str) -> None:
    """Audits the chat anew: once until that is answered, however often the button is tapped."""
    kept = await find_visible(talk, int(number), "again")
    asked = await jobs.targets_of(talk.companion.store, kept.row)
    live = [each for each in asked if not each.startswith("upload:")]
    chat = await audits.chat_of(talk.companion.store, kept.row)
    if not live and chat.username is not None:
        live = [f"name:{chat.username.lower()}"]
    if live:
        await begin(talk, target_of_key(live[0]), anew=True, request=await _asked_by(talk))
    else:
        await talk.say(Answer(escape(talk.words.text("To audit an export again, please send the file again."))))
    await note(query)


async def _asked_by(talk: Talk) -> int | None:
    """The request that the message under which somebody taps has answered."""
    return await askings.request_of(talk.companion.store, talk.message.chat_id, talk.message.message_id)


AUDIT = Command(
    "audit",
    audit,
    what=lambda words: words.text("audit a chat: /audit @name"),
    in_groups=True,
    slow=True,
    taps={"join": Tap(_join), "again": Tap(_audit_again)},
)
