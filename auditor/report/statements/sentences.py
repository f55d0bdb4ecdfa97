"""The English sentences of coverage, of chats and of one person, by id; those of measures and of the answer stand with
them. English is the source text: what stands here is the key of the same sentence in the other languages.
"""

from auditor.report.statements.notes import NOTES
from auditor.report.statements.row_keys import KEY_TITLES
from storage.sources import SHOWERS, SOURCES

KINDS: dict[str, str] = {
    "basic-group": "basic group",
    "supergroup": "group",
    "channel": "channel",
    "group": "group",
    "table": "table of texts",
}

CAME: dict[str, str] = {
    "added": "Another person added them.",
    "by_link": "They came by an invite link.",
    "by_request": "They asked to join and were let in.",
    "by_self": "They came by themselves.",
    "unclear": "Somebody added them, or they came by themselves; which of the two is not known.",
    "unknown": "How they came is not known.",
}
"""How one person came to a chat."""

KNOWN_FROM: dict[str, str] = {
    "bot-updates": "a bot that was an admin of the chat and wrote it down as it happened",
    "admin-log": "the chat's admin log",
    "service-messages": "service messages in the chat's history",
    "invite-links": "the list of those who used an invite link",
    "member-list": "the member list",
}
"""What an arrival is known from."""

CERTAINTIES: dict[str, str] = {
    "exact": "Certain: Telegram itself says so.",
    "date": "Only when they came is known, not how.",
    "inferred": "Inferred: the history shows a name alone, or does not show who acted.",
    "unknown": "Nothing that was read shows it.",
}


def every() -> list[str | tuple[str, str]]:
    """Each sentence that stands in a table once; a pair is singular and plural."""
    from auditor.measure.catalogue import sentences as of_measures
    from auditor.report.answer.table import TABLE as ANSWER

    sentences: list[str | tuple[str, str]] = [*of_measures(), *KEY_TITLES]
    for table in (NOTES, KINDS, CAME, KNOWN_FROM, CERTAINTIES):
        sentences += table.values()
    sentences += [row.sentence for row in ANSWER]
    sentences += [sentence for shower in SHOWERS for sentence in (shower.title, shower.hint)]
    sentences += [sentence for kind in SOURCES.values() for sentence in (kind.read_from, kind.seen)]
    return list(dict.fromkeys(sentences))
