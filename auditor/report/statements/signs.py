"""What findings say: each in a sentence or two with its figures, and all of them in a line.

A finding's facts are ids and numbers; a fact that is not there (a report may be of another version) leaves out the
sentence that needs it. "Forced" is said of adders with exit evidence alone.
"""

from collections.abc import Callable, Iterator
from decimal import ROUND_FLOOR

from auditor.measure.catalogue import SPECS
from auditor.measure.spec import Finding
from auditor.report.report import AuditReport
from auditor.report.statements import sentences
from auditor.report.statements.episodes import holding
from auditor.report.statements.titles import plain_title
from auditor.report.statements.wording import Wording

NO_AGREEMENT: frozenset[str] = frozenset({"coordination.groups", "farms.accounts"})
"""Of whose groups it is said what they do not show."""

CONTEXT: frozenset[str] = frozenset({"coordination.pace"})
"""What is looked for to be seen beside the signs, and is none whatever is found (DESIGN 5): bots and shared accounts
write as fast."""

EXCEEDING: tuple[str, ...] = ("strong", "some")

_ORDER = ("strong", "some", "cannot tell", "none")
"""Of several answers about one subject, the first stands for all: nothing is denied of which a part cannot be told."""


def by_strength(report: AuditReport) -> list[Finding]:
    """The findings, those with signs first."""
    return sorted(report.findings, key=lambda finding: (_rank(finding), report.findings.index(finding)))


def exceeding(report: AuditReport) -> list[Finding]:
    """The findings that exceed their limits, the strongest first."""
    return [finding for finding in by_strength(report) if finding.strength in EXCEEDING]


def in_context(finding: Finding) -> bool:
    """Whether something was found that is no sign by itself, as fast writers, or three people with one text."""
    return finding.strength == "none" and finding.id in _SAID and bool(_count(finding, "people"))


def title_of(finding: Finding, words: Wording) -> str:
    """What was looked for, by name."""
    return words.measure_title(finding.id) if finding.id in SPECS else plain_title(finding.id, 60)


def strength_of(finding: Finding, words: Wording) -> str:
    """How strong the signs are, in words."""
    if in_context(finding):
        return words.text("for context")
    return words.strength(finding.strength)


def subjects(report: AuditReport, words: Wording) -> list[str]:
    """A few words about each subject that was looked into: what it is, and how strong the signs are."""
    answers: dict[str, list[str]] = {}
    for finding in report.findings:
        if finding.id not in CONTEXT:
            answers.setdefault(finding.family, []).append(finding.strength)
    return [f"{words.subject(family)}: {words.strength(min(given, key=_place))}" for family, given in answers.items()]


def counted(report: AuditReport, words: Wording) -> str:
    """How many signs exceed their limits, of those that could be looked for: all that a summary may add up."""
    asked = [finding for finding in report.findings if finding.id not in CONTEXT]
    told = [finding for finding in asked if finding.strength != "cannot tell"]
    said = []
    if told:
        said.append(
            words.count_text(
                "{count} of {all} signs looked for exceeds its limit.",
                "{count} of {all} signs looked for exceed their limits.",
                sum(finding.strength in EXCEEDING for finding in told),
                all=len(told),
            )
        )
    if len(told) < len(asked):
        said.append(
            words.count_text(
                "{count} sign cannot be looked for here.",
                "{count} signs cannot be looked for here.",
                len(asked) - len(told),
            )
        )
    return " ".join(said)


def left_out(report: AuditReport, words: Wording) -> str:
    """What the searches did not look at, where it is so much that they cannot tell: it stands wherever signs are
    counted. Empty where there is no such thing."""
    return next(filter(None, (_left_out(finding, words) for finding in report.findings)), "")


def no_agreement(words: Wording) -> str:
    """What a group does not show; it stands beside each."""
    return words.text(
        "This does not show an agreement: people who follow one source or keep the same hours can produce it. "
        "These data cannot tell which."
    )


def caution(report: AuditReport, words: Wording) -> str:
    """The same, where a report tells of groups; else empty."""
    return no_agreement(words) if any(finding.id in NO_AGREEMENT for finding in exceeding(report)) else ""


def sentences_of(finding: Finding, words: Wording) -> list[str]:
    """What was found, with its figures and denominators; or that nothing was; or why it cannot be told."""
    if finding.strength == "cannot tell":
        why = words.text("Cannot be told here: {reason}.", reason=words.reason(_slug(finding.facts.get("why"))))
        found = list(_SAID[finding.id](finding, words)) if _count(finding, "left_out") and finding.id in _SAID else []
        return [why, *_silent_adders(finding, words), *_at_least(finding, words), *found]
    say = _SAID.get(finding.id)
    if say is None:
        return []
    return [*(list(say(finding, words)) or [words.text("No such pattern was found.")]), *_at_least(finding, words)]


def brief(finding: Finding, words: Wording) -> str:
    """A finding where there is room for a line or two: by its name, or a sentence that needs none."""
    said = sentences_of(finding, words)
    if finding.id == "arrivals.forced" and finding.strength in EXCEEDING:
        return " ".join(said[:2])
    if finding.id in NO_AGREEMENT and finding.strength in EXCEEDING:
        return f"{title_of(finding, words)}: {said[0]} {no_agreement(words)}"
    return f"{title_of(finding, words)}: {' '.join(said[:1])}"


def smallest_of(finding: Finding, words: Wording) -> str:
    """The smallest pattern that could have been found, where none was."""
    count = _count(finding, "smallest")
    one_many = sentences.SMALLEST.get(finding.id)
    if finding.strength != "none" or in_context(finding) or not count or one_many is None:
        return ""
    return words.text("The smallest pattern that could have been found: {pattern}.",
                      pattern=words.count_text(*one_many, count))  # fmt: skip


# -- what each finding says


def _forced(finding: Finding, words: Wording) -> Iterator[str]:
    adders, tested = _count(finding, "adders"), _count(finding, "tested")
    share, part, of = (finding.facts.get(name) for name in ("share_at_least", "adds", "adds_all"))
    if adders and finding.strength in EXCEEDING:
        yield words.text(
            "Pattern of forced adding: {count} of {tested} adders with at least 10 additions.",
            count=adders,
            tested=tested,
        )
        if isinstance(share, int | float) and isinstance(part, int) and isinstance(of, int):
            least = words.percent(share, ROUND_FLOOR)
            made = words.text("{count} of {of}", count=part, of=of)
            yield words.text("Such additions are at least {share} of all ({part}).", share=least, part=made)
        yield words.text(
            "The people added so left more often than those who came by themselves, and chance does not explain it."
        )
    elif tested:
        yield words.count_text(
            "{count} adder has at least 10 additions, and shows no pattern of forced adding.",
            "{count} adders have at least 10 additions; none shows a pattern of forced adding.",
            tested,
        )
    else:
        yield words.text("Nobody is known to have added at least 10 people.")
    yield from _silent_adders(finding, words)
    if beside := _count(finding, "self_joiners"):
        yield words.count_text(
            "Compared with {count} person who came by themselves.",
            "Compared with {count} people who came by themselves.",
            beside,
        )


def _silent_adders(finding: Finding, words: Wording) -> Iterator[str]:
    if silent := _count(finding, "silent_adders"):
        yield words.count_text(
            "{count} adder adds people who do not take part; that they leave is not shown.",
            "{count} adders add people who do not take part; that they leave is not shown.",
            silent,
        )


def _left_out(finding: Finding, words: Wording) -> str:
    why, count, of = finding.facts.get("why"), _count(finding, "left_out"), _count(finding, "left_out_of")
    if not count or not of:
        return ""
    if why in {"wordless", "wordless-in-bursts"}:
        return words.count_text(
            "{count} of {of} messages is nothing but links, mentions, emoji or signs and could not be compared.",
            "{count} of {of} messages are nothing but links, mentions, emoji or signs and could not be compared.",
            count, of=of,
        )  # fmt: skip
    if why == "habits-in-bursts":
        return words.count_text(
            "Left out of the search for copies: {count} of {of} messages, with texts that many write, in bursts, too.",
            "Left out of the search for copies: {count} of {of} messages, with texts that many write, in bursts, too.",
            count, of=of,
        )  # fmt: skip
    if why == "habits-left-out":
        return words.count_text(
            "Left out of the search for copies: {count} of {of} messages, with texts that many write.",
            "Left out of the search for copies: {count} of {of} messages, with texts that many write.",
            count, of=of,
        )  # fmt: skip
    return ""


def _at_least(finding: Finding, words: Wording) -> Iterator[str]:
    if left_out := _left_out(finding, words):
        yield left_out


def _holding(finding: Finding, words: Wording, unit: str, *, count: str, inside: str) -> str:
    """So many episodes or groups, and how much of what was searched they hold."""
    told = (_count(finding, inside) or None, _count(finding, "of") or None)
    return holding(unit, _count(finding, count), *told, words)


def _copies(finding: Finding, words: Wording) -> Iterator[str]:
    if _count(finding, "episodes"):
        what = _holding(finding, words, "episodes", count="episodes", inside="messages")
        yield _with(what, _units(finding, words, "people"))
        if of_mass := _count(finding, "of_mass"):
            yield words.count_text(
                "In {count} of them at least 10 people took part.",
                "In {count} of them at least 10 people took part.",
                of_mass,
            )  # fmt: skip
        elif "of_mass" in finding.facts:
            yield words.text("None of them has 10 people; so few pass on one text by chance, too.")


def _swarms(finding: Finding, words: Wording) -> Iterator[str]:
    if swarms := _count(finding, "swarms"):
        what = words.count_text("{count} swarm of replies", "{count} swarms of replies", swarms)
        yield _with(what, _units(finding, words, "people"))


def _groups(finding: Finding, words: Wording) -> Iterator[str]:
    if groups := _count(finding, "groups"):
        yield f"{_holding(finding, words, 'groups', count='groups', inside='people')}."
        yield no_agreement(words)
        expected = finding.facts.get("expected_pairs")
        if (pairs := _count(finding, "pairs")) and isinstance(expected, int | float):
            yield words.count_text(
                "{count} pair acts together; chance alone would give {expected}.",
                "{count} pairs act together; chance alone would give {expected}.",
                pairs,
                expected=about(expected, words),
            )
    shuffled, shuffles = finding.facts.get("shuffled"), _count(finding, "shuffles")
    if groups and shuffles and isinstance(shuffled, int | float):
        yield words.count_text(
            "By chance alone, in {count} random shuffle of the chat's days, a group appeared in {share}.",
            "By chance alone, in {count} random shuffles of the chat's days, a group appeared in {share}.",
            shuffles,
            share=words.percent(shuffled),
        )
    if groups and (dropped := _count(finding, "dropped_texts")):
        yield words.count_text(
            "{count} text that many people write, such as a greeting, was left out.",
            "{count} texts that many people write, such as greetings, were left out.",
            dropped,
        )


def _pace(finding: Finding, words: Wording) -> Iterator[str]:
    if _count(finding, "people"):
        yield f"{_units(finding, words, 'people')}."


def _farms(finding: Finding, words: Wording) -> Iterator[str]:
    if farms := _count(finding, "farms"):
        yield words.count_text(
            "{count} group of accounts keeps posting the same within minutes, in several chats.",
            "{count} groups of accounts keep posting the same within minutes, in several chats.",
            farms,
        )
    if arriving := _count(finding, "arriving"):
        yield words.count_text(
            "{count} group of accounts came to several chats in one order, each time within an hour.",
            "{count} groups of accounts came to several chats in one order, each time within an hour.",
            arriving,
        )
    if farms or arriving:
        yield f"{_units(finding, words, 'people')}."
        yield no_agreement(words)
    if apart := _count(finding, "one_chat_people"):
        yield words.count_text(
            "{count} account acts together with others in one chat alone; it is counted apart, and is in no farm.",
            "{count} accounts act together with others in one chat alone; they are counted apart, and are in no farm.",
            apart,
        )
    shuffles = _count(finding, "shuffles")
    share = finding.facts.get("shuffled")
    if farms and shuffles and isinstance(share, int | float):
        yield words.count_text(
            "By chance alone, in {count} random shuffle of the chats' days, such a group appeared in {share}.",
            "By chance alone, in {count} random shuffles of the chats' days, such a group appeared in {share}.",
            shuffles,
            share=words.percent(share),
        )


_SAID: dict[str, Callable[[Finding, Wording], Iterator[str]]] = {
    "arrivals.forced": _forced,
    "coordination.copies": _copies,
    "coordination.swarms": _swarms,
    "coordination.groups": _groups,
    "coordination.pace": _pace,
    "farms.accounts": _farms,
}


def about(number: float, words: Wording) -> str:
    """A small number without pretending that it is none."""
    return f"< {words.number(0.01)}" if 0 < number < 0.01 else words.number(number)


def _with(what: str, more: str) -> str:
    return f"{what} ({more})." if more else f"{what}."


def _units(finding: Finding, words: Wording, *names: str) -> str:
    counts = [(name, _count(finding, name)) for name in names]
    return ", ".join(words.count_text(*sentences.UNITS[name], count) for name, count in counts if count)


def _count(finding: Finding, name: str) -> int:
    """A fact that counts something; 0 where it is not there."""
    fact = finding.facts.get(name)
    return int(fact) if isinstance(fact, int | float) else 0


def _slug(fact: object) -> str | None:
    return plain_title(fact, 60) if isinstance(fact, str) else None


def _rank(finding: Finding) -> int:
    if finding.id in CONTEXT or in_context(finding):
        return 2 if in_context(finding) else len(_ORDER)
    return {"strong": 0, "some": 1, "none": 3, "cannot tell": 4}.get(finding.strength, 4)


def _place(strength: str) -> int:
    return _ORDER.index(strength)
