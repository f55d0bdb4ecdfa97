"""`/watch`, `/watches` and `/unwatch`, the same in free words, and the buttons under their answers."""

from collections.abc import Awaitable, Callable
from html import unescape

from telegram import CallbackQuery

from auditor.collect.live.target import Target, by_id_or_name, key_of, typed
from auditor.errors import UsageError
from auditor.watching.rule import Rule, named_rule, next_due
from bot import access
from bot.companion import Companion
from bot.talk import NUMBER, Command, Talk, Tap, note, shown
from bot.telling import answers
from bot.telling.answers import Answer
from bot.watches import watch_answers, watch_words
from bot.watches.naming import name_adder
from storage.companion import watches
from storage.companion.watches import Asked, Watch, jitter

MOST = 20
"""So many chats may somebody watch whom the operator does not trust."""


async def watch(talk: Talk, asked: str) -> None:
    """Watches the chat that was named; in a group without a name, that group. Without a word, all that is watched."""
    if not asked and talk.private and talk.message.reply_to_message is None:
        await list_watches(talk, "")
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
    mine = await watches.by_asker(talk.companion.store, talk.person, room)
    role = await talk.companion.role(talk.person)
    if len(mine) >= MOST and role not in {"operator", "trusted"}:
        await talk.say(watch_answers.enough(MOST, talk.words))
        return
    theirs = next((each for each in mine if each.target == key_of(target)), None)
    if theirs is not None and not await _is_theirs(talk, theirs):
        await talk.say(watch_answers.not_theirs(talk.words))
        return
    made = await watches.add(
        talk.companion.store,
        Asked(
            key_of(target), talk.person, room, talk.language, wanted.rule.cron, wanted.rule.named,
            wanted.rule.zone, wanted.effect, wanted.signs, wanted.quiet, wanted.digest, topic=talk.topic,
        ),
        due_at=now - jitter(key_of(target)), now=now,
    )  # fmt: skip
    await talk.say(_shown(talk, made))


async def list_watches(talk: Talk, _: str) -> None:
    """All that somebody watches; in a group, all that it hears of."""
    found = await _watches_here(talk)
    made = await watches.audits_made(talk.companion.store, [each.watch for each in found])
    await talk.say(watch_answers.watches(found, talk.words, audits=made))


async def unwatch(talk: Talk, asked: str) -> None:
    """Ends the watch of the chat that was named, or the only one."""
    mine = [each for each in await _watches_here(talk) if await _is_theirs(talk, each)]
    if asked or not talk.private:
        target, _ = _named(talk, asked)
        found = [each for each in mine if key_of(target) == each.target or _is_called(each, target)]
    else:
        found = mine if len(mine) == 1 else []
        if len(mine) > 1:
            await list_watches(talk, "")
            return
    for each in found:
        await watches.remove(talk.companion.store, each.watch)
    await talk.say(watch_answers.unwatched(talk.words) if found else watch_answers.not_watched(talk.words))


def _is_called(watch: Watch, target: Target) -> bool:
    return watch.title is not None and watch.title.casefold() == target.value


def _named(talk: Talk, asked: str) -> tuple[Target, str]:
    """The chat that is meant, and the words behind it."""
    reply = talk.message.reply_to_message
    theirs = None if reply is None else shown(reply)
    words = asked.split()
    place = next((n for n, word in enumerate(words) if word.startswith(("@", "tg://")) or "t.me/" in word), None)
    if place is not None:
        return typed(words[place]), " ".join([*words[:place], *words[place + 1 :]])
    if theirs is not None:
        return theirs, asked
    if not talk.private:
        return by_id_or_name(talk.message.chat_id, talk.message.chat.username), asked
    return typed(asked), " ".join(words[1:])


async def _may_watch(companion: Companion, person: int, target: Target) -> access.Verdict:
    """Whether somebody could ask for this chat. Quotas are looked at when it is due."""
    role, kind = await companion.role(person), await companion.kind_of(target)
    return access.decide_chat(role, companion.settings.access, kind)


async def _usual_zone(talk: Talk) -> str:
    """The zone that somebody named last, else UTC."""
    mine = await watches.by_asker(talk.companion.store, talk.person)
    return mine[-1].zone if mine else "UTC"


async def _watches_here(talk: Talk) -> list[Watch]:
    room = None if talk.private else talk.message.chat_id
    return await watches.by_asker(talk.companion.store, talk.person, room)


async def _is_theirs(talk: Talk, watch: Watch) -> bool:
    return watch.asker == talk.person or await talk.companion.role(talk.person) == "operator"


def _shown(talk: Talk, watch: Watch) -> Answer:
    now = talk.companion.clock()
    coming = next_due(Rule(watch.rule, watch.zone), now) if watch.state == "active" else watch.due_at
    return watch_answers.watching(watch, coming or now, talk.words)


Change = Callable[..., Awaitable[Answer | None]]
"""What a button changes of a watch; the answer is what its message says from then on, None where that stays."""


def _changing(change: Change, data: str = NUMBER) -> Tap:
    """A button under a watch or an alert, for whoever it belongs to."""

    async def run(query: CallbackQuery, talk: Talk, number: str, *given: str) -> None:
        found = await watches.find(talk.companion.store, int(number))
        if found is None or found.room != talk.message.chat_id or not await _is_theirs(talk, found):
            await note(query, unescape(watch_answers.not_watched(talk.words).html))
            return
        await note(query)
        answer = await change(talk, found, *given)
        if answer is not None:
            await talk.change(answer)

    return Tap(run, data)


async def _as_it_stands(talk: Talk, found: Watch) -> Answer:
    """A watch as it is now, be it changed just now or elsewhere."""
    now = await watches.find(talk.companion.store, found.watch)
    return _shown(talk, now) if now else watch_answers.not_watched(talk.words)


async def _rule(talk: Talk, found: Watch, rule: str) -> Answer:
    now = talk.companion.clock()
    made = named_rule(rule, found.zone, now)
    coming = next_due(made, now) or now
    await watches.change(talk.companion.store, found.watch, rule=made.cron, named=made.named, due_at=coming)
    return await _as_it_stands(talk, found)


async def _quiet(talk: Talk, found: Watch) -> Answer:
    quiet = None if found.quiet else watch_answers.NIGHT
    await watches.change(talk.companion.store, found.watch, quiet=quiet)
    return await _as_it_stands(talk, found)


async def _digest(talk: Talk, found: Watch) -> Answer:
    digest = None if found.digest is not None else watch_answers.MORNING
    await watches.change(talk.companion.store, found.watch, digest=digest)
    return await _as_it_stands(talk, found)


async def _enter(talk: Talk, found: Watch) -> Answer | None:
    """Reads on as a member, for whom the operator trusts."""
    if await talk.companion.role(talk.person) not in {"operator", "trusted"}:
        await talk.say(answers.refusal("for-the-trusted", talk.words))
        return None
    due_at = talk.companion.clock() - jitter(found.target)
    await watches.change(talk.companion.store, found.watch, may_join=True, due_at=due_at)
    return await _as_it_stands(talk, found)


async def _unwatch(talk: Talk, found: Watch) -> Answer:
    await watches.remove(talk.companion.store, found.watch)
    return watch_answers.unwatched(talk.words)


WATCH = Command(
    "watch",
    watch,
    what=lambda words: words.text("audit a chat again and again, and hear what changed: /watch @name"),
    in_groups=True,
    taps={
        "rule": _changing(_rule, rf"{NUMBER}:(daily|weekly|monthly)"),
        "quiet": _changing(_quiet),
        "digest": _changing(_digest),
        "enter": _changing(_enter),
        "unwatch": _changing(_unwatch),
        "watch": _changing(_as_it_stands),
        "who": Tap(name_adder, NUMBER),
    },
)
WATCHES = Command("watches", list_watches, what=lambda words: words.text("the chats you watch"), in_groups=True)
UNWATCH = Command(
    "unwatch", unwatch, what=lambda words: words.text("stop watching a chat: /unwatch @name"), in_groups=True
)
