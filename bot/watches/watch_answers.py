"""Puts watches and alerts into words. Pure, like `answers.py`."""

import datetime as dt
import zoneinfo
from html import escape
from typing import TYPE_CHECKING, Any

from auditor.measure.spec import Finding
from auditor.report.statements import signs
from auditor.report.statements.signs import caution_of
from auditor.report.statements.wording import Wording
from bot.telling.answers import Answer, Buttons, cut

if TYPE_CHECKING:
    from storage.companion.alerts import Alert
    from storage.companion.watches import Watch

NIGHT = (22 * 60, 8 * 60)
"""The quiet hours of the button: from ten in the evening to eight in the morning."""

MORNING = 9 * 60
"""When the digest of the button comes."""

LISTED = 10

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def watching(watch: "Watch", next_at: int, words: Wording) -> Answer:
    """A chat is watched: how, when next, and the buttons that change it."""
    lines = [
        f"<b>{escape(_title(watch, words))}</b>",
        escape(words.text("I watch this chat {how}. The next audit: {when}.", how=how(watch, words),
                          when=moment(next_at, watch.zone, words))),
        escape(words.text("You hear from me only when something real has changed.")),
        *map(escape, _options(watch, words)),
    ]  # fmt: skip
    if watch.state != "active":
        lines.insert(1, escape(became(watch.state, words)))
    return Answer("\n".join(lines), _buttons(watch, words))


def _buttons(watch: "Watch", words: Wording) -> Buttons:
    rules = [("daily", words.text("Daily")), ("weekly", words.text("Weekly")), ("monthly", words.text("Monthly"))]
    quiet = words.text("Also at night") if watch.quiet else words.text("Quiet at night")
    digest = words.text("At once") if watch.digest is not None else words.text("Once a day")
    number = watch.watch
    return [
        [(label, f"rule:{number}:{rule}") for rule, label in rules if rule != watch.named],
        [(quiet, f"quiet:{number}"), (digest, f"digest:{number}")],
        [(words.text("Stop watching"), f"unwatch:{number}")],
    ]


def how(watch: "Watch", words: Wording) -> str:
    """A rule in words."""
    fields = watch.rule.split()
    if not watch.named:
        return words.text("by the rule {rule} ({zone})", rule=watch.rule, zone=watch.zone)
    at = f"{int(fields[1]):02}:{int(fields[0]):02}"
    if watch.named == "daily":
        return words.text("every day at {at} ({zone})", at=at, zone=watch.zone)
    if watch.named == "weekly":
        day = _weekday(fields[4], words)
        return words.text("every week ({day}) at {at} ({zone})", day=day, at=at, zone=watch.zone)
    return words.text("every month on day {day} at {at} ({zone})", day=fields[2], at=at, zone=watch.zone)


def _weekday(short: str, words: Wording) -> str:
    from babel.dates import get_day_names

    return str(
        get_day_names("wide", "stand-alone", words.language)[
            ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(short)
        ]
    )


def moment(at: int, zone: str, words: Wording) -> str:
    """A moment where somebody is."""
    local = dt.datetime.fromtimestamp(at, zoneinfo.ZoneInfo(zone))
    return f"{words.date_in_words(local.date().isoformat())}, {local:%H:%M}"


def _options(watch: "Watch", words: Wording) -> list[str]:
    said = []
    if watch.quiet is not None:
        start, end = (f"{minute // 60:02}:{minute % 60:02}" for minute in watch.quiet)
        said.append(words.text("From {start} to {end} I am quiet.", start=start, end=end))
    if watch.digest is not None:
        at = f"{watch.digest // 60:02}:{watch.digest % 60:02}"
        said.append(words.text("All news of a day come together, at {at}.", at=at))
    return said


def watches(found: "list[Watch]", words: Wording, audits: int = 0) -> Answer:
    """All that somebody watches, and how much of it would be found by chance in so many audits of these chats."""
    if not found:
        return Answer(escape(words.text("You watch no chat. To watch one: /watch @name daily")))
    lines, buttons = [], []
    for watch in found[:LISTED]:
        stands = how(watch, words) if watch.state == "active" else became(watch.state, words)
        lines.append(f"▪️ <b>{escape(_title(watch, words))}</b>: {escape(stands)}")
        buttons.append([(_title(watch, words, 40), f"watch:{watch.watch}")])
    more = len(found) - LISTED
    lines += [f"… {words.number(more)}"] if more > 0 else []
    by_chance = escape(signs.by_chance(audits, words))
    return Answer("\n".join([*lines, *(["", by_chance] if by_chance else [])]), buttons)


def unwatched(words: Wording) -> Answer:
    """A watch has ended."""
    return Answer(escape(words.text("I no longer watch this chat.")))


def not_watched(words: Wording) -> Answer:
    """There was none."""
    return Answer(escape(words.text("This chat is not watched here.")))


def no_rule(why: object, words: Wording) -> Answer:
    """Why a rule cannot be one."""
    said = {
        "too-often": words.text("The most is once an hour."),
        "never": words.text("This rule names a day that never comes."),
        "time": words.text(
            "I am not sure which time you mean. Write it in 24 hours: every day at 9:30, or every Monday at 21:00."
        ),
        "zone": words.text("I do not know this time zone. Write it as in Asia/Almaty, or as a city of that list."),
    }
    usage = words.text("Write it so: /watch @name every day at 9:30, or every Monday at 9:00, or daily, weekly,"
                       " monthly, or five cron fields such as 0 9 * * 1; and behind it a time zone such as"
                       " Asia/Almaty.")  # fmt: skip
    return Answer(escape(said.get(str(why), usage)))


def _title(watch: "Watch", words: Wording, longest: int = 60) -> str:
    return words.chat_title(watch.title or watch.target.partition(":")[2], longest)


def became(state: str, words: Wording) -> str:
    """What a chat became that cannot be read as before."""
    known = {
        "private": words.text("Only members can read this chat now."),
        "restricted": words.text("Telegram has restricted this chat where my reading account is."),
        "gone": words.text("This chat is gone: neither its name nor its number leads to it."),
        "renamed": words.text("This chat has another name now."),
        "migrated": words.text("This group has become a supergroup; I go on with that."),
        "reachable": words.text("This chat can be read again."),
    }
    return known.get(state, words.text("This chat cannot be read at the moment."))


def alert(told: "list[Alert]", adders: dict[int, str], words: Wording) -> Answer:
    """One message of one or several alerts: each under the title of its chat. `adders` are pseudonyms by alert."""
    parts, buttons = [], []
    for each in told:
        title = words.chat_title(each.title or str(each.facts.get("chat", "")), 60)
        if each.kind == "burst":
            lines = _burst(each, adders.get(each.alert, ""), words)
            buttons += [[(words.text("Who adds? (for admins)"), f"who:{each.alert}")]] if each.adder else []
        elif each.kind == "changed":
            lines = _changed(each.facts, words)
        else:
            lines = _became(each, words)
        if each.facts.get("enter"):
            buttons.append([(words.text("Join and watch"), f"enter:{each.facts['enter']}")])
        if each.audit is not None:
            buttons.append([(f"{words.text('Page')}: {title}"[:60], f"page:{each.audit}")])
        parts.append("\n".join([f"🔔 <b>{escape(title)}</b>", *map(escape, lines)]))
    return Answer(cut(parts, "\n\n"), buttons[:LISTED])


def _burst(told: "Alert", adder: str, words: Wording) -> list[str]:
    facts = told.facts
    usual = words.count_text(
        "On most days the busiest ten minutes bring no more than {count} person.",
        "On most days the busiest ten minutes bring no more than {count} people.", int(facts["usual"]),
    )  # fmt: skip
    came = words.count_text(
        "{count} person has come within ten minutes.", "{count} people have come within ten minutes.",
        int(facts["count"]),
    )  # fmt: skip
    lines = [came, usual]
    if told.adder:
        lines.append(
            words.text("{added} of them were added by one account, {adder}.", added=facts["added"], adder=adder)
        )
    return [*lines, words.text("A burst alone proves nothing: a link that goes round does the same.")]


def _changed(facts: dict[str, Any], words: Wording) -> list[str]:
    before, after = (words.date_in_words(facts.get(side)) for side in ("before", "after"))
    lines = [f"{before} → {after}"]
    for told in facts.get("findings", []):
        sign = f"{words.measure_title(told['id'])}: {words.strength(told['strength'])}"
        lines.append(words.text("New or stronger sign: {sign}.", sign=sign))
        lines += filter(None, [caution_of(told["id"], words)])
    moved = facts.get("moved", [])
    return [*lines, *(f"▪️ {words.measure_title(told['id'])}: {_moved(told['facts'], words)}" for told in moved)]


def _moved(facts: dict[str, Any], words: Wording) -> str:
    low, high = (words.signed(round(100 * facts[end], 1)) for end in ("low", "high"))
    span = words.text("{low} to {high} pp", low=low, high=high)
    before, after = facts.get("before"), facts.get("after")
    if before is None or after is None:
        return span
    return f"{words.percent(before)} → {words.percent(after)} ({span})"


def _became(told: "Alert", words: Wording) -> list[str]:
    facts = told.facts
    if told.kind == "refused":
        return [words.text("I no longer audit this chat for you: the operator does not allow it now.")]
    lines = [became(told.kind, words)]
    if told.kind == "renamed" and facts.get("was"):
        lines.append(words.text("Before: {name}.", name=words.chat_title(str(facts["was"]), 60)))
    if facts.get("reason"):
        lines.append(words.text("Telegram says: {reason}", reason=words.chat_title(str(facts["reason"]), 200)))
    if facts.get("last_at"):
        last = words.date_in_words(dt.datetime.fromtimestamp(facts["last_at"], dt.UTC).date().isoformat())
        lines.append(words.text("Last read on {date}.", date=last))
    if told.kind in {"private", "restricted", "gone"}:
        lines.append(words.text("I try again by myself, at longer and longer intervals."))
    return lines


def arriving(words: Wording) -> Answer:
    """What stands where an alert is about to be."""
    return Answer(escape(words.text("News of a watched chat.")))


def topic_gone(words: Wording) -> Answer:
    """To somebody who watched in a topic that was deleted."""
    return Answer(
        escape(words.text("The topic where you asked me to watch chats is gone. From now on I tell you here."))
    )


def adders(names: list[tuple[int, str]], words: Wording) -> Answer:
    """For an admin of the chat alone: who adds. Nothing of it is kept."""
    if not names:
        return Answer(escape(words.text("The admin log of the last 48 hours does not show this account any longer.")))
    lines = [f"▪️ <a href=\"tg://user?id={number}\">{escape(words.chat_title(name, 60))}</a> ({number})"
             for number, name in names]  # fmt: skip
    note = words.text("Read from the admin log just now, for you alone; I keep nothing of it.")
    return Answer("\n".join([*lines, escape(note)]))


def not_named(why: str, words: Wording) -> str:
    """Why the adder is not named."""
    said = {
        "not-an-admin": words.text("Only the admins of this chat are told who adds."),
        "too-late": words.text("Telegram keeps the admin log for 48 hours only, and they are over."),
        "no-log": words.text("The account I read chats with is no admin there, so it cannot read the admin log."),
    }
    return said[why]


def facts_of(moved: list[Finding], findings: list[Finding], before: str | None, after: str | None) -> dict[str, Any]:
    """What an alert keeps of what changed: ids and figures, no prose."""
    return {
        "before": before,
        "after": after,
        "moved": [{"id": each.id, "facts": each.facts} for each in moved],
        "findings": [{"id": each.id, "strength": each.strength} for each in findings],
    }


def enough(most: int, words: Wording) -> Answer:
    """To somebody who watches as many chats as one may."""
    return Answer(escape(words.count_text(
        "One person can watch {count} chat at most.", "One person can watch {count} chats at most.", most
    )))  # fmt: skip


def not_theirs(words: Wording) -> Answer:
    """To somebody in a group where another watches that chat."""
    return Answer(escape(words.text("Somebody else here watches this chat; only they or the operator change that.")))
