"""What sentences of several measures, and the figures of a page, have in common.

Episodes and groups are no part of the messages or people they were looked for among, so it is never said "3 of 19,432",
nor how large a share of these they are; but how many of these they hold.
"""

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


def told_people(finding: Finding, words: Words) -> str:
    """How many people a finding is about; empty where it is about nobody."""
    count = finding.number("people")
    return words.count_text(*UNITS["people"], count) if count else ""


def with_people(what: str, finding: Finding, words: Words) -> str:
    """What was found as a sentence, with how many people in brackets."""
    people = told_people(finding, words)
    return f"{what} ({people})." if people else f"{what}."


def about(number: float, words: Words) -> str:
    """A small number without pretending that it is none."""
    return f"< {words.number(0.01)}" if 0 < number < 0.01 else words.number(number)
