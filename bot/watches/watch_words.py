"""What somebody wants to be watched, in the words of all languages: the chat, how often, where, and when not to be
told. Pure.
"""

import re

import msgspec

from auditor.errors import UsageError
from auditor.languages.spoken import LANGUAGES, language
from auditor.watching.alerts import Signs
from auditor.watching.rule import Rule, named_rule, zone_of
from bot.watches.moments import Moment, any_of, every, moment

_WORDS = [language(code).watch for code in LANGUAGES]

RULES = {
    "daily": every(each.daily for each in _WORDS),
    "weekly": every(each.weekly for each in _WORDS),
    "monthly": every(each.monthly for each in _WORDS),
}
"""How a rule is called; the first that is there counts."""

ASKS = re.compile(rf"(?i)^\s*{any_of(every(each.follow for each in _WORDS))}\s+(?=\S)")
"""How somebody begins who asks without a command."""

_QUIET = re.compile(
    rf"\b{any_of(every(each.quiet for each in _WORDS))}\s+(\d{{1,2}})(?::(\d\d))?\s*[-–—]\s*(\d{{1,2}})(?::(\d\d))?"
)
_DIGEST = re.compile(
    rf"\b{any_of(every(each.digest for each in _WORDS))}"
    rf"(?:\s+(?:{any_of(every(each.time.at for each in _WORDS))}\s+)?(\d{{1,2}})(?::(\d\d))?(?=\s|$))?"
)
_EFFECT = re.compile(r"(?<!\S)(\d{1,2}(?:[.,]\d)?)\s*%")
_STRONG = every(each.strong for each in _WORDS)
_SIGNS = re.compile(rf"\b({any_of(_STRONG + every(each.all for each in _WORDS))})\b")
_CRON = re.compile(r"(?<!\S)(?:[\d*][\d*,/-]*\s+){2}[\d*][\w*,/-]*(?:\s+[\w*,/#-]+){2}(?!\S)")
_BY_ITSELF = 9 * 60
LONGEST = 400


class Wanted(msgspec.Struct, frozen=True):
    """How a chat is to be watched."""

    rule: Rule
    effect: float | None = None
    signs: Signs = "usual"
    quiet: tuple[int, int] | None = None
    digest: int | None = None


def wanted(text: str, now: int, *, zone: str = "UTC") -> Wanted:
    """What was written behind the chat; without a word of it, once a day. Raises `UsageError` with `why`: `rule`,
    `time`, `never`, `too-often` or `zone`."""
    if len(text) > LONGEST:
        raise UsageError("So many words are no rule.", why="rule")
    rest = f" {text.casefold()} "
    quiet, rest = _taken(_QUIET, rest)
    digest, rest = _taken(_DIGEST, rest)
    effect, rest = _taken(_EFFECT, rest)
    signs, rest = _taken(_SIGNS, rest)
    fields, rest = _taken(_CRON, " ".join(rest.split()))
    named, rest = _named(rest)
    when, rest = moment(rest) if fields is None else (Moment(None, ""), rest)
    left = rest.replace(",", " ").split()
    if left:
        found = zone_of(" ".join(left))
        if found is None:
            raise UsageError("{zone!r} is no time zone.", zone=rest.strip(), why=_what_it_is(left))
        zone = found
    if fields is not None and named:
        raise UsageError("Both a rule in words and one of cron fields.", why="rule")
    return Wanted(
        named_rule(fields[0], zone, now) if fields else _rule(named, when, zone, now),
        float(effect[1].replace(",", ".")) / 100 if effect else None,
        "usual" if not signs else "strong" if signs[1] in _STRONG else "all",
        (_minute(quiet[1], quiet[2]), _minute(quiet[3], quiet[4])) if quiet else None,
        None if not digest else _minute(digest[1], digest[2]) if digest[1] else _BY_ITSELF,
    )


def _taken(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    """What a pattern finds, and the text without it."""
    found = pattern.search(text)
    return found, text if found is None else f"{text[: found.start()]} {text[found.end() :]}"


def _named(text: str) -> tuple[str, str]:
    """How often, '' where nothing is said of that, and the text without it."""
    spaced = f" {' '.join(text.split())} "
    for named, words in RULES.items():
        for word in words:
            if f" {word} " in spaced:
                return named, spaced.replace(f" {word} ", " ", 1)
    return "", spaced


def _rule(named: str, when: Moment, zone: str, now: int) -> Rule:
    """A rule in words: how often, and when where that was said; what was not said is as at this moment."""
    if when.days and named not in {"", "weekly"}:
        raise UsageError("Each day and one day of the week.", why="time")
    usual = named_rule("weekly" if when.days else named or "daily", zone, now)
    minute, hour, day, month, days = usual.cron.split()
    if when.minute is not None:
        hour, minute = (str(part) for part in divmod(when.minute, 60))
    cron = " ".join([minute, hour, day, month, when.days or days])
    return Rule(cron, zone, usual.named if re.fullmatch(r"\w+|", when.days) else "")


def _what_it_is(left: list[str]) -> str:
    """What words are that name no time zone."""
    if any(word[:1].isdigit() for word in left):
        return "time"
    return "zone" if len(left) == 1 else "rule"


def _minute(hour: str, minute: str | None) -> int:
    found = 60 * int(hour) + int(minute or 0)
    if found > 24 * 60 or int(minute or 0) > 59:
        raise UsageError("A day has 24 hours.", why="rule")
    return found % (24 * 60)
