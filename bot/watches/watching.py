"""/watch, /watches and /unwatch, the same in free words, and the buttons under their answers."""

from html import unescape

from telegram import CallbackQuery, Update
from telegram.error import BadRequest

from auditor.collect.live.target import Target, by_id_or_name, key_of, typed
from auditor.errors import DeadSoulsError, UsageError
from auditor.watching.rule import Rule, named_rule, next_due
from bot import access, targets
from bot.commands import Context, Talk, command, talk_of
from bot.companion import Companion
from bot.telling import answers
from bot.telling.answers import Answer
from bot.telling.messenger import change
from bot.watches import watch_answers, watch_words
from bot.watches.naming import name_adder
from storage.companion import watches
from storage.companion.watches import Asked, Watch, jitter

MOST = 20
"""So many chats may somebody watch whom the operator does not trust."""

TAPS = r"^(?:rule:\d{1,15}:(?:daily|weekly|monthly)|(?:quiet|digest|unwatch|watch|who|enter):\d{1,15})$"


@command("watch")
async def watch(talk: Talk, asked: str) -> None:
    """Watches the chat that was named; in a group without a name, that group. Without a word, all that is watched."""
    if not asked and talk.private and talk.message.reply_to_message is None:
        await _list(talk)
        return
    target, rest = _named(talk, watch_words.ASKS.sub("", asked))
    verdict = await _may_watch(talk.companion, talk.person, target)
    if verdict != "allowed":
        await talk.say(answers.refusal(verdict, talk.words))
        return
    now = talk.companion.clock()
    try:
        wanted = watch_words.wanted(rest, now, zone=await _usual_zone(talk))
    except UsageError as error:
        await talk.say(watch_answers.no_rule(error.facts.get("why"), talk.words))
        return
    room = talk.message.chat_id
    mine = await watches.of_person(talk.companion.database, talk.person, room)
    role = await talk.companion.role(talk.person)
    if len(mine) >= MOST and role not in {"operator", "trusted"}:
        await talk.say(watch_answers.enough(MOST, talk.words))
        return
    theirs = next((each for each in mine if each.target == key_of(target)), None)
    if theirs is not None and not await _is_theirs(talk, theirs):
        await talk.say(watch_answers.not_theirs(talk.words))
        return
    made = await watches.add(
        talk.companion.database,
        Asked(
            key_of(target), talk.person, room, talk.language, wanted.rule.cron, wanted.rule.named,
            wanted.rule.zone, wanted.effect, wanted.signs, wanted.quiet, wanted.digest, topic=talk.topic,
        ),
        due_at=now - jitter(key_of(target)), now=now,
    )  # fmt: skip
    await talk.say(_shown(talk, made))


@command("watch")
async def list_watches(talk: Talk, _: str) -> None:
    """All that somebody watches; in a group, all that it hears of."""
    await _list(talk)


@command("watch")
async def unwatch(talk: Talk, asked: str) -> None:
    """Ends the watch of the chat that was named, or the only one."""
    mine = [each for each in await _here(talk) if await _is_theirs(talk, each)]
    if asked or not talk.private:
        target, _ = _named(talk, asked)
        found = [each for each in mine if key_of(target) == each.target or _is_called(each, target)]
    else:
        found = mine if len(mine) == 1 else []
        if len(mine) > 1:
            await _list(talk)
            return
    for each in found:
        await watches.remove(talk.companion.database, each.watch)
    await talk.say(watch_answers.unwatched(talk.words) if found else watch_answers.not_watched(talk.words))


def _is_called(watch: Watch, target: Target) -> bool:
    return watch.title is not None and watch.title.casefold() == target.value


def _named(talk: Talk, asked: str) -> tuple[Target, str]:
    """The chat that is meant, and the words behind it."""
    reply = talk.message.reply_to_message
    shown = None if reply is None else targets.shown(reply)
    words = asked.split()
    place = next((n for n, word in enumerate(words) if word.startswith(("@", "tg://")) or "t.me/" in word), None)
    if place is not None:
        return typed(words[place]), " ".join([*words[:place], *words[place + 1 :]])
    if shown is not None:
        return shown, asked
    if not talk.private:
        return by_id_or_name(talk.message.chat_id, talk.message.chat.username), asked
    return typed(asked), " ".join(words[1:])


async def _may_watch(companion: Companion, person: int, target: Target) -> access.Verdict:
    """Whether somebody could ask for this chat. Quotas are looked at when it is due."""
    role, kind = await companion.role(person), await companion.kind_of(target)
    return access.decide_chat(role, companion.settings.access, kind)


async def _usual_zone(talk: Talk) -> str:
    """The zone that somebody named last, else UTC."""
    mine = await watches.of_person(talk.companion.database, talk.person)
    return mine[-1].zone if mine else "UTC"


async def _here(talk: Talk) -> list[Watch]:
    room = None if talk.private else talk.message.chat_id
    return await watches.of_person(talk.companion.database, talk.person, room)


async def _list(talk: Talk) -> None:
    await talk.say(watch_answers.watches(await _here(talk), talk.words))


async def _is_theirs(talk: Talk, watch: Watch) -> bool:
    return watch.asker == talk.person or await talk.companion.role(talk.person) == "operator"


def _shown(talk: Talk, watch: Watch) -> Answer:
    now = talk.companion.clock()
    coming = next_due(Rule(watch.rule, watch.zone), now) if watch.state == "active" else watch.due_at
    return watch_answers.watching(watch, coming or now, talk.words)


async def tapped(update: Update, context: Context) -> None:
    """A button under a watch or an alert."""
    query, talk = update.callback_query, await talk_of(update, context)
    if query is None or talk is None:
        return
    what, number, *more = (query.data or "").split(":")
    try:
        if what == "who":
            await name_adder(query, talk, int(number))
            return
        found = await watches.find(talk.companion.database, int(number))
        if found is None or found.room != talk.message.chat_id or not await _is_theirs(talk, found):
            await note(query, unescape(watch_answers.not_watched(talk.words).html))
            return
        await note(query)
        await _change(talk, found, what, *more)
    except DeadSoulsError as error:
        await note(query, unescape(answers.failure(error.slug, talk.words).html))


async def _change(talk: Talk, found: Watch, what: str, rule: str = "") -> None:
    database, now = talk.companion.database, talk.companion.clock()
    answer = None
    if what == "rule":
        made = named_rule(rule, found.zone, now)
        coming = next_due(made, now) or now
        await watches.change(database, found.watch, rule=made.cron, named=made.named, due_at=coming)
    elif what == "quiet":
        await watches.change(database, found.watch, quiet=None if found.quiet else watch_answers.NIGHT)
    elif what == "digest":
        digest = None if found.digest is not None else watch_answers.MORNING
        await watches.change(database, found.watch, digest=digest)
    elif what == "enter":
        if await talk.companion.role(talk.person) not in {"operator", "trusted"}:
            await talk.say(answers.refusal("for-the-trusted", talk.words))
            return
        await watches.change(database, found.watch, may_join=True, due_at=now - jitter(found.target))
    elif what == "unwatch":
        await watches.remove(database, found.watch)
        answer = watch_answers.unwatched(talk.words)
    changed = await watches.find(database, found.watch)
    answer = answer or (_shown(talk, changed) if changed else watch_answers.not_watched(talk.words))
    await change(talk.message.get_bot(), talk.message.chat_id, talk.message.message_id, answer)


async def note(query: CallbackQuery, text: str = "") -> None:
    """Ends a tap, with a word of plain text or without."""
    try:
        await query.answer(text[:200], show_alert=bool(text))
    except BadRequest:
        return
