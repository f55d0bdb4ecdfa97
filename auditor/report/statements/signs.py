"""What findings say: each in a sentence or two with its figures, and all of them in a line.

A finding's facts are ids and numbers; a fact that is not there (a report may be of another version) leaves out the
sentence that needs it. "Forced" is said of adders with exit evidence alone.
"""

from collections.abc import Callable, Iterator

from auditor.measure.catalogue import SPECS
from auditor.measure.misleading import NO_AGREEMENT
from auditor.measure.saying import about
from auditor.measure.spec import Finding, Words
from auditor.report.report import AuditReport
from auditor.report.statements.titles import plain_title
from auditor.report.statements.wording import Wording

EXCEEDING: tuple[str, ...] = ("strong", "some")
"""The strengths of a finding that exceeds its limit."""

_ORDER = ("strong", "some", "cannot tell", "none")
"""Of several answers about one subject, the first stands for all: nothing is denied of which a part cannot be told."""


def by_strength(report: AuditReport) -> list[Finding]:
    """The findings, those with signs first; of equal ones what repeats itself stands before a single moment, which news
    bring, too."""
    return sorted(report.findings, key=lambda each: (_rank(each), _is_moment(each), report.findings.index(each)))


def exceeding(report: AuditReport) -> list[Finding]:
    """The findings that exceed their limits, the strongest first."""
    return [finding for finding in by_strength(report) if finding.strength in EXCEEDING]


def in_context(finding: Finding) -> bool:
    """Whether something was found that is no sign by itself, as fast writers, or three people with one text."""
    return finding.strength == "none" and _says(finding) is not None and finding.number("people") > 0


def title_of(finding: Finding, words: Wording) -> str:
    """What was looked for, by name."""
    return words.measure_title(finding.id) if finding.id in SPECS else plain_title(finding.id, 60)


def strength_of(finding: Finding, words: Wording) -> str:
    """How strong the signs are, in words."""
    if in_context(finding):
        return words.text("for context")
    if _is_unrated(finding):
        return words.text("not rated")
    return words.strength(finding.strength)


def subjects(report: AuditReport, words: Wording) -> list[str]:
    """A few words about each subject that was looked into: what it is, and how strong the signs are."""
    answers: dict[str, list[str]] = {}
    for finding in report.findings:
        if not _is_context(finding):
            answers.setdefault(finding.family, []).append(finding.strength)
    return [f"{words.subject(family)}: {words.strength(min(given, key=_place))}" for family, given in answers.items()]


def looked_for(report: AuditReport) -> list[Finding]:
    """What was looked for as a sign, without what is only seen beside, and what was asked for besides."""
    return [finding for finding in report.findings if not _is_context(finding)]


def counted(report: AuditReport, words: Wording) -> str:
    """How many signs exceed their limits, of those that could be looked for: all that a summary may add up."""
    asked = looked_for(report)
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
    return words.text(NO_AGREEMENT)


def caution_of(finding_id: str, words: Wording) -> str:
    """What a finding does not show; empty where nothing need be said."""
    spec = SPECS.get(finding_id)
    return words.text(spec.caution) if spec is not None and spec.caution else ""


def caution(report: AuditReport, words: Wording) -> str:
    """The same, where a report tells of such findings; else empty."""
    return next(filter(None, (caution_of(finding.id, words) for finding in exceeding(report))), "")


def sentences_of(finding: Finding, words: Wording) -> list[str]:
    """What was found, with its figures and denominators; or that nothing was; or why it cannot be told."""
    spec, say = SPECS.get(finding.id), _says(finding)
    if finding.strength == "cannot tell" and not _is_unrated(finding):
        why = words.text("Cannot be told here: {reason}.", reason=words.reason(_slug(finding.facts.get("why"))))
        anyway = spec.say_anyway(finding, words) if spec is not None and spec.say_anyway is not None else ()
        found = say(finding, words) if say is not None and finding.number("left_out") else ()
        return [why, *anyway, *_at_least(finding, words), *found]
    if say is None:
        return []
    return [*(list(say(finding, words)) or [words.text("No such pattern was found.")]), *_at_least(finding, words)]


def asked(report: AuditReport, words: Wording) -> list[str]:
    """What the parameters give that were asked for, in a line or two each: it counts among no signs."""
    return [
        f"{title_of(finding, words)}: {' '.join(sentences_of(finding, words)[:2])}"
        for finding in report.findings
        if (spec := SPECS.get(finding.id)) is not None and spec.on_request
    ]


def by_chance(audits: int, words: Wording) -> str:
    """How many of so many audits would show by chance what a search looks for, were it nowhere; empty for none."""
    rate = sum(spec.false_per_audit or 0.0 for spec in SPECS.values())
    if not audits or not rate:
        return ""
    expected = audits * rate
    return words.count_text(
        "In {count} audit of a chat without coordination, at most about {expected} would show accounts that act "
        "together, by chance alone.",
        "In {count} audits of chats without coordination, at most about {expected} would show accounts that act "
        "together, by chance alone.",
        audits,
        expected=about(round(expected) if expected >= 0.5 else round(expected, 3), words),
    )


def brief(finding: Finding, words: Wording) -> str:
    """A finding where there is room for a line or two: by its name, or sentences that need none."""
    said, spec = sentences_of(finding, words), SPECS.get(finding.id)
    if spec is not None and finding.strength in EXCEEDING:
        if spec.in_brief:
            return " ".join(said[: spec.in_brief])
        if spec.caution:
            return f"{title_of(finding, words)}: {said[0]} {words.text(spec.caution)}"
    return f"{title_of(finding, words)}: {' '.join(said[:1])}"


def smallest_of(finding: Finding, words: Wording) -> str:
    """The smallest pattern that could have been found, where none was."""
    count, spec = finding.number("smallest"), SPECS.get(finding.id)
    if finding.strength != "none" or in_context(finding) or not count or spec is None or spec.smallest is None:
        return ""
    return words.text("The smallest pattern that could have been found: {pattern}.",
                      pattern=words.count_text(*spec.smallest, count))  # fmt: skip


def _says(finding: Finding) -> Callable[[Finding, Words], Iterator[str]] | None:
    spec = SPECS.get(finding.id)
    return None if spec is None else spec.say


def _left_out(finding: Finding, words: Wording) -> str:
    why, count, of = finding.facts.get("why"), finding.number("left_out"), finding.number("left_out_of")
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


def _is_moment(finding: Finding) -> bool:
    spec = SPECS.get(finding.id)
    return finding.strength in EXCEEDING and spec is not None and spec.told_from == "strong"


def _is_context(finding: Finding) -> bool:
    spec = SPECS.get(finding.id)
    return spec is not None and spec.is_context


def _is_unrated(finding: Finding) -> bool:
    """Whether it tells something of which no strength is known."""
    spec = SPECS.get(finding.id)
    return spec is not None and not spec.rated and not finding.facts.get("why")


def _slug(fact: object) -> str | None:
    return plain_title(fact, 60) if isinstance(fact, str) else None


def _rank(finding: Finding) -> int:
    if in_context(finding):
        return 2
    if _is_context(finding):
        return len(_ORDER)
    return {"strong": 0, "some": 1, "none": 3, "cannot tell": 4}.get(finding.strength, 4)


def _place(strength: str) -> int:
    return _ORDER.index(strength)
