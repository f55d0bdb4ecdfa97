"""The finished report: ids and numbers, no prose; versioned, JSON in and out.

`deadsouls-report/1`: a reader of it keeps working until `/2`; new keys may be added. The schema beside this
file (`report.schema.json`) is written from these types by `python -m auditor.report.report`.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from auditor.errors import ReportUnwritable
from auditor.measure.spec import PEOPLE_KEYS, Finding, Measure, Row
from storage.sources import SOURCES, ChatKind, Kind, SourceName

FORMAT: Literal["deadsouls-report/1"] = "deadsouls-report/1"
SCHEMA_FILE = Path(__file__).with_name("report.schema.json")


Evidence = dict[str, list[Row]]
"""The rows that findings rest on, by the measure that found them."""

NAMING = frozenset({*PEOPLE_KEYS, "edges"})
"""The keys of a row that say who: its people, and their places among them."""


class ChatFacts(msgspec.Struct, frozen=True):
    """The audited chat: what it calls itself, its kind, and where the audit read it. A table of texts is called by its
    file's name."""

    title: str
    kind: ChatKind
    source: SourceName

    @property
    def read(self) -> Kind:
        """The kind of source, and what it shows."""
        return SOURCES[self.source]

    @property
    def has_members(self) -> bool:
        """Whether there is a crowd to be in; a table of texts has authors, no members."""
        return "people" in self.read.shows


class Note(msgspec.Struct, frozen=True):
    """Something a reader must know about what was and was not seen: a slug, and the numbers in its sentence."""

    id: str
    facts: dict[str, int | str] = {}


class CoverageFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the figures rest on. Null where the source cannot tell."""

    people_seen: int
    people_claimed: int | None
    messages: int
    first: str | None
    last: str | None
    members_hidden: bool | None
    history_complete: bool | None
    arrival_sources: list[str]
    leaves_logged: bool | None
    unresolved: int
    """Occurrences of a name (or of none) that may each be a person of their own; never one in a point."""
    erased: int
    damaged: int
    repaired: int
    notes: list[Note]
    listing: Literal["whole", "capped", "hidden", "none"] | None = None
    """The member list: read whole, cut off by Telegram, hidden by the chat, or closed to the reading account."""
    members_listed: int | None = None
    """People in the member list as it was read."""
    bots: int | None = None
    """Bots among the members; they are not people, and in no other figure."""
    time_resolution: Literal["second", "minute", "hour", "day", "worse"] | None = "second"
    """How fine the times are; null where nothing has a usable time."""
    file_sha256: str | None = None
    """The digest of the file that was read, as it was given; null of a live chat, and of a folder of several files."""
    file_bytes: int | None = None
    """Its size."""


class ArrivalDay(msgspec.Struct, frozen=True):
    """Arrivals of one day by kind, every occurrence counted."""

    day: str
    added: int
    by_link: int
    by_request: int
    by_self: int
    unknown: int = 0


class CurvePoint(msgspec.Struct, frozen=True):
    """The `people` who write most wrote this many `messages` together."""

    people: int
    messages: int


class Fate(msgspec.Struct, frozen=True):
    """What became of the people who came one way: gone within a day, gone later, wrote, silent; they add up to
    `people`. `gone_at_once` and `gone_later` are null where leaving is not logged."""

    came: Literal["added", "self"]
    people: int
    gone_at_once: int | None
    gone_later: int | None
    wrote: int
    silent: int


class NewWithin(msgspec.Struct, frozen=True):
    """Of `of` members whose arrival is dated, how many had their account made within `days` before it, and of how
    many it cannot be told."""

    days: int
    count: int
    cannot_tell: int
    of: int


class Hours(msgspec.Struct, frozen=True, omit_defaults=True):
    """How many came by each way, and how many messages were written, in each hour that has any, by the moment it begins
    with. Of the last 366 days; empty where hours are not known."""

    added: dict[str, int] = {}
    by_link: dict[str, int] = {}
    by_request: dict[str, int] = {}
    by_self: dict[str, int] = {}
    unknown: dict[str, int] = {}
    messages: dict[str, int] = {}


class Stretch(msgspec.Struct, frozen=True):
    """How many people came within so many minutes: nobody, or at least five."""

    start: str
    minutes: int
    people: int


class Series(msgspec.Struct, frozen=True):
    """What the charts draw, and `souls.new` at every span. `days` are the days with an arrival, in order, by UTC;
    `wave` is who came around the largest wave, by ten minutes or more."""

    days: list[ArrivalDay]
    curve: list[CurvePoint]
    fates: list[Fate]
    new: list[NewWithin] = []
    hours: Hours = Hours()
    wave: list[Stretch] = []


class AuditReport(msgspec.Struct, frozen=True, kw_only=True):
    """One audit of one chat."""

    format: Literal["deadsouls-report/1"] = FORMAT
    tool: str
    policy: str
    parameters: dict[str, str | int | float | list[str | int] | None] | msgspec.UnsetType = msgspec.UNSET
    """Of the search for groups, where others than the defaults were asked for; what they give is `coordination.asked`,
    and every other measure is by the defaults."""
    as_of: str | None
    chat: ChatFacts
    coverage: CoverageFacts
    measures: dict[str, Measure]
    evidence: dict[str, list[Row]]
    findings: list[Finding]
    series: Series


def named_for(report: AuditReport, name: Callable[[int], str]) -> AuditReport:
    """The report for one reader: at rest its evidence holds people by pseudonym, told it holds the names by which that
    reader knows them."""
    return msgspec.structs.replace(report, evidence=named_evidence(report.evidence, name))


def named_evidence(evidence: Evidence, name: Callable[[int], str]) -> Evidence:
    """Evidence with the names by which one reader knows its people, in the order of these names: two readers cannot
    join people by their places."""
    return {measure: _in_order([_named_row(row, name) for row in rows]) for measure, rows in evidence.items()}


def _named_row(row: Row, name: Callable[[int], str]) -> Row:
    told = {key: _named(value, name) if key in PEOPLE_KEYS else value for key, value in row.items()}
    if not isinstance(told.get("people"), list):
        return told
    order = sorted(range(len(told["people"])), key=lambda place: str(told["people"][place]))
    told["people"] = [told["people"][place] for place in order]
    if "edges" in told:
        places = {place: moved for moved, place in enumerate(order)}
        told["edges"] = _moved(told["edges"], places, directed=told.get("directed") is True)
    return told


def _moved(edges: list[list[int]], places: dict[int, int], *, directed: bool) -> list[list[int]]:
    """Edges whose ends are other places in the row's people, strongest first; the lower end first, unless they lead
    from one to the other."""
    ends = [[places.get(end, end) for end in edge[:2]] for edge in edges]
    moved = [[*(pair if directed else sorted(pair)), *edge[2:]] for pair, edge in zip(ends, edges, strict=True)]
    return sorted(moved, key=lambda edge: ([-weight for weight in edge[2:]], edge))


def _in_order(rows: list[Row]) -> list[Row]:
    """Rows as they stand, but those that show the same figures stand together, in the order of the names in them."""
    shown = [msgspec.json.encode({key: row[key] for key in row if key not in NAMING}, order="sorted") for row in rows]
    first = {figures: place for place, figures in reversed(list(enumerate(shown)))}
    order = sorted(range(len(rows)), key=lambda place: (first[shown[place]], _names(rows[place])))
    return [rows[place] for place in order]


def _names(row: Row) -> list[str]:
    return [str(row.get(key)) for key in PEOPLE_KEYS]


def _named(value: Any, name: Callable[[int], str]) -> Any:
    if isinstance(value, list):
        return [_named(each, name) for each in value]
    return name(value) if isinstance(value, int) else value


def messages_in(report: AuditReport) -> frozenset[int]:
    """The ids of the messages that the evidence points to."""
    rows = (row for found in report.evidence.values() for row in found)
    return frozenset(each for row in rows for each in row.get("messages") or [] if isinstance(each, int))


def with_own_ids(report: AuditReport, own: Mapping[int, str]) -> AuditReport:
    """The report with the ids of messages as their source writes them, where these are no numbers: for the operator of
    the machine, and never kept."""
    if not own:
        return report
    evidence = {
        measure: [
            row | {"messages": [own.get(each, each) for each in row["messages"]]} if row.get("messages") else row
            for row in rows
        ]
        for measure, rows in report.evidence.items()
    }
    return msgspec.structs.replace(report, evidence=evidence)


def without_pointers(report: AuditReport) -> AuditReport:
    """The report for others than the operator: its evidence without what leads back to single messages. Times keep
    their hour; how long something took is said in whole minutes (`minutes`), as at most so many."""
    return msgspec.structs.replace(report, evidence=evidence_without_pointers(report.evidence))


def evidence_without_pointers(evidence: Evidence) -> Evidence:
    """Evidence without message ids, its times to the hour; rows that finer times kept apart are put in order again."""
    return {measure: _in_order([_pointless(row) for row in rows]) for measure, rows in evidence.items()}


def _pointless(row: Row) -> Row:
    kept = {key: value for key, value in row.items() if key != "messages"}
    if "chats" in kept:
        kept["chats"] = [{key: part[key] for key in part if key != "messages"} for part in kept["chats"]]
    took = seconds_of(row)
    if took is not None and "minutes" not in row:
        kept["minutes"] = -(-took // 60)
    return kept | {key: f"{kept[key][:13]}:00:00Z" for key in ("start", "end") if kept.get(key)}


def seconds_of(row: Row) -> int | None:
    """How long a row of evidence took; none where one of its ends is not known."""
    start, end = row.get("start"), row.get("end")
    if not start or not end:
        return None
    return int((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds())


def to_json(report: AuditReport) -> bytes:
    """The report as UTF-8 JSON, one key a line, the same bytes for the same report."""
    return msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n"


def from_json(data: bytes) -> AuditReport:
    """Reads a report back; raises `ReportUnwritable` where it is none."""
    try:
        return msgspec.json.decode(data, type=AuditReport)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ReportUnwritable(
            "This is not a report of format {format}: {said}.", format=FORMAT, said=str(error)
        ) from error


def schema() -> dict[str, Any]:
    """The JSON Schema of the report."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": FORMAT,
        **msgspec.json.schema(AuditReport),
    }


def write_schema() -> None:
    """Renews the schema file beside this module."""
    SCHEMA_FILE.write_text(json.dumps(schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_schema()
