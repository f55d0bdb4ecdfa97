"""What a page says of the audit itself: what was read, what could not be seen, how to cite and check it."""

from collections.abc import Iterator

from auditor.measure.catalogue import RULES
from auditor.report.report import AuditReport
from auditor.report.statements import signs
from auditor.report.statements.headlines import CLAIMED
from auditor.report.statements.wording import Wording


def unseen(report: AuditReport, words: Wording) -> list[str]:
    """What could not be seen, in sentences; first what the searches left out."""
    return [*filter(None, [signs.left_out(report, words)]), *map(words.note, report.coverage.notes)]


def what_was_read(report: AuditReport, words: Wording) -> list[tuple[str, str]]:
    """What the figures rest on, by name; what the source cannot tell is left out."""
    return [(name, value) for name, value in _what_was_read(report, words) if value]


def _what_was_read(report: AuditReport, words: Wording) -> Iterator[tuple[str, str]]:
    coverage = report.coverage
    span = f"{words.date_in_words(coverage.first)} – {words.date_in_words(coverage.last)}" if coverage.first else ""
    yield words.text("Source"), words.read_from(report.chat.source)
    if not report.chat.has_members:
        yield words.text("Authors"), words.number(coverage.people_seen)
        yield words.text("Messages"), words.number(coverage.messages)
        yield words.text("History read"), span or words.text("date unknown")
        return
    yield words.text("People seen"), words.number(coverage.people_seen)
    yield _claimed_title(report, words), _number(coverage.people_claimed, words)
    yield words.text("Members in the list"), _number(coverage.members_listed, words)
    yield words.text("Bots among the members"), _number(coverage.bots, words)
    yield words.text("Messages"), words.number(coverage.messages)
    yield words.text("History read"), span or words.text("date unknown")
    yield words.text("History from the chat's beginning"), _yes_no(coverage.history_complete, words)
    yield words.text("Leaving is logged"), _yes_no(coverage.leaves_logged, words)


def file_read(report: AuditReport, words: Wording) -> list[tuple[str, str]]:
    """The file that was read, to be told from any other; nothing of a live chat."""
    digest, size = report.coverage.file_sha256, report.coverage.file_bytes
    said = [("SHA-256", digest or ""), (words.text("Bytes"), _number(size, words))]
    return [(name, value) for name, value in said if value]


def _claimed_title(report: AuditReport, words: Wording) -> str:
    if report.chat.read.live:
        return words.text("Members by Telegram's count")
    return words.measure_title(CLAIMED)


def _number(number: int | None, words: Wording) -> str:
    return "" if number is None else words.number(number)


def _yes_no(answer: bool | None, words: Wording) -> str:
    if answer is None:
        return words.text("Unknown")
    return words.text("Yes") if answer else words.text("No")


def cite(report: AuditReport, words: Wording) -> str:
    """A reference to this audit, as a text that can be copied."""
    return words.text(
        "“{title}”, audit {as_of}. deadsouls {tool}, policy {policy}. Source: {read_from}.",
        title=words.chat_title(report.chat.title),
        as_of=words.as_of(report),
        tool=report.tool,
        policy=report.policy,
        read_from=words.read_from(report.chat.source),
    )


def mark(report: AuditReport, words: Wording) -> str:
    """What stands at the foot of a printed page: the program, its policy, and the beginning of the file's digest."""
    digest = report.coverage.file_sha256
    short = f" · SHA-256 {digest[:8]}…{digest[-4:]}" if digest else ""
    return f"deadsouls {report.tool} · {words.text('policy {policy}', policy=report.policy)}{short}"


def files(words: Wording) -> list[tuple[str, str]]:
    """The files that lie beside the page, and what is in each."""
    return [
        ("report.json", words.text("everything on this page, for programs; it points to messages")),
        ("data/measures.csv", words.text("every figure with its bounds")),
        ("data/findings.csv", words.text("every finding with its strength")),
        ("data/evidence.csv", words.text("what each finding rests on")),
        ("data/people.csv", words.text("a row a person, by pseudonym")),
        ("data/adders.csv", words.text("everybody who added, by pseudonym")),
        ("data/days.csv", words.text("arrivals by day")),
        ("data/coverage.csv", words.text("what was read")),
        ("data/codebook.csv", words.text("what every column means")),
    ]


def rules(words: Wording) -> list[tuple[str, str, str]]:
    """By what the strength of a finding is decided: its family, the strength, the rule."""
    return [(words.family(family), words.strength(rule.strength), words.said(rule.words)) for family, rule in RULES]
