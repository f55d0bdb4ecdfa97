"""What several audited chats show together: as JSON (`deadsouls-farms/1`), and as lines of text for a terminal.

The JSON Schema beside this file (`farms.schema.json`) is written from these types by `python -m
auditor.report.farms_report`.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import msgspec

from auditor.measure.spec import Finding, Measure
from auditor.report.report import Evidence, evidence_without_pointers, named_evidence
from auditor.report.statements import signs
from auditor.report.statements.wording import Wording, wording
from storage.sources import ChatKind, SourceName

FORMAT: Literal["deadsouls-farms/1"] = "deadsouls-farms/1"
SCHEMA_FILE = Path(__file__).with_name("farms.schema.json")


class FarmChat(msgspec.Struct, frozen=True, kw_only=True):
    """One of the chats that were looked into: its last audit, and how much of it there is."""

    title: str
    kind: ChatKind
    source: SourceName
    as_of: str | None
    people: int
    by_name: int
    """Of these, people known by a name alone; they are strangers in every other chat."""
    messages: int
    whole: bool
    """Whether the whole member list was read."""
    compared: bool
    """Whether its messages could be compared with those of other chats."""
    again: str | None = None
    """The title of the chat of which this is another reading; it is not counted again."""


class FarmsReport(msgspec.Struct, frozen=True, kw_only=True):
    """What the audited chats of one installation share."""

    format: Literal["deadsouls-farms/1"] = FORMAT
    tool: str
    policy: str
    as_of: str | None
    """The latest moment that any of them speaks of."""
    chats: list[FarmChat]
    measures: dict[str, Measure]
    evidence: Evidence
    findings: list[Finding]


def named_for(report: FarmsReport, name: Callable[[int], str]) -> FarmsReport:
    """The report for one reader, who knows people by these names."""
    return msgspec.structs.replace(report, evidence=named_evidence(report.evidence, name))


def without_pointers(report: FarmsReport) -> FarmsReport:
    """The report for others than the operator: without message ids, times to the hour."""
    return msgspec.structs.replace(report, evidence=evidence_without_pointers(report.evidence))


def to_json(report: FarmsReport) -> bytes:
    """UTF-8 JSON, the same bytes for the same report."""
    return msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of the report."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": FORMAT,
        **msgspec.json.schema(FarmsReport),
    }


def write_schema() -> None:
    """Renews the schema file beside this module."""
    SCHEMA_FILE.write_text(json.dumps(schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def farms_text(report: FarmsReport, lang: str) -> str:
    """What was looked into, the figures, and what was found, with its innocent explanation."""
    words = wording(lang)
    lines = [looked_into(report, words), ""]
    lines += [f"{words.measure_title(name)}: {words.figure(measure)}" for name, measure in report.measures.items()]
    for finding in report.findings:
        lines += ["", f"{signs.title_of(finding, words)}: {signs.strength_of(finding, words)}."]
        lines += [
            *signs.sentences_of(finding, words),
            signs.smallest_of(finding, words),
            words.misleads(finding.id),
        ]
    lines += [f"– {note}" for note in notes(report, words)]
    return "\n".join(line for number, line in enumerate(lines) if line or number == 1) + "\n"


def looked_into(report: FarmsReport, words: Wording) -> str:
    """How many chats, and until when."""
    return words.count_text(
        "{count} audited chat, up to {date}", "{count} audited chats, up to {date}", len(counted(report)),
        date=words.date_in_words(report.as_of),
    )  # fmt: skip


def counted(report: FarmsReport) -> list[FarmChat]:
    """The chats, each once."""
    return [chat for chat in report.chats if chat.again is None]


def notes(report: FarmsReport, words: Wording) -> list[str]:
    """What could not be seen."""
    said = [
        words.text(
            "“{title}” is another reading of “{other}” and is not counted again.",
            title=words.chat_title(chat.title, 60), other=words.chat_title(chat.again, 60),
        )
        for chat in report.chats if chat.again is not None
    ]  # fmt: skip
    report = msgspec.structs.replace(report, chats=counted(report))
    if by_name := sum(chat.by_name for chat in report.chats):
        said.append(words.count_text(
            "{count} person is known by a name alone and cannot be found in another chat.",
            "{count} people are known by a name alone and cannot be found in another chat.", by_name,
        ))  # fmt: skip
    if partly := sum(not chat.whole for chat in report.chats):
        said.append(words.count_text(
            "Of {count} chat the whole member list was not read; who is missing may be in it all the same.",
            "Of {count} chats the whole member list was not read; who is missing may be in them all the same.", partly,
        ))  # fmt: skip
    if silent := sum(not chat.compared for chat in report.chats):
        said.append(words.count_text(
            "The messages of {count} chat cannot be compared: it shows no texts, or days alone.",
            "The messages of {count} chats cannot be compared: they show no texts, or days alone.", silent,
        ))  # fmt: skip
    return said


if __name__ == "__main__":
    write_schema()
