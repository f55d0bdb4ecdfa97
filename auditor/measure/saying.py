"""What sentences of several measures, and the figures of a page, have in common.

Episodes and groups are no part of the messages or people they were looked for among, so it is never said "3 of 19,432",
nor how large a share of these they are; but how many of these they hold.
"""

from collections.abc import Iterator

from auditor.measure.spec import UNITS, Finding, Words


def holding(unit: str, count: int, inside: int | None, of: int | None, words: Words) -> str:
    """So many episodes or groups; of how much they hold it is silent where it is not known."""
    told = words.count_text(*UNITS[unit], count)
    if inside is None or of is None:
        return told
    if unit == "groups":
        within = words.count_text(
            "{inside} of {of} people are in it", "{inside} of {of} people are in them", count, inside=inside, of=of
        )
    else:
        within = words.count_text(
            "{inside} of {of} messages are in it", "{inside} of {of} messages are in them", count, inside=inside, of=of
        )
    return f"{told}; {within}"


def people_count(finding: Finding, words: Words) -> str:
    """How many people a finding is about; empty where it is about nobody."""
    count = finding.number("people")
    return words.count_text(*UNITS["people"], count) if count else ""


def with_people(what: str, finding: Finding, words: Words) -> str:
    """What was found as a sentence, with how many people in brackets."""
    people = people_count(finding, words)
    return f"{what} ({people})." if people else f"{what}."


def about(number: float, words: Words) -> str:
    """A small number without pretending that it is none."""
    return f"< {words.number(0.01)}" if 0 < number < 0.01 else words.number(number)


def lasting(seconds: int, words: Words) -> str:
    """So long, in the unit that fits."""
    if seconds < 120:
        return words.count_text("{count} second", "{count} seconds", seconds)
    if seconds <= 7_200:
        return words.count_text("{count} minute", "{count} minutes", round(seconds / 60))
    if seconds < 3 * 86_400:
        return words.count_text("{count} hour", "{count} hours", round(seconds / 3_600))
    return words.count_text("{count} day", "{count} days", round(seconds / 86_400))


def kind_of_object(kind: object, words: Words) -> str:
    """What several messages have in common, by the kinds of `methods/kinds.py`; empty for one that is not known."""
    kinds = {
        "text": words.text("one text"),
        "template": words.text("one text with words of each one's own in it"),
        "link": words.text("one link"),
        "mentions": words.text("the same names mentioned"),
        "emoji": words.text("one row of emoji"),
        "hashtags": words.text("the same hashtags"),
        "forward": words.text("one message passed on"),
        "reply": words.text("answers to one message"),
        "given": words.text("one thing shared"),
    }
    return kinds.get(kind, "") if isinstance(kind, str) else ""


def say_clearest(finding: Finding, words: Words) -> Iterator[str]:
    """In what the clearest of some groups shows."""
    kind, turnout = kind_of_object(finding.facts.get("kind"), words), finding.facts.get("turnout")
    if kind and (window := finding.number("window")) and isinstance(turnout, int | float):
        yield words.text(
            "The clearest one shows in {kind} within {window}; on average {turnout} of it takes part.",
            kind=kind,
            window=lasting(window, words),
            turnout=words.percent(turnout),
        )


def say_reshuffled(finding: Finding, words: Words) -> Iterator[str]:
    """How often chance shows a group as clear."""
    shuffled = finding.facts.get("shuffled")
    if (shuffles := finding.number("shuffles")) and isinstance(shuffled, int | float):
        yield words.count_text(
            "When who wrote each message was dealt out anew within its week and hour of the day, {count} time, people "
            "met as often in {share}.",
            "When who wrote each message was dealt out anew within its week and hour of the day, {count} times, people "
            "met as often in {share}.",
            shuffles,
            share=words.percent(shuffled),
        )
